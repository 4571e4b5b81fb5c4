"""The database's shape over time: Alembic revisions, applied when the server starts."""

from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from livehouse import (
    accounts,
    chat,
    discovery,
    gifts,
    ledger,
    live_access,
    moderation,
    notifications,
    payments,
    replays,
    rooms,
    schedule,
    sharing,
    videos,
)
from livehouse.platform.database import Database, metadata

__all__ = ["SchemaMissing", "SchemaTooNew", "SchemaTooOld", "check", "differences", "make_revision", "upgrade"]

# Each slice defines its tables on `metadata` when it is imported; a migration must see all of them.
SLICES_WITH_TABLES = (
    *(
        accounts,
        chat,
        discovery,
        gifts,
        ledger,
        live_access,
        moderation,
        notifications,
        payments,
        replays,
        rooms,
        schedule,
        sharing,
    ),
    videos,
)

FOLDER: Final = Path(__file__).parent
# Any number, the same for all servers of one database.
MIGRATION_LOCK: Final = 7_155_290_001


class SchemaTooNew(Exception):
    """The database was written by a newer Livehouse than this one."""


class SchemaMissing(Exception):
    """No Livehouse has ever used the database."""

    def __init__(self) -> None:
        super().__init__(
            "No Livehouse has ever used this database. Check --data, LIVEHOUSE_DATA and LIVEHOUSE_DATABASE_URL."
        )


class SchemaTooOld(Exception):
    """The database was last used by an older Livehouse than this one."""


def _revisions() -> list[str]:
    """The revisions that this version knows, in order: the numbers that their files begin with."""
    return sorted(file.name.split("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py"))


def is_ours(name: str | None, type_: str, _parents: object) -> bool:
    """Whether SQLAlchemy knows it: not the tables of the search's index, which each store has in its own way."""
    return type_ != "table" or name is None or not name.startswith("search_grams")


async def upgrade(database: Database) -> None:
    """Bring the database to this version's shape; does nothing when it already has it.

    Raises:
        SchemaTooNew: it has a shape that this version does not know; nothing was changed.
        DatabaseUnusable, StorageFull: it cannot be opened or written.
    """
    async with database.opening() as connection:
        await connection.run_sync(_upgrade)


async def check(database: Database) -> None:
    """Refuse a database that has not this version's shape; changes nothing.

    Raises:
        SchemaMissing, SchemaTooNew, SchemaTooOld: it has another one, or none.
    """
    async with database.read() as connection:
        current = await connection.run_sync(_current)
    if current is None:
        raise SchemaMissing
    _check_known(current)
    if current != _revisions()[-1]:
        raise SchemaTooOld(
            f"This database was last used by an older Livehouse (revision {current}). Use that version's command, or "
            "start this version's server first."
        )


def _check_known(revision: str) -> None:
    if revision not in _revisions():
        raise SchemaTooNew(
            f"This database was last used by a newer Livehouse (revision {revision}). Start that version, or restore a "
            "backup made before it."
        )


def _upgrade(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Several processes may start at once; the first one migrates, the others wait for it and find nothing to do.
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
    current = _current(connection)
    if _revisions()[-1:] == [current]:
        return
    if current is not None:
        _check_known(current)
    # Loaded only when it is needed, which is once per release; it is a tenth of the time that a start takes.
    from alembic import command

    command.upgrade(_config(connection), "head")


def _current(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _config(connection: sa.Connection) -> Any:  # noqa: ANN401  # alembic's own type, which is loaded only when needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


async def differences(database: Database) -> list[Any]:
    """What the tables in the code have that the migrated database has not, and the reverse; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    async with database.opening() as connection:
        opts = {"compare_type": True, "include_name": is_ours}
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync, opts=opts), metadata))
        )


async def make_revision(database: Database, message: str) -> None:
    """Write a new revision from the difference between the migrated `database` and the tables in the code."""
    from alembic import command

    number = f"{len(_revisions()) + 1:04}"
    async with database.opening() as connection:
        await connection.run_sync(
            lambda sync: command.revision(_config(sync), message=message, autogenerate=True, rev_id=number)
        )
