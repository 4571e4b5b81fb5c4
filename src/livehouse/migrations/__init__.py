"""The database's shape over time: Alembic revisions, applied when the server starts."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from livehouse import accounts, chat, live_access, rooms
from livehouse.platform.database import Database, metadata

__all__ = ["SchemaTooNew", "differences", "make_revision", "upgrade"]

# Each slice defines its tables on `metadata` when it is imported; a migration must see all of them.
SLICES_WITH_TABLES = (accounts, chat, live_access, rooms)


class SchemaTooNew(Exception):
    """The database was written by a newer Livehouse than this one."""


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Bring the database to this version's shape; does nothing when it already has it.

    Raises:
        SchemaTooNew: it has a shape that this version does not know; nothing was changed.
    """
    async with database.engine.begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: sa.Connection) -> None:
    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaTooNew(
            f"This database was last used by a newer Livehouse (revision {current}). Start that version, or restore a "
            "backup made before it."
        )
    if connection.dialect.name == "postgresql":
        # Several processes may start at once; the first one migrates, the others wait for it and find nothing to do.
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(7155290001)"))
    command.upgrade(config, "head")


async def differences(database: Database) -> list[Any]:
    """What the tables in the code have that the migrated database has not, and the reverse; empty when they agree."""
    async with database.engine.begin() as connection:
        return await connection.run_sync(
            lambda sync: list(compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata))
        )


async def make_revision(database: Database, message: str) -> None:
    """Write a new revision from the difference between the migrated `database` and the tables in the code."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.revision(_config(sync), message=message, autogenerate=True))
