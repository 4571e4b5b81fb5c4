"""A rendition's window and its playlist: by the rules, bounded, and shared by all who wait."""

import asyncio
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.media.packager.segment import Part, Track
from livehouse.media.packager.window import BYTES_MAX, SEGMENTS_KEPT, SEGMENTS_LISTED, TooFarAhead, Window
from tests.support.hls_rules import check_successor, read_media_playlist

TRACK = Track("video1", "video", b"init one", "avc1.42c00a", 96, 64)
TURNED = Track("video1", "video", b"init two", "avc1.42c00a", 64, 96)
S = 1_000_000
BEGIN_US = 1_767_268_860_000_000


def parts(
    count: int, *, in_segment: int = 6, track: Track = TRACK, era: int = 0, begin_us: int = BEGIN_US, size: int = 100
) -> Iterator[Part]:
    for number in range(count):
        at = number % in_segment
        yield Part(
            track, era, at == 0, at == in_segment - 1, at == 0, begin_us + number * 333_333, 333_333, bytes(size)
        )


def filled(count: int, first_number: int = 1_000) -> Window:
    window = Window("video1", first_number)
    for part in parts(count):
        window.add(part)
    return window


def text(window: Window) -> str:
    return window.playlist([]).text.decode()


def test_every_playlist_is_by_the_rules_and_follows_from_the_one_before() -> None:
    window = Window("video1", 1_000)
    before = None
    for number, part in enumerate(parts(120)):
        window.add(part)
        if not window.has_complete:
            continue
        playlist = read_media_playlist(text(window))
        if before is not None:
            check_successor(before, playlist)
        before = playlist
        assert playlist.next_part == (1_000 + (number + 1) // 6, (number + 1) % 6)
        segment, at = playlist.next_part
        assert playlist.hint == f"video1/{segment}.{at}.m4s"
    assert before is not None
    assert before.tags["EXT-X-TARGETDURATION"] == "2"


def test_a_playlist_tells_when_pictures_were_here_and_what_it_told_stays() -> None:
    window = Window("video1", 1_000)
    for number, part in enumerate(parts(18)):
        window.add(part, early_us=0 if number < 8 else 1_500_000)
    dates = [line for line in text(window).splitlines() if line.startswith("#EXT-X-PROGRAM-DATE-TIME:")]
    assert [date[-10:] for date in dates] == ["01:00.000Z", "01:01.999Z", "01:02.499Z"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_the_rules_hold_whatever_interrupts(seed: int) -> None:
    rng = random.Random(seed)
    window, era, begin_us, before = Window("video1", 7), 0, BEGIN_US, None
    for _ in range(rng.randrange(2, 9)):
        track = rng.choice([TRACK, TURNED])
        for part in parts(rng.randrange(1, 25), track=track, era=era, begin_us=begin_us):
            window.add(part)
            begin_us = part.start_us + part.duration_us
        window.interrupt()
        playlist = read_media_playlist(text(window))
        assert not playlist.open_parts
        listed = playlist.segments
        discontinuities = int(playlist.tags["EXT-X-DISCONTINUITY-SEQUENCE"]) + sum(
            one.discontinuities for one in listed
        )
        assert discontinuities == era, "counted from the room's beginning, whatever has left the window"
        if before is not None:
            check_successor(before, playlist)
        before = playlist
        # More than one at once: another rendition had them while this one had nothing.
        era += rng.randrange(1, 4)
        begin_us += 10_000_000
    window.end()
    assert read_media_playlist(text(window)).has_ended


def test_segments_are_whole_and_say_what_lies_before_them() -> None:
    window = Window("video1", 1_000)
    all_parts = [*parts(12), *parts(4, era=1, begin_us=BEGIN_US + 60_000_000)]
    given_ = [segment for segment in [*map(window.add, all_parts), window.end()] if segment is not None]
    assert [one.number for one in given_] == [1_000, 1_001, 1_002]
    assert [one.discontinuity for one in given_] == [True, False, True]
    assert [one.duration_us for one in given_] == [1_999_998, 1_999_998, 1_333_332]
    assert [len(one.data) for one in given_] == [600, 600, 400]
    assert window.end() is None, "given once"


def test_a_segment_that_is_interrupted_is_given_when_that_is_known() -> None:
    window = filled(8)
    segment = window.interrupt()
    assert segment is not None
    assert (segment.number, segment.duration_us) == (1_001, 666_666)


def test_memory_is_bounded_by_segments_and_by_bytes() -> None:
    window = Window("video1", 0)
    for part in parts(6 * 40):
        window.add(part)
    assert [window.segment(number) is not None for number in range(40)] == [False] * (40 - SEGMENTS_KEPT) + [
        True
    ] * SEGMENTS_KEPT
    assert len(read_media_playlist(text(window)).segments) == SEGMENTS_LISTED
    for part in parts(6 * 9, size=BYTES_MAX // 24, era=1):
        window.add(part)
    held = sum(len(piece) for number in range(60) for piece in window.segment(number) or [])
    assert held <= BYTES_MAX + BYTES_MAX // 4
    assert len(read_media_playlist(text(window)).segments) >= 3, "as few as players need"


def test_old_settings_are_forgotten_with_the_last_segment_that_needs_them() -> None:
    window = Window("video1", 0)
    for part in parts(6):
        window.add(part)
    name = read_media_playlist(text(window)).segments[0].map_uri.removeprefix("video1/")
    assert window.init(name) == b"init one"
    for part in parts(6 * SEGMENTS_KEPT, track=TURNED, era=1):
        window.add(part)
    assert window.init(name) is None


def test_a_playlist_is_written_once_for_all_who_ask() -> None:
    window = filled(20)
    assert window.playlist([]) is window.playlist([])
    before = window.playlist([])
    window.add(next(parts(1, begin_us=BEGIN_US + 9_000_000)))
    assert window.playlist([]) is not before


async def test_all_who_wait_are_woken_by_the_next_part_also_if_one_gives_up() -> None:
    window = filled(8)
    waiting = [asyncio.create_task(window.changed()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    assert not window.holds(1_001, 2)
    window.add(list(parts(9))[8])
    assert window.holds(1_001, 2)
    _, pending = await asyncio.wait(waiting, timeout=2)
    assert not pending
    assert [task.cancelled() for task in waiting] == [True, False, False]


@pytest.mark.parametrize(
    ("number", "part", "held"),
    [
        (1_000, None, True),
        (1_000, 99, True),
        (1_001, None, False),
        (1_001, 1, True),
        (1_001, 2, False),
        (1_002, 0, False),
    ],
)
def test_what_is_there_already(number: int, part: int | None, held: bool) -> None:
    assert filled(8).holds(number, part) is held


def test_what_is_far_ahead_is_not_waited_for() -> None:
    window = filled(8)
    window.check_near(1_002)
    with pytest.raises(TooFarAhead):
        window.check_near(1_003)


def test_slow_frames_raise_the_target_of_parts_so_that_the_playlist_stays_true() -> None:
    window = Window("video1", 0)
    for number in range(4):
        window.add(Part(TRACK, 0, number % 2 == 0, number % 2 == 1, True, BEGIN_US + number * S, S, b"x"))
    read_media_playlist(text(window))
