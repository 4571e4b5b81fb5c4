"""How diamonds become money, and how much of it may go. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from livehouse.payments.prices import PayoutTerms

# A thousand diamonds are what rates are told by.
RATE_DIAMONDS: Final = 1_000
# More than all diamonds that there will be; it keeps sums within 64 bits.
DIAMONDS_MAX: Final = 10**12


class Exchange(msgspec.Struct, frozen=True):
    """Diamonds, and what they come to: the fewest that make this amount."""

    diamonds: int
    amount: int


def exchange(diamonds: int, terms: PayoutTerms, *, step: int = 1) -> Exchange:
    """What `diamonds` come to, rounded down to a multiple of `step` minor units, and how many of them that takes.

    What does not make a whole step stays with the host.
    """
    amount = diamonds * terms.per_1000_diamonds // RATE_DIAMONDS // step * step
    return Exchange(diamonds_for(amount, terms), amount)


def diamonds_for(amount: int, terms: PayoutTerms) -> int:
    """The fewest diamonds that come to `amount`."""
    return -(-amount * RATE_DIAMONDS // terms.per_1000_diamonds)


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """When the UTC day of `at` begins, and the next one."""
    begins = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(days=1)
