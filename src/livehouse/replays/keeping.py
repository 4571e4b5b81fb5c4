"""How long replays are kept and how much of the disk they take: the oldest go first, and their hosts know before."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Final

import structlog

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.live_access import Notices
from livehouse.platform.database import Database
from livehouse.platform.files import Files
from livehouse.replays import model, store
from livehouse.replays.metrics import ReplayMetrics
from livehouse.replays.removal import Removal

log = structlog.get_logger(__name__)

# Replays are kept for days, so nobody waits for this.
LOOK_EVERY_S: Final = 300.0
# Room is made while so much of what may be kept is left: what is recorded until the announced ones go.
FREE_PERCENT: Final = 20
AT_ONCE_MAX: Final = 200
# What is kept is added up anew after this; meanwhile what is written here is counted on.
COUNT_EVERY_S: Final = 10.0


class Keeping:
    """Deletes what has to go, and says whether more can be kept."""

    def __init__(
        self,
        database: Database,
        files: Files,
        removal: Removal,
        notices: Notices,
        clock: Clock,
        settings: Settings,
        metrics: ReplayMetrics,
    ) -> None:
        self._database = database
        self._files = files
        self._removal = removal
        self._notices = notices
        self._clock = clock
        self._settings = settings
        self._metrics = metrics
        self._notice = timedelta(days=settings.replays_notice_days)
        # Per host, and of all under None: what is kept, and when that was added up.
        self._kept: dict[str | None, tuple[float, int]] = {}

    # While something is recorded

    async def has_room(self, host_id: str, size_bytes: int) -> bool:
        """Whether so much more of this host may be kept.

        Raises:
            Unavailable: nobody can tell just now.
        """
        if self._files.free_bytes() - size_bytes < self._settings.replays_free_bytes_min:
            return False
        for whose, bytes_max in (
            (None, self._settings.replays_bytes_max),
            (host_id, self._settings.replays_bytes_per_host_max),
        ):
            if bytes_max is not None and await self._kept_bytes(whose) + size_bytes > bytes_max:
                return False
        return True

    def has_written(self, host_id: str, size_bytes: int) -> None:
        """Count what was written just now."""
        self._metrics.bytes_written.inc(size_bytes)
        for whose in (None, host_id):
            if whose in self._kept:
                counted_s, kept = self._kept[whose]
                self._kept[whose] = (counted_s, kept + size_bytes)

    async def _kept_bytes(self, host_id: str | None) -> int:
        now_s = self._clock.monotonic()
        known = self._kept.get(host_id)
        if known is not None and now_s - known[0] < COUNT_EVERY_S:
            return known[1]
        self._kept = {whose: each for whose, each in self._kept.items() if now_s - each[0] < COUNT_EVERY_S}
        async with self._database.read() as connection:
            kept = await store.sum_bytes(connection, host_id)
        self._kept[host_id] = (now_s, kept)
        return kept

    # All the time

    async def work(self) -> None:
        """Look every few minutes, for as long as the process lives. One process of all does this."""
        while True:
            try:
                await self.tidy()
            except Unavailable as error:
                log.warning("replays cannot be looked at", reason=error.message)
            await asyncio.sleep(LOOK_EVERY_S)

    async def tidy(self) -> None:
        """Do once what is done every few minutes: delete what is due, announce what will be."""
        now = self._clock.now()
        async with self._database.read() as connection:
            expired = await store.load_expired(connection, now, AT_ONCE_MAX)
        for replay_id in expired:
            log.info("a replay's time is over", replay=replay_id)
            await self._removal.remove(replay_id)
        await self._make_room(now)
        await self._warn(now)

    async def _make_room(self, now: datetime) -> None:
        settings = self._settings
        async with self._database.read() as connection:
            kept = await store.load_kept(connection)
        total = sum(one.size_bytes for one in kept)
        self._metrics.kept_bytes.set(total)
        self._metrics.kept.set(len(kept))
        plan = model.plan_early_deletions(
            kept,
            bytes_max=self._bytes_max(total),
            bytes_per_host_max=settings.replays_bytes_per_host_max,
            now=now,
            free_percent=FREE_PERCENT,
        )
        for replay_id in plan.due:
            log.info("a replay makes room", replay=replay_id)
            await self._removal.remove(replay_id)
        if plan.spared:
            async with self._database.transaction() as tx:
                await store.update_replays(tx, plan.spared, deletes_early_at=None)
        for replay_id in plan.announced[:AT_ONCE_MAX]:
            await self._announce(replay_id, now)

    def _bytes_max(self, total: int) -> int | None:
        """What all may take: as it is set, or as the disk has it, whichever is less."""
        free = self._files.free_bytes() - self._settings.replays_free_bytes_min
        # Where there is much room nobody has to know how much.
        by_disk = total + free if free < total else None
        bounds = [bound for bound in (self._settings.replays_bytes_max, by_disk) if bound is not None]
        return max(0, min(bounds)) if bounds else None

    async def _announce(self, replay_id: str, now: datetime) -> None:
        # A whole day, so that what is told as a day is true everywhere in it.
        goes_at = datetime.combine((now + self._notice).date() + timedelta(days=1), time(), tzinfo=UTC)
        async with self._database.transaction() as tx:
            replay = await store.lock_replay(tx, replay_id)
            if replay is None or replay.state != "ready" or replay.expires_at <= goes_at:
                return
            await store.update_replay(tx, replay_id, deletes_early_at=goes_at, warned_at=now)
            await self._notices.add(tx, replay.host_id, "replay_expiring", reason=replay.title, until=goes_at)

    async def _warn(self, now: datetime) -> None:
        async with self._database.read() as connection:
            due = await store.load_to_warn(connection, now + self._notice, AT_ONCE_MAX)
        for facts in due:
            async with self._database.transaction() as tx:
                replay = await store.lock_replay(tx, facts.id)
                if replay is None or replay.warned_at is not None:
                    continue
                await store.update_replay(tx, replay.id, warned_at=now)
                await self._notices.add(
                    tx, replay.host_id, "replay_expiring", reason=replay.title, until=replay.expires_at
                )
