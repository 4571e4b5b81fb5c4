"""How somebody spends, and what keeps them from spending in a rush. Pure.

Days are those of UTC, as everywhere: an account tells its region, not its time zone.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from livehouse.gifts.errors import CoolingOff, SpendingLimitInvalid, SpendingLimitReached, TooManyGifts
from livehouse.kernel.pace import Pace

PACE_WINDOW_S: Final = 10
ONE_DAY: Final = timedelta(days=1)
# What is usual is the mean of those of so many days on which somebody spent anything.
USUAL_DAYS: Final = 30
LIMIT_COINS_MAX: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class SpendingRules:
    """What holds for everybody.

    A day's spending leaps when it passes `leap_coins` and `leap_factor` times what is usual. Then comes a `cool_off`.
    """

    pace: Pace
    leap_coins: int
    leap_factor: int
    cool_off: timedelta


@dataclass(slots=True)
class Spender:
    """What is known of somebody's spending; None is no limit. `day_coins` are those of `day`."""

    account_id: str
    day: date
    day_coins: int = 0
    month_coins: int = 0
    limit_day: int | None = None
    limit_month: int | None = None
    pending_day: int | None = None
    pending_month: int | None = None
    pending_from: datetime | None = None
    leap_coins: int | None = None
    cooling_off_until: datetime | None = None
    paced_s: float = 0.0

    def move_to(self, now: datetime) -> None:
        """Take in that time has passed: a new day, a new month, a limit that begins to hold."""
        today = now.date()
        # Clocks of several servers differ by moments: a day that has begun at one of them goes on at the others.
        if today > self.day or today < self.day - ONE_DAY:
            if (self.day.year, self.day.month) != (today.year, today.month):
                self.month_coins = 0
            self.day, self.day_coins, self.leap_coins = today, 0, None
        if self.pending_from is not None and now >= self.pending_from:
            self.limit_day, self.limit_month = self.pending_day, self.pending_month
            self.pending_day = self.pending_month = self.pending_from = None

    def check_pace(self, rules: SpendingRules, now: datetime) -> None:
        """Count one more gift, or refuse it.

        Raises:
            TooManyGifts, CoolingOff: not now.
        """
        now_s = now.timestamp()
        if self.paced_s > now_s + PACE_WINDOW_S + 1:
            # Nobody can be so far ahead: it was written by a clock that went wrong, which must keep nobody waiting.
            self.paced_s = 0.0
        paced_s = rules.pace.take(self.paced_s, now_s)
        if paced_s is None:
            raise TooManyGifts(max(1, math.ceil(rules.pace.wait_s(self.paced_s, now_s))))
        self.paced_s = paced_s
        if self.cooling_off_until is not None and now < self.cooling_off_until <= now + rules.cool_off:
            raise CoolingOff(self.cooling_off_until)

    def check_limits(self, coins: int) -> None:
        """Refuse what passes the limits that the person has set.

        Raises:
            SpendingLimitReached: with what is left.
        """
        for period, spent, limit in (
            ("day", self.day_coins, self.limit_day),
            ("month", self.month_coins, self.limit_month),
        ):
            if limit is not None and spent + coins > limit:
                raise SpendingLimitReached(period, limit, max(0, limit - spent))

    def check_leap(self, rules: SpendingRules, coins: int, usual_coins: float, now: datetime) -> None:
        """Begin a cool-off if the day's spending leaps with this; once for each leap, and then the bar is higher.

        Raises:
            CoolingOff: it has just begun.
        """
        after = self.day_coins + coins
        bar = self.leap_coins or leap_bar(rules, usual_coins)
        if after <= bar:
            return
        self.leap_coins = max(2 * bar, after)
        self.cooling_off_until = now + rules.cool_off
        raise CoolingOff(self.cooling_off_until)

    def spend(self, coins: int) -> None:
        """Note that so much was spent."""
        self.day_coins += coins
        self.month_coins += coins

    def set_limits(self, day: int | None, month: int | None, now: datetime, *, raised_after: timedelta) -> None:
        """Set both limits: what is lower holds at once, what is higher from `raised_after` on.

        What is pending already keeps its time if it is asked for again.
        """
        is_pending = self.pending_from is not None and (self.pending_day, self.pending_month) == (day, month)
        since = self.pending_from if is_pending else now + raised_after
        self.limit_day, self.limit_month = _lower(self.limit_day, day), _lower(self.limit_month, month)
        self.pending_day = self.pending_month = self.pending_from = None
        if (self.limit_day, self.limit_month) != (day, month):
            self.pending_day, self.pending_month, self.pending_from = day, month, since


def leap_bar(rules: SpendingRules, usual_coins: float) -> int:
    """How much somebody may spend on a day before it is a leap."""
    return max(rules.leap_coins, math.floor(rules.leap_factor * usual_coins))


def check_limits_form(day: object, month: object) -> None:
    """Refuse limits that mean nothing.

    Raises:
        SpendingLimitInvalid: naming the field.
    """
    for field, limit in (("coins_a_day", day), ("coins_a_month", month)):
        # A truth value is a whole number to Python.
        if limit is not None and (type(limit) is not int or not 0 <= limit <= LIMIT_COINS_MAX):
            raise SpendingLimitInvalid(f"A limit is a whole number from 0 to {LIMIT_COINS_MAX:,}.", field=field)
    if isinstance(day, int) and isinstance(month, int) and day > month:
        raise SpendingLimitInvalid("The limit a day is more than the one a month. Lower it.", field="coins_a_day")


def _lower(present: int | None, wanted: int | None) -> int | None:
    return min((limit for limit in (present, wanted) if limit is not None), default=None)
