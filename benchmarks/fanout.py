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

from benchmarks._arms import LOSSES, ROUNDS, Server, announce_round, generate, median, server, total
from benchmarks._report import Row, finish, milliseconds, options, ratio, table

VIEWERS: Final = 1_000
COMMENTS_PER_S: Final = 1_000.0
BASELINE_COMMENTS_PER_S: Final = 60.0
SPEAKERS: Final = 100


def measure(arm: Server, *, comments_per_s: float, deflate: bool, seconds: float, warm_up_s: float) -> dict[str, Any]:
    """One round of one arm, with a fresh load generator."""
    result = generate(
        {
            "port": arm.port,
            "server_pid": arm.pid,
            "viewers": VIEWERS,
            "comments_per_s": comments_per_s,
            "speakers": SPEAKERS,
            "seconds": seconds,
            "warm_up_s": warm_up_s,
            "deflate": deflate,
        }
    )
    result["deliveries_per_core_s"] = result["deliveries"] / max(result["server_cpu_s"], 1e-9)
    return result


def run(*, quick: bool = False) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    seconds, warm_up_s = (1.2, 0.4) if quick else (8.0, 2.0)
    channel: list[dict[str, Any]] = []
    baseline: list[dict[str, Any]] = []
    timing = {"seconds": seconds, "warm_up_s": warm_up_s}
    with server("benchmarks._channel_server") as ours, server("benchmarks._websockets_server") as theirs:
        for number in range(ROUNDS):
            announce_round(number, ROUNDS)
            channel.append(measure(ours, comments_per_s=COMMENTS_PER_S, deflate=True, **timing))
            baseline.append(measure(theirs, comments_per_s=BASELINE_COMMENTS_PER_S, deflate=False, **timing))
    per_core_s = median(channel, "deliveries_per_core_s")
    baseline_per_core_s = median(baseline, "deliveries_per_core_s")
    return {
        "benchmark": "fanout",
        "viewers": VIEWERS,
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
    title = f"fanout: {VIEWERS:,} viewers, {COMMENTS_PER_S:,.0f} comments a second, {ROUNDS} rounds"
    return table(title, ("channel", "websockets"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    given = options("fanout", __doc__).parse_args(arguments)
    figures = run(quick=given.quick)
    return finish(figures, describe(figures), as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
