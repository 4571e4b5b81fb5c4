"""Pictures and sound as publishers encode them, made on the spot by FFmpeg's encoders."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import av
import moq
import numpy as np

from livehouse.media.moq_adapter import AudioRendition, VideoRendition
from livehouse.media.tap import TappedFrame

FPS = 30
# Any time will do: a minute past noon on New Year's Day 2026, in microseconds.
BEGIN_US = 1_767_268_860_000_000


@dataclass(frozen=True)
class Encoded:
    """Frames in the order in which they are sent, and the decoder's record if it is out of band."""

    frames: list[TappedFrame]
    extradata: bytes


@functools.cache
def pictures(
    codec: str = "libx264",
    *,
    count: int = 2 * FPS,
    gop: int = FPS,
    b_frames: int = 0,
    size: tuple[int, int] = (96, 64),
    options: tuple[tuple[str, str], ...] = (),
    is_global: bool = False,
    fps: int = FPS,
) -> Encoded:
    """A bar that wanders."""
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(fps), Fraction(1, fps)
    encoder.gop_size, encoder.max_b_frames = gop, b_frames
    encoder.options = {**_OPTIONS.get(codec, {}), **dict(options)}
    if is_global:
        encoder.flags |= av.codec.context.Flags.global_header
    packets: list[av.Packet] = []
    for number in range(count):
        picture = np.full((size[1], size[0], 3), 40, np.uint8)
        picture[:, number * 3 % size[0] :, 0] = 220
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    frames = [
        TappedFrame(bytes(packet), BEGIN_US + (packet.pts or 0) * 1_000_000 // fps, packet.is_keyframe)
        for packet in packets
    ]
    return Encoded(frames, bytes(encoder.extradata or b""))


_OPTIONS: Mapping[str, dict[str, str]] = {
    "libx264": {"preset": "ultrafast", "sc_threshold": "0"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=error:scenecut=0"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"},
}


@functools.cache
def sound(codec: str = "libopus", *, seconds: float = 2, rate_hz: int = 48_000) -> Encoded:
    """A tone; Opus in packets of 20 ms, AAC in those of 1,024 samples."""
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout = rate_hz, "stereo"
    encoder.format = "flt" if codec == "libopus" else "fltp"
    encoder.time_base = Fraction(1, rate_hz)
    encoder.open()
    samples = 960 if codec == "libopus" else 1_024
    packets: list[av.Packet] = []
    for number in range(int(seconds * rate_hz / samples)):
        times = (np.arange(samples) + number * samples) / rate_hz
        tone = (np.sin(2 * np.pi * 440 * times) * 0.3).astype(np.float32)
        shape = np.stack([tone, tone]) if encoder.format.is_planar else np.repeat(tone, 2)[None, :]
        frame = av.AudioFrame.from_ndarray(shape, format=encoder.format.name, layout="stereo")
        frame.sample_rate, frame.pts = rate_hz, number * samples
        packets += encoder.encode(frame)
    frames = [
        TappedFrame(bytes(packet), BEGIN_US + (number * samples) * 1_000_000 // rate_hz, True)
        for number, packet in enumerate(packets)
    ]
    return Encoded(frames, bytes(encoder.extradata or b""))


def video(codec: str = "avc3.42c00a", track: str = "video/hd", **others: object) -> VideoRendition:
    """A rendition as a catalog names it."""
    given: dict[str, object] = {"description": None, "width_px": 96, "height_px": 64, "fps": float(FPS), **others}
    return VideoRendition(track=track, codec=codec, container=moq.Container.LEGACY(), **given)  # type: ignore[arg-type]


def audio(codec: str = "opus", track: str = "audio", **others: object) -> AudioRendition:
    """The same of sound."""
    given: dict[str, object] = {"description": None, "sample_rate_hz": 48_000, "channels": 2, **others}
    return AudioRendition(track=track, codec=codec, container=moq.Container.LEGACY(), **given)  # type: ignore[arg-type]
