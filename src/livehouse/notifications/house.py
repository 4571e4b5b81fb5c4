"""Everything of notifications in one place: what is heard, told, listed, rung and pushed."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import structlog
from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from livehouse.accounts import Accounts, Sessions
from livehouse.config import Settings
from livehouse.gifts import GiftRecords
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import Ids
from livehouse.live_access import LiveAccess, Notices
from livehouse.moderation import Moderation
from livehouse.notifications import routes
from livehouse.notifications.bell import Bell
from livehouse.notifications.devices import Devices
from livehouse.notifications.hearing import Came, Hearing
from livehouse.notifications.metrics import NotificationMetrics
from livehouse.notifications.push_crypto import Sealer
from livehouse.notifications.push_http import PushClient
from livehouse.notifications.push_keys import PushKey
from livehouse.notifications.push_queue import PushQueue
from livehouse.notifications.pushes import Pushes
from livehouse.notifications.service import Notifications
from livehouse.notifications.telling import Telling
from livehouse.notifications.wishes import WishList
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import Broker, Hub
from livehouse.rooms import RoomRecords
from livehouse.schedule import Schedule
from livehouse.videos import Videos

log = structlog.get_logger(__name__)

CLEAN_EVERY_S: Final = 3_600.0
# A name that will never be one (RFC 2606): push services ask for a contact, and this operator has named none.
NOBODY: Final = "mailto:operator@livehouse.invalid"


class Messenger:
    """What the house speaks to.

    Args:
        came: those of some viewers who were in a room for so many seconds.
        draw_key: the secret that the push key is drawn from where the operator has given no key; asked for once.
    """

    def __init__(
        self,
        *,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        registry: CollectorRegistry,
        limits: RateLimits,
        jobs: Jobs,
        broker: Broker,
        hub: Hub,
        accounts: Accounts,
        sessions: Sessions,
        moderation: Moderation,
        live_access: LiveAccess,
        notices: Notices,
        rooms: RoomRecords,
        videos: Videos,
        gifts: GiftRecords,
        schedule: Schedule,
        came: Came,
        draw_key: Callable[[], bytes],
    ) -> None:
        self._settings = settings
        key = self._key(draw_key)
        self.push_key = None if key is None else key.public
        self._bell = Bell(database, broker, hub)
        self._client = PushClient(answer_s_max=settings.push_answer_s_max, inside=settings.push_services_inside)
        self.devices = Devices(database, settings, clock, ids, limits, self._client)
        self.wishes = WishList(database)
        self.notifications = Notifications(
            database,
            settings,
            clock,
            accounts=accounts,
            moderation=moderation,
            rooms=rooms,
            notices=notices,
            bell=self._bell,
        )
        metrics = NotificationMetrics(registry)
        queue = PushQueue()
        self.telling = Telling(database, clock, ids, self._bell, queue, metrics)
        self._hearing = Hearing(
            database,
            clock,
            ids,
            jobs,
            accounts=accounts,
            moderation=moderation,
            live_access=live_access,
            rooms=rooms,
            videos=videos,
            gifts=gifts,
            schedule=schedule,
            notifications=self.notifications,
            telling=self.telling,
            came=came,
        )
        self.pushes: Pushes | None = None
        if key is not None:
            self.pushes = Pushes(
                database,
                settings,
                clock,
                accounts=accounts,
                sessions=sessions,
                notifications=self.notifications,
                sealer=Sealer(key, _contact(settings)),
                client=self._client,
                queue=queue,
                metrics=metrics,
            )

    def _key(self, draw_key: Callable[[], bytes]) -> PushKey | None:
        if not self._settings.push:
            return None
        given = self._settings.push_key
        return PushKey.drawn_from(draw_key()) if given is None else PushKey.read(given.get_secret_value())

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self._hearing.subscribe(events)
        self.devices.subscribe(events)

    def router(self) -> APIRouter:
        """The routes of notifications."""
        return routes.router(self.notifications, self.wishes, self.devices)

    def start(self, supervisor: Supervisor, *, cleans: bool) -> None:
        """Begin to ring and to push.

        Args:
            cleans: whether this process forgets what is old; one of all does.
        """
        supervisor.start("bell", self._bell.work)
        if self.pushes is not None:
            supervisor.start("pushes", self.pushes.work)
        if cleans:
            supervisor.start("old notifications", self._clean)

    async def close(self) -> None:
        """Close the connections to push services."""
        await self._client.close()

    async def export(self, account_id: str) -> dict[str, Any]:
        """What is kept about an account, for its owner."""
        return await self.notifications.export(account_id)

    async def _clean(self) -> None:
        while True:
            try:
                if forgotten := await self.notifications.clean():
                    log.info("old notifications were forgotten", notifications=forgotten)
            except Unavailable as error:
                log.warning("old notifications cannot be looked for", reason=error.message)
            await asyncio.sleep(CLEAN_EVERY_S)


def _contact(settings: Settings) -> str:
    if settings.push_contact is not None:
        return settings.push_contact
    if settings.mail_from is not None:
        return f"mailto:{settings.mail_from.rpartition('<')[2].rstrip('>')}"
    return NOBODY
