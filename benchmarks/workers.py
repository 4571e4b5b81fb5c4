"""`workers`: one LIVE in several processes, with a real Valkey between them, against the same LIVE in one process.

Driven is the whole product: `livehouse serve` with one LIVE on the air, through its channel. Two arms, interleaved
round by round, each on a server of its own with the same load generator: 1,000 viewers, twelve accounts that say five
comments a second each, nothing left out for readability's sake.

- `livehouse serve --workers 2` and Valkey: every comment goes to Valkey, and from there to both processes;
- `livehouse serve`: everything in the memory of one process.

Both servers run on one processor, so that it tells what sharing a room costs in processor time (the server's processes,
and Valkey's apart) and in delay. What it gains, more processors, a machine with two cannot show.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from typing import Any, Final

from benchmarks._arms import LOSSES, announce_round, generate, median, total
from benchmarks._live_room import EVERYTHING_IS_SHOWN, LiveRoom, live_room
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, ratio, rounds_in, table
from benchmarks._usage import cpu_s
from tests.support.stores import ValkeyProcess

FULL: Final = Size(viewers=1_000, seconds=15.0, rounds=3)
QUICK: Final = Size(viewers=1_000, seconds=4.0, rounds=3)
WORKERS: Final = 2
SPEAKERS: Final = 12
COMMENTS_PER_S: Final = 60.0
WARM_UP_S: Final = 1.0
# What is measured is the way of a comment, not the art of refusing it.
SETTINGS: Final = {**EVERYTHING_IS_SHOWN, "comments_per_10_s": "1000"}


async def measure(room: LiveRoom, size: Size, valkey: ValkeyProcess | None) -> dict[str, Any]:
    """One round of one arm, with a fresh load generator."""
    load = room.load(
        viewers=size.viewers,
        comments_per_s=COMMENTS_PER_S,
        seconds=size.seconds,
        warm_up_s=min(WARM_UP_S, size.seconds),
    )
    broker_before_s = cpu_s(valkey.pid) if valkey is not None else 0.0
    result = await asyncio.to_thread(generate, load)
    # Over the whole round, in which people also come and go: a little more than in the measured seconds.
    result["broker_cpu_s"] = cpu_s(valkey.pid) - broker_before_s if valkey is not None else 0.0
    result["deliveries_per_core_s"] = result["deliveries"] / max(result["server_cpu_s"], 1e-9)
    return result


async def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    shared: list[dict[str, Any]] = []
    alone: list[dict[str, Any]] = []
    valkey = ValkeyProcess()
    try:
        async with AsyncExitStack() as stack:
            of_many = await stack.enter_async_context(
                live_room(SPEAKERS, workers=WORKERS, broker_url=valkey.url, on_one_processor=True, **SETTINGS)
            )
            of_one = await stack.enter_async_context(live_room(SPEAKERS, on_one_processor=True, **SETTINGS))
            for number in range(size.rounds):
                announce_round(number, size.rounds)
                shared.append(await measure(of_many, size, valkey))
                alone.append(await measure(of_one, size, None))
    finally:
        valkey.stop()
    both, witnesses = [*shared, *alone], [of_many.witness, of_one.witness]
    per_core_s, alone_per_core_s = median(shared, "deliveries_per_core_s"), median(alone, "deliveries_per_core_s")
    return {
        "benchmark": "workers",
        "workers": WORKERS,
        "viewers": size.viewers,
        "comments_per_s": COMMENTS_PER_S,
        "deliveries_per_core_s": round(per_core_s),
        "baseline_deliveries_per_core_s": round(alone_per_core_s),
        "ratio_to_one_process": round(ratio(per_core_s, alone_per_core_s), 2),
        "comment_p50_ms": round(median(shared, "latency_p50_ms"), 1),
        "comment_p99_ms": round(median(shared, "latency_p99_ms"), 1),
        "baseline_comment_p50_ms": round(median(alone, "latency_p50_ms"), 1),
        "baseline_comment_p99_ms": round(median(alone, "latency_p99_ms"), 1),
        "server_cpu_s_per_s": round(median(shared, "server_cpu_s") / median(shared, "seconds"), 3),
        "baseline_server_cpu_s_per_s": round(median(alone, "server_cpu_s") / median(alone, "seconds"), 3),
        "broker_cpu_s_per_s": round(median(shared, "broker_cpu_s") / median(shared, "seconds"), 3),
        "load_cpu_s_per_s": round(median(shared, "load_cpu_s") / median(shared, "seconds"), 3),
        "lost": total(both, *LOSSES) + sum(witness.lost for witness in witnesses),
        "doubled": total(both, "doubled") + sum(witness.doubled for witness in witnesses),
        "rounds": {"shared": shared, "alone": alone},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    rows: list[Row] = [
        (
            "deliveries per core second",
            f"{figures['deliveries_per_core_s']:,}",
            f"{figures['baseline_deliveries_per_core_s']:,}",
        ),
        *(
            (
                f"comment, {name}",
                milliseconds(figures[f"comment_{name}_ms"]),
                milliseconds(figures[f"baseline_comment_{name}_ms"]),
            )
            for name in ("p50", "p99")
        ),
        ("server processors in use", f"{figures['server_cpu_s_per_s']}", f"{figures['baseline_server_cpu_s_per_s']}"),
        ("Valkey's processors in use", f"{figures['broker_cpu_s_per_s']}", ""),
        ("load generator's processors in use", f"{figures['load_cpu_s_per_s']}", ""),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
        ("ratio to one process", f"{figures['ratio_to_one_process']}", "1"),
    ]
    title = (
        f"workers: {figures['viewers']:,} viewers, {COMMENTS_PER_S:.0f} comments a second, "
        f"{WORKERS} processes and Valkey, {rounds_in(figures)}"
    )
    return table(title, ("shared", "one process"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("workers", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = asyncio.run(run(size))
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
