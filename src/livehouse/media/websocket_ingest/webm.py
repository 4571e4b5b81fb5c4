"""WebM and Matroska as browsers' MediaRecorder writes them (RFC 9559): bytes in, samples out, nothing else.

Only what a live recording needs: one segment of clusters that are written as they come. Lengths are judged at the
header of each element, so that nothing is gathered that will not be used; the levels of Segment and Cluster are not
followed, as their children are known by their ids wherever they stand.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from livehouse.media.websocket_ingest.samples import (
    ELEMENTS_PER_PIECE_MAX,
    HEADER_BYTES_MAX,
    SAMPLE_BYTES_MAX,
    TRACKS_MAX,
    AudioTrack,
    MediaRefused,
    Sample,
    Track,
    VideoTrack,
)

_EBML: Final = 0x1A45DFA3
_DOC_TYPE: Final = 0x4282
_SEGMENT: Final = 0x18538067
_INFO: Final = 0x1549A966
_TIMESTAMP_SCALE: Final = 0x2AD7B1
_TRACKS: Final = 0x1654AE6B
_TRACK_ENTRY: Final = 0xAE
_TRACK_NUMBER: Final = 0xD7
_TRACK_TYPE: Final = 0x83
_CODEC_ID: Final = 0x86
_CODEC_PRIVATE: Final = 0x63A2
_CONTENT_ENCODINGS: Final = 0x6D80
_CLUSTER: Final = 0x1F43B675
_TIMESTAMP: Final = 0xE7
_SIMPLE_BLOCK: Final = 0xA3
_BLOCK_GROUP: Final = 0xA0
_BLOCK: Final = 0xA1
_REFERENCE_BLOCK: Final = 0xFB

_ENTERED: Final = frozenset({_SEGMENT, _CLUSTER})
_HEADERS: Final = frozenset({_EBML, _INFO, _TRACKS, _TIMESTAMP})
_BLOCKS: Final = frozenset({_SIMPLE_BLOCK, _BLOCK_GROUP})

# A group has a block, how long it lasts, and what it refers to.
_GROUP_PARTS_MAX: Final = 32
_LACING: Final = 0x06
_KEYFRAME: Final = 0x80
_VIDEO: Final = 1
_AUDIO: Final = 2
_DOC_TYPES: Final = (b"webm", b"matroska")
_SCALE_NS: Final = 1_000_000
_SCALE_NS_MAX: Final = 1_000_000_000
# A thousand days, in milliseconds, is far from where sums could overflow in what comes after.
_TIMESTAMP_MAX: Final = 86_400_000_000


class _Element(NamedTuple):
    id: int
    size: int | None
    content_at: int


class WebmReader:
    """Reads one recording, in pieces of any size. Of no use any more after a refusal."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skip_bytes = 0
        self._begun = False
        self._scale_ns = _SCALE_NS
        self._cluster_at: int | None = None
        self._tracks: dict[int, Track] | None = None

    @property
    def tracks(self) -> tuple[Track, ...] | None:
        """What the recording consists of; None before that was read."""
        return None if self._tracks is None else tuple(self._tracks.values())

    @property
    def buffered_bytes(self) -> int:
        """What is kept until its rest comes."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Sample]:
        """The samples that `data` completes, in the order of the recording.

        Raises:
            MediaRefused: it is no WebM that we can pass on; the text says why.
        """
        self._buffer += data
        samples: list[Sample] = []
        at = 0
        for _ in range(ELEMENTS_PER_PIECE_MAX):
            if self._skip_bytes:
                skipped = min(self._skip_bytes, len(self._buffer) - at)
                at += skipped
                self._skip_bytes -= skipped
            element = _head(self._buffer, at, len(self._buffer))
            if element is None:
                del self._buffer[:at]
                return samples
            if (end := self._check(element)) is None:
                at = element.content_at
                continue
            if end > len(self._buffer) and element.id in _HEADERS | _BLOCKS:
                del self._buffer[:at]
                return samples
            if element.id in _HEADERS:
                self._take_header(element.id, bytes(self._buffer[element.content_at : end]))
            elif element.id in _BLOCKS:
                sample = self._take_block(element.id, bytes(self._buffer[element.content_at : end]))
                if sample is not None:
                    samples.append(sample)
            else:
                self._skip_bytes = end - element.content_at
                end = element.content_at
            at = end
        raise MediaRefused("the recording has far more elements than samples")

    def _check(self, element: _Element) -> int | None:
        """Where the element ends; None for one whose children follow as if they were its siblings."""
        if not self._begun and element.id != _EBML:
            raise MediaRefused("this is no WebM")
        self._begun = True
        if element.id in _ENTERED:
            return None
        if element.size is None:
            raise MediaRefused("an element has no length")
        if element.id in _HEADERS and element.size > HEADER_BYTES_MAX:
            raise MediaRefused(f"a header has more than {HEADER_BYTES_MAX} bytes")
        if element.id in _BLOCKS and element.size > SAMPLE_BYTES_MAX:
            raise MediaRefused(f"a sample has more than {SAMPLE_BYTES_MAX} bytes")
        return element.content_at + element.size

    def _take_header(self, element_id: int, content: bytes) -> None:
        if element_id == _EBML:
            if (_find(content, _DOC_TYPE) or b"").rstrip(b"\0") not in _DOC_TYPES:
                raise MediaRefused("this is no WebM")
        elif element_id == _INFO:
            scale = _find(content, _TIMESTAMP_SCALE)
            self._scale_ns = _SCALE_NS if scale is None else _number(scale)
            if not 0 < self._scale_ns <= _SCALE_NS_MAX:
                raise MediaRefused("the recording's unit of time is absurd")
        elif element_id == _TRACKS:
            self._tracks = _read_tracks(content)
        else:
            self._cluster_at = _number(content)
            if self._cluster_at > _TIMESTAMP_MAX:
                raise MediaRefused("a time is absurd")

    def _take_block(self, element_id: int, content: bytes) -> Sample | None:
        if element_id == _SIMPLE_BLOCK:
            return self._read_block(content, is_simple=True, is_keyframe=False)
        block, has_reference = None, False
        for child_id, child in _children(content, at_most=_GROUP_PARTS_MAX):
            if child_id == _BLOCK:
                block = child
            elif child_id == _REFERENCE_BLOCK:
                has_reference = True
        return None if block is None else self._read_block(block, is_simple=False, is_keyframe=not has_reference)

    def _read_block(self, block: bytes, *, is_simple: bool, is_keyframe: bool) -> Sample | None:
        if self._tracks is None or self._cluster_at is None:
            raise MediaRefused("a sample comes before the tracks")
        number = _vint(block, 0, len(block))
        if number is None or number[0] is None or number[1] + 3 > len(block):
            raise MediaRefused("a sample is cut off")
        track = self._tracks.get(number[0])
        at = number[1]
        flags = block[at + 2]
        if track is None:
            return None
        if flags & _LACING:
            raise MediaRefused("several samples are laced into one")
        ticks = max(0, self._cluster_at + int.from_bytes(block[at : at + 2], signed=True))
        return Sample(
            track=track,
            payload=block[at + 3 :],
            timestamp_us=ticks * self._scale_ns // 1_000,
            keyframe=bool(flags & _KEYFRAME) if is_simple else is_keyframe,
        )


def _read_tracks(content: bytes) -> dict[int, Track]:
    """The first picture and the first sound; what else there is, is left alone."""
    tracks: dict[int, Track] = {}
    kinds: set[int] = set()
    entries = [entry for child_id, entry in _children(content) if child_id == _TRACK_ENTRY]
    if len(entries) > TRACKS_MAX:
        raise MediaRefused(f"the recording has more than {TRACKS_MAX} tracks")
    for entry in entries:
        fields = dict(_children(entry))
        kind = _number(fields.get(_TRACK_TYPE, b""))
        if kind not in (_VIDEO, _AUDIO) or kind in kinds:
            continue
        if _CONTENT_ENCODINGS in fields:
            raise MediaRefused("a track is packed or encrypted")
        kinds.add(kind)
        codec = fields.get(_CODEC_ID, b"").rstrip(b"\0").decode("ascii", "replace")
        tracks[_number(fields.get(_TRACK_NUMBER, b""))] = _track(codec, fields.get(_CODEC_PRIVATE, b""))
    if not tracks:
        raise MediaRefused("the recording has neither a picture nor sound")
    return tracks


def _track(codec: str, private: bytes) -> Track:
    match codec:
        case "V_VP8":
            return VideoTrack("vp8")
        case "V_VP9":
            return VideoTrack("vp9")
        case "V_MPEG4/ISO/AVC":
            # Chromium leaves the record out and writes start codes, which Matroska does not foresee.
            return VideoTrack("h264", private or None)
        case "A_OPUS" if private:
            return AudioTrack("opus", private)
        case "A_AAC" if private:
            return AudioTrack("aac", private)
        case _:
            raise MediaRefused(f"a track of {codec[:32]!r} cannot be passed on; send H.264, VP8 or VP9 and Opus")


def _vint(data: bytes | bytearray, at: int, end: int) -> tuple[int | None, int] | None:
    """A number of variable length and where it ends; its value is None if all bits are set. None if it is cut off."""
    if at >= end:
        return None
    first = data[at]
    length = 9 - first.bit_length()
    if length > 8:
        raise MediaRefused("a length is none")
    if at + length > end:
        return None
    value = int.from_bytes(data[at : at + length]) & ((1 << 7 * length) - 1)
    return (None if value == (1 << 7 * length) - 1 else value), at + length


def _head(data: bytes | bytearray, at: int, end: int) -> _Element | None:
    """The head of the element at `at`; None if it is not all there."""
    if at >= end:
        return None
    length = 9 - data[at].bit_length()
    if length > 4:
        raise MediaRefused("an element's id is none")
    if at + length > end:
        return None
    size = _vint(data, at + length, end)
    return None if size is None else _Element(int.from_bytes(data[at : at + length]), *size)


def _children(content: bytes, *, at_most: int = ELEMENTS_PER_PIECE_MAX) -> Iterator[tuple[int, bytes]]:
    """The elements of which a whole one consists."""
    at = 0
    for _ in range(at_most + 1):
        if at == len(content):
            return
        element = _head(content, at, len(content))
        if element is None or element.size is None or element.content_at + element.size > len(content):
            raise MediaRefused("an element is longer than the one that holds it")
        at = element.content_at + element.size
        yield element.id, content[element.content_at : at]
    raise MediaRefused("an element has too many parts")


def _find(content: bytes, element_id: int) -> bytes | None:
    return next((child for child_id, child in _children(content) if child_id == element_id), None)


def _number(content: bytes) -> int:
    if len(content) > 8:
        raise MediaRefused("a number is longer than 8 bytes")
    return int.from_bytes(content)
