"""The load of `feed`: people who ask at a steady rate, each by a connection of their own. Says what it measured.

An answer's time runs from the moment at which it was to be asked for, so that a server that stalls is not spared.
"""

import asyncio
import json
import random
import statistics
import sys
import time
from collections import Counter
from typing import Any, Final

from benchmarks._usage import cpu_s

ANSWER_S_MAX: Final = 10.0


class Browser:
    """One kept connection, over which one request after the other is made."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port = port
        self._cookie = cookie
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        reader, writer = self._streams
        request = f"GET {path} HTTP/1.1\r\nHost: localhost:{self._port}\r\nCookie: {self._cookie}\r\n\r\n"
        writer.write(request.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        lengths = [line.split(":")[1] for line in head.split("\r\n") if line.lower().startswith("content-length:")]
        return status, await reader.readexactly(int(lengths[0]))

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()


async def run(load: dict[str, Any]) -> dict[str, Any]:
    """Ask for so many seconds."""
    browsers = [Browser(load["port"], cookie) for cookie in load["cookies"]]
    # One request at a time for each browser.
    locks = [asyncio.Lock() for _ in browsers]
    chance = random.Random(load["seed"])
    paths, shares = zip(*load["paths"], strict=True)
    took_ms: dict[str, list[float]] = {path: [] for path in paths}
    failures: Counter[str] = Counter()

    async def ask(index: int, path: str, due_s: float, is_counted: bool) -> None:
        try:
            async with asyncio.timeout(ANSWER_S_MAX), locks[index]:
                status, body = await browsers[index].get(path)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            failures[type(error).__name__] += 1
            browsers[index].close()
            browsers[index]._streams = None
            return
        if status != 200 or not any(json.loads(body).values()):
            failures[str(status)] += 1
        elif is_counted:
            took_ms[path].append(1_000 * (time.perf_counter() - due_s))

    async with asyncio.TaskGroup() as tasks:
        began_s = time.perf_counter()
        counted_from_s = began_s + load["warm_up_s"]
        until_s = counted_from_s + load["seconds"]
        server_cpu_s = 0.0
        number, is_warm = 0, True
        while (due_s := began_s + number / load["per_s"]) < until_s:
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            if is_warm and due_s >= counted_from_s:
                is_warm, server_cpu_s = False, cpu_s(load["server_pid"])
            path = chance.choices(paths, shares)[0]
            tasks.create_task(ask(number % len(browsers), path, due_s, not is_warm))
            number += 1
    server_cpu_s = cpu_s(load["server_pid"]) - server_cpu_s
    for browser in browsers:
        browser.close()
    everything = [each for took in took_ms.values() for each in took]
    return {
        "answered": len(everything),
        "p50_ms": percentile(everything, 50),
        "p99_ms": percentile(everything, 99),
        "by_path": {
            path: {"p50_ms": percentile(took, 50), "p99_ms": percentile(took, 99)} for path, took in took_ms.items()
        },
        "cpu_ms_per_query": 1_000 * server_cpu_s / max(len(everything), 1),
        "lost": sum(failures.values()),
        "failures": dict(failures),
    }


def percentile(values: list[float], percent: int) -> float:
    """0 of nothing."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.loads(sys.argv[1])))), flush=True)
