"""What a process commits that tells nobody of it, as the command line: the server does, and at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from livehouse.platform.database import Database, outbox
from livehouse.platform.events import DomainEvent, Events
from tests.support.clock import FakeClock
from tests.support.waiting import eventually

# Beside the half second that is promised there is time for a machine that does many other things.
TOLD_WITHIN_S = 5


class LeftBehind(DomainEvent):
    text: str


class NobodyHears(DomainEvent):
    text: str


@pytest.fixture
def heard(events: Events) -> list[str]:
    texts: list[str] = []

    async def hear(event: LeftBehind) -> None:
        texts.append(event.text)

    events.subscribe(LeftBehind, hear)
    return texts


@pytest.fixture
async def command_line(database: Database, clock: FakeClock) -> AsyncIterator[Database]:
    """Another process on the same database."""
    opened = Database(database.url.render_as_string(hide_password=False), clock, Events(), tells=False)
    yield opened
    await opened.close()


@asynccontextmanager
async def serving(database: Database) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(work()) for work in (database.dispatch, database.adopt_left_over)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def leave(database: Database, *events: DomainEvent) -> None:
    async with database.transaction() as tx:
        for event in events:
            tx.emit(event)


async def rows(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(sa.select(outbox.c.body).order_by(outbox.c.id))).scalars())


def told(database: Database, heard: list[str], *texts: str) -> Callable[[], object]:
    async def is_told() -> bool:
        return heard == list(texts) and await rows(database) == []

    return is_told


async def test_a_server_that_runs_tells_it_at_once_and_once(
    database: Database, command_line: Database, heard: list[str]
) -> None:
    async with serving(database):
        # The clock stands still: it is not told for its age.
        await leave(command_line, LeftBehind(text="typed"), NobodyHears(text="x"), LeftBehind(text="typed after"))
        await eventually(told(database, heard, "typed", "typed after"), within_s=TOLD_WITHIN_S, every_s=0.02)
        await leave(command_line, LeftBehind(text="later"))
        await eventually(told(database, heard, "typed", "typed after", "later"), within_s=TOLD_WITHIN_S, every_s=0.02)


async def test_a_server_that_starts_later_tells_it_then(
    database: Database, command_line: Database, heard: list[str]
) -> None:
    await leave(command_line, LeftBehind(text="typed while nobody was there"))
    assert len(await rows(database)) == 1
    await database.deliver_left_over()
    assert heard == ["typed while nobody was there"]
    assert await rows(database) == []


async def test_what_a_server_commits_itself_is_not_told_twice(database: Database, heard: list[str]) -> None:
    async with serving(database):
        for number in range(20):
            await leave(database, LeftBehind(text=str(number)))
        await asyncio.wait_for(database.drained(), 10)
    assert heard == [str(number) for number in range(20)]


async def test_what_rolls_back_is_not_left(command_line: Database, database: Database) -> None:
    with pytest.raises(RuntimeError, match="half-way"):
        await leave_half(command_line)
    assert await rows(database) == []


async def leave_half(database: Database) -> None:
    async with database.transaction() as tx:
        tx.emit(LeftBehind(text="never"))
        raise RuntimeError("half-way")
