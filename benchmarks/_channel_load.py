"""The load of the channel's benchmarks, in a process of its own: viewers who watch, speak, like, and come.

Everything is offered evenly and whatever the server does (an open loop). Loss is checked by number, for every viewer;
a delay is the time from before something was sent to after it was received, on the one clock that processes share.

`python -m benchmarks._channel_load '{"port": …, …}'` prints one JSON object.
"""

import asyncio
import gc
import json
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Final

import numpy as np
import uvloop

from benchmarks._delays import Delays
from benchmarks._dialects import Heard, dialect_for
from benchmarks._sequence import first_shown
from benchmarks._usage import cpu_s
from benchmarks._viewers import Hall, Viewer, enter, enter_all, wait_until
from livehouse.realtime import raise_open_files_limit

PACE_S: Final = 0.002
SETTLE_S: Final = 0.2
JOIN_S_MAX: Final = 30.0


@dataclass(frozen=True)
class Load:
    port: int
    server_pid: int
    viewers: int
    """Who are there from the beginning, before anything is measured."""
    seconds: float
    warm_up_s: float = 0.0
    comments_per_s: float = 0.0
    speakers: int = 1
    cookies: tuple[str, ...] = ()
    """Of the first viewers, one each, where only accounts may speak."""
    likes_per_viewer_s: float = 0.0
    newcomers: int = 0
    """How many more come during the measured time, at random moments; what they hear is checked, not timed."""
    room: str = "room"
    deflate: bool = True
    dialect: str = "livehouse"
    path: str = "/"
    grace_s: float = 30.0
    """How long what is still under way at the end may take; it ends as soon as all has come."""
    seed: int = 1


@dataclass
class Result:
    seconds: float = 0.0
    server_cpu_s: float = 0.0
    """Of the measured time, like the deliveries."""
    load_cpu_s: float = 0.0
    """This process's own: near `seconds` it was the generator that was too slow, and not the server."""
    deliveries: int = 0
    """Comments received, summed over all viewers."""
    messages: int = 0
    bytes: int = 0

    offered: int = 0
    """Comments, warm-up included; so are the five after this."""
    refused: int = 0
    lost: int = 0
    """Events that a viewer missed though a later one came, summed over all viewers."""
    doubled: int = 0
    late: int = 0
    """Events that had not come when the grace was over."""
    disconnected: int = 0

    latency_p50_ms: float = 0.0
    """From a comment's being sent until a viewer has it; one that never came counts with the time it was waited for."""
    latency_p99_ms: float = 0.0
    latency_max_ms: float = 0.0
    last_delivery_p50_ms: float = 0.0
    """From a comment's being sent until the last of the viewers has it."""
    last_delivery_p99_ms: float = 0.0
    last_delivery_max_ms: float = 0.0

    likes_sent: int = 0
    likes_before: int = 0
    likes_after: int = 0
    """The total at the beginning and the last one shown."""
    likes_in_time: int = 0
    """Answered within the measured time."""
    likes_shown_p50_ms: float = 0.0
    """From a like's being sent until a viewer is shown a total that has it in it."""
    likes_shown_p99_ms: float = 0.0
    likes_shown_max_ms: float = 0.0

    joined: int = 0
    not_joined: int = 0
    snapshot_p50_ms: float = 0.0
    """From the first step of connecting until the newcomer has the room's snapshot."""
    snapshot_p99_ms: float = 0.0
    snapshot_max_ms: float = 0.0
    join_p99_ms: float = 0.0
    """Of it, from the join command on."""
    errors: list[str] = field(default_factory=list)


class Generator:
    """One load, from the first connection to the last."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._hall = Hall(load.port, dialect_for(load.dialect, room=load.room, path=load.path), deflate=load.deflate)
        self._result = Result()
        self._viewers: list[Viewer] = []
        self._newcomers: list[Viewer] = []
        self._comments_sent_s: dict[int, float] = {}
        self._likes_sent_s: list[float] = []

    async def run(self) -> Result:
        load, hall, result = self._load, self._hall, self._result
        self._viewers = await enter_all(hall, range(load.viewers), load.cookies)
        await asyncio.sleep(SETTLE_S)
        result.likes_before = max(viewer.joined.result().likes for viewer in self._viewers)
        # A collection over thousands of viewers would show as a delay of the server's.
        gc.collect()
        gc.freeze()

        await self._play(load.warm_up_s)
        began_s, cpu_before_s, own_before_s = time.monotonic(), cpu_s(load.server_pid), time.process_time()
        deliveries, liked = _deliveries(hall.heard), hall.liked
        coming = asyncio.create_task(self._let_come(), name="newcomers")
        await self._play(load.seconds)
        result.seconds = time.monotonic() - began_s
        result.server_cpu_s = cpu_s(load.server_pid) - cpu_before_s
        result.load_cpu_s = time.process_time() - own_before_s
        result.deliveries = _deliveries(hall.heard) - deliveries
        result.likes_in_time = hall.liked - liked

        await coming
        await self._wait_for_the_rest()
        self._count(began_s)
        for viewer in (*self._viewers, *self._newcomers):
            viewer.leave()
        await asyncio.sleep(SETTLE_S)
        return result

    async def _play(self, seconds: float) -> None:
        """Comment and like at the given rates for so long."""
        load, hall, result = self._load, self._hall, self._result
        likes_per_s = load.likes_per_viewer_s * load.viewers
        began_s = time.monotonic()
        said = liked = 0
        while (passed_s := time.monotonic() - began_s) < seconds:
            while said < passed_s * load.comments_per_s:
                said += 1
                result.offered += 1
                speaker = self._viewers[result.offered % load.speakers]
                self._comments_sent_s[result.offered] = time.monotonic()
                speaker.send(hall.dialect.comment(result.offered))
            while liked < passed_s * likes_per_s:
                liked += 1
                result.likes_sent += 1
                viewer = self._viewers[result.likes_sent % load.viewers]
                self._likes_sent_s.append(time.monotonic())
                viewer.send(hall.dialect.like(result.likes_sent))
            await asyncio.sleep(PACE_S)

    async def _let_come(self) -> None:
        """Let the newcomers come, spread over the measured time by chance, as people come."""
        load, loop = self._load, asyncio.get_running_loop()
        random = Random(load.seed)
        began_s = loop.time()
        # The last one comes early enough to be in before the end, if the server keeps up.
        moments_s = sorted(random.uniform(0, load.seconds * 0.97) for _ in range(load.newcomers))
        waited_s: list[float] = []
        tasks = []

        async def come(number: int) -> None:
            first_step_s = time.monotonic()
            try:
                async with asyncio.timeout(JOIN_S_MAX):
                    viewer = await enter(self._hall, number, is_timed=False)
            except (OSError, TimeoutError) as error:
                self._result.not_joined += 1
                self._result.errors.append(str(error)[:200])
                return
            self._newcomers.append(viewer)
            waited_s.append(viewer.joined_s - first_step_s)

        for number, moment_s in enumerate(moments_s, start=load.viewers):
            await asyncio.sleep(began_s + moment_s - loop.time())
            tasks.append(asyncio.create_task(come(number)))
        await asyncio.gather(*tasks)
        result, delays, join_delays = self._result, Delays(), Delays()
        delays.add(waited_s)
        join_delays.add([viewer.joined_s - viewer.asked_s for viewer in self._newcomers])
        result.joined = delays.count
        result.snapshot_p50_ms, result.snapshot_p99_ms, result.snapshot_max_ms = _percentiles(delays)
        result.join_p99_ms = join_delays.percentile(99)

    async def _wait_for_the_rest(self) -> None:
        """Give what is still under way its time."""
        await wait_until(self._is_settled, within_s=self._load.grace_s)

    def _is_settled(self) -> bool:
        hall, result = self._hall, self._result
        if hall.dialect.answers and hall.accepted + hall.liked + len(hall.refused) < result.offered + result.likes_sent:
            return False
        end = self._end()
        everybody = (*self._viewers, *self._newcomers)
        return all(viewer.ledger.last == end for viewer in everybody) and (
            not result.likes_sent or self._likes_shown() >= result.likes_before + result.likes_sent
        )

    def _end(self) -> int:
        """The number of the last event that there is."""
        if not self._hall.dialect.answers:
            return self._result.offered
        return max(self._hall.last_accepted, *(viewer.ledger.last for viewer in self._viewers))

    def _likes_shown(self) -> int:
        shown = (heard.likes for heard in self._hall.heard if heard.likes is not None)
        return max(shown, default=self._result.likes_before)

    def _count(self, since_s: float) -> None:
        hall, result = self._hall, self._result
        end = self._end()
        for viewer in (*self._viewers, *self._newcomers):
            result.lost += viewer.ledger.lost
            result.doubled += viewer.ledger.doubled
            result.late += viewer.ledger.missing_until(end)
        result.refused = len(hall.refused)
        result.errors += sorted(set(hall.refused))
        result.disconnected = hall.disconnected
        result.messages, result.bytes = hall.messages, hall.bytes
        self._time_comments(since_s)
        self._time_likes(since_s)

    def _time_comments(self, since_s: float) -> None:
        result = self._result
        delays, last_s, receivers = Delays(), dict[int, float](), defaultdict[int, int](int)
        for heard in self._hall.heard:
            sent_s = [at_s for number in heard.comments if (at_s := self._comments_sent_s[number]) >= since_s]
            delays.add_pairs(sent_s, heard.received_s)
            for number in heard.comments:
                receivers[number] += len(heard.received_s)
                if heard.received_s:
                    last_s[number] = max(last_s.get(number, 0.0), max(heard.received_s))
        now_s = time.monotonic()
        for number, at_s in self._comments_sent_s.items():
            if at_s >= since_s:
                delays.add_same(now_s - at_s, self._load.viewers - receivers[number])
        result.latency_p50_ms, result.latency_p99_ms, result.latency_max_ms = _percentiles(delays)
        last_deliveries_ms = [
            (last_s[number] - at_s) * 1_000
            for number, at_s in self._comments_sent_s.items()
            if at_s >= since_s and receivers[number] == self._load.viewers
        ]
        if last_deliveries_ms:
            result.last_delivery_p50_ms = float(np.percentile(last_deliveries_ms, 50))
            result.last_delivery_p99_ms = float(np.percentile(last_deliveries_ms, 99))
            result.last_delivery_max_ms = max(last_deliveries_ms)

    def _time_likes(self, since_s: float) -> None:
        result = self._result
        result.likes_after = self._likes_shown()
        delays = Delays()
        totals = [heard for heard in self._hall.heard if heard.likes is not None]
        shown = first_shown(result.likes_before, [heard.likes or 0 for heard in totals])
        for heard, (first, last) in zip(totals, shown, strict=True):
            sent_s = [at_s for at_s in self._likes_sent_s[first:last] if at_s >= since_s]
            delays.add_pairs(sent_s, heard.received_s)
        result.likes_shown_p50_ms, result.likes_shown_p99_ms, result.likes_shown_max_ms = _percentiles(delays)


def _deliveries(all_heard: list[Heard]) -> int:
    return sum(len(heard.received_s) * len(heard.comments) for heard in all_heard)


def _percentiles(delays: Delays) -> tuple[float, float, float]:
    return delays.percentile(50), delays.percentile(99), delays.percentile(100)


if __name__ == "__main__":
    raise_open_files_limit()
    given = json.loads(sys.argv[1])
    load = Load(**{**given, "cookies": tuple(given.get("cookies", ()))})
    print(json.dumps(asdict(uvloop.run(Generator(load).run()))))
