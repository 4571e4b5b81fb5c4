"""A publisher's timestamps, placed on our line of time."""

from hypothesis import given
from hypothesis import strategies as st

from livehouse.media.tap_clock import BACK_US_MAX, EARLY_US_MAX, LATE_US_MAX, TapClock

S = 1_000_000
NOW = 500 * S


def clock(*first: tuple[int, int]) -> TapClock:
    made = TapClock(since_1970_us=7)
    made.settle(first or ((0, NOW),))
    return made


def test_the_bunch_at_the_beginning_is_placed_by_its_last_frame() -> None:
    made = clock((10 * S, NOW), (14 * S, NOW + 100), (18 * S, NOW + 200))
    assert made.place("video", 18 * S, NOW + 200) == NOW + 200 + 7
    assert made.place("video", 19 * S, NOW + 200 + S) == NOW + 200 + S + 7


def test_a_second_broadcast_comes_after_the_first() -> None:
    made = TapClock(since_1970_us=7)
    made.settle([(3 * S, NOW), (2 * S, NOW)], after_us=NOW + 7)
    assert made.place("video", 2 * S, NOW) == NOW + 7


def test_tracks_of_one_clock_stay_together_however_they_arrive() -> None:
    made = clock()
    assert made.place("video", 3 * S, NOW + 3 * S) == made.place("sound", 3 * S, NOW + 4 * S)


def test_what_is_sent_for_later_ones_to_refer_to_is_no_jump() -> None:
    made = clock()
    times = [made.place("video", at_us, NOW + at_us) for at_us in (0, 133_000, 33_000, 66_000, 100_000)]
    assert times == [NOW + 7 + at_us for at_us in (0, 133_000, 33_000, 66_000, 100_000)]


def test_jumps_are_seen_and_what_jumped_begins_anew_now() -> None:
    for jumped_us in (-5 * S, -3_600 * S, 60 * S, 2**32 * 1_000):
        made = clock()
        assert made.place("video", 10 * S, NOW + 10 * S) is not None
        now_us = NOW + 10 * S + 33_000
        assert made.place("video", 10 * S + jumped_us, now_us) is None
        assert made.restart("video", 10 * S + jumped_us, now_us) == now_us + 7
        assert made.place("video", 11 * S + jumped_us, now_us + S) == now_us + S + 7


def test_tracks_that_jump_together_stay_together_and_those_that_do_not_go_on() -> None:
    made = clock()
    made.place("video", 10 * S, NOW + 10 * S)
    made.place("sound", 10 * S, NOW + 10 * S)
    video_us = made.restart("video", 1_000 * S, NOW + 10 * S + 40_000)
    assert made.place("sound", 10 * S + 20_000, NOW + 10 * S + 60_000) == NOW + 10 * S + 20_000 + 7
    assert made.place("sound", 1_000 * S, NOW + 10 * S + 90_000) is None
    assert made.restart("sound", 1_000 * S, NOW + 10 * S + 90_000) == video_us


def test_when_even_the_first_were_late_what_comes_in_time_tells_it() -> None:
    made = clock((10 * S, NOW + 2 * S))
    made.place("video", 10 * S, NOW + 2 * S)
    assert (made.early_us, made.zero_us("video")) == (0, NOW - 8 * S + 7)
    assert made.place("video", 13 * S, NOW + 3 * S + S // 2) == NOW + 5 * S + 7
    assert (made.early_us, made.zero_us("video")) == (3 * S // 2, NOW - 8 * S - 3 * S // 2 + 7)
    made.place("video", 14 * S, NOW + 6 * S)
    assert made.early_us == 3 * S // 2
    made.restart("video", 14 * S, NOW + 6 * S)
    assert made.early_us == 0


def test_standing_still_is_noticed() -> None:
    made = clock()
    assert made.place("video", 5, NOW + LATE_US_MAX) is not None
    assert made.place("video", 5, NOW + LATE_US_MAX + 10) is None


@given(st.lists(st.tuples(st.integers(-(2**62), 2**62), st.integers(0, 5 * S)), max_size=40))
def test_whatever_comes_no_time_is_far_from_ours(frames: list[tuple[int, int]]) -> None:
    made, now_us = clock(), NOW
    for timestamp_us, waited_us in frames:
        now_us += waited_us
        time_us = made.place("video", timestamp_us, now_us)
        if time_us is None:
            time_us = made.restart("video", timestamp_us, now_us)
        assert -max(LATE_US_MAX, BACK_US_MAX) <= time_us - 7 - now_us <= EARLY_US_MAX
