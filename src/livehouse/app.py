"""The composition root: builds the house from its settings, wires it, opens and closes it. It decides nothing."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

import msgspec
import structlog
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry
from starlette.responses import Response
from starlette.types import ASGIApp

from livehouse import __version__, about, accounts, channel_schema, live_access, migrations, rooms
from livehouse.accounts import Accounts, Authenticator, Avatars, Passwords, SessionEnded, Sessions
from livehouse.chat import Chat
from livehouse.config import Settings
from livehouse.kernel.clock import Clock, SystemClock
from livehouse.kernel.errors import AppError
from livehouse.kernel.ids import Ids
from livehouse.live_access import LiveAccess, load_policy
from livehouse.media import Relay, RelaySettings, Tokens
from livehouse.pages import LinkPreview, Pages
from livehouse.platform.data_folder import keep_secret
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.http import API, PortOf, RequestGuard, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.platform.proxies import TrustedProxies
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import (
    Broker,
    ChannelLimits,
    Handshake,
    HistoryLimits,
    HubLimits,
    Identity,
    Realtime,
    make_broker,
)
from livehouse.rooms import Rooms

log = structlog.get_logger(__name__)

UPLOADS: Final = ((rf"{API}/me/avatar", "avatar_bytes_max"), (rf"{API}/rooms/[0-9a-z]+/cover", "cover_bytes_max"))
# What tickets are signed with.
RELAY_KEY: Final = "relay.key"
RELAY_KEY_BYTES: Final = 32
# How long each of them may take to write what it still holds when the house closes.
FINISH_S_MAX: Final = 5.0


@dataclass(frozen=True)
class House:
    """A house that is built: what serves it, and the services that the demo and the command line use."""

    settings: Settings
    database: Database
    events: Events
    supervisor: Supervisor
    accounts: Accounts
    sessions: Sessions
    live_access: LiveAccess
    rooms: Rooms
    chat: Chat
    broker: Broker
    realtime: Realtime
    relay: Relay
    relay_port: PortOf
    api: FastAPI
    http: ASGIApp
    websocket_protocol: type[asyncio.Protocol]
    closed: asyncio.Event

    @property
    def url(self) -> str:
        """Where people find it."""
        if self.settings.public_url is not None:
            return str(self.settings.public_url).rstrip("/")
        return f"http://localhost:{self.settings.port}"


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Build the house and run everything in it but the web server; close it when the block ends.

    Raises:
        SchemaTooNew, RelayUnavailable, StorageFull, FrontEndMissing, PolicyInvalid: it cannot open.
    """
    house = build_house(settings, SystemClock())
    pages = _pages(house)
    house.api.include_router(pages.router())
    try:
        await migrations.upgrade(house.database)
        await house.broker.start()
        await house.database.deliver_left_over()
        house.supervisor.start("outbox", house.database.dispatch)
        house.relay.on_publisher(house.rooms.publisher_changed)
        await house.relay.start()
        house.relay_port.port = house.relay.port
        await house.realtime.start()
        await house.chat.start(house.supervisor)
        await house.rooms.start(house.supervisor)
        yield house
    finally:
        await _close(house)


async def _close(house: House) -> None:
    for what, finish in (
        ("comments", house.chat.stop),
        ("numbers of rooms", house.rooms.stop),
        ("events", house.database.drained),
    ):
        try:
            async with asyncio.timeout(FINISH_S_MAX):
                await finish()
        except Exception as error:
            # Whatever it was, the other parts must still be closed. Events stay in the outbox and are told at the next
            # start; the rest is said to be lost.
            log.exception("could not be written before the end", what=what, error=str(error))
    await house.relay.stop()
    await house.broker.close()
    await house.supervisor.stop()
    await house.database.close()


def build_house(settings: Settings, clock: Clock) -> House:
    """Everything, built and wired, nothing started."""
    ids = Ids(clock)
    events = Events()
    database = Database(settings.sqlalchemy_url, clock, events)
    supervisor = Supervisor()
    limits = RateLimits()
    registry = CollectorRegistry()
    files = Files(settings.data / "files")
    relay_port = PortOf()

    passwords = Passwords(PasswordHasher(), os.urandom)
    people = Accounts(database, settings, clock, ids, passwords, limits)
    sessions = Sessions(database, settings, clock, ids, passwords, limits)
    avatars = Avatars(database, settings, ids, files, people)
    authenticator = Authenticator(sessions, ids, settings)
    access = LiveAccess(database, clock, people, load_policy(settings.live_policy))

    tokens = Tokens(
        keep_secret(settings.data / RELAY_KEY, RELAY_KEY_BYTES),
        clock,
        lifetime=timedelta(seconds=settings.ticket_lifetime_s),
    )
    relay = Relay(_relay_settings(settings), tokens, clock)
    process_id = ids.new()
    history = HistoryLimits(events_max=settings.history_events_max, age_s_max=settings.history_s)
    broker = make_broker(settings.broker_url, clock, process_id, ids.new, history)
    realtime = _realtime(settings, clock, ids, registry, supervisor, authenticator, broker)

    lives = Rooms(
        database=database,
        hub=realtime.hub,
        relay=relay,
        tokens=tokens,
        files=files,
        accounts=people,
        live_access=access,
        clock=clock,
        ids=ids,
        settings=settings,
        relay_port=relay_port,
        part=process_id,
    )
    talk = Chat(
        database=database,
        hub=realtime.hub,
        rooms=lives,
        accounts=people,
        clock=clock,
        ids=ids,
        limits=limits,
        settings=settings,
        registry=registry,
    )
    lives.add_part(talk)
    lives.subscribe(events)
    talk.subscribe(events)
    lives.register(realtime.router)
    talk.register(realtime.router)

    async def close_sockets(event: SessionEnded) -> None:
        realtime.hub.close_session(event.session_id)
        relay.close_session(event.session_id)

    events.subscribe(SessionEnded, close_sockets)

    api = FastAPI(title=settings.name, version=__version__, openapi_url=None)
    authenticator.install(api)
    add_error_handlers(api)
    api.include_router(about.router(settings, access, relay, registry))
    api.include_router(accounts.router(people, avatars, sessions, authenticator), prefix=API)
    api.include_router(live_access.router(access), prefix=API)
    api.include_router(rooms.router(lives, partial(_origin, settings)), prefix=API)
    api.include_router(channel_schema.router(api, realtime.router), prefix=API)
    guard = RequestGuard(
        api,
        body_bytes_max=settings.body_bytes_max,
        uploads=[(pattern, getattr(settings, name)) for pattern, name in UPLOADS],
        relay_port=relay_port,
        secure=settings.public_url is not None and settings.public_url.scheme == "https",
        public_origin=None if settings.public_url is None else str(settings.public_url).rstrip("/"),
    )
    return House(
        settings=settings,
        database=database,
        events=events,
        supervisor=supervisor,
        accounts=people,
        sessions=sessions,
        live_access=access,
        rooms=lives,
        chat=talk,
        broker=broker,
        realtime=realtime,
        relay=relay,
        relay_port=relay_port,
        api=api,
        http=guard,
        websocket_protocol=realtime.uvicorn_protocol_class(),
        closed=asyncio.Event(),
    )


def _realtime(
    settings: Settings,
    clock: Clock,
    ids: Ids,
    registry: CollectorRegistry,
    supervisor: Supervisor,
    authenticator: Authenticator,
    broker: Broker,
) -> Realtime:
    async def authenticate(handshake: Handshake) -> Identity:
        visitor = await authenticator.visitor(handshake.cookies)
        return Identity(visitor.account_id, visitor.session_id, visitor.viewer_key, visitor.browser_key)

    soft, hard = settings.channel_queue_bytes_soft, settings.channel_queue_bytes_max
    origin = None if settings.public_url is None else str(settings.public_url).rstrip("/")
    return Realtime(
        broker=broker,
        authenticate=authenticate,
        clock=clock,
        ids=ids,
        random=SystemRandom(),
        registry=registry,
        supervisor=supervisor,
        channel_limits=ChannelLimits(
            message_bytes_max=settings.channel_message_bytes_max,
            commands_per_s=settings.channel_commands_per_s,
            commands_burst=settings.channel_commands_burst,
            queue_bytes_soft=soft,
            queue_bytes_resync=(soft + hard) // 2,
            queue_bytes_max=hard,
            idle_s=settings.channel_idle_s,
            connections_max=settings.channel_connections_max,
            connections_per_address_max=settings.channel_connections_per_address_max,
        ),
        event_types=channel_schema.EVENTS,
        hub_limits=HubLimits(tick_s=settings.tick_ms / 1000, sampled_per_s=settings.sampled_events_per_s),
        allowed_origins=frozenset() if origin is None else frozenset({origin}),
        address_of=TrustedProxies(settings.trusted_proxies).address_of,
    )


def _origin(settings: Settings, request: Request) -> str:
    """The address of the platform as the request's sender sees it."""
    if settings.public_url is not None:
        return str(settings.public_url).rstrip("/")
    return f"{request.url.scheme}://{request.url.netloc}"


def _relay_settings(settings: Settings) -> RelaySettings:
    return RelaySettings(
        port=settings.port if settings.relay_port is None else settings.relay_port,
        folder=settings.data / "relay",
        names=settings.relay_host_names,
        certificate=settings.tls_certificate,
        key=settings.tls_key,
        sessions_max=settings.relay_sessions_max,
        sessions_per_room_max=settings.relay_sessions_per_room_max,
        publisher_silence_s=settings.publisher_silence_s,
    )


def _pages(house: House) -> Pages:
    authenticator: Authenticator = house.api.state.authenticator
    origin = partial(_origin, house.settings)

    async def room_preview(room_id: str) -> LinkPreview | None:
        try:
            room = await house.rooms.room(room_id, None)
        except AppError:
            return None
        who = room.host.nickname
        return LinkPreview(room.title, f"{who} is LIVE on {house.settings.name}.", room.cover_url)

    async def profile_preview(handle: str) -> LinkPreview | None:
        try:
            profile = await house.accounts.profile(handle, viewer_id=None)
        except AppError:
            return None
        who = profile.account
        return LinkPreview(f"{who.nickname} (@{who.handle})", who.bio or house.settings.name, who.avatar_url)

    def mark_viewer(request: Request, response: Response) -> None:
        authenticator.keep_viewer(request, response)

    async def ticket(request: Request, room_id: str) -> Mapping[str, Any] | None:
        sender = await authenticator.sender(request)
        account_id = None if sender is None else sender.account_id
        try:
            ticket = await house.rooms.viewer_ticket(room_id, account_id, origin=origin(request))
        except AppError:
            return None
        body: Mapping[str, Any] = msgspec.to_builtins(ticket)
        return body

    return Pages(
        name=house.settings.name,
        room_preview=room_preview,
        profile_preview=profile_preview,
        origin=origin,
        mark_viewer=mark_viewer,
        ticket=ticket,
    )


def openapi_document() -> dict[str, Any]:
    """The HTTP API as OpenAPI, with the channel's messages among its schemas and listed in `x-livehouse-channel`."""
    with tempfile.TemporaryDirectory() as folder:
        house = build_house(Settings(data=Path(folder)), SystemClock())
        return channel_schema.whole_document(house.api, house.realtime.router)
