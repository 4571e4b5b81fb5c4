"""What was said in a room, found again by its time."""

from collections.abc import Sequence
from datetime import datetime

from livehouse.accounts import Accounts
from livehouse.chat import store
from livehouse.chat.events import Comment
from livehouse.kernel.ids import first_id_at, made_at
from livehouse.moderation import Moderation
from livehouse.platform.database import Database


class Transcript:
    """Reads rooms' comments as they may be shown today."""

    def __init__(self, database: Database, accounts: Accounts, moderation: Moderation) -> None:
        self._database = database
        self._accounts = accounts
        self._moderation = moderation

    async def between(self, room_id: str, since: datetime, until: datetime, rows_max: int) -> list[Comment]:
        """What was said from `since` to before `until`, oldest first; the first `rows_max` of it.

        Not what was said by those who are banned now, or whose account is being deleted.
        """
        async with self._database.read() as connection:
            stored = await store.load_between(connection, room_id, first_id_at(since), first_id_at(until), rows_max)
        present = await self._accounts.present({one.account_id for one in stored})
        standings = await self._moderation.standings_of(present)
        cards = await self._accounts.cards(who for who in present if standings[who].state != "banned")
        return [
            Comment(id=one.id, account=cards[one.account_id], role=one.role, text=one.text, at=one.at)
            for one in stored
            if one.account_id in cards
        ]

    async def pace(self, room_id: str) -> Sequence[tuple[datetime, int]]:
        """How many comments were made, by the second (of 1,024 ms) in which they were; only seconds with some."""
        async with self._database.read() as connection:
            counted = await store.count_by_second(connection, room_id)
        return [(made_at(second), count) for second, count in counted]
