"""Time as encoders tell it: put right, kept together, and never let back."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.rtmp.timeline import AHEAD_US_MAX, BEGIN_US, SoundPacer, Timeline

MS = 1_000
S = 1_000_000
STEP_MS = 40


def play(
    timeline: Timeline, track: str, stamps_ms: list[int], *, begins_us: int = 0, step_us: int = 40 * MS
) -> list[int]:
    """Where frames are placed that come every 40 ms."""
    return [timeline.place(track, stamp % (1 << 32), begins_us + n * step_us) for n, stamp in enumerate(stamps_ms)]


def steps(placed: list[int]) -> list[int]:
    return [after - before for before, after in itertools.pairwise(placed)]


def test_what_is_told_well_is_kept() -> None:
    timeline = Timeline()
    assert play(timeline, "video", [7_000, 7_040, 7_081]) == [BEGIN_US, BEGIN_US + 40 * MS, BEGIN_US + 81 * MS]
    assert timeline.place("audio", 7_061, 80 * MS) == BEGIN_US + 61 * MS, "both tracks are on one clock"


def test_the_clock_wraps_after_fifty_days() -> None:
    placed = play(Timeline(), "video", [(1 << 32) - 80 + n * STEP_MS for n in range(5)])
    assert steps(placed) == [40 * MS] * 4


def test_a_leap_is_taken_out_for_both_tracks_alike() -> None:
    for leap_ms in (3_600_000, -3_600_000, 10_000, -10_000):
        timeline = Timeline()
        for n in range(100):
            moved_ms = leap_ms if n >= 50 else 0
            # Sound notices it two frames later.
            moved_sound_ms = leap_ms if n >= 52 else 0
            video = timeline.place("video", 4_000_000 + n * STEP_MS + moved_ms, n * 40 * MS)
            audio = timeline.place("audio", 4_000_010 + n * STEP_MS + moved_sound_ms, n * 40 * MS)
            assert video == BEGIN_US + n * 40 * MS, leap_ms
            assert audio == video + 10 * MS, leap_ms


def test_a_short_step_back_waits_until_time_has_caught_up() -> None:
    placed = play(Timeline(), "video", [1_000, 1_040, 900, 940, 1_060, 1_100])
    assert placed == [BEGIN_US + us for us in (0, 40 * MS, 40 * MS, 40 * MS, 60 * MS, 100 * MS)]


def test_a_pause_is_no_leap() -> None:
    timeline = Timeline()
    timeline.place("video", 0, 0)
    assert timeline.place("video", 20_000, 20 * S) == BEGIN_US + 20 * S


def test_a_delay_on_the_way_is_caught_up_with() -> None:
    timeline = Timeline()
    timeline.place("video", 0, 0)
    burst = [timeline.place("video", n * STEP_MS, 8 * S) for n in range(1, 201)]
    assert burst[-1] == BEGIN_US + 8 * S
    assert timeline.ahead_us(8 * S) == 0


def test_a_clock_that_stands_still_is_replaced_by_ours() -> None:
    for other in ([0] * 200, [-n * 40 for n in range(200)], [n % 2 for n in range(200)]):
        timeline = Timeline()
        placed = play(timeline, "video", [5_000_000 + stamp for stamp in other])
        assert abs(placed[-1] - (BEGIN_US + 199 * 40 * MS)) <= 1_500 * MS, other[:3]
        assert steps(placed[-100:]).count(0) <= 60, other[:3]


def test_a_clock_that_goes_on_is_believed_again() -> None:
    timeline = Timeline()
    play(timeline, "video", [1_000] * 100)
    on = play(timeline, "video", [1_000 + n * STEP_MS for n in range(1, 50)], begins_us=4 * S)
    assert steps(on) == [40 * MS] * 48
    assert abs(on[0] - (BEGIN_US + 4 * S)) < 100 * MS


def test_who_sends_a_film_at_once_is_slowed_down() -> None:
    timeline = Timeline()
    for n in range(1_000):
        timeline.place("video", n * STEP_MS, 0)
    assert timeline.ahead_us(0) == 999 * 40 * MS - AHEAD_US_MAX
    assert timeline.ahead_us(38 * S) == 0


def test_a_clock_that_runs_a_little_fast_is_not_haste() -> None:
    timeline = Timeline()
    for n in range(0, 12 * 3_600, 10):
        timeline.place("video", round(n * 1_000 * 1.0003) % (1 << 32), n * S)
    assert timeline.ahead_us(12 * 3_600 * S) == 0


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from("av"), st.integers(0, (1 << 32) - 1), st.integers(0, 20 * S)), max_size=40))
def test_no_time_goes_back_or_leaves_the_time_that_passed(frames: list[tuple[str, int, int]]) -> None:
    timeline, last, now_us = Timeline(), {"a": 0, "v": 0}, 0
    for track, stamp_ms, passed_us in frames:
        now_us += passed_us
        placed = timeline.place(track, stamp_ms, now_us)
        assert placed >= last[track]
        last[track] = placed
        assert 0 <= placed <= BEGIN_US + now_us + 3 * S * len(frames)
        assert timeline.ahead_us(now_us) >= 0


def test_sound_has_the_time_of_its_samples() -> None:
    pacer = SoundPacer()
    lasts_us = 1024 * S / 44_100
    placed = [pacer.place(round(n * lasts_us / MS) * MS, lasts_us) for n in range(1_000)]
    assert set(steps(placed)) == {23_219, 23_220}
    assert placed[-1] == round(999 * lasts_us)


@given(st.lists(st.integers(0, 200_000), max_size=60), st.sampled_from([2_500.0, 21_333.3, 60_000.0]))
def test_sound_never_goes_back_however_its_clock_and_its_samples_run(said_steps: list[int], lasts_us: float) -> None:
    pacer, said_us, last_us = SoundPacer(), 0, 0
    for step_us in said_steps:
        said_us += step_us
        placed_us = pacer.place(said_us, lasts_us)
        assert placed_us >= last_us
        assert abs(placed_us - said_us) <= max(SoundPacer.APART_US, lasts_us)
        last_us = placed_us


def test_sound_that_is_missing_leaves_a_gap() -> None:
    pacer = SoundPacer()
    assert [pacer.place(us, 20_000.0) for us in (0, 19_000, 41_000, 200_000, 220_000)] == [
        0,
        20_000,
        40_000,
        200_000,
        220_000,
    ]
