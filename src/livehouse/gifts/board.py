"""Tells rooms of their gifts: what was sent, combos that are over, and who gave most."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from livehouse.accounts import Accounts
from livehouse.gifts import store
from livehouse.gifts.events import (
    SAMPLED_TIERS,
    CombosSettled,
    Gifted,
    GiftsReversed,
    GiftsSent,
    TopSender,
    TopSendersChanged,
)
from livehouse.gifts.top_senders import SHOWN_MAX, TopSendersFold
from livehouse.kernel.errors import Unavailable
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.realtime import Hub
from livehouse.rooms import Rooms

log = structlog.get_logger(__name__)

# Viewers of a fast room are spared some gifts, so they hear of the sums this often while there are any.
LIST_EVERY_S: Final = 1.0


class Board:
    """Publishes into the rooms' streams. Every event may be told twice; clients know gifts by their ids."""

    def __init__(self, database: Database, hub: Hub, rooms: Rooms, accounts: Accounts) -> None:
        self._database = database
        self._rooms = rooms
        self._hub = hub
        self._accounts = accounts
        self._lists_owed: set[str] = set()
        self._something_owed = asyncio.Event()

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(GiftsSent, self._tell_gifts)
        events.subscribe(CombosSettled, self._tell_combos)
        events.subscribe(GiftsReversed, self._tell_reversal)

    async def work(self) -> None:
        """Tell rooms in which gifts were sent who gave most, for as long as the process lives."""
        while True:
            await self._something_owed.wait()
            await asyncio.sleep(LIST_EVERY_S)
            owed, self._lists_owed = self._lists_owed, set()
            self._something_owed.clear()
            for room_id in owed:
                try:
                    await self.tell_list(room_id)
                except Unavailable as error:
                    log.warning("the top senders of a room are told later", room=room_id, error=error.message)
                    self._owe(room_id)

    def _owe(self, room_id: str) -> None:
        self._lists_owed.add(room_id)
        self._something_owed.set()

    async def _tell_gifts(self, event: GiftsSent) -> None:
        is_sampled = False
        for gift in event.gifts:
            sampled = gift.catalogue.tier in SAMPLED_TIERS
            await self._hub.publish(event.room_id, Gifted(gift), sampled=sampled, speaker=gift.sender.id)
            is_sampled = is_sampled or sampled
        if is_sampled:
            self._owe(event.room_id)

    async def _tell_combos(self, event: CombosSettled) -> None:
        for combo in event.combos:
            sampled = combo.catalogue.tier in SAMPLED_TIERS
            await self._hub.publish(event.room_id, combo, sampled=sampled, speaker=combo.sender.id)

    async def _tell_reversal(self, event: GiftsReversed) -> None:
        for room_id in event.room_ids:
            # It may be open in another process alone; of one that is long over nobody looks at the list any more.
            if self._hub.is_open(room_id) or await self._rooms.is_running(room_id):
                await self.tell_list(room_id)

    async def tell_list(self, room_id: str) -> None:
        """Tell a room who gave most in it."""
        await self._hub.publish(room_id, TopSendersChanged(await self.top_senders(room_id, SHOWN_MAX)))

    async def top_senders(self, room_id: str, senders_max: int) -> list[TopSender]:
        """Who gave most in a room."""
        async with self._database.read() as connection:
            senders = await store.load_room_senders(connection, room_id, senders_max)
        cards = await self._accounts.cards([account_id for account_id, _ in senders])
        return [TopSender(cards[account_id], coins) for account_id, coins in senders if account_id in cards]

    async def load(self, room_id: str) -> TopSendersFold:
        """The top senders of a room so far."""
        return TopSendersFold(await self.top_senders(room_id, SHOWN_MAX))

    async def tally(self, room_id: str) -> Mapping[str, int]:
        """How many gifts were sent in the room, and their diamonds."""
        async with self._database.read() as connection:
            count, diamonds = await store.load_tally(connection, room_id)
        return {"gifts": count, "diamonds": diamonds}
