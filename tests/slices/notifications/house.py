"""Rooms, the schedule, videos and notifications on one real database; the clock is the test's."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import live_access
from livehouse.accounts import Account
from livehouse.accounts.store import accounts, follows
from livehouse.gifts import GiftRecords, GiftsReversed, GiftsSent
from livehouse.gifts.tables import room_senders, room_totals
from livehouse.kernel.ids import Ids
from livehouse.notifications import Messenger
from livehouse.notifications import routes as notification_routes
from livehouse.notifications.model import Notification
from livehouse.platform.events import DomainEvent
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.networks import Networks
from livehouse.realtime import MemoryBroker, Peer
from livehouse.rooms import RoomRecords
from livehouse.videos import Videos, Visibility
from livehouse.videos import store as video_store
from livehouse.videos.model import VideoFacts
from tests.slices.rooms.house import Outlet
from tests.slices.schedule.house import ScheduleHouse
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in
from tests.support.waiting import eventually


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    parts = (stand_in("listed"), stand_in("wishes"), stand_in("devices"))
    api.include_router(notification_routes.router(*parts), prefix=API)
    api.include_router(live_access.router(stand_in("gate")), prefix=API)
    return api


class MessageHouse(ScheduleHouse):
    """One process's worth of services, with notifications."""

    def __init__(
        self, url: str, folder: Path, clock: FakeClock, *, broker: MemoryBroker | None = None, **settings: Any
    ) -> None:
        self.broker = broker or MemoryBroker(clock, Ids(clock).new)
        super().__init__(url, folder, clock, broker=self.broker, **settings)
        self.registry = CollectorRegistry()
        self.jobs = Jobs(self.database, clock, self.ids, self.registry, process_id=self.ids.new(), heavy_max=1)
        self.videos = Videos(
            database=self.database,
            files=self.files,
            jobs=self.jobs,
            accounts=self.accounts,
            sessions=self.sessions,
            moderation=self.moderation,
            networks=Networks(b"k" * 32),
            limits=RateLimits(),
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=self.registry,
        )
        self.messenger = Messenger(
            database=self.database,
            settings=self.settings,
            clock=clock,
            ids=self.ids,
            registry=self.registry,
            limits=RateLimits(),
            jobs=self.jobs,
            broker=self.broker,
            hub=self.hub,
            accounts=self.accounts,
            sessions=self.sessions,
            moderation=self.moderation,
            live_access=self.live_access,
            notices=self.gate.notices,
            rooms=RoomRecords(self.database, self.accounts, self.live_access),
            videos=self.videos,
            gifts=GiftRecords(self.database, None, self.accounts),  # type: ignore[arg-type]  # sums need no catalogue
            schedule=self.schedule,
            came=self.rooms.watched_by,
            draw_key=lambda: b"d" * 32,
        )
        self.messenger.subscribe(self.events)
        self.listed, self.wishes = self.messenger.notifications, self.messenger.wishes
        self.devices = self.messenger.devices

    @property
    def api(self) -> HouseApp:
        return HouseApp(self, _routes())

    async def start(self) -> None:
        await super().start()
        self.supervisor.start("bell", self.messenger._bell.work)

    async def kill(self) -> None:
        await self.messenger.close()
        await super().kill()

    # What happens

    async def caught_up(self) -> None:
        """Wait until what was committed is told, and the jobs that it makes are done."""
        await self.settled()
        while await self.jobs.do_next(is_heavy=False):
            await self.settled()

    async def tell(self, *events: DomainEvent) -> None:
        """Commit events alone; whatever they tell of is there already."""
        async with self.database.transaction() as tx:
            for event in events:
                tx.emit(event)
        await self.caught_up()

    async def follow(self, fan: Account, host: Account) -> None:
        await self.accounts.follow(fan.id, host.handle)
        await self.caught_up()

    async def add_followers(self, host: Account, count: int, *, born: date = date(1990, 5, 17)) -> list[str]:
        """So many more followers, put into the database as they are: to sign them up would take an hour."""
        ids = [self.ids.new() for _ in range(count)]
        at = datetime(2026, 3, 1, tzinfo=UTC)
        people = [
            {
                "id": made,
                "handle": f"fan{made}",
                "email": f"{made}@example.org",
                "email_key": f"{made}@example.org",
                "password_hash": "none",
                "nickname": "A fan",
                "bio": "",
                "birth_date": born,
                "region": "JP",
                "followers": 0,
                "following": 1,
                "created_at": at,
            }
            for made in ids
        ]
        # Several in the same moment.
        follow = [
            {"follower_id": made, "followee_id": host.id, "at": at + timedelta(seconds=number // 7)}
            for number, made in enumerate(ids)
        ]
        async with self.database.transaction() as tx:
            await tx.execute(accounts.insert(), people)
            await tx.execute(follows.insert(), follow)
        return ids

    async def give(self, room_id: str, sender: Account, coins: int) -> None:
        """What the till writes of gifts that matters here, and what it tells."""
        async with self.database.transaction() as tx:
            gave = {"room_id": room_id, "sender_id": sender.id, "coins": coins}
            await tx.execute(
                tx.insert(room_senders)
                .values(gave)
                .on_conflict_do_update(
                    index_elements=["room_id", "sender_id"], set_={"coins": room_senders.c.coins + coins}
                )
            )
            total = {"room_id": room_id, "catalogue_id": "rose", "count": 1, "coins": coins, "diamonds": 0}
            await tx.execute(
                tx.insert(room_totals)
                .values(total)
                .on_conflict_do_update(
                    index_elements=["room_id", "catalogue_id"],
                    set_={"coins": room_totals.c.coins + coins, "count": room_totals.c.count + 1},
                )
            )
            event: DomainEvent = GiftsSent(room_id=room_id, gifts=())
            if coins < 0:
                event = GiftsReversed(
                    sender_id=sender.id, room_ids=[room_id], gift_ids=[], is_restored=False, at=self.clock.now()
                )
            tx.emit(event)
        await self.settled()

    async def gifts_counted(self) -> None:
        """Wait as long as gifts are gathered."""
        self.clock.advance(6)
        await self.caught_up()

    async def post(self, author: Account, *, visibility: Visibility = "public") -> str:
        """A video that is ready; its film is not looked at here."""
        now = self.clock.now()
        video = VideoFacts(
            id=self.ids.new(),
            author_id=author.id,
            caption="A song",
            visibility=visibility,
            state="processing",
            file_name="film.mp4",
            size_bytes=1_000,
            created_at=now,
            length_s=10.0,
            width=360,
            height=640,
        )
        async with self.database.transaction() as tx:
            await video_store.insert_video(tx, video)
            await video_store.publish_video(tx, video, sha256=b"", fingerprint=b"", published_at=now)
        return video.id

    async def comment(self, video_id: str, author: Account, text: str) -> str:
        """Write under a video; the comment's id."""
        comment = await self.videos.comment(video_id, author.id, text)
        await self.caught_up()
        return comment.id

    # What people see

    async def list_of(self, account: Account | str) -> Sequence[Notification]:
        account_id = account if isinstance(account, str) else account.id
        return (await self.listed.page(account_id, None)).notifications

    async def read_all(self, account: Account) -> int:
        shown = await self.list_of(account)
        return await self.listed.mark_read(account.id, shown[0].place)

    async def session_of(self, account: Account) -> str:
        """A new session, by its id."""
        token = await self.sessions.start(account.id, address="192.0.2.7", user_agent=None)
        signed_in = await self.sessions.resolve(token)
        assert signed_in is not None
        return signed_in.session_id

    async def rung(self, heard: list[int], count: int) -> None:
        """Wait until a bell has been heard so often."""

        async def enough() -> bool:
            return len(heard) >= count

        await eventually(enough, within_s=10, every_s=0.02)

    async def push(self) -> int:
        """Send what is due; how many were tried."""
        assert self.messenger.pushes is not None
        tried = 0
        async with asyncio.TaskGroup() as sending:
            while some := await self.messenger.pushes.begin(sending):
                tried += some
        await self.messenger.pushes.note()
        return tried


class Bell(Outlet):
    """A page that only listens to what stands on its bell."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def send(self, frame: bytes) -> None:
        # A short frame has two bytes of head.
        said = json.loads(frame[2:])
        if said["type"] == "notifications":
            self.heard.append(said["unread"])


def listen(peer: Peer) -> list[int]:
    """What stands on the bell of a page, written down each time that it is told."""
    bell = Bell()
    peer._outlet = bell
    return bell.heard
