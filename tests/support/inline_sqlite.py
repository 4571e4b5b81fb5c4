"""SQLite without threads: what is asked of it is done at once, and others get their turn in between.

A simulation asks a hundred thousand times, and each time takes longer to hand to a thread and back than to answer. And
which of two tasks comes first does not depend on threads any more, so that a run can be replayed from its seed.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from aiosqlite import core

from livehouse.platform import sqlite_driver


async def _execute(self: core.Connection, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    if not self._running or self._connection is None:
        raise ValueError("Connection closed")
    await asyncio.sleep(0)
    return function(*args, **named)


async def _connect(self: core.Connection) -> core.Connection:
    if self._connection is None:
        self._connection = self._connector()
    return self


def _stop(self: core.Connection) -> "asyncio.Future[Any]":
    self._running = False
    connection, self._connection = self._connection, None
    if isinstance(connection, sqlite3.Connection):
        connection.close()
    self._tx.put_nowait((None, lambda: core._STOP_RUNNING_SENTINEL))
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done


def _send(_driver: core.Connection, function: Callable[[], None]) -> None:
    function()


@contextmanager
def inline_sqlite() -> Iterator[None]:
    """Connections that are made within ask SQLite at once."""
    with (
        patch.object(core.Connection, "_execute", _execute),
        patch.object(core.Connection, "_connect", _connect),
        patch.object(core.Connection, "stop", _stop),
        patch.object(sqlite_driver, "send", _send),
    ):
        yield
