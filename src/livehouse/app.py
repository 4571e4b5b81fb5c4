"""The composition root: builds the house from its settings, wires it, opens and closes it. It decides nothing."""

import asyncio
import hmac
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

import msgspec
import structlog
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry, Gauge
from starlette.responses import Response
from starlette.types import ASGIApp

from livehouse import __version__, about, accounts, channel_schema, live_access, migrations, rooms, videos, web_app
from livehouse.accounts import (
    Accounts,
    Authenticator,
    Avatars,
    Evictions,
    Passwords,
    SelfService,
    SessionEnded,
    Sessions,
)
from livehouse.app_media import MediaDoors
from livehouse.chat import Chat, Transcript
from livehouse.config import Settings
from livehouse.discovery import Discovery, Finding
from livehouse.gifts import Flows, GiftRecords, Gifts, flows_router
from livehouse.gifts import router as gifts_router
from livehouse.kernel.clock import Clock, SystemClock
from livehouse.kernel.errors import AppError, Unavailable
from livehouse.kernel.ids import Ids
from livehouse.ledger import Ledger
from livehouse.live_access import Gate, LiveAccess, PolicyKeeper
from livehouse.media import PUBLISH_PATH, Relay
from livehouse.moderation import LogMark, Moderation, OperatorsLog, StandingNews
from livehouse.moderation import router as moderation_router
from livehouse.notifications import Messenger
from livehouse.pages import Pages
from livehouse.payments import (
    Freezes,
    Grants,
    PayoutOffice,
    Shop,
    load_prices,
    open_payout_office,
    open_shop,
    open_stripe,
)
from livehouse.platform.data_folder import keep_secret
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.http import API, RequestGuard, add_error_handlers
from livehouse.platform.jobs import Jobs
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import Mails, make_mails
from livehouse.platform.metrics import Metrics
from livehouse.platform.networks import Networks
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
from livehouse.replays import Replays
from livehouse.replays import router as replays_router
from livehouse.rooms import RoomRecords, Rooms
from livehouse.schedule import Schedule
from livehouse.schedule import router as schedule_router
from livehouse.sharing import Sharing, oembed_router, sitemap_router
from livehouse.sharing import router as sharing_router
from livehouse.videos import Videos

log = structlog.get_logger(__name__)

UPLOADS: Final = (
    (rf"{API}/me/avatar", "avatar_bytes_max"),
    (rf"{API}/rooms/[0-9a-z]+/cover", "cover_bytes_max"),
    (rf"{API}/events/[0-9a-z]+/cover", "cover_bytes_max"),
    (rf"{API}/videos/[0-9a-z]+/bytes", "video_part_bytes_max"),
    # Nobody reads it: whose browser has lost its worker is led on, instead of told that their film is too large.
    (web_app.SHARE_TARGET, "video_bytes_max"),
)
# What tickets are signed with.
RELAY_KEY: Final = "relay.key"
RELAY_KEY_BYTES: Final = 32
# An event reaches every process at once, and each writes its numbers every quarter of a second.
OTHERS_WRITE_S: Final = 0.5
# How long each of them may take to write what it still holds when the house closes.
FINISH_S_MAX: Final = 5.0


@dataclass(frozen=True)
class House:
    """A house that is built: what serves it, and the services that the demo and the command line use."""

    settings: Settings
    metrics: Metrics
    limits: RateLimits
    database: Database
    events: Events
    supervisor: Supervisor
    accounts: Accounts
    sessions: Sessions
    self_service: SelfService
    mails: Mails
    evictions: Evictions
    moderation: Moderation
    live_access: LiveAccess
    gate: Gate
    rooms: Rooms
    chat: Chat
    ledger: Ledger
    freezes: Freezes
    grants: Grants
    shop: Shop
    payout_office: PayoutOffice
    gifts: Gifts
    flows: Flows
    jobs: Jobs
    videos: Videos
    replays: Replays
    discovery: Discovery
    finding: Finding
    messenger: Messenger
    schedule: Schedule
    sharing: Sharing
    broker: Broker
    realtime: Realtime
    media: MediaDoors
    api: FastAPI
    http: ASGIApp
    websocket_protocol: type[asyncio.Protocol]
    closed: asyncio.Event

    @property
    def url(self) -> str:
        """Where people find it."""
        return self.settings.public_origin or f"http://localhost:{self.settings.port}"


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Build the house and run everything in it but the web server; close it when the block ends.

    Raises:
        SchemaTooNew, RelayUnavailable, RtmpUnavailable, StorageFull, FrontEndMissing, PolicyInvalid, PricesInvalid: it
            cannot open.
    """
    house = build_house(settings, SystemClock())
    pages = _pages(house)
    house.api.include_router(web_app.router(settings.name))
    house.api.include_router(pages.router())
    try:
        await migrations.upgrade(house.database)
        await house.broker.start()
        if house.media.relay is not None:
            # The one process that has the relay also tells what others left untold.
            await house.database.deliver_left_over()
        house.supervisor.start("outbox", house.database.dispatch)
        await house.media.open()
        await house.realtime.start()
        await house.chat.start(house.supervisor)
        await house.rooms.start(house.supervisor)
        await house.gifts.start(house.supervisor)
        house.videos.start(house.supervisor)
        house.replays.start(house.supervisor)
        await house.discovery.start(house.supervisor)
        house.finding.start(house.supervisor)
        house.schedule.start(house.supervisor)
        if settings.broker_url is None:
            await house.jobs.take_over()
        house.jobs.start(house.supervisor)
        house.supervisor.start("evictions", house.evictions.work)
        house.supervisor.start("books", house.ledger.work)
        if settings.smtp_url is not None:
            house.supervisor.start("mails", house.mails.work)
        house.self_service.start(house.supervisor)
        house.shop.reconciler.start(house.supervisor)
        house.payout_office.start(house.supervisor)
        house.gate.start(house.supervisor, looks_around=house.media.relay is not None)
        house.messenger.start(house.supervisor, cleans=house.media.relay is not None)
        if house.media.relay is not None:
            house.flows.start(house.supervisor)
            house.supervisor.start("outbox of others", house.database.adopt_left_over)
        yield house
    finally:
        house.closed.set()
        await _close(house)


async def _close(house: House) -> None:
    for what, finish in (
        ("comments", house.chat.stop),
        ("numbers of rooms", house.rooms.stop),
        ("what was watched", house.videos.stop),
        ("what the feeds know", house.discovery.stop),
        ("events", house.database.drained),
    ):
        await _finish(what, finish)
    await house.media.close_doors()
    await _finish("replays", house.replays.stop)
    await house.media.close()
    await house.broker.close()
    await house.supervisor.stop()
    await house.limits.close()
    await house.shop.provider.close()
    await house.messenger.close()
    await house.database.close()


async def _finish(what: str, finish: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(FINISH_S_MAX):
            await finish()
    except Exception as error:
        # Whatever it was, the other parts must still be closed. Events stay in the outbox and are told at the next
        # start; the rest is said to be lost.
        log.exception("could not be written before the end", what=what, error=str(error))


def build_house(settings: Settings, clock: Clock) -> House:
    """Everything, built and wired, nothing started."""
    ids = Ids(clock)
    events = Events()
    database = Database(settings.sqlalchemy_url, clock, events)
    supervisor = Supervisor()
    limits = RateLimits(settings.broker_url)
    metrics = Metrics()
    registry = metrics.registry
    files = Files(settings.files_folder)

    passwords = Passwords(PasswordHasher(), os.urandom)
    networks = Networks(_relay_key(settings))
    people = Accounts(database, settings, clock, ids, passwords, limits, networks)
    sessions = Sessions(database, settings, clock, ids, passwords, limits)
    operators_log = OperatorsLog(database, clock, LogMark(settings.data))
    moderation = Moderation(database, settings, clock, ids, people, sessions, operators_log)
    avatars = Avatars(database, settings, ids, files, people)
    authenticator = Authenticator(sessions, people, ids, settings)
    mails = make_mails(settings, database, clock, ids, registry)
    mails.subscribe(events)
    self_service = SelfService(
        database=database,
        settings=settings,
        clock=clock,
        ids=ids,
        passwords=passwords,
        limits=limits,
        accounts=people,
        sessions=sessions,
        avatars=avatars,
        mailer=mails,
    )
    self_service.subscribe(events)
    access = LiveAccess(database, clock, people, moderation, PolicyKeeper(clock, settings.live_policy))

    process_id = ids.new()
    history = HistoryLimits(events_max=settings.history_events_max, age_s_max=settings.history_s)
    broker = make_broker(settings.broker_url, clock, process_id, ids.new, history)
    realtime = _realtime(settings, clock, ids, registry, supervisor, authenticator, broker)
    media = MediaDoors(
        settings,
        clock,
        key=_relay_key(settings),
        process_id=process_id,
        broker=broker,
        supervisor=supervisor,
        registry=registry,
    )

    gate = Gate(
        database,
        settings,
        clock,
        ids,
        accounts=people,
        moderation=moderation,
        access=access,
        tell=realtime.hub.tell_account,
    )
    lives = Rooms(
        database=database,
        hub=realtime.hub,
        relay=media.reach,
        tokens=media.tokens,
        files=files,
        accounts=people,
        live_access=access,
        moderation=moderation,
        clock=clock,
        ids=ids,
        settings=settings,
        limits=limits,
        relay_at=media.address.under,
        encoders_at=media.encoders_at,
        part=process_id,
        notices=broker,
        has_relay=media.relay is not None,
        others_write_s=0.0 if settings.broker_url is None else OTHERS_WRITE_S,
    )
    talk = Chat(
        database=database,
        hub=realtime.hub,
        rooms=lives,
        accounts=people,
        moderation=moderation,
        clock=clock,
        ids=ids,
        limits=limits,
        settings=settings,
        registry=registry,
    )
    ledger = Ledger(database, clock, ids)
    freezes = Freezes(database, settings, clock, ids, ledger, people, moderation)
    prices, stripe = load_prices(settings.prices), open_stripe(settings)
    shop = open_shop(
        database=database,
        settings=settings,
        clock=clock,
        ids=ids,
        ledger=ledger,
        accounts=people,
        live_access=access,
        moderation=moderation,
        freezes=freezes,
        limits=limits,
        mailer=mails,
        prices=prices,
        stripe=stripe,
        sandbox_secret=_sandbox_secret(settings),
        registry=registry,
    )
    office = open_payout_office(
        database=database,
        settings=settings,
        clock=clock,
        ids=ids,
        ledger=ledger,
        accounts=people,
        live_access=access,
        moderation=moderation,
        freezes=freezes,
        limits=limits,
        mailer=mails,
        prices=prices,
        stripe=stripe,
        shop=shop,
        registry=registry,
    )
    presents = Gifts(
        database=database,
        hub=realtime.hub,
        rooms=lives,
        accounts=people,
        live_access=access,
        moderation=moderation,
        ledger=ledger,
        freezes=freezes,
        wallets=shop.payments,
        payouts=office.payouts,
        clock=clock,
        ids=ids,
        settings=settings,
        registry=registry,
    )
    flows = Flows(
        database,
        settings,
        clock,
        ids,
        accounts=people,
        moderation=moderation,
        purchases=shop.payments,
        freezes=freezes,
        registry=registry,
    )
    office.payouts.add_flags(flows.count_of)
    jobs = Jobs(database, clock, ids, registry, process_id=process_id, heavy_max=settings.videos_made_at_once_max)
    films = Videos(
        database=database,
        files=files,
        jobs=jobs,
        accounts=people,
        sessions=sessions,
        moderation=moderation,
        networks=networks,
        limits=limits,
        clock=clock,
        ids=ids,
        settings=settings,
        registry=registry,
    )
    films.subscribe(events)
    gift_records = GiftRecords(database, presents.catalogue, people)
    past_rooms = RoomRecords(database, people, access)
    recordings = Replays(
        database=database,
        files=files,
        jobs=jobs,
        accounts=people,
        moderation=moderation,
        rooms=past_rooms,
        transcript=Transcript(database, people, moderation),
        gifts=gift_records,
        videos=films,
        notices=gate.notices,
        limits=limits,
        clock=clock,
        ids=ids,
        settings=settings,
        registry=registry,
    )
    recordings.subscribe(events)
    if media.packager is not None and settings.replays:
        recordings.record(media.packager, realtime.hub)
    events_to_come = Schedule(
        database=database,
        files=files,
        rooms=lives,
        records=past_rooms,
        accounts=people,
        live_access=access,
        moderation=moderation,
        limits=limits,
        clock=clock,
        ids=ids,
        settings=settings,
        registry=registry,
        tell=realtime.hub.tell_accounts,
        calendar_secret=hmac.digest(_relay_key(settings), b"the keys of calendars", "sha256"),
    )
    events_to_come.subscribe(events)
    finding = Finding(
        database=database,
        jobs=jobs,
        accounts=people,
        moderation=moderation,
        rooms=lives,
        videos=films,
        replays=recordings,
        schedule=events_to_come,
        totals=realtime.hub,
        limits=limits,
        clock=clock,
        ids=ids,
        settings=settings,
        registry=registry,
        is_builder=media.relay is not None,
    )
    finding.subscribe(events)
    messenger = Messenger(
        database=database,
        settings=settings,
        clock=clock,
        ids=ids,
        registry=registry,
        limits=limits,
        jobs=jobs,
        broker=broker,
        hub=realtime.hub,
        accounts=people,
        sessions=sessions,
        moderation=moderation,
        live_access=access,
        notices=gate.notices,
        rooms=past_rooms,
        videos=films,
        gifts=gift_records,
        schedule=events_to_come,
        came=lives.watched_by,
        draw_key=partial(_relay_key, settings),
    )
    messenger.subscribe(events)
    found = Discovery(
        database=database,
        hub=realtime.hub,
        broker=broker,
        rooms=lives,
        videos=films,
        accounts=people,
        live_access=access,
        moderation=moderation,
        limits=limits,
        clock=clock,
        settings=settings,
        registry=registry,
        key=hmac.digest(_relay_key(settings), b"the feeds' cursors", "sha256"),
        part=process_id,
        is_alone=settings.broker_url is None,
        keeps=media.relay is not None,
    )
    access.add_source(films.numbers_of)
    access.add_source(rooms.Numbers(database, clock).of_account)
    links = Sharing(
        database=database,
        rooms=lives,
        videos=films,
        replays=recordings,
        schedule=events_to_come,
        accounts=people,
        avatars=avatars,
        moderation=moderation,
        limits=limits,
        clock=clock,
        ids=ids,
        settings=settings,
    )
    links.subscribe(events)
    self_service.add_exporter("videos", films.export)
    self_service.add_exporter("live_access", gate.personal.export)
    self_service.add_exporter("standing", moderation.export)
    self_service.add_exporter("lives", lives.export)
    self_service.add_exporter("comments", talk.export)
    self_service.add_exporter("wallet", shop.payments.export)
    self_service.add_exporter("earnings", office.earnings.export)
    self_service.add_exporter("payouts", office.payouts.export)
    self_service.add_exporter("gifts", presents.export)
    self_service.add_exporter("replays", recordings.export)
    self_service.add_exporter("feed", found.feeds.export)
    self_service.add_exporter("notifications", messenger.export)
    self_service.add_exporter("events", events_to_come.export)
    self_service.add_exporter("sharing", links.export)
    lives.add_part(talk)
    lives.add_part(presents)
    gate.subscribe(events)
    lives.subscribe(events)
    talk.subscribe(events)
    shop.subscribe(events)
    office.subscribe(events)
    presents.subscribe(events)
    found.subscribe(events)
    lives.register(realtime.router)
    talk.register(realtime.router)
    presents.register(realtime.router)

    media.serve(lives, sessions)
    carriers = (realtime.hub,) if media.relay is None else (realtime.hub, media.relay)
    evictions = Evictions(sessions, broker, clock, carriers)
    events.subscribe(SessionEnded, evictions.on_session_ended)
    operators_log.subscribe(events)
    StandingNews(moderation, broker).subscribe(events)
    _add_gauges(registry, database, broker, media.relay)
    closed = asyncio.Event()

    async def check_ready() -> None:
        if closed.is_set():
            raise about.NotReady("This server is closing. Try again in a moment.")
        if broker.status() == "away":
            raise about.NotReady("The server that LIVEs are shared through cannot be reached. Try again in a moment.")
        try:
            await database.check_reachable()
        except Unavailable as error:
            raise about.NotReady(error.message) from error

    api = FastAPI(title=settings.name, version=__version__, openapi_url=None)
    authenticator.install(api)
    add_error_handlers(api)
    about_routes = about.router(
        settings,
        access,
        metrics,
        certificate_sha256=media.reach.certificate_sha256,
        check_ready=check_ready,
        push_key=messenger.push_key,
    )
    # A request is compared with one route after the other, so what is asked for most comes first.
    api.include_router(found.router(authenticator), prefix=API)
    api.include_router(finding.router(), prefix=API)
    api.include_router(about_routes)
    api.include_router(accounts.router(people, avatars, sessions, authenticator), prefix=API)
    api.include_router(accounts.self_service_router(self_service, people, sessions, authenticator), prefix=API)
    api.include_router(accounts.outbox_router(mails, is_shown=settings.show_outbox), prefix=API)
    api.include_router(moderation_router(moderation, people), prefix=API)
    api.include_router(live_access.router(gate), prefix=API)
    api.include_router(rooms.router(lives, partial(_origin, settings)), prefix=API)
    api.include_router(gifts_router(presents), prefix=API)
    api.include_router(flows_router(flows), prefix=API)
    api.include_router(videos.router(films, authenticator), prefix=API)
    api.include_router(replays_router(recordings, authenticator), prefix=API)
    api.include_router(sharing_router(links, authenticator, partial(_origin, settings)), prefix=API)
    api.include_router(oembed_router(links, partial(_origin, settings), name=settings.name))
    api.include_router(sitemap_router(links, partial(_origin, settings)))
    api.include_router(schedule_router(events_to_come, partial(_origin, settings)), prefix=API)
    api.include_router(messenger.router(), prefix=API)
    api.include_router(shop.router(partial(_origin, settings)), prefix=API)
    api.include_router(office.router(partial(_origin, settings)), prefix=API)
    api.include_router(channel_schema.router(api, realtime.router), prefix=API)
    api.add_api_websocket_route(PUBLISH_PATH, media.ingest.attend)
    guard = RequestGuard(
        media.with_hls(api, lives),
        body_bytes_max=settings.body_bytes_max,
        uploads=[(pattern, getattr(settings, name)) for pattern, name in UPLOADS],
        relay=media.address,
        secure=settings.public_url is not None and settings.public_url.scheme == "https",
        public_origin=settings.public_origin,
        media_origin=settings.hls_origin,
    )
    return House(
        settings=settings,
        metrics=metrics,
        limits=limits,
        database=database,
        events=events,
        supervisor=supervisor,
        accounts=people,
        sessions=sessions,
        self_service=self_service,
        mails=mails,
        evictions=evictions,
        moderation=moderation,
        live_access=access,
        gate=gate,
        rooms=lives,
        chat=talk,
        ledger=ledger,
        freezes=freezes,
        grants=Grants(database, settings, ids, ledger, moderation),
        shop=shop,
        payout_office=office,
        gifts=presents,
        flows=flows,
        jobs=jobs,
        videos=films,
        replays=recordings,
        messenger=messenger,
        schedule=events_to_come,
        sharing=links,
        discovery=found,
        finding=finding,
        broker=broker,
        realtime=realtime,
        media=media,
        api=api,
        http=guard,
        websocket_protocol=realtime.uvicorn_protocol_class(),
        closed=closed,
    )


def _add_gauges(registry: CollectorRegistry, database: Database, broker: Broker, relay: Relay | None) -> None:
    for name, meaning, read in (
        (
            "livehouse_broker_ready",
            "1 while events can be published, 0 while the broker is away.",
            lambda: float(broker.status() == "ready"),
        ),
        (
            "livehouse_outbox_waiting",
            "Events of this process that are committed and not delivered yet.",
            lambda: float(database.undelivered),
        ),
        (
            "livehouse_relay_sessions",
            "Media sessions that are open in this process, hosts' and viewers'.",
            lambda: 0.0 if relay is None else float(relay.sessions_count),
        ),
        (
            "livehouse_relay_broadcasts",
            "Rooms whose host's frames arrive in this process.",
            lambda: 0.0 if relay is None else float(len(relay.broadcasting_rooms())),
        ),
    ):
        Gauge(name, meaning, registry=registry).set_function(read)


def _relay_key(settings: Settings) -> bytes:
    if settings.relay_key is not None:
        return bytes.fromhex(settings.relay_key.get_secret_value())
    return keep_secret(settings.data / RELAY_KEY, RELAY_KEY_BYTES)


def _sandbox_secret(settings: Settings) -> str:
    """The same in all processes, as tickets are."""
    return hmac.new(_relay_key(settings), b"the sandbox's webhooks", "sha256").hexdigest()


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
    origin = settings.public_origin
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
    return settings.public_origin or f"{request.url.scheme}://{request.url.netloc}"


def _pages(house: House) -> Pages:
    authenticator: Authenticator = house.api.state.authenticator
    origin = partial(_origin, house.settings)

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
        access=house.sharing.things.access_at,
        embedding=house.sharing.embedding,
        origin=origin,
        mark_viewer=mark_viewer,
        ticket=ticket,
    )


def openapi_document() -> dict[str, Any]:
    """The HTTP API as OpenAPI, with the channel's messages among its schemas and listed in `x-livehouse-channel`."""
    with tempfile.TemporaryDirectory() as folder:
        house = build_house(Settings(data=Path(folder)), SystemClock())
        return channel_schema.whole_document(house.api, house.realtime.router)
