"""Writes down what is counted in memory, in batches: a like costs a place in a sum, not a transaction."""

import asyncio
from typing import Final

import structlog

from livehouse.accounts import Audience
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.platform.database import Database
from livehouse.rooms import store
from livehouse.rooms.open_rooms import OpenRoom, OpenRooms

log = structlog.get_logger(__name__)

RECORD_INTERVAL_S: Final = 0.25
RETRY_INTERVAL_S: Final = 2.0
# What viewers watched is written when they leave, and this often for those who stay: so much of it a crash can cost.
SETTLE_INTERVAL_S: Final = 30.0
# Who stayed so long has watched; who swiped past has not.
WATCHED_S_MIN: Final = 10.0
# Rows of one transaction: other writers wait some milliseconds at most.
ROWS_MAX: Final = 500
# A state of this age is the same as none.
FORGET_STATES_S: Final = 600.0


class Recorder:
    """Owns the writing of the open rooms' numbers.

    Memory is bounded by the rooms that are open and the people seen in them. While the database cannot be reached,
    everything stays in memory and is written afterwards.
    """

    def __init__(self, database: Database, open_rooms: OpenRooms, clock: Clock, audience: Audience) -> None:
        self._database = database
        self._audience = audience
        self._open_rooms = open_rooms
        self._clock = clock
        self._stopping = asyncio.Event()
        self._settled_s = clock.monotonic()
        # Two flushes at once would write in an order of their own; the second waits and finds nothing left.
        self._flushing = asyncio.Lock()

    async def work(self) -> None:
        """Write every quarter of a second, until `stop`."""
        while not self._stopping.is_set():
            pause_s = RECORD_INTERVAL_S
            try:
                await self.flush()
            except Unavailable as error:
                log.warning("the rooms' numbers wait to be written", error=error.message)
                pause_s = RETRY_INTERVAL_S
            try:
                async with asyncio.timeout(pause_s):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """Write everything that is left, including the time of those who watch just now, and end `work`."""
        self._stopping.set()
        self._settle()
        await self.flush()

    async def flush(self) -> None:
        """Write what was gained since the last time.

        Raises:
            Unavailable: nothing of what failed is lost; it is written next time.
        """
        if self._clock.monotonic() - self._settled_s >= SETTLE_INTERVAL_S:
            self._settle()
        async with self._flushing:
            await self._write_counts()
            for opened in self._open_rooms.all():
                while opened.attendance.has_unwritten:
                    await self._write_attendance(opened)
                    await self._write_merges(opened)

    def _settle(self) -> None:
        now_s, now = self._clock.monotonic(), self._clock.now()
        self._settled_s = now_s
        for opened in self._open_rooms.all():
            opened.attendance.settle(now_s, now)
            opened.forget_states(now_s - FORGET_STATES_S)

    async def _write_counts(self) -> None:
        unwritten = [(opened, counted) for opened in self._open_rooms.all() if (counted := opened.counts.unwritten())]
        if not unwritten:
            return
        async with self._database.transaction() as tx:
            await store.write_counts(tx, [counted for _, counted in unwritten])
        for opened, counted in unwritten:
            opened.counts.has_written(counted)

    async def _write_merges(self, opened: OpenRoom) -> None:
        merges = opened.attendance.take_merges()
        if not merges:
            return
        written = False
        try:
            async with self._database.transaction() as tx:
                await store.merge_viewers(tx, opened.facts.id, merges)
            written = True
        finally:
            if not written:
                opened.attendance.give_back_merges(merges)

    async def _write_attendance(self, opened: OpenRoom) -> None:
        times = opened.attendance.take(ROWS_MAX)
        if not times:
            return
        written = False
        try:
            async with self._database.transaction() as tx:
                await store.add_time_watched(tx, times)
            written = True
        finally:
            if not written:
                opened.attendance.give_back(times)
        await self._audience.note_watched(time.viewer_key for time in times if time.watched_s >= WATCHED_S_MIN)
