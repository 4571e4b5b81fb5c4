"""Fragmented MP4 (ISO/IEC 14496-12) as far as a recorder needs it: reading it, and putting tracks together. Pure.

The bytes come from our own packager. What does not look like that is refused by `NotAFilm`, whatever it is.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

Handler = Literal["vide", "soun"]

# Flags of `tfhd` and `trun`, by the name of what follows if one is set.
TFHD_BASE_OFFSET: Final = 0x01
TFHD_DESCRIPTION: Final = 0x02
TFHD_DURATION: Final = 0x08
TFHD_SIZE: Final = 0x10
TFHD_FLAGS: Final = 0x20
TFHD_BASE_IS_MOOF: Final = 0x020000
TRUN_DATA_OFFSET: Final = 0x01
TRUN_FIRST_FLAGS: Final = 0x04
TRUN_DURATION: Final = 0x100
TRUN_SIZE: Final = 0x200
TRUN_FLAGS: Final = 0x400
TRUN_COMPOSITION: Final = 0x800
# "Another sample is needed to decode this one": no place to begin at.
SAMPLE_IS_NO_SYNC: Final = 0x10000

UNITY_MATRIX: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
MOVIE_TIMESCALE: Final = 1_000

# The bytes of a sample entry before the boxes in it (14496-12, sections 12.1.3 and 12.2.3).
_ENTRY_HEADER: Final[dict[Handler, int]] = {"vide": 86, "soun": 36}


class NotAFilm(ValueError):
    """These bytes are no fragmented MP4 of the kind that is known here."""


class Box(msgspec.Struct, frozen=True):
    """Where a box is: its `payload` begins after its header; it ends at `end`."""

    kind: bytes
    begin: int
    payload: int
    end: int


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One track of a film's beginning: its `trak` and `trex` boxes, and what is in them.

    `entry` is its sample entry, which says everything that a decoder needs. Sizes are those of the picture.
    """

    id: int
    handler: Handler
    timescale: int
    entry: bytes
    trak: bytes
    default_duration: int
    default_size: int
    default_flags: int
    width: int = 0
    height: int = 0

    @property
    def pixels(self) -> int:
        """How large the picture is."""
        return self.width * self.height

    @property
    def codec(self) -> str:
        """The four letters of its sample entry, `avc1`."""
        return self.entry[4:8].decode("latin-1")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Samples of a track that follow each other in a file from `offset` on, the first of them to be decoded at `time`.

    Of `durations`, `sizes`, `flags` and `compositions` there is one for each sample; `compositions` are empty where
    pictures are shown in the order in which they are decoded.
    """

    track_id: int
    time: int
    offset: int
    durations: tuple[int, ...]
    sizes: tuple[int, ...]
    flags: tuple[int, ...]
    compositions: tuple[int, ...]

    @property
    def end_time(self) -> int:
        """When its last sample is over."""
        return self.time + sum(self.durations)


def walk(data: bytes, begin: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes that lie side by side in `data`.

    Raises:
        NotAFilm: their sizes do not add up.
    """
    end = len(data) if end is None else end
    while begin < end:
        if begin + 8 > end:
            raise NotAFilm("a box without a header")
        size, kind = struct.unpack_from(">I4s", data, begin)
        header = 8
        if size == 1:
            if begin + 16 > end:
                raise NotAFilm("a box without a size")
            size, header = struct.unpack_from(">Q", data, begin + 8)[0], 16
        elif size == 0:
            size = end - begin
        if size < header or begin + size > end:
            raise NotAFilm(f"a box {kind!r} that is larger than what it is in")
        yield Box(kind, begin, begin + header, begin + size)
        begin += size


def find(data: bytes, path: str, begin: int = 0, end: int | None = None) -> Box:
    """The box at the end of a path (`mdia/minf/stbl`), each the first of its kind.

    Raises:
        NotAFilm: there is none.
    """
    found: Box | None = None
    for kind in path.encode().split(b"/"):
        found = next((box for box in walk(data, begin, end) if box.kind == kind), None)
        if found is None:
            raise NotAFilm(f"no box {path}")
        begin, end = found.payload, found.end
    assert found is not None  # noqa: S101  # a path has a part at least
    return found


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box with these parts in it."""
    payload = b"".join(parts)
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that has a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def read_tracks(init: bytes) -> list[Track]:
    """The tracks of pictures and sound that a film's beginning tells of.

    Raises:
        NotAFilm: it is none.
    """
    try:
        moov = find(init, "moov")
        defaults = {}
        for extends in walk(init, moov.payload, moov.end):
            if extends.kind == b"mvex":
                for trex in walk(init, extends.payload, extends.end):
                    if trex.kind == b"trex":
                        track_id, _, duration, size, flags = struct.unpack_from(">5I", init, trex.payload + 4)
                        defaults[track_id] = (duration, size, flags)
        tracks = [
            track
            for trak in walk(init, moov.payload, moov.end)
            if trak.kind == b"trak" and (track := _read_track(init, trak, defaults)) is not None
        ]
    except struct.error as error:
        raise NotAFilm("a box that is cut off") from error
    if not tracks:
        raise NotAFilm("no track")
    return tracks


def _read_track(init: bytes, trak: Box, defaults: dict[int, tuple[int, int, int]]) -> Track | None:
    handler = find(init, "mdia/hdlr", trak.payload, trak.end)
    kind = init[handler.payload + 8 : handler.payload + 12]
    if kind not in (b"vide", b"soun"):
        return None
    header = find(init, "tkhd", trak.payload, trak.end)
    media = find(init, "mdia/mdhd", trak.payload, trak.end)
    (track_id,) = struct.unpack_from(">I", init, header.payload + (20 if init[header.payload] else 12))
    (timescale,) = struct.unpack_from(">I", init, media.payload + (20 if init[media.payload] else 12))
    if timescale == 0:
        raise NotAFilm("a track without a time")
    table = find(init, "mdia/minf/stbl/stsd", trak.payload, trak.end)
    entry = next(iter(walk(init, table.payload + 8, table.end)), None)
    if entry is None:
        raise NotAFilm("a track without a sample entry")
    width, height = (0, 0)
    if kind == b"vide":
        width, height = struct.unpack_from(">HH", init, entry.begin + 32)
    duration, size, flags = defaults.get(track_id, (0, 0, 0))
    return Track(
        id=track_id,
        handler="vide" if kind == b"vide" else "soun",
        timescale=timescale,
        entry=init[entry.begin : entry.end],
        trak=init[trak.begin : trak.end],
        default_duration=duration,
        default_size=size,
        default_flags=flags,
        width=width,
        height=height,
    )


def decoder_record(track: Track) -> bytes | None:
    """What a decoder needs that is not in the frames (the content of `avcC`, `hvcC`, …); None if there is none."""
    try:
        for inner in walk(track.entry, _ENTRY_HEADER[track.handler]):
            if inner.kind in (b"avcC", b"hvcC", b"av1C", b"vpcC"):
                return track.entry[inner.payload : inner.end]
    except NotAFilm:
        return None
    return None


def join_init(video: Track, audio: Track) -> bytes:
    """The beginning of a film that has these two tracks, as numbers 1 and 2."""
    movie = full_box(
        b"mvhd",
        0,
        0,
        struct.pack(">IIIIIH10x", 0, 0, MOVIE_TIMESCALE, 0, 0x10000, 0x0100),
        UNITY_MATRIX,
        struct.pack(">24xI", 3),
    )
    extends = [
        full_box(
            b"trex",
            0,
            0,
            struct.pack(">5I", number, 1, track.default_duration, track.default_size, track.default_flags),
        )
        for number, track in enumerate((video, audio), 1)
    ]
    return box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6mp41cmfc") + box(
        b"moov", movie, _renumber_trak(video, 1), _renumber_trak(audio, 2), box(b"mvex", *extends)
    )


def _renumber_trak(track: Track, number: int) -> bytes:
    trak = bytearray(track.trak)
    header = find(track.trak, "tkhd", 8)
    struct.pack_into(">I", trak, header.payload + (20 if trak[header.payload] else 12), number)
    # Edits would be those of one source; times are written by whoever wrote the frames.
    return _without(bytes(trak), b"edts")


def _without(data: bytes, kind: bytes) -> bytes:
    parts = [data[inner.begin : inner.end] for inner in walk(data, 8) if inner.kind != kind]
    return box(data[4:8], *parts)


def renumber_fragments(segment: bytes, numbers: Mapping[int, int]) -> bytes:
    """A segment's fragments with its tracks numbered anew, without what concerns whoever streams it.

    Raises:
        NotAFilm: it is none, has other tracks, or counts from where the file begins.
    """
    kept = bytearray()
    for outer in walk(segment):
        if outer.kind not in (b"moof", b"mdat"):
            continue
        begin = len(kept)
        kept += segment[outer.begin : outer.end]
        if outer.kind == b"moof":
            for traf in walk(segment, outer.payload, outer.end):
                if traf.kind == b"traf":
                    header = find(segment, "tfhd", traf.payload, traf.end)
                    flags, number = struct.unpack_from(">II", segment, header.payload)
                    if flags & TFHD_BASE_OFFSET:
                        raise NotAFilm("a fragment that counts from where the file begins")
                    if number not in numbers:
                        raise NotAFilm(f"a fragment of track {number}")
                    struct.pack_into(">I", kept, begin + header.payload - outer.begin + 4, numbers[number])
    return bytes(kept)


def read_runs(segment: bytes, tracks: dict[int, Track], *, base: int = 0) -> list[Run]:
    """The samples of a segment's fragments; offsets count from `base` before the segment.

    Raises:
        NotAFilm: it is none, or of other tracks.
    """
    runs: list[Run] = []
    try:
        for outer in walk(segment):
            if outer.kind == b"moof":
                for traf in walk(segment, outer.payload, outer.end):
                    if traf.kind == b"traf":
                        runs += _read_traf(segment, traf, outer.begin, tracks, base)
    except struct.error as error:
        raise NotAFilm("a box that is cut off") from error
    return runs


def _read_traf(data: bytes, traf: Box, moof_begin: int, tracks: dict[int, Track], base: int) -> Iterator[Run]:
    header = find(data, "tfhd", traf.payload, traf.end)
    flags, track_id = struct.unpack_from(">II", data, header.payload)
    flags &= 0xFFFFFF
    track = tracks.get(track_id)
    if track is None:
        raise NotAFilm(f"a fragment of track {track_id}")
    at = header.payload + 8 + (8 if flags & TFHD_BASE_OFFSET else 0) + (4 if flags & TFHD_DESCRIPTION else 0)
    defaults = [track.default_duration, track.default_size, track.default_flags]
    for index, flag in enumerate((TFHD_DURATION, TFHD_SIZE, TFHD_FLAGS)):
        if flags & flag:
            (defaults[index],) = struct.unpack_from(">I", data, at)
            at += 4
    decode = find(data, "tfdt", traf.payload, traf.end)
    (time,) = struct.unpack_from(">Q" if data[decode.payload] else ">I", data, decode.payload + 4)
    offset = moof_begin
    for inner in walk(data, traf.payload, traf.end):
        if inner.kind == b"trun":
            run, offset = _read_trun(data, inner, moof_begin, offset, track_id, time, defaults, base)
            time = run.end_time
            yield run


def _read_trun(
    data: bytes, trun: Box, moof_begin: int, offset: int, track_id: int, time: int, defaults: list[int], base: int
) -> tuple[Run, int]:
    version_flags, count = struct.unpack_from(">II", data, trun.payload)
    flags, is_signed = version_flags & 0xFFFFFF, bool(version_flags >> 24)
    at = trun.payload + 8
    if flags & TRUN_DATA_OFFSET:
        offset = moof_begin + struct.unpack_from(">i", data, at)[0]
        at += 4
    first_flags = None
    if flags & TRUN_FIRST_FLAGS:
        (first_flags,) = struct.unpack_from(">I", data, at)
        at += 4
    fields = [flag for flag in (TRUN_DURATION, TRUN_SIZE, TRUN_FLAGS, TRUN_COMPOSITION) if flags & flag]
    if at + count * 4 * len(fields) > trun.end:
        raise NotAFilm("a run that is cut off")
    numbers = struct.unpack_from(f">{count * len(fields)}I", data, at)
    columns = {flag: numbers[index :: len(fields)] for index, flag in enumerate(fields)}
    sample_flags = columns.get(TRUN_FLAGS, (defaults[2],) * count)
    if first_flags is not None and count:
        sample_flags = (first_flags, *sample_flags[1:])
    compositions = columns.get(TRUN_COMPOSITION, ())
    if is_signed:
        compositions = tuple(each - (1 << 32) if each >> 31 else each for each in compositions)
    run = Run(
        track_id=track_id,
        time=time,
        offset=base + offset,
        durations=columns.get(TRUN_DURATION, (defaults[0],) * count),
        sizes=columns.get(TRUN_SIZE, (defaults[1],) * count),
        flags=sample_flags,
        compositions=compositions,
    )
    return run, offset + sum(run.sizes)


def write_fragment(track_id: int, sequence: int, time: int, samples: list[tuple[int, int, bytes]]) -> bytes:
    """A fragment of these samples: (duration, flags, bytes) of each, the first of them at `time`."""
    entries = b"".join(struct.pack(">III", duration, len(data), flags) for duration, flags, data in samples)
    run_flags = TRUN_DATA_OFFSET | TRUN_DURATION | TRUN_SIZE | TRUN_FLAGS

    def moof(data_offset: int) -> bytes:
        return box(
            b"moof",
            full_box(b"mfhd", 0, 0, struct.pack(">I", sequence)),
            box(
                b"traf",
                full_box(b"tfhd", 0, TFHD_BASE_IS_MOOF, struct.pack(">I", track_id)),
                full_box(b"tfdt", 1, 0, struct.pack(">Q", time)),
                full_box(b"trun", 0, run_flags, struct.pack(">Ii", len(samples), data_offset), entries),
            ),
        )

    return moof(len(moof(0)) + 8) + box(b"mdat", *(data for _, _, data in samples))
