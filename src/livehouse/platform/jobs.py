"""Jobs: work that takes longer than a request may, kept in a table so that no crash loses it.

A job is added in the transaction that makes it necessary. A process takes it by a **lease** that it renews while it
works; a lease that ran out, because the process died, is anybody's, and the job begins again: handlers must not mind a
second time. Two kinds of work never wait for each other: heavy jobs, of which a process does one at a time and all
processes together no more than `heavy_max`, and light ones. Failures are tried again, later each time, up to a number;
while a disk is full or a server is away a job waits without using its attempts up. Jobs that are done are deleted;
those that were given up stay for the operator to see.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import ID_LENGTH, Ids
from livehouse.platform.database import Database, Transaction, UtcDateTime, metadata
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

ATTEMPTS_MAX: Final = 3
LEASE: Final = timedelta(seconds=20)
HEARTBEAT_S: Final = 5.0
# Others' jobs, and those whose time comes, are looked for this often; one's own are begun at once.
LOOK_S: Final = 1.0
RETRY_S_MIN: Final = 5.0
RETRY_S_MAX: Final = 300.0
# How often, and how finely, a job's progress is written down.
PROGRESS_S: Final = 0.5
PROGRESS_STEP: Final = 0.01
SECONDS_BUCKETS: Final = (0.1, 0.5, 1, 5, 15, 60, 300, 1_800)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False),
    # What it is about: there is one job of a kind for it at a time.
    sa.Column("key", sa.String(80), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    # When it is tried next; while it is worked on, when the lease runs out.
    sa.Column("run_after", UtcDateTime, nullable=False),
    # Who has the lease.
    sa.Column("held_by", sa.String(ID_LENGTH)),
    sa.Column("progress", sa.Double, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'running', 'given_up')", name="state"),
    sa.UniqueConstraint("kind", "key"),
    sa.Index("ix_jobs_run_after", "run_after"),
)


class Job(msgspec.Struct, kw_only=True):
    """A job as its handler sees it. `attempt` counts from 1; `share` is how far it has come, from 0 to 1."""

    id: str
    kind: str
    key: str
    body: dict[str, Any]
    attempt: int
    share: float = 0.0

    def tell(self, share: float) -> None:
        """Let people see how far it has come."""
        self.share = min(1.0, max(0.0, share))


Handler = Callable[[Job], Awaitable[None]]
"""Does a job; raises `Unavailable` where it has to wait for something, anything else where it failed."""


class JobMetrics:
    """What is told of jobs."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.done = Counter("livehouse_jobs_done", "Jobs that were done.", ["kind"], registry=registry)
        self.failures = Counter("livehouse_job_failures", "Attempts at jobs that failed.", ["kind"], registry=registry)
        self.given_up = Counter(
            "livehouse_jobs_given_up",
            "Jobs that failed too often and wait for the operator.",
            ["kind"],
            registry=registry,
        )
        self.running = Gauge("livehouse_jobs_running", "Jobs that this process works on.", ["kind"], registry=registry)
        self.seconds = Histogram(
            "livehouse_job_seconds", "How long jobs took.", ["kind"], buckets=SECONDS_BUCKETS, registry=registry
        )


class _Kind(msgspec.Struct, frozen=True):
    handle: Handler
    gave_up: Handler | None
    is_heavy: bool


class Jobs:
    """Adds jobs, and does them.

    Args:
        process_id: this process's name, never used before.
        heavy_max: how many heavy jobs are done at once, by all processes of the platform together.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        registry: CollectorRegistry,
        *,
        process_id: str,
        heavy_max: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._metrics = JobMetrics(registry)
        self._process_id = process_id
        self._heavy_max = heavy_max
        self._kinds: dict[str, _Kind] = {}
        self._news = {True: asyncio.Event(), False: asyncio.Event()}

    def register(self, kind: str, handle: Handler, *, gave_up: Handler | None = None, is_heavy: bool = False) -> None:
        """Have `handle` do the jobs of this kind.

        Args:
            kind: its name in the table; never renamed.
            handle: does it.
            gave_up: told of a job that failed for the last time.
            is_heavy: it takes a processor for a while, so there are few of these at a time.
        """
        self._kinds[kind] = _Kind(handle, gave_up, is_heavy)

    async def add(
        self, tx: Transaction, kind: str, key: str, body: dict[str, Any] | None = None, *, after_s: float = 0.0
    ) -> None:
        """Have this done once `tx` has committed; call `wake` then. Nothing happens if it waits to be done already.

        Args:
            after_s: how long to wait before it is done, so that what comes meanwhile is done with it.
        """
        now = self._clock.now()
        statement = tx.insert(jobs).values(
            id=self._ids.new(),
            kind=kind,
            key=key,
            body=msgspec.json.encode(body or {}).decode(),
            state="waiting",
            attempts=0,
            run_after=now + timedelta(seconds=after_s),
            progress=0.0,
            created_at=now,
        )
        await tx.execute(statement.on_conflict_do_nothing())

    def wake(self) -> None:
        """Look for jobs now."""
        for event in self._news.values():
            event.set()

    async def progress_of(self, kind: str, keys: Collection[str]) -> dict[str, float]:
        """How far the jobs about these things have come, those that there are."""
        if not keys:
            return {}
        async with self._database.read() as connection:
            query = sa.select(jobs.c.key, jobs.c.progress).where(jobs.c.kind == kind, jobs.c.key.in_(list(keys)))
            return {row.key: row.progress for row in await connection.execute(query)}

    async def take_over(self) -> None:
        """Begin at once with what an earlier process left: no other one is alive, so no lease is waited for.

        The attempt in which a process died counts, as always.
        """
        async with self._database.transaction() as tx:
            left = jobs.update().where(jobs.c.state == "running")
            await tx.execute(left.values(state="waiting", held_by=None, run_after=self._clock.now()))

    def start(self, supervisor: Supervisor) -> None:
        """Begin to work."""
        supervisor.start("heavy jobs", lambda: self._work(is_heavy=True))
        supervisor.start("light jobs", lambda: self._work(is_heavy=False))

    async def _work(self, *, is_heavy: bool) -> None:
        news = self._news[is_heavy]
        while True:
            news.clear()
            try:
                while await self.do_next(is_heavy=is_heavy):
                    continue
            except Unavailable as error:
                log.warning("jobs cannot be looked for", reason=error.message)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await news.wait()

    async def do_next(self, *, is_heavy: bool) -> bool:
        """Do one job that is due, whatever comes of it; False if there is none.

        Raises:
            Unavailable: the table cannot be read or written.
        """
        kinds = [name for name, kind in self._kinds.items() if kind.is_heavy == is_heavy]
        # Read first: on SQLite a transaction that writes keeps everybody else's waiting.
        async with self._database.read() as connection:
            if (await connection.execute(self._due(kinds))).first() is None:
                return False
            if is_heavy and (await connection.execute(self._running(kinds))).scalar_one() >= self._heavy_max:
                return False
        job = await self._take(kinds, running_max=self._heavy_max if is_heavy else None)
        if job is None:
            return False
        await self._do(job, self._kinds[job.kind])
        return True

    def _due(self, kinds: Collection[str]) -> sa.Select[Any]:
        return (
            sa.select(jobs)
            .where(jobs.c.kind.in_(list(kinds)), jobs.c.state != "given_up", jobs.c.run_after <= self._clock.now())
            .order_by(jobs.c.run_after, jobs.c.id)
            .limit(1)
        )

    def _running(self, kinds: Collection[str]) -> sa.Select[Any]:
        """How many of these are worked on by a process that lives."""
        return sa.select(sa.func.count()).where(
            jobs.c.kind.in_(list(kinds)), jobs.c.state == "running", jobs.c.run_after > self._clock.now()
        )

    async def _take(self, kinds: Collection[str], *, running_max: int | None) -> Job | None:
        async with self._database.transaction() as tx:
            # Where they are counted, whoever comes at the same time waits for the same row, and counts after.
            due = self._due(kinds).with_for_update(skip_locked=running_max is None)
            row = (await tx.execute(due)).one_or_none()
            if row is None:
                return None
            if running_max is not None and (await tx.execute(self._running(kinds))).scalar_one() >= running_max:
                return None
            attempt = row.attempts + 1
            await tx.execute(
                jobs.update()
                .where(jobs.c.id == row.id)
                .values(
                    state="running",
                    attempts=attempt,
                    held_by=self._process_id,
                    run_after=self._clock.now() + LEASE,
                    progress=0.0,
                )
            )
        return Job(
            id=row.id,
            kind=row.kind,
            key=row.key,
            body=msgspec.json.decode(row.body, type=dict[str, Any]),
            attempt=attempt,
        )

    async def _do(self, job: Job, kind: _Kind) -> None:
        began_s = self._clock.monotonic()
        self._metrics.running.labels(job.kind).inc()
        try:
            if job.attempt > ATTEMPTS_MAX:
                # It took the whole process with it as often as it may.
                await self._give_up(job, kind, "the process ended while it was done, every time")
                return
            await self._handle(job, kind)
        except asyncio.CancelledError:
            # The house closes: another process, or this one's successor, begins it at once.
            with suppress(Unavailable):
                await asyncio.shield(self._release(job, after_s=0.0, error=None, used=False))
            raise
        except _LeaseLost:
            log.warning("a job was taken over by another process", kind=job.kind, key=job.key)
        except Unavailable as error:
            log.warning("a job waits", kind=job.kind, key=job.key, reason=error.message)
            await self._release(job, after_s=RETRY_S_MIN, error=error.message, used=False)
        except Exception as error:
            self._metrics.failures.labels(job.kind).inc()
            log.exception("a job failed", kind=job.kind, key=job.key, attempt=job.attempt)
            if job.attempt >= ATTEMPTS_MAX:
                await self._give_up(job, kind, repr(error))
            else:
                pause_s = min(RETRY_S_MIN * 4 ** (job.attempt - 1), RETRY_S_MAX)
                await self._release(job, after_s=pause_s, error=repr(error), used=True)
        else:
            async with self._database.transaction() as tx:
                await tx.execute(jobs.delete().where(jobs.c.id == job.id, jobs.c.held_by == self._process_id))
            self._metrics.done.labels(job.kind).inc()
            self._metrics.seconds.labels(job.kind).observe(self._clock.monotonic() - began_s)
        finally:
            self._metrics.running.labels(job.kind).dec()

    async def _handle(self, job: Job, kind: _Kind) -> None:
        handling = asyncio.ensure_future(kind.handle(job))
        keeping = asyncio.create_task(self._keep_lease(job), name=f"lease of {job.kind}")
        try:
            await asyncio.wait({handling, keeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            keeping.cancel()
            if not handling.done():
                handling.cancel()
            await asyncio.gather(handling, keeping, return_exceptions=True)
        if not handling.cancelled():
            handling.result()
        elif not keeping.cancelled():
            keeping.result()

    async def _keep_lease(self, job: Job) -> None:
        """Renew the lease while the job is done; ends, by `_LeaseLost`, when somebody else has it."""
        loop = asyncio.get_running_loop()
        written, renewed_s = 0.0, loop.time()
        while True:
            await asyncio.sleep(PROGRESS_S)
            if job.share - written < PROGRESS_STEP and loop.time() - renewed_s < HEARTBEAT_S:
                continue
            written, renewed_s = job.share, loop.time()
            try:
                async with self._database.transaction() as tx:
                    held = await tx.execute(
                        jobs.update()
                        .where(jobs.c.id == job.id, jobs.c.held_by == self._process_id)
                        .values(run_after=self._clock.now() + LEASE, progress=written)
                    )
            except Unavailable as error:
                # The job goes on; if this takes too long somebody else begins it, and what is done twice harms nobody.
                log.warning("a lease could not be renewed", kind=job.kind, reason=error.message)
            else:
                if held.rowcount == 0:
                    raise _LeaseLost

    async def _release(self, job: Job, *, after_s: float, error: str | None, used: bool) -> None:
        """Let the job be taken again, `after_s` from now; `used` says whether this was an attempt."""
        async with self._database.transaction() as tx:
            await tx.execute(
                jobs.update()
                .where(jobs.c.id == job.id, jobs.c.held_by == self._process_id)
                .values(
                    state="waiting",
                    attempts=job.attempt if used else job.attempt - 1,
                    run_after=self._clock.now() + timedelta(seconds=after_s),
                    held_by=None,
                    error=error,
                )
            )

    async def _give_up(self, job: Job, kind: _Kind, error: str) -> None:
        self._metrics.given_up.labels(job.kind).inc()
        log.error("a job was given up", kind=job.kind, key=job.key, error=error)
        if kind.gave_up is not None:
            await kind.gave_up(job)
        async with self._database.transaction() as tx:
            await tx.execute(
                jobs.update()
                .where(jobs.c.id == job.id, jobs.c.held_by == self._process_id)
                .values(state="given_up", held_by=None, error=error)
            )


class _LeaseLost(Exception):
    """Somebody else does the job."""
