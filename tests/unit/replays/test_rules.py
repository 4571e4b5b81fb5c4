from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.replays.model import Kept, PieceFacts, plan_early_deletions
from livehouse.replays.moments import thin_out
from livehouse.replays.playlist import write_playlist
from livehouse.replays.timeline import Timeline, from_us

NOW = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
S = 1_000_000


def piece(number: int, at_s: float, position_s: float, duration_s: float = 6, **more: int) -> PieceFacts:
    return PieceFacts(
        number=number, at_us=int(at_s * S), position_us=int(position_s * S), duration_us=int(duration_s * S),
        run=more.get("run", 0), init=more.get("init", 0), size_bytes=100, media_bytes=90,
        gap_us=more.get("gap_us", 0), gap_reason="interrupted" if more.get("gap_us") else None,
    )  # fmt: skip


def test_time_in_a_replay_stands_still_where_something_is_missing() -> None:
    timeline = Timeline([piece(0, 100, 0), piece(1, 106, 6), piece(2, 150, 12, gap_us=38 * S)])
    places = {99: 0, 100: 0, 103: 3, 107: 7, 112: 12, 130: 12, 150: 12, 151: 13, 156: 18, 500: 18}
    assert {at: timeline.position_us(from_us(at * S)) // S for at in places} == places
    assert timeline.span() == (from_us(100 * S), from_us(156 * S))
    assert Timeline([]).position_us(NOW) == 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10)), min_size=1), st.lists(st.integers(0, 700)))
def test_what_happened_later_is_never_earlier_in_the_replay(made: list[tuple[int, int]], asked: list[int]) -> None:
    pieces, at, position = [], 0, 0
    for number, (gap, duration) in enumerate(made):
        at += gap
        pieces.append(piece(number, at, position, duration))
        at, position = at + duration, position + duration
    timeline = Timeline(pieces)
    found = [timeline.position_us(from_us(each * S)) for each in sorted(asked)]
    assert found == sorted(found)
    assert all(0 <= each <= position * S for each in found)


def test_a_playlist_says_where_decoders_begin_anew() -> None:
    pieces = [piece(0, 0, 0), piece(1, 6, 6), piece(2, 50, 12, run=1), piece(3, 56, 18, 2.5, run=1, init=1)]
    assert write_playlist(pieces, is_complete=True).splitlines() == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:6",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-MEDIA-SEQUENCE:0",
        '#EXT-X-MAP:URI="media/init-0.mp4"',
        "#EXTINF:6.000000,",
        "media/0-90.m4s",
        "#EXTINF:6.000000,",
        "media/1-90.m4s",
        "#EXT-X-DISCONTINUITY",
        "#EXTINF:6.000000,",
        "media/2-90.m4s",
        "#EXT-X-DISCONTINUITY",
        '#EXT-X-MAP:URI="media/init-1.mp4"',
        "#EXTINF:2.500000,",
        "media/3-90.m4s",
        "#EXT-X-ENDLIST",
    ]
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in write_playlist(pieces, is_complete=False)


def kept(name: str, size: int, *, host: str = "h", day: int = 0, goes: datetime | None = None, **more: bool) -> Kept:
    return Kept(
        id=name, host_id=host, began_at=NOW + timedelta(days=day), size_bytes=size, deletes_early_at=goes,
        is_recording=more.get("is_recording", False),
    )  # fmt: skip


def test_the_oldest_go_first_and_what_is_recorded_never() -> None:
    all_of_them = [kept("b", 40, day=1), kept("a", 40, is_recording=True), kept("c", 40, day=2)]
    plan = plan_early_deletions(all_of_them, bytes_max=125, bytes_per_host_max=None, now=NOW, free_percent=20)
    assert (plan.announced, plan.spared, plan.due) == (("b",), (), ())
    roomy = plan_early_deletions(all_of_them, bytes_max=150, bytes_per_host_max=None, now=NOW, free_percent=20)
    assert roomy.announced == ()


def test_a_host_who_keeps_much_makes_room_for_themselves_first() -> None:
    both = [kept("small", 10, host="x"), *(kept(f"big{day}", 50, host="y", day=day) for day in (1, 2, 3))]
    plan = plan_early_deletions(both, bytes_max=200, bytes_per_host_max=100, now=NOW, free_percent=0)
    assert plan.announced == ("big1",)


sizes = st.lists(st.tuples(st.integers(0, 100), st.sampled_from("xyz"), st.integers(-3, 3)), max_size=30)


@settings(max_examples=40)
@given(sizes, st.integers(1, 1_000), st.integers(0, 50))
def test_what_is_left_is_under_its_bound(made: list[tuple[int, str, int]], bytes_max: int, free: int) -> None:
    replays = [
        kept(f"{number:02}", size, host=host, day=number, goes=NOW + timedelta(days=goes) if goes else None)
        for number, (size, host, goes) in enumerate(made)
    ]
    plan = plan_early_deletions(replays, bytes_max=bytes_max, bytes_per_host_max=None, now=NOW, free_percent=free)
    announced_before = {one.id for one in replays if one.deletes_early_at is not None}
    going = (announced_before - set(plan.spared)) | set(plan.announced)
    left = [one for one in replays if one.id not in going]
    assert sum(one.size_bytes for one in left) <= bytes_max * (100 - free) // 100
    # The oldest, and no more of them than need be.
    assert [one.id for one in replays if one.id in going] == [one.id for one in replays][: len(going)]
    assert set(plan.due) <= announced_before & going


def test_of_very_much_a_fair_part() -> None:
    assert thin_out(range(5), 10) == [0, 1, 2, 3, 4]
    assert thin_out(range(100), 4) == [0, 25, 50, 75]
