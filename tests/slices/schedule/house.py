"""Rooms and the schedule on one real database; the clock and the relay are the test's."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import rooms, schedule
from livehouse.accounts import Account
from livehouse.platform.events import DomainEvent
from livehouse.platform.files import Files
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.rooms import RoomRecords
from livehouse.schedule import Draft, Event, Schedule
from tests.slices.rooms.house import House
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in

ORIGIN = "http://venue.example:8000"


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    api.include_router(rooms.router(stand_in("rooms"), lambda _: ORIGIN), prefix=API)
    api.include_router(schedule.router(stand_in("schedule"), lambda _: ORIGIN), prefix=API)
    return api


class ScheduleHouse(House):
    """One process's worth of services, with the schedule. `news` is what it told the slices above."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, **settings: Any) -> None:
        super().__init__(url, folder, clock, **settings)
        self.files = Files(folder / "files")
        self.schedule = Schedule(
            database=self.database,
            files=self.files,
            rooms=self.rooms,
            records=RoomRecords(self.database, self.accounts, self.live_access),
            accounts=self.accounts,
            live_access=self.live_access,
            moderation=self.moderation,
            limits=RateLimits(),
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=CollectorRegistry(),
            tell=self._tell_all,
            calendar_secret=b"c" * 32,
        )
        self.schedule.subscribe(self.events)
        self.news: list[DomainEvent] = []
        for kind in (
            schedule.EventScheduled,
            schedule.EventChanged,
            schedule.EventCancelled,
            schedule.EventReminderDue,
            schedule.EventBegan,
            schedule.EventEnded,
        ):
            self.events.subscribe(kind, self._hear)

    async def _hear(self, event: DomainEvent) -> None:
        self.news.append(event)

    @property
    def api(self) -> HouseApp:
        return HouseApp(self, _routes())

    async def look(self) -> None:
        """Do once what is done every few seconds."""
        await self.schedule.reminders.look()
        await self.settled()

    async def told_of(self, kind: type[Any]) -> list[Any]:
        """What of this kind was told until now."""
        await self.settled()
        return [event for event in self.news if type(event) is kind]

    async def plan(self, host: Account, local: str = "2026-03-16T20:00", zone: str = "UTC", **more: Any) -> Event:
        """An event; the clock begins at 2026-03-14T20:00 in UTC."""
        draft = {"title": "Songs at night", "topic": "music", "local_start": local, "zone": zone, **more}
        return await self.schedule.schedule(host.id, Draft(**draft))
