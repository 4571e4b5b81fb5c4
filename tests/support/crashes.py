"""Crashes: a process that ends at a database's commit, a moment before it or a moment after it.

What was committed stays, what was not is gone, and nobody is told anything: whoever asked the database for something
waits for ever, until somebody gives up on that process and builds the services anew on the same database.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any, ClassVar

from sqlalchemy import event as sa_event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Database, Transaction


class Crash(Exception):
    """What takes a transaction back when its process ends."""


class Fuse:
    """Decides, by chance from a seed, at which commits processes end.

    Args:
        share: of all commits.
    """

    def __init__(self, random: Random, share: float = 0.0) -> None:
        self._random = random
        self.share = share
        self.crashes = 0
        self.commits = 0

    def blows(self) -> str | None:
        self.commits += 1
        if self._random.random() >= self.share:
            return None
        self.crashes += 1
        return self._random.choice(("before", "after"))


class CrashingDatabase(Database):
    """A database whose process may end. Set `fuse` before one is made."""

    fuse: ClassVar[Fuse] = Fuse(Random(0))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.died = asyncio.Event()
        if self.is_sqlite:
            # It is the process that ends, and not the machine: what was committed need not be on the disk.
            sa_event.listen(self._writer.sync_engine, "connect", _trust_the_machine)

    @property
    def is_dead(self) -> bool:
        return self.died.is_set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        await self._live()
        fate = self.fuse.blows()
        try:
            async with super().transaction() as tx:
                yield tx
                if self.is_dead or fate == "before":
                    self.died.set()
                    raise Crash
        except Crash:
            await self._live()
        if fate == "after":
            self.died.set()
        await self._live()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        await self._live()
        async with super().read() as connection:
            yield connection

    async def _live(self) -> None:
        """Go on, unless the process has ended."""
        if self.is_dead:
            await asyncio.get_running_loop().create_future()


def _trust_the_machine(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
