"""What is asked of whoever takes payments: a real provider, or the sandbox. The port, and the words it speaks."""

from collections.abc import Mapping
from typing import Any, Literal, Protocol

import msgspec

from livehouse.kernel.money import Money
from livehouse.payments.model import Dispute, Purchase, PurchaseState

ProviderName = Literal["sandbox", "stripe"]


class Checkout(msgspec.Struct, frozen=True):
    """Where a person pays, and what the provider calls it."""

    id: str
    url: str


class PaymentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How a payment stands at this moment, as the provider says. Amounts are minor units of its currency.

    Attributes:
        payment_id: what the provider calls the payment itself; none before there was one.
        price: what is or was to be paid.
        refunded: what was paid back on request, all together.
        disputed: what the buyer's bank has taken or kept, all together.
        dispute: the gravest that there is: one that is open, else one that was lost, else one that was won.
    """

    state: PurchaseState
    price: Money
    purchase_id: str | None
    payment_id: str | None = None
    refunded: int = 0
    disputed: int = 0
    dispute: Dispute | None = None


class ProviderEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook tells: that something happened, and to what. What it is now, the provider is asked.

    Attributes:
        purchase_id, checkout_id, payment_id: what it is about, as far as the event says so.
        account: the host's own account at the provider, if it is about that.
        about: the event's object.
    """

    id: str
    kind: str
    about: Mapping[str, Any]
    purchase_id: str | None = None
    checkout_id: str | None = None
    payment_id: str | None = None
    account: str | None = None


class PaymentProvider(Protocol):
    """Takes payments. Each method may be called again with the same arguments and does what it says once.

    All of them may raise `ProviderUnavailable` (try again) and `ProviderRefused` (do not).
    """

    @property
    def name(self) -> ProviderName:
        """What it is called in addresses and in the books."""

    async def open_checkout(self, purchase: Purchase) -> Checkout:
        """A place to pay for `purchase` until its `expires_at`; it leads back to the wallet."""

    async def close_checkout(self, checkout_id: str) -> None:
        """Let nobody pay there any more. What was paid or is over stays as it is."""

    async def look(self, checkout_id: str) -> PaymentFacts:
        """How the payment stands now."""

    async def refund(self, payment_id: str, money: Money, *, key: str) -> None:
        """Pay so much back to the buyer."""

    async def purchase_of(self, payment_id: str) -> str | None:
        """The purchase that this payment is for, if it is one of ours."""

    def read_event(self, body: bytes, signature: str | None) -> ProviderEvent:
        """What a webhook says.

        Raises:
            WebhookRefused: it is not the provider's, too old, or cannot be read.
        """

    async def close(self) -> None:
        """Close its connections."""
