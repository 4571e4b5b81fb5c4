"""Stills from a room and broadcasts of our own, through the real relay."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import moq
import numpy as np
import pytest
from PIL import Image

from livehouse.demo.clips import Clip, play
from livehouse.demo.clips.encode import OPUS_HEADER, OPUS_SAMPLES, encode_pictures, encode_sound
from livehouse.demo.clips.synth import RATE_HZ
from livehouse.kernel.clock import SystemClock
from livehouse.media import BROADCAST, Relay, RelaySettings, Tokens
from tests.support.clock import FakeClock

ROOM = "01jroom000000000000000000a"
FPS = 30
RED = (220, 30, 30)


@pytest.fixture(scope="module")
def clip() -> Clip:
    """One second: a red picture with a bar that wanders, and a tone."""
    frames = []
    for number in range(FPS):
        frame = np.full((960, 540, 3), RED, np.uint8)
        frame[32 * number : 32 * number + 32] = 20
        frames.append(frame)
    record, encoded = encode_pictures(frames, fps=FPS)
    times = np.arange(50 * OPUS_SAMPLES) / RATE_HZ
    tone = np.sin(2 * np.pi * 440 * times).astype(np.float32) * 0.2
    return Clip("test", 540, 960, FPS, record, encoded, OPUS_HEADER, encode_sound(np.stack([tone, tone])))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(SystemClock().now())


@pytest.fixture
async def relay(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Relay]:
    tokens = Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1))
    relay = Relay(RelaySettings(port=0, folder=tmp_path / "relay"), tokens, clock)
    await relay.start()
    relay.open_room(ROOM)
    yield relay
    await relay.stop()


def viewer(relay: Relay, clock: FakeClock) -> moq.Client:
    token = Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1)).viewer(ROOM)
    fingerprint = relay.certificate_sha256()
    assert fingerprint is not None
    return moq.Client(
        f"https://localhost:{relay.port}/{ROOM}?jwt={token}",
        tls_fingerprints=[fingerprint],
        reconnect=False,
        websocket_enabled=False,
    )


async def until_online(relay: Relay) -> None:
    async with asyncio.timeout(5):
        while not relay.has_broadcast(ROOM):  # noqa: ASYNC110  # the relay has no event for it
            await asyncio.sleep(0.02)


async def test_a_clip_plays_on_and_on_with_rising_timestamps(relay: Relay, clock: FakeClock, clip: Clip) -> None:
    playing = asyncio.create_task(play(clip, relay, ROOM))
    async with asyncio.timeout(10), viewer(relay, clock) as watching:
        broadcast = await watching.announced_broadcast(BROADCAST)
        async with await broadcast.subscribe_catalog() as catalogs:
            async for catalog in catalogs:
                if catalog.video and catalog.audio:
                    break
        ((track, video),) = catalog.video.items()
        assert video.codec == "avc1.4d401f"
        assert bytes(video.description) == clip.decoder_record
        assert (video.coded.width, video.coded.height, video.framerate) == (540, 960, FPS)
        ((_, audio),) = catalog.audio.items()
        assert (audio.codec, audio.sample_rate, audio.channel_count) == ("opus", 48_000, 2)
        seen = []
        async with await broadcast.subscribe_media(track, video, moq.Subscription(max_age_us=2_000_000)) as frames:
            async for frame in frames:
                # The library ends each group with an empty frame that says when the next begins.
                if frame.payload:
                    seen.append((frame.timestamp_us, frame.keyframe))
                if len(seen) == 75:
                    break
    steps = {later[0] - earlier[0] for earlier, later in pairwise(seen)}
    assert steps <= {33_333, 33_334}, "nothing is missing, also where the loop begins anew"
    assert [time_us for time_us, key in seen if key] == [time_us for time_us, _ in seen if time_us % 1_000_000 == 0], (
        "a keyframe each second"
    )
    playing.cancel()
    await asyncio.wait([playing])
    async with asyncio.timeout(2):
        while relay.has_broadcast(ROOM):  # noqa: ASYNC110  # the relay has no event for it
            await asyncio.sleep(0.02)


async def test_a_still_shows_what_the_room_shows(relay: Relay, clip: Clip) -> None:
    assert await relay.latest_picture(ROOM) is None
    playing = asyncio.create_task(play(clip, relay, ROOM))
    await until_online(relay)
    picture = await relay.latest_picture(ROOM)
    assert picture is not None
    image = Image.open(io.BytesIO(picture))
    assert (image.format, image.size) == ("JPEG", (540, 960))
    assert np.abs(np.asarray(image, np.int16)[500] - RED).max() < 30
    playing.cancel()
    await asyncio.wait([playing])


async def test_stills_are_taken_at_most_every_ten_seconds_and_kept(relay: Relay, clock: FakeClock, clip: Clip) -> None:
    playing = asyncio.create_task(play(clip, relay, ROOM))
    await until_online(relay)
    first, again = await asyncio.gather(relay.latest_picture(ROOM), relay.latest_picture(ROOM))
    assert first is again
    clock.advance(9.9)
    assert await relay.latest_picture(ROOM) is first
    clock.advance(0.2)
    assert await relay.latest_picture(ROOM) is not first
    playing.cancel()
    await asyncio.wait([playing])
    assert await relay.latest_picture(ROOM) is not None, "what was seen last stays while the host is away"
    await relay.close_room(ROOM)
    assert await relay.latest_picture(ROOM) is None


async def test_a_stream_of_rubbish_gives_no_still_and_harms_nobody(relay: Relay, clip: Clip) -> None:
    broadcast = relay.publish_local(ROOM)
    video = broadcast.add_h264(clip.decoder_record, width_px=540, height_px=960, fps=FPS, bitrate=1)
    broadcast.announce()

    async def write() -> None:
        number = 0
        while True:
            # The shape of a keyframe, so that it is taken for one; nothing in it decodes.
            video.write(b"\x00\x00\x00\x40\x65" + bytes([number % 256]) * 63, number * 33_333)
            number += 1
            await asyncio.sleep(0.03)

    writing = asyncio.create_task(write())
    await until_online(relay)
    assert await relay.latest_picture(ROOM) is None
    assert relay.has_broadcast(ROOM)
    writing.cancel()
    await asyncio.wait([writing])
