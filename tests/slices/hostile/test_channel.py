"""The room's channel against those who send garbage, too much, too fast, or never read."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

import pytest
import pytest_asyncio

from tests.slices.hostile.conftest import DELAY_MAX_S
from tests.support.app import ServedApp
from tests.support.people import Bystander, Channel, Person, Refused
from tests.support.raw_websocket import BINARY, CONTINUATION, PING, PONG, TEXT, Closed, RawWebSocket, frame

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANNEL = "/api/v1/channel"
BAD_MESSAGE, MESSAGE_TOO_BIG, FLOOD, UNSUPPORTED = 4100, 4101, 4102, 4104
# RFC 6455's own for what breaks it: protocol error, unsupported data, invalid payload.
STANDARD_CODES = (1002, 1003, 1007)
MEGABYTE = 1_000_000
# Filling both kernels' buffers takes about three seconds of these, the queue's own megabyte another one.
CUT_OFF_WITHIN_S = 20.0
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # one character as one sees it, 18 bytes
SERVER_GROWTH_BYTES_MAX = 64 * MEGABYTE


def _packed(message: bytes) -> bytes:
    """A message as permessage-deflate packs it, as small as it gets."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(message) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")


def _deflated(packed: bytes) -> bytes:
    """A frame that says that its message is compressed."""
    whole = bytearray(frame(packed))
    whole[0] |= 0x40
    return bytes(whole)


@pytest_asyncio.fixture(loop_scope="session")
async def wire(app: ServedApp) -> AsyncIterator[RawWebSocket]:
    """A raw connection that has been greeted."""
    connection = await RawWebSocket.open(app.port, CHANNEL)
    kind, hello = await connection.read_frame()
    assert kind == TEXT
    assert json.loads(hello)["type"] == "hello"
    yield connection
    connection.abort()


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(frame("not JSON at all"), id="no JSON"),
        pytest.param(frame(b'{"id":1,"type":"ping"'), id="half a message"),
        pytest.param(frame("[1,2,3]"), id="no object"),
        pytest.param(frame("null"), id="null"),
        pytest.param(frame("[" * 8_000), id="deep"),
        pytest.param(frame('{"type":"ping"}'), id="no id"),
        pytest.param(frame('{"id":"one","type":"ping"}'), id="an id that is no number"),
        pytest.param(frame(b"\xff\xfe\x00\x80"), id="no UTF-8"),
        pytest.param(frame(bytes(range(256)), kind=BINARY), id="binary"),
        pytest.param(frame("x", kind=0x5), id="reserved kind of frame"),
        pytest.param(frame("x", kind=CONTINUATION), id="the rest of nothing"),
        pytest.param(frame("x" * 200, kind=PING), id="a ping that is too long"),
        pytest.param(b"\x81\x05hello", id="unmasked"),
        pytest.param(bytes(range(255, 0, -1)) * 20, id="noise"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="HTTP again"),
    ],
)
async def test_garbage_ends_the_connection_with_a_code_that_says_so(
    wire: RawWebSocket, undisturbed: None, garbage: bytes
) -> None:
    await wire.send_bytes(garbage)
    closed = await wire.wait_closed()
    assert closed.code in {BAD_MESSAGE, UNSUPPORTED, *STANDARD_CODES}
    assert closed.reason


@pytest.mark.parametrize(
    "command",
    [
        {"type": "no_such_command"},
        {"type": "comment"},
        {"type": "comment", "text": 7},
        {"type": "comment", "text": None},
        {"type": "comment", "text": ""},
        {"type": "comment", "text": " \u200b\n\t "},
        {"type": "comment", "text": "x" * 10_000},
        {"type": "comment", "text": "\ud800"},
        {"type": "like", "count": -1},
        {"type": "like", "count": 10**30},
        {"type": "like", "count": 1.5},
        {"type": "react", "emoji": "<script>"},
        {"type": "pin", "comment": "01jzzzzzzzzzzzzzzzzzzzzzzz"},
        {"type": "join", "room": "no such room"},
        {"type": "join", "room": "'; DROP TABLE rooms; --"},
        {"type": "join", "room": {"$ne": None}},
    ],
    ids=lambda command: json.dumps(command)[:48],
)
async def test_a_command_that_makes_no_sense_is_answered_and_the_talk_goes_on(
    app: ServedApp, elsewhere: Bystander, undisturbed: None, command: dict[str, object]
) -> None:
    async with Person(app.url) as person:
        await person.sign_up()
        async with person.channel(elsewhere.room["id"]) as channel:
            with pytest.raises(Refused) as refused:
                await channel.call(str(command["type"]), **{k: v for k, v in command.items() if k != "type"})
            assert refused.value.code
            assert refused.value.message.endswith((".", "!", "?")), "not a sentence for a person"
            await channel.call("ping")


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda size: frame(json.dumps({"id": 1, "type": "comment", "text": "x" * size})), id="one frame"),
        pytest.param(lambda size: _fragments("x" * 1_000, size // 1_000), id="fragments without end"),
    ],
)
async def test_a_message_of_a_megabyte_is_refused(
    app: ServedApp, wire: RawWebSocket, undisturbed: None, make: Callable[[int], bytes]
) -> None:
    before = app.memory_bytes()
    sending = asyncio.create_task(wire.send_bytes(make(MEGABYTE)))
    closed = await wire.wait_closed()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    assert closed.code in {MESSAGE_TOO_BIG, 1009}
    assert closed.reason
    assert app.memory_bytes() - before < SERVER_GROWTH_BYTES_MAX


async def test_a_message_that_unpacks_to_a_gigabyte_is_refused_before_it_does(
    app: ServedApp, undisturbed: None
) -> None:
    wire = await RawWebSocket.open(app.port, CHANNEL, headers={"Sec-WebSocket-Extensions": "permessage-deflate"})
    before = app.memory_bytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    # After a full flush the packed megabyte can stand any number of times in a row.
    packed = (packer.compress(b" " * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)) * 1_000
    bomb = _deflated(packed.removesuffix(b"\x00\x00\xff\xff"))
    sending = asyncio.create_task(wire.send_bytes(bomb))
    closed = await wire.wait_closed()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    wire.abort()
    assert closed.code in {MESSAGE_TOO_BIG, 1009}
    assert app.memory_bytes() - before < SERVER_GROWTH_BYTES_MAX


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        pytest.param(_packed(b" " * 16 * MEGABYTE), MESSAGE_TOO_BIG, id="small enough to be looked into"),
        pytest.param(_packed(b'{"id":1,"type":"ping"}')[:-4], BAD_MESSAGE, id="cut off"),
        pytest.param(b"\xff" * 200, BAD_MESSAGE, id="no stream at all"),
    ],
)
async def test_a_compressed_message_that_is_none_is_refused(
    app: ServedApp, undisturbed: None, packed: bytes, code: int
) -> None:
    assert len(packed) <= 16_384, "refused by its length alone"
    wire = await RawWebSocket.open(app.port, CHANNEL, headers={"Sec-WebSocket-Extensions": "permessage-deflate"})
    before = app.memory_bytes()
    await wire.send_bytes(_deflated(packed))
    closed = await wire.wait_closed()
    wire.abort()
    assert closed.code == code
    assert closed.reason
    assert app.memory_bytes() - before < SERVER_GROWTH_BYTES_MAX


async def test_compression_that_was_not_agreed_on_is_refused(wire: RawWebSocket, undisturbed: None) -> None:
    await wire.send_bytes(_deflated(_packed(b'{"id":1,"type":"ping"}')))
    assert (await wire.wait_closed()).code == BAD_MESSAGE


@pytest.mark.parametrize(
    ("flood", "code"),
    [
        pytest.param(frame(b"", kind=PING), FLOOD, id="pings"),
        pytest.param(frame(b"x" * 125, kind=PING), FLOOD, id="long pings"),
        pytest.param(frame(b"", kind=PONG), FLOOD, id="pongs that nobody asked for"),
        pytest.param(frame('{"id":1,"type":"ping"}'), FLOOD, id="commands"),
        pytest.param(frame('{"id":1,"type":"no_such_command"}'), FLOOD, id="commands that are none"),
        pytest.param(frame('{"id":1,"type":"join","room":"nowhere"}'), FLOOD, id="joins"),
        pytest.param(frame(b"", kind=CONTINUATION, final=False), MESSAGE_TOO_BIG, id="fragments of nothing"),
    ],
)
async def test_a_flood_ends_its_connection_and_delays_nobody(
    app: ServedApp, elsewhere: Bystander, undisturbed: None, flood: bytes, code: int
) -> None:
    async def pour(wire: RawWebSocket) -> Closed:
        if code == MESSAGE_TOO_BIG:
            await wire.send_bytes(frame(b"", final=False))
        sending = asyncio.create_task(_send_for_ever(wire, flood * 500))
        closed = await wire.wait_closed()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        return closed

    before = app.memory_bytes()
    with ExitStack() as stack:
        pouring = asyncio.gather(*[pour(await _open(app, stack)) for _ in range(8)])
        delays_s = [await elsewhere.measure_delay() for _ in range(5)]
        assert {closed.code for closed in await pouring} == {code}
    assert max(delays_s) < DELAY_MAX_S
    assert app.memory_bytes() - before < SERVER_GROWTH_BYTES_MAX


async def test_one_who_begins_messages_and_never_ends_them_holds_nobody_up(
    app: ServedApp, elsewhere: Bystander, undisturbed: None
) -> None:
    before = app.memory_bytes()
    begun = frame(json.dumps({"id": 1, "type": "comment", "text": "x" * 9_000}))
    # Half a frame, one fragment of many, and a frame whose length is all that comes.
    beginnings = [begun[:-1], frame(b"x" * 15_000, final=False), begun[:3]]
    with ExitStack() as stack:
        wires = [await _open(app, stack) for _ in range(99)]
        for number, wire in enumerate(wires):
            await wire.send_bytes(beginnings[number % 3])
        assert await elsewhere.measure_delay() < DELAY_MAX_S
        await wires[0].send_bytes(begun[-1:])
        await wires[0].read_frame()  # the greeting
        answer = json.loads((await wires[0].read_frame())[1])
        assert answer["error"]["code"] == "not_signed_in"
    assert app.memory_bytes() - before < SERVER_GROWTH_BYTES_MAX


async def test_a_command_per_millisecond_is_a_flood(app: ServedApp, elsewhere: Bystander, undisturbed: None) -> None:
    wire = await RawWebSocket.open(app.port, CHANNEL)
    await wire.send(json.dumps({"id": 0, "type": "join", "room": elsewhere.room["id"]}))

    async def send_for_ever() -> None:
        number = 0
        while True:
            number += 1
            await wire.send(json.dumps({"id": number, "type": "like", "count": 50}))
            await asyncio.sleep(0.001)

    flooding = asyncio.create_task(send_for_ever())
    closed = await wire.wait_closed()
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)
    wire.abort()
    assert closed.code == FLOOD
    assert closed.reason


async def test_commands_that_are_a_little_too_fast_are_told_to_wait(app: ServedApp, undisturbed: None) -> None:
    async with Person(app.url) as person, person.channel() as channel:
        answers = await asyncio.gather(*(channel.call("ping") for _ in range(60)), return_exceptions=True)
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert refusals, "sixty commands at once went through"
        assert len(refusals) < 40, "the burst that is allowed was not"
        assert len(refusals) + sum(isinstance(answer, dict) for answer in answers) == 60
        await asyncio.sleep(1)
        await channel.call("ping")


async def test_one_who_never_reads_is_cut_off_and_costs_nobody_else(
    app: ServedApp, elsewhere: Bystander, undisturbed: None
) -> None:
    before = app.memory_bytes()
    async with Person(app.url) as host:
        await host.sign_up()
        async with host.on_air() as room, host.channel(room["id"]) as ears:
            deaf = await RawWebSocket.open(app.port, CHANNEL, receive_buffer_bytes=4_096)
            await deaf.send(json.dumps({"id": 0, "type": "join", "room": room["id"]}))
            await _wait_for_viewers(ears, 1)
            # Each answer to a join is a snapshot, so the answers pile up in the server as fast as joins are allowed.
            await asyncio.gather(*(_talk(app, room["id"], comments=12) for _ in range(4)))

            async def ask_without_listening() -> None:
                number = 0
                while True:
                    number += 1
                    await deaf.send(json.dumps({"id": number, "type": "join", "room": room["id"]}))
                    await asyncio.sleep(0.06)

            asking = asyncio.create_task(ask_without_listening())
            try:
                await _wait_for_viewers(ears, 0, within_s=CUT_OFF_WITHIN_S)
            finally:
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
                deaf.abort()
            await ears.call("comment", text="everybody else still hears this")
            await ears.wait_for_comment("everybody else still hears this", within_s=1)
    assert app.memory_bytes() - before < SERVER_GROWTH_BYTES_MAX


def _fragments(text: str, count: int) -> bytes:
    rest = (frame(text, kind=CONTINUATION, final=False) for _ in range(count))
    return frame(text, final=False) + b"".join(rest)


async def _open(app: ServedApp, stack: ExitStack) -> RawWebSocket:
    wire = await RawWebSocket.open(app.port, CHANNEL)
    stack.callback(wire.abort)
    return wire


async def _send_for_ever(wire: RawWebSocket, data: bytes) -> None:
    while True:
        await wire.send_bytes(data)


async def _talk(app: ServedApp, room_id: str, *, comments: int) -> None:
    async with Person(app.url) as person:
        await person.sign_up()
        async with person.channel(room_id) as channel:
            for number in range(comments):
                await channel.call("comment", text=f"{number} " + FAMILY * 140)


async def _wait_for_viewers(channel: Channel, count: int, within_s: float = 10) -> None:
    await channel.wait_for(lambda: channel.counters().get("viewers") == count, within_s)
