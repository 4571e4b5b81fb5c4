"""Rooms in two processes on one database and one broker: one has the relay, the other has not."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from livehouse.kernel.ids import Ids
from livehouse.realtime import MemoryBroker, Peer
from livehouse.rooms import NotOnAir, Room, RoomChanged, RoomHasEnded, store
from tests.slices.rooms.house import House, open_house
from tests.support.clock import FakeClock
from tests.support.waiting import eventually


class Both:
    """The process with the relay, and the other one."""

    def __init__(self, owner: House, other: House) -> None:
        self.owner = owner
        self.other = other


@pytest.fixture
async def both(store_url: str, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Both]:
    broker = MemoryBroker(clock, Ids(clock).new)
    async with AsyncExitStack() as stack:
        owner = await stack.enter_async_context(open_house(store_url, tmp_path, clock, broker=broker))
        other = await stack.enter_async_context(open_house(store_url, tmp_path, clock, broker=broker, has_relay=False))
        # What a link knows of the relay; asking it to open and close rooms may be lost, so it does nothing here.
        other.relay.broadcasting = owner.relay.broadcasting
        yield Both(owner, other)


async def states(house: House, room_id: str) -> str:
    return (await house.rooms.room(room_id, None)).state


async def until_refused(house: House, peer: Peer) -> None:
    """Wait, not for long, until the peer's commands are answered with the end of the LIVE."""

    async def is_refused() -> bool:
        try:
            await house.call(peer, "like", count=1)
        except RoomHasEnded:
            return True
        return False

    await eventually(is_refused, within_s=2.5)


async def on_air_elsewhere(both: Both) -> tuple[Any, Room]:
    """A host and a LIVE that went on air through the process without the relay."""
    host = await both.other.sign_up("mika")
    room = await both.other.go_live(host)
    return host, room


async def test_the_relays_process_interrupts_and_ends_a_live_of_another_process(both: Both) -> None:
    _, room = await on_air_elsewhere(both)
    viewer = await both.other.enter(room)
    await both.owner.lose_picture(room.id)
    assert await states(both.other, room.id) == "interrupted"
    both.owner.clock.advance(120)
    await both.owner.rooms.check()
    await until_refused(both.other, viewer)


async def test_the_other_process_neither_interrupts_nor_ends_what_it_finds_at_its_start(
    both: Both, store_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    _, room = await on_air_elsewhere(both)
    async with open_house(store_url, tmp_path, clock, has_relay=False) as third:
        await third.settled()
        assert await states(third, room.id) == "live"


async def test_a_room_whose_end_the_relay_was_not_told_of_is_closed_there(both: Both) -> None:
    host, room = await on_air_elsewhere(both)
    both.owner.relay.open_room(room.id)
    await both.owner.rooms.check()
    assert room.id in both.owner.relay.open
    await both.other.rooms.end(room.id, host.id)
    await both.other.settled()
    await both.owner.rooms.check()
    assert room.id not in both.owner.relay.open


async def test_an_end_that_no_event_told_of_is_seen_within_about_a_second(both: Both) -> None:
    _, room = await on_air_elsewhere(both)
    peers = [(house, await house.enter(room)) for house in (both.owner, both.other)]
    async with both.other.database.transaction() as tx:
        facts = await store.lock_room(tx, room.id)
        assert facts is not None
        now = both.other.clock.now()
        ended = msgspec.structs.replace(facts, state="ended", ended_at=now, ended_reason="platform")
        await store.update_life(tx, ended)
    for house, peer in peers:
        await until_refused(house, peer)


async def test_who_joins_just_after_the_start_is_let_in_everywhere(both: Both) -> None:
    host = await both.other.sign_up("mika")
    room = await both.other.prepare(host)
    # The host's page is connected to the other process and has the room open there, being prepared.
    page = await both.owner.enter(room, host)
    with pytest.raises(NotOnAir):
        await both.owner.call(page, "like", count=1)
    both.owner.relay.broadcasting.add(room.id)
    await both.other.rooms.go_live(room.id, host.id)
    viewer = await both.owner.enter(room)
    await both.owner.call(viewer, "like", count=1)


async def test_the_last_word_of_two_processes_is_how_it_is(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    host, room = await on_air_elsewhere(both)
    publish = both.owner.hub.publish

    async def publish_late(room_id: str, event: Any, **how: Any) -> int:
        # Just before this process says "interrupted", the other one ends the LIVE and says so.
        if isinstance(event, RoomChanged) and event.room.state == "interrupted":
            monkeypatch.setattr(both.owner.hub, "publish", publish)
            await both.other.rooms.end(room.id, host.id)
            await both.other.settled()
        return await publish(room_id, event, **how)

    monkeypatch.setattr(both.owner.hub, "publish", publish_late)
    await both.owner.lose_picture(room.id)
    told = [event["room"]["state"] for event in both.owner.heard.events(room.id, "room")]
    assert told == ["live", "ended", "interrupted", "ended"]


async def test_a_summary_has_the_numbers_of_all_processes(
    store_url: str, tmp_path: Path, clock: FakeClock, both: Both
) -> None:
    host, room = await on_air_elsewhere(both)
    here, there = await both.owner.enter(room, viewer="one"), await both.other.enter(room, viewer="two")
    await both.owner.call(here, "like", count=3)
    await both.other.call(there, "like", count=4)
    clock.advance(20)
    both.other.rooms._others_write_s = 0.8
    summary = await both.other.rooms.end(room.id, host.id)
    assert (summary.likes, summary.viewers_total, summary.watch_average_s) == (7, 2, 20.0)
