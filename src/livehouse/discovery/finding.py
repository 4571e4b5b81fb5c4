"""The search, put together: what looks, and what keeps the index that it looks into."""

from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from livehouse.accounts import Accounts
from livehouse.config import Settings
from livehouse.discovery.search import Search, Totals
from livehouse.discovery.search_keeper import SearchKeeper
from livehouse.discovery.search_routes import search_router
from livehouse.discovery.search_sources import Faces, make_sources
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.tasks import Supervisor
from livehouse.replays import Replays
from livehouse.rooms import Rooms
from livehouse.schedule import Schedule
from livehouse.videos import Videos


class Finding:
    """The search and its index.

    Args:
        is_builder: whether this process makes the index where it is missing, and goes through it; one of all does.
    """

    def __init__(
        self,
        *,
        database: Database,
        jobs: Jobs,
        accounts: Accounts,
        moderation: Moderation,
        rooms: Rooms,
        videos: Videos,
        replays: Replays,
        schedule: Schedule,
        totals: Totals,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        registry: CollectorRegistry,
        is_builder: bool,
    ) -> None:
        sources = make_sources(
            accounts=accounts, moderation=moderation, rooms=rooms, videos=videos, replays=replays, schedule=schedule
        )
        self.keeper = SearchKeeper(database, clock, ids, jobs, sources, registry, is_builder=is_builder)
        self.search = Search(
            database=database,
            faces=Faces(accounts, moderation),
            rooms=rooms,
            videos=videos,
            replays=replays,
            schedule=schedule,
            totals=totals,
            limits=limits,
            clock=clock,
            settings=settings,
            registry=registry,
        )

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self.keeper.subscribe(events)

    def start(self, supervisor: Supervisor) -> None:
        """Begin to look after the index."""
        self.keeper.start(supervisor)

    def router(self) -> APIRouter:
        """The routes."""
        return search_router(self.search)
