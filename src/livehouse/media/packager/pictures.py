"""From frames as publishers send them to samples as fMP4 wants them, codec by codec. Pure.

Browsers send H.264 with start codes and the parameter sets before each keyframe, our own clips with lengths and a
decoder record beside them; encoders send either. In fMP4 the record is in the initialization segment and samples have
lengths (ISO/IEC 14496-15).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from livehouse.media.moq_adapter import VideoRendition
from livehouse.media.packager.boxes import box, full_box, video_entry
from livehouse.media.packager.parameter_sets import ParametersUnusable, read_h264, read_hevc

# A picture is a few of these; a frame with more is not read to its end.
_UNITS_MAX: Final = 512
_H264_SPS, _H264_PPS = 7, 8
# Access unit delimiters, ends and filler: nothing that a decoder needs.
_H264_DROPPED: Final = frozenset({9, 10, 11, 12})
_HEVC_SETS: Final = (32, 33, 34)
_HEVC_DROPPED: Final = frozenset({35, 36, 37, 38})
_VP9_SYNC: Final = b"\x49\x83\x42"
_AV1_DELIMITER: Final = 2


_H264_KINDS: Final = frozenset({"avc1", "avc3"})
_CARRIED: Final = _H264_KINDS | {"hvc1", "hev1", "vp09", "av01"}


class CannotCarry(Exception):
    """HLS cannot carry what the publisher sends; the text says what, for people."""


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """What decoders need to know before the first sample."""

    codecs: str
    entry: bytes
    width_px: int
    height_px: int
    reordered: int | None


class PictureReader(Protocol):
    """Reads the frames of one rendition, in their order."""

    format: PictureFormat | None

    def read(self, payload: bytes, keyframe: bool) -> bytes:
        """The sample of a frame; `format` is what it needs, None before it is known. Empty if there is nothing in it.

        Raises:
            ParametersUnusable: the frame is damaged.
        """


def carries_picture(rendition: VideoRendition) -> bool:
    """Whether HLS has a place for the codec of a rendition."""
    return _kind(rendition) in _CARRIED


def reads_alike(one: VideoRendition, other: VideoRendition) -> bool:
    """Whether what reads the frames of one can go on with those of the other.

    A publisher corrects what it says of a track when its size has changed. H.264 says that itself, at the very frame.
    """
    if {_kind(one), _kind(other)} <= _H264_KINDS:
        return (one.track, one.description) == (other.track, other.description)
    return one.decoding == other.decoding


def picture_reader(rendition: VideoRendition) -> PictureReader:
    """What reads the frames of a rendition.

    Raises:
        CannotCarry: its codec has no place in fMP4, or no player plays it from there.
        ParametersUnusable: its decoder record is damaged.
    """
    match _kind(rendition):
        case "avc1" | "avc3":
            return _H264(rendition.description)
        case "hvc1" | "hev1":
            return _Hevc(rendition)
        case "vp09":
            return _Vp9(rendition)
        case "av01":
            return _Av1(rendition)
        case other:
            raise CannotCarry(f"the picture is sent as {other[:20] or 'nothing known'}, which HLS cannot carry")


def _kind(rendition: VideoRendition) -> str:
    return rendition.codec.split(".")[0].lower()


class _H264:
    def __init__(self, description: bytes | None) -> None:
        self.format: PictureFormat | None = None
        self._length_bytes = 0
        self._sets: tuple[bytes, bytes] = (b"", b"")
        if description is not None:
            sps, pps, self._length_bytes = _read_avc_record(description)
            self._configure(sps, pps)

    def read(self, payload: bytes, keyframe: bool) -> bytes:
        sps, pps = self._sets
        units = []
        for unit in _units(payload, self._length_bytes):
            match unit[0] & 0x1F:
                case 7:
                    sps = unit
                case 8:
                    # Several pictures sets are rare; the last one would win, so they are kept together.
                    pps = unit
                case kind if kind not in _H264_DROPPED:
                    units.append(unit)
        if keyframe and (sps, pps) != self._sets and sps and pps:
            self._configure(sps, pps)
        return _with_lengths(units)

    def _configure(self, sps: bytes, pps: bytes) -> None:
        if len(sps) < 4:
            raise ParametersUnusable("the sequence parameter set is empty")
        pictures = read_h264(sps)
        record = b"".join((
            struct.pack(">BBBBBBH", 1, sps[1], sps[2], sps[3], 0xFF, 0xE1, len(sps)), sps,
            struct.pack(">BH", 1, len(pps)), pps,
        ))  # fmt: skip
        entry = video_entry(b"avc1", pictures.width_px, pictures.height_px, box(b"avcC", record))
        codecs = f"avc1.{sps[1]:02x}{sps[2]:02x}{sps[3]:02x}"
        self.format = PictureFormat(codecs, entry, pictures.width_px, pictures.height_px, pictures.reordered)
        self._sets = (sps, pps)


class _Hevc:
    def __init__(self, rendition: VideoRendition) -> None:
        self.format: PictureFormat | None = None
        self._codecs = "hvc1" + rendition.codec[4:]
        self._length_bytes = 0
        self._sets: dict[int, bytes] = {}
        if rendition.description is not None:
            sets, self._length_bytes = _read_hevc_record(rendition.description)
            self._configure(sets)

    def read(self, payload: bytes, keyframe: bool) -> bytes:
        sets = dict(self._sets)
        units = []
        for unit in _units(payload, self._length_bytes):
            kind = unit[0] >> 1 & 0x3F
            if kind in _HEVC_SETS:
                sets[kind] = unit
            elif kind not in _HEVC_DROPPED:
                units.append(unit)
        if keyframe and sets != self._sets and len(sets) == len(_HEVC_SETS):
            self._configure(sets)
        return _with_lengths(units)

    def _configure(self, sets: dict[int, bytes]) -> None:
        sps = sets.get(33, b"")
        # Two bytes of header, one of layers, and the twelve of profile, tier and level, free of emulation prevention.
        general = sps[:20].replace(b"\0\0\3", b"\0\0")[3:15]
        if len(general) < 12:
            raise ParametersUnusable("the sequence parameter set is empty")
        pictures = read_hevc(sps)
        arrays = b"".join(
            struct.pack(">BHH", 0x80 | kind, 1, len(sets[kind])) + sets[kind] for kind in _HEVC_SETS if kind in sets
        )
        # 4:2:0 with 8 bits is what is said here; decoders look into the parameter sets.
        record = struct.pack(">B12sHBBBBHBB", 1, general, 0xF000, 0xFC, 0xFD, 0xF8, 0xF8, 0, 0x0F, len(sets)) + arrays
        entry = video_entry(b"hvc1", pictures.width_px, pictures.height_px, box(b"hvcC", record))
        self.format = PictureFormat(self._codecs, entry, pictures.width_px, pictures.height_px, pictures.reordered)
        self._sets = sets


class _Vp9:
    def __init__(self, rendition: VideoRendition) -> None:
        self.format: PictureFormat | None = None
        self._codecs = rendition.codec
        parts = [int(part) if part.isdigit() else 0 for part in rendition.codec.split(".")[1:]]
        profile, level, depth = (*parts, 0, 0, 0)[:3]
        chroma, primaries, transfer, matrix, full_range = (*parts[3:], *(1, 1, 1, 1, 0)[len(parts[3:]) :])[:5]
        colours = (depth or 8) << 4 | (chroma & 7) << 1 | full_range & 1
        self._record = struct.pack(
            ">BBBBBBH", profile & 0xFF, (level or 31) & 0xFF, colours & 0xFF, primaries & 0xFF, transfer & 0xFF,
            matrix & 0xFF, 0,
        )  # fmt: skip

    def read(self, payload: bytes, keyframe: bool) -> bytes:
        if keyframe:
            width_px, height_px = _read_vp9_size(payload)
            if self.format is None or (self.format.width_px, self.format.height_px) != (width_px, height_px):
                entry = video_entry(b"vp09", width_px, height_px, full_box(b"vpcC", 1, 0, self._record))
                self.format = PictureFormat(self._codecs, entry, width_px, height_px, 0)
        return payload


class _Av1:
    def __init__(self, rendition: VideoRendition) -> None:
        if rendition.width_px is None or rendition.height_px is None:
            raise CannotCarry("the picture is sent as av01 without its size, which HLS has to tell")
        record = rendition.description or _make_av1_record(rendition.codec)
        entry = video_entry(b"av01", rendition.width_px, rendition.height_px, box(b"av1C", record))
        self.format: PictureFormat | None = PictureFormat(
            rendition.codec, entry, rendition.width_px, rendition.height_px, 0
        )

    def read(self, payload: bytes, keyframe: bool) -> bytes:
        # A temporal delimiter: its header says that its size follows, which is nothing.
        if len(payload) > 1 and payload[0] >> 3 & 0xF == _AV1_DELIMITER and payload[0] & 2 and payload[1] == 0:
            return payload[2:]
        return payload


def _units(payload: bytes, length_bytes: int) -> Iterator[bytes]:
    """The units of a frame: with start codes if there are no lengths (ITU-T H.264, annex B)."""
    if length_bytes:
        at = 0
        for _ in range(_UNITS_MAX):
            if at + length_bytes >= len(payload):
                return
            size = int.from_bytes(payload[at : at + length_bytes], "big")
            at += length_bytes
            if not 0 < size <= len(payload) - at:
                raise ParametersUnusable("a frame's lengths lead out of it")
            yield payload[at : at + size]
            at += size
        return
    begin = payload.find(b"\0\0\1")
    for _ in range(_UNITS_MAX):
        if begin < 0:
            return
        end = payload.find(b"\0\0\1", begin + 3)
        unit = (payload[begin + 3 :] if end < 0 else payload[begin + 3 : end]).rstrip(b"\0")
        if unit:
            yield unit
        begin = end


def _with_lengths(units: list[bytes]) -> bytes:
    return b"".join(part for unit in units for part in (struct.pack(">I", len(unit)), unit))


def _read_avc_record(record: bytes) -> tuple[bytes, bytes, int]:
    """The first parameter sets of an avcC box's content, and how many bytes lengths have (ISO/IEC 14496-15, 5.3.3)."""
    try:
        length_bytes = (record[4] & 3) + 1
        at = 6
        sets: list[bytes] = []
        counts = [record[5] & 0x1F]
        while counts:
            for _ in range(counts.pop()):
                size = int.from_bytes(record[at : at + 2], "big")
                sets.append(record[at + 2 : at + 2 + size])
                at += 2 + size
            if len(sets) and sets[-1][0] & 0x1F == _H264_SPS:
                counts.append(record[at])
                at += 1
    except IndexError:
        raise ParametersUnusable("the decoder record ends too soon") from None
    sps = next((one for one in sets if one and one[0] & 0x1F == _H264_SPS), b"")
    pps = next((one for one in sets if one and one[0] & 0x1F == _H264_PPS), b"")
    if not sps or not pps:
        raise ParametersUnusable("the decoder record has no parameter sets")
    return sps, pps, length_bytes


def _read_hevc_record(record: bytes) -> tuple[dict[int, bytes], int]:
    """The same of an hvcC box's content (8.3.3)."""
    sets: dict[int, bytes] = {}
    try:
        length_bytes = (record[21] & 3) + 1
        at = 23
        for _ in range(record[22]):
            kind = record[at] & 0x3F
            count = int.from_bytes(record[at + 1 : at + 3], "big")
            at += 3
            for _ in range(min(count, 16)):
                size = int.from_bytes(record[at : at + 2], "big")
                unit = record[at + 2 : at + 2 + size]
                at += 2 + size
                if kind in _HEVC_SETS:
                    sets.setdefault(kind, unit)
    except IndexError:
        raise ParametersUnusable("the decoder record ends too soon") from None
    return sets, length_bytes


def _read_vp9_size(frame: bytes) -> tuple[int, int]:
    """Width and height of a keyframe (VP9 bitstream specification, 6.2): right behind the colours."""
    at = frame.find(_VP9_SYNC, 0, 8)
    if at < 0:
        raise ParametersUnusable("a keyframe without its sync code")
    profile = frame[0] >> 5 & 1 | frame[0] >> 3 & 2
    bits = int.from_bytes(frame[: at + 16].ljust(at + 16, b"\0"), "big")
    left = (at + 16) * 8 - (at + 3) * 8

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return bits >> left & ((1 << count) - 1)

    # The sync code begins on a byte only in profiles 0 to 2, which are all that browsers send.
    if profile >= 2:
        take(1)
    if take(3) != 7:
        take(1)
        if profile in {1, 3}:
            take(3)
    elif profile in {1, 3}:
        take(1)
    return take(16) + 1, take(16) + 1


def _make_av1_record(codec: str) -> bytes:
    """The content of an av1C box (AV1 in ISOBMFF, 2.3) as far as `av01.P.LLT.DD` says it."""
    parts = [*codec.split("."), "", "", ""]
    profile = int(parts[1]) if parts[1].isdigit() else 0
    level = int(parts[2][:2]) if parts[2][:2].isdigit() else 8
    tier = parts[2][2:] == "H"
    deep = parts[3] in {"10", "12"}
    return bytes((0x81, (profile & 7) << 5 | level & 0x1F, tier << 7 | deep << 6 | (parts[3] == "12") << 5 | 0x0C, 0))
