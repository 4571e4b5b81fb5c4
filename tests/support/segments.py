"""Segments of a LIVE as the packager gives them: real H.264 and AAC, some 2 s each, played over and over."""

import functools
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import av
import numpy as np

from livehouse.replays import boxes

SEGMENT_US = 2_000_000
FRAMES_PER_S = 15
SOUND_HZ = 48_000
# 94 packets of 1,024 samples are a little over 2 s.
SOUND_PACKETS = 94
SOUND_US = SOUND_PACKETS * 1_024 * 1_000_000 // SOUND_HZ
# 2026-03-14 20:00 UTC, when tests' clocks begin.
BEGAN_US = 1_773_518_400_000_000


@dataclass(frozen=True)
class Segment:
    rendition: str
    kind: Literal["video", "audio"]
    number: int
    start_us: int
    duration_us: int
    init: bytes
    data: bytes
    discontinuity: bool = False
    independent: bool = True
    width_px: int = 0
    height_px: int = 0


def _split(film: bytes) -> tuple[bytes, list[bytes]]:
    """The beginning of a fragmented film, and its fragments."""
    init, fragments = b"", []
    for outer in boxes.walk(film):
        each = film[outer.begin : outer.end]
        if outer.kind in (b"ftyp", b"moov"):
            init += each
        elif outer.kind == b"moof":
            fragments.append(each)
        elif outer.kind == b"mdat":
            fragments[-1] += each
    return init, fragments


@functools.cache
def picture_film(width: int, height: int, b_frames: int = 0) -> tuple[bytes, bytes]:
    """(beginning, fragment) of 2 s of a bar that moves from left to right."""
    packed = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof+frag_keyframe+negative_cts_offsets"}
    with av.open(packed, "w", format="mp4", options=options) as film:
        stream = film.add_stream("libx264", rate=FRAMES_PER_S)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.gop_size = stream.codec_context.gop_size = FRAMES_PER_S * 2
        stream.options = {"preset": "ultrafast", "bf": str(b_frames), "sc_threshold": "0"}
        for number in range(FRAMES_PER_S * 2):
            picture = np.full((height, width, 3), 40, np.uint8)
            picture[:, number * width // (FRAMES_PER_S * 2) :, 0] = 220
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode(None))
    init, fragments = _split(packed.getvalue())
    assert len(fragments) == 1, "a group of pictures to a fragment"
    return init, fragments[0]


@functools.cache
def sound_film() -> tuple[bytes, bytes]:
    """(beginning, fragment) of about 2 s of a hum."""
    packed = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof", "frag_duration": "10000000"}
    with av.open(packed, "w", format="mp4", options=options) as film:
        stream = film.add_stream("aac", rate=SOUND_HZ, layout="stereo")
        for number in range(SOUND_PACKETS + 2):
            at = (np.arange(1_024) + number * 1_024) / SOUND_HZ
            hum = np.tile(np.sin(at * 2 * np.pi * 440).astype(np.float32) * 0.2, (2, 1))
            frame = av.AudioFrame.from_ndarray(hum, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = SOUND_HZ, number * 1_024
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    whole = packed.getvalue()
    init, _ = _split(whole)
    track = boxes.read_tracks(init)[0]
    samples = []
    for run in boxes.read_runs(whole, {track.id: track}):
        at = run.offset
        for duration, size in zip(run.durations, run.sizes, strict=True):
            samples.append((duration, 0x02000000, whole[at : at + size]))
            at += size
    return init, boxes.write_fragment(1, 1, 0, samples[1 : SOUND_PACKETS + 1])


def at_time(init: bytes, fragment: bytes, at_us: int) -> bytes:
    """The fragment as one that begins then."""
    timescale, place = _time_of(init, fragment)
    moved = bytearray(fragment)
    struct.pack_into(">Q", moved, place, round(at_us * timescale / 1_000_000))
    return bytes(moved)


@functools.cache
def _time_of(init: bytes, fragment: bytes) -> tuple[int, int]:
    """In which units a fragment's time is, and where in it."""
    decode = boxes.find(fragment, "moof/traf/tfdt")
    assert fragment[decode.payload] == 1, "a time of 64 bits"
    return boxes.read_tracks(init)[0].timescale, decode.payload + 4


def picture(
    at_us: int,
    *,
    number: int = 0,
    rendition: str = "video1",
    width: int = 96,
    height: int = 160,
    b_frames: int = 0,
    discontinuity: bool = False,
    independent: bool = True,
) -> Segment:
    init, fragment = picture_film(width, height, b_frames)
    return Segment(
        rendition,
        "video",
        number,
        at_us,
        SEGMENT_US,
        init,
        at_time(init, fragment, at_us),
        discontinuity,
        independent,
        width,
        height,
    )


def sound(at_us: int, *, number: int = 0, discontinuity: bool = False) -> Segment:
    init, fragment = sound_film()
    return Segment("audio", "audio", number, at_us, SOUND_US, init, at_time(init, fragment, at_us), discontinuity)


def live(seconds: float, *, began_us: int = BEGAN_US, with_sound: bool = True, **options: object) -> Iterator[Segment]:
    """All segments of a LIVE that goes on for so long, in the order in which they are finished."""
    end_us = began_us + int(seconds * 1_000_000)
    at_us, sound_us, first = began_us, began_us, True
    while at_us < end_us:
        yield picture(at_us, discontinuity=first, **options)  # type: ignore[arg-type]
        at_us += SEGMENT_US
        while with_sound and sound_us + SOUND_US <= at_us + SEGMENT_US // 2:
            yield sound(sound_us, discontinuity=first and sound_us == began_us)
            sound_us += SOUND_US
        first = False
