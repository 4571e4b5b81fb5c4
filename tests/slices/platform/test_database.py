import asyncio

import pytest
import sqlalchemy as sa

from livehouse.platform.database import Database, StorageFull, metadata, outbox
from livehouse.platform.events import DomainEvent, Events
from tests.support.clock import FakeClock

notes = sa.Table("test_notes", metadata, sa.Column("text", sa.String(20), primary_key=True))


class NoteWritten(DomainEvent):
    text: str


class Heard:
    def __init__(self, events: Events) -> None:
        self.texts: list[str] = []
        events.subscribe(NoteWritten, self.hear)

    async def hear(self, event: NoteWritten) -> None:
        self.texts.append(event.text)


async def write(database: Database, text: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(notes.insert().values(text=text))
        tx.emit(NoteWritten(text=text))


async def write_half(database: Database, text: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(notes.insert().values(text=text))
        tx.emit(NoteWritten(text=text))
        raise RuntimeError("half-way")


async def write_many(database: Database, count: int) -> None:
    async with database.transaction() as tx:
        for number in range(count):
            await tx.execute(notes.insert().values(text=f"filler {number:06}"))


async def read_all(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(sa.select(notes.c.text).order_by(notes.c.text))).scalars())


async def test_an_event_is_told_after_its_commit_and_leaves_the_outbox(database: Database, events: Events) -> None:
    heard = Heard(events)
    dispatcher = asyncio.create_task(database.dispatch())
    await write(database, "a")
    await write(database, "b")
    await asyncio.wait_for(database.drained(), 5)
    dispatcher.cancel()
    assert heard.texts == ["a", "b"]
    async with database.read() as connection:
        assert (await connection.execute(sa.select(outbox))).all() == []


async def test_what_rolls_back_is_neither_kept_nor_told(database: Database, events: Events) -> None:
    heard = Heard(events)
    dispatcher = asyncio.create_task(database.dispatch())
    with pytest.raises(RuntimeError, match="half-way"):
        await write_half(database, "a")
    await write(database, "b")
    await asyncio.wait_for(database.drained(), 5)
    dispatcher.cancel()
    assert heard.texts == ["b"]
    assert await read_all(database) == ["b"]


async def test_events_of_a_process_that_died_are_told_by_the_next(database: Database, clock: FakeClock) -> None:
    async with database.transaction() as tx:
        await tx.execute(outbox.insert().values(name="NoteWritten", body='{"text":"left"}', committed_at=clock.now()))
    events = Events()
    heard = Heard(events)
    database._events = events
    await database.deliver_left_over()
    dispatcher = asyncio.create_task(database.dispatch())
    await write(database, "new")
    await asyncio.wait_for(database.drained(), 5)
    dispatcher.cancel()
    assert heard.texts == ["left", "new"]


async def test_a_full_disk_is_said_plainly_and_nothing_is_half_written(database: Database) -> None:
    if not database.is_sqlite:
        # PostgreSQL reports a full disk by its own code; that the code is understood is tested without filling one.
        from livehouse.platform.database import _translate

        class DiskFull(Exception):
            sqlstate = "53100"

        full = sa.exc.OperationalError("INSERT", {}, DiskFull("could not extend file"))
        assert isinstance(_translate(full), StorageFull)
        return
    await write(database, "before")
    async with database.opening() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageFull, match="no room left"):
        await write_many(database, 2_000)
    assert await read_all(database) == ["before"]
