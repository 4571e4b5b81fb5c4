"""How statements get to SQLite's thread and back: once each.

SQLAlchemy's adapter of aiosqlite goes there for the cursor, the statement, its rows and the cursor's end, which is most
of what a short statement costs. Here all four are done in one visit.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect


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
) -> tuple[_Outcome, Sequence[Any]]:
    cursor = connection.cursor()
    try:
        if is_many:
            cursor.executemany(operation, parameters)
        else:
            cursor.execute(operation, parameters or ())
        rows = cursor.fetchall() if cursor.description else ()
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()


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
        async with self._adapt_connection._execute_mutex:
            outcome, rows = await driver._execute(_execute, driver._conn, operation, parameters, is_many)
        self._cursor = outcome
        self._rows = deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor


def connect(dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> DBAPIConnection:
    """A connection whose statements take one visit each; a listener for `do_connect`."""
    adapted: Any = dialect.loaded_dbapi.connect(*arguments, **options)
    connection: Any = _Connection(adapted.dbapi, adapted.driver_connection)
    return connection  # type: ignore[no-any-return]  # SQLAlchemy's own, which its types do not say
