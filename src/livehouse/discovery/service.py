"""Being found: the parts put together."""

import asyncio
from typing import Final

import structlog
from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from livehouse.accounts import Accounts, Authenticator
from livehouse.config import Settings
from livehouse.discovery.board import Board
from livehouse.discovery.feeds import Feeds
from livehouse.discovery.routes import router
from livehouse.discovery.weights import RankingWeights
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.live_access import LiveAccess
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimits
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import Broker, Hub
from livehouse.rooms import Rooms
from livehouse.videos import Videos

log = structlog.get_logger(__name__)

STAYS_EVERY_S: Final = 5.0
FORGET_EVERY_S: Final = 3_600.0


class Discovery:
    """Top LIVE and For You.

    Args:
        key: seals cursors; the same in every process, and over restarts.
        part: this process's name among all.
        is_alone: whether there is no other process.
        keeps: whether this process writes down what all of them know.
    """

    def __init__(
        self,
        *,
        database: Database,
        hub: Hub,
        broker: Broker,
        rooms: Rooms,
        videos: Videos,
        accounts: Accounts,
        live_access: LiveAccess,
        moderation: Moderation,
        limits: RateLimits,
        clock: Clock,
        settings: Settings,
        registry: CollectorRegistry,
        key: bytes,
        part: str,
        is_alone: bool,
        keeps: bool,
    ) -> None:
        self._accounts = accounts
        self._keeps = keeps
        self._stopping = asyncio.Event()
        self.weights = RankingWeights(database, clock, moderation, broker)
        self.board = Board(
            database=database,
            rooms=rooms,
            videos=videos,
            weights=self.weights,
            hub=hub,
            broker=broker,
            clock=clock,
            registry=registry,
            part=part,
            is_alone=is_alone,
            keeps=keeps,
        )
        self.feeds = Feeds(
            database=database,
            board=self.board,
            weights=self.weights,
            rooms=rooms,
            videos=videos,
            accounts=accounts,
            live_access=live_access,
            limits=limits,
            clock=clock,
            settings=settings,
            key=key,
        )

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self.board.subscribe(events)
        self.feeds.subscribe(events)

    def router(self, authenticator: Authenticator) -> APIRouter:
        """The routes of feeds and of their ranking."""
        return router(self.feeds, self.weights, self._accounts, authenticator)

    async def start(self, supervisor: Supervisor) -> None:
        """Know what is on the air, and begin to keep up with it.

        Raises:
            Unavailable: the database cannot be read.
        """
        await self.board.start(supervisor)
        supervisor.start("tastes", self._note_tastes)
        if self._keeps:
            supervisor.start("feed forgets", self._forget)

    async def stop(self) -> None:
        """Write what is not written yet; call it before the supervisor is stopped.

        Raises:
            Unavailable: it could not be written.
        """
        self._stopping.set()
        await self.board.stop()
        await self.feeds.note_stays()

    async def _note_tastes(self) -> None:
        while not await self._pause(STAYS_EVERY_S):
            try:
                await self.feeds.note_stays()
            except Unavailable as error:
                log.warning("who stayed where is not noted", error=error.message)

    async def _forget(self) -> None:
        while not await self._pause(FORGET_EVERY_S):
            try:
                await self.feeds.forget_old()
            except Unavailable as error:
                log.warning("what was shown long ago is not forgotten yet", error=error.message)

    async def _pause(self, seconds: float) -> bool:
        """Whether it is time to stop, asked for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True
