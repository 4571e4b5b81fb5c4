"""A replay, or a part of it, as one MP4 that every program opens, without touching a frame. Pure.

The pieces' files, one after another, are the film's `mdat` box; what is in them beside frames harms nobody. Before it
goes a head that says where each frame is and when it is due (ISO/IEC 14496-12, 8.6 and 8.7). So a download is the head
and then files as they lie on the disk, its size is known before it begins, and any part of it can be asked for.
"""

import struct
from array import array
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Final

import msgspec

from livehouse.replays import boxes
from livehouse.replays.boxes import NotAFilm, Run, Track, box, full_box
from livehouse.replays.model import US
from livehouse.replays.packing import PICTURE, SOUND

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MOVIE_HZ: Final = 90_000
MDAT_HEADER_BYTES: Final = 16


class FilmPart(msgspec.Struct, frozen=True, kw_only=True):
    """One piece: where in the replay it is, where its file begins among those of the film, and its samples."""

    position_us: int
    at_us: int
    run: int
    init: int
    file_begin: int
    samples: Sequence[Run]


class FilmHead:
    """Gathers a film's samples, piece by piece, and writes its head.

    Args:
        tracks: of each piece's beginning, by its number.
        from_us, until_us: the part of the replay that is to be seen. Pictures before it are kept where later ones need
            them; players pass over them.
    """

    def __init__(self, tracks: Mapping[int, Mapping[int, Track]], *, from_us: int, until_us: int) -> None:
        self._tracks = tracks
        self._from_us = from_us
        self._until_us = until_us
        self._columns: dict[int, _Column] = {}
        self._run: int | None = None
        # What to add to a run's own times to have those of the replay.
        self._shift_us = 0

    def add(self, part: FilmPart) -> None:
        """Take in the next piece."""
        tracks = self._tracks[part.init]
        if part.run != self._run:
            self._run = part.run
            self._shift_us = part.position_us - _first_shown_us(part, tracks)
        for samples in part.samples:
            track = tracks[samples.track_id]
            column = self._columns.get(samples.track_id)
            if column is None:
                column = self._columns[samples.track_id] = _Column(track)
            column.add(samples, track, self._shift_us, part.file_begin)

    def write(self, media_bytes: int) -> bytes:
        """The head of a film whose pieces' files have so many bytes together.

        Raises:
            NotAFilm: there is no picture in this part.
        """
        picture, sound = self._columns.get(PICTURE), self._columns.get(SOUND)
        if picture is None:
            raise NotAFilm("no picture in this part")
        written = [_Written(picture, picture.choose_pictures(self._from_us, self._until_us), PICTURE)]
        if sound is not None:
            heard = _Written(sound, sound.choose_sounds(self._from_us, self._until_us), SOUND)
            written += [heard] if heard.count else []
        head = box(b"ftyp", b"isom", struct.pack(">I", 0x200), b"isomiso2mp41")
        # Every place has eight bytes, so its length does not depend on what is in it.
        begin = len(head) + len(self._moov(written, 0)) + MDAT_HEADER_BYTES
        mdat = struct.pack(">I4sQ", 1, b"mdat", media_bytes + MDAT_HEADER_BYTES)
        return head + self._moov(written, begin) + mdat

    def _moov(self, written: Sequence["_Written"], begin: int) -> bytes:
        duration = max(each.ends_at(self._from_us, self._until_us) for each in written)
        header = full_box(
            b"mvhd",
            1,
            0,
            struct.pack(">QQIQIH10x", 0, 0, MOVIE_HZ, duration, 0x10000, 0x0100),
            boxes.UNITY_MATRIX,
            struct.pack(">24xI", len(written) + 1),
        )
        return box(b"moov", header, *(each.trak(self._from_us, self._until_us, begin) for each in written))


def _first_shown_us(part: FilmPart, tracks: Mapping[int, Track]) -> int:
    for samples in part.samples:
        if samples.track_id == PICTURE and samples.sizes:
            shown = samples.time + (samples.compositions[0] if samples.compositions else 0)
            return shown * US // tracks[PICTURE].timescale
    return part.at_us


class _Column:
    """All samples of one track, and of each run of them what they have in common. Times are in units of the first."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self.hz = track.timescale
        self.entries: list[bytes] = []
        self.sizes = array("I")
        self.flags = array("I")
        self.durations = array("I")
        self.compositions = array("q")
        # Of each run.
        self.counts = array("I")
        self.times = array("q")
        self.offsets = array("q")
        self.described = array("I")

    def add(self, samples: Run, track: Track, shift_us: int, file_begin: int) -> None:
        if track.entry not in self.entries:
            self.entries.append(track.entry)
        count = len(samples.sizes)
        self.sizes.extend(samples.sizes)
        self.flags.extend(samples.flags)
        if track.timescale == self.hz:
            self.durations.extend(samples.durations)
            self.compositions.extend(samples.compositions or repeat(0, count))
        else:
            self.durations.extend(_rescale(samples.durations, track.timescale, self.hz))
            self.compositions.extend(
                each * self.hz // track.timescale for each in samples.compositions or repeat(0, count)
            )
        self.counts.append(count)
        self.times.append(samples.time * self.hz // track.timescale + round(shift_us * self.hz / US))
        self.offsets.append(samples.offset + file_begin)
        self.described.append(self.entries.index(track.entry) + 1)

    def arrays(self) -> "tuple[Numbers, Numbers, Numbers, Numbers]":
        """(size, decode time, time shown, place in the files) of each sample."""
        import numpy as np

        counts = np.asarray(self.counts, np.int64)
        firsts = np.cumsum(counts) - counts
        sizes = np.asarray(self.sizes, np.int64)

        def within_runs(each: "Numbers", begins: array) -> "Numbers":  # type: ignore[type-arg]  # of any number
            before = np.cumsum(each) - each
            shifts = np.asarray(begins, np.int64) - before[np.minimum(firsts, len(before) - 1)]
            placed: Numbers = before + np.repeat(shifts, counts)
            return placed

        decode = within_runs(np.asarray(self.durations, np.int64), self.times)
        shown = decode + np.asarray(self.compositions, np.int64)
        return sizes, decode, shown, within_runs(sizes, self.offsets)

    def choose_pictures(self, from_us: int, until_us: int) -> "Numbers":
        """Which samples the part needs: those shown in it, and before them from the nearest keyframe on."""
        import numpy as np

        _, decode, shown, _ = self.arrays()
        syncs = np.flatnonzero((np.asarray(self.flags, np.int64) & boxes.SAMPLE_IS_NO_SYNC) == 0)
        if len(syncs) == 0:
            raise NotAFilm("no keyframe in this part")
        early = syncs[shown[syncs] <= from_us * self.hz // US]
        first = early[-1] if len(early) else syncs[0]
        wanted = np.flatnonzero(decode < max(1, until_us * self.hz // US))
        chosen: Numbers = wanted[wanted >= first]
        return chosen

    def choose_sounds(self, from_us: int, until_us: int) -> "Numbers":
        """Which samples the part needs: those heard in it. What overlaps with what was there before is left out."""
        import numpy as np

        _, decode, _, _ = self.arrays()
        durations = np.asarray(self.durations, np.int64)
        latest = np.maximum.accumulate(decode)
        before = np.concatenate(([np.iinfo(np.int64).min // 2], latest[:-1]))
        begin, end = from_us * self.hz // US, until_us * self.hz // US
        chosen: Numbers = np.flatnonzero(
            (decode + durations > begin) & (decode < end) & (decode + durations // 2 > before)
        )
        return chosen


def _rescale(durations: Sequence[int], from_hz: int, to_hz: int) -> list[int]:
    """The durations in other units, without an error that adds up."""
    total, before, scaled = 0, 0, []
    for duration in durations:
        total += duration
        now = total * to_hz // from_hz
        scaled.append(now - before)
        before = now
    return scaled


class _Written:
    """The samples of one track that go into the film."""

    def __init__(self, column: _Column, chosen: "Numbers", number: int) -> None:
        import numpy as np

        sizes, decode, shown, places = (each[chosen] for each in column.arrays())
        # Where something was missing times may overlap by a frame; they must not go back.
        self._decode = np.maximum.accumulate(decode) if len(decode) else decode
        self._shown = shown
        self._sizes = sizes
        self._column = column
        self._number = number
        self.count = len(sizes)
        lasts = np.asarray(column.durations, np.int64)[chosen[-1:]]
        self._durations = np.append(np.diff(self._decode), lasts)
        flags = np.asarray(column.flags, np.int64)[chosen]
        self._syncs = np.flatnonzero((flags & boxes.SAMPLE_IS_NO_SYNC) == 0)
        described = np.repeat(np.asarray(column.described, np.int64), np.asarray(column.counts, np.int64))[chosen]
        # What lies side by side is one chunk.
        begins = np.ones(self.count, bool)
        begins[1:] = (places[1:] != places[:-1] + sizes[:-1]) | (described[1:] != described[:-1])
        self._chunks = np.flatnonzero(begins)
        self._places = places[self._chunks]
        self._described = described[self._chunks]

    def _begin(self, from_us: int) -> int:
        """When its first picture or sound is due that is to be seen or heard, in its own units."""
        return max(from_us * self._column.hz // US, int(self._shown[0]))

    def _seen(self, from_us: int, until_us: int) -> tuple[int, int]:
        """(what is empty before it, how long it is seen) in the movie's units."""
        hz, begin = self._column.hz, self._begin(from_us)
        # The last to be decoded is not the last to be shown where pictures refer to later ones.
        end = min(until_us * hz // US, int(self._shown.max() + self._durations[-1]))
        empty = (begin - from_us * hz // US) * MOVIE_HZ // hz
        return empty, max(1, (end - begin) * MOVIE_HZ // hz)

    def ends_at(self, from_us: int, until_us: int) -> int:
        """When it is over, in the movie's units."""
        return sum(self._seen(from_us, until_us))

    def trak(self, from_us: int, until_us: int, begin: int) -> bytes:
        """Its box; `begin` is where the first piece's file is in the film."""
        track, column = self._column.track, self._column
        empty, seen = self._seen(from_us, until_us)
        edits = [struct.pack(">QqI", empty, -1, 0x10000)] if empty else []
        edits.append(struct.pack(">QqI", seen, self._begin(from_us) - int(self._decode[0]), 0x10000))
        is_picture = track.handler == "vide"
        header = full_box(
            b"tkhd",
            1,
            3,
            struct.pack(
                ">QQI4xQ8xhhH2x",
                0,
                0,
                self._number,
                empty + seen,
                0,
                0 if is_picture else 1,
                0 if is_picture else 0x100,
            ),
            boxes.UNITY_MATRIX,
            struct.pack(">II", track.width << 16, track.height << 16),
        )
        length = int(self._decode[-1] - self._decode[0] + self._durations[-1])
        media = full_box(b"mdhd", 1, 0, struct.pack(">QQIQHH", 0, 0, column.hz, length, 0x55C4, 0))
        name = b"pictures\0" if is_picture else b"sound\0"
        handler = full_box(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, track.handler.encode()), name)
        about = (
            full_box(b"vmhd", 0, 1, struct.pack(">4H", 0, 0, 0, 0))
            if is_picture
            else full_box(b"smhd", 0, 0, struct.pack(">hH", 0, 0))
        )
        data = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
        return box(
            b"trak",
            header,
            box(b"edts", full_box(b"elst", 1, 0, struct.pack(">I", len(edits)), *edits)),
            box(b"mdia", media, handler, box(b"minf", about, data, self._tables(begin))),
        )

    def _tables(self, begin: int) -> bytes:
        import numpy as np

        column = self._column
        tables = [
            full_box(b"stsd", 0, 0, struct.pack(">I", len(column.entries)), *column.entries),
            full_box(b"stts", 0, 0, *_counted(self._durations)),
        ]
        offsets = self._shown - self._decode
        if offsets.any():
            tables.append(full_box(b"ctts", 1, 0, *_counted(offsets)))
        if column.track.handler == "vide" and len(self._syncs) < self.count:
            tables.append(full_box(b"stss", 0, 0, struct.pack(">I", len(self._syncs)), _big(self._syncs + 1)))
        per_chunk = np.diff(np.append(self._chunks, self.count))
        changes = np.ones(len(per_chunk), bool)
        changes[1:] = (per_chunk[1:] != per_chunk[:-1]) | (self._described[1:] != self._described[:-1])
        firsts = np.flatnonzero(changes)
        runs = np.column_stack((firsts + 1, per_chunk[firsts], self._described[firsts]))
        tables += [
            full_box(b"stsc", 0, 0, struct.pack(">I", len(firsts)), _big(runs)),
            full_box(b"stsz", 0, 0, struct.pack(">II", 0, self.count), _big(self._sizes)),
            full_box(
                b"co64", 0, 0, struct.pack(">I", len(self._places)), (self._places + begin).astype(">u8").tobytes()
            ),
        ]
        return box(b"stbl", *tables)


def _counted(values: "Numbers") -> tuple[bytes, bytes]:
    """How many entries, and (how often, which) of values that repeat."""
    import numpy as np

    firsts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    counts = np.diff(np.append(firsts, len(values)))
    return struct.pack(">I", len(firsts)), _big(np.column_stack((counts, values[firsts])))


def _big(values: "Numbers") -> bytes:
    """The numbers as MP4 has them, four bytes each; negative ones as their complement."""
    return (values & 0xFFFFFFFF).astype(">u4").tobytes()
