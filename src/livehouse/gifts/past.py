"""What was given in a room, found again by its time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from livehouse.accounts import Accounts
from livehouse.gifts import past_store
from livehouse.gifts.catalogue import Catalogue
from livehouse.gifts.events import Combo, Gift
from livehouse.kernel.ids import first_id_at, made_at
from livehouse.platform.database import Database

# Ids have no room in them, so all gifts of the platform within the time are looked through; this much of them at once.
WINDOW: Final = timedelta(minutes=10)


class RoomSums(msgspec.Struct, frozen=True):
    """How many gifts, from how many people, and the ids of those who gave most."""

    gifts: int
    people: int
    most: Sequence[str]


class GiftRecords:
    """Reads rooms' gifts, those alone that were not taken back."""

    def __init__(self, database: Database, catalogue: Catalogue, accounts: Accounts) -> None:
        self._database = database
        self._catalogue = catalogue
        self._accounts = accounts

    async def between(self, room_id: str, since: datetime, until: datetime, rows_max: int) -> list[Gift]:
        """What was given from `since` to before `until`, oldest first; the first `rows_max` of it.

        Not from those whose account is being deleted.
        """
        async with self._database.read() as connection:
            rows = await past_store.load_between(connection, room_id, first_id_at(since), first_id_at(until), rows_max)
            versions = await self._catalogue.versions(connection, {(row.catalogue_id, row.version) for row in rows})
        named = {person for row in rows for person in (row.sender_id, row.recipient_id)}
        cards = await self._accounts.cards(await self._accounts.present(named))
        return [
            Gift(
                id=row.id,
                catalogue=versions[row.catalogue_id, row.version],
                sender=cards[row.sender_id],
                recipient=cards[row.recipient_id],
                is_to_host=row.recipient_id == row.host_id,
                count=row.count,
                coins=row.coins,
                combo=Combo(row.combo_id, row.combo_count),
                at=row.at,
                sender_coins=row.sender_coins,
            )
            for row in rows
            if row.sender_id in cards and row.recipient_id in cards
        ]

    async def sums(self, room_id: str, *, senders_max: int) -> RoomSums:
        """What a room's gifts come to by now: always the whole, so that to ask twice changes nothing."""
        async with self._database.read() as connection:
            return RoomSums(*await past_store.read_sums(connection, room_id, senders_max))

    async def pace(self, room_id: str, since: datetime, until: datetime) -> Sequence[tuple[datetime, int, int]]:
        """(when, how many, diamonds) of what was given from `since` to before `until`, by seconds of 1,024 ms."""
        found = []
        while since < until:
            end = min(since + WINDOW, until)
            async with self._database.read() as connection:
                found += await past_store.count_by_second(connection, room_id, first_id_at(since), first_id_at(end))
            since = end
        return [(made_at(second), count, diamonds) for second, count, diamonds in found]
