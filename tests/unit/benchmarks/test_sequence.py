"""Loss and doubling, told from numbers."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks._sequence import Ledger, first_shown, is_contiguous


def taken(*messages: list[int], last: int = 0) -> Ledger:
    ledger = Ledger(last)
    for numbers in messages:
        ledger.take(numbers)
    return ledger


def test_a_stream_without_gaps_loses_nothing() -> None:
    ledger = taken([8], [9, 10, 11], [], [12], last=7)
    assert (ledger.last, ledger.lost, ledger.doubled, ledger.missing_until(12)) == (12, 0, 0, 0)


def test_what_was_passed_over_is_lost_between_messages_and_within_one() -> None:
    ledger = taken([1, 2], [5, 6], [7, 9])
    assert (ledger.last, ledger.lost, ledger.doubled) == (9, 3, 0)


def test_what_comes_twice_or_too_late_is_doubled() -> None:
    ledger = taken([1, 2, 3], [3, 4], [2], [4])
    assert (ledger.last, ledger.lost, ledger.doubled) == (4, 0, 3)


def test_what_never_came_at_the_end_is_missing_and_not_lost() -> None:
    ledger = taken([1, 2, 3])
    assert ledger.lost == 0
    assert ledger.missing_until(10) == 7
    assert ledger.missing_until(2) == 0


@given(st.sets(st.integers(1, 60), min_size=1), st.integers(1, 7))
def test_what_came_and_what_is_missing_is_everything(came: set[int], size: int) -> None:
    numbers = sorted(came)
    ledger = taken(*(numbers[start : start + size] for start in range(0, len(numbers), size)))
    assert len(came) + ledger.lost + ledger.missing_until(60) == 60
    assert ledger.doubled == 0


def test_contiguous_is_one_by_one_upwards() -> None:
    assert is_contiguous([4])
    assert is_contiguous((4, 5, 6))
    assert not is_contiguous((4, 6))
    assert not is_contiguous((5, 4))
    assert not is_contiguous((4, 4))


def test_each_like_is_first_shown_by_one_total() -> None:
    # Seven likes; the totals began at 100, one of them was told twice and one came out of order.
    assert first_shown(100, [102, 102, 105, 103, 107]) == [(0, 2), (2, 2), (2, 5), (5, 5), (5, 7)]
