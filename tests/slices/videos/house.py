"""Accounts, moderation and videos on one real database, with real files, real jobs and the real process for films."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import accounts, videos
from livehouse.accounts import Account, Accounts, Authenticator, NewAccount, Passwords, Sessions
from livehouse.config import Settings
from livehouse.kernel.ids import Ids
from livehouse.moderation import LogMark, Moderation, OperatorsLog
from livehouse.platform.database import Database
from livehouse.platform.events import DomainEvent, Events
from livehouse.platform.files import Files
from livehouse.platform.http import API, RelayAddress, RequestGuard, add_error_handlers
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.networks import Networks
from livehouse.platform.tasks import Supervisor
from livehouse.videos import VideoDeleted, VideoPublished, VideoRefused, Videos
from livehouse.videos import store as video_store
from livehouse.videos.model import StoredRendition, VideoFacts, Visibility
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in

PASSWORD = "a quiet stage at midnight"
HOME = "192.0.2.7"
ELSEWHERE = "198.51.100.9"
PART_BYTES_MIN = 1_000


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    authenticator = api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    films = videos.router(stand_in("videos"), authenticator)
    api.include_router(films, prefix=API)
    return api


class House:
    """The composed slices, and what they told."""

    def __init__(self, database: Database, clock: FakeClock, events: Events, folder: Path, **settings: Any) -> None:
        self.database, self.clock, self.events, self.folder = database, clock, events, folder
        self.settings = Settings(
            data=folder, **{"video_part_bytes_min": PART_BYTES_MIN, "video_niceness": 0, **settings}
        )
        self.ids = Ids(clock, os.urandom)
        self.limits = RateLimits()
        self.files = Files(folder / "files")
        self.registry = CollectorRegistry()
        self.networks = Networks(b"k" * 32)
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), os.urandom)
        self.accounts = Accounts(database, self.settings, clock, self.ids, passwords, self.limits, self.networks)
        self.sessions = Sessions(database, self.settings, clock, self.ids, passwords, self.limits)
        log = OperatorsLog(database, clock, LogMark(folder))
        self.moderation = Moderation(database, self.settings, clock, self.ids, self.accounts, self.sessions, log)
        self.jobs = Jobs(database, clock, self.ids, self.registry, process_id=self.ids.new(), heavy_max=1)
        self.videos = Videos(
            database=database,
            files=self.files,
            jobs=self.jobs,
            accounts=self.accounts,
            sessions=self.sessions,
            moderation=self.moderation,
            networks=self.networks,
            limits=self.limits,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=self.registry,
        )
        self.told: list[DomainEvent] = []
        for event_type in (VideoPublished, VideoRefused, VideoDeleted):
            events.subscribe(event_type, self._hear)
        self.videos.subscribe(events)
        self.authenticator = Authenticator(self.sessions, self.accounts, self.ids, self.settings)
        self.supervisor = Supervisor()

    @property
    def app(self) -> HouseApp:
        """What this house answers over HTTP."""
        api = _routes()
        guard = RequestGuard(
            api,
            body_bytes_max=self.settings.body_bytes_max,
            uploads=[(rf"{API}/videos/[0-9a-z]+/bytes", self.settings.video_part_bytes_max)],
            relay=RelayAddress(),
            secure=False,
        )
        return HouseApp(self, api, guard)

    async def _hear(self, event: DomainEvent) -> None:
        self.told.append(event)

    async def heard(self) -> list[DomainEvent]:
        """What was told so far, each event once."""
        await self.database.drained()
        told, self.told = self.told, []
        return told

    # People

    async def sign_up(self, handle: str) -> Account:
        return await self.accounts.create(
            NewAccount(
                handle=handle,
                email=f"{handle}@example.org",
                password=PASSWORD,
                birth_date="1990-05-17",
                region="JP",
                accept_terms=True,
            )
        )

    @asynccontextmanager
    async def browser(
        self, account: Account | None = None, *, address: str = HOME, viewer: str | None = None
    ) -> AsyncIterator["Browser"]:
        """HTTP as this person's browser speaks it; `viewer` is the cookie by which it is told from others."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        async with Browser(transport=transport, base_url=f"http://venue.example:8000{API}") as client:
            if account is not None:
                token = await self.sessions.start(account.id, address=address, user_agent=None)
                client.cookies.set(accounts.SESSION_COOKIE, token)
            if viewer is not None:
                client.cookies.set(accounts.VIEWER_COOKIE, viewer.ljust(22, "_"))
            yield client

    # Videos

    async def post(
        self, author: Account, *, length_s: float = 10.0, visibility: Visibility = "public", caption: str = ""
    ) -> str:
        """A video that is ready, without the processor's time that it takes to make one; its files are stand-ins."""
        now = self.clock.now()
        video = VideoFacts(
            id=self.ids.new(),
            author_id=author.id,
            caption=caption,
            visibility=visibility,
            state="processing",
            file_name="film.mp4",
            size_bytes=1_000,
            uploaded_bytes=1_000,
            created_at=now,
            length_s=length_s,
            width=360,
            height=640,
            renditions=(StoredRendition(name="360p", width=360, height=640, bitrate=800, size_bytes=1_000),),
        )
        async with self.database.transaction() as tx:
            await video_store.insert_video(tx, video)
            await video_store.publish_video(tx, video, sha256=b"", fingerprint=b"", published_at=now)
        await self.files.put(f"videos/{video.id}/360p.mp4", bytes(range(250)) * 4)
        await self.files.put(f"videos/{video.id}/poster.webp", b"a poster")
        self.clock.advance(0.01)
        return video.id

    async def work_off(self) -> None:
        """Do every job that is due."""
        while await self.jobs.do_next(is_heavy=True) or await self.jobs.do_next(is_heavy=False):
            pass

    async def watch(
        self,
        browser: "Browser",
        video_id: str,
        watched: list[tuple[float, float]],
        *,
        takes_s: float | None = None,
    ) -> str:
        """Watch: begin, let the time pass that it takes, and tell of it."""
        play = (await browser.post(f"/videos/{video_id}/plays")).json()
        self.clock.advance(sum(end - begin for begin, end in watched) if takes_s is None else takes_s)
        told = await browser.put(f"/videos/{video_id}/plays/{play['play_id']}", json={"watched": watched})
        assert told.status_code == 204, told.text
        return str(play["play_id"])

    def stored_files(self) -> list[str]:
        """Every file that is kept, by its key."""
        root = self.folder / "files"
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


class Browser(httpx.AsyncClient):
    """A browser that can send a film in parts."""

    async def upload(self, film: bytes, *, part_bytes: int = 4_000_000, **form: object) -> dict[str, Any]:
        """Upload a film whole; the video as it is then."""
        created = await self.post("/videos", json={"size_bytes": len(film), "file_name": "film.mp4", **form})
        assert created.status_code == 201, created.text
        video: dict[str, Any] = created.json()
        for offset in range(0, len(film), part_bytes):
            sent = await self.put(
                f"/videos/{video['id']}/bytes", params={"offset": offset}, content=film[offset : offset + part_bytes]
            )
            assert sent.status_code == 200, sent.text
            video = sent.json()
        return video

    async def video(self, video_id: str) -> dict[str, Any]:
        answer = await self.get(f"/videos/{video_id}")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def code(self, method: str, path: str, **more: Any) -> str:
        """The code of the error that this is answered with."""
        answer = await self.request(method, path, **more)
        assert answer.status_code >= 400, f"{method} {path} was answered {answer.status_code}: {answer.text}"
        code: str = answer.json()["error"]["code"]
        return code


@asynccontextmanager
async def open_house(
    database: Database, clock: FakeClock, events: Events, folder: Path, **settings: Any
) -> AsyncIterator[House]:
    """A house whose events are dispatched and whose reports are written while it is open; jobs are done when told."""
    house = House(database, clock, events, folder, **settings)
    house.supervisor.start("outbox", database.dispatch)
    house.supervisor.start("reports", house.videos.audience.work)
    try:
        yield house
    finally:
        await house.supervisor.stop()


DAY = timedelta(days=1).total_seconds()
