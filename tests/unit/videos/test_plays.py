import math
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from livehouse.videos import plays
from livehouse.videos.plays import Play, View

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
seconds = st.floats(-10, 200, allow_nan=False)
intervals = st.lists(st.tuples(seconds, seconds), max_size=20)
lengths = st.floats(0.1, 180)


def seen(watched: list[tuple[float, float]], *, length_s: float) -> list[int]:
    """Who watched this in one day has seen these seconds."""
    view = plays.grow(View(), watched, more_s=plays.total_s(watched), length_s=length_s)
    return plays.as_counts(view.seconds, length_s=length_s)


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


@given(st.lists(intervals, min_size=1, max_size=6), lengths, st.floats(0, 300))
def test_nobody_sees_more_seconds_than_they_watched(
    stories: list[list[tuple[float, float]]], length_s: float, seconds_max: float
) -> None:
    """Whatever the reports of one play say, and however they change what they said before."""
    view, watched_s = View(), 0.0
    for watched in stories:
        believed = plays.believe(watched, length_s=length_s, seconds_max=seconds_max)
        if (total_s := plays.total_s(believed)) > watched_s:
            view = plays.grow(view, believed, more_s=total_s - watched_s, length_s=length_s)
            watched_s = total_s
    seen = plays.as_counts(view.seconds, length_s=length_s)
    assert sum(seen) <= math.ceil(watched_s)
    assert view.play_s <= seconds_max + 1e-6


def test_a_moment_of_each_second_is_not_the_whole_film() -> None:
    moments = [(second + 0.495, second + 0.505) for second in range(180)]
    assert sum(seen(moments, length_s=180)) == 0
    # Nor is a half of each; of those as many as were watched.
    halves = [(float(second), second + 0.5) for second in range(180)]
    assert sum(seen(halves, length_s=180)) == 90
    # Those who skip lose nothing but what they saw in part.
    assert seen([(0.4, 3.0), (6.0, 7.3)], length_s=8) == [1, 1, 1, 0, 0, 0, 1, 0]


@given(intervals, lengths)
def test_time_is_only_ever_added_by_more_reports(watched: list[tuple[float, float]], length_s: float) -> None:
    totals = [
        plays.total_s(plays.believe(watched[:count], length_s=length_s, seconds_max=60))
        for count in range(len(watched) + 1)
    ]
    assert totals == sorted(totals)


@given(st.floats(0, 60), lengths)
def test_a_film_that_is_watched_in_two_plays_is_seen_whole(cut_s: float, length_s: float) -> None:
    cut_s = min(cut_s, length_s)
    view = plays.grow(View(), [(0, cut_s)], more_s=cut_s, length_s=length_s)
    view = plays.grow(view, [(cut_s, length_s)], more_s=length_s - cut_s, length_s=length_s)
    assert all(plays.as_counts(view.seconds, length_s=length_s))


def test_whole_and_part_seconds() -> None:
    assert plays.count_seconds(5.0) == 5
    assert plays.count_seconds(5.01) == 6
    assert plays.count_seconds(0.2) == 1
    assert seen([(0.4, 1.4), (3, 3.3)], length_s=3.5) == [1, 0, 0, 1]


def test_nothing_counts_before_two_seconds_and_then_everything_does() -> None:
    nothing = View()
    short = plays.grow(nothing, [(0, 1.5)], more_s=1.5, length_s=4)
    both = plays.grow(short, [(2, 4)], more_s=2, length_s=4)
    assert plays.gain(nothing, short, length_s=4) is None
    became = plays.gain(short, both, length_s=4)
    assert became is not None
    assert (became.views, became.play_s, became.counts) == (1, 3.5, [1, 1, 1, 1])
    more = plays.gain(both, plays.grow(both, [(2, 4)] * 3, more_s=6, length_s=4), length_s=4)
    assert more is not None
    assert (more.views, more.play_s, more.counts) == (0, 6.0, [0, 0, 0, 0])
    assert plays.gain(both, both, length_s=4) is None
    assert plays.gain(nothing, View(seconds=both.seconds, play_s=9, why_not="own"), length_s=4) is None


@given(st.lists(intervals, min_size=1, max_size=6), lengths)
def test_gains_add_up_to_the_whole(reports: list[list[tuple[float, float]]], length_s: float) -> None:
    """However somebody's day is cut into reports, the video gains the same."""
    stored, views, play_s = b"", 0, 0.0
    before = View()
    for watched in reports:
        believed = plays.believe(watched, length_s=length_s, seconds_max=1_000)
        after = plays.grow(before, believed, more_s=plays.total_s(believed), length_s=length_s)
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
        assert plays.read_counts(stored, seconds=count) == plays.as_counts(before.seconds, length_s=length_s)
    else:
        assert not any(plays.read_counts(stored, seconds=count))


def test_shares_and_averages() -> None:
    shares = plays.shares_seen([4, 3, 2, 1], 4)
    assert shares == [1.0, 0.75, 0.5, 0.25]
    assert plays.average_retention(shares) == 0.625
    assert plays.shares_seen([0, 0, 0], 0) == [0.0] * 3
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
