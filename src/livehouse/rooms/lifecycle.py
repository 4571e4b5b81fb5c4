"""A room's life, step by step, each written down before anybody hears of it.

Steps come from the host (create, go live, end), from the relay (the picture is gone, is back) and from time (a grace
ran out). Each is one transaction that locks the room, asks the model, writes, and emits the event; what the room's
channel and the relay do about it follows from the committed event (`announcer`).
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database, Transaction
from livehouse.platform.events import DomainEvent
from livehouse.rooms import model, store, stream_key_store
from livehouse.rooms.events import RoomEnded, RoomInterrupted, RoomResumed, RoomStarted
from livehouse.rooms.model import AlreadyLive, Audience, EndedReason, NoPicture, NoSuchRoom, RoomFacts, Source
from livehouse.rooms.open_rooms import OpenRooms
from livehouse.rooms.ports import Relay

log = structlog.get_logger(__name__)

CHECK_INTERVAL_S: Final = 1.0
# Rooms that a check reads: with ten thousand LIVEs each comes round in 40 s, which only makes up for what was lost.
CHECKED_AT_ONCE: Final = 250
# A room being prepared is replaced when its host asks for another, unless it is this young: then it was one press of
# the button that arrived twice, and the second must not end what the first just made.
PREPARING_FRESH_S: Final = 3.0
# Two requests of one host can only ever be in each other's way once; a third attempt means something else is wrong.
CREATE_ATTEMPTS_MAX: Final = 3

Step = Callable[[RoomFacts, datetime], RoomFacts]


class Lifecycle:
    """Moves rooms from one state to the next."""

    def __init__(
        self,
        database: Database,
        open_rooms: OpenRooms,
        relay: Relay,
        clock: Clock,
        ids: Ids,
        settings: Settings,
    ) -> None:
        self._database = database
        self._open_rooms = open_rooms
        self._relay = relay
        self._clock = clock
        self._ids = ids
        self._grace = timedelta(seconds=settings.interruption_grace_s)
        self._preparing_lifetime = timedelta(seconds=settings.preparing_lifetime_s)
        # Rooms whose state did not match the relay's at the last check.
        self._doubted: set[str] = set()
        # The host with whose room the last check ended; "" after the last one of all.
        self._checked_host = ""
        # Rooms that are thought to be running here, and have yet to be looked at before all of them are again.
        self._to_look_at: list[str] = []

    # By the host

    async def create(
        self,
        host_id: str,
        *,
        title: str,
        topic: str,
        audience: Audience,
        source: Source = "browser",
        is_recorded: bool = True,
        starts_itself: bool = False,
    ) -> RoomFacts:
        """A new room, being prepared. One that the host was preparing before is ended.

        Raises:
            AlreadyLive: the host has a room on the air, or prepares one whose picture arrives already.
        """
        for _ in range(CREATE_ATTEMPTS_MAX):
            now = self._clock.now()
            room = RoomFacts(
                id=self._ids.new(),
                host_id=host_id,
                title=title,
                topic=topic,
                audience=audience,
                created_at=now,
                source=source,
                is_recorded=is_recorded,
                starts_itself=starts_itself,
            )
            replaced = None
            async with self._database.transaction() as tx:
                running = await store.lock_running_room_of(tx, host_id)
                if running is not None:
                    if not self._is_abandoned(running, now):
                        raise AlreadyLive(running.id)
                    replaced = model.end(running, now, "host")
                    await store.update_life(tx, replaced)
                    tx.emit(RoomEnded(room_id=replaced.id, host_id=host_id, at=now, reason="host"))
                inserted = await store.insert_room(tx, room)
            if replaced is not None:
                self._open_rooms.note(replaced)
            if inserted:
                self._relay.open_room(room.id)
                return room
        raise Unavailable("Your LIVE could not be prepared just now. Try again in a moment.")

    async def go_live(self, room_id: str, account_id: str) -> RoomFacts:
        """The host's room on the air; nothing happens if it is.

        Raises:
            NoSuchRoom, NotTheHost, RoomHasEnded: as they say.
            NoPicture: the relay has no frames of it yet.
        """

        def step(room: RoomFacts, now: datetime) -> RoomFacts:
            self._check_is_host(room, account_id, what="start this LIVE")
            if room.state in ("preparing", "interrupted") and not self._relay.has_broadcast(room.id):
                raise NoPicture
            return model.resume(model.start(room, now))

        return await self._move(room_id, step)

    async def end(self, room_id: str, account_id: str) -> RoomFacts:
        """The host's room, ended; nothing happens if it has.

        Raises:
            NoSuchRoom, NotTheHost: as they say.
        """

        def step(room: RoomFacts, now: datetime) -> RoomFacts:
            self._check_is_host(room, account_id, what="end this LIVE")
            return model.end(room, now, "host")

        return await self._move(room_id, step)

    # By the platform

    async def end_of_host(self, host_id: str, reason: EndedReason) -> None:
        """End the host's room that has not ended, whether it is on the air or being prepared; there may be none."""
        async with self._database.read() as connection:
            running = await store.load_running_room_of(connection, host_id)
        if running is not None:
            log.info("room is ended", room=running.id, reason=reason)
            await self._move(running.id, lambda room, now: model.end(room, now, reason))

    # By the relay

    async def publisher_changed(self, room_id: str, online: bool) -> None:
        """Take note that the host's frames arrive again, or no longer. Of rooms made by any process."""
        async with self._database.read() as connection:
            room = await store.load_room(connection, room_id)
        if room is None:
            return
        if online and room.state == "preparing" and room.starts_itself:
            log.info("encoder goes LIVE by itself", room=room_id)
            await self._move(room_id, model.start)
        elif not room.is_on_air:
            return
        elif online:
            await self._move(room_id, lambda room, _now: model.resume(room))
        else:
            await self._move(room_id, model.interrupt)

    # By time

    async def recover(self) -> None:
        """Find the rooms that were there when the process before this one died; their hosts have the whole grace."""
        async with self._database.read() as connection:
            running = await store.load_running_rooms(connection)
        for room in running:
            self._relay.open_room(room.id)
            await self._open_rooms.open(room.id)
            if room.is_on_air:
                await self._move(room.id, model.begin_grace_anew)
        if running:
            log.info("rooms found again", rooms=len(running))

    async def watch(self) -> None:
        """Check the rooms every second, for as long as the process lives. For the process that has the relay."""
        while True:
            try:
                await self.check()
            except Unavailable as error:
                log.warning("rooms could not be checked", error=error.message)
            await asyncio.sleep(CHECK_INTERVAL_S)

    async def follow(self) -> None:
        """Look where the open rooms stand, for as long as the process lives. For all other processes."""
        while True:
            try:
                await self._open_rooms.look(self._next_to_look_at())
                await self._open_rooms.close_finished()
            except Unavailable as error:
                log.warning("rooms could not be looked at", error=error.message)
            await asyncio.sleep(CHECK_INTERVAL_S)

    async def check(self) -> None:
        """End what has been silent for too long, and make up for what was told and lost.

        What is due is found at once. What the relay told of a room, or others did with it, can be lost: each check
        looks at some of the rooms that run, by their hosts, and at some of those that are thought here to run, until
        all have had their turn. A callback can come while the room is not on the air yet, so two checks in a row that
        see the relay and the room disagree count as one.
        """
        known = self._next_to_look_at()
        notes_before, now = self._open_rooms.notes(), self._clock.now()
        async with self._database.read() as connection:
            due = await store.load_waiting_rooms(
                connection,
                preparing_since=now - self._preparing_lifetime,
                interrupted_since=now - self._grace,
                rows_max=CHECKED_AT_ONCE,
            )
            page = await store.load_running_rooms_after(connection, self._checked_host, CHECKED_AT_ONCE)
        doubted = await self._database.ask(store.load_rooms(list(self._doubted))) if self._doubted else []
        self._checked_host = page[-1].host_id if len(page) == CHECKED_AT_ONCE else ""
        for room in page:
            self._open_rooms.note_read(room, notes_before)
        for room in due:
            log.info("room ends by itself", room=room.id, state=room.state)
            await self._move(room.id, self._end_if_due)
        await self._compare({room.id: room for room in (*doubted, *page) if not self._is_due(room, now)})
        # Whoever ends a room says so, but what is said can be lost.
        found = await self._open_rooms.look(known)
        for room_id in self._relay.open_rooms().intersection(known):
            if room_id not in found or found[room_id].state == "ended":
                await self._relay.close_room(room_id)
        await self._open_rooms.close_finished()

    def _next_to_look_at(self) -> list[str]:
        if not self._to_look_at:
            self._to_look_at = list({*self._relay.open_rooms(), *self._open_rooms.believed_running()})
        part = self._to_look_at[-CHECKED_AT_ONCE:]
        del self._to_look_at[-CHECKED_AT_ONCE:]
        return part

    async def _compare(self, rooms: Mapping[str, RoomFacts]) -> None:
        """Believe the relay where it has seen these otherwise twice."""
        doubted, self._doubted = self._doubted, set()
        for room in rooms.values():
            if not (room.is_on_air or (room.state == "preparing" and room.starts_itself)):
                continue
            has_broadcast = self._relay.has_broadcast(room.id)
            if has_broadcast == (room.state == "live"):
                continue
            if room.id in doubted:
                await self.publisher_changed(room.id, has_broadcast)
            else:
                self._doubted.add(room.id)

    def _is_due(self, room: RoomFacts, now: datetime) -> bool:
        ends_at = model.ends_at(room, grace=self._grace, preparing_lifetime=self._preparing_lifetime)
        return ends_at is not None and now >= ends_at

    def _end_if_due(self, room: RoomFacts, now: datetime) -> RoomFacts:
        # The host may have come back between the look and the lock.
        return model.end(room, now, "silence") if self._is_due(room, now) else room

    # The one way in which a room changes

    async def _move(self, room_id: str, step: Step) -> RoomFacts:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            before = await store.lock_room(tx, room_id)
            if before is None:
                raise NoSuchRoom
            after = step(before, now)
            if after != before:
                await store.update_life(tx, after)
                await self._hold_encoder(tx, before, after)
                tx.emit(_what_happened(before, after, now))
        self._open_rooms.note(after)
        return after

    async def _hold_encoder(self, tx: Transaction, before: RoomFacts, after: RoomFacts) -> None:
        """An encoder whose LIVE is ended while it sends knows nothing of it and calls again: that begins no new one."""
        if after.source != "encoder" or after.state != "ended" or after.ended_reason == "silence":
            return
        if before.state == "live" or self._relay.has_broadcast(before.id):
            await stream_key_store.hold(tx, after.host_id, self._clock.now())

    def _check_is_host(self, room: RoomFacts, account_id: str, *, what: str) -> None:
        if room.started_at is None and room.host_id != account_id:
            raise NoSuchRoom
        model.check_is_host(room, account_id, what=what)

    def _is_abandoned(self, room: RoomFacts, now: datetime) -> bool:
        if room.state != "preparing" or self._relay.has_broadcast(room.id):
            return False
        return now - room.created_at >= timedelta(seconds=PREPARING_FRESH_S)


def _what_happened(before: RoomFacts, after: RoomFacts, at: datetime) -> DomainEvent:
    if after.ended_reason is not None:
        return RoomEnded(room_id=after.id, host_id=after.host_id, at=at, reason=after.ended_reason)
    if after.state == "interrupted":
        return RoomInterrupted(room_id=after.id, host_id=after.host_id, at=at)
    if before.state == "preparing":
        return RoomStarted(room_id=after.id, host_id=after.host_id, at=at)
    return RoomResumed(room_id=after.id, host_id=after.host_id, at=at)
