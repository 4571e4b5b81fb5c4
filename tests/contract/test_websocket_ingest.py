"""Publishing by WebSocket, through real sockets: a recording goes in, and a viewer of the relay gets its pictures."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import moq
import pytest
import uvicorn
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from livehouse.kernel.clock import SystemClock
from livehouse.media import (
    MESSAGE_BYTES_MAX,
    PUBLISH_PATH,
    IngestSettings,
    PublishCloseCode,
    Relay,
    RelayPlace,
    RelaySettings,
    Tokens,
    WebSocketIngest,
)
from livehouse.platform.tasks import Supervisor
from tests.support.publishing import PublishingPage
from tests.support.recordings import AUDIO_ENTRY, CHROMIUM, VIDEO_ENTRY, opening, recording
from tests.support.waiting import eventually

ROOM = "01jroom000000000000000000a"
SESSION = "01jsession0000000000000000"
WAIT_S = 20.0


@dataclass
class House:
    relay: Relay
    ingest: WebSocketIngest
    tokens: Tokens
    registry: CollectorRegistry
    port: int
    changes: list[bool] = field(default_factory=list)

    async def note(self, _room_id: str, online: bool) -> None:
        self.changes.append(online)

    @property
    def url(self) -> str:
        return f"ws://localhost:{self.port}{PUBLISH_PATH}"

    def page(self, name: str = "page-1") -> PublishingPage:
        """A page of the host's, which has a ticket."""
        token = self.tokens.publisher(ROOM, SESSION)
        ticket = {"url": f"https://localhost/{ROOM}?jwt={token}", "websocket_url": self.url}
        return PublishingPage(ticket, name=name)

    async def online(self) -> bool:
        return self.relay.has_broadcast(ROOM)

    async def offline(self) -> bool:
        return not self.relay.has_broadcast(ROOM)

    def read(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


@contextlib.asynccontextmanager
async def running(folder: Path, **limits: Any) -> AsyncIterator[House]:
    clock, supervisor, registry = SystemClock(), Supervisor(), CollectorRegistry()
    tokens = Tokens(b"k" * 32, clock, lifetime=timedelta(hours=1))
    relay = Relay(RelaySettings(port=0, folder=folder, leave_s=0.1), tokens, clock)
    settings = IngestSettings(**{"own_origins": frozenset({"https://live.example"}), **limits})
    ingest = WebSocketIngest(
        settings,
        tokens,
        clock,
        supervisor,
        registry,
        lambda: RelayPlace(f"https://localhost:{relay.port}", relay.certificate_sha256()),
    )
    await relay.start()
    relay.open_room(ROOM)
    app = Starlette(routes=[WebSocketRoute(PUBLISH_PATH, ingest.attend)])
    config = uvicorn.Config(
        app, ws="websockets-sansio", ws_max_size=MESSAGE_BYTES_MAX, ws_per_message_deflate=False, lifespan="off"
    )
    config.load()
    config.log_config = None
    with socket.create_server(("localhost", 0)) as listener:
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]  # pytest's stay as they are
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        house = House(relay, ingest, tokens, registry, listener.getsockname()[1])
        relay.on_publisher(house.note)
        try:
            yield house
        finally:
            server.should_exit = True
            await serving
            await ingest.stop()
            await relay.stop()
            await supervisor.stop()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running(tmp_path) as house:
        yield house


@contextlib.asynccontextmanager
async def watching(house: House) -> AsyncIterator[moq.Client]:
    fingerprint = house.relay.certificate_sha256()
    assert fingerprint is not None
    url = f"https://localhost:{house.relay.port}/{ROOM}?jwt={house.tokens.viewer(ROOM)}"
    client = moq.Client(
        url,
        tls_fingerprints=[fingerprint],
        reconnect=False,
        websocket_enabled=False,
        publish=moq.OriginProducer(),
        subscribe=moq.OriginProducer(),
    )
    async with client:
        yield client


async def test_a_recording_is_watched(house: House) -> None:
    async with house.page() as page, watching(house) as viewer:
        assert page.resumed is False
        page.record()
        await eventually(house.online, within_s=WAIT_S)
        async with asyncio.timeout(WAIT_S):
            broadcast = await viewer.request_broadcast("host")
            async for catalog in await broadcast.subscribe_catalog():
                if catalog.video and catalog.audio:
                    break
            (track, video), (sound, audio) = *catalog.video.items(), *catalog.audio.items()
            assert video.codec.startswith(("avc1", "avc3"))
            assert audio.codec == "opus"
            times = []
            async with await broadcast.subscribe_media(track, video.container) as frames:
                async for frame in frames:
                    if not times:
                        assert frame.keyframe
                    times.append(frame.timestamp_us)
                    if len(times) == 8:
                        break
            async with await broadcast.subscribe_media(sound, audio.container) as packets:
                async for packet in packets:
                    assert packet.payload
                    break
        steps = [round((later - earlier) / 1_000) for earlier, later in pairwise(times)]
        assert all(60 <= step <= 73 for step in steps), steps
        assert (await house.relay.latest_picture(ROOM) or b"")[:2] == b"\xff\xd8"
        assert house.read("livehouse_publish_connections") == 1
        assert house.read("livehouse_publish_bytes_total") > 1_000
    await eventually(house.offline, within_s=WAIT_S)


async def test_a_lost_page_comes_back_to_its_broadcast(house: House) -> None:
    async with house.page() as page, watching(house) as viewer:
        page.record()
        await eventually(house.online, within_s=WAIT_S)
        async with asyncio.timeout(WAIT_S):
            broadcast = await viewer.request_broadcast("host")
            async for catalog in await broadcast.subscribe_catalog():
                if catalog.video:
                    break
            ((track, video),) = catalog.video.items()
            async with await broadcast.subscribe_media(track, video.container) as frames:
                before = await anext(frames)
                await page.drop()
                async with house.page() as again:
                    assert again.resumed is True
                    again.record()
                    # What the viewer has subscribed to goes on; nothing has to be built anew.
                    while (after := await anext(frames)).timestamp_us < before.timestamp_us + 1_000_000:
                        assert after.timestamp_us >= before.timestamp_us
    assert False not in house.changes


async def test_a_page_that_does_not_come_back_is_gone(tmp_path: Path) -> None:
    async with running(tmp_path, return_s=0.2) as house, house.page() as page:
        page.record()
        await eventually(house.online, within_s=WAIT_S)
        await page.drop()
        await eventually(house.offline, within_s=WAIT_S)
        async with house.page() as again:
            assert again.resumed is False


async def test_a_page_that_is_lost_while_it_enters_leaves_nothing(tmp_path: Path) -> None:
    async with running(tmp_path, return_s=0.2) as house:
        page = house.page()
        await page.connect()
        await page.enter()
        await page.drop()

        async def is_over() -> bool:
            return house.read("livehouse_publish_connections") == house.relay.sessions_count == 0

        async def has_entered() -> bool:
            return house.relay.sessions_count == 1

        await eventually(has_entered, within_s=WAIT_S, every_s=0.002)
        await eventually(is_over, within_s=WAIT_S)


async def test_a_page_that_sends_on_while_its_broadcast_ends_hears_that_it_may_come_back(house: House) -> None:
    async with house.page() as page:
        page.record()
        await eventually(house.online, within_s=WAIT_S)
        flood = asyncio.create_task(_send_for_ever(page))
        await house.ingest.stop()
        # Not that its recording was bad: such a page would give up.
        assert await page.closed() == PublishCloseCode.GOING_AWAY
        await flood


async def _send_for_ever(page: PublishingPage) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await page.socket.send(b"")
            await asyncio.sleep(0)


async def test_the_newer_page_takes_over(house: House) -> None:
    async with house.page() as first:
        first.record()
        await eventually(house.online, within_s=WAIT_S)
        async with house.page("page-2") as second:
            assert second.resumed is False
            assert await first.closed() == PublishCloseCode.DISPLACED
            second.record()
            await eventually(house.online, within_s=WAIT_S)


async def test_a_page_is_told_that_its_sign_in_has_ended(house: House) -> None:
    async with house.page() as page:
        page.record()
        await eventually(house.online, within_s=WAIT_S)
        house.relay.close_session(SESSION)
        assert await page.closed() == PublishCloseCode.SESSION_ENDED
        assert house.read("livehouse_publish_closes_total", code="4103") == 1


async def test_a_page_is_told_that_its_room_is_over(house: House) -> None:
    async with house.page() as page:
        page.record()
        await eventually(house.online, within_s=WAIT_S)
        await house.relay.close_room(ROOM)
        assert await page.closed() == PublishCloseCode.GOING_AWAY


async def test_a_pause_ends_the_broadcast_and_a_recording_begins_it_again(house: House) -> None:
    async with house.page() as page:
        page.record(entries=(VIDEO_ENTRY, AUDIO_ENTRY))
        await eventually(house.online, within_s=WAIT_S)
        await page.stop_recording()
        await page.say(type="pause")
        await eventually(house.offline, within_s=WAIT_S)
        # With sound alone, as after a camera was switched off.
        page.record(entries=(AUDIO_ENTRY,))
        await eventually(house.online, within_s=WAIT_S)


async def test_a_ping_waits_behind_the_recording(house: House) -> None:
    async with house.page() as page:
        pieces = list(recording(1))
        await page.say(type="begin", mime=CHROMIUM, at_ms=0)
        for piece in pieces:
            await page.socket.send(piece.data)
        await page.say(type="ping", id=7)
        assert await page.hear() == {"type": "pong", "id": 7, "bytes": sum(len(piece.data) for piece in pieces)}


async def test_very_many_messages_are_read_slowly(house: House) -> None:
    async with house.page() as page:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        hearing = asyncio.create_task(_hear_pong(page, 4_999))
        for number in range(5_000):
            await page.say(type="ping", id=number)
        await hearing
        assert loop.time() - began_s >= 0.9, "a thousand a second, and four thousand at once"


async def test_a_recording_of_nothing_but_headers_is_read_slowly(house: House) -> None:
    async with house.page() as page:
        await page.say(type="begin", mime=CHROMIUM, at_ms=0)
        await page.socket.send(opening(VIDEO_ENTRY))
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        nothing = b"\xec\x80" * 5_000
        for _ in range(60):
            await page.socket.send(nothing)
        await page.say(type="ping", id=1)
        await page.hear()
        assert loop.time() - began_s >= 1.5, "a hundred thousand bytes a second, and four at once"


async def _hear_pong(page: PublishingPage, number: int) -> None:
    while (await page.hear())["id"] != number:
        pass


async def test_who_may_not_enter(house: House) -> None:
    def enter(token: str) -> str:
        return json.dumps({"type": "enter", "room": ROOM, "token": token, "page": "p"})

    for first, code in (
        ("{", PublishCloseCode.BAD_MESSAGE),
        ('{"type":"ping","id":1}', PublishCloseCode.BAD_MESSAGE),
        (b"\x1a\x45\xdf\xa3", PublishCloseCode.BAD_MESSAGE),
        (enter("no ticket"), PublishCloseCode.TICKET_REFUSED),
        (enter(house.tokens.viewer(ROOM)), PublishCloseCode.TICKET_REFUSED),
        (enter(house.tokens.publisher("another", SESSION)), PublishCloseCode.TICKET_REFUSED),
    ):
        page = house.page()
        await page.connect()
        await page.socket.send(first)
        assert await page.closed() == code, first
        assert page.socket.close_reason


async def test_what_is_not_taken(house: House) -> None:
    begin = '{"type":"begin","mime":"video/webm","at_ms":0}'
    cases: tuple[tuple[list[str | bytes], int], ...] = (
        ([b"data without a recording"], PublishCloseCode.MEDIA_REFUSED),
        ([begin.replace("webm", "quicktime")], PublishCloseCode.MEDIA_REFUSED),
        ([begin, b"RIFF" * 10], PublishCloseCode.MEDIA_REFUSED),
        ([begin.replace(":0}", ":-1}")], PublishCloseCode.BAD_MESSAGE),
        ([begin.replace(":0}", ":1e400}")], PublishCloseCode.BAD_MESSAGE),
        ([b"\0" * (MESSAGE_BYTES_MAX + 1)], 1009),
    )
    for number, (said, code) in enumerate(cases):
        async with house.page(f"page-{number}") as page:
            with contextlib.suppress(ConnectionClosed):
                for message in said:
                    await page.socket.send(message)
            assert await page.closed() == code, said[-1][:60]


async def test_other_sites_pages_are_kept_out(house: House) -> None:
    with pytest.raises(InvalidStatus):
        await connect(house.url, origin="https://evil.example")
    for origin in (f"http://localhost:{house.port}", "https://live.example"):
        socket = await connect(house.url, origin=origin)
        await socket.close()


async def test_there_is_a_place_for_so_many_and_no_more(tmp_path: Path) -> None:
    async with running(tmp_path, connections_max=1) as house, house.page():
        second = house.page("page-2")
        await second.connect()
        await second.enter()
        assert await second.closed() == PublishCloseCode.SERVER_BUSY


async def test_many_who_show_no_ticket_do_not_keep_a_page_out(tmp_path: Path) -> None:
    async with running(tmp_path, entering_max=3, enter_s=60.0) as house, contextlib.AsyncExitStack() as stack:
        idle = [await stack.enter_async_context(connect(house.url)) for _ in range(3)]
        async with house.page() as page:
            page.record()
            await eventually(house.online, within_s=WAIT_S)
        with pytest.raises(ConnectionClosed):
            await idle[0].recv()
        assert idle[0].close_code == PublishCloseCode.SERVER_BUSY
        # The others may still show theirs.
        await idle[2].send("{")
        with pytest.raises(ConnectionClosed):
            await idle[2].recv()
        assert idle[2].close_code == PublishCloseCode.BAD_MESSAGE


async def test_who_says_nothing_is_let_go(tmp_path: Path) -> None:
    async with running(tmp_path, idle_s=0.3, enter_s=0.3) as house:
        silent = house.page()
        await silent.connect()
        assert await silent.closed() == PublishCloseCode.SERVER_BUSY
        async with house.page() as page:
            assert await page.closed() == PublishCloseCode.GOING_AWAY
