"""Writes fragmented MP4 (ISO/IEC 14496-12, CMAF: ISO/IEC 23000-19). Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_UNITY_MATRIX: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
# sample_depends_on 2: on no other, a keyframe. 1: on others, and not a sync sample.
_KEY_FLAGS: Final = 0x02000000
_OTHER_FLAGS: Final = 0x01010000
# data-offset, sample duration, size, flags and composition time offsets are present (8.8.8).
_TRUN_FLAGS: Final = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800
# default-base-is-moof (8.8.7).
_TFHD_FLAGS: Final = 0x020000
_ROW: Final = struct.Struct(">IIIi")
_ROW_BYTES: Final = _ROW.size
# traf 8, tfhd 16, tfdt 20, trun 20 without its rows.
_FRAME_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Sample:
    """One frame, in units of its track.

    Attributes:
        decode_time: when it is decoded; the next one's minus `duration`.
        offset: from then to when it is presented; may be negative.
    """

    data: bytes
    decode_time: int
    duration: int
    offset: int
    keyframe: bool


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of four letters and what is in it."""
    size = 8 + sum(map(len, content))
    return b"".join((struct.pack(">I", size), kind, *content))


def full_box(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    """A box with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *content)


def video_entry(kind: bytes, width_px: int, height_px: int, *configuration: bytes) -> bytes:
    """A VisualSampleEntry (12.1.3): `kind` is avc1, hvc1, vp09 or av01."""
    head = struct.pack(">6xH16xHHIIIH32xHh", 1, width_px, height_px, 0x00480000, 0x00480000, 0, 1, 0x0018, -1)
    return box(kind, head, *configuration)


def audio_entry(kind: bytes, channels: int, sample_rate_hz: int, *configuration: bytes) -> bytes:
    """An AudioSampleEntry (12.2.3)."""
    head = struct.pack(">6xH8xHHHHI", 1, channels, 16, 0, 0, (sample_rate_hz & 0xFFFF) << 16)
    return box(kind, head, *configuration)


def esds(configuration: bytes, bitrate: int) -> bytes:
    """What an AAC decoder needs (ISO/IEC 14496-14, 5.6): `configuration` is the AudioSpecificConfig."""
    specific = _descriptor(5, configuration)
    # Object type 0x40 is MPEG-4 audio, stream type 5 audio.
    decoder = _descriptor(4, struct.pack(">BBHBII", 0x40, 0x15, 0, 0, bitrate, bitrate), specific)
    return full_box(b"esds", 0, 0, _descriptor(3, struct.pack(">HB", 0, 0), decoder, _descriptor(6, b"\x02")))


def _descriptor(tag: int, *content: bytes) -> bytes:
    size = sum(map(len, content))
    length = bytes((size >> 21 & 0x7F | 0x80, size >> 14 & 0x7F | 0x80, size >> 7 & 0x7F | 0x80, size & 0x7F))
    return b"".join((bytes((tag,)), length, *content))


def init_segment(
    entries: Sequence[bytes], *, timescales: Sequence[int], size_px: tuple[int, int] | None = None
) -> bytes:
    """The initialization segment of tracks 1, 2, ….

    Args:
        entries: the sample entry of each.
        timescales: units a second of each.
        size_px: of the first, if that is the picture; all others are sound.
    """
    tracks = [
        _track(number, entry, timescale, size_px if number == 1 else None)
        for number, (entry, timescale) in enumerate(zip(entries, timescales, strict=True), 1)
    ]
    brands = struct.pack(">4sI4s4s4s", b"iso6", 0, b"iso6", b"mp41", b"dash")
    times = struct.pack(">IIIIIH10x", 0, 0, timescales[0], 0, 0x10000, 0x100)
    movie = full_box(b"mvhd", 0, 0, times, _UNITY_MATRIX, struct.pack(">24xI", len(entries) + 1))
    extends = box(
        b"mvex",
        *(full_box(b"trex", 0, 0, struct.pack(">IIIII", number, 1, 0, 0, 0)) for number in range(1, len(entries) + 1)),
    )
    return box(b"ftyp", brands) + box(b"moov", movie, *tracks, extends)


def _track(number: int, entry: bytes, timescale: int, size_px: tuple[int, int] | None) -> bytes:
    width_px, height_px = size_px or (0, 0)
    about = struct.pack(">IIIII8xhhhH", 0, 0, number, 0, 0, 0, 0, 0x100 if size_px is None else 0, 0)
    size = struct.pack(">II", width_px << 16, height_px << 16)
    handler = struct.pack(">I4s12x", 0, b"soun" if size_px is None else b"vide")
    media_header = full_box(b"smhd", 0, 0, bytes(4)) if size_px is None else full_box(b"vmhd", 0, 1, bytes(8))
    sample_table = box(
        b"stbl",
        full_box(b"stsd", 0, 0, struct.pack(">I", 1), entry),
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    references = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
    media = box(
        b"mdia",
        # Language: undetermined, three letters of five bits.
        full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, timescale, 0, 0x55C4, 0)),
        full_box(b"hdlr", 0, 0, handler, b"Livehouse\0"),
        box(b"minf", media_header, references, sample_table),
    )
    return box(b"trak", full_box(b"tkhd", 0, 7, about, _UNITY_MATRIX, size), media)


@dataclass(frozen=True, slots=True)
class TrackRun:
    """Samples of one track, at least one, that follow each other without a gap."""

    number: int
    samples: Sequence[Sample]


def fragment(sequence: int, runs: Sequence[TrackRun]) -> bytes:
    """One movie fragment (8.8) with its data: the runs one behind the other."""
    header = full_box(b"mfhd", 0, 0, struct.pack(">I", sequence & 0xFFFFFFFF))
    # Where a run's data begins is counted from the head of moof, whose size is known before what is in it.
    moof_size = 8 + len(header) + sum(_FRAME_BYTES + _ROW_BYTES * len(run.samples) for run in runs)
    data_at = moof_size + 8
    tracks = []
    for run in runs:
        rows = b"".join(
            _ROW.pack(one.duration, len(one.data), _KEY_FLAGS if one.keyframe else _OTHER_FLAGS, one.offset)
            for one in run.samples
        )
        tracks.append(
            box(
                b"traf",
                full_box(b"tfhd", 0, _TFHD_FLAGS, struct.pack(">I", run.number)),
                full_box(b"tfdt", 1, 0, struct.pack(">Q", run.samples[0].decode_time)),
                full_box(b"trun", 1, _TRUN_FLAGS, struct.pack(">Ii", len(run.samples), data_at), rows),
            )
        )
        data_at += sum(len(one.data) for one in run.samples)
    data_head = struct.pack(">I4s", data_at - moof_size, b"mdat")
    data = [one.data for run in runs for one in run.samples]
    return b"".join((box(b"moof", header, *tracks), data_head, *data))
