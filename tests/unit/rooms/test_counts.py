from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from livehouse.rooms.counts import Attendance, Counts

BEGAN = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)


@given(st.lists(st.sampled_from(["like", "share", "write", "fail", "nobody knows"]), max_size=40))
def test_what_is_written_is_what_was_counted_whatever_fails(steps: list[str]) -> None:
    counts = Counts("room", "this process")
    stored = None
    for step in [*steps, "write"]:
        if step == "like":
            counts.add_likes(2)
        elif step == "share":
            counts.add_share()
        elif (counted := counts.unwritten()) is not None and step != "fail":
            stored = counted
            if step == "write":
                counts.has_written(counted)
    assert (counts.likes, counts.shares) == ((0, 0) if stored is None else (stored.likes, stored.shares))
    assert counts.unwritten() is None


def test_what_is_counted_while_it_is_written_is_written_next() -> None:
    counts = Counts("room", "this process")
    counts.add_likes(1)
    counted = counts.unwritten()
    assert counted is not None
    counts.add_likes(1)
    counts.has_written(counted)
    left = counts.unwritten()
    assert left is not None
    assert left.likes == 2


def test_a_peak_is_written_once_and_again_only_when_it_grows() -> None:
    counts = Counts("room", "this process")
    counts.see_viewers(9)
    counts.see_viewers(4)
    counted = counts.unwritten()
    assert counted is not None
    assert counted.viewers_peak == 9
    counts.has_written(counted)
    counts.see_viewers(9)
    assert counts.unwritten() is None


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["enter", "leave", "settle", "write", "fail"]),
            st.sampled_from(["a", "b", "c"]),
            st.integers(0, 60),
        ),
        max_size=40,
    )
)
def test_the_time_written_is_the_time_watched_whatever_fails(steps: list[tuple[str, str, int]]) -> None:
    attendance = Attendance("room")
    written: dict[str, float] = {}
    watched: dict[str, float] = {}
    since: dict[str, float] = {}
    now_s = 0.0

    def leave(viewer: str) -> None:
        if viewer in since:
            watched[viewer] = watched.get(viewer, 0.0) + now_s - since.pop(viewer)

    for step, viewer, pause_s in steps:
        now_s += pause_s
        if step == "enter":
            attendance.enter(viewer, now_s, at(now_s))
            since.setdefault(viewer, now_s)
            watched.setdefault(viewer, 0.0)
        elif step == "leave":
            attendance.leave(viewer, now_s, at(now_s))
            leave(viewer)
        elif step == "settle":
            attendance.settle(now_s, at(now_s))
        else:
            times = attendance.take(2)
            assert len(times) <= 2
            if step == "fail":
                attendance.give_back(times)
            else:
                for time in times:
                    written[time.viewer_key] = written.get(time.viewer_key, 0.0) + time.watched_s
        assert len(attendance) == len(since)
    attendance.close(now_s, at(now_s))
    for viewer in list(since):
        leave(viewer)
    for time in attendance.take(100):
        written[time.viewer_key] = written.get(time.viewer_key, 0.0) + time.watched_s
    assert written == watched


def test_after_the_end_nobody_watches() -> None:
    attendance = Attendance("room")
    attendance.enter("a", 0, at(0))
    attendance.close(10, at(10))
    attendance.leave("a", 500, at(500))
    attendance.enter("b", 500, at(500))
    assert [(time.viewer_key, time.watched_s) for time in attendance.take(10)] == [("a", 10)]
    assert len(attendance) == 0


def test_when_somebody_was_first_seen_stays_what_it_was() -> None:
    attendance = Attendance("room")
    attendance.enter("a", 0, at(0))
    attendance.leave("a", 5, at(5))
    attendance.enter("a", 50, at(50))
    [time] = attendance.take(10)
    assert (time.first_seen_at, time.watched_s) == (at(0), 5)
