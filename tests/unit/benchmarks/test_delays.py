"""Percentiles over counted delays."""

import pytest

from benchmarks._delays import BIN_MS, LONGEST_MS, Delays


def test_percentiles_of_a_known_distribution() -> None:
    delays = Delays()
    delays.add([number / 1_000 for number in range(1, 101)])
    assert delays.count == 100
    assert delays.percentile(50) == pytest.approx(50, abs=BIN_MS)
    assert delays.percentile(99) == pytest.approx(99, abs=BIN_MS)
    assert delays.percentile(100) == pytest.approx(100, abs=BIN_MS)


def test_every_receiver_waited_for_every_comment_of_a_message() -> None:
    delays = Delays()
    delays.add_pairs(sent_s=[10.000, 10.010], received_s=[10.020, 10.030, 10.040])
    assert delays.count == 6
    assert delays.percentile(100) == pytest.approx(40, abs=BIN_MS)
    # 10, 20, 20, 30, 30, 40 ms
    assert delays.percentile(50) == pytest.approx(20, abs=BIN_MS)
    delays.add_pairs([], [10.0])
    assert delays.count == 6


def test_what_never_came_counts_as_long_as_it_was_waited_for() -> None:
    delays = Delays()
    delays.add([0.001] * 90)
    delays.add_same(2.5, 10)
    delays.add_same(9.0, 0)
    assert delays.percentile(90) == pytest.approx(1, abs=BIN_MS)
    assert delays.percentile(99) == pytest.approx(2_500, abs=BIN_MS)


def test_the_very_long_counts_as_the_longest() -> None:
    delays = Delays()
    delays.add([10 * LONGEST_MS / 1_000])
    delays.add_same(10 * LONGEST_MS / 1_000, 1)
    assert delays.percentile(50) == pytest.approx(LONGEST_MS)


def test_nothing_counted_is_no_delay() -> None:
    assert Delays().percentile(99) == 0
