"""One LIVE being recorded: pieces are cut, packed, written and noted, each by itself, so that what was written stays.

Nothing here ever holds up the LIVE. Where a piece cannot be written it is left out, and the next one says what is
missing before it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, Protocol

import structlog

from livehouse.kernel.errors import Unavailable
from livehouse.platform.database import Database, StorageFull
from livehouse.platform.files import Files
from livehouse.realtime import VIEWERS
from livehouse.replays import model, packing, store
from livehouse.replays.boxes import NotAFilm
from livehouse.replays.cutter import Cut, Cutter
from livehouse.replays.keeping import Keeping
from livehouse.replays.metrics import ReplayMetrics
from livehouse.replays.model import US, MissingReason, PieceFacts, ReplayFacts
from livehouse.replays.packing import Lasting, Packed
from livehouse.replays.ports import Segment
from livehouse.replays.timeline import to_us

log = structlog.get_logger(__name__)

# What is missing for less than this nobody misses.
GAP_US_MIN: Final = 1_500_000
# The first keyframe after going LIVE may take a moment.
FIRST_GAP_US_MIN: Final = 6_000_000
# While a disk or database is away pieces wait so long, tried again this often; the packager keeps what comes meanwhile.
ATTEMPTS_MAX: Final = 8
RETRY_S: Final = 1.0


class Totals(Protocol):
    """What is counted of rooms by all processes; `livehouse.realtime.Hub` knows it."""

    async def totals(self, rooms: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Of each room what is counted of it."""


class Recording:
    """Writes one replay.

    Args:
        replay: as it is stored.
        last: its last piece, if there is one: of an earlier process, or of before an interruption.
        inits: what players need before the pieces that are there.
        reason: why something is missing since then, if that is known.
    """

    def __init__(
        self,
        replay: ReplayFacts,
        last: PieceFacts | None,
        inits: Mapping[int, bytes],
        *,
        reason: MissingReason | None,
        database: Database,
        files: Files,
        keeping: Keeping,
        totals: Totals,
        metrics: ReplayMetrics,
    ) -> None:
        self.replay_id = replay.id
        self._host_id = replay.host_id
        self._database = database
        self._files = files
        self._keeping = keeping
        self._totals = totals
        self._metrics = metrics
        self._cutter = Cutter()
        self._numbers = {init: number for number, init in inits.items()}
        self._next = 0 if last is None else last.number + 1
        self._position_us = 0 if last is None else last.end_us
        self._run = -1 if last is None else last.run
        # When what is there ended; at first, when the LIVE began.
        self._end_us = to_us(replay.started_at) if last is None else last.at_us + last.duration_us
        self._likes = 0 if last is None else last.likes
        self._gap_us_min = FIRST_GAP_US_MIN if last is None else GAP_US_MIN
        self._reason = reason
        self._lost_us = 0
        self._lasting = Lasting()
        self._begins_run = True
        self.is_gone = False

    async def take(self, segment: Segment) -> None:
        """Take in the next segment."""
        for cut in self._cutter.feed(segment):
            await self._write_cut(cut)

    async def flush(self) -> None:
        """Write what is left."""
        for cut in self._cutter.flush():
            await self._write_cut(cut)

    def end_gap(self) -> tuple[int, MissingReason | None]:
        """What could not be written since the last piece, in microseconds, and why."""
        return (self._lost_us, self._reason) if self._lost_us else (0, None)

    async def _write_cut(self, cut: Cut) -> None:
        self._begins_run = self._begins_run or cut.begins_run
        try:
            packed = await asyncio.to_thread(packing.pack, cut, self._lasting)
        except NotAFilm as error:
            log.warning("a part of a LIVE cannot be recorded", replay=self.replay_id, reason=str(error))
            self._miss(cut.duration_us, "lost")
            return
        self._lasting = packed[-1].lasting
        for each in packed:
            await self._write(each)

    async def _write(self, packed: Packed) -> None:
        for attempt in range(1, ATTEMPTS_MAX + 1):
            if self.is_gone:
                return
            try:
                await self._write_once(packed)
            except StorageFull:
                self._miss(packed.duration_us, "disk_full")
                return
            except Unavailable as error:
                log.warning("a replay's piece waits", replay=self.replay_id, reason=error.message)
                if attempt == ATTEMPTS_MAX:
                    self._miss(packed.duration_us, "lost")
                    return
                await asyncio.sleep(RETRY_S)
            else:
                return

    def _miss(self, duration_us: int, reason: MissingReason) -> None:
        if self._lost_us == 0:
            log.error("a replay misses something", replay=self.replay_id, reason=reason)
        self._reason = reason
        self._lost_us += duration_us
        self._begins_run = True
        self._metrics.missing_seconds.labels(reason).inc(duration_us / US)

    async def _write_once(self, packed: Packed) -> None:
        size_bytes = len(packed.data)
        if not await self._keeping.has_room(self._host_id, size_bytes):
            raise StorageFull("There is no room for more of this replay.")
        piece = await self._plan(packed)
        key = model.piece_key(self.replay_id, piece.number)
        # The file first: what the table names must be there. One too many is written over by the next.
        await self._files.put(key, packed.data)
        try:
            async with self._database.transaction() as tx:
                replay = await store.lock_replay(tx, self.replay_id)
                if replay is not None and replay.state == "recording":
                    if packed.init not in self._numbers:
                        await store.insert_init(tx, self.replay_id, piece.init, packed.init)
                    await store.insert_piece(tx, self.replay_id, piece)
                else:
                    self.is_gone = True
        except StorageFull:
            await self._forget_file(key)
            raise
        if self.is_gone:
            await self._forget_file(key)
            return
        self._has_written(piece, packed)

    async def _forget_file(self, key: str) -> None:
        # What failed first is what is told; a file too many harms nobody.
        with suppress(Unavailable):
            await self._files.delete(key)

    async def _plan(self, packed: Packed) -> PieceFacts:
        # A clock that was set back must not make pieces that lie before those that are there.
        at_us = max(packed.at_us, self._end_us) if self._next else packed.at_us
        gap_us = max(0, at_us - self._end_us)
        is_missing = gap_us >= self._gap_us_min or (self._lost_us > 0 and gap_us > 0)
        totals = (await self._totals.totals([self.replay_id])).get(self.replay_id, {})
        return PieceFacts(
            number=self._next,
            at_us=at_us,
            position_us=self._position_us,
            duration_us=packed.duration_us,
            run=self._run + 1 if self._begins_run or is_missing else self._run,
            init=self._numbers.get(packed.init, len(self._numbers)),
            size_bytes=len(packed.data),
            media_bytes=packed.media_bytes,
            gap_us=gap_us if is_missing else 0,
            gap_reason=(self._reason or ("interrupted" if self._next else "lost")) if is_missing else None,
            likes=max(self._likes, totals.get("likes", 0)),
            viewers=totals.get(VIEWERS, 0),
        )

    def _has_written(self, piece: PieceFacts, packed: Packed) -> None:
        self._keeping.has_written(self._host_id, piece.size_bytes)
        if piece.gap_reason == "interrupted":
            self._metrics.missing_seconds.labels("interrupted").inc(piece.gap_us / US)
        self._numbers.setdefault(packed.init, piece.init)
        self._next = piece.number + 1
        self._position_us = piece.end_us
        self._end_us = piece.at_us + piece.duration_us
        self._run, self._likes = piece.run, piece.likes
        self._gap_us_min = GAP_US_MIN
        self._reason, self._lost_us, self._begins_run = None, 0, False
