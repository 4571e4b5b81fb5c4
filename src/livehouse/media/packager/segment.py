"""What comes out of packaging: parts for those who watch now, segments for those who keep."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["video", "audio"]

# No part is longer, but one that has a single picture.
PART_US_MAX: Final = 334_000


@dataclass(frozen=True, slots=True)
class Track:
    """One rendition as it is packed, for as long as its decoders need no other settings.

    Attributes:
        rendition: its name in addresses, `video1`, `video2`, … or `audio`; stays with the publisher's track.
        init: the initialization segment (fMP4), which goes before any segment of it.
        codecs: as in RFC 6381, `avc1.64001f`.
    """

    rendition: str
    kind: Kind
    init: bytes
    codecs: str
    width_px: int = 0
    height_px: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """The next piece of a rendition.

    Attributes:
        era: counts the discontinuities of the room, the same for all renditions.
        begins_segment: whether it is the first part of a segment.
        ends_segment: whether it is known to be the last one.
        independent: whether it begins with a keyframe.
    """

    track: Track
    era: int
    begins_segment: bool
    ends_segment: bool
    independent: bool
    start_us: int
    duration_us: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """Some 2 s of a picture, or of the sound: `init` and then `data` of segments in a row is a playable file.

    Attributes:
        rendition: `video1`, `video2`, … or `audio`.
        number: counts up by one within the rendition for as long as the room is packaged.
        start_us: when its first picture or sample is presented, in microseconds since 1970, the same line of time for
            all renditions; across interruptions and restarts of the server, too.
        duration_us: how long it lasts; the next one begins then, if it has no discontinuity.
        init: the initialization segment; the same bytes as before unless there is a discontinuity.
        data: fragments (moof, mdat); the times in them are `start_us` in units of the track.
        discontinuity: whether something lies between this and the segment before: time, or other settings. The first
            one has it.
        independent: whether it begins with a keyframe. One that does not goes on where the one before it ended.
    """

    rendition: str
    number: int
    start_us: int
    duration_us: int
    init: bytes
    data: bytes
    discontinuity: bool
    independent: bool
    kind: Kind
    codecs: str
    width_px: int
    height_px: int
