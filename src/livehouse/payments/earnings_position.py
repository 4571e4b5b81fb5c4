"""Where a host's diamonds are: each of them in one place. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from livehouse.ledger import Young

# By what diamonds are earned, as the books call it.
EARNING_KINDS: Final = frozenset({"gift.sent"})


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """All diamonds of a host, and where they are; the four parts sum to `total`.

    Attributes:
        pending: earned too lately to be withdrawn.
        in_payouts: put aside for payouts that are not sent yet.
        frozen: kept by an operator; everything else is nothing then.
        matures: on which day (UTC) how many of the pending ones can be withdrawn.
    """

    total: int
    pending: int
    in_payouts: int
    frozen: int
    withdrawable: int
    matures: Mapping[date, int]

    def has_on(self, diamonds: int) -> datetime | None:
        """From when on so many will be withdrawable, if nothing else happens; None if not by time alone."""
        missing = diamonds - self.withdrawable
        for day, more in sorted(self.matures.items()):
            missing -= more
            if missing <= 0:
                return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return None


def place(total: int, young: Young, *, in_payouts: int, is_frozen: bool, hold_days: int) -> Position:
    """Put each diamond where it is.

    Gifts that were withdrawn and then taken back use up younger ones; those are the last to be withdrawable, so the
    first ones to mature are fewer.
    """
    free = max(0, total - in_payouts)
    if is_frozen:
        return Position(total=total, pending=0, in_payouts=in_payouts, frozen=free, withdrawable=0, matures={})
    pending = min(young.amount, free)
    lacking = young.amount - pending
    matures = {}
    for day, diamonds in sorted(young.by_day.items()):
        taken = min(lacking, diamonds)
        lacking -= taken
        if diamonds > taken:
            matures[day + timedelta(days=hold_days)] = diamonds - taken
    return Position(
        total=total,
        pending=pending,
        in_payouts=in_payouts,
        frozen=0,
        withdrawable=free - pending,
        matures=matures,
    )
