"""The channel over real sockets: handshakes, limits, closes, and clients that behave badly."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, PerMessageDeflate

from livehouse.realtime import CHANNEL_PATH, ChannelLimits, CloseCode
from tests.slices.realtime.house import House, serve_house
from tests.support.channel import Said
from tests.support.raw_websocket import RawWebSocket, frame
from tests.support.waiting import eventually


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with serve_house() as house:
        yield house


async def receive(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 5))
    return message


async def ask(socket: ClientConnection, number: int, command_type: str, **fields: object) -> dict[str, Any]:
    """Send a command and return its answer; what comes before it is dropped."""
    await socket.send(json.dumps({"id": number, "type": command_type, **fields}))
    while True:
        message = await receive(socket)
        if message["type"] == "answer" and message["id"] == number:
            return message


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """The code and reason with which the server closes."""
    end: ConnectionClosed | None = None
    while end is None:
        try:
            await asyncio.wait_for(socket.recv(), 10)
        except ConnectionClosed as error:
            end = error
    assert end.rcvd is not None, "the server hung up without a word"
    return end.rcvd.code, end.rcvd.reason


async def turned_away(url: str, **how: Any) -> tuple[int, str]:
    """The code and reason with which the server closes before it has said hello."""
    async with connect(url, **how) as socket:
        return await closed(socket)


async def refused(url: str, **how: Any) -> tuple[int, dict[str, Any]]:
    """The status and the error with which the server refuses the handshake."""
    with pytest.raises(InvalidStatus) as caught:
        await connect(url, **how)
    response = caught.value.response
    assert response.headers["content-type"] == "application/json"
    return response.status_code, json.loads(response.body or b"")["error"]


# The handshake


async def test_a_connection_is_greeted_and_answered(house: House) -> None:
    async with connect(house.url, additional_headers={"Cookie": "name=ada"}) as socket:
        hello = await receive(socket)
        assert (hello["type"], hello["account"], len(hello["connection"])) == ("hello", "ada", 26)
        assert (await ask(socket, 1, "ping"))["result"] == {}
        answer = await ask(socket, 2, "join", room="room")
        assert answer["result"]["kind"] == "snapshot"
        assert (await ask(socket, 3, "comment", text="hé 🎉"))["result"] == {"offset": 1}
        while not (tick := await receive(socket)).get("events"):
            pass
        assert tick["events"] == [{"offset": 1, "type": "said", "text": "hé 🎉"}]
        assert house.metric("connections") == 1
    await eventually(lambda: asyncio.sleep(0, house.metric("connections") == 0), within_s=5, every_s=0.01)
    assert house.hub.viewers_here("room") == 0


async def test_compression_is_negotiated_so_that_frames_can_be_shared(house: House) -> None:
    async with connect(house.url) as socket:
        (extension,) = socket.protocol.extensions
        assert isinstance(extension, PerMessageDeflate)
        assert (extension.remote_no_context_takeover, extension.local_no_context_takeover) == (True, True)
        await ask(socket, 1, "join", room="room")
        await ask(socket, 2, "comment", text="z" * 2_000)


async def test_a_client_that_wants_a_smaller_window_gets_no_compression(house: House) -> None:
    factory = ClientPerMessageDeflateFactory(server_max_window_bits=9)
    async with connect(house.url, extensions=[factory], compression=None) as socket:
        assert socket.protocol.extensions == []
        assert (await receive(socket))["type"] == "hello"


@pytest.mark.parametrize("compression", [None, "deflate"])
async def test_long_ticks_reach_both_kinds_of_client(house: House, compression: str | None) -> None:
    async with connect(house.url, compression=compression) as socket:
        await ask(socket, 1, "join", room="room")
        for number in range(40):
            await house.hub.publish("room", Said(f"{number} " + "long " * 2_000))
        texts: list[str] = []
        while len(texts) < 40:
            texts += [event["text"] for event in (await receive(socket)).get("events", [])]
        assert [text.split()[0] for text in texts] == [str(number) for number in range(40)]


async def test_pages_of_others_are_refused(house: House) -> None:
    status, error = await refused(house.url, origin="http://evil.example")
    assert (status, error["code"], error["retry"]) == (403, "wrong_origin", False)
    async with connect(house.url, origin=f"http://127.0.0.1:{house.port}") as socket:
        assert (await receive(socket))["type"] == "hello"


async def test_who_is_not_let_in_is_told_why(house: House) -> None:
    status, error = await refused(house.url, additional_headers={"Cookie": "name=stranger"})
    assert (status, error["code"]) == (401, "not_signed_in")
    assert house.metric("handshakes_total", status="401") == 1


async def test_who_cannot_be_asked_may_come_back(house: House) -> None:
    code, reason = await turned_away(house.url, additional_headers={"Cookie": "name=broken"})
    assert code == CloseCode.SERVER_BUSY
    assert "try again" in reason
    assert house.metric("handshakes_total", status="503") == 1


async def test_asking_who_it_is_does_not_take_for_ever() -> None:
    async with serve_house(channel_limits=ChannelLimits(handshake_s_max=0.1, handshakes_max=1)) as house:
        slow = [turned_away(house.url, additional_headers={"Cookie": "name=slow"}) for _ in range(3)]
        assert {code for code, _ in await asyncio.gather(*slow)} == {CloseCode.SERVER_BUSY}
        async with connect(house.url) as socket:
            assert (await receive(socket))["type"] == "hello"


async def test_places_are_limited_and_given_back() -> None:
    async with serve_house(channel_limits=ChannelLimits(connections_per_address_max=2)) as house:
        await refused(house.url, additional_headers={"Cookie": "name=stranger"})
        first, second = await connect(house.url), await connect(house.url)
        code, reason = await turned_away(house.url)
        assert (code, "from this address" in reason) == (CloseCode.SERVER_BUSY, True)
        await first.close()
        await eventually(lambda: asyncio.sleep(0, house.metric("connections") == 1), within_s=5, every_s=0.01)
        async with connect(house.url):
            pass
        await second.close()
    async with serve_house(channel_limits=ChannelLimits(connections_max=0)) as full:
        assert (await turned_away(full.url))[0] == CloseCode.SERVER_BUSY


async def test_other_websockets_go_to_the_application(house: House) -> None:
    async with connect(f"ws://127.0.0.1:{house.port}/elsewhere?x=1") as socket:
        assert await socket.recv() == "ordinary /elsewhere"


async def test_what_is_no_websocket_handshake_is_refused(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    head = f"GET {CHANNEL_PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
    writer.write(f"{head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n".encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")
    writer.close()
    await writer.wait_closed()


# Closing


async def test_an_ended_session_ends_its_connections(house: House) -> None:
    async with connect(house.url, additional_headers={"Cookie": "name=ada"}) as socket, connect(house.url) as other:
        await receive(socket)
        await receive(other)
        house.hub.close_session("session-ada")
        code, reason = await closed(socket)
        assert code == CloseCode.SESSION_ENDED
        assert "sign in" in reason
        assert "result" in await ask(other, 1, "ping")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("garbage", CloseCode.BAD_MESSAGE),
        (b"binary", CloseCode.UNSUPPORTED),
        ("x" * 1_000_000, CloseCode.MESSAGE_TOO_BIG),
        (["frag"] * 5_000, CloseCode.MESSAGE_TOO_BIG),
    ],
)
async def test_what_ends_a_connection(house: House, message: Any, code: CloseCode) -> None:
    for compression in (None, "deflate"):
        async with connect(house.url, compression=compression, max_size=None) as socket:
            await receive(socket)
            sending = asyncio.ensure_future(socket.send(message))
            got, reason = await closed(socket)
            await asyncio.gather(sending, return_exceptions=True)
            assert got == code
            assert reason
    assert house.metric("closes_total", code=str(int(code))) == 2


async def test_a_client_that_closes_is_answered_with_its_own_code(house: House) -> None:
    async with connect(house.url) as socket:
        await receive(socket)
        await socket.close(4321, "bye")
        assert socket.close_code == 4321
    wire = await RawWebSocket.open(house.port, CHANNEL_PATH)
    await wire.send(b"", kind=8)
    assert (await wire.wait_closed()).code is None
    wire.abort()


async def test_pings_are_answered(house: House) -> None:
    async with connect(house.url) as socket:
        await asyncio.wait_for(await socket.ping(b"payload"), 5)


async def test_a_stopping_server_says_so_and_waits_for_nobody() -> None:
    limits = ChannelLimits(close_s_max=0.2, queue_bytes_soft=1_000, stalled_s_max=60)
    async with serve_house(channel_limits=limits, send_buffer=4_096) as house:
        deaf = await RawWebSocket.open(house.port, CHANNEL_PATH, receive_buffer_bytes=4_096)
        await deaf.send(json.dumps({"id": 1, "type": "join", "room": "room"}))
        async with connect(house.url) as socket:
            await ask(socket, 1, "join", room="room")
            for _ in range(5):
                await house.hub.publish("room", Said("x" * 20_000))
                await asyncio.sleep(0.06)
            began_s = time.monotonic()
            stopping = asyncio.create_task(house.stop())
            code, _ = await closed(socket)
            assert code == CloseCode.GOING_AWAY
            await asyncio.wait_for(stopping, 5)
            assert time.monotonic() - began_s < 3
            await house.serve()
        deaf.abort()


# Too much


async def test_commands_over_the_rate_are_refused_and_far_over_it_are_a_flood() -> None:
    limits = ChannelLimits(commands_per_s=20, commands_burst=5, flood_factor=10)
    async with serve_house(channel_limits=limits) as house, connect(house.url) as socket:
        await receive(socket)
        for number in range(20):
            await socket.send(json.dumps({"id": number, "type": "ping"}))
        answers = sorted([await receive(socket) for _ in range(20)], key=lambda answer: answer["id"])
        refusals = [answer["error"]["code"] for answer in answers if "error" in answer]
        assert set(refusals) == {"too_fast"}
        assert 10 <= len(refusals) <= 15
        assert all("result" in answer for answer in answers[:5])

        async def flood() -> None:
            while True:
                await socket.send('{"id":1,"type":"ping"}')
                await asyncio.sleep(0)

        flooding = asyncio.create_task(flood())
        code, _ = await closed(socket)
        await asyncio.gather(flooding, return_exceptions=True)
        assert code == CloseCode.FLOOD


async def test_a_flood_of_pings_is_a_flood(house: House) -> None:
    wire = await RawWebSocket.open(house.port, CHANNEL_PATH)
    await wire.send_bytes(frame(b"", kind=9) * 2_000)
    assert (await wire.wait_closed()).code == CloseCode.FLOOD
    wire.abort()


async def test_one_who_never_reads_is_cut_off_and_delays_nobody() -> None:
    limits = ChannelLimits(
        queue_bytes_soft=20_000, queue_bytes_resync=40_000, queue_bytes_max=80_000, stalled_s_max=1.0, close_s_max=0.3
    )
    async with serve_house(channel_limits=limits, send_buffer=4_096) as house:
        deaf = await RawWebSocket.open(house.port, CHANNEL_PATH, receive_buffer_bytes=4_096)
        await deaf.send(json.dumps({"id": 1, "type": "join", "room": "room"}))
        async with connect(house.url, additional_headers={"Cookie": "name=ada"}) as socket:
            await ask(socket, 1, "join", room="room")
            delays_s: list[float] = []
            for _ in range(60):
                began_s = time.monotonic()
                offset = await house.hub.publish("room", Said("x" * 4_000))
                while (await receive(socket)).get("offset", 0) < offset:
                    pass
                delays_s.append(time.monotonic() - began_s)
            await eventually(lambda: asyncio.sleep(0, house.metric("connections") == 1), within_s=10, every_s=0.05)
        assert sorted(delays_s)[30] < 0.2
        assert house.metric("drops_total", reason="congested") > 0
        assert house.metric("drops_total", reason="resync") == 1
        assert house.metric("closes_total", code="4001") == 1
        deaf.abort()


async def test_one_who_asks_without_reading_is_cut_off() -> None:
    limits = ChannelLimits(
        commands_per_s=1_000,
        commands_burst=10_000,
        queue_bytes_soft=20_000,
        queue_bytes_resync=30_000,
        queue_bytes_max=40_000,
        close_s_max=0.3,
    )
    async with serve_house(channel_limits=limits, send_buffer=4_096) as house:
        for _ in range(5):
            await house.hub.publish("room", Said("x" * 4_000))
        deaf = await RawWebSocket.open(house.port, CHANNEL_PATH, receive_buffer_bytes=4_096)
        for number in range(20):
            await deaf.send(json.dumps({"id": number, "type": "join", "room": "room"}))
        await eventually(
            lambda: asyncio.sleep(0, house.metric("closes_total", code="4001") == 1), within_s=10, every_s=0.05
        )
        await eventually(lambda: asyncio.sleep(0, house.metric("connections") == 0), within_s=10, every_s=0.05)
        deaf.abort()


async def test_one_who_goes_on_sending_after_the_end_is_cut() -> None:
    limits = ChannelLimits(drain_bytes_max=100_000, close_s_max=60)
    async with serve_house(channel_limits=limits) as house:
        wire = await RawWebSocket.open(house.port, CHANNEL_PATH)

        async def send_on() -> None:
            for _ in range(1_000):
                await wire.send_bytes(b"\x00" * 10_000)
                await asyncio.sleep(0.001)

        with pytest.raises(ConnectionError):
            await send_on()
        wire.abort()


async def test_the_silent_are_pinged_and_the_dead_are_cut() -> None:
    limits = ChannelLimits(idle_s=2, pong_s_max=1, close_s_max=1)
    async with serve_house(channel_limits=limits) as house:
        dead = await RawWebSocket.open(house.port, CHANNEL_PATH)
        async with connect(house.url, ping_interval=None) as alive:
            await eventually(lambda: asyncio.sleep(0, house.metric("connections") == 1), within_s=15, every_s=0.05)
            assert "result" in await ask(alive, 1, "ping")
        assert (await dead.wait_closed()).code == CloseCode.TOO_SLOW
        dead.abort()


async def test_a_connection_needs_no_task(house: House) -> None:
    before = len(asyncio.all_tasks())
    wires = [await RawWebSocket.open(house.port, CHANNEL_PATH) for _ in range(200)]
    for wire in wires:
        await wire.send(json.dumps({"id": 1, "type": "join", "room": "room"}))
        await wire.read_frame()
        await wire.read_frame()
    assert house.metric("connections") == 200
    assert len(asyncio.all_tasks()) == before
    for wire in wires:
        wire.abort()
    await eventually(lambda: asyncio.sleep(0, house.metric("connections") == 0), within_s=10, every_s=0.01)
    assert house.hub.viewers_here("room") == 0


async def test_a_burst_of_connects_all_get_in(house: House) -> None:
    async def come() -> dict[str, Any]:
        async with connect(house.url) as socket:
            await receive(socket)
            return await ask(socket, 1, "join", room="room")

    answers = await asyncio.gather(*(come() for _ in range(100)))
    assert all(answer["result"]["kind"] == "snapshot" for answer in answers)
    await eventually(lambda: asyncio.sleep(0, house.metric("connections") == 0), within_s=10, every_s=0.01)
