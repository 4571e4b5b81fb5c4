"""What every broker promises, whatever it is made of."""

import asyncio
from collections.abc import Callable
from itertools import count

import pytest

from livehouse.realtime import Broker, Entry, HistoryLimits, MemoryBroker, Message, Position, Volatile
from tests.support.clock import FakeClock
from tests.support.waiting import eventually

LIMITS = HistoryLimits(events_max=10, age_s_max=60.0)


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Entry]] = []
        self.volatile: list[tuple[str, Volatile]] = []

    def on_entry(self, room: str, entry: Entry) -> None:
        self.entries.append((room, entry))

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        self.volatile.append((room, volatile))


async def heard(ear: Ear, number: int) -> list[tuple[str, Entry]]:
    """The first entries that the listener heard, once there are so many."""

    async def ask() -> bool:
        return len(ear.entries) >= number

    await eventually(ask, within_s=5, every_s=0.001)
    return ear.entries[:number]


def make_memory(clock: FakeClock) -> Broker:
    numbers = count(1)
    return MemoryBroker(clock, lambda: f"epoch-{next(numbers)}", LIMITS)


ADAPTERS: dict[str, Callable[[FakeClock], Broker]] = {"memory": make_memory}


@pytest.fixture(params=sorted(ADAPTERS))
async def broker(request: pytest.FixtureRequest, clock: FakeClock) -> Broker:
    return ADAPTERS[request.param](clock)


def message(text: str, **how: object) -> Message:
    return Message(b'{"type":"said","text":"%b"}' % text.encode(), **how)  # type: ignore[arg-type]  # named by each test


async def test_offsets_ascend_by_one_from_one(broker: Broker) -> None:
    assert [await broker.publish("room", message(str(number))) for number in range(5)] == [1, 2, 3, 4, 5]
    assert (await broker.position("room")).offset == 5


async def test_rooms_do_not_mix(broker: Broker) -> None:
    await broker.publish("a", message("1"))
    assert await broker.publish("b", message("1")) == 1
    first, second = await broker.position("a"), await broker.position("b")
    assert first.epoch != second.epoch
    assert await broker.history("b", first, 1) is None


async def test_a_stream_nobody_wrote_to_stands_at_nought_and_stays_in_its_epoch(broker: Broker) -> None:
    before = await broker.position("room")
    assert before.offset == 0
    assert await broker.history("room", before, 0) == []
    await broker.publish("room", message("1"))
    assert (await broker.position("room")).epoch == before.epoch


async def test_every_listener_hears_every_event_in_order(broker: Broker) -> None:
    ears = [Ear(), Ear()]
    for ear in ears:
        broker.listen(ear)
    epoch = (await broker.position("room")).epoch
    sent = [message(str(number), sampled=number % 2 == 0, speaker=f"s{number}") for number in range(20)]
    offsets = await asyncio.gather(*(broker.publish("room", one) for one in sent))
    for ear in ears:
        entries = await heard(ear, 20)
        assert [(room, entry.epoch) for room, entry in entries] == [("room", epoch)] * 20
        assert [entry.offset for _, entry in entries] == list(range(1, 21))
        by_offset = {entry.offset: entry.message for _, entry in entries}
        for offset, one in zip(offsets, sent, strict=True):
            got = by_offset[offset]
            assert (got.payload, got.sampled, got.speaker) == (one.payload, one.sampled, one.speaker)


async def test_totals_are_handed_on(broker: Broker) -> None:
    ear = Ear()
    broker.listen(ear)
    broker.broadcast("room", Volatile({"likes": 7}, {"🔥": 2}))

    async def ask() -> bool:
        return bool(ear.volatile)

    await eventually(ask, within_s=5, every_s=0.001)
    assert ear.volatile == [("room", Volatile({"likes": 7}, {"🔥": 2}))]
    assert (await broker.position("room")).offset == 0


async def test_history_gives_what_is_between(broker: Broker) -> None:
    for number in range(1, 9):
        await broker.publish("room", message(str(number)))
    epoch = (await broker.position("room")).epoch
    entries = await broker.history("room", Position(epoch, 3), 6)
    assert entries is not None
    assert [entry.offset for entry in entries] == [4, 5, 6]
    assert [entry.message.payload for entry in entries] == [message(str(number)).payload for number in (4, 5, 6)]
    assert {entry.epoch for entry in entries} == {epoch}
    assert await broker.history("room", Position(epoch, 8), 8) == []


async def test_history_is_bounded_in_number_and_says_so(broker: Broker) -> None:
    for number in range(LIMITS.events_max + 5):
        await broker.publish("room", message(str(number)))
    epoch = (await broker.position("room")).epoch
    newest = LIMITS.events_max + 5
    whole = await broker.history("room", Position(epoch, 5), newest)
    assert whole is not None
    assert len(whole) == LIMITS.events_max
    assert await broker.history("room", Position(epoch, 4), newest) is None


async def test_history_is_bounded_in_time(broker: Broker, clock: FakeClock) -> None:
    await broker.publish("room", message("old"))
    clock.advance(LIMITS.age_s_max / 2)
    await broker.publish("room", message("new"))
    clock.advance(LIMITS.age_s_max / 2 + 1)
    epoch = (await broker.position("room")).epoch
    assert await broker.history("room", Position(epoch, 0), 2) is None
    kept = await broker.history("room", Position(epoch, 1), 2)
    assert kept is not None
    assert len(kept) == 1
    clock.advance(LIMITS.age_s_max)
    assert await broker.history("room", Position(epoch, 1), 2) is None
    assert await broker.history("room", Position(epoch, 2), 2) == []
    assert await broker.publish("room", message("newest")) == 3


@pytest.mark.parametrize(("offset", "until"), [(4, 3), (-1, 3), (3, 4), (10**18, 10**18)])
async def test_impossible_positions_have_no_history(broker: Broker, offset: int, until: int) -> None:
    for number in range(3):
        await broker.publish("room", message(str(number)))
    epoch = (await broker.position("room")).epoch
    assert await broker.history("room", Position(epoch, offset), until) is None
    assert await broker.history("room", Position("another", 1), 3) is None


async def test_a_forgotten_room_begins_a_new_epoch(broker: Broker) -> None:
    await broker.publish("room", message("1"))
    before = await broker.position("room")
    await broker.forget("room")
    await broker.forget("room")
    assert await broker.publish("room", message("1")) == 1
    assert (await broker.position("room")).epoch != before.epoch
    assert await broker.history("room", before, 1) is None
