from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.replays.markers import MARKERS_MAX, STEP_S, TIMES_MIN, Step, count_steps, find_markers
from livehouse.replays.model import US


def quiet(steps: int = 60) -> list[Step]:
    return [Step(comments=1, likes=10, viewers=5) for _ in range(steps)]


def test_a_minute_that_stands_out_is_marked_with_what_happened_in_it() -> None:
    steps = quiet()
    for place in range(30, 36):
        steps[place] = Step(comments=9, likes=100, gifts=3, diamonds=50, viewers=12)
    (marker,) = find_markers(steps, duration_us=600 * US)
    assert (marker.at_s, marker.until_s) == (300, 360)
    assert (marker.comments, marker.likes, marker.gifts, marker.diamonds, marker.viewers) == (54, 600, 18, 300, 12)
    # Comments (54 + 2) / (6 + 2) = 7, likes (600 + 20) / (60 + 20) = 7.75, gifts (18 + 1) / (0 + 1) = 19: of five parts
    # two, one and two.
    assert marker.times_usual == round((2 * 7 + 7.75 + 2 * 19) / 5, 1)


def test_nothing_is_marked_where_all_minutes_are_alike() -> None:
    assert find_markers(quiet(), duration_us=600 * US) == []
    assert find_markers([Step() for _ in range(60)], duration_us=600 * US) == []


def test_two_comments_in_an_empty_room_are_no_event() -> None:
    steps = [Step(viewers=1) for _ in range(60)]
    steps[20].comments = 1
    assert find_markers(steps, duration_us=600 * US) == []


def test_what_is_short_has_no_usual_minute() -> None:
    steps = [Step() for _ in range(17)]
    steps[5].comments = 500
    assert find_markers(steps, duration_us=170 * US) == []


def test_a_busy_room_is_measured_by_itself() -> None:
    busy = [Step(comments=500, likes=9_000) for _ in range(60)]
    busy[10] = Step(comments=900, likes=9_000)
    assert find_markers(busy, duration_us=600 * US) == []


def test_steps_cover_the_last_seconds() -> None:
    assert [count_steps(each * US) for each in (0, 1, 10, 11)] == [0, 1, 1, 2]


@settings(max_examples=25)
@given(
    st.lists(st.tuples(*[st.integers(0, 50)] * 3), min_size=18, max_size=200),
    st.integers(1, STEP_S * US),
)
def test_marks_do_not_overlap_and_are_in_order(numbers: list[tuple[int, int, int]], last_us: int) -> None:
    steps = [Step(comments=one, likes=two, gifts=three) for one, two, three in numbers]
    duration_us = (len(steps) - 1) * STEP_S * US + last_us
    markers = find_markers(steps, duration_us=duration_us)
    assert len(markers) <= MARKERS_MAX
    for marker in markers:
        assert 0 <= marker.at_s < marker.until_s <= round(duration_us / US, 3)
        assert marker.times_usual >= TIMES_MIN
    assert all(one.until_s <= other.at_s for one, other in pairwise(markers))
