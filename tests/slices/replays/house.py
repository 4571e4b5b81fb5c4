"""Rooms, chat, gifts, videos and replays on one real database, with real files; segments come from the test."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import replays, videos
from livehouse.accounts import Account
from livehouse.chat import Transcript
from livehouse.gifts import GiftRecords
from livehouse.media import NoSuchRoom
from livehouse.platform.files import Files
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.networks import Networks
from livehouse.replays import Replays
from livehouse.rooms import Room, RoomRecords
from livehouse.videos import Videos
from tests.slices.gifts.gift_house import GiftHouse
from tests.support import segments as live
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in
from tests.support.segments import Segment
from tests.support.waiting import eventually

ORIGIN = "http://venue.example:8000"


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    authenticator = api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    for slice_, name in ((replays, "replays"), (videos, "videos")):
        api.include_router(slice_.router(stand_in(name), authenticator), prefix=API)
    return api


class SegmentsDouble:
    """Gives what the test puts in, to whoever records; a room is there while its relay has it open."""

    def __init__(self) -> None:
        self.queues: dict[str, asyncio.Queue[Segment | None]] = {}
        self.taken = 0

    async def segments(self, room_id: str) -> AsyncIterator[Segment]:
        queue = self.queues.get(room_id)
        if queue is None:
            raise NoSuchRoom("This LIVE is not open on the relay.")
        while (segment := await queue.get()) is not None:
            yield segment
            self.taken += 1
            queue.task_done()
        queue.task_done()


class ReplayHouse(GiftHouse):
    """One process's worth of services, with replays."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, **settings: Any) -> None:
        super().__init__(url, folder, clock, **{"replays_free_bytes_min": 0, "video_part_bytes_min": 1, **settings})
        self.folder = folder
        self.files = Files(folder / "files")
        self.registry = CollectorRegistry()
        limits = RateLimits()
        self.jobs = Jobs(self.database, clock, self.ids, self.registry, process_id=self.ids.new(), heavy_max=1)
        self.videos = Videos(
            database=self.database,
            files=self.files,
            jobs=self.jobs,
            accounts=self.accounts,
            sessions=self.sessions,
            moderation=self.moderation,
            networks=Networks(b"k" * 32),
            limits=limits,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=self.registry,
        )
        self.replays = Replays(
            database=self.database,
            files=self.files,
            jobs=self.jobs,
            accounts=self.accounts,
            moderation=self.moderation,
            rooms=RoomRecords(self.database, self.accounts, self.live_access),
            transcript=Transcript(self.database, self.accounts, self.moderation),
            gifts=GiftRecords(self.database, self.gifts.catalogue, self.accounts),
            videos=self.videos,
            notices=self.gate.notices,
            limits=limits,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=self.registry,
        )
        self.segments = SegmentsDouble()
        self.replays.record(self.segments, self.hub)
        self.replays.subscribe(self.events)

    @property
    def api(self) -> HouseApp:
        return HouseApp(self, _routes())

    async def kill(self) -> None:
        recorder = self.replays.recorder
        assert recorder is not None
        await recorder._supervisor.stop()
        await super().kill()

    async def look(self) -> None:
        """Do once what the recorder does every second."""
        recorder = self.replays.recorder
        assert recorder is not None
        await recorder.look()

    # LIVEs

    async def begin(self, host: Account, audience: Any = "everyone", title: str = "Songs at night") -> Room:
        """A LIVE that is recorded."""
        room = await self.go_live(host, audience, title)
        self.segments.queues[room.id] = asyncio.Queue()
        await self.look()
        return room

    async def play(self, room: Room, segments: Iterable[Segment]) -> None:
        """Let these be recorded; returns when they were taken in."""
        queue = self.segments.queues[room.id]
        for segment in segments:
            queue.put_nowait(segment)
        await queue.join()

    async def over(self, room: Room, host: Account) -> None:
        """End the LIVE; returns when its replay is ready."""
        await self.rooms.end(room.id, host.id)
        await self.settled()
        self.segments.queues.pop(room.id).put_nowait(None)

        async def is_finished() -> bool:
            await self.look()
            rows = await self.rows("SELECT state FROM replays WHERE id = :id", id=room.id)
            return not rows or rows[0]["state"] == "ready"

        await eventually(is_finished, within_s=20)

    async def recorded(self, host: Account, seconds: float = 20, **more: Any) -> Room:
        """A LIVE that was recorded and is over."""
        room = await self.begin(host, **more)
        await self.play(room, live.live(seconds, began_us=self.now_us()))
        self.clock.advance(seconds)
        await self.over(room, host)
        return room

    def now_us(self) -> int:
        return round(self.clock.now().timestamp() * 1_000_000)

    async def work_off(self) -> None:
        """Do every job that is due."""
        while await self.jobs.do_next(is_heavy=True) or await self.jobs.do_next(is_heavy=False):
            pass

    def stored_files(self, room: Room | None = None) -> list[str]:
        """Every file of replays that is kept, by its key."""
        root = self.folder / "files"
        under = root / "replays" if room is None else root / "replays" / room.id
        return sorted(str(path.relative_to(root)) for path in under.rglob("*") if path.is_file())
