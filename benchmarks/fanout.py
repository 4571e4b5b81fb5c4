"""`fanout`: 1,000 viewers in one room, 1,000 comments a second offered, all of them delivered to everybody.

Two arms, interleaved round by round on the same machine with the same load generator:

- the product's channel alone (its WebSocket protocol class under uvicorn, without the slices above), as browsers use it
  (permessage-deflate), offered 1,000 comments a second;
- `websockets.broadcast`, without compression, one message per comment, offered as many as it can about carry. What is
  compared is the work per processor second of the server, so the smaller offer does it no harm: offered more, it only
  falls behind.

A delivery is one comment received by one viewer. Loss is counted by offset for each viewer in both arms.
"""

import sys
from typing import Any, Final

from benchmarks._arms import LOSSES, Server, announce_round, generate, median, server, total
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, ratio, rounds_in, table

FULL: Final = Size(viewers=1_000, seconds=8.0, rounds=3)
QUICK: Final = Size(viewers=1_000, seconds=1.2, rounds=3)
COMMENTS_PER_S: Final = 1_000.0
BASELINE_COMMENTS_PER_S: Final = 60.0
SPEAKERS: Final = 100


def measure(arm: Server, size: Size, *, comments_per_s: float, deflate: bool) -> dict[str, Any]:
    """One round of one arm, with a fresh load generator."""
    result = generate(
        {
            "port": arm.port,
            "server_pid": arm.pid,
            "viewers": size.viewers,
            "comments_per_s": comments_per_s,
            "speakers": min(SPEAKERS, size.viewers),
            "seconds": size.seconds,
            "warm_up_s": size.seconds / 4,
            "deflate": deflate,
        }
    )
    result["deliveries_per_core_s"] = result["deliveries"] / max(result["server_cpu_s"], 1e-9)
    return result


def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    channel: list[dict[str, Any]] = []
    baseline: list[dict[str, Any]] = []
    with server("benchmarks._channel_server") as ours, server("benchmarks._websockets_server") as theirs:
        for number in range(size.rounds):
            announce_round(number, size.rounds)
            channel.append(measure(ours, size, comments_per_s=COMMENTS_PER_S, deflate=True))
            baseline.append(measure(theirs, size, comments_per_s=BASELINE_COMMENTS_PER_S, deflate=False))
    per_core_s = median(channel, "deliveries_per_core_s")
    baseline_per_core_s = median(baseline, "deliveries_per_core_s")
    return {
        "benchmark": "fanout",
        "viewers": size.viewers,
        "comments_per_s": COMMENTS_PER_S,
        "deliveries_per_core_s": round(per_core_s),
        "latency_p50_ms": round(median(channel, "latency_p50_ms"), 1),
        "latency_p99_ms": round(median(channel, "latency_p99_ms"), 1),
        "ratio_to_websockets": round(ratio(per_core_s, baseline_per_core_s), 1),
        "lost": total(channel, *LOSSES),
        "doubled": total(channel, "doubled"),
        "server_cpu_s_per_s": round(median(channel, "server_cpu_s") / median(channel, "seconds"), 3),
        "baseline_deliveries_per_core_s": round(baseline_per_core_s),
        "baseline_latency_p99_ms": round(median(baseline, "latency_p99_ms"), 1),
        "rounds": {"channel": channel, "websockets": baseline},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    rows: list[Row] = [
        (
            "deliveries per core second",
            f"{figures['deliveries_per_core_s']:,}",
            f"{figures['baseline_deliveries_per_core_s']:,}",
        ),
        ("latency p99", milliseconds(figures["latency_p99_ms"]), milliseconds(figures["baseline_latency_p99_ms"])),
        ("latency p50", milliseconds(figures["latency_p50_ms"]), ""),
        ("server processors in use", f"{figures['server_cpu_s_per_s']}", ""),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
        ("ratio to websockets", f"{figures['ratio_to_websockets']}", "1"),
    ]
    title = f"fanout: {figures['viewers']:,} viewers, {COMMENTS_PER_S:,.0f} comments a second, {rounds_in(figures)}"
    return table(title, ("channel", "websockets"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("fanout", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = run(size)
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
