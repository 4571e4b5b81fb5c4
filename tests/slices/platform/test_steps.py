"""Several statements in one visit, on both stores: what they write is what SQLAlchemy reads, and the reverse."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from livehouse.kernel.errors import Unavailable
from livehouse.platform.database import Database, UtcDateTime, metadata
from livehouse.platform.events import DomainEvent, Events
from livehouse.platform.steps import ROWS_AT_ONCE, Query, Rows, among

AT = datetime(2026, 11, 22, 15, 0, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 15, 0, 0, 250_000, tzinfo=UTC)

# Words that SQL knows, times with and without fractions, what may be missing, and what is large.
things = sa.Table(
    "test_things",
    metadata,
    sa.Column("key", sa.String(8), primary_key=True),
    sa.Column("order", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("part", sa.Double),
    sa.Column("is_open", sa.Boolean, nullable=False),
)
totals = sa.Table(
    "test_totals",
    metadata,
    sa.Column("key", sa.String(8), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("coins", sa.BigInteger, nullable=False),
)

NEW = Rows(things)
CHANGED = Rows(things, changed=["text", "at"], only=things.c.is_open)
ADDED = Rows(totals, sums=True)
BY_KEYS = Query(
    sa.select(things).where(among(things.c.key, "keys")).order_by(things.c.key, things.c.order).with_for_update()
)
NAMED = Query(sa.select(things.c.key, things.c.at).where(things.c.text == sa.bindparam("text")))
TOTALS = Query(sa.select(totals).order_by(totals.c.key))


class Noted(DomainEvent, frozen=True):
    text: str


def row(key: str, order: int = 1, **more: Any) -> dict[str, Any]:
    given = {"text": "a 'quoted' \"text\" \\ with ネコ 🎁\n", "at": AT, "day": date(2026, 2, 28), "is_open": True}
    return {"key": key, "order": order, "number": 2**62 + 1, "part": 0.1 + 0.2, **given, **more}


def as_it_is(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(each) for each in rows]


async def write_at_end(database: Database, key: str, text: str) -> None:
    async with database.transaction() as tx:
        tx.at_end(NEW.step([row(key)]))
        tx.emit(Noted(text=text))


async def run_over_a_cut(database: Database, pid: int) -> None:
    async with database.transaction() as tx:
        assert (await tx.execute(sa.select(sa.func.pg_backend_pid()))).scalar_one() == pid
        async with database.transaction() as other:
            await other.execute(sa.select(sa.func.pg_terminate_backend(pid)))
        await tx.run(TOTALS.step(as_it_is))


async def read_things(database: Database) -> list[tuple[Any, ...]]:
    async with database.read() as connection:
        query = sa.select(things).order_by(things.c.key, things.c.order)
        return [tuple(each) for each in await connection.execute(query)]


async def test_what_many_rows_write_is_what_everybody_reads(database: Database) -> None:
    rows = [
        row("a"),
        row("b", text=None, at=LATER, is_open=False, part=None),
        row("a", 2, number=-(2**62), part=1e-300),
        row("b", 2, part=1_763_829_000.1234567),
    ]
    expected = sorted(tuple(each[column.name] for column in things.c) for each in rows)
    async with database.transaction() as tx:
        await tx.run(NEW.step([dict(each) for each in rows]))
        found = BY_KEYS.step(as_it_is, keys=["a", "b", "nobody"])
        await tx.run(found)
        # In the order of the table's columns, whatever way they came.
        assert found.result == expected
    assert await read_things(database) == expected


async def test_a_row_has_a_field_for_each_column(database: Database) -> None:
    async with database.transaction() as tx:
        found = NAMED.step(lambda rows: {each.key: each.at for each in rows}, text="x")
        # One after the other: a step sees what the ones before it did.
        await tx.run(NEW.step([row("a", text="x", at=LATER), row("b")]), found)
    assert found.result == {"a": LATER}


async def test_a_list_may_be_long_or_empty(database: Database) -> None:
    async with database.transaction() as tx:
        many, none = BY_KEYS.step(len, keys=[f"{n:08}" for n in range(5_000)]), BY_KEYS.step(len, keys=[])
        await tx.run(NEW.step([row(f"{n:08}") for n in range(3_000)]), many, none)
    assert (many.result, none.result) == (3_000, 0)


async def test_however_many_rows_are_written_there_are_no_others(database: Database) -> None:
    numbers = sorted({number + more for number in ROWS_AT_ONCE for more in (-1, 0, 1) if number + more > 0})
    async with database.transaction() as tx:
        for number in numbers:
            await tx.run(NEW.step([row(f"{number}", order) for order in range(number)]))
            await tx.run(CHANGED.step([{"key": f"{number}", "order": n, "text": "x", "at": AT} for n in range(number)]))
        counted = sa.select(things.c.key, sa.func.count().label("number")).where(things.c.text == "x")
        found = {each.key: each.number for each in await tx.execute(counted.group_by(things.c.key))}
        everything = (await tx.execute(sa.select(sa.func.count()).select_from(things))).scalar_one()
    assert found == {f"{number}": number for number in numbers}
    assert everything == sum(numbers)


async def test_a_text_that_is_longer_than_the_column_finds_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        found = BY_KEYS.step(len, keys=["12345678 and more"])
        await tx.run(NEW.step([row("12345678")]), found)
    assert found.result == 0


async def test_rows_are_changed_by_their_key_where_they_may_be(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.run(NEW.step([row("a"), row("a", 2), row("b", is_open=False)]))
        keys = [("a", 1), ("b", 1), ("nobody", 1)]
        await tx.run(CHANGED.step([{"key": key, "order": n, "text": None, "at": LATER} for key, n in keys]))
    found = {(each[0], each[1]): (each[2] is None, each[3]) for each in await read_things(database)}
    assert found == {("a", 1): (True, LATER), ("a", 2): (False, AT), ("b", 1): (False, AT)}


async def test_sums_begin_at_nothing_and_are_added_to(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.run(ADDED.step([{"key": "a", "count": 1, "coins": 5}]))
        await tx.run(
            ADDED.step([{"key": "a", "count": 2, "coins": -7}, {"key": "b", "count": 1, "coins": 2**40}]),
            ADDED.step([{"key": "b", "count": 0, "coins": 1}]),
        )
        sums = TOTALS.step(as_it_is)
        await tx.run(sums)
    assert sums.result == [("a", 3, -2), ("b", 1, 2**40 + 1)]


async def test_no_rows_are_no_statement(database: Database) -> None:
    async with database.transaction() as tx:
        nothing = NEW.step([])
        await tx.run(nothing, ADDED.step([]))
        await tx.run()
    with pytest.raises(IndexError):
        _ = nothing.result


async def test_one_that_fails_takes_the_whole_transaction_back(database: Database) -> None:
    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as tx:
            await tx.run(NEW.step([row("a")]), ADDED.step([{"key": "a", "count": 1, "coins": 1}]), NEW.step([row("a")]))
    # What people typed stays out of logs.
    assert "quoted" not in str(refused.value)
    assert await read_things(database) == []
    async with database.transaction() as tx:
        sums = TOTALS.step(as_it_is)
        await tx.run(sums)
    assert sums.result == []


async def test_the_same_error_as_by_any_other_way(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.run(NEW.step([row("a")]))
    with pytest.raises(DBAPIError) as by_step:
        async with database.transaction() as tx:
            await tx.run(NEW.step([row("a")]))
    with pytest.raises(DBAPIError) as by_statement:
        async with database.transaction() as tx:
            await tx.execute(things.insert(), [row("a")])
    assert type(by_step.value) is type(by_statement.value)
    assert type(by_step.value.orig) is type(by_statement.value.orig)


async def test_what_is_kept_for_the_end_commits_with_the_events(database: Database, events: Events) -> None:
    heard: list[str] = []

    async def hear(event: Noted) -> None:
        heard.append(f"{event.text}: {len(await read_things(database))}")

    events.subscribe(Noted, hear)
    async with database.transaction() as tx:
        tx.at_end(NEW.step([row("a")]))
        tx.at_end(NEW.step([row("b")]))
        tx.emit(Noted(text="written"))
        before = BY_KEYS.step(len, keys=["a", "b"])
        await tx.run(before)
    assert before.result == 0
    with pytest.raises(IntegrityError):
        await write_at_end(database, "a", "never")
    await database.deliver_left_over()
    # Those of this process are delivered by its dispatcher, which does not run here.
    assert heard == []
    assert database.undelivered == 1


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_connection_that_was_cut_is_noticed_and_replaced(database: Database) -> None:
    async with database.transaction() as tx:
        pid = (await tx.execute(sa.select(sa.func.pg_backend_pid()))).scalar_one()
    with pytest.raises(Unavailable):
        await run_over_a_cut(database, pid)
    async with database.transaction() as tx:
        await tx.run(NEW.step([row("a")]))
    assert len(await read_things(database)) == 1


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_server_that_went_away_while_nobody_asked_costs_nobody_an_error(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def connection_id() -> int:
        async with database.transaction() as tx:
            return int((await tx.execute(sa.select(sa.func.pg_backend_pid()))).scalar_one())

    pid = await connection_id()
    # One that was used a moment ago is not asked first.
    assert await connection_id() == pid
    async with database.transaction() as tx, database.transaction() as other:
        assert (await tx.execute(sa.select(sa.func.pg_backend_pid()))).scalar_one() == pid
        await other.execute(sa.select(sa.literal(1)))
        other_pid = (await other.execute(sa.select(sa.func.pg_backend_pid()))).scalar_one()
    async with database.transaction() as tx:
        mine = (await tx.execute(sa.select(sa.func.pg_backend_pid()))).scalar_one()
        for victim in {pid, other_pid} - {mine}:
            await tx.execute(sa.select(sa.func.pg_terminate_backend(victim)))
    monkeypatch.setattr("livehouse.platform.database.PING_AFTER_S", 0.0)
    assert {await connection_id(), await connection_id()}.isdisjoint({pid, other_pid} - {mine})
