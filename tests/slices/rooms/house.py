"""Accounts, live access, rooms and chat on one real database, with the real hub; only the relay is a stand-in.

The relay speaks QUIC and has its own tests; what rooms need of it is whether frames arrive, and that is what a test
says here. A house can be killed (nothing is written at the end) and another one opened on the same database.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import sqlalchemy as sa
from argon2 import PasswordHasher
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import accounts, live_access, rooms
from livehouse.accounts import Account, Accounts, Authenticator, Avatars, NewAccount, Passwords, Sessions
from livehouse.chat import Chat
from livehouse.config import Settings
from livehouse.kernel.errors import AppError
from livehouse.kernel.ids import Ids
from livehouse.live_access import Gate, LiveAccess, PolicyKeeper
from livehouse.media import Tokens
from livehouse.moderation import LogMark, Moderation, OperatorsLog, StandingNews
from livehouse.moderation import router as moderation_router
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import CloseCode, Entry, Envelope, Identity, MemoryBroker, Peer, Realtime, Volatile
from livehouse.rooms import Room, Rooms
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in
from tests.support.waiting import eventually

RELAY_PORT = 4433
PICTURE = b"\xff\xd8\xff\xe0 a frame"


class RelayDouble:
    """Says what the test told it, and remembers which rooms are open."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.broadcasting: set[str] = set()
        self.pictures: dict[str, bytes] = {}
        self.clocks: dict[str, int] = {}

    def open_room(self, room_id: str) -> None:
        self.open.add(room_id)

    async def close_room(self, room_id: str) -> None:
        self.open.discard(room_id)

    def open_rooms(self) -> frozenset[str]:
        return frozenset(self.open)

    def has_broadcast(self, room_id: str) -> bool:
        return room_id in self.broadcasting

    async def media_clock(self, room_id: str) -> int | None:
        return self.clocks.get(room_id)

    async def latest_picture(self, room_id: str) -> bytes | None:
        return self.pictures.get(room_id)

    def certificate_sha256(self) -> str | None:
        return "ab" * 32


class Heard:
    """Everything that the broker carried, in order."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Entry]] = []
        self.counters: dict[str, dict[str, int]] = {}
        self.reactions: list[tuple[str, str]] = []

    def on_entry(self, room: str, entry: Entry) -> None:
        self.entries.append((room, entry))

    def on_lost(self, room: str) -> None:
        raise AssertionError(f"{room}: memory loses nothing")

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        self.counters.setdefault(room, {}).update(volatile.counters)
        self.reactions.extend((room, emoji) for emoji in volatile.reactions)

    def events(self, room: str, kind: str) -> list[dict[str, Any]]:
        decoded = [json.loads(entry.message.payload) for where, entry in self.entries if where == room]
        return [event for event in decoded if event["type"] == kind]


class Outlet:
    def unsent_bytes(self) -> int:
        return 0

    def close(self, code: CloseCode, reason: str) -> None:
        raise AssertionError(f"the server closed a connection: {code} {reason}")


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    people = stand_in("accounts")
    own = accounts.router(people, stand_in("avatars"), stand_in("sessions"), stand_in("authenticator"))
    api.include_router(own, prefix=API)
    api.include_router(live_access.router(stand_in("gate")), prefix=API)
    api.include_router(moderation_router(stand_in("moderation"), people), prefix=API)
    origin = rooms.router(stand_in("rooms"), lambda request: str(request.base_url).rstrip("/"))
    api.include_router(origin, prefix=API)
    return api


class House:
    """One process's worth of services."""

    def __init__(
        self,
        url: str,
        folder: Path,
        clock: FakeClock,
        *,
        broker: MemoryBroker | None = None,
        has_relay: bool = True,
        database_type: type[Database] = Database,
        **settings: Any,
    ) -> None:
        self.clock = clock
        self.settings = Settings(data=folder, **{"live_policy": "open", "gifts_begin_every_ms": 0, **settings})
        self.events = Events()
        self.database = database_type(url, clock, self.events)
        self.supervisor = Supervisor()
        self.ids = Ids(clock, os.urandom)
        self.relay = RelayDouble()
        self.heard = Heard()
        limits = RateLimits()
        registry = CollectorRegistry()
        broker = broker or MemoryBroker(clock, self.ids.new)
        broker.listen(self.heard)

        async def nobody(_handshake: object) -> Identity:
            raise AssertionError("no sockets here")

        self.realtime = Realtime(
            broker=broker,
            authenticate=nobody,
            clock=clock,
            ids=self.ids,
            random=Random(7),
            registry=registry,
            supervisor=self.supervisor,
        )
        self.hub = self.realtime.hub
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), os.urandom)
        self.accounts = Accounts(self.database, self.settings, clock, self.ids, passwords, limits)
        self.sessions = Sessions(self.database, self.settings, clock, self.ids, passwords, limits)
        self.operators_log = OperatorsLog(self.database, clock, LogMark(folder))
        self.moderation = Moderation(
            self.database, self.settings, clock, self.ids, self.accounts, self.sessions, self.operators_log
        )
        self.told: list[tuple[str, Any]] = []
        self.policies = PolicyKeeper(clock, self.settings.live_policy)
        self.live_access = LiveAccess(self.database, clock, self.accounts, self.moderation, self.policies)
        self.live_access.add_source(rooms.Numbers(self.database, clock).of_account)
        self.gate = Gate(
            self.database,
            self.settings,
            clock,
            self.ids,
            accounts=self.accounts,
            moderation=self.moderation,
            access=self.live_access,
            tell=self._tell,
        )
        files = Files(folder / "files")
        self.rooms = Rooms(
            database=self.database,
            hub=self.hub,
            relay=self.relay,
            tokens=Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1)),
            files=files,
            accounts=self.accounts,
            live_access=self.live_access,
            moderation=self.moderation,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            part=self.ids.new(),
            notices=broker,
            has_relay=has_relay,
            limits=limits,
            encoders_at=lambda host: f"rtmp://{host}:1935/live",
            relay_at=lambda host: f"https://{host}:{RELAY_PORT}",
        )
        self.chat = Chat(
            database=self.database,
            hub=self.hub,
            rooms=self.rooms,
            accounts=self.accounts,
            moderation=self.moderation,
            limits=limits,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=registry,
        )
        self.rooms.add_part(self.chat)
        self.gate.subscribe(self.events)
        self.rooms.subscribe(self.events)
        self.operators_log.subscribe(self.events)
        StandingNews(self.moderation, broker).subscribe(self.events)
        self.chat.subscribe(self.events)
        self.rooms.register(self.realtime.router)
        self.chat.register(self.realtime.router)
        self.authenticator = Authenticator(self.sessions, self.accounts, self.ids, self.settings)
        self.avatars = Avatars(self.database, self.settings, self.ids, files, self.accounts)
        self.peers: list[Peer] = []

    @property
    def api(self) -> HouseApp:
        """What this house answers over HTTP."""
        return HouseApp(self, _routes())

    def _tell(self, account_id: str, message: msgspec.Struct) -> None:
        self.told.append((account_id, message))
        self.hub.tell_account(account_id, message)

    def _tell_all(self, account_ids: Sequence[str], message: msgspec.Struct) -> None:
        self.told += [(account_id, message) for account_id in account_ids]
        self.hub.tell_accounts(account_ids, message)

    async def start(self) -> None:
        await self.database.deliver_left_over()
        self.supervisor.start("outbox", self.database.dispatch)
        await self.chat.start(self.supervisor)
        await self.rooms.start(self.supervisor)

    async def stop(self) -> None:
        """End as the server does when it is told to."""
        await self.chat.stop()
        await self.rooms.stop()
        await self.kill()

    async def kill(self) -> None:
        """End as `kill -9` does: nothing is written any more."""
        await self.supervisor.stop()
        await self.database.close()

    async def settled(self) -> None:
        """Wait until what was committed has been told."""
        await self.database.drained()

    # People

    async def sign_up(
        self, handle: str, *, born: date = date(1990, 5, 17), region: str = "JP", may_go_live: bool = True
    ) -> Account:
        account = await self.accounts.create(
            NewAccount(
                handle=handle,
                email=f"{handle}@example.org",
                password="a quiet stage at midnight",
                birth_date=born.isoformat(),
                region=region,
                accept_terms=True,
            )
        )
        if may_go_live:
            await self.live_access.accept_terms(account.id, self.live_access.terms_version)
        return account

    @asynccontextmanager
    async def browser(self, account: Account | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """HTTP as this person's browser speaks it."""
        transport = httpx.ASGITransport(self.api)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://venue.example:8000{API}") as client:
            if account is not None:
                token = await self.sessions.start(account.id, address="192.0.2.7", user_agent=None)
                client.cookies.set(accounts.SESSION_COOKIE, token)
            yield client

    # Rooms

    async def prepare(self, host: Account, audience: Any = "everyone", title: str = "Songs at night") -> Room:
        return await self.rooms.create(host.id, title=title, topic="music", audience=audience)

    async def go_live(self, host: Account, audience: Any = "everyone", title: str = "Songs at night") -> Room:
        room = await self.prepare(host, audience, title)
        self.relay.broadcasting.add(room.id)
        started = await self.rooms.go_live(room.id, host.id)
        await self.settled()
        return started

    async def lose_picture(self, room_id: str) -> None:
        self.relay.broadcasting.discard(room_id)
        await self.rooms.publisher_changed(room_id, online=False)
        await self.settled()

    # The channel

    def peer(self, account: Account | None = None, *, viewer: str = "browser") -> Peer:
        account_id = None if account is None else account.id
        identity = Identity(account_id, account_id, account_id or viewer, viewer if account_id is not None else None)
        frames: list[bytes] = []
        peer = Peer(f"peer-{len(self.peers)}", identity, Outlet(), frames.append, deflates=False)
        self.hub.connect(peer)
        self.peers.append(peer)
        return peer

    async def call(self, peer: Peer, command: str, **fields: object) -> dict[str, Any]:
        """Do a command as the channel does, from JSON to JSON; raises the error that would be answered."""
        body = json.dumps({"id": 1, "type": command, **fields}).encode()
        read = self.realtime.router.read(Envelope(1, command), body)
        try:
            result = read.handler(peer, read.payload)
            if isinstance(result, Coroutine | asyncio.Future):
                result = await result
        except AppError:
            peer.release(drop=True)
            raise
        peer.release()
        answer: dict[str, Any] = json.loads(msgspec.json.encode({} if result is None else result))
        return answer

    async def enter(self, room: Room, account: Account | None = None, *, viewer: str = "browser") -> Peer:
        peer = self.peer(account, viewer=viewer)
        await self.call(peer, "join", room=room.id)
        return peer

    # The database, as it is on the disk

    async def rows(self, query: str, **values: object) -> list[Mapping[str, Any]]:
        async with self.database.read() as connection:
            return [row._mapping for row in await connection.execute(sa.text(query), values)]

    async def until_rows(self, query: str, **values: object) -> None:
        """Wait until the query finds something: what is written in batches takes its time."""

        async def found() -> list[Mapping[str, Any]]:
            return await self.rows(query, **values)

        await eventually(found, within_s=10, every_s=0.02)


@asynccontextmanager
async def open_house(url: str, folder: Path, clock: FakeClock, **settings: Any) -> AsyncIterator[House]:
    house = House(url, folder, clock, **settings)
    await house.start()
    try:
        yield house
    finally:
        await house.kill()
