"""`latency`: 5,000 viewers in one quiet room, one comment a second; how long until the last of them has it.

Two arms, interleaved round by round, with the same load generator:

- the product's channel alone (its WebSocket protocol class under uvicorn, without the slices above), as browsers use it
  (permessage-deflate);
- the least that can be: a bare uvloop loop that writes ready frames of the same length to as many sockets.

A comment is late by the time from before it was sent until the last of the viewers has it. The p99 is taken over the
comments of a round, and of the rounds the median. Loss is checked by offset for each viewer in both arms.
"""

import sys
from typing import Any, Final

from benchmarks._arms import LOSSES, Server, announce_round, generate, median, server, total
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, ratio, rounds_in, table

FULL: Final = Size(viewers=5_000, seconds=30.0, rounds=3)
QUICK: Final = Size(viewers=5_000, seconds=5.0, rounds=3)
COMMENTS_PER_S: Final = 1.0
SPEAKERS: Final = 10
WARM_UP_S: Final = 2.0


def measure(arm: Server, size: Size) -> dict[str, Any]:
    """One round of one arm, with a fresh load generator."""
    result = generate(
        {
            "port": arm.port,
            "server_pid": arm.pid,
            "viewers": size.viewers,
            "comments_per_s": COMMENTS_PER_S,
            "speakers": min(SPEAKERS, size.viewers),
            "seconds": size.seconds,
            "warm_up_s": min(WARM_UP_S, size.seconds),
        }
    )
    result["cpu_us_per_delivery"] = 1e6 * result["server_cpu_s"] / max(1, result["deliveries"])
    return result


def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    channel: list[dict[str, Any]] = []
    raw: list[dict[str, Any]] = []
    with server("benchmarks._channel_server") as ours, server("benchmarks._raw_server") as bare:
        for number in range(size.rounds):
            announce_round(number, size.rounds)
            channel.append(measure(ours, size))
            raw.append(measure(bare, size))
    p99_ms, raw_p99_ms = median(channel, "last_delivery_p99_ms"), median(raw, "last_delivery_p99_ms")
    p50_ms, raw_p50_ms = median(channel, "last_delivery_p50_ms"), median(raw, "last_delivery_p50_ms")
    return {
        "benchmark": "latency",
        "viewers": size.viewers,
        "comments_per_s": COMMENTS_PER_S,
        "last_delivery_p50_ms": round(p50_ms, 1),
        "last_delivery_p99_ms": round(p99_ms, 1),
        "ratio_to_raw": round(ratio(p99_ms, raw_p99_ms), 2),
        "ratio_to_raw_p50": round(ratio(p50_ms, raw_p50_ms), 2),
        "lost": total(channel, *LOSSES),
        "doubled": total(channel, "doubled"),
        "cpu_us_per_delivery": round(median(channel, "cpu_us_per_delivery"), 1),
        "baseline_last_delivery_p50_ms": round(raw_p50_ms, 1),
        "baseline_last_delivery_p99_ms": round(raw_p99_ms, 1),
        "baseline_cpu_us_per_delivery": round(median(raw, "cpu_us_per_delivery"), 1),
        "rounds": {"channel": channel, "raw": raw},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    rows: list[Row] = [
        (
            f"last delivery, {name}",
            milliseconds(figures[f"last_delivery_{name}_ms"]),
            milliseconds(figures[f"baseline_last_delivery_{name}_ms"]),
        )
        for name in ("p50", "p99")
    ]
    rows += [
        ("ratio to raw, p50", f"{figures['ratio_to_raw_p50']}", "1"),
        ("ratio to raw, p99", f"{figures['ratio_to_raw']}", "1"),
        (
            "processor time per delivery",
            f"{figures['cpu_us_per_delivery']} µs",
            f"{figures['baseline_cpu_us_per_delivery']} µs",
        ),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
    ]
    title = f"latency: {figures['viewers']:,} viewers, {COMMENTS_PER_S:.0f} comment a second, {rounds_in(figures)}"
    return table(title, ("channel", "bare uvloop"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("latency", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = run(size)
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
