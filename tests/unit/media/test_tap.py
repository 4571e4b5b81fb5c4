"""What those who tap a room are told when its publisher's line was lost for a moment, or when another one comes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, cast

from livehouse.media.moq_adapter import AudioRendition, Broadcast, Catalog, EncodedFrame, VideoRendition
from livehouse.media.tap import SETTLE_S, Offer, Rendition, TappedFrame, TapSource
from tests.support.clock import FakeClock

NO_CONTAINER = cast("Any", None)
PICTURE = VideoRendition("video", "avc1.42e01e", None, 640, 360, NO_CONTAINER)
SOUND = AudioRendition("audio", "opus", None, 48_000, 2, NO_CONTAINER)
FRAME_US = 100_000
# The publisher's clock is so far from ours.
APART_US = 7_000_000
KEYFRAME_EACH = 20


class Publisher:
    """Sends what it has made since its newest keyframe, and goes on."""

    def __init__(self, clock: FakeClock, apart_us: int = APART_US) -> None:
        self._clock = clock
        self._apart_us = apart_us

    def made(self, number: int, *, keyframe: bool | None = None) -> EncodedFrame:
        """The frame of this number, each of which is a tenth of a second after the one before."""
        is_key = number % KEYFRAME_EACH == 0 if keyframe is None else keyframe
        return EncodedFrame(b"%d" % number, number * FRAME_US + self._apart_us, is_key)


class Line:
    """A broadcast, as far as taps read it."""

    def __init__(self) -> None:
        self.frames_of: dict[str, asyncio.Queue[EncodedFrame]] = {"video": asyncio.Queue(), "audio": asyncio.Queue()}

    async def frames(self, rendition: Rendition, *, late_us_max: int) -> AsyncIterator[EncodedFrame]:
        while True:
            yield await self.frames_of[rendition.track].get()


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[str, int, int]] = []
        self.breaks = 0

    def offered(self, offer: Offer) -> None:
        pass

    def frame(self, rendition: Rendition, frame: TappedFrame) -> None:
        self.heard.append((rendition.track, int(frame.payload), frame.time_us))

    def broke(self) -> None:
        self.breaks += 1

    def ended(self) -> None:
        pass

    def numbers(self, track: str) -> list[int]:
        return [number for of, number, _ in self.heard if of == track]


def _spawn(name: str, work: Callable[[], Coroutine[None, None, None]]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(work(), name=name)


class Stage:
    """A room whose clock stands at the making of a frame, and somebody who taps it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.publisher = Publisher(self.clock)
        self.source = TapSource("room", self.clock, _spawn)
        self.listener = Listener()
        self.tap = self.source.join(self.listener)
        self.line = Line()
        self.at = 0

    def begin(self) -> None:
        self.line = Line()
        self.source.begin(cast("Broadcast", self.line))
        self.source.offer(Catalog((PICTURE,), ("audio",), (SOUND,)))
        self.tap.want(["video", "audio"])

    async def send(self, first: int, until: int) -> None:
        """Both tracks' frames come, the last of them as soon as it is made."""
        self.clock.advance((until - 1 - self.at) * FRAME_US / 1_000_000)
        self.at = until - 1
        for number in range(first, until):
            self.line.frames_of["video"].put_nowait(self.publisher.made(number))
            self.line.frames_of["audio"].put_nowait(self.publisher.made(number, keyframe=True))
        await asyncio.sleep(SETTLE_S * 2)

    def close(self) -> None:
        self.source.close()


async def test_a_publisher_who_is_back_goes_on_where_they_were_told() -> None:
    stage = Stage()
    stage.begin()
    await stage.send(0, 30)
    for _ in range(3):
        # The line is lost and found, and brings the newest group from its beginning again.
        stage.source.end()
        stage.begin()
        await stage.send(stage.at // KEYFRAME_EACH * KEYFRAME_EACH, stage.at + 15)
    stage.close()

    for track in ("video", "audio"):
        numbers = stage.listener.numbers(track)
        assert numbers == sorted(set(numbers)), f"{track}: nothing twice, nothing back"
    assert stage.listener.numbers("audio") == list(range(stage.at + 1)), "sound goes on at once"
    first_us = stage.listener.heard[0][2]
    assert all(time_us == first_us + number * FRAME_US for _, number, time_us in stage.listener.heard), "no time added"
    assert stage.listener.breaks == 4


async def test_after_a_break_a_picture_begins_with_one_that_needs_no_other() -> None:
    stage = Stage()
    stage.begin()
    await stage.send(0, 30)
    stage.source.end()
    stage.begin()
    await stage.send(20, 45)
    stage.close()
    assert stage.listener.numbers("video") == [*range(30), *range(40, 45)]


async def test_another_publisher_comes_after_the_first() -> None:
    stage = Stage()
    stage.begin()
    await stage.send(0, 30)
    last_us = max(time_us for _, _, time_us in stage.listener.heard)
    stage.source.end()
    stage.publisher = Publisher(stage.clock, apart_us=900_000_000)
    stage.begin()
    await stage.send(20, 33)
    stage.close()
    assert stage.listener.numbers("video") == [*range(30), *range(20, 33)]
    assert min(time_us for _, _, time_us in stage.listener.heard[60:]) > last_us
