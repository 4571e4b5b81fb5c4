"""`fanout`: 1,000 viewers in one room, 1,000 comments a second offered, all of them delivered to everybody.

Two arms, interleaved round by round on the same machine with the same load generator:

- the product's channel, as browsers use it (permessage-deflate), offered 1,000 comments a second;
- `websockets.broadcast`, without compression, one message per comment, offered as many as it can about carry. What is
  compared is the work per processor second of the server, so the smaller offer does it no harm: offered more, it only
  falls behind.

A delivery is one comment received by one viewer. Loss is counted by offset for each viewer in both arms.

`python -m benchmarks.fanout [--quick] [--json]` exits with 1 only if the channel lost something.
"""

import argparse
import json
import sys
from typing import Any

from benchmarks._arms import Server, generate, median, server

VIEWERS = 1_000
COMMENTS_PER_S = 1_000.0
BASELINE_COMMENTS_PER_S = 60.0
SPEAKERS = 100
ROUNDS = 3
LOAD = "benchmarks._channel_load"


def measure(arm: Server, *, comments_per_s: float, deflate: bool, seconds: float, warm_up_s: float) -> dict[str, Any]:
    """One round of one arm, with a fresh load generator."""
    result = generate(
        LOAD,
        {
            "port": arm.port,
            "server_pid": arm.pid,
            "viewers": VIEWERS,
            "comments_per_s": comments_per_s,
            "speakers": SPEAKERS,
            "seconds": seconds,
            "warm_up_s": warm_up_s,
            "deflate": deflate,
        },
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
            print(f"round {number + 1} of {ROUNDS} …", file=sys.stderr, flush=True)
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
        "ratio_to_websockets": round(per_core_s / baseline_per_core_s, 1),
        "lost": sum(int(one["lost"]) + int(one["disconnected"]) for one in channel),
        "doubled": sum(int(one["doubled"]) for one in channel),
        "server_cpu_s_per_s": round(median(channel, "server_cpu_s") / median(channel, "seconds"), 3),
        "baseline_deliveries_per_core_s": round(baseline_per_core_s),
        "baseline_latency_p99_ms": round(median(baseline, "latency_p99_ms"), 1),
        "rounds": {"channel": channel, "websockets": baseline},
    }


def print_table(figures: dict[str, Any]) -> None:
    """The figures for people."""
    print(f"fanout: {figures['viewers']} viewers, {figures['comments_per_s']:.0f} comments a second, {ROUNDS} rounds")
    rows = [
        ("", "channel", "websockets"),
        (
            "deliveries per core second",
            f"{figures['deliveries_per_core_s']:,}",
            f"{figures['baseline_deliveries_per_core_s']:,}",
        ),
        ("latency p99", f"{figures['latency_p99_ms']} ms", f"{figures['baseline_latency_p99_ms']} ms"),
        ("latency p50", f"{figures['latency_p50_ms']} ms", ""),
        ("server processors in use", f"{figures['server_cpu_s_per_s']}", ""),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
        ("ratio to websockets", f"{figures['ratio_to_websockets']}", "1"),
    ]
    for name, ours, theirs in rows:
        print(f"  {name:<28}{ours:>16}{theirs:>16}")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    parser = argparse.ArgumentParser(prog="fanout", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short rounds, to see that it works")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args(arguments)
    figures = run(quick=options.quick)
    print_table(figures)
    if options.json:
        print(json.dumps(figures))
    return 1 if figures["lost"] or figures["doubled"] else 0


if __name__ == "__main__":
    sys.exit(main())
