"""From the first shape of the database to the last and back, with people in it, on both stores."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from livehouse import migrations
from livehouse.accounts import store
from livehouse.accounts.follow_store import habits
from livehouse.migrations import SchemaTooNew
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.support.clock import FakeClock

NAME = "livehouse_migrated"
ACCOUNT = "01kmn0v6000000000000000abc"


@pytest.fixture(params=["sqlite", "postgres"])
async def untouched(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
    else:
        server = sa.make_url(request.getfixturevalue("postgres_url"))
        engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(sa.text(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
            await connection.execute(sa.text(f"CREATE DATABASE {NAME}"))
        await engine.dispose()
        url = server.set(database=NAME).render_as_string(hide_password=False)
    opened = Database(url, clock, Events())
    yield opened
    await opened.close()


async def move(database: Database, revision: str, *, down: bool = False) -> None:
    def run(connection: sa.Connection) -> None:
        (command.downgrade if down else command.upgrade)(migrations._config(connection), revision)

    async with database.opening() as connection:
        await connection.run_sync(run)


async def differences(database: Database) -> list[object]:
    """How the tables differ from the code's; those that other tests define for themselves are none of it."""
    found = await migrations.differences(database)
    return [one for one in found if not (one[0] == "add_table" and one[1].name.startswith("test_"))]


async def test_the_tables_are_those_of_the_code_and_people_from_before_are_kept(untouched: Database) -> None:
    await move(untouched, "0002")
    async with untouched.opening() as connection:
        await connection.execute(
            sa.text(
                "INSERT INTO accounts (id, handle, email, email_key, password_hash, nickname, bio, birth_date, region, "
                "followers, following, created_at) VALUES (:id, 'mika', 'm@example.org', 'm@example.org', 'x', 'Mika', "
                "'', '2000-02-29', 'JP', 0, 0, '2026-03-14 20:00:00.000000')"
            ),
            {"id": ACCOUNT},
        )
    await migrations.upgrade(untouched)
    assert await differences(untouched) == []
    async with untouched.read() as connection:
        mika = await store.find_by_id(connection, ACCOUNT)
    assert mika is not None
    assert (mika.handle, mika.topics, mika.links, mika.language, mika.is_operator) == ("mika", (), (), "en", False)
    # Once more changes nothing.
    await migrations.upgrade(untouched)
    # All the way back to where they came from, and here again.
    await move(untouched, "0002", down=True)
    await migrations.upgrade(untouched)
    assert await differences(untouched) == []
    async with untouched.read() as connection:
        assert await store.find_by_id(connection, ACCOUNT) is not None


async def test_a_shape_of_a_newer_version_is_left_alone(untouched: Database) -> None:
    await move(untouched, "0001")
    async with untouched.opening() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match="9999"):
        await migrations.upgrade(untouched)


async def test_what_people_watched_and_who_follows_back_counts_from_before_it_was_counted(untouched: Database) -> None:
    ids = [f"01kmn0v600000000000000000{letter}" for letter in "abc"]
    follows = [(0, 1), (1, 0), (2, 0)]
    watched = [
        ("one", ids[0], "2026-03-14 23:59:59.000000", 10.0),
        ("two", ids[0], "2026-03-15 00:00:00.000000", 60.0),
        ("three", ids[0], "2026-03-15 20:00:00.000000", 60.0),
        ("one", ids[1], "2026-03-14 20:00:00.000000", 9.0),
        ("one", "a stranger", "2026-03-14 20:00:00.000000", 90.0),
    ]
    await move(untouched, "0007")
    async with untouched.opening() as connection:
        for number, account_id in enumerate(ids):
            await connection.execute(
                sa.text(
                    "INSERT INTO accounts (id, handle, email, email_key, password_hash, nickname, bio, birth_date, "
                    "region, followers, following, created_at) VALUES (:id, :name, :name, :name, 'x', :name, '', "
                    "'2000-02-29', 'JP', 0, 0, '2026-03-14 20:00:00.000000')"
                ),
                {"id": account_id, "name": f"person{number}"},
            )
        for follower, followee in follows:
            await connection.execute(
                sa.text("INSERT INTO follows VALUES (:follower, :followee, '2026-03-14 20:00:00.000000')"),
                {"follower": ids[follower], "followee": ids[followee]},
            )
        for room in ("one", "two", "three"):
            await connection.execute(
                sa.text(
                    "INSERT INTO rooms (id, host_id, title, topic, audience, state, created_at, ended_at) VALUES "
                    "(:id, 'host', 't', 'music', 'everyone', 'ended', :at, :at)".replace(
                        ":at", "'2026-03-15 22:00:00.000000'"
                    )
                ),
                {"id": room},
            )
        for room, viewer, at, seconds in watched:
            await connection.execute(
                sa.text(
                    "INSERT INTO room_viewers (room_id, viewer_key, first_seen_at, watched_s) VALUES "
                    f"(:room, :viewer, '{at}', :seconds)"
                ),
                {"room": room, "viewer": viewer, "seconds": seconds},
            )
    await migrations.upgrade(untouched)
    async with untouched.read() as connection:
        found = await connection.execute(
            sa.select(habits.c.account_id, habits.c.mutuals, habits.c.days_watched, habits.c.last_watched_on)
        )
        known = {row.account_id: tuple(row)[1:] for row in found}
    assert known == {ids[0]: (1, 2, date(2026, 3, 15)), ids[1]: (1, 0, None)}
