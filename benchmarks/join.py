"""`join`: 3,000 viewers join one running room within ten seconds, while people in it talk.

Driven is the whole product: `livehouse serve` with one LIVE on the air, through its channel. Two arms, interleaved
round by round in the same room, with the same load generator; in both 1,000 viewers are there already, eight accounts
say one comment a second each, and nothing is left out for readability's sake, so that every gap in the offsets is a
loss:

- 3,000 more come at random moments of the ten seconds (the same ones every time), each from its own TCP connection to
  the room's snapshot: that time, the connection's and the handshake's included, is `snapshot_p99_ms`;
- nobody comes.

Whether ticks are on time for those already there is told by the delay of the comments to them in both arms. Each
newcomer's offsets are checked from its snapshot on: what the snapshot does not hold must come after it, once.
"""

import asyncio
import sys
from typing import Any, Final

from benchmarks._arms import LOSSES, announce_round, generate, median, total
from benchmarks._live_room import EVERYTHING_IS_SHOWN, LiveRoom, live_room
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, rounds_in, table

# The viewers are those who come; a quick run has fewer of them in less time, at the same rate.
FULL: Final = Size(viewers=3_000, seconds=10.0, rounds=3)
QUICK: Final = Size(viewers=1_200, seconds=4.0, rounds=3)
THERE: Final = 1_000
SPEAKERS: Final = 8
COMMENTS_PER_S: Final = 8.0
WARM_UP_S: Final = 1.0


async def measure(room: LiveRoom, size: Size, *, newcomers: int) -> dict[str, Any]:
    """One round of one arm, with a fresh load generator."""
    load = room.load(
        viewers=viewers_there(size),
        newcomers=newcomers,
        comments_per_s=COMMENTS_PER_S,
        seconds=size.seconds,
        warm_up_s=min(WARM_UP_S, size.seconds),
    )
    return await asyncio.to_thread(generate, load)


def viewers_there(size: Size) -> int:
    """How many are there before anybody comes: a thousand, or as many as come where that is fewer."""
    return max(SPEAKERS, min(THERE, size.viewers))


async def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    joining: list[dict[str, Any]] = []
    quiet: list[dict[str, Any]] = []
    async with live_room(SPEAKERS, **EVERYTHING_IS_SHOWN) as room:
        for number in range(size.rounds):
            announce_round(number, size.rounds)
            for arm, count in ((joining, size.viewers), (quiet, 0)):
                arm.append(await measure(room, size, newcomers=count))
    added_cpu_s = median(joining, "server_cpu_s") - median(quiet, "server_cpu_s")
    return {
        "benchmark": "join",
        "viewers_there": viewers_there(size),
        "newcomers": size.viewers,
        "within_s": size.seconds,
        "snapshot_p50_ms": round(median(joining, "snapshot_p50_ms"), 1),
        "snapshot_p99_ms": round(median(joining, "snapshot_p99_ms"), 1),
        "snapshot_max_ms": round(max(one["snapshot_max_ms"] for one in joining), 1),
        "join_command_p99_ms": round(median(joining, "join_p99_ms"), 1),
        "tick_p50_ms": round(median(joining, "latency_p50_ms"), 1),
        "tick_p99_ms": round(median(joining, "latency_p99_ms"), 1),
        "baseline_tick_p50_ms": round(median(quiet, "latency_p50_ms"), 1),
        "baseline_tick_p99_ms": round(median(quiet, "latency_p99_ms"), 1),
        "server_cpu_ms_per_join": round(1_000 * added_cpu_s / size.viewers, 2),
        "server_cpu_s_per_s": round(median(joining, "server_cpu_s") / median(joining, "seconds"), 3),
        "baseline_server_cpu_s_per_s": round(median(quiet, "server_cpu_s") / median(quiet, "seconds"), 3),
        "load_cpu_s_per_s": round(median(joining, "load_cpu_s") / median(joining, "seconds"), 3),
        "lost": total([*joining, *quiet], *LOSSES) + room.witness.lost,
        "doubled": total([*joining, *quiet], "doubled") + room.witness.doubled,
        "rounds": {"joining": joining, "quiet": quiet},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    rows: list[Row] = [
        *((f"snapshot, {name}", milliseconds(figures[f"snapshot_{name}_ms"]), "") for name in ("p50", "p99", "max")),
        ("of it from the command on, p99", milliseconds(figures["join_command_p99_ms"]), ""),
        *(
            (
                f"comment to those there, {name}",
                milliseconds(figures[f"tick_{name}_ms"]),
                milliseconds(figures[f"baseline_tick_{name}_ms"]),
            )
            for name in ("p50", "p99")
        ),
        ("server processors in use", f"{figures['server_cpu_s_per_s']}", f"{figures['baseline_server_cpu_s_per_s']}"),
        ("processor time per join", milliseconds(figures["server_cpu_ms_per_join"]), ""),
        ("load generator's processors in use", f"{figures['load_cpu_s_per_s']}", ""),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
    ]
    title = (
        f"join: {figures['newcomers']:,} viewers join {figures['viewers_there']:,} "
        f"within {figures['within_s']:g} s, {rounds_in(figures)}"
    )
    return table(title, ("joining", "nobody joins"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("join", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = asyncio.run(run(size))
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
