"""Recordings as browsers' MediaRecorder makes them, without a browser: real H.264 and Opus in WebM, piece by piece."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from tests.support.broadcast import FRAMES_PER_S, WIDTH, one_second_of_video

CHROMIUM = "video/x-matroska;codecs=avc1,opus"
PACKET_MS = 20
OPUS_HEADER = b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00"
UNKNOWN_SIZE = b"\x01" + b"\xff" * 7


def element(element_id: int, content: bytes, *, size: bytes | None = None) -> bytes:
    """An EBML element; `size` stands in for its length."""
    name = element_id.to_bytes((element_id.bit_length() + 7) // 8)
    return name + (size or (len(content) | 1 << 56).to_bytes(8)) + content


def number(element_id: int, value: int) -> bytes:
    """An element that holds a whole number."""
    return element(element_id, value.to_bytes(max(1, (value.bit_length() + 7) // 8)))


def track_entry(index: int, kind: int, codec: bytes, private: bytes = b"", *further: bytes) -> bytes:
    """A TrackEntry; `kind` is 1 for a picture and 2 for sound."""
    parts = [number(0xD7, index), number(0x83, kind), element(0x86, codec)]
    if private:
        parts.append(element(0x63A2, private))
    return element(0xAE, b"".join([*parts, *further]))


VIDEO_ENTRY = track_entry(1, 1, b"V_MPEG4/ISO/AVC")
AUDIO_ENTRY = track_entry(2, 2, b"A_OPUS", OPUS_HEADER)


def opening(*entries: bytes, doc_type: bytes = b"matroska") -> bytes:
    """What comes before the first cluster."""
    return b"".join(
        [
            element(0x1A45DFA3, element(0x4282, doc_type)),
            element(0x18538067, b"", size=UNKNOWN_SIZE),
            element(0x1549A966, number(0x2AD7B1, 1_000_000)),
            element(0x1654AE6B, b"".join(entries)),
        ]
    )


def cluster(at_ms: int) -> bytes:
    """The beginning of a cluster whose length nobody knows yet."""
    return element(0x1F43B675, b"", size=UNKNOWN_SIZE) + number(0xE7, at_ms)


def block(track: int, relative_ms: int, payload: bytes, *, keyframe: bool, flags: int = 0) -> bytes:
    """A SimpleBlock."""
    head = bytes([0x80 | track]) + relative_ms.to_bytes(2, signed=True) + bytes([flags | (0x80 if keyframe else 0)])
    return element(0xA3, head + payload)


@dataclass(frozen=True)
class Piece:
    """What a MediaRecorder hands over at once, and until when its samples go, in milliseconds."""

    data: bytes
    until_ms: int


@functools.cache
def one_second_of_sound() -> tuple[bytes, ...]:
    """Opus packets of a tone, 20 ms each."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "s16"
    encoder.time_base = Fraction(1, 48_000)
    packets: list[bytes] = []
    samples = 48 * PACKET_MS
    for index in range(1_000 // PACKET_MS + 4):
        wave = 8_000 * np.sin(2 * np.pi * 440 * (np.arange(samples) + index * samples) / 48_000)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, index * samples
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple(packets[: 1_000 // PACKET_MS])


def recording(
    seconds: int, *, piece_ms: int = 100, entries: Sequence[bytes] = (VIDEO_ENTRY, AUDIO_ENTRY), width: int = WIDTH
) -> Iterator[Piece]:
    """A recording of a moving picture and a tone, in pieces as Chromium makes them: H.264 with start codes."""
    pictures, packets = one_second_of_video(width), one_second_of_sound()
    has_picture, has_sound = VIDEO_ENTRY in entries, AUDIO_ENTRY in entries
    yield Piece(opening(*entries), 0)
    for begins_ms in range(0, seconds * 1_000, piece_ms):
        until_ms = begins_ms + piece_ms
        blocks: list[tuple[int, bytes]] = []
        for index in range(seconds * FRAMES_PER_S if has_picture else 0):
            at_ms = index * 1_000 // FRAMES_PER_S
            if begins_ms <= at_ms < until_ms:
                inner = index % FRAMES_PER_S
                blocks.append((at_ms, block(1, at_ms - begins_ms, pictures[inner], keyframe=inner == 0)))
        for at_ms in range(begins_ms, until_ms, PACKET_MS) if has_sound else ():
            packet = packets[at_ms // PACKET_MS % len(packets)]
            blocks.append((at_ms, block(2, at_ms - begins_ms, packet, keyframe=True)))
        ordered = b"".join(data for _, data in sorted(blocks, key=lambda timed: timed[0]))
        yield Piece(cluster(begins_ms) + ordered, until_ms)
