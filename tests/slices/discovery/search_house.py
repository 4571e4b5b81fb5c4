"""Everything that can be found, on one real database: people, rooms, videos, replays, events and the search."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse.accounts import Account, AccountLeaving, change_store
from livehouse.accounts import store as account_store
from livehouse.accounts.changes import Changes
from livehouse.discovery import Finding
from livehouse.discovery.search_routes import search_router
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.rooms import RoomRecords
from livehouse.schedule import Draft, Event, Schedule
from livehouse.videos import VideoPublished
from livehouse.videos import store as video_store
from livehouse.videos.model import StoredRendition, VideoFacts, Visibility
from tests.slices.replays.house import ReplayHouse
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    api.include_router(search_router(stand_in("search")), prefix=API)
    return api


class SearchHouse(ReplayHouse):
    """One process's worth of services, with the search."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, **settings: Any) -> None:
        super().__init__(url, folder, clock, **settings)
        self.videos.subscribe(self.events)
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
        self.finding = Finding(
            database=self.database,
            jobs=self.jobs,
            accounts=self.accounts,
            moderation=self.moderation,
            rooms=self.rooms,
            videos=self.videos,
            replays=self.replays,
            schedule=self.schedule,
            totals=self.hub,
            limits=RateLimits(),
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=CollectorRegistry(),
            is_builder=True,
        )
        self.finding.subscribe(self.events)

    @property
    def search(self) -> Any:
        return self.finding.search

    @property
    def api(self) -> HouseApp:
        return HouseApp(self, _routes())

    async def post(self, author: Account, caption: str, visibility: Visibility = "public") -> str:
        """A video that is ready."""
        now = self.clock.now()
        video = VideoFacts(
            id=self.ids.new(),
            author_id=author.id,
            caption=caption,
            visibility=visibility,
            file_name="film.mp4",
            size_bytes=1_000,
            uploaded_bytes=1_000,
            created_at=now,
            length_s=5.0,
            width=360,
            height=640,
            renditions=(StoredRendition(name="360p", width=360, height=640, bitrate=800, size_bytes=1_000),),
        )
        async with self.database.transaction() as tx:
            await video_store.insert_video(tx, video)
            await video_store.publish_video(tx, video, sha256=b"", fingerprint=b"", published_at=now)
            tx.emit(VideoPublished(video_id=video.id, author_id=video.author_id, at=now))
        await self.settled()
        return video.id

    async def plan(self, host: Account, title: str, **more: Any) -> Event:
        """An event; the clock begins at 2026-03-14T20:00 in UTC."""
        draft = {"title": title, "topic": "music", "local_start": "2026-03-16T20:00", "zone": "UTC", **more}
        event = await self.schedule.schedule(host.id, Draft(**draft))
        await self.settled()
        return event

    async def rename(self, account: Account, **changes: Any) -> None:
        await self.accounts.update_profile(account.id, **changes)
        await self.settled()

    async def self_service_handle(self, account: Account, handle: str) -> None:
        """Call the account by another handle."""
        await Changes(self.database, self.settings, self.clock, self.accounts).change_handle(account.id, handle)
        await self.settled()

    async def leave(self, account: Account) -> None:
        """Delete the account, for now."""
        until = self.clock.now() + timedelta(days=14)
        async with self.database.transaction() as tx:
            await change_store.ask_deletion(tx, account.id, until)
            tx.emit(AccountLeaving(account_id=account.id, until=until))
        await self.settled()

    async def ban(self, operator: Account, handle: str) -> None:
        """Ban somebody; nobody was told of it yet."""
        account = await self.accounts.access_by_handle(handle)
        await self.moderation.decide(account.id, "ban", operator_id=operator.id, reason="a test")

    async def lift(self, operator: Account, handle: str) -> None:
        account = await self.accounts.access_by_handle(handle)
        await self.moderation.decide(account.id, "lift", operator_id=operator.id, reason="a test")
        await self.settled()

    async def crowd(self, name: str, number: int) -> None:
        """So many accounts whose handles begin with `name`, as quickly as possible."""
        like = await self.sign_up("somebody", may_go_live=False)
        async with self.database.transaction() as tx:
            for index in range(number):
                handle = f"{name}{index:03}"
                made = msgspec.structs.replace(like, id=self.ids.new(), handle=handle, email=f"{handle}@example.org")
                await account_store.insert_account(tx, made, "no password")

    async def found(self, query: str, who: Account | None = None, **more: Any) -> dict[str, list[str]]:
        """What somebody finds, by kind: titles, captions and handles; kinds of which nothing is found are left out."""
        await self.settled()
        async with self.browser(who) as browser:
            answer = await browser.get("/search", params={"q": query, **more})
        assert answer.status_code == 200, answer.text
        return shown(answer)


def shown(answer: httpx.Response) -> dict[str, list[str]]:
    """What an answer shows, in short."""
    body = answer.json()
    found = {
        "rooms": [room["title"] for room in body["rooms"]],
        "people": [person["account"]["handle"] for person in body["people"]],
        "events": [event["title"] for event in body["events"]],
        "videos": [video["caption"] for video in body["videos"]],
        "replays": [replay["title"] for replay in body["replays"]],
        "topics": [topic["id"] for topic in body["topics"]],
    }
    return {kind: several for kind, several in found.items() if several}
