"""Tells the room's channel, and the relay, what was committed. Every handler may run twice for one event."""

from typing import Final

from livehouse.accounts import AccountFollowed, Accounts
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.realtime import Hub
from livehouse.rooms import model, moderator_store, store
from livehouse.rooms.events import (
    CoverChanged,
    Followed,
    ModeratorChanged,
    ModeratorsChanged,
    RoomChanged,
    RoomEnded,
    RoomInterrupted,
    RoomResumed,
    RoomStarted,
)
from livehouse.rooms.model import RoomFacts
from livehouse.rooms.open_rooms import OpenRooms
from livehouse.rooms.ports import Relay
from livehouse.rooms.views import Views

# Rooms change a few times an hour.
TOLD_AGAIN_MAX: Final = 5


class Announcer:
    """Subscribes to what concerns rooms."""

    def __init__(
        self, database: Database, hub: Hub, open_rooms: OpenRooms, views: Views, accounts: Accounts, relay: Relay
    ) -> None:
        self._database = database
        self._hub = hub
        self._open_rooms = open_rooms
        self._views = views
        self._accounts = accounts
        self._relay = relay

    def subscribe(self, events: Events) -> None:
        """Hear of rooms, covers and follows."""
        events.subscribe(RoomStarted, self._tell_room)
        events.subscribe(RoomInterrupted, self._tell_room)
        events.subscribe(RoomResumed, self._tell_room)
        events.subscribe(RoomEnded, self._tell_end)
        events.subscribe(CoverChanged, self._tell_room)
        events.subscribe(AccountFollowed, self._tell_follow)
        events.subscribe(ModeratorsChanged, self._tell_moderator)

    async def _tell_room(self, event: RoomStarted | RoomInterrupted | RoomResumed | RoomEnded | CoverChanged) -> None:
        opened = await self._open_rooms.open(event.room_id)
        facts = await self._load(event.room_id)
        for _ in range(TOLD_AGAIN_MAX):
            if facts is None:
                return
            notes = opened.noted
            # The room as it is now, which may be further on than the event: told twice the same, never backwards.
            await self._hub.publish(facts.id, RoomChanged(await self._views.room(facts)))
            told, facts = facts, await self._load(facts.id)
            # Another process may have moved it and told so between our look and our word, which then came last. What
            # this process moved is told by the event that follows.
            if facts is None or opened.noted != notes or model.looks_same(told, facts):
                return

    async def _load(self, room_id: str) -> RoomFacts | None:
        async with self._database.read() as connection:
            return await store.load_room(connection, room_id)

    async def _tell_end(self, event: RoomEnded) -> None:
        await self._tell_room(event)
        await self._relay.close_room(event.room_id)

    async def _tell_moderator(self, event: ModeratorsChanged) -> None:
        async with self._database.read() as connection:
            room = await store.load_running_room_of(connection, event.host_id)
            moderators = await moderator_store.load_moderators(connection, event.host_id)
        if room is not None and room.is_on_air:
            card = await self._accounts.card(event.account_id)
            # What they are now, which may be newer than the event.
            await self._hub.publish(room.id, ModeratorChanged(card, named=event.account_id in moderators))

    async def _tell_follow(self, event: AccountFollowed) -> None:
        async with self._database.read() as connection:
            room = await store.load_running_room_of(connection, event.followee_id)
        if room is None or not room.is_on_air:
            return
        async with self._database.transaction() as tx:
            is_new = await store.insert_new_follower(tx, room.id, event.follower_id, event.at)
        if is_new:
            card = await self._accounts.card(event.follower_id)
            await self._hub.publish(room.id, Followed(card), sampled=True, speaker=event.follower_id)
