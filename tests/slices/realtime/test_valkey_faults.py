"""What happens to rooms when the broker's server dies and comes back empty, or a process dies: on a real Valkey."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import count
from typing import Any

import pytest

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import Unavailable
from livehouse.realtime import VIEWERS, BrokerUnreachable, Entry, HistoryLimits, Message, Position, Volatile
from livehouse.realtime import valkey_scripts as scripts
from livehouse.realtime.broker_valkey import ValkeyBroker
from livehouse.realtime.valkey_link import Link
from tests.support.stores import ValkeyProcess
from tests.support.waiting import eventually


class Process:
    """One process's broker and what its listener hears."""

    names = count(1)

    def __init__(self, url: str, **limits: float) -> None:
        self.name = f"process-{next(self.names)}"
        numbers = count(1)
        self.broker = ValkeyBroker(
            url, SystemClock(), self.name, lambda: f"{self.name}-{next(numbers)}", HistoryLimits(**limits)
        )
        self.broker.listen(self)
        self.entries: list[Entry] = []
        self.totals: dict[str, int] = {}
        self.lost = 0

    def on_entry(self, room: str, entry: Entry) -> None:
        self.entries.append(entry)

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        self.totals.update(volatile.counters)

    def on_lost(self, room: str) -> None:
        self.lost += 1

    @property
    def texts(self) -> list[str]:
        return [entry.message.payload.decode() for entry in self.entries]

    async def say(self, text: str) -> int:
        return await self.broker.publish("room", Message(text.encode()))

    async def enter(self) -> "Process":
        await self.broker.start()
        await self.broker.position("room")
        return self

    async def die(self) -> None:
        """Stop without a word, as a killed process does."""
        await self.broker._supervisor.stop()


@pytest.fixture
async def processes(valkey: ValkeyProcess) -> AsyncIterator[list[Process]]:
    opened = [await Process(valkey.url).enter() for _ in range(2)]
    yield opened
    for process in opened:
        await process.broker.close()


async def become_true(condition: Callable[[], bool], within_s: float = 8) -> None:
    async def ask() -> bool:
        return condition()

    await eventually(ask, within_s=within_s, every_s=0.01)


async def both_ready(processes: list[Process]) -> None:
    await become_true(lambda: all(process.broker.status() == "ready" for process in processes))


async def test_a_broker_that_is_not_there_is_an_error_that_says_what_to_do(valkey: ValkeyProcess) -> None:
    valkey.stop()
    with pytest.raises(BrokerUnreachable, match="LIVEHOUSE_BROKER_URL"):
        await Process(valkey.url).broker.start()
    valkey.start()


async def test_the_server_started_anew_is_a_new_epoch_and_everybody_hears_so(
    valkey: ValkeyProcess, processes: list[Process]
) -> None:
    first, second = processes
    assert await first.say("before") == 1
    await become_true(lambda: second.texts == ["before"])
    before = await first.broker.position("room")
    valkey.stop()
    await become_true(lambda: first.broker.status() == second.broker.status() == "away")
    with pytest.raises(Unavailable):
        await first.say("nobody hears this")
    with pytest.raises(Unavailable):
        await second.broker.position("room")
    valkey.start()
    await both_ready(processes)
    await become_true(lambda: first.lost > 0 and second.lost > 0)
    assert (await first.broker.position("room")).epoch != before.epoch
    assert await second.say("after") == 1
    await become_true(lambda: first.texts == second.texts == ["before", "after"])
    assert await first.broker.history("room", before, 1) is None


async def test_totals_and_viewers_are_whole_again_after_the_server_lost_them(
    valkey: ValkeyProcess, processes: list[Process]
) -> None:
    first, second = processes
    for likes in (1, 5):
        first.broker.contribute("room", first.name, {"likes": likes})
    second.broker.contribute("room", second.name, {"likes": 7})
    first.broker.enter("room", "anna")
    second.broker.enter("room", "anna")
    second.broker.enter("room", "ben")
    await become_true(lambda: first.totals == second.totals == {"likes": 12, VIEWERS: 2})
    valkey.stop()
    await become_true(lambda: first.broker.status() == second.broker.status() == "away")
    # What is counted meanwhile counts, and so does who comes and goes.
    first.broker.contribute("room", first.name, {"likes": 6})
    second.broker.leave("room", "ben")
    second.broker.enter("room", "cleo")
    second.broker.enter("room", "dan")
    valkey.start()
    await both_ready(processes)
    await become_true(lambda: first.totals == second.totals == {"likes": 13, VIEWERS: 3})
    await asyncio.sleep(1.5)
    assert first.totals == second.totals == {"likes": 13, VIEWERS: 3}
    assert await first.broker.totals(["room"]) == {"room": {"likes": 13, VIEWERS: 3}}


async def test_the_viewers_of_a_process_that_dies_are_counted_out_within_five_seconds(
    processes: list[Process],
) -> None:
    first, second = processes
    for viewer in ("anna", "ben", "cleo"):
        first.broker.enter("room", viewer)
    second.broker.enter("room", "anna")
    await become_true(lambda: second.totals == {VIEWERS: 3})
    await first.die()
    await become_true(lambda: second.totals == {VIEWERS: 1}, within_s=5)
    # One of them comes back elsewhere.
    second.broker.enter("room", "ben")
    await become_true(lambda: second.totals == {VIEWERS: 2})


async def test_a_process_that_was_believed_dead_is_counted_in_again(processes: list[Process]) -> None:
    first, second = processes
    first.broker.enter("room", "anna")
    await become_true(lambda: second.totals == {VIEWERS: 1})
    # As if it had been stopped for a while: its signs of life cease, and then go on.
    pulse = next(task for task in first.broker._supervisor._tasks if task.get_name() == "broker pulse")
    pulse.cancel()
    await become_true(lambda: second.totals == {VIEWERS: 0})
    first.broker.enter("room", "ben")
    await become_true(lambda: second.totals == {VIEWERS: 2})
    first.broker._supervisor.start("broker pulse", first.broker._beat)
    await asyncio.sleep(3)
    assert second.totals == {VIEWERS: 2}


async def test_who_leaves_in_good_order_is_counted_out_at_once(valkey: ValkeyProcess, processes: list[Process]) -> None:
    first, _ = processes
    third = await Process(valkey.url).enter()
    third.broker.enter("room", "zoe")
    await become_true(lambda: first.totals == {VIEWERS: 1})
    await third.broker.close()
    await become_true(lambda: first.totals == {VIEWERS: 0}, within_s=1)


async def test_what_a_broken_line_missed_is_fetched_and_nothing_comes_twice(processes: list[Process]) -> None:
    first, second = processes
    for number in range(20):
        await first.say(f"a{number}")
    await become_true(lambda: len(second.entries) == 20)
    assert second.broker._hearing is not None
    await second.broker._hearing.close()
    for number in range(20):
        await first.say(f"b{number}")
    await become_true(lambda: len(second.entries) == 40)
    await first.say("last")
    await become_true(lambda: len(second.entries) == 41)
    assert [entry.offset for entry in second.entries] == list(range(1, 42))
    assert second.lost == 0


async def test_a_notice_that_cannot_be_taken_in_costs_nothing_else(processes: list[Process]) -> None:
    first, second = processes
    hearing, told = second.broker._hearing, []

    def fail(_payload: bytes) -> None:
        raise ValueError("of another version")

    second.broker.on_notice("topic", fail)
    second.broker.on_notice("topic", lambda payload: told.append(payload))
    first.broker.notify("topic", b"news")
    await become_true(lambda: told == [b"news"])
    assert second.broker._hearing is hearing


async def test_a_key_that_somebody_else_wrote_over_costs_that_room_alone(
    valkey: ValkeyProcess, processes: list[Process]
) -> None:
    first, second = processes
    link = await Link.open(valkey.url)
    await link.run([("SET", scripts.room_key("other", "head"), "nonsense")])
    await link.close()
    with pytest.raises(Unavailable):
        await first.broker.position("other")
    assert first.broker.status() == "ready"
    await first.say("a")
    await become_true(lambda: second.texts == ["a"])


async def test_what_cannot_be_fetched_any_more_is_said_to_be_lost(valkey: ValkeyProcess) -> None:
    first = await Process(valkey.url, events_max=10).enter()
    second = await Process(valkey.url, events_max=10).enter()
    await first.say("heard")
    await become_true(lambda: len(second.entries) == 1)
    assert second.broker._hearing is not None
    await second.broker._hearing.close()
    await asyncio.gather(*(first.say(f"missed {number}") for number in range(30)))
    await become_true(lambda: second.lost == 1)
    assert await first.say("after") == 32
    await become_true(lambda: second.entries[-1].offset == 32)
    for process in (first, second):
        await process.broker.close()


async def ask(valkey: ValkeyProcess, *command: str) -> Any:
    link = await Link.open(valkey.url)
    (answer,) = await link.run([command])
    await link.close()
    return answer


async def deafen_for_a_while(process: Process) -> None:
    """Break the line on which it hears, and come back when it hears again."""
    assert process.broker._hearing is not None
    await process.broker._hearing.close()
    await become_true(lambda: process.broker._hearing is None)
    await become_true(lambda: process.broker._hearing is not None)


async def test_who_leaves_while_the_line_is_broken_is_not_counted_for_ever(
    valkey: ValkeyProcess, processes: list[Process]
) -> None:
    first, second = processes
    for viewer in ("anna", "ben", "cleo"):
        first.broker.enter("room", viewer)
    await become_true(lambda: second.totals == {VIEWERS: 3})
    # The server stays as it is; only this process does not reach it, and tries more than once.
    first.broker._url = "redis://127.0.0.1:1/0"
    first.broker.leave("room", "anna")
    await ask(valkey, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    await become_true(lambda: first.broker.status() == "away")
    first.broker.leave("room", "ben")
    await asyncio.sleep(0.5)
    first.broker._url = valkey.url
    await both_ready(processes)
    await become_true(lambda: second.totals == {VIEWERS: 1}, within_s=3)


async def test_a_room_forgotten_while_it_is_caught_up_with_does_not_stop_the_others(processes: list[Process]) -> None:
    first, second = processes
    await second.broker.position("other")
    ask_position = second.broker._ask_position

    async def ask_slowly(room: str) -> Position:
        position = await ask_position(room)
        await asyncio.sleep(0.2)
        return position

    second.broker._ask_position = ask_slowly  # type: ignore[method-assign]
    await deafen_for_a_while(second)
    await asyncio.sleep(0.1)
    await second.broker.forget("room")
    await first.broker.publish("other", Message(b"heard"))
    await become_true(lambda: second.texts == ["heard"], within_s=3)


async def test_totals_that_were_asked_for_do_not_undo_newer_ones(processes: list[Process]) -> None:
    first, second = processes
    first.broker.enter("room", "anna")
    await become_true(lambda: second.totals == {VIEWERS: 1})
    totals = second.broker.totals

    async def ask_slowly(rooms: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        answer = await totals(rooms)
        await asyncio.sleep(0.3)
        return answer

    second.broker.totals = ask_slowly  # type: ignore[method-assign]
    await deafen_for_a_while(second)
    await asyncio.sleep(0.1)
    first.broker.enter("room", "ben")
    await become_true(lambda: second.totals == {VIEWERS: 2})
    await asyncio.sleep(0.5)
    assert second.totals == {VIEWERS: 2}


async def test_whoever_waits_for_a_server_that_hangs_hears_so_when_this_process_ends(valkey: ValkeyProcess) -> None:
    process = await Process(valkey.url).enter()
    await ask(valkey, "CLIENT", "PAUSE", "2000", "ALL")
    saying = asyncio.create_task(process.say("into the void"))
    await asyncio.sleep(0.1)
    await process.die()
    with pytest.raises(Unavailable):
        async with asyncio.timeout(1):
            await saying


async def test_a_server_that_refuses_is_an_error_that_says_why(valkey: ValkeyProcess) -> None:
    await ask(valkey, "ACL", "SETUSER", "poor", "on", "nopass", "~*", "+ping", "+client", "+select")
    with pytest.raises(BrokerUnreachable, match="no permissions"):
        await Process(valkey.url.replace("redis://", "redis://poor:any@")).broker.start()


async def test_a_forgotten_room_leaves_nothing_behind(valkey: ValkeyProcess, processes: list[Process]) -> None:
    first, second = processes
    first.broker.enter("room", "anna")
    second.broker.enter("room", "ben")
    await first.say("last word")
    await become_true(lambda: second.totals == {VIEWERS: 2})
    for process, viewer in zip(processes, ("anna", "ben"), strict=True):
        process.broker.leave("room", viewer)
        await process.broker.forget("room")
    assert await ask(valkey, "KEYS", "livehouse:*") == [b"livehouse:processes"]
