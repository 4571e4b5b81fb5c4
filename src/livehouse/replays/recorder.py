"""Records every LIVE that is to be recorded, in the process that has the relay, and makes replays ready afterwards.

What is on the air is looked up every second rather than heard of, for it may have begun, or ended, in another process
or in one that died.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, Unavailable
from livehouse.platform.database import Database, StorageFull
from livehouse.platform.files import Files
from livehouse.platform.tasks import Supervisor
from livehouse.replays import model, store
from livehouse.replays.finishing import Finishing
from livehouse.replays.keeping import Keeping
from livehouse.replays.metrics import ReplayMetrics
from livehouse.replays.model import MissingReason, ReplayFacts
from livehouse.replays.ports import Segments
from livehouse.replays.recording import Recording, Totals
from livehouse.rooms import RoomFacts, RoomRecords

log = structlog.get_logger(__name__)

LOOK_S: Final = 1.0
# How long the last segments of a LIVE that has ended may take.
LAST_S_MAX: Final = 5.0
# The same when the server is told to stop, which has little time.
STOP_S_MAX: Final = 3.0


class Recorder:
    """Owns the recordings of this process."""

    def __init__(
        self,
        *,
        database: Database,
        files: Files,
        keeping: Keeping,
        finishing: Finishing,
        rooms: RoomRecords,
        segments: Segments,
        totals: Totals,
        clock: Clock,
        settings: Settings,
        metrics: ReplayMetrics,
    ) -> None:
        self._database = database
        self._files = files
        self._keeping = keeping
        self._finishing = finishing
        self._rooms = rooms
        self._segments = segments
        self._totals = totals
        self._clock = clock
        self._days = settings.replays_days
        self._metrics = metrics
        self._supervisor = Supervisor()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._open: dict[str, Recording] = {}
        # What this process has seen of a replay, so that what is missing is known to be another one's doing.
        self._seen: set[str] = set()
        self._held_up: set[str] = set()
        self._end_gaps: dict[str, tuple[int, MissingReason | None]] = {}
        self._stopping = False

    async def work(self) -> None:
        """Look every second, for as long as the process lives."""
        while True:
            try:
                await self.look()
            except Unavailable as error:
                log.warning("nobody can tell what is to be recorded", reason=error.message)
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Begin with LIVEs that have begun, and finish those that have ended."""
        on_air = {room.id: room for room in await self._rooms.recorded()}
        async with self._database.read() as connection:
            unfinished = await store.load_unfinished(connection)
        deleted = {replay.id for replay in unfinished if replay.state == "deleted"}
        for room in on_air.values():
            if room.id not in self._tasks and room.id not in deleted and not self._stopping:
                task = self._supervisor.start(f"recording {room.id}", partial(self._record, room), restart=False)
                self._tasks[room.id] = task
                task.add_done_callback(partial(self._has_stopped, room.id))
        over = [replay for replay in unfinished if replay.id not in on_air]
        if over:
            rooms = await self._rooms.of_ids([replay.id for replay in over])
            for replay in over:
                await self._finish(replay, rooms.get(replay.id))
        self._metrics.recording.set(len(self._open))

    def _has_stopped(self, room_id: str, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(room_id, None)

    async def _record(self, room: RoomFacts) -> None:
        try:
            recording = await self._begin(room)
        except Unavailable as error:
            # The next look tries again; a full disk is remembered as the reason for what is missing.
            log.warning("a LIVE cannot be recorded just now", room=room.id, reason=error.message)
            if isinstance(error, StorageFull):
                self._held_up.add(room.id)
            await asyncio.sleep(LOOK_S)
            return
        if recording is None:
            return
        self._open[room.id] = recording
        try:
            async for segment in self._segments.segments(room.id):
                await recording.take(segment)
                if recording.is_gone:
                    return
            await recording.flush()
        except AppError as error:
            # Not open in the relay yet, or no longer: the next look tries again while it is on the air.
            log.info("a LIVE cannot be recorded just now", room=room.id, reason=error.message)
            await asyncio.sleep(LOOK_S)
        finally:
            del self._open[room.id]
            self._end_gaps[room.id] = recording.end_gap()

    async def _begin(self, room: RoomFacts) -> Recording | None:
        started_at = room.started_at or self._clock.now()
        fresh = ReplayFacts(
            id=room.id,
            host_id=room.host_id,
            title=room.title,
            started_at=started_at,
            expires_at=model.expires_at(started_at, days=self._days),
        )
        async with self._database.transaction() as tx:
            is_new = await store.insert_replay(tx, fresh)
            replay = await store.lock_replay(tx, room.id)
            last = await store.load_last_piece(tx, room.id)
            inits = await store.load_inits(tx, room.id)
        if replay is None or replay.state != "recording":
            return None
        reason: MissingReason | None = "lost" if not is_new and room.id not in self._seen else None
        if room.id in self._held_up:
            self._held_up.discard(room.id)
            reason = "disk_full"
        self._seen.add(room.id)
        return Recording(
            replay,
            last,
            inits,
            reason=reason,
            database=self._database,
            files=self._files,
            keeping=self._keeping,
            totals=self._totals,
            metrics=self._metrics,
        )

    async def _finish(self, replay: ReplayFacts, room: RoomFacts | None) -> None:
        task = self._tasks.get(replay.id)
        if task is not None:
            # It ends by itself when the room closes in the relay.
            await asyncio.wait([task], timeout=LAST_S_MAX)
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
        async with self._database.read() as connection:
            current = await store.load_replay(connection, replay.id)
        if current is None:
            return
        gap_us, reason = self._end_gaps.get(replay.id, (0, None))
        await self._finishing.finish(current, _ended_at(room, self._clock), end_gap_us=gap_us, end_gap_reason=reason)
        self._end_gaps.pop(replay.id, None)
        self._seen.discard(replay.id)
        self._held_up.discard(replay.id)

    async def stop(self) -> None:
        """Write what arrived so far; call it after the segments were stopped, before the database is."""
        self._stopping = True
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_S_MAX)
        left = list(self._open.values())
        await self._supervisor.stop()
        for recording in left:
            with suppress(Unavailable):
                await recording.flush()


def _ended_at(room: RoomFacts | None, clock: Clock) -> datetime:
    return clock.now() if room is None or room.ended_at is None else room.ended_at
