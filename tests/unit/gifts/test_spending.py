"""Days, months, limits and leaps."""

from datetime import UTC, date, datetime, timedelta

import pytest

from livehouse.gifts.errors import CoolingOff, SpendingLimitReached
from livehouse.gifts.spending import Spender, SpendingRules, leap_bar
from livehouse.kernel.pace import Pace

RULES = SpendingRules(pace=Pace(10, 100), leap_coins=100, leap_factor=5, cool_off=timedelta(minutes=15))
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def spender(**known: object) -> Spender:
    return Spender("a" * 26, date(2026, 3, 14), **known)  # type: ignore[arg-type]


def test_a_new_day_and_a_new_month_begin_with_nothing() -> None:
    one = spender(day_coins=5, month_coins=50, leap_coins=400)
    one.move_to(NOON + timedelta(hours=11))
    assert (one.day_coins, one.month_coins, one.leap_coins) == (5, 50, 400)
    one.move_to(NOON + timedelta(hours=12))
    assert (one.day_coins, one.month_coins, one.leap_coins) == (0, 50, None)
    one.move_to(datetime(2026, 4, 1, tzinfo=UTC))
    assert (one.day_coins, one.month_coins) == (0, 0)
    # The same month of another year is another month.
    one.spend(7)
    one.move_to(datetime(2027, 4, 1, tzinfo=UTC))
    assert one.month_coins == 0


def test_lower_holds_at_once_and_higher_later_each_by_itself() -> None:
    one = spender(limit_day=100, limit_month=1_000)
    one.set_limits(200, 500, NOON, raised_after=timedelta(hours=24))
    assert (one.limit_day, one.limit_month) == (100, 500)
    assert (one.pending_day, one.pending_month, one.pending_from) == (200, 500, NOON + timedelta(hours=24))
    # Lowered again, nothing is pending any more.
    one.set_limits(50, 500, NOON, raised_after=timedelta(hours=24))
    assert (one.limit_day, one.limit_month, one.pending_from) == (50, 500, None)
    one.set_limits(None, None, NOON, raised_after=timedelta(hours=24))
    one.move_to(NOON + timedelta(hours=24))
    assert (one.limit_day, one.limit_month, one.pending_from) == (None, None, None)


def test_a_limit_of_zero_is_a_limit() -> None:
    one = spender(limit_day=0)
    with pytest.raises(SpendingLimitReached) as refused:
        one.check_limits(1)
    assert refused.value.details == {"period": "day", "limit_coins": 0, "left_coins": 0}


def test_the_bar_is_what_is_usual_many_times_and_never_less_than_what_anybody_may_spend() -> None:
    assert [leap_bar(RULES, usual) for usual in (0.0, 20.0, 20.5, 1_000.0)] == [100, 100, 102, 5_000]


def test_each_leap_raises_the_bar_so_that_what_was_asked_for_can_be_sent_after_the_pause() -> None:
    one = spender()
    one.check_leap(RULES, 100, 0.0, NOON)
    one.spend(100)
    with pytest.raises(CoolingOff):
        one.check_leap(RULES, 30_000, 0.0, NOON)
    assert one.cooling_off_until == NOON + timedelta(minutes=15)
    one.check_leap(RULES, 30_000, 0.0, NOON)
    one.spend(30_000)
    with pytest.raises(CoolingOff):
        one.check_leap(RULES, 1, 0.0, NOON)
    assert one.leap_coins == 60_200
