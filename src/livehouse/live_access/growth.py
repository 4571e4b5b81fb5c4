"""When somebody gets somewhere if things go on as they did. Pure."""

from datetime import date, timedelta
from math import ceil
from typing import Final

DAYS: Final = 28
"""Over how many days growth is measured: four whole weeks, so that weekends weigh the same everywhere."""

# Past this an estimate says nothing any more.
DAYS_AHEAD_MAX: Final = 730


def reached_on(actual: int, needed: int, gained: int, today: date) -> date | None:
    """The day on which `actual` is `needed` at the pace of `gained` in `DAYS`; `today` if it is already.

    None where it never is, or only after `DAYS_AHEAD_MAX`.
    """
    if actual >= needed:
        return today
    if gained <= 0:
        return None
    days = ceil((needed - actual) * DAYS / gained)
    return None if days > DAYS_AHEAD_MAX else today + timedelta(days=days)
