"""What every broker promises, whatever it is made of."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from itertools import count

import pytest

from livehouse.realtime import VIEWERS, Broker, Entry, HistoryLimits, MemoryBroker, Message, Position, Volatile
from livehouse.realtime.broker_valkey import ValkeyBroker
from tests.support.clock import FakeClock
from tests.support.waiting import eventually

LIMITS = HistoryLimits(events_max=10, age_s_max=60.0)


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, Entry]] = []
        self.volatile: list[tuple[str, Volatile]] = []
        self.lost: list[str] = []

    def on_entry(self, room: str, entry: Entry) -> None:
        self.entries.append((room, entry))

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        self.volatile.append((room, volatile))

    def on_lost(self, room: str) -> None:
        self.lost.append(room)

    def totals(self, room: str) -> dict[str, int]:
        totals: dict[str, int] = {}
        for told, volatile in self.volatile:
            totals.update(volatile.counters if told == room else {})
        return totals

    def reactions(self, room: str) -> Counter[str]:
        reactions: Counter[str] = Counter()
        for told, volatile in self.volatile:
            reactions.update(volatile.reactions if told == room else {})
        return reactions


async def heard(ear: Ear, number: int) -> list[tuple[str, Entry]]:
    """The first entries that the listener heard, once there are so many."""

    async def ask() -> bool:
        return len(ear.entries) >= number

    await eventually(ask, within_s=5, every_s=0.001)
    return ear.entries[:number]


class Platform:
    """Processes that share a platform: each has a broker of its own, or all have the one that there is."""

    def __init__(self, kind: str, clock: FakeClock, url: str | None) -> None:
        self._kind = kind
        self._clock = clock
        self._url = url
        self._numbers = count(1)
        self._shared = MemoryBroker(clock, self._name, LIMITS)
        self.brokers: list[Broker] = []

    def _name(self) -> str:
        return f"name-{next(self._numbers)}"

    async def process(self) -> Broker:
        broker: Broker = self._shared
        if self._url is not None:
            broker = ValkeyBroker(self._url, self._clock, self._name(), self._name, LIMITS)
            await broker.start()
        self.brokers.append(broker)
        return broker

    async def close(self) -> None:
        for broker in self.brokers:
            await broker.close()


@pytest.fixture(params=["memory", "valkey"])
async def platform(request: pytest.FixtureRequest, clock: FakeClock) -> AsyncIterator[Platform]:
    url = request.getfixturevalue("valkey").url if request.param == "valkey" else None
    platform = Platform(request.param, clock, url)
    yield platform
    await platform.close()


@pytest.fixture
async def broker(platform: Platform) -> Broker:
    return await platform.process()


async def become_true(condition: Callable[[], bool]) -> None:
    async def ask() -> bool:
        return condition()

    await eventually(ask, within_s=5, every_s=0.002)


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
    epoch = (await broker.position("room")).epoch
    for ear in ears:
        broker.listen(ear)
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


async def test_the_parts_of_a_total_add_up_however_often_they_are_told(platform: Platform) -> None:
    first, second = await platform.process(), await platform.process()
    ears = [Ear(), Ear()]
    for broker, ear in zip((first, second), ears, strict=True):
        await broker.position("room")
        broker.listen(ear)
    first.contribute("room", "a", {"likes": 5, "shares": 1})
    first.contribute("room", "a", {"likes": 5, "shares": 1})
    second.contribute("room", "b", {"likes": 7})
    second.contribute("room", "a", {"likes": 3})
    for ear in ears:
        await become_true(lambda ear=ear: ear.totals("room") == {"likes": 12, "shares": 1})  # type: ignore[misc]
    first.contribute("room", "a", {"likes": 6})
    for ear in ears:
        await become_true(lambda ear=ear: ear.totals("room")["likes"] == 13)  # type: ignore[misc]
    assert await second.totals(["room", "nowhere"]) == {"room": {"likes": 13, "shares": 1}}
    assert (await first.position("room")).offset == 0, "totals have no place in the stream"


async def test_a_total_of_nought_is_a_total(broker: Broker) -> None:
    ear = Ear()
    await broker.position("room")
    broker.listen(ear)
    broker.contribute("room", "a", {"likes": 0})
    await become_true(lambda: ear.totals("room") == {"likes": 0})


async def test_a_viewer_counts_once_in_however_many_processes(platform: Platform) -> None:
    first, second = await platform.process(), await platform.process()
    ear = Ear()
    for broker in (first, second):
        await broker.position("room")
    second.listen(ear)
    first.enter("room", "anna")
    second.enter("room", "anna")
    second.enter("room", "ben")
    await become_true(lambda: ear.totals("room") == {VIEWERS: 2})
    first.leave("room", "anna")
    second.leave("room", "ben")
    await become_true(lambda: ear.totals("room") == {VIEWERS: 1})
    second.leave("room", "anna")
    await become_true(lambda: ear.totals("room") == {VIEWERS: 0})
    assert await first.totals(["room"]) == {"room": {VIEWERS: 0}}


async def test_reactions_reach_every_process(platform: Platform) -> None:
    first, second = await platform.process(), await platform.process()
    ear = Ear()
    for broker in (first, second):
        await broker.position("room")
    second.listen(ear)
    for _ in range(3):
        first.react("room", "🔥", 2)
    await become_true(lambda: ear.reactions("room") == {"🔥": 6})


async def test_a_notice_reaches_those_who_listen_for_it(platform: Platform) -> None:
    first, second = await platform.process(), await platform.process()
    told: list[bytes] = []
    others: list[bytes] = []
    second.on_notice("doors", told.append)
    second.on_notice("windows", others.append)
    first.notify("doors", b"one\ntwo")
    await become_true(lambda: told == [b"one\ntwo"])
    assert others == []


async def test_every_process_sees_the_same_in_the_same_order(platform: Platform) -> None:
    brokers = [await platform.process() for _ in range(3)]
    ears = [Ear() for _ in brokers]
    for broker, ear in zip(brokers, ears, strict=True):
        await broker.position("room")
        broker.listen(ear)
    await asyncio.gather(
        *(
            broker.publish("room", message(f"{number}-{which}"))
            for number in range(30)
            for which, broker in enumerate(brokers)
        )
    )
    for ear in ears:
        await become_true(lambda ear=ear: len({entry.offset for _, entry in ear.entries}) == 90)  # type: ignore[misc]
    heard_by_each = [{entry.offset: entry.message.payload for _, entry in ear.entries} for ear in ears]
    assert heard_by_each[0] == heard_by_each[1] == heard_by_each[2]


async def test_the_newest_are_what_is_kept_up_to_a_position(broker: Broker) -> None:
    for number in range(1, 16):
        await broker.publish("room", message(str(number)))
    now = await broker.position("room")
    assert [entry.offset for entry in await broker.newest("room", now, 3)] == [13, 14, 15]
    assert [entry.offset for entry in await broker.newest("room", now, 100)] == list(range(6, 16))
    assert [entry.offset for entry in await broker.newest("room", Position(now.epoch, 8), 100)] == [6, 7, 8]
    assert await broker.newest("room", Position("another", 8), 100) == []
    assert await broker.newest("elsewhere", await broker.position("elsewhere"), 100) == []


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
