from hypothesis import given
from hypothesis import strategies as st

from livehouse.kernel.pace import Pace


def count_taken(pace: Pace, at_s: list[float]) -> int:
    state, taken = 0.0, 0
    for now_s in at_s:
        next_state = pace.take(state, now_s)
        if next_state is not None:
            state, taken = next_state, taken + 1
    return taken


def test_burst_passes_at_once_and_no_more() -> None:
    assert count_taken(Pace(20, 40), [100.0] * 1_000) == 40


def test_sustained_rate_passes_for_ever() -> None:
    assert count_taken(Pace(20, 2), [100 + number / 20 for number in range(1_000)]) == 1_000


def test_a_thousand_a_second_is_cut_to_the_rate() -> None:
    taken = count_taken(Pace(20, 40), [100 + number / 1_000 for number in range(10_000)])
    assert 40 + 10 * 20 - 1 <= taken <= 40 + 10 * 20


def test_refusals_cost_nothing_so_the_patient_get_through() -> None:
    pace = Pace(1, 1)
    state = pace.take(0.0, 10.0)
    assert state is not None
    assert pace.take(state, 10.5) is None
    assert pace.take(state, 11.0) is not None


def test_of_an_amount_a_newcomer_gets_the_whole_burst_and_then_the_rate() -> None:
    pace = Pace(per_s=25, burst=50)
    granted, state = pace.grant(0.0, 1_000.0, 60)
    assert granted == 50
    granted, state = pace.grant(state, 1_000.0, 1)
    assert granted == 0
    granted, state = pace.grant(state, 1_000.1, 10)
    assert granted == 2
    granted, state = pace.grant(state, 1_060.0, 1_000)
    assert granted == 50


@given(
    per_s=st.integers(1, 100),
    burst=st.integers(1, 100),
    wants=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 200)), max_size=30),
)
def test_over_any_stretch_no_more_than_burst_and_rate_allow(
    per_s: int, burst: int, wants: list[tuple[float, int]]
) -> None:
    pace = Pace(per_s, burst)
    state, now_s, total = 0.0, 1_000.0, 0
    for pause_s, amount in wants:
        now_s += pause_s
        granted, state = pace.grant(state, now_s, amount)
        assert 0 <= granted <= amount
        total += granted
    assert total <= burst + (now_s - 1_000.0) * per_s + 0.01


@given(
    per_s=st.integers(1, 100),
    burst=st.integers(1, 100),
    pauses_s=st.lists(st.floats(0, 1), max_size=60),
)
def test_one_unit_at_a_time_is_the_same_by_either_way(per_s: int, burst: int, pauses_s: list[float]) -> None:
    pace = Pace(per_s, burst)
    by_unit = by_amount = 0.0
    now_s = 1_000.0
    for pause_s in pauses_s:
        # Whole milliseconds: nearer to a boundary than the rounding, either answer is right.
        now_s += round(pause_s, 3)
        taken = pace.take(by_unit, now_s)
        granted, by_amount = pace.grant(by_amount, now_s, 1)
        assert granted == (taken is not None)
        by_unit = by_unit if taken is None else taken


def test_nothing_is_lost_to_rounding() -> None:
    pace = Pace(per_s=25, burst=50)
    state, now_s, total = 0.0, 1_000.0, 0
    for _ in range(10_000):
        granted, state = pace.grant(state, now_s, 1)
        total += granted
        now_s += 0.04
    assert total == 10_000


def test_what_was_waited_for_is_taken_as_well() -> None:
    pace, state, now_s, waited_s = Pace(per_s=100, burst=400), 0.0, 1_000.0, 0.0
    for _ in range(500):
        wait_s, state = pace.charge(state, now_s, 1)
        now_s += wait_s
        waited_s += wait_s
    assert abs(waited_s - 1.0) < 0.001, "four hundred at once, and a hundred within a second"
