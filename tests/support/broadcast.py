"""A host without a browser: a small moving picture, broadcast into the relay with a room's own ticket."""

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import Any

import av
import moq
import numpy as np

WIDTH, HEIGHT = 160, 90
FRAMES_PER_S = 15


@functools.cache
def one_second_of_video(width: int) -> tuple[bytes, ...]:
    """One group of H.264 pictures in Annex B form, the first of them a keyframe; played over and over."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, HEIGHT, "yuv420p"
    encoder.framerate = Fraction(FRAMES_PER_S)
    encoder.gop_size = FRAMES_PER_S
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"}
    payloads: list[bytes] = []
    for number in range(FRAMES_PER_S):
        picture = np.full((HEIGHT, width, 3), 40, np.uint8)
        picture[:, number * width // FRAMES_PER_S :, 0] = 220
        payloads += [bytes(packet) for packet in encoder.encode(av.VideoFrame.from_ndarray(picture, format="rgb24"))]
    payloads += [bytes(packet) for packet in encoder.encode(None)]
    return tuple(payloads)


def fingerprints(ticket: Mapping[str, Any]) -> list[str]:
    """What the relay's certificate is known by, as the MoQ client wants it."""
    return [ticket["certificate_sha256"]]


@asynccontextmanager
async def relay_session(
    ticket: Mapping[str, Any], *, publish: moq.OriginProducer | None = None, subscribe: moq.OriginProducer | None = None
) -> AsyncIterator[moq.Client]:
    """One session with the relay, without reconnecting; raises the relay's refusal."""
    async with moq.Client(
        ticket["url"],
        tls_fingerprints=fingerprints(ticket),
        websocket_enabled=False,
        reconnect=False,
        publish=publish,
        subscribe=subscribe,
    ) as client:
        yield client


@asynccontextmanager
async def broadcasting(
    ticket: Mapping[str, Any], *, name: str | None = None, width: int = WIDTH
) -> AsyncIterator[moq.Client]:
    """Broadcast until the block ends, under the ticket's name unless another one is given; known by its `width`."""
    origin = moq.OriginProducer()
    async with relay_session(ticket, publish=origin, subscribe=moq.OriginProducer()) as client:
        broadcast = origin.create_broadcast(name or ticket["broadcast"])
        video = broadcast.publish_video(moq.VideoFormat.AVC3)
        playing = asyncio.create_task(_play(video, one_second_of_video(width)))
        broadcast.announce()
        try:
            yield client
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
            broadcast.close()


async def _play(video: moq.MediaProducer, group: Sequence[bytes]) -> None:
    began = time.monotonic()
    number = 0
    while True:
        video.write_frame(group[number % len(group)], number * 1_000_000 // FRAMES_PER_S)
        number += 1
        await asyncio.sleep(max(0.0, began + number / FRAMES_PER_S - time.monotonic()))
