"""A still picture of a LIVE, taken from its stream: one keyframe, decoded and packed as JPEG."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.media.moq_adapter import VideoRendition
from livehouse.media.room import MediaRoom

log = structlog.get_logger(__name__)

WIDTH_PX: Final = 540
JPEG_QUALITY: Final = 82
INTERVAL_S: Final = 10.0
# The next keyframe is 2 s away at most; past this whoever asks gets the picture before, or none.
WAIT_S: Final = 3.0
# A picture is decoded by code that is old and large, from bytes that a stranger made: bound what it may allocate.
PIXELS_MAX: Final = 4_096 * 2_304
FRAME_BYTES_MAX: Final = 8_000_000
# Made 540 pixels wide, a picture of 2 x 1,000 pixels would be 270,000 high and take a gigabyte. No screen is longer.
ASPECT_RATIO_MAX: Final = 4
DECODERS_AT_ONCE: Final = 2

# Left: how a codec string begins (RFC 6381); right: FFmpeg's decoder.
_DECODERS: Final = {
    "avc1": "h264",
    "avc3": "h264",
    "vp8": "vp8",
    "vp08": "vp8",
    "vp09": "vp9",
    "hev1": "hevc",
    "hvc1": "hevc",
    "av01": "libdav1d",
}


class PictureUnusable(Exception):
    """The frame cannot be decoded."""


@dataclass(slots=True)
class _Taken:
    at_s: float = -INTERVAL_S
    picture: bytes | None = None
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Covers:
    """Takes pictures of rooms when somebody asks, but of each room at most every ten seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._taken: dict[str, _Taken] = {}
        self._decoders = asyncio.Semaphore(DECODERS_AT_ONCE)

    async def latest(self, room: MediaRoom) -> bytes | None:
        """A JPEG of the room, at most ten seconds old while frames arrive; None before the first one.

        However many ask at once, one picture is taken; none of them waits longer than three seconds.
        """
        taken = self._taken.setdefault(room.id, _Taken())
        async with taken.taking:
            if room.online and self._clock.monotonic() - taken.at_s >= INTERVAL_S:
                taken.picture = await self._take(room) or taken.picture
                taken.at_s = self._clock.monotonic()
        return taken.picture

    def forget(self, room_id: str) -> None:
        """Let go of a room's picture."""
        self._taken.pop(room_id, None)

    async def _take(self, room: MediaRoom) -> bytes | None:
        try:
            async with asyncio.timeout(WAIT_S), self._decoders:
                return await _picture_of(room)
        except TimeoutError:
            log.debug("no keyframe for a cover in time", room=room.id)
        except PictureUnusable as error:
            log.info("a cover could not be made from the stream", room=room.id, reason=str(error))
        return None


async def _picture_of(room: MediaRoom) -> bytes | None:
    rendition = _best(room.catalog.video)
    if rendition is None or room.broadcast is None:
        return None
    frame = await room.broadcast.keyframe(rendition)
    if frame is None:
        return None
    return await asyncio.to_thread(decode_picture, frame, rendition.codec, rendition.description)


def _best(renditions: Sequence[VideoRendition]) -> VideoRendition | None:
    """The largest one: it is the one that viewers watch, so the host encodes it anyway."""
    return max(renditions, key=lambda rendition: rendition.pixels, default=None)


def decode_picture(frame: bytes, codec: str, description: bytes | None) -> bytes:
    """A JPEG, 540 pixels wide, of one keyframe. Blocking: some 10 ms.

    Args:
        frame: the encoded keyframe; H.264 with length prefixes if there is a description, else with start codes.
        codec: RFC 6381 string, as in a catalog.
        description: the decoder record (for H.264 the avcC box's content), if it is not in the frame.

    Raises:
        PictureUnusable: unknown codec, absurd size or shape, or no picture in it.
    """
    # Loaded at the first picture: 15 MB and 0.2 s that a server nobody looks at can do without.
    import av
    from av.codec.context import CodecContext
    from av.video.codeccontext import VideoCodecContext
    from PIL import Image

    name = _DECODERS.get(codec.split(".")[0].lower())
    if name is None:
        raise PictureUnusable(f"unknown codec {codec[:20]}")
    if len(frame) > FRAME_BYTES_MAX:
        raise PictureUnusable(f"a frame of {len(frame)} bytes")
    try:
        decoder = CodecContext.create(name, "r")
        assert isinstance(decoder, VideoCodecContext)  # noqa: S101  # every name in the table is a video decoder
        decoder.options = {"max_pixels": str(PIXELS_MAX)}
        decoder.thread_count = 1
        if description is not None:
            decoder.extradata = description
        pictures = [*decoder.decode(av.Packet(frame)), *decoder.decode(None)]
        if not pictures:
            raise PictureUnusable("no picture in the frame")
        picture = pictures[0]
        if not 1 / ASPECT_RATIO_MAX <= picture.width / picture.height <= ASPECT_RATIO_MAX:
            raise PictureUnusable(f"a picture of {picture.width} x {picture.height} pixels")
        height_px = max(2, round(picture.height * WIDTH_PX / picture.width / 2) * 2)
        image = picture.reformat(width=WIDTH_PX, height=height_px, format="rgb24").to_ndarray()
        packed = io.BytesIO()
        Image.fromarray(image).save(packed, "JPEG", quality=JPEG_QUALITY, progressive=True)
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        raise PictureUnusable(str(error)) from error
    return packed.getvalue()
