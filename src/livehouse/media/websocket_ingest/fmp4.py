"""Fragmented MP4 as browsers' MediaRecorder writes it (ISO/IEC 14496-12): bytes in, samples out, nothing else.

Lengths are judged at the header of each box, and only the boxes on the few paths that are needed are looked into.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
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

# Chromium's fragments go from keyframe to keyframe: two seconds of 16 Mbit/s.
FRAGMENT_BYTES_MAX: Final = 2 * SAMPLE_BYTES_MAX
SAMPLES_PER_FRAGMENT_MAX: Final = 2_000
_TIMESCALE_MAX: Final = 10_000_000
# A thousand days.
_SECONDS_MAX: Final = 86_400_000
_NOT_SYNC: Final = 0x0001_0000

_BASE_DATA_OFFSET: Final = 0x01
_SAMPLE_DESCRIPTION: Final = 0x02
_DEFAULT_DURATION: Final = 0x08
_DEFAULT_SIZE: Final = 0x10
_DEFAULT_FLAGS: Final = 0x20
_DATA_OFFSET: Final = 0x001
_FIRST_FLAGS: Final = 0x004
_DURATION: Final = 0x100
_SIZE: Final = 0x200
_FLAGS: Final = 0x400
_COMPOSITION: Final = 0x800

# The fixed part of a sample entry, before the boxes in it.
_VISUAL_ENTRY_BYTES: Final = 78
_AUDIO_ENTRY_BYTES: Final = 28


@dataclass(slots=True)
class _MovieTrack:
    track: Track
    timescale: int
    duration: int = 0
    size: int = 0
    flags: int = 0
    # The time of the next sample, for fragments that do not say theirs.
    next_time: int = 0


class _Planned(NamedTuple):
    """A sample of which is known where its bytes stand, counted from the beginning of the recording."""

    track: Track
    at: int
    size: int
    timestamp_us: int
    keyframe: bool


class Mp4Reader:
    """Reads one recording, in pieces of any size. Of no use any more after a refusal."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._position = 0  # of the buffer's first byte in the recording
        self._skip_bytes = 0
        self._begun = False
        self._tracks: dict[int, _MovieTrack] | None = None
        self._planned: list[_Planned] = []

    @property
    def tracks(self) -> tuple[Track, ...] | None:
        """What the recording consists of; None before that was read."""
        return None if self._tracks is None else tuple(entry.track for entry in self._tracks.values())

    @property
    def buffered_bytes(self) -> int:
        """What is kept until its rest comes."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Sample]:
        """The samples that `data` completes: those of each fragment when all of it is there, in the order of time.

        Raises:
            MediaRefused: it is no MP4 that we can pass on; the text says why.
        """
        self._buffer += data
        samples: list[Sample] = []
        for _ in range(ELEMENTS_PER_PIECE_MAX):
            if self._skip_bytes:
                skipped = min(self._skip_bytes, len(self._buffer))
                self._drop(skipped)
                self._skip_bytes -= skipped
            head = _head(self._buffer, 0, len(self._buffer))
            if head is None:
                return samples
            kind, content_at, end = head
            self._check(kind, end)
            if kind not in (b"moov", b"moof", b"mdat"):
                self._skip_bytes = end
                continue
            if end > len(self._buffer):
                return samples
            content = bytes(self._buffer[content_at:end])
            if kind == b"moov":
                self._tracks = _read_movie(content)
            elif kind == b"moof":
                if self._planned:
                    # A hundred bytes plan two thousand samples; without any data they would cost nothing but our time.
                    raise MediaRefused("a fragment comes before the samples of the last one")
                self._planned = self._plan(content)
            else:
                samples += self._cut(content, self._position + content_at)
            self._drop(end)
        raise MediaRefused("the recording has far more boxes than samples")

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._position += count

    def _check(self, kind: bytes, size: int) -> None:
        if not self._begun and kind != b"ftyp":
            raise MediaRefused("this is no MP4")
        self._begun = True
        if kind in (b"moov", b"moof") and size > HEADER_BYTES_MAX:
            raise MediaRefused(f"a header has more than {HEADER_BYTES_MAX} bytes")
        if kind == b"mdat" and size > FRAGMENT_BYTES_MAX:
            raise MediaRefused(f"a fragment has more than {FRAGMENT_BYTES_MAX} bytes")

    def _plan(self, moof: bytes) -> list[_Planned]:
        """Which samples the next box of data holds."""
        if self._tracks is None:
            raise MediaRefused("a fragment comes before the tracks")
        planned: list[_Planned] = []
        data_at = self._position
        for kind, traf in _boxes(moof):
            if kind != b"traf":
                continue
            samples_max = SAMPLES_PER_FRAGMENT_MAX - len(planned)
            fragment = _TrackFragment(traf, self._tracks, self._position, data_at, samples_max=samples_max)
            planned += fragment.samples
            data_at = fragment.data_at
        return sorted(planned, key=lambda sample: sample.timestamp_us)

    def _cut(self, data: bytes, data_at: int) -> Iterator[Sample]:
        """The samples planned, cut out of the box of data that begins at `data_at`."""
        planned, self._planned = self._planned, []
        # Each may lie anywhere in the box: two thousand times the same two megabytes would be four gigabytes.
        if sum(sample.size for sample in planned) > len(data):
            raise MediaRefused("the samples of a fragment are more than it has")
        for sample in planned:
            begin = sample.at - data_at
            if begin < 0 or begin + sample.size > len(data):
                raise MediaRefused("a sample is not where its fragment says")
            payload = data[begin : begin + sample.size]
            yield Sample(sample.track, payload, sample.timestamp_us, sample.keyframe)


class _TrackFragment:
    """One track's part of a fragment."""

    def __init__(
        self, traf: bytes, tracks: dict[int, _MovieTrack], moof_at: int, data_at: int, *, samples_max: int
    ) -> None:
        self.samples: list[_Planned] = []
        self._samples_max = samples_max
        self.data_at = data_at
        parts = list(_boxes(traf))
        header = next((content for kind, content in parts if kind == b"tfhd"), None)
        if header is None:
            raise MediaRefused("a fragment does not say whose it is")
        fields = _Fields(header)
        flags = fields.u32() & 0xFFFFFF
        movie = tracks.get(fields.u32())
        if movie is None:
            return
        self._movie = movie
        self._base = fields.u64() if flags & _BASE_DATA_OFFSET else moof_at
        if flags & _SAMPLE_DESCRIPTION:
            fields.u32()
        self._duration = fields.u32() if flags & _DEFAULT_DURATION else movie.duration
        self._size = fields.u32() if flags & _DEFAULT_SIZE else movie.size
        self._flags = fields.u32() if flags & _DEFAULT_FLAGS else movie.flags
        self._time = movie.next_time
        for kind, content in parts:
            if kind == b"tfdt":
                time = _Fields(content)
                self._time = time.u64() if time.u32() >> 24 else time.u32()
            elif kind == b"trun":
                self._read_run(_Fields(content))
        movie.next_time = self._time

    def _read_run(self, fields: "_Fields") -> None:
        flags = fields.u32() & 0xFFFFFF
        count = fields.u32()
        # A run of two thousand samples without a word on any of them has sixteen bytes, and there can be thousands.
        if len(self.samples) + count > self._samples_max:
            raise MediaRefused(f"a fragment has more than {SAMPLES_PER_FRAGMENT_MAX} samples")
        at = self._base + fields.i32() if flags & _DATA_OFFSET else self.data_at
        first_flags = fields.u32() if flags & _FIRST_FLAGS else None
        for index in range(count):
            duration = fields.u32() if flags & _DURATION else self._duration
            size = fields.u32() if flags & _SIZE else self._size
            sample_flags = fields.u32() if flags & _FLAGS else self._flags
            if index == 0 and first_flags is not None:
                sample_flags = first_flags
            shift = fields.i32() if flags & _COMPOSITION else 0
            if size > SAMPLE_BYTES_MAX:
                raise MediaRefused(f"a sample has more than {SAMPLE_BYTES_MAX} bytes")
            timescale = self._movie.timescale
            shown = max(0, self._time + shift)
            if shown > _SECONDS_MAX * timescale:
                raise MediaRefused("a time is absurd")
            is_keyframe = isinstance(self._movie.track, AudioTrack) or not sample_flags & _NOT_SYNC
            self.samples.append(
                _Planned(self._movie.track, at, size, shown * 1_000_000 // timescale, is_keyframe),
            )
            at += size
            self._time += duration
        self.data_at = at


def _read_movie(moov: bytes) -> dict[int, _MovieTrack]:
    """The first picture and the first sound; what else there is, is left alone."""
    tracks: dict[int, _MovieTrack] = {}
    kinds: set[type] = set()
    parts = list(_boxes(moov))
    traks = [content for kind, content in parts if kind == b"trak"]
    if len(traks) > TRACKS_MAX:
        raise MediaRefused(f"the recording has more than {TRACKS_MAX} tracks")
    for trak in traks:
        track_id, movie = _read_track(trak)
        if movie is not None and type(movie.track) not in kinds:
            kinds.add(type(movie.track))
            tracks[track_id] = movie
    if not tracks:
        raise MediaRefused("the recording has neither a picture nor sound")
    for mvex in (content for kind, content in parts if kind == b"mvex"):
        for kind, content in _boxes(mvex):
            if kind == b"trex":
                fields = _Fields(content)
                fields.u32()
                defaults = tracks.get(fields.u32())
                fields.u32()
                if defaults is not None:
                    defaults.duration, defaults.size, defaults.flags = fields.u32(), fields.u32(), fields.u32()
    return tracks


def _read_track(trak: bytes) -> tuple[int, _MovieTrack | None]:
    header = _Fields(_path(trak, b"tkhd"))
    header.skip(16 if header.u32() >> 24 else 8)
    track_id = header.u32()
    handler = _path(trak, b"mdia", b"hdlr")[8:12]
    if handler not in (b"vide", b"soun"):
        return track_id, None
    media = _Fields(_path(trak, b"mdia", b"mdhd"))
    media.skip(16 if media.u32() >> 24 else 8)
    timescale = media.u32()
    if not 0 < timescale <= _TIMESCALE_MAX:
        raise MediaRefused("a track's unit of time is absurd")
    entries = _path(trak, b"mdia", b"minf", b"stbl", b"stsd")
    entry = next(iter(_boxes(entries[8:])), None)
    if entry is None:
        raise MediaRefused("a track does not say what it is")
    return track_id, _MovieTrack(_track(*entry), timescale)


def _track(kind: bytes, entry: bytes) -> Track:
    match kind:
        case b"avc1" | b"avc3":
            return VideoTrack("h264", _path(entry[_VISUAL_ENTRY_BYTES:], b"avcC"))
        case b"vp08":
            return VideoTrack("vp8")
        case b"vp09":
            return VideoTrack("vp9")
        case b"Opus":
            return AudioTrack("opus", _opus_header(_path(entry[_AUDIO_ENTRY_BYTES:], b"dOps")))
        case b"mp4a":
            return AudioTrack("aac", _aac_configuration(_path(entry[_AUDIO_ENTRY_BYTES:], b"esds")))
        case _:
            name = kind.decode("ascii", "replace")
            raise MediaRefused(f"a track of {name!r} cannot be passed on; send H.264, VP8 or VP9, and Opus or AAC")


def _opus_header(box: bytes) -> bytes:
    """The identification header of RFC 7845 made from the dOps box, whose numbers are the other way round."""
    if len(box) < 11:
        raise MediaRefused("a box is cut off")
    _version, channels, pre_skip, rate_hz, gain, family = struct.unpack_from(">BBHIhB", box)
    return b"OpusHead" + struct.pack("<BBHIhB", 1, channels, pre_skip, rate_hz, gain, family) + box[11:]


def _aac_configuration(esds: bytes) -> bytes:
    """The AudioSpecificConfig in a chain of descriptors (ISO/IEC 14496-1, 7.2.6)."""
    at = 4
    while at < len(esds):
        tag, size, at = _descriptor(esds, at)
        if tag == 0x03:
            if at + 2 >= len(esds):
                break
            options = esds[at + 2]
            at += 3 + (2 if options & 0x80 else 0) + (2 if options & 0x20 else 0)
            if options & 0x40 and at < len(esds):
                at += 1 + esds[at]
        elif tag == 0x04:
            at += 13
        elif tag == 0x05:
            if at + size > len(esds) or not size:
                break
            return esds[at : at + size]
        else:
            at += size
    raise MediaRefused("the sound's configuration is missing")


def _descriptor(data: bytes, at: int) -> tuple[int, int, int]:
    """A descriptor's tag, its size and where its content begins."""
    tag, size = data[at], 0
    at += 1
    for _ in range(4):
        if at >= len(data):
            break
        size = size << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            break
    return tag, size, at


def _head(data: bytes | bytearray, at: int, end: int) -> tuple[bytes, int, int] | None:
    """Kind, beginning of the content and end of the box at `at`; None if its head is not all there."""
    if end - at < 8:
        return None
    size = int.from_bytes(data[at : at + 4])
    kind = bytes(data[at + 4 : at + 8])
    header = 8
    if size == 1:
        if end - at < 16:
            return None
        size, header = int.from_bytes(data[at + 8 : at + 16]), 16
    if size < header:
        raise MediaRefused("a box has no length")
    return kind, at + header, at + size


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of which a whole one consists."""
    at = 0
    for _ in range(ELEMENTS_PER_PIECE_MAX):
        if at == len(content):
            return
        head = _head(content, at, len(content))
        if head is None or head[2] > len(content):
            raise MediaRefused("a box is longer than the one that holds it")
        kind, content_at, at = head
        yield kind, content[content_at:at]
    raise MediaRefused("a box has too many parts")


def _path(content: bytes, *kinds: bytes) -> bytes:
    for wanted in kinds:
        found = next((inner for kind, inner in _boxes(content) if kind == wanted), None)
        if found is None:
            raise MediaRefused(f"the recording has no {wanted.decode()} box")
        content = found
    return content


class _Fields:
    """Numbers of a box, one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def skip(self, count: int) -> None:
        self._at += count

    def u32(self) -> int:
        return int.from_bytes(self._take(4))

    def i32(self) -> int:
        return int.from_bytes(self._take(4), signed=True)

    def u64(self) -> int:
        return int.from_bytes(self._take(8))

    def _take(self, count: int) -> bytes:
        taken = self._content[self._at : self._at + count]
        if len(taken) != count:
            raise MediaRefused("a box is cut off")
        self._at += count
        return taken
