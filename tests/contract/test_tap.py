"""Frames of a room for this process's own use, through the real relay."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from livehouse.demo.clips import Clip, play
from livehouse.demo.clips.encode import OPUS_HEADER, OPUS_SAMPLES, encode_pictures, encode_sound
from livehouse.kernel.clock import SystemClock
from livehouse.media import NoSuchRoom, Offer, Relay, RelaySettings, TappedFrame, Tokens
from livehouse.media.tap import Rendition
from tests.support.waiting import eventually

ROOM = "01jroom000000000000000000a"
FPS = 30


@pytest.fixture(scope="module")
def clip() -> Clip:
    frames = [np.full((960, 540, 3), 8 * number, np.uint8) for number in range(FPS)]
    record, encoded = encode_pictures(frames, fps=FPS)
    silence = encode_sound(np.zeros((2, 50 * OPUS_SAMPLES), np.float32))
    return Clip("test", 540, 960, FPS, record, encoded, OPUS_HEADER, silence)


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Relay]:
    clock = SystemClock()
    tokens = Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1))
    relay = Relay(RelaySettings(port=0, folder=tmp_path / "relay"), tokens, clock)
    await relay.start()
    relay.open_room(ROOM)
    yield relay
    await relay.stop()


class Listener:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.offer = Offer()
        self.frames: list[tuple[Rendition, TappedFrame]] = []
        self.breaks: list[int] = []
        self.is_over = False
        self._told = asyncio.Event()

    def offered(self, offer: Offer) -> None:
        self.offer = offer
        self._told.set()

    def frame(self, rendition: Rendition, frame: TappedFrame) -> None:
        self.frames.append((rendition, frame))
        self._told.set()

    def broke(self) -> None:
        self.breaks.append(len(self.frames))
        self._told.set()

    def ended(self) -> None:
        self.is_over = True
        self._told.set()

    def of(self, track: str) -> list[TappedFrame]:
        return [frame for rendition, frame in self.frames if rendition.track == track]

    async def until(self, is_so: Callable[["Listener"], bool]) -> None:
        async with asyncio.timeout(10):
            while not is_so(self):
                self._told.clear()
                await self._told.wait()


async def stop(playing: asyncio.Task[None]) -> None:
    playing.cancel()
    await asyncio.wait([playing])


async def test_frames_come_with_what_is_needed_to_decode_them_on_one_line_of_time(relay: Relay, clip: Clip) -> None:
    listener = Listener()
    tap = relay.tap(ROOM, listener)
    playing = asyncio.create_task(play(clip, relay, ROOM))
    await listener.until(lambda one: bool(one.offer.video and one.offer.audio))
    (video,), (sound,) = listener.offer.video, listener.offer.audio
    assert video.codec.startswith("avc1.")
    assert (video.description, video.width_px, video.height_px) == (clip.decoder_record, 540, 960)
    assert (sound.codec, sound.sample_rate_hz, sound.channels) == ("opus", 48_000, 2)
    tap.want([video.track, sound.track])
    await listener.until(lambda one: len(one.of(video.track)) > 20 and len(one.of(sound.track)) > 30)
    pictures, packets = listener.of(video.track), listener.of(sound.track)
    assert pictures[0].keyframe
    assert {later.time_us - earlier.time_us for earlier, later in pairwise(pictures)} <= {
        33_333,
        33_334,
    }
    assert {later.time_us - earlier.time_us for earlier, later in pairwise(packets)} == {20_000}
    now_us = SystemClock().now().timestamp() * 1_000_000
    assert now_us - 3_000_000 < pictures[-1].time_us <= now_us + 100_000
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = video.description
    assert sum(len(decoder.decode(av.Packet(one.payload))) for one in pictures) > 10
    await stop(playing)


async def test_nothing_is_read_that_nobody_wants_and_once_what_two_want(relay: Relay, clip: Clip) -> None:
    one, two = Listener(), Listener()
    first, second = relay.tap(ROOM, one), relay.tap(ROOM, two)
    playing = asyncio.create_task(play(clip, relay, ROOM))
    await one.until(lambda told: bool(told.offer.video and told.offer.audio))
    video, sound = one.offer.video[0].track, one.offer.audio[0].track
    first.want([video])
    second.want([video, sound])

    def reading() -> Counter[str]:
        names = (task.get_name() for task in asyncio.all_tasks())
        return Counter(name.split()[-1] for name in names if name.startswith(f"tap {ROOM}"))

    assert reading() == {video: 1, sound: 1}
    await one.until(lambda told: len(told.frames) > 5)
    await two.until(lambda told: bool(told.of(video) and told.of(sound)))
    assert not one.of(sound)
    second.close()
    second.close()
    await asyncio.sleep(0)
    assert reading() == {video: 1}
    first.want([])
    await asyncio.sleep(0)
    assert not reading()
    await stop(playing)


async def test_a_host_who_comes_back_goes_on_after_a_break(relay: Relay, clip: Clip) -> None:
    listener = Listener()
    tap = relay.tap(ROOM, listener)
    tap.want(["video", "audio"])
    playing = asyncio.create_task(play(clip, relay, ROOM))
    await listener.until(lambda one: len(one.frames) > 20)
    await stop(playing)
    await listener.until(lambda one: one.offer == Offer() and bool(one.breaks))
    before = len(listener.frames)
    assert listener.breaks == [before]
    playing = asyncio.create_task(play(clip, relay, ROOM))
    await listener.until(lambda one: len(one.frames) > before + 20)
    assert listener.breaks == [before], "said once"
    times = [frame.time_us for rendition, frame in listener.frames if rendition.track == listener.frames[0][0].track]
    assert times == sorted(times), "the publisher counts from nothing again, the line of time goes on"
    await stop(playing)


async def test_a_room_that_closes_is_the_end(relay: Relay) -> None:
    listener = Listener()
    relay.tap(ROOM, listener)
    await relay.close_room(ROOM)
    assert listener.is_over
    with pytest.raises(NoSuchRoom):
        relay.tap(ROOM, listener)


async def test_the_publishers_clock_is_known_to_who_asks_and_nothing_is_read_afterwards(relay: Relay) -> None:
    assert await relay.media_clock(ROOM) is None
    broadcast = relay.publish_local(ROOM)
    sound = broadcast.add_opus(OPUS_HEADER)
    broadcast.announce()
    packet = encode_sound(np.zeros((2, OPUS_SAMPLES), np.float32))[0]
    loop = asyncio.get_running_loop()
    zero_s, zero_us = loop.time(), SystemClock().now().timestamp() * 1_000_000

    async def speak() -> None:
        while True:
            sound.write(packet, int((loop.time() - zero_s) * 1_000_000))
            await asyncio.sleep(0.02)

    speaking = asyncio.create_task(speak())
    told_us = await eventually(lambda: relay.media_clock(ROOM), within_s=10)
    assert told_us is not None
    # Nothing arrives before it was sent, and what comes fastest not much later.
    assert -5_000 < told_us - zero_us < 1_500_000

    async def nothing_is_read() -> bool:
        return not any(task.get_name().startswith("tap ") for task in asyncio.all_tasks())

    await eventually(nothing_is_read, within_s=5)
    await stop(speaking)
    assert await relay.media_clock("01jnosuchroom0000000000000") is None


async def test_a_host_who_is_back_at_once_is_heard_again_however_often(relay: Relay, clip: Clip) -> None:
    listener = Listener()
    tap = relay.tap(ROOM, listener)
    tap.want(["video", "audio"])
    playing = asyncio.create_task(play(clip, relay, ROOM))
    for _ in range(5):
        before = len(listener.frames)
        await listener.until(lambda one, before=before: len(one.frames) > before + 3)  # type: ignore[misc]
        # Both in the same turn of the event loop: the new one is announced as the old one ends.
        playing.cancel()
        playing = asyncio.create_task(play(clip, relay, ROOM))
        await asyncio.sleep(0)
        before = len(listener.frames)
    await listener.until(lambda one: len(one.frames) > before + 20)
    await stop(playing)
