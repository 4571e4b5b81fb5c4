"""Time watched, as it is written by several processes at once."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

from livehouse.platform.database import Database
from livehouse.rooms import store
from livehouse.rooms.store import TimeWatched

AT = datetime(2026, 3, 1, tzinfo=UTC)


async def test_two_who_write_of_the_same_viewers_do_not_wait_for_each_other(database: Database) -> None:
    async with database.transaction() as tx:
        room = {
            "id": "room",
            "host_id": "host",
            "title": "t",
            "topic": "music",
            "audience": "everyone",
            "state": "live",
        }
        await tx.execute(store.rooms.insert().values(**room, created_at=AT))

    async def write(keys: Iterable[str]) -> None:
        times = [TimeWatched(room_id="room", viewer_key=key, first_seen_at=AT, watched_s=1.0) for key in keys]
        for _ in range(5):
            async with database.transaction() as tx:
                await store.add_time_watched(tx, times)

    keys = [f"viewer-{number}" for number in range(400)]
    await asyncio.gather(write(keys), write(reversed(keys)))
    async with database.read() as connection:
        audited = await store.load_audit(connection, "room")
    assert (audited.viewers_total, audited.watched_s) == (400, 4_000.0)
