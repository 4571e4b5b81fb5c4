from livehouse.realtime.pace import Pace


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
