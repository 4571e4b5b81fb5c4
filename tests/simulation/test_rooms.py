"""Several processes, one broker, viewers who come, go, fall behind and move: what they see must always add up.

The law: the snapshot at any position, with the events after it applied, equals what a fresh look at the room shows.
Each run is decided by its seed alone; a failure names it.
"""

import asyncio
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from livehouse.realtime import (
    VIEWERS,
    BrokerListener,
    Entry,
    HistoryLimits,
    Hub,
    HubLimits,
    Identity,
    MemoryBroker,
    Message,
    Peer,
    Position,
    Recovered,
    Snapshot,
    Volatile,
)
from livehouse.realtime.metrics import ChannelMetrics
from tests.support.channel import FakeScheduler, LastSaid, Pinned, Said, Screen, Stagehand, empty_projection
from tests.support.clock import FakeClock

ROOM = "room"


class Wire:
    """One process's way to the shared broker: entries arrive late, as bytes, and are lost when the line breaks.

    A broken line comes back knowing where it was: what is kept of the history is caught up with, else the room is lost.
    """

    def __init__(self, shared: MemoryBroker, scheduler: FakeScheduler, random: Random) -> None:
        self._shared = shared
        self._scheduler = scheduler
        self._random = random
        self._last_due_s = 0.0
        self._listener: BrokerListener | None = None
        self._heard: Position | None = None
        self._is_broken = False
        shared.listen(self)
        self.contribute = shared.contribute
        self.newest = shared.newest
        self.totals = shared.totals
        self.react = shared.react
        self.enter = shared.enter
        self.leave = shared.leave
        self.notify = shared.notify
        self.on_notice = shared.on_notice
        self.start = shared.start
        self.close = shared.close
        self.status = shared.status
        self.forget = shared.forget

    def listen(self, listener: BrokerListener) -> None:
        self._listener = listener

    async def publish(self, room: str, message: Message) -> int:
        return await self._shared.publish(room, message)

    async def position(self, room: str) -> Position:
        position = await self._shared.position(room)
        self._heard = self._heard or position
        return position

    async def history(self, room: str, after: Position, until: int) -> list[Entry] | None:
        # It takes its time, in which ticks go on.
        self._scheduler.advance(self._random.choice([0.0, 0.05, 0.2]))
        return await self._shared.history(room, after, until)

    def break_line(self) -> None:
        self._is_broken = True

    async def mend_line(self) -> None:
        assert self._listener is not None
        if not self._is_broken:
            return
        self._scheduler.advance(0.1)
        self._is_broken = False
        now, heard = await self._shared.position(ROOM), self._heard
        if heard is None:
            return
        is_same = heard.epoch == now.epoch
        missed = await self._shared.history(ROOM, heard, now.offset) if is_same else None
        self._heard = now
        if missed is None:
            self._listener.on_lost(ROOM)
        for entry in missed or []:
            self._listener.on_entry(ROOM, _bare(entry))

    def on_entry(self, room: str, entry: Entry) -> None:
        if self._is_broken:
            return
        self._heard = Position(entry.epoch, entry.offset)
        assert self._listener is not None
        self._later(self._listener.on_entry, room, _bare(entry))

    def _later(self, callback: Callable[..., object], *args: object) -> None:
        # In order, as a connection delivers: nothing overtakes what was sent before.
        due_s = max(self._last_due_s, self._scheduler.clock.monotonic() + self._random.uniform(0, 0.08))
        self._last_due_s = due_s
        self._scheduler.call_later(due_s - self._scheduler.clock.monotonic(), callback, *args)

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        assert self._listener is not None
        if not self._is_broken:
            self._later(self._listener.on_volatile, room, volatile)

    def on_lost(self, room: str) -> None:
        assert self._listener is not None
        self._listener.on_lost(room)


def _bare(entry: Entry) -> Entry:
    """As it comes from another process."""
    return msgspec.structs.replace(entry, message=msgspec.structs.replace(entry.message, event=None))


class Stored(LastSaid):
    """A fold that was loaded from a database and then sees some of it again."""

    def apply(self, offset: int, event: Said | Pinned) -> None:
        if isinstance(event, Said):
            self.said = [text for text in self.said if text != event.text]
        super().apply(offset, event)


class Viewer:
    """A client that keeps its own fold, as the pages do, and minds every rule of the protocol."""

    def __init__(self, name: str, audience: str) -> None:
        self.name = name
        self.audience = audience
        self.hub: Hub | None = None
        self.peer: Peer | None = None
        self.screen = Screen()
        self.epoch: str | None = None
        self.offset: int | None = None
        self.fold = LastSaid()
        self.seen: list[int] = []

    async def connect(self, hub: Hub) -> None:
        self.screen = Screen()
        self.peer = Peer(self.name, Identity(None, None, self.name), self.screen, self.screen.write, deflates=True)
        self.hub = hub
        hub.connect(self.peer)
        await self.join()

    async def join(self) -> None:
        assert self.hub is not None
        assert self.peer is not None
        answer = await self.hub.subscribe(
            self.peer,
            ROOM,
            audience=self.audience,  # type: ignore[arg-type]  # one of the two, chosen by chance
            epoch=self.epoch,
            offset=self.offset,
        )
        if isinstance(answer, Snapshot):
            state = {name: msgspec.json.decode(raw) for name, raw in answer.state.items()}
            self.fold.said, self.fold.pinned = state["said"], state["pinned"]
            self.seen = []
        else:
            assert isinstance(answer, Recovered)
            self.take_events([msgspec.json.decode(event) for event in answer.events])
        self.epoch, self.offset = answer.epoch, answer.offset
        self.peer.release()

    def disconnect(self) -> None:
        assert self.hub is not None
        assert self.peer is not None
        self.read_some(len(self.screen.frames) // 2)  # the network takes the rest with it
        self.hub.disconnect(self.peer)
        self.peer = None

    def read_some(self, frames: int) -> bool:
        """Read that many frames; whether the client was told to join again."""
        unread = self.screen.frames[frames:]
        self.screen.frames = self.screen.frames[:frames]
        messages = self.screen.take()
        self.screen.frames = unread
        resync = False
        for message in messages:
            if message["type"] == "resync":
                resync = True
            else:
                self.take_events(message["events"])
                assert message["offset"] >= (self.offset or 0)
                self.offset = message["offset"]
        return resync

    def take_events(self, events: Iterable[dict[str, Any]]) -> None:
        for event in events:
            assert self.offset is not None
            assert event["offset"] > (self.seen[-1] if self.seen else -1), "an event came twice, or late"
            self.seen.append(event["offset"])
            said = event["type"] == "said"
            self.fold.apply(event["offset"], Said(event["text"]) if said else Pinned(event["text"]))


class World:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.clock = FakeClock()
        self.scheduler = FakeScheduler(self.clock)
        self.epochs = 0
        self.shared = MemoryBroker(self.clock, self.new_epoch, HistoryLimits(events_max=60, age_s_max=5.0))
        self.wires = [Wire(self.shared, self.scheduler, self.random) for _ in range(3)]
        self.hubs = [
            Hub(
                wire,
                self.clock,
                self.random,
                ChannelMetrics(CollectorRegistry()),
                limits=HubLimits(sampled_per_s=10, recovered_sampled_max=1_000),
                scheduler=self.scheduler,
                event_types=(Said, Pinned),
            )
            for wire in self.wires
        ]
        self.menders = [asyncio.create_task(hub.mend()) for hub in self.hubs]
        self.viewers = [Viewer(f"viewer-{number}", self.random.choice(["all", "sampled"])) for number in range(6)]
        self.likes = [0, 0, 0]
        self.journal: list[tuple[Message, Said | Pinned]] = []

    def new_epoch(self) -> str:
        self.epochs += 1
        return f"epoch-{self.epochs}"

    async def open(self) -> None:
        for hub in self.hubs:
            await hub.open(ROOM, self.load)

    async def load(self) -> LastSaid:
        """As the database knows it: what was said last may not be stored yet."""
        return self.fold_at(max(0, len(self.journal) - self.random.randrange(4)), Stored())

    async def settle(self) -> None:
        """Let the tasks do what they can do now."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def close(self) -> None:
        for mender in self.menders:
            mender.cancel()
        await asyncio.gather(*self.menders, return_exceptions=True)

    def fold_at(self, offset: int, fold: LastSaid | None = None) -> LastSaid:
        fold = fold or LastSaid()
        for number, (_, event) in enumerate(self.journal[:offset], 1):
            fold.apply(number, event)
        return fold

    async def step(self) -> None:
        kinds = {"publish": 12, "time": 10, "connect": 4, "leave": 2, "count": 2, "break": 1, "mend": 2}
        match self.random.choices(list(kinds), list(kinds.values()))[0]:
            case "publish":
                await self.publish()
            case "time":
                self.scheduler.advance(self.random.choice([0.0, 0.01, 0.05, 0.3]))
                await self.read()
            case "connect":
                if away := [viewer for viewer in self.viewers if viewer.peer is None]:
                    await self.random.choice(away).connect(self.random.choice(self.hubs))
            case "leave":
                if here := [viewer for viewer in self.viewers if viewer.peer is not None]:
                    self.random.choice(here).disconnect()
            case "break":
                self.random.choice(self.wires).break_line()
            case "mend":
                await self.random.choice(self.wires).mend_line()
                await self.settle()
            case _:
                self.count(self.random.randrange(3), self.random.randrange(5))

    def count(self, process: int, likes: int) -> None:
        self.likes[process] += likes
        self.hubs[process].contribute(ROOM, f"process-{process}", likes=self.likes[process])

    async def publish(self) -> None:
        for _ in range(self.random.choice([1, 1, 3, 12])):
            number = len(self.journal) + 1
            sampled = self.random.random() < 0.5
            event = Pinned(f"pin {number}") if self.random.random() < 0.2 else Said(f"said {number}")
            self.journal.append((Message(b"", sampled), event))
            speaker = f"speaker-{self.random.randrange(5)}"
            offset = await self.random.choice(self.hubs).publish(ROOM, event, sampled=sampled, speaker=speaker)
            assert offset == number

    async def read(self) -> None:
        for viewer in self.viewers:
            if viewer.peer is None:
                continue
            # Some readers stop for a while; the transport's marks are imitated by how much is unread.
            behind = self.random.random() < 0.2
            if behind:
                viewer.peer.congested = True
                viewer.screen.unsent = self.random.choice([300_000, 600_000])
                continue
            viewer.peer.congested, viewer.screen.unsent = False, 0
            if viewer.read_some(len(viewer.screen.frames)):
                await viewer.join()

    def check(self) -> None:
        """What each viewer has seen against what was said."""
        for viewer in self.viewers:
            if viewer.offset is None or not viewer.seen:
                continue
            between = range(viewer.seen[0], viewer.offset + 1)
            missing = set(between) - set(viewer.seen)
            assert all(self.journal[offset - 1][0].sampled for offset in missing), "something unsampled was lost"


@pytest.mark.parametrize("seed", range(40))
async def test_whatever_happens_nothing_is_lost_or_doubled(seed: int) -> None:
    world = World(seed)
    await world.open()
    for _ in range(250):
        await world.step()
    world.check()
    # When everything has calmed down, whoever joins anew sees the same on every process: what was said and counted.
    for wire in world.wires:
        await wire.mend_line()
    await world.settle()
    for process in range(3):
        world.count(process, 1)
    world.scheduler.advance(2.0)
    await world.settle()
    truth = world.fold_at(len(world.journal)).snapshot()
    for hub in world.hubs:
        stranger = Viewer("stranger", "all")
        await stranger.connect(hub)
        assert stranger.offset == len(world.journal)
        assert stranger.fold.snapshot() == truth
        assert hub.totals_here(ROOM)["likes"] == sum(world.likes)
        world.scheduler.advance(1.0)
        here = {viewer.name for viewer in world.viewers if viewer.peer is not None} | {"stranger"}
        assert hub.totals_here(ROOM)[VIEWERS] == len(here)
    await world.close()


@pytest.mark.parametrize("seed", range(40))
async def test_who_sees_everything_always_sees_the_truth(seed: int) -> None:
    world = World(seed)
    for viewer in world.viewers:
        viewer.audience = "all"
    await world.open()
    for _ in range(250):
        await world.step()
        for viewer in world.viewers:
            # A congested viewer has been spared sampled events, so its fold is no longer everybody's.
            if viewer.peer is not None and viewer.peer.congested:
                viewer.disconnect()
                viewer.epoch = viewer.offset = None
            if viewer.peer is not None and viewer.offset is not None:
                assert viewer.fold.snapshot() == world.fold_at(viewer.offset).snapshot()
    await world.close()


events = st.one_of(st.builds(Said, st.text(max_size=5)), st.builds(Pinned, st.none() | st.text(max_size=5)))


@given(st.lists(st.lists(events, max_size=4), max_size=8), st.data())
async def test_snapshot_and_later_events_equal_a_fresh_snapshot(batches: list[list[Said | Pinned]], data: Any) -> None:
    stage = Stagehand(limits=HubLimits(sampled_per_s=None))
    await stage.hub.open(ROOM, empty_projection)
    joins_before = data.draw(st.integers(0, len(batches)))
    viewer = Viewer("viewer", "all")
    for number, batch in enumerate([*batches, []]):
        if number == joins_before:
            await viewer.connect(stage.hub)
        for event in batch:
            await stage.hub.publish(ROOM, event, sampled=data.draw(st.booleans()))
        stage.scheduler.advance(data.draw(st.sampled_from([0.0, 0.01, 1.0])))
    stage.scheduler.advance(1.0)
    viewer.read_some(len(viewer.screen.frames))
    fresh = Viewer("fresh", "all")
    await fresh.connect(stage.hub)
    assert (viewer.fold.snapshot(), viewer.offset) == (fresh.fold.snapshot(), fresh.offset)
