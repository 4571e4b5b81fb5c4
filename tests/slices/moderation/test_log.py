"""The operators' log: nothing is done without it, and nothing of it is changed unseen."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from livehouse import migrations
from livehouse.moderation import COMMAND_LINE, LogMark, OperatorsLog
from livehouse.moderation.chain import NO_HASH, next_entry
from livehouse.moderation.log_store import operator_log
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.slices.moderation.helping import make_operator, tamper, typed
from tests.slices.rooms.fixtures import OpenHouse
from tests.slices.rooms.house import House
from tests.support.clock import FakeClock
from tests.support.waiting import eventually

DELETE_LAST = "DELETE FROM operator_log WHERE number = 3"
TRUNCATE = "TRUNCATE operator_log"


@pytest.fixture
async def three(house: House) -> House:
    """A house with three entries, all of them noted."""
    fan = await house.sign_up("fan")
    for act in ("warn", "strike", "lift"):
        await typed(house, fan, act)  # type: ignore[arg-type]
    await house.settled()
    return house


async def act_half(house: House) -> None:
    async with house.database.transaction() as tx:
        await house.operators_log.add(tx, operator_id=None, act="review.grant", subject="x", details={})
        raise RuntimeError("half-way")


async def execute(database: Database, statement: str) -> None:
    async with database.transaction() as tx:
        await tx.execute(sa.text(statement))


async def test_each_act_is_one_entry_that_follows_the_one_before(house: House) -> None:
    operator, fan = await house.sign_up("odette"), await house.sign_up("fan")
    await make_operator(house, operator)
    await house.moderation.decide(fan.id, "strike", reason="Spam.", operator_id=operator.id)
    house.clock.advance(60)
    await typed(house, fan, "ban", reason="More spam.")
    ban, strike = await house.operators_log.about(fan.id)
    assert (strike.number, strike.operator, strike.act, strike.details) == (
        1,
        operator.id,
        "standing.strike",
        '{"reason":"Spam."}',
    )
    assert (ban.number, ban.operator, ban.act, ban.at) == (2, COMMAND_LINE, "standing.ban", house.clock.now())
    assert ban.details == '{"reason":"More spam.","sessions_ended":0}'
    assert (strike.previous_hash, ban.previous_hash) == (NO_HASH, strike.hash)
    assert await house.operators_log.about(fan.id, ["standing.ban"]) == [ban]
    found = await house.operators_log.check()
    assert (found.is_whole, found.entries, found.head_hash) == (True, 2, ban.hash)


async def test_what_rolls_back_is_not_in_it(house: House) -> None:
    with pytest.raises(RuntimeError, match="half-way"):
        await act_half(house)
    assert await house.operators_log.page(None, entries_max=10) == []
    assert (await house.operators_log.check()).is_whole


async def test_acts_at_the_same_time_follow_one_another(house: House, another_house: OpenHouse) -> None:
    other = await another_house(has_relay=False)
    people = [await house.sign_up(f"person{number}") for number in range(8)]
    await asyncio.gather(
        *(typed(place, person, "strike") for person in people for place in (house, other)),
    )
    found = await house.operators_log.check()
    assert (found.is_whole, found.entries) == (True, 16)
    standings = await house.moderation.standings_of([person.id for person in people])
    assert [len(standing.strikes_at) for standing in standings.values()] == [2] * 8


async def test_the_database_refuses_to_change_it(three: House) -> None:
    empties = "REPLACE INTO operator_log SELECT * FROM operator_log" if three.database.is_sqlite else TRUNCATE
    for statement in (
        "UPDATE operator_log SET details = '{}' WHERE number = 1",
        "DELETE FROM operator_log WHERE number = 1",
        "DELETE FROM operator_log",
        empties,
    ):
        with pytest.raises(DBAPIError, match="only ever added to"):
            await execute(three.database, statement)
    assert (await three.operators_log.check()).entries == 3


@pytest.fixture(params=["sqlite", "postgres"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'migrated.sqlite3'}"
    url: str = request.getfixturevalue("own_database_url")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


async def test_a_migrated_database_refuses_it_too(bare_url: str, tmp_path: Path, clock: FakeClock) -> None:
    """The migration's triggers are another text than those of the tables that tests make."""
    migrated = Database(bare_url, clock, Events())
    await migrations.upgrade(migrated)
    log = OperatorsLog(migrated, clock, LogMark(tmp_path))
    async with migrated.transaction() as tx:
        await log.add(tx, operator_id=None, act="standing.warn", subject="x", details={})
    for statement in ("UPDATE operator_log SET act = 'c'", "DELETE FROM operator_log"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            await execute(migrated, statement)
    assert (await log.check()).entries == 1
    await migrated.close()


CHANGES = (
    ('UPDATE operator_log SET details = \'{"reason":"nicer"}\' WHERE number = 2', 2, "was changed"),
    ("UPDATE operator_log SET operator = 'somebody else' WHERE number = 1", 1, "was changed"),
    ("DELETE FROM operator_log WHERE number = 2", 2, "is missing"),
    (DELETE_LAST, 3, "it had 3 entries, 2 are left"),
    ("DELETE FROM operator_log", 1, "it had 3 entries, 0 are left"),
    (
        "INSERT INTO operator_log SELECT 4, at, operator, act, subject, details, hash, hash FROM operator_log "
        "WHERE number = 3",
        4,
        "was changed",
    ),
)


async def test_a_change_past_the_triggers_is_found(three: House) -> None:
    await tamper(three.database, "CREATE TABLE log_as_it_was AS SELECT * FROM operator_log")
    for change, broken_at, said in CHANGES:
        await execute(three.database, change)
        found = await three.operators_log.check()
        assert (found.is_whole, found.broken_at) == (False, broken_at), change
        assert said in (found.why or ""), change
        await execute(three.database, "DELETE FROM operator_log")
        await execute(three.database, "INSERT INTO operator_log SELECT * FROM log_as_it_was")
        assert (await three.operators_log.check()).is_whole
    await execute(three.database, "DROP TABLE log_as_it_was")


async def test_an_end_that_was_cut_off_with_the_head_put_right_is_found_by_the_mark(three: House) -> None:
    before = await three.operators_log.page(None, entries_max=3)
    put_right = f"UPDATE operator_log_head SET number = 2, hash = '{before[1].hash}'"
    await tamper(three.database, DELETE_LAST, put_right)
    found = await three.operators_log.check()
    assert (found.broken_at, found.why) == (3, "the end of the log is missing: it had 3 entries, 2 are left")
    # Without the mark only somebody who noted the end elsewhere can tell.
    (three.settings.data / "operators-log.mark").unlink()
    assert (await three.operators_log.check()).is_whole
    assert not (await three.operators_log.check((3, before[0].hash))).is_whole


async def test_a_cut_off_end_is_not_covered_up_by_what_is_added_later(three: House) -> None:
    """The mark must not follow a chain that does not contain what it marks, or the next act would hide the cut."""
    before = await three.operators_log.page(None, entries_max=3)
    put_right = f"UPDATE operator_log_head SET number = 2, hash = '{before[1].hash}'"
    await tamper(three.database, DELETE_LAST, put_right)
    other = await three.sign_up("other")
    for _ in range(3):
        await typed(three, other, "strike")
    await three.settled()
    found = await three.operators_log.check()
    assert (found.entries, found.broken_at) == (2, 3)
    assert "written anew from here" in (found.why or "")


async def test_an_entry_that_nobody_added_by_an_act_is_found(three: House) -> None:
    """It fits the chain, as who knows how hashes are made can make one, but the head was not moved to it."""
    last = (await three.operators_log.page(None, entries_max=1))[0]
    forged = next_entry(
        3, last.hash, at=three.clock.now(), operator="somebody", act="standing.lift", subject="x", details={}
    )
    async with three.database.opening() as connection:
        values = {column.name: getattr(forged, column.name) for column in operator_log.c}
        await connection.execute(operator_log.insert().values(**values))
    found = await three.operators_log.check()
    assert (found.broken_at, found.why) == (4, "the entry was slipped in: the log's head does not know of it")


async def test_a_damaged_mark_is_said_and_stops_no_act(three: House) -> None:
    mark = three.settings.data / "operators-log.mark"
    mark.write_text("scribbled over")
    other = await three.sign_up("other")
    await typed(three, other, "warn")
    await three.settled()
    found = await three.operators_log.check()
    assert not found.is_whole
    assert "damaged" in (found.why or "")
    mark.unlink()
    assert (await three.operators_log.check()).is_whole


async def test_it_is_read_while_it_grows(three: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries that come between two reads of a check are no fault."""
    monkeypatch.setattr("livehouse.moderation.log.CHECKED_AT_ONCE", 1)
    person = await three.sign_up("person")

    async def grow() -> None:
        for _ in range(10):
            await typed(three, person, "strike")

    growing = asyncio.create_task(grow())

    async def has_grown() -> bool:
        found = await three.operators_log.check()
        assert found.is_whole, found
        return growing.done()

    await eventually(has_grown, within_s=20, every_s=0)
    await growing
