"""What a purchase is, and what refunds and disputes take back of it. Pure."""

from datetime import datetime
from typing import Literal

import msgspec

from livehouse.kernel.money import Money

PurchaseState = Literal["open", "paid", "expired", "failed"]
Dispute = Literal["open", "won", "lost"]
RefundState = Literal["asked", "done", "refused"]
SandboxState = Literal["open", "paid", "declined", "expired"]


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """Coins that somebody buys, or bought.

    Attributes:
        total, tax: minor units of `currency`; the tax is inside the total.
        checkout_id, checkout_url, payment_id: the provider's words; none until it has said them.
        refunded: what the provider has paid back on request, minor units.
        money_taken_back, coins_taken_back: what refunds and disputes have taken out of the books, all together.
        steps: how many such corrections there were.
        version: counts what was written.
    """

    id: str
    account_id: str
    key: str
    pack: str
    coins: int
    region: str
    currency: str
    total: int
    tax: int
    tax_name: str
    tax_rate_bps: int
    language: Literal["en", "ja"]
    origin: str
    provider: str
    created_at: datetime
    expires_at: datetime
    checkout_id: str | None = None
    checkout_url: str | None = None
    payment_id: str | None = None
    state: PurchaseState = "open"
    refunded: int = 0
    dispute: Dispute | None = None
    money_taken_back: int = 0
    coins_taken_back: int = 0
    steps: int = 0
    paid_at: datetime | None = None
    version: int = 0
    looked_at: datetime | None = None
    next_look_at: datetime | None = None

    @property
    def price(self) -> Money:
        """What it costs, with tax."""
        return Money(self.currency, self.total)


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund that an operator asked for; `asked` is None if it was all that was left."""

    id: str
    purchase_id: str
    key: str
    asked: int | None
    amount: int
    reason: str
    operator_id: str
    created_at: datetime
    state: RefundState = "asked"
    ended_at: datetime | None = None


class SandboxCheckout(msgspec.Struct, frozen=True, kw_only=True):
    """A payment as the sandbox keeps it."""

    id: str
    key: str
    purchase_id: str
    account_id: str
    currency: str
    total: int
    return_path: str
    expires_at: datetime
    state: SandboxState = "open"
    refunded: int = 0
    dispute: Dispute | None = None
