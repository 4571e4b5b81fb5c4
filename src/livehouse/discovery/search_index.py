"""The search's index as the operator sees it."""

from datetime import datetime

import msgspec

from livehouse.discovery import search_store as store
from livehouse.platform.database import Database


class IndexStatus(msgspec.Struct, frozen=True):
    """What is in the index, and since when that is everything; None while it is being made, or was never made."""

    built_at: datetime | None
    entries: dict[str, int]


async def index_status(database: Database) -> IndexStatus:
    """How the index is."""
    async with database.read() as connection:
        return IndexStatus(await store.load_built_at(connection), await store.count(connection))


async def ask_rebuild(database: Database) -> None:
    """Have the server make the index anew: within seconds if it runs, else when it starts."""
    async with database.transaction() as tx:
        await store.ask_rebuild(tx)
