"""How diamonds become money, where they are, and what a table for spreadsheets holds."""

import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from livehouse.ledger import Young
from livehouse.payments.earnings import write_row
from livehouse.payments.earnings_position import place
from livehouse.payments.payout_model import HELD_STATES, OPEN_STATES, UNDONE_STATES, may_become
from livehouse.payments.payout_rules import DIAMONDS_MAX, day_of, diamonds_for, exchange
from livehouse.payments.prices import PayoutTerms


def terms(rate: int) -> PayoutTerms:
    return PayoutTerms(
        currency="USD", per_1000_diamonds=rate, minimum=1_000, daily_maximum=100_000, review_above=20_000
    )


@given(diamonds=st.integers(0, DIAMONDS_MAX), rate=st.integers(1, 1_000_000), step=st.sampled_from([1, 10, 100]))
def test_nothing_is_lost_by_rounding(diamonds: int, rate: int, step: int) -> None:
    made = exchange(diamonds, terms(rate), step=step)
    assert made.amount % step == 0
    # Never more than the rate gives, and never a step less than it could be.
    assert made.amount * 1_000 <= diamonds * rate < (made.amount + step) * 1_000
    # Taken are no more than were offered, and no fewer than it takes.
    assert made.diamonds <= diamonds
    assert made.diamonds * rate >= made.amount * 1_000
    if made.diamonds:
        assert (made.diamonds - 1) * rate < made.amount * 1_000
    assert diamonds_for(made.amount, terms(rate)) == made.diamonds


@given(
    total=st.integers(0, 1_000),
    young=st.dictionaries(st.dates(date(2026, 3, 1), date(2026, 3, 7)), st.integers(1, 200), max_size=5),
    in_payouts=st.integers(0, 1_000),
    is_frozen=st.booleans(),
)
def test_each_diamond_is_in_one_place(total: int, young: dict[date, int], in_payouts: int, is_frozen: bool) -> None:
    in_payouts = min(in_payouts, total)
    position = place(total, Young(young, 9), in_payouts=in_payouts, is_frozen=is_frozen, hold_days=7)
    parts = (position.pending, position.in_payouts, position.frozen, position.withdrawable)
    assert min(parts) >= 0
    assert sum(parts) == total
    assert sum(position.matures.values()) == position.pending
    if is_frozen:
        assert position.withdrawable == position.pending == 0
    reachable = position.withdrawable + position.pending
    at = position.has_on(reachable)
    assert (at is None) == (position.pending == 0)


def test_a_payout_only_goes_forward() -> None:
    from typing import get_args

    from livehouse.payments.payout_model import PayoutState

    states = get_args(PayoutState)
    reached = {"in_review": {"in_review"}}
    seen: set[str] = set()
    waiting = ["in_review", "approved"]
    while waiting:
        state = waiting.pop()
        seen.add(state)
        nexts = [other for other in states if may_become(state, other)]
        assert state not in nexts
        waiting += [other for other in nexts if other not in seen]
    assert seen == set(states)
    assert reached["in_review"] <= OPEN_STATES
    assert HELD_STATES < OPEN_STATES
    assert not UNDONE_STATES & OPEN_STATES


def test_days_are_utc() -> None:
    begins, ends = day_of(datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC))
    assert (begins.isoformat(), ends.isoformat()) == ("2026-03-31T00:00:00+00:00", "2026-04-01T00:00:00+00:00")


@given(st.lists(st.one_of(st.text(max_size=20), st.integers(), st.none()), min_size=2, max_size=6))
def test_no_cell_is_a_formula(cells: list[object]) -> None:
    (row,) = list(csv.reader(io.StringIO(write_row(cells), newline="")))
    assert len(row) == len(cells)
    for cell, written in zip(cells, row, strict=True):
        if isinstance(cell, int):
            assert int(written) == cell
        elif isinstance(cell, str):
            assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert written in (cell, f"'{cell}")
