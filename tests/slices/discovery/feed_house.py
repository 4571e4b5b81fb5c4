"""Rooms, chat, videos and feeds on one real database; time passes when a test says so, and the board ticks with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse.accounts import Account, Visitor
from livehouse.discovery import Discovery
from livehouse.discovery.feeds import FeedPage
from livehouse.discovery.routes import router
from livehouse.platform.files import Files
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.networks import Networks
from livehouse.realtime import MemoryBroker
from livehouse.rooms import Room
from livehouse.videos import Videos
from livehouse.videos import store as video_store
from livehouse.videos.model import StoredRendition, VideoFacts
from tests.slices.rooms.house import House
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    found = router(stand_in("feeds"), stand_in("weights"), stand_in("accounts"), stand_in("authenticator"))
    api.include_router(found, prefix=API)
    return api


class FeedHouse(House):
    """One process with its feeds."""

    def __init__(
        self, url: str, folder: Path, clock: FakeClock, *, broker: MemoryBroker | None = None, **more: Any
    ) -> None:
        broker = broker or MemoryBroker(clock, lambda: "epoch")
        super().__init__(url, folder, clock, broker=broker, **more)
        registry = CollectorRegistry()
        limits = RateLimits()
        self.videos = Videos(
            database=self.database,
            files=Files(folder / "files"),
            jobs=Jobs(self.database, clock, self.ids, registry, process_id=self.ids.new(), heavy_max=1),
            accounts=self.accounts,
            sessions=self.sessions,
            moderation=self.moderation,
            networks=Networks(b"k" * 32),
            limits=limits,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=registry,
        )
        self.discovery = Discovery(
            database=self.database,
            hub=self.hub,
            broker=broker,
            rooms=self.rooms,
            videos=self.videos,
            accounts=self.accounts,
            live_access=self.live_access,
            moderation=self.moderation,
            limits=limits,
            clock=clock,
            settings=self.settings,
            registry=registry,
            key=b"k" * 32,
            part=self.ids.new(),
            is_alone=False,
            keeps=more.get("has_relay", True),
        )
        self.board = self.discovery.board
        self.feeds = self.discovery.feeds
        self.weights = self.discovery.weights
        self.discovery.subscribe(self.events)

    @property
    def api(self) -> HouseApp:
        """What this house answers over HTTP."""
        return HouseApp(self, _routes())

    async def start(self) -> None:
        await super().start()
        await self.board.open()

    async def stop(self) -> None:
        await self.settled()
        await self.discovery.stop()
        await super().stop()

    # What happens

    async def pass_time(self, seconds: float) -> None:
        """Let so much time pass, with the ticks that come in it; of a long time only the first and the last."""
        await self.board.tick()
        self.clock.advance(max(seconds - 1.2, 0.0))
        for _ in range(6):
            self.clock.advance(min(seconds, 1.2) / 6)
            await self.board.tick()

    async def say(self, room: Room, *speakers: Account, times: int = 1) -> None:
        """These people come in and say something."""
        for speaker in speakers:
            peer = await self.enter(room, speaker)
            for _ in range(times):
                await self.call(peer, "comment", text="lovely")

    async def post_video(self, author: Account, *, views: int = 0, likes: int = 0) -> str:
        """A public video that is ready; its files are missing."""
        now = self.clock.now()
        video = VideoFacts(
            id=self.ids.new(),
            author_id=author.id,
            caption="A clip",
            visibility="public",
            state="processing",
            file_name="film.mp4",
            size_bytes=1_000,
            uploaded_bytes=1_000,
            created_at=now,
            length_s=10.0,
            width=360,
            height=640,
            renditions=(StoredRendition(name="360p", width=360, height=640, bitrate=800, size_bytes=1_000),),
        )
        async with self.database.transaction() as tx:
            await video_store.insert_video(tx, video)
            await video_store.publish_video(tx, video, sha256=b"", fingerprint=b"", published_at=now)
            await video_store.update_video(tx, video.id, views=views, likes=likes, play_s=views * 6.0)
        return video.id

    # What is shown

    async def top(self, account: Account | None = None, **more: Any) -> FeedPage:
        return await self.feeds.live(visitor(account), **{"topic": None, "cursor": None, **more})

    async def top_ids(self, account: Account | None = None) -> list[str]:
        return [item.room.id for item in (await self.top(account)).items if item.room is not None]

    async def for_you(self, account: Account | None = None, **more: Any) -> FeedPage:
        return await self.feeds.for_you(visitor(account), **{"kinds": "all", "cursor": None, **more})

    async def points(self, room: Room, part: str, account: Account | None = None) -> float:
        """What a part brings to a LIVE in Top LIVE."""
        for item in (await self.top(account)).items:
            if item.room is not None and item.room.id == room.id:
                return sum(each.points for each in item.why.parts if each.name == part)
        raise AssertionError(f"{room.title} is not in Top LIVE")


def visitor(account: Account | None, browser: str = "a-browser-without-account") -> Visitor:
    """Who asks."""
    return Visitor(None, None, browser[:22]) if account is None else Visitor(account.id, "session", account.id)


@asynccontextmanager
async def open_feed_house(url: str, folder: Path, clock: FakeClock, **more: Any) -> AsyncIterator[FeedHouse]:
    house = FeedHouse(url, folder, clock, **more)
    await house.start()
    try:
        yield house
    finally:
        await house.kill()
