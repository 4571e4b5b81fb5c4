"""The batch writer: nothing that was shown is lost, whatever the database does meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from livehouse.chat import CommentsUnavailable
from livehouse.chat.metrics import ChatMetrics
from livehouse.chat.store import StoredComment, comments
from livehouse.chat.writer import CommentWriter
from livehouse.platform.database import Database, StorageFull, StorageUnavailable
from livehouse.platform.tasks import Supervisor
from tests.support.clock import FakeClock
from tests.support.waiting import eventually


@pytest.fixture
async def supervisor() -> AsyncIterator[Supervisor]:
    owner = Supervisor()
    yield owner
    await owner.stop()


class Faults:
    """Stands before a database: refuses, loses the answer of a commit, and counts the transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.refusing = 0
        self.losing_answers = 0
        self.transactions = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        self.transactions += 1
        if self.refusing:
            self.refusing -= 1
            raise StorageFull("The server has no room left to save this. Tell its operator, then try again.")
        async with self._database.transaction() as tx:
            yield tx
        if self.losing_answers:
            self.losing_answers -= 1
            raise StorageUnavailable("The server has lost its database for a moment. Try again in a few seconds.")


def writer_on(faults: Faults, **limits: Any) -> CommentWriter:
    # Only the part of a database that the writer uses.
    return CommentWriter(faults, ChatMetrics(CollectorRegistry()), **limits)  # type: ignore[arg-type]


def comment(number: int, clock: FakeClock) -> StoredComment:
    return StoredComment(
        id=f"{number:026}", room_id="room", account_id="fan", role="viewer", text=f"comment {number}", at=clock.now()
    )


async def count(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(comments))).scalar_one()


async def until_written(database: Database, expected: int) -> None:
    async def are_written() -> bool:
        return await count(database) == expected

    await eventually(are_written, within_s=10, every_s=0.02)


async def test_comments_are_gathered_into_few_transactions(
    database: Database, supervisor: Supervisor, clock: FakeClock
) -> None:
    faults = Faults(database)
    writer = writer_on(faults, delay_s=0.1)
    supervisor.start("writer", writer.work)
    for number in range(300):
        writer.add(comment(number, clock))
    await until_written(database, 300)
    assert faults.transactions == 1
    assert writer.waiting("room") == []


async def test_nothing_is_lost_and_nothing_is_double_when_the_store_fails(
    database: Database, supervisor: Supervisor, clock: FakeClock
) -> None:
    faults = Faults(database)
    faults.refusing, faults.losing_answers = 2, 1
    writer = writer_on(faults, delay_s=0.01)
    supervisor.start("writer", writer.work)
    for number in range(20):
        writer.add(comment(number, clock))
    await asyncio.sleep(0.1)
    assert len(writer.waiting("room")) == 20
    for number in range(20, 700):
        writer.add(comment(number, clock))
    await until_written(database, 700)
    assert [one.id for one in writer.waiting("room")] in ([], [f"{number:026}" for number in range(700)])
    await writer.stop()
    assert await count(database) == 700


async def test_past_its_bound_it_takes_no_more_until_there_is_room(
    database: Database, supervisor: Supervisor, clock: FakeClock
) -> None:
    faults = Faults(database)
    faults.refusing = 1_000
    writer = writer_on(faults, delay_s=0.01, waiting_max=3)
    supervisor.start("writer", writer.work)
    for number in range(3):
        writer.check_has_room()
        writer.add(comment(number, clock))
    with pytest.raises(CommentsUnavailable):
        writer.check_has_room()
    faults.refusing = 0
    await until_written(database, 3)

    async def has_room() -> bool:
        return not writer.waiting("room")

    await eventually(has_room, within_s=10, every_s=0.02)
    writer.check_has_room()


async def test_a_stop_that_cannot_write_says_so(database: Database, clock: FakeClock) -> None:
    faults = Faults(database)
    faults.refusing = 1
    writer = writer_on(faults, delay_s=0.01)
    writer.add(comment(1, clock))
    with pytest.raises(StorageFull):
        await writer.stop()
    await writer.stop()
    assert await count(database) == 1
