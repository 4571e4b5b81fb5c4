"""How statements get to SQLite's thread and back: once each.

SQLAlchemy's adapter of aiosqlite goes there for the cursor, the statement, its rows and the cursor's end, which is most
of what a short statement costs. Here all four are done in one visit. Whoever reads begins with the first statement, in
the same visit, and does not wait for the end.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect

from livehouse.platform.steps import BEGIN, Work

# A transaction that means to write takes the lock at once: upgrading later can deadlock with another process.
BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
ROLLBACK: Final = "ROLLBACK"


class _Outcome(NamedTuple):
    """What a cursor knows once its rows were fetched."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def close(self) -> None:
        """Nothing is open."""


def _execute(
    connection: sqlite3.Connection,
    operation: str,
    parameters: Any,  # noqa: ANN401 - the driver's
    is_many: bool,
    begin: str | None,
) -> tuple[_Outcome, Sequence[Any]]:
    cursor = connection.cursor()
    try:
        if begin is not None:
            cursor.execute(begin)
        if is_many:
            cursor.executemany(operation, parameters)
        else:
            cursor.execute(operation, parameters or ())
        rows = cursor.fetchall() if cursor.description else ()
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()


def _run(connection: sqlite3.Connection, work: Sequence[Work], begin: str | None, commits: bool) -> list[Sequence[Any]]:
    if begin is not None:
        connection.execute(begin)
    answers: list[Sequence[Any]] = [connection.execute(sql, parameters).fetchall() for sql, parameters in work]
    if commits:
        connection.commit()
    return answers


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that exists only while its statement runs."""

    __slots__ = ()

    _awaitable_cursor_close = False

    def _aenter_cursor(self, cursor: Any) -> Any:  # noqa: ANN401 - the driver's
        return cursor

    def _make_new_cursor(self, connection: Any) -> Any:  # noqa: ANN401 - the driver's
        return _Outcome()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:  # noqa: ANN401 - the driver's
        return await self._visit(operation, parameters, is_many=False)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:  # noqa: ANN401 - the driver's
        return await self._visit(operation, seq_of_parameters, is_many=True)

    async def _visit(self, operation: Any, parameters: Any, *, is_many: bool) -> None:  # noqa: ANN401 - the driver's
        driver: Any = self._connection
        adapted: Any = self._adapt_connection
        async with adapted._execute_mutex:
            begin = adapted.takes_begin()
            outcome, rows = await driver._execute(_execute, driver._conn, operation, parameters, is_many, begin)
        self._cursor = outcome
        self._rows = deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("_is_open", "_is_to_begin", "_reads")

    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any, *, reads: bool) -> None:  # noqa: ANN401 - the driver's
        super().__init__(dbapi, connection)
        self._reads = reads
        self._is_to_begin = self._is_open = False

    def begin(self) -> None:
        """A transaction begins with its first statement."""
        self._is_to_begin = True

    def takes_begin(self) -> str | None:
        """How the transaction begins whose first statement goes to the thread now; None if it is not the first."""
        if not self._is_to_begin:
            return None
        self._is_to_begin, self._is_open = False, True
        return BEGIN if self._reads else BEGIN_WRITING

    async def run(self, work: Sequence[Work], *, commits: bool) -> list[Sequence[Any]]:
        """Do all of it in one visit; the rows of each. Statements that only read are no transaction here.

        Args:
            commits: whether what was written up to now is committed in the same visit.
        """
        driver: Any = self._connection
        async with self._execute_mutex:
            begin = None if self._reads else self.takes_begin()
            answers: list[Sequence[Any]] = await driver._execute(_run, driver._conn, work, begin, commits)
            if commits:
                self._is_open = False
        return answers

    def commit(self) -> None:
        # What never began, or has ended in its last visit, needs no other one.
        if self._is_open:
            super().commit()
        self._is_to_begin = self._is_open = False

    def cursor(self, server_side: bool = False) -> Any:  # noqa: ANN401 - the driver's
        if server_side and (begin := self.takes_begin()) is not None:
            # Those who take rows bit by bit go their own way to the thread, behind this.
            self._send(begin)
        return super().cursor(server_side)

    def rollback(self) -> None:
        if self._is_open:
            if self._reads:
                # Nothing hangs on when it is done; the next statement waits behind it.
                self._send(ROLLBACK)
            else:
                super().rollback()
        self._is_to_begin = self._is_open = False

    def _send(self, operation: str) -> None:
        driver: Any = self._connection
        if driver._running and driver._connection is not None:
            send(driver, partial(_do, driver._conn, operation))


def send(driver: Any, function: Callable[[], None]) -> None:  # noqa: ANN401 - the driver's
    """Have SQLite's thread do this after all that it was asked before; nobody waits for it."""
    driver._tx.put_nowait((None, function))


def _do(connection: sqlite3.Connection, operation: str) -> None:
    # After an error SQLite may have ended the transaction itself.
    if operation != ROLLBACK or connection.in_transaction:
        connection.execute(operation)


def begin(connection: sa.Connection) -> None:
    """Have what comes now be done in one transaction; a listener for `begin`."""
    adapted: Any = connection.connection.dbapi_connection
    adapted.begin()


def connect(
    dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any], *, reads: bool
) -> DBAPIConnection:
    """A connection whose statements take one visit each, as a listener for `do_connect` makes it.

    Args:
        reads: whether nothing is ever written through it.
    """
    adapted: Any = dialect.loaded_dbapi.connect(*arguments, **options)
    connection: Any = _Connection(adapted.dbapi, adapted.driver_connection, reads=reads)
    return connection  # type: ignore[no-any-return]  # SQLAlchemy's own, which its types do not say
