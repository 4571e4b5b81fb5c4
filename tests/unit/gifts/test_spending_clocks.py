"""How somebody spends must not hang on one clock that was wrong for a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from livehouse.gifts.errors import CoolingOff, TooManyGifts
from livehouse.gifts.spending import Spender, SpendingRules
from livehouse.kernel.pace import Pace

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
RULES = SpendingRules(pace=Pace(per_s=0.2, burst=2), leap_coins=5_000, leap_factor=5, cool_off=timedelta(minutes=15))


def test_a_clock_that_was_ahead_keeps_nobody_waiting_for_it() -> None:
    spender = Spender("a", NOW.date())
    ahead = NOW + timedelta(days=1)
    for _ in range(2):
        spender.check_pace(RULES, ahead)
    with pytest.raises(CoolingOff):
        spender.check_leap(RULES, 6_000, 0.0, ahead)
    # Put right, it is as if that had not been.
    for _ in range(2):
        spender.check_pace(RULES, NOW)
    with pytest.raises(TooManyGifts):
        spender.check_pace(RULES, NOW)
    spender.check_pace(RULES, NOW + timedelta(seconds=5))


def test_servers_whose_clocks_differ_count_the_same_day() -> None:
    midnight = datetime(2026, 3, 15, tzinfo=UTC)
    spender = Spender("a", date(2026, 3, 14), day_coins=700, month_coins=900)
    spender.move_to(midnight)
    assert (spender.day_coins, spender.month_coins) == (0, 900)
    spender.spend(50)
    spender.move_to(midnight - timedelta(seconds=1))
    spender.spend(5)
    spender.move_to(midnight + timedelta(seconds=1))
    assert (spender.day, spender.day_coins, spender.month_coins) == (date(2026, 3, 15), 55, 955)


def test_a_day_far_ahead_is_forgotten() -> None:
    spender = Spender("a", date(2031, 1, 1), day_coins=700, month_coins=900)
    spender.move_to(NOW)
    assert (spender.day, spender.day_coins) == (NOW.date(), 0)
