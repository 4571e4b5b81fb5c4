"""The load of the benchmark `idle`: viewers who join and then only listen, in a process of its own.

It measures the server while it holds them: the memory that is the server's own (RssAnon: heaps and stacks, no files, no
socket buffers of the kernel) once before and once after the crowd has come, each time after a rest. Some viewers come
before the first measurement, so that what a server makes once, for its first viewers, is not divided among the rest.
At the end one comment must reach each of them once: they were idle, and not gone.

`python -m benchmarks._idle_load '{"port": …, …}'` prints one JSON object.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Final

import uvloop

from benchmarks._dialects import dialect_for
from benchmarks._usage import cpu_s, own_memory_bytes
from benchmarks._viewers import Hall, enter_all, wait_until
from livehouse.realtime import raise_open_files_limit

CHECK_S_MAX: Final = 30.0


@dataclass(frozen=True)
class IdleLoad:
    port: int
    server_pid: int
    viewers: int
    first_viewers: int
    """Of them, those who come before the first measurement."""
    rest_s: float
    """Rest before each measurement; the server's processor time is taken over the second one."""
    cookies: tuple[str, ...] = ()
    room: str = "room"
    speakers: int = 1


@dataclass
class IdleResult:
    memory_before_bytes: int
    memory_after_bytes: int
    bytes_per_connection: float
    seconds: float
    server_cpu_s: float
    """Of these seconds, in which nothing happens but pings."""
    lost: int
    doubled: int
    disconnected: int


async def run(load: IdleLoad) -> IdleResult:
    """Hold the viewers, measure, check that they are there."""
    hall = Hall(load.port, dialect_for("livehouse", room=load.room, path=""), deflate=True)
    viewers = await enter_all(hall, range(load.first_viewers), load.cookies)
    await asyncio.sleep(load.rest_s)
    before_bytes = own_memory_bytes(load.server_pid)
    viewers += await enter_all(hall, range(load.first_viewers, load.viewers))

    # What the last of them set in motion is not idleness yet.
    await asyncio.sleep(load.rest_s / 2)
    began_s, cpu_before_s = time.monotonic(), cpu_s(load.server_pid)
    await asyncio.sleep(load.rest_s)
    seconds, cpu_used_s = time.monotonic() - began_s, cpu_s(load.server_pid) - cpu_before_s
    after_bytes = own_memory_bytes(load.server_pid)

    viewers[0].send(hall.dialect.comment(1))
    await wait_until(lambda: _reached(hall) >= len(viewers), within_s=CHECK_S_MAX)
    result = IdleResult(
        memory_before_bytes=before_bytes,
        memory_after_bytes=after_bytes,
        bytes_per_connection=(after_bytes - before_bytes) / max(1, load.viewers - load.first_viewers),
        seconds=seconds,
        server_cpu_s=cpu_used_s,
        lost=sum(viewer.ledger.lost for viewer in viewers) + max(0, len(viewers) - _reached(hall)),
        doubled=sum(viewer.ledger.doubled for viewer in viewers),
        disconnected=hall.disconnected,
    )
    for viewer in viewers:
        viewer.leave()
    await asyncio.sleep(0.2)
    return result


def _reached(hall: Hall) -> int:
    return sum(len(heard.received_s) for heard in hall.heard if heard.comments)


if __name__ == "__main__":
    raise_open_files_limit()
    given = json.loads(sys.argv[1])
    load = IdleLoad(**{**given, "cookies": tuple(given.get("cookies", ()))})
    print(json.dumps(asdict(uvloop.run(run(load)))))
