from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from livehouse.videos import plays
from livehouse.videos.plays import Play, View

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
seconds = st.floats(-10, 200, allow_nan=False)
intervals = st.lists(st.tuples(seconds, seconds), max_size=20)
lengths = st.floats(0.1, 180)


def a_play(*, closed_after_s: float | None = None) -> Play:
    closed_at = None if closed_after_s is None else NOW + timedelta(seconds=closed_after_s)
    return Play(id="p", video_id="v", viewer_key="k", began_at=NOW, closed_at=closed_at)


def test_a_play_can_have_as_much_as_has_passed_and_a_second() -> None:
    later = NOW + timedelta(seconds=30)
    assert plays.believable_s(a_play(), later) == 31
    assert plays.believable_s(a_play(closed_after_s=4), later) == 5
    assert plays.believable_s(a_play(closed_after_s=40), later) == 31
    # A clock that was put back.
    assert plays.believable_s(a_play(), NOW - timedelta(hours=1)) == 1


@given(intervals, lengths, st.floats(0, 300))
def test_what_is_believed_lies_in_the_video_and_never_exceeds_the_time(
    watched: list[tuple[float, float]], length_s: float, seconds_max: float
) -> None:
    believed = plays.believe(watched, length_s=length_s, seconds_max=seconds_max)
    assert plays.total_s(believed) <= seconds_max + 1e-6
    assert all(0 <= begin < end <= length_s for begin, end in believed)
    # The seconds that were seen cannot be more than the time either, but for those that an interval cuts, and for the
    # video's last one, which may be short.
    seen = int(plays.as_counts(plays.seen_seconds(believed, length_s=length_s), length_s=length_s).sum())
    assert seen <= plays.total_s(believed) + len(believed) + 1


@given(intervals, lengths)
def test_time_is_only_ever_added_by_more_reports(watched: list[tuple[float, float]], length_s: float) -> None:
    totals = [
        plays.total_s(plays.believe(watched[:count], length_s=length_s, seconds_max=60))
        for count in range(len(watched) + 1)
    ]
    assert totals == sorted(totals)


@given(st.floats(0, 60), lengths)
def test_a_second_is_in_exactly_one_of_two_intervals_that_meet(cut_s: float, length_s: float) -> None:
    cut_s = min(cut_s, length_s)
    before = plays.as_counts(plays.seen_seconds([(0, cut_s)], length_s=length_s), length_s=length_s)
    after = plays.as_counts(plays.seen_seconds([(cut_s, length_s)], length_s=length_s), length_s=length_s)
    assert (before + after == 1).all()


def test_whole_and_part_seconds() -> None:
    assert plays.count_seconds(5.0) == 5
    assert plays.count_seconds(5.01) == 6
    assert plays.count_seconds(0.2) == 1
    seen = plays.as_counts(plays.seen_seconds([(0.4, 1.4), (3, 3.3)], length_s=3.5), length_s=3.5)
    assert seen.tolist() == [1, 0, 0, 1]


def test_nothing_counts_before_two_seconds_and_then_everything_does() -> None:
    first = plays.seen_seconds([(0, 1.5)], length_s=4)
    second = plays.seen_seconds([(2, 4)], length_s=4)
    nothing, short = View(), View(seconds=first, play_s=1.5)
    both = View(seconds=plays.merge(first, second), play_s=3.5)
    assert plays.gain(nothing, short, length_s=4) is None
    became = plays.gain(short, both, length_s=4)
    assert became is not None
    assert (became.views, became.play_s, became.counts.tolist()) == (1, 3.5, [1, 0, 1, 1])
    more = plays.gain(both, View(seconds=both.seconds, play_s=9.5), length_s=4)
    assert more is not None
    assert (more.views, more.play_s, more.counts.tolist()) == (0, 6.0, [0, 0, 0, 0])
    assert plays.gain(both, both, length_s=4) is None
    assert plays.gain(nothing, View(seconds=second, play_s=9, why_not="own"), length_s=4) is None


@given(st.lists(intervals, min_size=1, max_size=6), lengths)
def test_gains_add_up_to_the_whole(reports: list[list[tuple[float, float]]], length_s: float) -> None:
    """However somebody's day is cut into reports, the video gains the same."""
    stored, views, play_s = b"", 0, 0.0
    before = View()
    for watched in reports:
        believed = plays.believe(watched, length_s=length_s, seconds_max=1_000)
        after = View(
            seconds=plays.merge(before.seconds, plays.seen_seconds(believed, length_s=length_s)),
            play_s=before.play_s + plays.total_s(believed),
        )
        gain = plays.gain(before, after, length_s=length_s)
        if gain is not None:
            stored = plays.add_counts(stored, gain.counts)
            views += gain.views
            play_s += gain.play_s
        before = after
    count = plays.count_seconds(length_s)
    assert views == int(before.is_view)
    if before.is_view:
        assert abs(play_s - before.play_s) < 1e-6
        assert (plays.read_counts(stored, seconds=count) == plays.as_counts(before.seconds, length_s=length_s)).all()
    else:
        assert not plays.read_counts(stored, seconds=count).any()


def test_shares_and_averages() -> None:
    shares = plays.shares_seen(np.array([4, 3, 2, 1], np.uint32), 4)
    assert shares == [1.0, 0.75, 0.5, 0.25]
    assert plays.average_retention(shares) == 0.625
    assert plays.shares_seen(np.zeros(3, np.uint32), 0) == [0.0] * 3
    assert plays.average_retention([]) == 0.0


def test_who_is_still_there() -> None:
    falling = plays.still_there([1.0, 0.75, 0.5, 0.25])
    assert len(falling) == plays.RETENTION_POINTS
    assert (falling[0], falling[-1]) == (1.0, 0.25)
    # Who jumps ahead has not left.
    assert plays.still_there([1.0, 0.2, 0.6])[10] == 0.6
    assert plays.still_there([0.0, 0.0]) == ()
    assert plays.still_there([]) == ()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=180))
def test_who_is_still_there_only_falls(shares: list[float]) -> None:
    curve = plays.still_there(shares)
    assert list(curve) == sorted(curve, reverse=True)
