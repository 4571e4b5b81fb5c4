"""A film made of a replay's pieces, as bytes that are read when they are needed."""

import asyncio
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

import msgspec

from livehouse.platform.files import Files
from livehouse.replays import model, packing
from livehouse.replays.boxes import Track
from livehouse.replays.model import NoSuchReplayFile, PieceFacts
from livehouse.replays.whole_film import FilmHead, FilmPart

# Heads take a processor and memory (eight hours: some seconds, some 100 MB), so they are made one after another.
_INDEXES_AT_ONCE: Final = 16


class FilmFiles(msgspec.Struct, frozen=True):
    """A head, and the pieces' files behind it."""

    replay_id: str
    head_bytes: int
    pieces: Sequence[PieceFacts]

    @property
    def size_bytes(self) -> int:
        """How large the film is."""
        return self.head_bytes + sum(piece.size_bytes for piece in self.pieces)


class FilmReader:
    """Reads a film from any place.

    Args:
        head: its first bytes, where they are no file.
    """

    def __init__(self, files: Files, film: FilmFiles, head: bytes | None = None) -> None:
        self._files = files
        self._film = film
        self._head = head
        sizes = [film.head_bytes, *(piece.size_bytes for piece in film.pieces)]
        self._begins = [0, *accumulate(sizes)]

    async def read(self, begin: int, end: int) -> bytes:
        """Bytes from `begin` on, up to `end` at most, and those of one file.

        Raises:
            NoSuchReplayFile: it was removed meanwhile.
            StorageUnavailable: it cannot be read just now.
        """
        index = bisect_right(self._begins, begin) - 1
        first = self._begins[index]
        end = min(end, self._begins[index + 1])
        if index == 0 and self._head is not None:
            return self._head[begin:end]
        replay_id = self._film.replay_id
        key = (
            model.head_key(replay_id) if index == 0 else model.piece_key(replay_id, self._film.pieces[index - 1].number)
        )
        data = await self._files.get_range(key, begin - first, end - first)
        if not data:
            raise NoSuchReplayFile
        return data


class FilmMaker:
    """Makes heads."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._making = asyncio.Lock()

    async def head(
        self,
        replay_id: str,
        pieces: Sequence[PieceFacts],
        inits: Mapping[int, bytes],
        *,
        from_us: int,
        until_us: int,
    ) -> bytes:
        """The head of a film of these pieces of which a part is to be seen.

        Raises:
            NoSuchReplayFile: a piece was removed meanwhile.
            StorageUnavailable: it cannot be read just now.
        """
        tracks = {number: packing.tracks_of(init) for number, init in inits.items()}
        film = FilmHead(tracks, from_us=from_us, until_us=until_us)
        file_begin = 0
        async with self._making:
            for first in range(0, len(pieces), _INDEXES_AT_ONCE):
                batch = pieces[first : first + _INDEXES_AT_ONCE]
                indexes = await asyncio.gather(*(self._read_index(replay_id, piece) for piece in batch))
                file_begin = await asyncio.to_thread(_add, film, tracks, batch, indexes, file_begin)
            return await asyncio.to_thread(film.write, file_begin)

    async def _read_index(self, replay_id: str, piece: PieceFacts) -> bytes:
        key = model.piece_key(replay_id, piece.number)
        index = await self._files.get_range(key, piece.media_bytes, piece.size_bytes)
        if index is None:
            raise NoSuchReplayFile
        return index


def _add(
    film: FilmHead,
    tracks: Mapping[int, dict[int, Track]],
    pieces: Sequence[PieceFacts],
    indexes: Sequence[bytes],
    file_begin: int,
) -> int:
    for piece, index in zip(pieces, indexes, strict=True):
        film.add(
            FilmPart(
                position_us=piece.position_us,
                at_us=piece.at_us,
                run=piece.run,
                init=piece.init,
                file_begin=file_begin,
                samples=packing.read_index(index, tracks[piece.init]),
            )
        )
        file_begin += piece.size_bytes
    return file_begin
