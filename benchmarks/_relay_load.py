"""The viewers of `relay`, in a process of their own: sessions with a relay, all of which subscribe to its picture.

Each looks at the first frame of each group, and some of them at every frame. `python -m benchmarks._relay_load
'{"ticket": …}'` prints one JSON object.
"""

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import moq

from benchmarks._delays import Delays
from benchmarks._relay_source import GROUP_FRAMES, read_mark
from benchmarks._usage import cpu_s
from tests.support.broadcast import relay_session

AT_THE_DOOR_MAX: Final = 16
# As players do: a handshake that takes the library longer than its patience, on a machine that has no processor left
# for it, is begun anew. (The relay itself turned nobody away, nor did it drop anybody, in a thousand of them.)
ATTEMPTS_MAX: Final = 4
AGAIN_S: Final = 1.0
SETTLE_S: Final = 2.0
CATALOG_S_MAX: Final = 20.0


@dataclass(frozen=True)
class Load:
    ticket: dict[str, Any]
    viewers: int
    seconds: float
    server_pid: int
    readers: int = 10
    """Of the viewers, those that look at every frame: an answer costs this process 0.4 ms."""


@dataclass
class Result:
    seconds: float = 0.0
    server_cpu_s: float = 0.0
    load_cpu_s: float = 0.0
    joined: int = 0
    retried: int = 0
    """Attempts to join after the first of each viewer."""
    lost: int = 0
    """Frames that somebody who looks at every frame did not see, and groups that anybody did not."""
    doubled: int = 0
    silent: int = 0
    """Viewers who joined and saw nothing while it was measured."""
    frames: int = 0
    groups: int = 0
    megabits_per_s: float = 0.0
    """To all viewers together, by what their sessions received."""
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    max_ms: float = 0.0
    errors: list[str] = field(default_factory=list)


class Viewers:
    """All of them."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.result = Result()
        self._delays = Delays()
        self._measures = False
        self._sessions: list[moq.Session] = []
        self._seen: set[int] = set()
        self._door = asyncio.Semaphore(AT_THE_DOOR_MAX)

    async def run(self) -> Result:
        load, result = self._load, self.result
        async with AsyncExitStack() as stack:
            tasks = await asyncio.gather(*(self._enter(stack, number) for number in range(load.viewers)))
            result.joined = sum(task is not None for task in tasks)
            await asyncio.sleep(SETTLE_S)
            self._measures = True
            before, began_s = self._received(), time.monotonic()
            cpu_before_s, own_before_s = cpu_s(load.server_pid), time.process_time()
            await asyncio.sleep(load.seconds)
            self._measures = False
            result.seconds = time.monotonic() - began_s
            result.server_cpu_s = cpu_s(load.server_pid) - cpu_before_s
            result.load_cpu_s = time.process_time() - own_before_s
            result.silent = result.joined - len(self._seen)
            result.megabits_per_s = (self._received() - before) * 8 / 1e6 / result.seconds
            for task in tasks:
                if task is None:
                    continue
                if task.done() and not task.cancelled() and (ended_by := task.exception()) is not None:
                    result.errors.append(_say(ended_by))
                task.cancel()
            await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
        result.p50_ms, result.p99_ms, result.max_ms = (self._delays.percentile(percent) for percent in (50, 99, 100))
        return result

    def _received(self) -> int:
        return sum(session.stats().bytes_received or 0 for session in self._sessions)

    async def _enter(self, stack: AsyncExitStack, number: int) -> asyncio.Task[None] | None:
        # One ticket lets in as many as have it.
        async with self._door:
            for attempt in range(ATTEMPTS_MAX):
                if attempt:
                    self.result.retried += 1
                    await asyncio.sleep(AGAIN_S)
                try:
                    media = await self._join(stack)
                except (moq.Error, TimeoutError) as error:
                    why = _say(error)
                else:
                    watch = self._watch_every_frame if number < self._load.readers else self._watch_groups
                    return asyncio.create_task(watch(number, media))
        self.result.errors.append(why)
        return None

    async def _join(self, stack: AsyncExitStack) -> moq.TrackConsumer:
        async with AsyncExitStack() as joining:
            client = await joining.enter_async_context(relay_session(self._load.ticket, subscribe=moq.OriginProducer()))
            async with asyncio.timeout(CATALOG_S_MAX):
                # What is announced takes a moment to be known.
                broadcast = await client.announced_broadcast(self._load.ticket["broadcast"]).available()
                track = await _video_track(broadcast)
                media = await broadcast.subscribe_track(track)
            if client.session is not None:
                self._sessions.append(client.session)
            await stack.enter_async_context(joining.pop_all())
        return media

    async def _watch_every_frame(self, viewer: int, track: moq.TrackConsumer) -> None:
        reading: set[asyncio.Task[None]] = set()
        last = None
        while (group := await track.next_group()) is not None:
            # A group that was joined half-way may never end; the next one does not wait for it.
            task = asyncio.create_task(self._read_group(viewer, group, whole=last is not None))
            reading.add(task)
            task.add_done_callback(reading.discard)
            if last is not None and self._measures:
                self.result.lost += GROUP_FRAMES * max(0, group.sequence - last - 1)
            last = group.sequence

    async def _read_group(self, viewer: int, group: moq.GroupConsumer, *, whole: bool) -> None:
        numbers: list[int] = []
        measured = self._measures
        while (frame := await _next_frame(group)) is not None:
            at_ns = time.monotonic_ns()
            mark = read_mark(bytes(frame.payload))
            if mark is None:
                continue
            numbers.append(mark[0])
            if self._measures:
                self._seen.add(viewer)
                self.result.frames += 1
                self._delays.add([(at_ns - mark[1]) / 1e9])
        if whole and measured and self._measures:
            self.result.lost += max(0, GROUP_FRAMES - len(set(numbers)))
            self.result.doubled += len(numbers) - len(set(numbers))

    async def _watch_groups(self, viewer: int, track: moq.TrackConsumer) -> None:
        last = None
        while (group := await track.next_group()) is not None:
            frame = await _next_frame(group)
            mark = None if frame is None else read_mark(bytes(frame.payload))
            if mark is None:
                continue
            if self._measures:
                self._seen.add(viewer)
                self.result.groups += 1
                if last is not None:
                    self.result.lost += max(0, (mark[0] - last) // GROUP_FRAMES - 1)
                    self.result.doubled += mark[0] <= last
            last = mark[0]


async def _next_frame(group: moq.GroupConsumer) -> moq.Frame | None:
    """The next frame; None at the group's end, and where the relay has given up the rest of it as too old (code 52).

    That is how a viewer who cannot take everything catches up. What is missing is seen by its numbers.
    """
    try:
        return await group.read_frame()
    except moq.Error:
        return None


def _say(error: BaseException) -> str:
    """What went wrong. The library's own text leaves out what it is about."""
    details = moq.protocol_error(error)
    if details is None:
        return str(error) or type(error).__name__
    return f"{details.scope.name.lower()} ended by the relay: code {details.code}, {details.message}"


async def _video_track(broadcast: moq.BroadcastConsumer) -> str:
    async with await broadcast.subscribe_catalog() as catalogs:
        async for catalog in catalogs:
            for name in catalog.video:
                return str(name)
    raise TimeoutError("the broadcast has no picture")


def main() -> None:
    result = asyncio.run(Viewers(Load(**json.loads(sys.argv[1]))).run())
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    main()
