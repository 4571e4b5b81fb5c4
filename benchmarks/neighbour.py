"""`neighbour`: a room of 5 beside a room of 5,000; how much later its comments come because of the big one.

Both rooms are on one process: the product's channel alone, as browsers use it (permessage-deflate). Two arms,
interleaved round by round, with a load generator of its own for each room:

- the small room, 10 comments a second, while 2 comments a second go to the 5,000;
- the small room alone.

The p99 is over all deliveries of a round in the small room, and of the rounds the median. Both rooms are checked for
loss by offset.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from benchmarks._arms import LOSSES, Server, announce_round, generate, median, server, total
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, rounds_in, table

FULL: Final = Size(viewers=5_000, seconds=20.0, rounds=3)
QUICK: Final = Size(viewers=5_000, seconds=6.0, rounds=3)
SMALL: Final = 5
SMALL_COMMENTS_PER_S: Final = 10.0
BIG_COMMENTS_PER_S: Final = 2.0
SPEAKERS: Final = 5
# The big room's load begins that much earlier and ends that much later, so that the small one is never alone.
BEFORE_S: Final = 3.0
WARM_UP_S: Final = 1.0


def small_room(arm: Server, size: Size, *, warm_up_s: float) -> dict[str, Any]:
    """The small room's round."""
    return generate(
        {
            "port": arm.port,
            "server_pid": arm.pid,
            "room": "small",
            "viewers": SMALL,
            "comments_per_s": SMALL_COMMENTS_PER_S,
            "speakers": SPEAKERS,
            "seconds": size.seconds,
            "warm_up_s": warm_up_s,
        }
    )


def big_room(arm: Server, size: Size) -> dict[str, Any]:
    """The big room's round, around the small one's."""
    return generate(
        {
            "port": arm.port,
            "server_pid": arm.pid,
            "viewers": size.viewers,
            "comments_per_s": BIG_COMMENTS_PER_S,
            "speakers": min(SPEAKERS, size.viewers),
            "seconds": size.seconds + 2 * BEFORE_S,
            "warm_up_s": WARM_UP_S,
        }
    )


def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    beside: list[dict[str, Any]] = []
    alone: list[dict[str, Any]] = []
    big: list[dict[str, Any]] = []
    with server("benchmarks._channel_server") as ours, ThreadPoolExecutor(2) as both:
        for number in range(size.rounds):
            announce_round(number, size.rounds)
            around = both.submit(big_room, ours, size)
            # The thousands need a moment to connect; the small room warms up until then.
            connecting_s = size.viewers / 1_000
            small = both.submit(small_room, ours, size, warm_up_s=WARM_UP_S + connecting_s + BEFORE_S)
            beside.append(small.result())
            big.append(around.result())
            alone.append(small_room(ours, size, warm_up_s=WARM_UP_S))
    p99_ms, alone_p99_ms = median(beside, "latency_p99_ms"), median(alone, "latency_p99_ms")
    return {
        "benchmark": "neighbour",
        "viewers": size.viewers,
        "beside_p50_ms": round(median(beside, "latency_p50_ms"), 1),
        "beside_p99_ms": round(p99_ms, 1),
        "alone_p50_ms": round(median(alone, "latency_p50_ms"), 1),
        "alone_p99_ms": round(alone_p99_ms, 1),
        "added_p99_ms": round(p99_ms - alone_p99_ms, 1),
        "big_p99_ms": round(median(big, "latency_p99_ms"), 1),
        "lost": sum(total(rounds, *LOSSES) for rounds in (beside, alone, big)),
        "doubled": sum(total(rounds, "doubled") for rounds in (beside, alone, big)),
        "rounds": {"beside": beside, "alone": alone, "big": big},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    rows: list[Row] = [
        (f"comment, {name}", milliseconds(figures[f"beside_{name}_ms"]), milliseconds(figures[f"alone_{name}_ms"]))
        for name in ("p50", "p99")
    ]
    rows += [
        ("added, p99", milliseconds(figures["added_p99_ms"]), ""),
        ("comment in the big room, p99", milliseconds(figures["big_p99_ms"]), ""),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
    ]
    title = f"neighbour: a room of {SMALL} beside one of {figures['viewers']:,}, {rounds_in(figures)}"
    return table(title, ("beside", "alone"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("neighbour", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = run(size)
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
