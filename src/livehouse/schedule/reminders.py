"""What time does to events: reminders fall due, and the rules of a zone may have changed since an event was made.

Every process looks; whoever finds something first writes down that it is told, in the transaction that tells it. So it
is told once, whether there are one or a hundred processes, and whichever of them dies when.
"""

import asyncio
from typing import Final

import msgspec
import structlog

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.zones import UnknownZone, access_zone
from livehouse.platform.database import Database
from livehouse.platform.tasks import Supervisor
from livehouse.schedule import model, store, times
from livehouse.schedule.events import EventChanged, EventReminderDue
from livehouse.schedule.metrics import ScheduleMetrics
from livehouse.schedule.model import EventFacts
from livehouse.schedule.stage import Stage

log = structlog.get_logger(__name__)

AT_ONCE_MAX: Final = 200
PAGE: Final = 500
# How often it is looked whether events stand where their rooms do, counted in looks for reminders.
MEND_EVERY_LOOKS: Final = 12


class Reminders:
    """Looks at the clock."""

    def __init__(
        self, database: Database, stage: Stage, clock: Clock, settings: Settings, metrics: ScheduleMetrics
    ) -> None:
        self._database = database
        self._stage = stage
        self._clock = clock
        self._every_s = settings.events_look_every_s
        self._metrics = metrics

    def start(self, supervisor: Supervisor) -> None:
        """Begin to look."""
        supervisor.start("events", self._work)

    async def _work(self) -> None:
        is_settled = False
        looks = 0
        while True:
            try:
                if not is_settled:
                    await self.settle()
                    is_settled = True
                await self.look()
                if looks % MEND_EVERY_LOOKS == 0:
                    await self._stage.mend()
                looks += 1
            except Unavailable as error:
                log.warning("events cannot be looked at", reason=error.message)
            await asyncio.sleep(self._every_s)

    async def look(self) -> int:
        """Tell of the reminders whose time has come; how many.

        Raises:
            Unavailable: they cannot be read or written.
        """
        told = 0
        while True:
            async with self._database.read() as connection:
                due = await store.load_ids_to_remind(connection, self._clock.now(), AT_ONCE_MAX)
            for event_id in due:
                told += await self._remind(event_id)
            if len(due) < AT_ONCE_MAX:
                return told

    async def _remind(self, event_id: str) -> bool:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            event = await store.lock_event(tx, event_id)
            if event is None:
                return False
            after, lead = model.remind(event, now)
            if after == event:
                # Another process was faster.
                return False
            await store.update_event(tx, after)
            if lead is not None:
                tx.emit(EventReminderDue(event_id=event.id, lead=lead, starts_at=event.starts_at))
        if lead is not None:
            self._metrics.reminders.labels(lead).inc()
            self._metrics.reminder_delay.observe(
                max(0.0, (now - (event.starts_at - model.LEADS[lead])).total_seconds())
            )
        return lead is not None

    async def settle(self) -> int:
        """Put every event that is to come where its wall clock's time is by the rules that hold now; how many moved.

        Raises:
            Unavailable: they cannot be read or written.
        """
        moved = 0
        after_id = ""
        while True:
            async with self._database.read() as connection:
                page = await store.load_page_of_all(connection, self._clock.now(), after_id=after_id, rows_max=PAGE)
            for event in page:
                if self._settled(event) != event:
                    moved += await self._move(event.id)
            if len(page) < PAGE:
                return moved
            after_id = page[-1].id

    def _settled(self, event: EventFacts) -> EventFacts:
        if event.began_at is not None:
            return event
        try:
            zone = access_zone(event.zone)
        except UnknownZone:
            # Of a machine that knows more zones than this one. The moment is known all the same.
            log.warning("a zone of an event is unknown here", zone=event.zone, event_id=event.id)
            return event
        starts_at = times.settle(times.read_local(event.local_start), zone, event.occurrence)
        if starts_at == event.starts_at:
            return event
        now = self._clock.now()
        moved = msgspec.structs.replace(
            event,
            starts_at=starts_at,
            closes_at=model.closes_at(starts_at, event.duration_minutes),
            updated_at=now,
            revision=event.revision + 1,
        )
        return model.plan_reminders(moved, now)

    async def _move(self, event_id: str) -> bool:
        async with self._database.transaction() as tx:
            event = await store.lock_event(tx, event_id)
            if event is None:
                return False
            after = self._settled(event)
            if after == event:
                return False
            await store.update_event(tx, after)
            tx.emit(
                EventChanged(
                    event_id=after.id,
                    host_id=after.host_id,
                    at=after.updated_at,
                    changed=("starts_at",),
                    revision=after.revision,
                )
            )
        log.info("an event follows the rules of its zone", event_id=event.id, zone=event.zone)
        return True
