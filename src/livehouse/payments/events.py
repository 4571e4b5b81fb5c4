"""What payments tell the slices above, after it was committed."""

from datetime import datetime

from livehouse.platform.events import DomainEvent


class CoinsBought(DomainEvent, frozen=True):
    """Coins were paid for; they are in the wallet, or have paid a debt."""

    account_id: str
    purchase_id: str
    coins: int
    at: datetime


class CoinsTakenBack(DomainEvent, frozen=True):
    """A payment was refunded or disputed, and coins were taken back; what the wallet lacked is a debt now.

    `since` is when the purchase was paid: gifts sent after it may be what these coins became.
    """

    account_id: str
    purchase_id: str
    since: datetime


class CoinsGivenBack(DomainEvent, frozen=True):
    """A dispute was won, or a refund failed: coins are back, debts settled first."""

    account_id: str
    purchase_id: str


class SandboxNews(DomainEvent, frozen=True):
    """Something happened at the sandbox, which it tells by a webhook as a real provider does.

    `about` is what the webhook's object says, by name.
    """

    event_id: str
    kind: str
    about: dict[str, str]
    at: datetime
