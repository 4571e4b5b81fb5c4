"""What is inside RTMP's video and audio messages: FLV tag bodies, of the old kind and of "Enhanced RTMP v2". Pure.

Sources: Adobe's "Video File Format Specification 10.1", annex E; Veovera's "Enhanced RTMP (V2)".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final, TypeAlias, TypeVar

from livehouse.media.rtmp.errors import ProtocolError, TooMuch, Unsupported


class VideoCodec(StrEnum):
    """How pictures are encoded, by their FourCC."""

    H264 = "avc1"
    HEVC = "hvc1"
    AV1 = "av01"
    VP9 = "vp09"
    VP8 = "vp08"


class AudioCodec(StrEnum):
    """How sound is encoded, by its FourCC."""

    AAC = "mp4a"
    OPUS = "Opus"
    MP3 = ".mp3"


@dataclass(frozen=True, slots=True)
class VideoSetup:
    """What a decoder must know before a track's pictures; `record` is the codec's own (avcC, hvcC, av1C, vpcC)."""

    track: int
    codec: VideoCodec
    record: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class VideoPicture:
    """One encoded picture.

    Attributes:
        composition_us: how much later than it is decoded it is shown; negative with some encoders.
        offset_us: what its time has below the millisecond.
    """

    track: int
    codec: VideoCodec
    is_keyframe: bool
    composition_us: int
    offset_us: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AudioSetup:
    """What a decoder must know before a track's sound: AudioSpecificConfig or OpusHead."""

    track: int
    codec: AudioCodec
    record: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AudioPacket:
    """One packet of encoded sound; `offset_us` is what its time has below the millisecond."""

    track: int
    codec: AudioCodec
    offset_us: int
    data: bytes = field(repr=False)


VideoPart: TypeAlias = VideoSetup | VideoPicture
AudioPart: TypeAlias = AudioSetup | AudioPacket

Kind = TypeVar("Kind", bound=Enum)

_KEYFRAME, _COMMAND_FRAME = 1, 5
_LEGACY_VIDEO: Final = {7: VideoCodec.H264, 12: VideoCodec.HEVC}
_LEGACY_AUDIO_AAC, _LEGACY_AUDIO_MP3, _ENHANCED_AUDIO, _LEGACY_AUDIO_MP3_8K = 10, 2, 9, 14
_SETUP, _PICTURE = 0, 1
_WITH_COMPOSITION: Final = (VideoCodec.H264, VideoCodec.HEVC)
_MOD_EX: Final = 7
_TIMESTAMP_OFFSET: Final = 0
_MODIFIERS_MAX: Final = 8
# A track may be as short as its head, four bytes: a message of them would take seconds.
_TRACKS_IN_MESSAGE_MAX: Final = 32


class _VideoPacket(Enum):
    """Enhanced RTMP's VideoPacketType."""

    SEQUENCE_START = 0
    CODED_FRAMES = 1
    SEQUENCE_END = 2
    CODED_FRAMES_X = 3
    METADATA = 4
    MPEG2TS_SEQUENCE_START = 5
    MULTITRACK = 6
    MOD_EX = 7


class _AudioPacketType(Enum):
    """Enhanced RTMP's AudioPacketType."""

    SEQUENCE_START = 0
    CODED_FRAMES = 1
    SEQUENCE_END = 2
    MULTICHANNEL_CONFIG = 4
    MULTITRACK = 5
    MOD_EX = 7


class _Multitrack(Enum):
    """Enhanced RTMP's AvMultitrackType."""

    ONE_TRACK = 0
    MANY_TRACKS = 1
    MANY_TRACKS_MANY_CODECS = 2


def parse_video(body: bytes) -> list[VideoPart]:
    """The parts of a video message, in order; none if it only ends a sequence or says nothing that is needed.

    Raises:
        Unsupported: a codec that is not passed on; the text says what to set.
        ProtocolError: truncated or senseless.
    """
    reader = _Reader(body)
    first = reader.u8()
    if first & 0x80:
        return _enhanced_video(reader, first)
    frame_kind, codec = first >> 4, _LEGACY_VIDEO.get(first & 0x0F)
    if frame_kind == _COMMAND_FRAME:
        return []
    if codec is None:
        raise Unsupported("a video encoder of another age; set the video encoder to H.264 (x264, NVENC, QuickSync, …)")
    packet, composition_us = reader.u8(), reader.s24() * 1_000
    if packet == _SETUP:
        return [VideoSetup(0, codec, _record(reader.rest()))]
    if packet == _PICTURE:
        return [VideoPicture(0, codec, frame_kind == _KEYFRAME, composition_us, 0, reader.rest())]
    return []


def parse_audio(body: bytes) -> list[AudioPart]:
    """The parts of an audio message, as `parse_video`.

    Raises:
        Unsupported, ProtocolError: as `parse_video`.
    """
    reader = _Reader(body)
    first = reader.u8()
    kind = first >> 4
    if kind == _ENHANCED_AUDIO:
        return _enhanced_audio(reader, first & 0x0F)
    if kind in (_LEGACY_AUDIO_MP3, _LEGACY_AUDIO_MP3_8K):
        return [AudioPacket(0, AudioCodec.MP3, 0, reader.rest())] if reader.left else []
    if kind != _LEGACY_AUDIO_AAC:
        raise Unsupported("an audio encoder that browsers cannot play; set the audio encoder to AAC")
    packet = reader.u8()
    if packet == _SETUP:
        return [AudioSetup(0, AudioCodec.AAC, _record(reader.rest()))]
    # Some send packets without anything in them to keep the connection busy.
    return [AudioPacket(0, AudioCodec.AAC, 0, reader.rest())] if packet == _PICTURE and reader.left else []


def _enhanced_video(reader: "_Reader", first: int) -> list[VideoPart]:
    frame_kind, number = first >> 4 & 0x07, first & 0x0F
    number, offset_us = _modifiers(reader, number)
    packet = _member(_VideoPacket, number)
    if packet is None or (frame_kind == _COMMAND_FRAME and packet is not _VideoPacket.METADATA):
        return []
    parts: list[VideoPart] = []
    tracks, inner = _tracks(reader, number, _VideoPacket.MULTITRACK.value)
    packet = _member(_VideoPacket, inner)
    for track, fourcc, data in tracks:
        if packet in (_VideoPacket.SEQUENCE_START, _VideoPacket.MPEG2TS_SEQUENCE_START):
            parts.append(VideoSetup(track, _video_codec(fourcc), _record(data)))
        elif packet in (_VideoPacket.CODED_FRAMES, _VideoPacket.CODED_FRAMES_X):
            codec = _video_codec(fourcc)
            composition_us = 0
            if packet is _VideoPacket.CODED_FRAMES and codec in _WITH_COMPOSITION:
                frame = _Reader(data)
                composition_us, data = frame.s24() * 1_000, frame.rest()
            parts.append(VideoPicture(track, codec, frame_kind == _KEYFRAME, composition_us, offset_us, data))
    return parts


def _enhanced_audio(reader: "_Reader", number: int) -> list[AudioPart]:
    number, offset_us = _modifiers(reader, number)
    if _member(_AudioPacketType, number) is None:
        return []
    parts: list[AudioPart] = []
    tracks, inner = _tracks(reader, number, _AudioPacketType.MULTITRACK.value)
    packet = _member(_AudioPacketType, inner)
    for track, fourcc, data in tracks:
        if packet is _AudioPacketType.SEQUENCE_START:
            parts.append(AudioSetup(track, _audio_codec(fourcc), _record(data)))
        elif packet is _AudioPacketType.CODED_FRAMES and data:
            parts.append(AudioPacket(track, _audio_codec(fourcc), offset_us, data))
    return parts


def _modifiers(reader: "_Reader", packet: int) -> tuple[int, int]:
    """Read past modifiers in front of a packet; the packet's type, and its time below the millisecond."""
    offset_us = 0
    for _ in range(_MODIFIERS_MAX):
        if packet != _MOD_EX:
            return packet, offset_us
        size = reader.u8() + 1
        if size == 256:
            size = int.from_bytes(reader.take(2), "big") + 1
        data = reader.take(size)
        kind_and_packet = reader.u8()
        if kind_and_packet >> 4 == _TIMESTAMP_OFFSET and size >= 3:
            offset_us = int.from_bytes(data[:3], "big") // 1_000
        packet = kind_and_packet & 0x0F
    raise ProtocolError("a packet with too many modifiers")


def _tracks(reader: "_Reader", packet: int, multitrack: int) -> tuple[Iterator[tuple[int, bytes, bytes]], int]:
    """The tracks of a packet (track, FourCC, data) and the type of packet that they are."""
    if packet != multitrack:
        return iter([(0, reader.take(4), reader.rest())]), packet
    framing = reader.u8()
    arrangement, inner = _member(_Multitrack, framing >> 4), framing & 0x0F
    if arrangement is None or inner == multitrack:
        raise ProtocolError("tracks in an arrangement that does not exist")
    return _each_track(reader, arrangement), inner


def _each_track(reader: "_Reader", arrangement: _Multitrack) -> Iterator[tuple[int, bytes, bytes]]:
    fourcc = b"" if arrangement is _Multitrack.MANY_TRACKS_MANY_CODECS else reader.take(4)
    seen: set[int] = set()
    while reader.left:
        if len(seen) == _TRACKS_IN_MESSAGE_MAX:
            raise TooMuch(f"more than {_TRACKS_IN_MESSAGE_MAX} tracks in one message")
        if arrangement is _Multitrack.MANY_TRACKS_MANY_CODECS:
            fourcc = reader.take(4)
        track = reader.u8()
        if track in seen:
            raise TooMuch("a track that comes twice in one message")
        seen.add(track)
        if arrangement is _Multitrack.ONE_TRACK:
            yield track, fourcc, reader.rest()
        else:
            yield track, fourcc, reader.take(int.from_bytes(reader.take(3), "big"))


def _video_codec(fourcc: bytes) -> VideoCodec:
    try:
        return VideoCodec(fourcc.decode("latin-1"))
    except ValueError:
        raise Unsupported("a video encoder that browsers cannot play; set it to H.264, HEVC, AV1 or VP9") from None


def _audio_codec(fourcc: bytes) -> AudioCodec:
    try:
        return AudioCodec(fourcc.decode("latin-1"))
    except ValueError:
        raise Unsupported("an audio encoder that browsers cannot play; set it to AAC or Opus") from None


def _record(data: bytes) -> bytes:
    if not data:
        raise ProtocolError("an empty decoder configuration")
    return data


def _member(kinds: type[Kind], number: int) -> Kind | None:
    try:
        return kinds(number)
    except ValueError:
        return None


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise ProtocolError("a picture or sound that ends in the middle of its header")
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken

    def rest(self) -> bytes:
        return self.take(self.left)

    def u8(self) -> int:
        return self.take(1)[0]

    def s24(self) -> int:
        return int.from_bytes(self.take(3), "big", signed=True)
