"""Everything that can be shared, on one real database: LIVEs, videos, replays, events, profiles, and sharing itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import accounts, rooms, sharing
from livehouse.accounts import SESSION_COOKIE, VIEWER_COOKIE, Account
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.rooms import RoomRecords
from livehouse.schedule import Draft, Event, Schedule
from livehouse.sharing import Sharing
from livehouse.videos import store as video_store
from livehouse.videos.model import VideoFacts, Visibility
from tests.slices.replays.house import ReplayHouse
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in

ORIGIN = "http://venue.example:8000"
# As a browser of a person calls itself.
PERSON = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    authenticator = api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    people, avatars, sessions = stand_in("accounts"), stand_in("avatars"), stand_in("sessions")
    api.include_router(accounts.router(people, avatars, sessions, authenticator), prefix=API)
    api.include_router(rooms.router(stand_in("rooms"), lambda _: ORIGIN), prefix=API)
    api.include_router(sharing.router(stand_in("sharing"), authenticator, lambda _: ORIGIN), prefix=API)
    api.include_router(sharing.oembed_router(stand_in("sharing"), lambda _: ORIGIN, name="Our house"))
    api.include_router(sharing.sitemap_router(stand_in("sharing"), lambda _: ORIGIN))
    return api


class SharingHouse(ReplayHouse):
    """One process's worth of services, with sharing."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, **settings: Any) -> None:
        super().__init__(url, folder, clock, **settings)
        limits = RateLimits()
        self.schedule = Schedule(
            database=self.database,
            files=self.files,
            rooms=self.rooms,
            records=RoomRecords(self.database, self.accounts, self.live_access),
            accounts=self.accounts,
            live_access=self.live_access,
            moderation=self.moderation,
            limits=limits,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=CollectorRegistry(),
            tell=self._tell_all,
            calendar_secret=b"c" * 32,
        )
        self.sharing = Sharing(
            database=self.database,
            rooms=self.rooms,
            videos=self.videos,
            replays=self.replays,
            schedule=self.schedule,
            accounts=self.accounts,
            avatars=self.avatars,
            moderation=self.moderation,
            limits=limits,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
        )
        self.videos.subscribe(self.events)
        self.sharing.subscribe(self.events)

    @property
    def api(self) -> HouseApp:
        return HouseApp(self, _routes())

    @asynccontextmanager
    async def browser(
        self, account: Account | None = None, *, viewer: str | None = None, agent: str = PERSON
    ) -> AsyncIterator[httpx.AsyncClient]:
        """HTTP as this person's browser speaks it; `viewer` is what it was given to be told from others by."""
        transport = httpx.ASGITransport(self.api)
        headers = {"user-agent": agent}
        async with httpx.AsyncClient(transport=transport, base_url=f"{ORIGIN}{API}", headers=headers) as client:
            if account is not None:
                token = await self.sessions.start(account.id, address="192.0.2.7", user_agent=None)
                client.cookies.set(SESSION_COOKIE, token)
            if viewer is not None:
                client.cookies.set(VIEWER_COOKIE, viewer)
            yield client

    async def post_video(
        self, author: Account, caption: str = "A clip", visibility: Visibility = "public", length_s: float = 30.0
    ) -> str:
        """A video that is ready, as if it had been made."""
        video = VideoFacts(
            id=self.ids.new(),
            author_id=author.id,
            caption=caption,
            visibility=visibility,
            state="ready",
            size_bytes=1,
            file_name="clip.mp4",
            length_s=length_s,
            width=720,
            height=1280,
            created_at=self.clock.now(),
            published_at=self.clock.now(),
        )
        async with self.database.transaction() as tx:
            await video_store.insert_video(tx, video)
        return video.id

    async def plan(self, host: Account, title: str = "Songs at night") -> Event:
        """An event of two days from when the clock begins."""
        draft = partial(Draft, topic="music", local_start="2026-03-16T20:00", zone="UTC")
        return await self.schedule.schedule(host.id, draft(title=title))


def key(name: str) -> str:
    """A key by which a browser is told from others, of the shape that ours have."""
    return name.ljust(22, "_")


async def links(browser: httpx.AsyncClient, kind: str, thing_id: str, via: str | None = None) -> dict[str, Any]:
    """One's links to a thing; with `via`, that it was passed on so."""
    answer = await browser.post("/shares", json={"kind": kind, "id": thing_id, "via": via})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def arrive(browser: httpx.AsyncClient, code: str, path: str, via: str = "link", **headers: str) -> int:
    """Come to a page by a link; the answer's status."""
    body = {"path": path, "via": via}
    return (await browser.post(f"/shares/{code}/arrivals", json=body, headers=headers)).status_code
