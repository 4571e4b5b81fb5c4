"""`idle`: 5,000 viewers in one room where nothing happens; what each of them costs in memory.

Driven is the whole product: `livehouse serve` with one LIVE on the air, through its channel, a fresh server for every
round since memory once taken is not given back. Two arms, interleaved round by round, with the same load generator:

- the viewers have joined the LIVE, as strangers, with permessage-deflate;
- as many sockets on a bare uvloop loop, which holds them and nothing else.

`bytes_per_connection` is the growth of the server's own resident memory (`RssAnon` of /proc: its heaps and stacks;
neither files nor the kernel's socket buffers) from when 100 viewers had joined to when all had, over the number that
came between; each of the two is read after a rest. Then one comment is said, which must reach every one of them once.
"""

import asyncio
import sys
from typing import Any, Final

from benchmarks._arms import announce_round, generate, median, server, total
from benchmarks._live_room import live_room
from benchmarks._report import Row, Size, finish, parse_size, rounds_in, table

LOAD: Final = "benchmarks._idle_load"
# The seconds are those of the rest before each reading.
FULL: Final = Size(viewers=5_000, seconds=10.0, rounds=3)
QUICK: Final = Size(viewers=5_000, seconds=3.0, rounds=3)
FIRST_VIEWERS: Final = 100


async def measure_product(load: dict[str, Any]) -> dict[str, Any]:
    """One round of the product."""
    async with live_room(speakers=1) as room:
        result = await asyncio.to_thread(generate, room.load(**load), LOAD)
    result["lost"] += room.witness.lost
    result["doubled"] += room.witness.doubled
    return result


def measure_raw(load: dict[str, Any]) -> dict[str, Any]:
    """One round of the bare loop."""
    with server("benchmarks._raw_server") as bare:
        return generate({"port": bare.port, "server_pid": bare.pid, **load}, LOAD)


async def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    load = {
        "viewers": size.viewers,
        "first_viewers": min(FIRST_VIEWERS, size.viewers // 2),
        "rest_s": size.seconds,
    }
    product: list[dict[str, Any]] = []
    raw: list[dict[str, Any]] = []
    for number in range(size.rounds):
        announce_round(number, size.rounds)
        product.append(await measure_product(load))
        raw.append(await asyncio.to_thread(measure_raw, load))
    per_connection = median(product, "bytes_per_connection")
    return {
        "benchmark": "idle",
        "viewers": size.viewers,
        "bytes_per_connection": round(per_connection),
        "baseline_bytes_per_connection": round(median(raw, "bytes_per_connection")),
        "memory_mb": round(median(product, "memory_after_bytes") / 1e6, 1),
        "server_cpu_s_per_s": round(median(product, "server_cpu_s") / median(product, "seconds"), 4),
        "baseline_server_cpu_s_per_s": round(median(raw, "server_cpu_s") / median(raw, "seconds"), 4),
        "lost": total(product, "lost", "disconnected"),
        "doubled": total(product, "doubled"),
        "rounds": {"product": product, "raw": raw},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    rows: list[Row] = [
        (
            "own memory per connection",
            f"{figures['bytes_per_connection']:,} bytes",
            f"{figures['baseline_bytes_per_connection']:,} bytes",
        ),
        ("own memory with all of them", f"{figures['memory_mb']} MB", ""),
        ("server processors in use", f"{figures['server_cpu_s_per_s']}", f"{figures['baseline_server_cpu_s_per_s']}"),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
    ]
    return table(
        f"idle: {figures['viewers']:,} viewers, {rounds_in(figures)}",
        ("livehouse", "bare uvloop"),
        rows,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("idle", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = asyncio.run(run(size))
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
