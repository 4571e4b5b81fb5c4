from hypothesis import given
from hypothesis import strategies as st

from livehouse.rooms.allowance import Allowance


def test_a_newcomer_has_the_whole_burst_and_then_the_rate() -> None:
    allowance = Allowance(per_s=25, burst=50)
    granted, state = allowance.take(0.0, 1_000.0, 60)
    assert granted == 50
    granted, state = allowance.take(state, 1_000.0, 1)
    assert granted == 0
    granted, state = allowance.take(state, 1_000.1, 10)
    assert granted == 2
    granted, state = allowance.take(state, 1_060.0, 1_000)
    assert granted == 50


@given(
    per_s=st.integers(1, 100),
    burst=st.integers(1, 100),
    wants=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 200)), max_size=30),
)
def test_over_any_stretch_no_more_than_burst_and_rate_allow(
    per_s: int, burst: int, wants: list[tuple[float, int]]
) -> None:
    allowance = Allowance(per_s=per_s, burst=burst)
    state, now_s, total = 0.0, 1_000.0, 0
    for pause_s, amount in wants:
        now_s += pause_s
        granted, state = allowance.take(state, now_s, amount)
        assert 0 <= granted <= amount
        total += granted
    assert total <= burst + (now_s - 1_000.0) * per_s + 0.01


def test_nothing_is_lost_to_rounding() -> None:
    allowance = Allowance(per_s=25, burst=50)
    state, now_s, total = 0.0, 1_000.0, 0
    for _ in range(10_000):
        granted, state = allowance.take(state, now_s, 1)
        total += granted
        now_s += 0.04
    assert total == 10_000
