"""What a payout is, which way it goes, and who is paid. Pure."""

from datetime import datetime
from typing import Final, Literal

import msgspec

from livehouse.kernel.money import Money

PayoutState = Literal["in_review", "approved", "sending", "sent", "paid", "refused", "failed", "returned", "cancelled"]
RecipientState = Literal["onboarding", "ready", "restricted", "closed"]

OPEN_STATES: Final[frozenset[PayoutState]] = frozenset({"in_review", "approved", "sending", "sent"})
# The diamonds of these are put aside and still the host's.
HELD_STATES: Final[frozenset[PayoutState]] = frozenset({"in_review", "approved", "sending"})
# Of these nothing was sent yet: they can be called off.
UNSENT_STATES: Final[frozenset[PayoutState]] = frozenset({"in_review", "approved"})
# Nothing was ever paid of these, so they use up nothing of what may be withdrawn in a day.
UNDONE_STATES: Final[frozenset[PayoutState]] = frozenset({"refused", "cancelled", "failed"})

# What each state may become. A payout only goes forward, so that what was learned late or twice changes nothing.
_NEXT: Final[dict[PayoutState, frozenset[PayoutState]]] = {
    "in_review": frozenset({"approved", "refused", "cancelled"}),
    "approved": frozenset({"sending", "cancelled"}),
    "sending": frozenset({"sent", "failed"}),
    "sent": frozenset({"paid", "returned"}),
    # A bank may send money back days after it took it.
    "paid": frozenset({"returned"}),
    "refused": frozenset(),
    "failed": frozenset(),
    "returned": frozenset(),
    "cancelled": frozenset(),
}


def may_become(state: PayoutState, next_state: PayoutState) -> bool:
    """Whether a payout in `state` may be in `next_state` next."""
    return next_state in _NEXT[state]


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """The account of a host at the payment provider.

    Attributes:
        reference: what the provider calls it.
        requirements: what the provider still asks for, in its own words.
    """

    account_id: str
    provider: str
    reference: str
    state: RecipientState
    requirements: tuple[str, ...]
    created_at: datetime
    looked_at: datetime


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """Diamonds that somebody turns into money.

    Attributes:
        asked_diamonds: as they were asked for; `diamonds` are those that make whole minor units of `currency`.
        reason: for the person, why it was refused, failed or came back.
        recipient_reference, transfer_reference, payout_reference: the provider's words.
        hold_id: what put the diamonds aside in the books; `settled_by` and `paid_by` are the transfers of diamonds and
            of money, once it was sent.
        next_at: when somebody should see to it again; None if there is nothing to do.
        attempts: in vain, one after another.
        refusals: how often the provider has said for certain that it did not do it yet; each makes a new idempotency
            key, as a provider repeats its answer under the old one.
        origin: the address of the platform as the person saw it, for links in mails.
    """

    id: str
    account_id: str
    key: str
    asked_diamonds: int
    diamonds: int
    currency: str
    amount: int
    state: PayoutState
    provider: str
    recipient_reference: str
    hold_id: str
    origin: str
    created_at: datetime
    reason: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    sent_at: datetime | None = None
    paid_at: datetime | None = None
    ended_at: datetime | None = None
    transfer_reference: str | None = None
    payout_reference: str | None = None
    settled_by: str | None = None
    paid_by: str | None = None
    next_at: datetime | None = None
    attempts: int = 0
    refusals: int = 0

    @property
    def money(self) -> Money:
        """What the host gets."""
        return Money(self.currency, self.amount)


class PayoutPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some payouts, and before which the next page begins."""

    payouts: tuple[Payout, ...]
    next_before: str | None
