"""The database: transactions, and the outbox that commits with them.

On SQLite there is one writing connection (WAL, synchronous=FULL: a commit that returned survives a power cut) and a few
reading ones; on PostgreSQL a pool for each. Only this module commits. SQL lives in the slices' `store` modules, on
tables that they define on `metadata`.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy import event as sa_event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.platform.events import DomainEvent, Events, encode
from livehouse.platform.steps import BEGIN, Query, Step, run_on_postgresql

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

log = structlog.get_logger(__name__)

# Named constraints, so that a migration can speak of them and a store can tell which one an insert ran into.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Row = Mapping[str, object]
T = TypeVar("T")

SQLITE_READERS: Final = 4
# Statements that stay prepared for each connection. The till of gifts alone has 130 (`steps.ROWS_AT_ONCE`).
SQLITE_STATEMENTS_MAX: Final = 512
SQLITE_BUSY_TIMEOUT_MS: Final = 5_000
# What was committed is moved from the log into the database beside the writer, and not by whoever commits just then:
# that takes as long as the disk does, a tenth of a second here. Should nobody do it, the log ends at 80 MB.
CHECKPOINT_EVERY_S: Final = 1.0
WAL_PAGES_MAX: Final = 20_000
# Connections for reading, and as many for writing.
POSTGRES_POOL: Final = 6
# Under this a connection remembers that its transaction is still to begin.
TO_BEGIN: Final = "is_to_begin"
POOL_WAIT_S: Final = 10.0
# A connection that was used a moment ago is there; if not, whoever finds out may try again.
PING_AFTER_S: Final = 1.0
OUTBOX_BATCH: Final = 100
# Rows that were told are deleted together: a commit for each would make everybody else's wait. What a crash leaves of
# them is told once more.
DELETE_EVERY_S: Final = 0.2
OUTBOX_RETRY_S_MIN: Final = 0.1
OUTBOX_RETRY_S_MAX: Final = 5.0
# What was left is told within this and the time that it takes: a ban that is typed ends a LIVE within a second.
ADOPT_EVERY_S: Final = 0.2
# A living process delivers within milliseconds.
ADOPT_AFTER: Final = timedelta(seconds=2)
CHECK_S_MAX: Final = 2.0


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware time in UTC, with microseconds, on every store."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive times: nobody knows what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not reach the database")
        value = value.astimezone(UTC)
        # SQLite has no type for times and its driver writes no zone; all of them are UTC.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """On SQLite at once from its text: many rows with several times each are read."""
        return _read_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """In UTC, wherever the server thinks it is."""
        return None if value is None else value.astimezone(UTC)


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


outbox = sa.Table(
    "outbox",
    metadata,
    # Plain INTEGER on SQLite, where only that spelling counts up by itself.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("committed_at", UtcDateTime, nullable=False),
    sa.Column("failed_at", UtcDateTime),
    # Of a process that tells nobody of what it commits, as the command line: whoever looks after the rest does.
    sa.Column("is_left", sa.Boolean, nullable=False, server_default=sa.false()),
)

_INTO_OUTBOX: Final = Query(
    outbox.insert()
    .values({name: sa.bindparam(name) for name in ("name", "body", "committed_at", "is_left")})
    .returning(outbox.c.id)
)


class StorageFull(Unavailable):
    """The disk under the database has no room left."""

    code = "storage_full"


class StorageUnavailable(Unavailable):
    """The database cannot be reached, or cannot be written."""

    code = "storage_unavailable"


class DatabaseUnusable(Exception):
    """The database that the settings name cannot be opened; the text says which and why."""


class Transaction:
    """One unit of work; everything in it commits together or not at all."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._at_end: list[Step[Any]] = []
        self.emitted: list[DomainEvent] = []

    def insert(self, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert into `table` that can mind a conflict, which each store spells in its own SQL."""
        # Loaded when it is spoken: both together are a sixth of the time that a start takes.
        if self._connection.dialect.name == "sqlite":
            from sqlalchemy.dialects.sqlite import insert as sqlite_insert

            return sqlite_insert(table)
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert(table)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is one on SQLite, where no other one writes at the same time."""
        return self._connection.dialect.name == "sqlite"

    async def execute(self, statement: sa.Executable, rows: Sequence[Row] | None = None) -> sa.CursorResult[Any]:
        """Run one statement; once for each of `rows`, if they are given."""
        return await self._connection.execute(statement, rows)

    async def run(self, *steps: Step[Any]) -> None:
        """Run these in their order, in one visit to the database; each has its result then.

        Raises:
            sqlalchemy.exc.DBAPIError: as for any other statement; the transaction is lost.
        """
        await _run(self._connection, steps)

    def at_end(self, *steps: Step[Any]) -> None:
        """Run these last, together with what tells of the events; nothing else may need what they do."""
        self._at_end += steps

    async def end(self, *steps: Step[Any]) -> None:
        """Run what was kept for the end, and `steps`, and commit with them; the database's own affair."""
        await _run(self._connection, (*self._at_end, *steps), commits=True)

    def emit(self, event: DomainEvent) -> None:
        """Tell of `event` once this transaction has committed."""
        self.emitted.append(event)


async def _run(connection: AsyncConnection, steps: Sequence[Step[Any]], *, commits: bool = False) -> None:
    steps = [step for step in steps if not step.is_idle]
    if not steps:
        return
    dialect = connection.dialect
    work = [step.begin(dialect) for step in steps]
    together = [one for each in work for one in each]
    raw = await connection.get_raw_connection()
    adapted: Any = raw.dbapi_connection
    driver: Any = raw.driver_connection
    try:
        if dialect.name == "sqlite":
            answers = await adapted.run(together, commits=commits)
        else:
            async with adapted._execute_mutex:
                begins = raw.info.pop(TO_BEGIN, False)
                answers = await run_on_postgresql(driver, together, begins=begins, commits=commits)
    except adapted.dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, adapted, None)
        if is_lost:
            await connection.invalidate(error)
        statements = "; ".join(sql for sql, _ in together)
        raise DBAPIError.instance(
            statements,
            None,
            error,
            adapted.dbapi.Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=dialect,
        ) from error
    done = 0
    for step, each in zip(steps, work, strict=True):
        done += len(each)
        step.end(dialect, answers[done - 1])


def _first_id(rows: Sequence[Any]) -> int:
    return int(rows[0].id)


# PostgreSQL's own words for "not now": https://www.postgresql.org/docs/current/errcodes-appendix.html
SQLSTATE_CLASSES_PASSING: Final = frozenset({"08", "57"})  # connection lost, the server is going down
SQLSTATES_PASSING: Final = frozenset({"40001", "40P01", "53300", "55P03"})  # serialisation, deadlock, too many, locked


def _translate(error: DBAPIError | PoolTimeout) -> Unavailable | None:
    """What a failing disk or server looks like to the person whose request ran into it."""
    if isinstance(error, PoolTimeout):
        return StorageUnavailable("The server is very busy just now. Try again in a few seconds.")
    text = str(error.orig).lower()
    sqlstate: str | None = getattr(error.orig, "sqlstate", None)
    if "disk is full" in text or "no space left" in text or sqlstate == "53100":
        return StorageFull("The server has no room left to save this. Tell its operator, then try again.")
    if isinstance(error.orig, sqlite3.OperationalError) and ("readonly" in text or "locked" in text or "i/o" in text):
        return StorageUnavailable("The server cannot save anything just now. Try again in a moment.")
    is_passing = sqlstate is not None and (sqlstate[:2] in SQLSTATE_CLASSES_PASSING or sqlstate in SQLSTATES_PASSING)
    # A connection that was refused never got as far as a code.
    is_unreachable = (
        sqlstate is None and type(error.orig).__module__.startswith("psycopg") and isinstance(error, OperationalError)
    )
    if error.connection_invalidated or is_passing or is_unreachable:
        return StorageUnavailable("The server has lost its database for a moment. Try again in a few seconds.")
    return None


class Database:
    """Opens transactions and reads; dispatches the outbox.

    Args:
        url: as SQLAlchemy spells it (`sqlite+aiosqlite:///…` or `postgresql+psycopg://…`).
        clock: for the outbox rows' times.
        events: who hears of what was committed.
        tells: whether this process tells of what it commits. One that does not live long leaves that to the server,
            which does it at once if it runs, and else when it starts.
    """

    def __init__(self, url: str, clock: Clock, events: Events, *, tells: bool = True) -> None:
        self._clock = clock
        self._events = events
        self._tells = tells
        self._pending: asyncio.Queue[tuple[int, DomainEvent]] = asyncio.Queue()
        # Rows that this process delivers itself.
        self._own_rows: set[int] = set()
        # Those of them that were told, and are not deleted.
        self._told: list[int] = []
        self._some_told = asyncio.Event()
        self._deleting = asyncio.Lock()
        self._something_written = asyncio.Event()
        self.url = sa.make_url(url)
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, pool_size=1, writes=True)
            self._reader = _sqlite_engine(url, pool_size=SQLITE_READERS, writes=False)
        else:
            self._writer = _postgres_engine(url)
            _look_by_index(self._writer.sync_engine)
            _begin_with_first_statement(self._writer.sync_engine)
            # A beginning and an end would be a way to the server each, and hold nothing together: each statement of a
            # usual transaction sees what was committed before it. A pool of its own, as to change a connection whenever
            # it is taken is a moment in which whoever is called off loses it.
            self._reader = _postgres_engine(url)

    @asynccontextmanager
    async def opening(self) -> AsyncIterator[AsyncConnection]:
        """A writing connection for what is done before the house opens; commits when the block ends.

        Raises:
            StorageFull: the disk has no room.
            DatabaseUnusable: there is no server, no right, or no database.
        """
        try:
            async with self._writer.begin() as connection:
                yield connection
        except DBAPIError as error:
            if isinstance(translated := _translate(error), StorageFull):
                raise translated from error
            reason = str(error.orig).strip().splitlines()[0]
            if self.is_sqlite:
                raise DatabaseUnusable(
                    f"{self.url.database} cannot be used as a database ({reason}). Move it away or put a backup in its "
                    "place, or name another folder with --data or LIVEHOUSE_DATA."
                ) from error
            raise DatabaseUnusable(
                f"The database that LIVEHOUSE_DATABASE_URL names cannot be used ({reason}). Start it or correct the "
                "address; unset it to use SQLite."
            ) from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction that commits when the block ends and rolls back when it raises.

        Never await anything but the database inside: on SQLite everybody else's writes wait.

        Raises:
            StorageFull, StorageUnavailable: nothing was written.
        """
        rows: list[tuple[int, DomainEvent]] = []
        try:
            async with self._writer.begin() as connection:
                tx = Transaction(connection)
                yield tx
                rows = await self._write_outbox(tx)
        except (DBAPIError, PoolTimeout) as error:
            translated = _translate(error)
            if translated is None:
                raise
            log.error("database refused a write", error=str(error))
            raise translated from error
        self._something_written.set()
        for row in rows if self._tells else ():
            self._own_rows.add(row[0])
            self._pending.put_nowait(row)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; each statement sees what was committed before it."""
        try:
            async with self._reader.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            translated = _translate(error)
            if translated is None:
                raise
            raise translated from error

    async def ask(self, step: Step[T], *more: Step[Any]) -> T:
        """What `step` reads; it and what `more` reads are there after one visit. Each sees what was committed before.

        Raises:
            StorageUnavailable: it cannot be reached.
        """
        async with self.read() as connection:
            await _run(connection, (step, *more))
        return step.result

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading to which the database stands still, however much is committed meanwhile.

        Raises:
            StorageUnavailable: it cannot be reached.
        """
        async with self.read() as connection:
            if not self.is_sqlite:
                # On SQLite every reading transaction is one.
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    async def _write_outbox(self, tx: Transaction) -> list[tuple[int, DomainEvent]]:
        # Who would hear of what is left is not known here.
        events = [event for event in tx.emitted if not self._tells or self._events.wants(event)]
        written = []
        for event in events:
            name, body = encode(event)
            written.append(
                _INTO_OUTBOX.step(
                    _first_id, name=name, body=body, committed_at=self._clock.now(), is_left=not self._tells
                )
            )
        await tx.end(*written)
        return [(step.result, event) for step, event in zip(written, events, strict=True)]

    async def deliver_left_over(self) -> None:
        """Deliver what an earlier process committed and did not live to tell. Call it before anything is written."""
        await self._deliver_others(sa.true())

    async def adopt_left_over(self) -> None:
        """Deliver what other processes committed and leave to this one, or do not get to tell, for as long as it lives.

        One process of all does this. What is merely slow elsewhere is told twice, which handlers must bear anyway.
        """
        while True:
            await asyncio.sleep(ADOPT_EVERY_S)
            try:
                is_late = outbox.c.committed_at < self._clock.now() - ADOPT_AFTER
                await self._deliver_others(sa.or_(outbox.c.is_left, is_late))
            except Unavailable as error:
                log.warning("events left over cannot be looked for", error=error.message)

    async def _deliver_others(self, which: sa.ColumnElement[bool]) -> None:
        async with self.read() as connection:
            query = sa.select(outbox).where(outbox.c.failed_at.is_(None), which).order_by(outbox.c.id)
            left = [row for row in await connection.execute(query) if row.id not in self._own_rows]
        for row in left:
            try:
                event = self._events.decode(row.name, row.body)
            except msgspec.ValidationError:
                # Of another version's shape. It must not keep this one from starting; the row stays for the operator.
                log.exception("an event left over cannot be read", event_name=row.name, row=row.id)
                await self._set_aside(row.id)
                continue
            if event is not None:
                await self._deliver(row.id, event)
        await self._delete([row.id for row in left])

    async def dispatch(self) -> None:
        """Deliver committed events, in the order of their commits, for as long as the process lives."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._delete_what_is_told())
            if self.is_sqlite:
                tasks.create_task(self._move_into_place())
            while True:
                row_id, event = await self._pending.get()
                try:
                    await self._deliver(row_id, event)
                    self._told.append(row_id)
                    self._some_told.set()
                finally:
                    self._pending.task_done()

    async def _move_into_place(self) -> None:
        while True:
            await self._something_written.wait()
            await asyncio.sleep(CHECKPOINT_EVERY_S)
            self._something_written.clear()
            await asyncio.to_thread(_checkpoint, self.url.database or "")

    async def _delete_what_is_told(self) -> None:
        while True:
            await self._some_told.wait()
            await asyncio.sleep(DELETE_EVERY_S)
            await self._delete_told()

    async def _delete_told(self) -> None:
        # Whoever waits for all of it to be deleted waits for what somebody else deletes just now, too.
        async with self._deleting:
            told, self._told = self._told, []
            self._some_told.clear()
            for first in range(0, len(told), OUTBOX_BATCH):
                await self._delete(told[first : first + OUTBOX_BATCH])
            self._own_rows.difference_update(told)

    @property
    def undelivered(self) -> int:
        """How many events of this process wait to be delivered."""
        return self._pending.qsize()

    async def check_reachable(self) -> None:
        """Ask it something.

        Raises:
            Unavailable: it does not answer, or not in time.
        """
        try:
            async with asyncio.timeout(CHECK_S_MAX), self.read() as connection:
                await connection.execute(sa.select(sa.literal(1)))
        except TimeoutError:
            raise StorageUnavailable("The server's database does not answer. Try again in a few seconds.") from None

    async def drained(self) -> None:
        """Wait until every event committed so far has been delivered, and its row deleted."""
        await self._pending.join()
        await self._delete_told()

    async def _deliver(self, row_id: int, event: DomainEvent) -> None:
        if not await self._events.deliver(event):
            await self._set_aside(row_id)

    async def _set_aside(self, row_id: int) -> None:
        """Keep a row for the operator to see, and out of the way of the others."""
        await self._execute_in_the_end(outbox.update().where(outbox.c.id == row_id).values(failed_at=self._clock.now()))

    async def _delete(self, row_ids: Iterable[int]) -> None:
        ids = list(row_ids)
        if ids:
            await self._execute_in_the_end(outbox.delete().where(outbox.c.id.in_(ids), outbox.c.failed_at.is_(None)))

    async def _execute_in_the_end(self, statement: sa.Executable) -> None:
        """Run `statement`, however long the database is away: the events after it must wait, not be forgotten."""
        pause_s = OUTBOX_RETRY_S_MIN
        while True:
            try:
                async with self.transaction() as tx:
                    await tx.execute(statement)
            except Unavailable:
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, OUTBOX_RETRY_S_MAX)
            else:
                return

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.dispose()
        await self._writer.dispose()


def _ping_when_idle(engine: sa.Engine) -> None:
    """Find out whether the server is still there, but not on each way to it: that would be a round trip more."""

    @sa_event.listens_for(engine, "checkin")
    def _on_checkin(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["used_s"] = time.monotonic()

    @sa_event.listens_for(engine, "checkout")
    def _on_checkout(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("used_s", 0.0) < PING_AFTER_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            # Then the others are gone as well.
            raise InvalidatePoolError from error


def _checkpoint(path: str) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except sqlite3.Error as error:
        # A full disk, perhaps; nothing is lost, the log holds it.
        log.warning("the log could not be moved into the database", error=str(error))


def _look_by_index(engine: sa.Engine) -> None:
    """Have PostgreSQL go through a whole table only where no index helps.

    How a prepared statement is done is decided once. One that met an empty table would go through all of it, and go on
    so while it grows, until statistics are made of it: a storm of gifts took four times as long after ten seconds.
    """

    @sa_event.listens_for(engine, "connect")
    def _on_connect(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        # Before its version 18 it takes what is left to go through for so dear that it would compile it first.
        cursor.execute("SET enable_seqscan = off; SET jit = off")
        cursor.close()
        connection.commit()


def _begin_with_first_statement(engine: sa.Engine) -> None:
    """Have transactions begin on PostgreSQL with what they do first; if that is steps, in the same round trip."""

    @sa_event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        connection.info[TO_BEGIN] = True

    @sa_event.listens_for(engine, "before_cursor_execute")
    def _on_execute(connection: sa.Connection, cursor: DBAPICursor, *_: object) -> None:
        if connection.info.pop(TO_BEGIN, False):
            cursor.execute(BEGIN)


def _postgres_engine(url: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=POSTGRES_POOL,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        hide_parameters=True,
        # The driver would begin with a round trip of its own.
        isolation_level="AUTOCOMMIT",
    )
    _ping_when_idle(engine.sync_engine)
    return engine


def _sqlite_engine(url: str, *, pool_size: int, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        # Whoever writes ends their transaction themselves; to make sure would be one more visit to the thread for each.
        pool_reset_on_return=None if writes else "rollback",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        # What people typed does not belong into a log, wherever an error may carry it.
        hide_parameters=True,
        connect_args={"cached_statements": SQLITE_STATEMENTS_MAX},
    )

    # Loaded here, as it loads SQLite's dialect, which a house on PostgreSQL does not need.
    from livehouse.platform.sqlite_driver import begin, connect

    sa_event.listen(engine.sync_engine, "do_connect", partial(connect, reads=not writes))

    @sa_event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: DBAPIConnection, _record: object) -> None:
        # The driver's own idea of when to begin is switched off; ours is below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
        cursor.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES_MAX}")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    sa_event.listen(engine.sync_engine, "begin", begin)
    return engine
