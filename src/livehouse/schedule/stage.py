"""An event and its LIVE: the host makes a LIVE the event's, which begins when that goes on the air and ends with it."""

from datetime import datetime, timedelta

import structlog

from livehouse.kernel.clock import Clock
from livehouse.platform.database import Database, Transaction
from livehouse.platform.events import Events
from livehouse.rooms import NoSuchRoom, RoomEnded, RoomFacts, RoomHasEnded, RoomRecords, Rooms, RoomStarted
from livehouse.schedule import model, store
from livehouse.schedule.events import EventBegan, EventEnded
from livehouse.schedule.model import EventFacts, NoSuchEvent, RoomTooNarrow

log = structlog.get_logger(__name__)


class Stage:
    """Moves events along with the rooms that are theirs."""

    def __init__(self, database: Database, rooms: Rooms, records: RoomRecords, clock: Clock, early: timedelta) -> None:
        self._database = database
        self._rooms = rooms
        self._records = records
        self._clock = clock
        self._early = early

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(RoomStarted, self._on_started)
        events.subscribe(RoomEnded, self._on_ended)

    async def link(self, event_id: str, account_id: str, room_id: str) -> EventFacts:
        """The event, whose LIVE this room is or will be; the same once more changes nothing.

        Raises:
            NoSuchEvent, NotTheEventsHost, EventNotDue, EventNotOpen: as they say.
            NoSuchRoom: there is none, or it is another host's.
            RoomHasEnded: as it says.
            RoomTooNarrow: it leaves out some whom the event does not.
        """
        now = self._clock.now()
        async with self._database.transaction() as tx:
            # Whoever wants to end it waits, and what it does afterwards is told afterwards.
            room = await self._hold(tx, room_id)
            if room is None or room.host_id != account_id:
                raise NoSuchRoom
            if room.state == "ended":
                raise RoomHasEnded
            event = await store.lock_event(tx, event_id)
            if event is None:
                raise NoSuchEvent
            model.check_is_host(event, account_id, what="begin this event")
            if room_id in (event.room_id, event.next_room_id) and event.cancelled_at is None:
                return event
            model.check_may_begin(event, now, early=self._early)
            if not model.admits_all_of(room, event):
                raise RoomTooNarrow(event.audience)
            # A LIVE is one event at a time.
            await self._end_all(tx, room_id, now)
            if room.is_on_air:
                return await self._begin(tx, event, room_id, now)
            after = model.prepare(event, room_id)
            await store.update_event(tx, after)
            return after

    async def unlink(self, event_id: str, account_id: str) -> EventFacts:
        """The event without the room that was prepared for it; one that has begun stays as it is.

        Raises:
            NoSuchEvent, NotTheEventsHost: as they say.
        """
        async with self._database.transaction() as tx:
            event = await store.lock_event(tx, event_id)
            if event is None:
                raise NoSuchEvent
            model.check_is_host(event, account_id, what="change what this event begins with")
            after = model.prepare(event, None)
            await store.update_event(tx, after)
            return after

    async def _on_started(self, event: RoomStarted) -> None:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            room = await self._hold(tx, event.room_id)
            if room is None or not room.is_on_air:
                return
            # One that its host has put off meanwhile waits for its new time.
            prepared = [
                each
                for each in await store.lock_events_of_room(tx, room.id)
                if each.next_room_id == room.id and model.may_begin(each, now, early=self._early)
            ]
            if not prepared and room.starts_itself:
                # Nobody was there to be asked whether this is the event that is due.
                prepared = await self._due_for(tx, room, now)
            for each in prepared[:1]:
                await self._begin(tx, each, room.id, now)

    async def _due_for(self, tx: Transaction, room: RoomFacts, now: datetime) -> list[EventFacts]:
        waited_for = [
            event
            for event in await store.load_waited_for(tx, room.host_id, now)
            if model.may_begin(event, now, early=self._early) and model.admits_all_of(room, event)
        ]
        if not waited_for:
            return []
        held = await store.lock_event(tx, waited_for[0].id)
        return [held] if held is not None and model.may_begin(held, now, early=self._early) else []

    async def _on_ended(self, event: RoomEnded) -> None:
        async with self._database.transaction() as tx:
            await self._end_all(tx, event.room_id, event.at)

    async def mend(self) -> None:
        """Look whether every event stands where its room does; what is told of rooms can be lost.

        Raises:
            Unavailable: they cannot be read or written.
        """
        async with self._database.read() as connection:
            waiting = await store.load_rooms_waited_for(connection)
        rooms = await self._records.of_ids({room_id for _, room_id in waiting})
        now = self._clock.now()
        for event_id, room_id in waiting:
            room = rooms.get(room_id)
            if room is None or room.state == "ended":
                log.info("an event follows its LIVE, which has ended", event_id=event_id, room=room_id)
                async with self._database.transaction() as tx:
                    await self._end_all(tx, room_id, now if room is None else room.ended_at or now)
            elif room.is_on_air:
                await self._on_started(RoomStarted(room_id=room_id, host_id=room.host_id, at=now))

    async def _hold(self, tx: Transaction, room_id: str) -> RoomFacts | None:
        held = self._rooms.hold([room_id])
        await tx.run(held)
        return held.result.get(room_id)

    async def _begin(self, tx: Transaction, event: EventFacts, room_id: str, now: datetime) -> EventFacts:
        after = model.begin(event, room_id, now)
        await store.update_event(tx, after)
        if event.began_at is None:
            tx.emit(EventBegan(event_id=event.id, room_id=room_id))
        return after

    async def _end_all(self, tx: Transaction, room_id: str, at: datetime) -> None:
        for event in await store.lock_events_of_room(tx, room_id):
            after = model.end(event, room_id, at)
            if after == event:
                continue
            await store.update_event(tx, after)
            if after.ended_at is not None and event.ended_at is None:
                tx.emit(EventEnded(event_id=event.id, room_id=room_id, at=at))
