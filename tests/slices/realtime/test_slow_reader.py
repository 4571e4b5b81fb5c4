"""A viewer that stops reading: what it is spared first, what it gets in the end, and what others notice of it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from livehouse.realtime import CHANNEL_PATH, ChannelLimits, CloseCode
from tests.slices.realtime.house import House, serve_house
from tests.support.channel import Said
from tests.support.raw_websocket import CLOSE, RawWebSocket
from tests.support.waiting import eventually

ROUNDS_MAX = 200
DELAY_MAX_S = 0.5
LIMITS = ChannelLimits(
    queue_bytes_soft=40_000, queue_bytes_resync=80_000, queue_bytes_max=160_000, stalled_s_max=3.0, close_s_max=5.0
)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with serve_house(channel_limits=LIMITS, send_buffer=4_096) as house:
        yield house


@pytest.fixture
def stack(house: House) -> Iterator[ExitStack]:
    """Closes the connections of a test before its house."""
    with ExitStack() as stack:
        yield stack


class Bystander:
    """A viewer who reads everything; every event must come, in order, soon."""

    def __init__(self, wire: RawWebSocket) -> None:
        self.wire = wire
        self.likes = 0
        self.offset = 0
        self.delays_s: list[float] = []

    async def hear(self, offset: int) -> None:
        began_s = time.monotonic()
        while self.offset < offset:
            message = await read(self.wire)
            for event in message["events"]:
                assert event["offset"] == self.offset + 1
                self.offset += 1
            self.likes = message.get("counters", {}).get("likes", self.likes)
        self.delays_s.append(time.monotonic() - began_s)


async def enter(house: House, stack: ExitStack, *, receive_buffer_bytes: int | None = None) -> RawWebSocket:
    """A connection that is in the room."""
    wire = await RawWebSocket.open(house.port, CHANNEL_PATH, receive_buffer_bytes=receive_buffer_bytes)
    stack.callback(wire.abort)
    await wire.read_frame()
    await wire.send(json.dumps({"id": 1, "type": "join", "room": "room"}))
    assert (await read(wire))["result"]["kind"] == "snapshot"
    return wire


async def read(wire: RawWebSocket) -> dict[str, Any]:
    _, text = await wire.read_frame()
    message: dict[str, Any] = json.loads(text)
    return message


def offsets_of(ticks: Iterable[dict[str, Any]]) -> set[int]:
    return {event["offset"] for tick in ticks for event in tick["events"]}


async def is_over(house: House) -> bool:
    return house.metric("closes_total", code=str(int(CloseCode.TOO_SLOW))) == 1


async def test_likes_and_samples_go_first_then_all_events_then_the_connection(house: House, stack: ExitStack) -> None:
    slow = await enter(house, stack, receive_buffer_bytes=4_096)
    bystander = Bystander(await enter(house, stack))

    # Both kinds of events in turn, and likes, until the one who does not read was told to join again.
    sampled: set[int] = set()
    rounds = 0
    while not house.metric("drops_total", reason="resync"):
        rounds += 1
        assert rounds < ROUNDS_MAX, "it is never told"
        sampled.add(await house.hub.publish("room", Said("s" * 4_000), sampled=True, speaker="somebody"))
        house.hub.contribute("room", "test", likes=rounds)
        await bystander.hear(await house.hub.publish("room", Said("u" * 4_000)))
    # What happens from now on costs it nothing more.
    for _ in range(20):
        await bystander.hear(await house.hub.publish("room", Said("later " * 1_000)))
    assert max(bystander.delays_s) < DELAY_MAX_S
    await eventually(lambda: is_over(house), within_s=10, every_s=0.02)

    # It reads at last, all that was sent to it, and why it was closed.
    told: list[dict[str, Any]] = []
    while True:
        kind, payload = await slow.read_frame()
        if kind == CLOSE:
            break
        told.append(json.loads(payload))
    assert int.from_bytes(payload[:2]) == CloseCode.TOO_SLOW
    assert CloseCode.TOO_SLOW.comes_back
    assert payload[2:]

    assert [message["type"] for message in told].index("resync") == len(told) - 1
    ticks = told[:-1]
    whole = [tick for tick in ticks if "counters" in tick or sampled & offsets_of([tick])]
    spared = ticks[len(whole) :]
    assert whole == ticks[: len(whole)], "likes or samples after they were held back"
    assert len(whole) > 5, "held back from the start"
    assert len(spared) > 5, "nothing was held back before the resync"
    # What is no sample came whole, until the resync.
    got = offsets_of(ticks)
    assert got - sampled == set(range(1, max(got) + 1)) - sampled
    assert bystander.likes == rounds


async def test_one_who_catches_up_gets_everything_again(house: House, stack: ExitStack) -> None:
    slow = await enter(house, stack, receive_buffer_bytes=4_096)
    offset = 0
    while not house.metric("drops_total", reason="congested"):
        offset = await house.hub.publish("room", Said("u" * 3_000))
        await asyncio.sleep(0.055)
    heard = 0
    while heard < offset:
        heard = max([heard, *(event["offset"] for event in (await read(slow))["events"])])
    house.hub.contribute("room", "test", likes=7)
    assert (await read(slow))["counters"]["likes"] == 7
    last = await house.hub.publish("room", Said("a sample"), sampled=True, speaker="somebody")
    assert [event["offset"] for event in (await read(slow))["events"]] == [last]
    assert house.metric("drops_total", reason="resync") == 0
