"""What the readers of WebM and MP4 make of the bytes: tracks and samples; and how they refuse."""

from dataclasses import dataclass
from typing import Final, Literal

from livehouse.media.moq_adapter import VideoCodec

# Bounds of both readers. A picture of 20 Mbit/s is a tenth of `SAMPLE_BYTES_MAX` even where each is a keyframe.
HEADER_BYTES_MAX: Final = 65_536
SAMPLE_BYTES_MAX: Final = 2_000_000
TRACKS_MAX: Final = 8
# Elements or boxes that one piece of data may hold; at a hundred bytes a packet of sound, a piece of 256 kB has 2,600.
ELEMENTS_PER_PIECE_MAX: Final = 6_000

AudioCodec = Literal["opus", "aac"]


class MediaRefused(Exception):
    """The bytes are not what was announced, break a bound, or are of a kind that cannot be passed on."""


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """A picture. `decoder_record` is the avcC box's content where H.264 comes without start codes."""

    codec: VideoCodec
    decoder_record: bytes | None = None


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """Sound. `header` is Opus' identification header (RFC 7845, 5.1) or AAC's AudioSpecificConfig."""

    codec: AudioCodec
    header: bytes


Track = VideoTrack | AudioTrack


@dataclass(frozen=True, slots=True)
class Sample:
    """One encoded picture, or one packet of sound, as it stood in the container; its time counts from the beginning."""

    track: Track
    payload: bytes
    timestamp_us: int
    keyframe: bool
