"""Several processes on a real Valkey whose lines break and whose server dies: everybody must end up with the same.

Which faults come when is decided by the seed; how they meet is up to the machine, as it is in earnest. A failure names
the seed.
"""

import asyncio
import contextlib
from random import Random

import pytest
from prometheus_client import CollectorRegistry

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import Unavailable
from livehouse.realtime import VIEWERS, HistoryLimits, Hub, HubLimits, RoomNotOpen
from livehouse.realtime.broker_valkey import ValkeyBroker
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.valkey_link import Link
from tests.simulation.test_rooms import ROOM, Stored, Viewer
from tests.support.channel import LastSaid, Pinned, Said
from tests.support.stores import ValkeyProcess
from tests.support.waiting import eventually

KEPT = 5


class Process:
    """A hub with its broker, and the likes that it counted."""

    def __init__(self, number: int, url: str, random: Random) -> None:
        self.name = f"process-{number}"
        self.likes = 0
        epochs = iter(range(1_000))
        self.broker = ValkeyBroker(
            url,
            SystemClock(),
            self.name,
            lambda: f"{self.name}-{next(epochs)}",
            HistoryLimits(events_max=40, age_s_max=60.0),
        )
        self.hub = Hub(
            self.broker,
            SystemClock(),
            random,
            ChannelMetrics(CollectorRegistry()),
            limits=HubLimits(tick_s=0.005, sampled_per_s=None),
            event_types=(Said, Pinned),
        )

    def links(self) -> list[Link]:
        hearing = self.broker._hearing
        return [] if hearing is None else [hearing]


class World:
    def __init__(self, seed: int, valkey: ValkeyProcess) -> None:
        self.random = Random(seed)
        self.valkey = valkey
        self.processes = [Process(number, valkey.url, self.random) for number in range(3)]
        self.viewers = [Viewer(f"viewer-{number}", "all") for number in range(5)]
        # What was said, as the database would have it: everything that was acknowledged, oldest first.
        self.stored: list[Said | Pinned] = []
        self.number = 0
        self.menders: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        for process in self.processes:
            await process.broker.start()
            self.menders.append(asyncio.create_task(process.hub.mend()))
            await process.hub.open(ROOM, self.load)

    async def close(self) -> None:
        for mender in self.menders:
            mender.cancel()
        await asyncio.gather(*self.menders, return_exceptions=True)
        for process in self.processes:
            await process.broker.close()

    async def load(self) -> LastSaid:
        fold = Stored(KEPT)
        for number, event in enumerate(self.stored, 1):
            fold.apply(number, event)
        for process in self.processes:
            # The counts of those that died would come from the database; here nobody dies.
            process.hub.contribute(ROOM, process.name, likes=process.likes)
        return fold

    async def step(self) -> None:
        kinds = {"say": 12, "connect": 4, "leave": 3, "read": 10, "like": 4, "deafen": 1, "cut": 0.5, "restart": 0.3}
        process = self.random.choice(self.processes)
        match self.random.choices(list(kinds), list(kinds.values()))[0]:
            case "say":
                await asyncio.gather(*(self.say(self.random.choice(self.processes)) for _ in range(4)))
            case "connect":
                if away := [viewer for viewer in self.viewers if viewer.peer is None]:
                    await self.join(self.random.choice(away), process)
            case "leave":
                if here := [viewer for viewer in self.viewers if viewer.peer is not None]:
                    self.random.choice(here).disconnect()
            case "read":
                await asyncio.sleep(self.random.choice([0, 0.005, 0.02]))
                await self.read()
            case "like":
                process.likes += self.random.randrange(1, 5)
                process.hub.contribute(ROOM, process.name, likes=process.likes)
            case "deafen":
                for link in process.links():
                    await link.close()
            case "cut":
                # All lines at once; the server keeps what it knows.
                await self.cut(self.random.choice(["normal", "pubsub"]))
            case "restart":
                self.valkey.stop()
                await asyncio.sleep(self.random.choice([0, 0.3]))
                self.valkey.start()

    async def cut(self, kind: str) -> None:
        link = await Link.open(self.valkey.url)
        await link.run([("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")])
        await link.close()

    async def say(self, process: Process) -> None:
        self.number += 1
        number = self.number
        event = Pinned(f"pin {number}") if self.random.random() < 0.2 else Said(f"said {number}")
        with contextlib.suppress(Unavailable):
            await process.hub.publish(ROOM, event)
            self.stored.append(event)

    async def join(self, viewer: Viewer, process: Process | None = None) -> None:
        try:
            if process is not None:
                await viewer.connect(process.hub)
            else:
                await viewer.join()
        except (Unavailable, RoomNotOpen):
            # As a client does that is told to come back.
            viewer.disconnect()

    async def read(self) -> None:
        for viewer in self.viewers:
            if viewer.peer is not None and viewer.read_some(len(viewer.screen.frames)):
                viewer.screen.take()
                await self.join(viewer)

    def is_calm(self) -> bool:
        return all(process.broker.status() == "ready" for process in self.processes)


@pytest.mark.parametrize("seed", range(6))
async def test_everybody_ends_up_with_the_same(seed: int, valkey: ValkeyProcess) -> None:
    world = World(seed, valkey)
    await world.open()
    try:
        for _ in range(150):
            await world.step()

        async def calm() -> bool:
            return world.is_calm()

        await eventually(calm, within_s=10, every_s=0.02)
        # What a dying server acknowledged is in the database; a last word makes the order the same for everybody.
        for number in range(KEPT):
            await world.processes[number % 3].hub.publish(ROOM, Said(f"last {number}"))
        await world.processes[0].hub.publish(ROOM, Pinned("last pin"))
        likes = sum(process.likes for process in world.processes)

        async def same() -> bool:
            await world.read()
            for viewer in world.viewers:
                if viewer.peer is None:
                    await world.join(viewer, world.processes[0])
            truth = {"said": [f"last {number}" for number in range(KEPT)], "pinned": "last pin"}
            folds = [viewer.fold.snapshot() for viewer in world.viewers]
            totals = [process.hub.totals_here(ROOM) for process in world.processes]
            return all(fold == truth for fold in folds) and all(
                total.get("likes", 0) == likes and total[VIEWERS] == len(world.viewers) for total in totals
            )

        await eventually(same, within_s=10, every_s=0.05)
        seen = world.viewers[0]
        for process in world.processes:

            async def shows_the_same(process: Process = process) -> bool:
                stranger = Viewer("stranger", "all")
                await world.join(stranger, process)
                is_same = stranger.fold.snapshot() == seen.fold.snapshot()
                is_there = (stranger.epoch, stranger.offset) == (seen.epoch, seen.offset)
                stranger.disconnect()
                return is_same and is_there

            # One that nobody watches through may have to catch up still.
            await eventually(shows_the_same, within_s=10, every_s=0.05)
    finally:
        await world.close()
