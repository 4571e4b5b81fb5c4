"""`livehouse bench glass`: from the host's own screen to a viewer's, in real Chromium, read from numbers in the pixels.

A host goes live with a fake camera whose frames carry their number; a second browser watches. Delay is the time between
a number's showing on the host's own preview and on the viewer's canvas; both clocks are the machine's. The baseline, in
turn with it, are the bare publish and watch elements through the same relay. It fails when a picture stopped for good.

With `--loss` and `--rtt` the viewer is behind a bad line: a relay of datagrams in this process, which loses so many of
every hundred each way and delays the others. (The kernel's `netem` in a network namespace would do the same, but needs
a privilege and a module.)
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from benchmarks._glass_arms import CannotBuild, bare_elements, measure_bare, measure_product
from benchmarks._sightings import Glass
from tests.support.app import served
from tests.support.chromium import make_devices, playwright_running
from tests.support.network import FAIR, Weather, line_to

ROUNDS: Final = 3
ROUNDS_QUICK: Final = 1
SECONDS: Final = 15.0
SECONDS_QUICK: Final = 8.0
P50_WANTED_MS: Final = 120
P95_WANTED_MS: Final = 200


def main() -> int:
    """Measure, print, and say by the exit code whether a picture stopped."""
    parser = argparse.ArgumentParser(prog="livehouse bench glass", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"{ROUNDS_QUICK} round instead of {ROUNDS}")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, last")
    parser.add_argument(
        "--loss", type=float, default=0.0, metavar="PERCENT", help="of the viewer's datagrams, each way"
    )
    parser.add_argument(
        "--rtt", type=float, default=0.0, metavar="MS", help="that the viewer's line adds, there and back"
    )
    options = parser.parse_args()
    weather = Weather(options.loss / 100, options.rtt / 2_000)
    rounds, seconds = (ROUNDS_QUICK, SECONDS_QUICK) if options.quick else (ROUNDS, SECONDS)
    try:
        product, bare = asyncio.run(_measure(rounds, seconds, weather))
    except CannotBuild as error:
        print(error, file=sys.stderr)
        return 2
    figures = {
        **_figures(product),
        **{f"bare_{name}": figure for name, figure in _figures(bare).items()},
        "stopped": sum(glass.stopped for glass in product),
        "rounds": rounds,
        "loss_percent": options.loss,
        "added_rtt_ms": options.rtt,
    }
    print(
        f"\np50 {figures['p50_ms']:.0f} ms (asked for: {P50_WANTED_MS} at most), "
        f"p95 {figures['p95_ms']:.0f} ms ({P95_WANTED_MS}), frozen {figures['frozen_ratio']:.1%}; "
        f"bare elements: p50 {figures['bare_p50_ms']:.0f} ms, p95 {figures['bare_p95_ms']:.0f} ms, "
        f"frozen {figures['bare_frozen_ratio']:.1%}"
    )
    if options.json:
        print(json.dumps(figures))
    return 1 if figures["stopped"] else 0


async def _measure(rounds: int, seconds: float, weather: Weather) -> tuple[list[Glass], list[Glass]]:
    product: list[Glass] = []
    bare: list[Glass] = []
    with tempfile.TemporaryDirectory(prefix="livehouse-glass-") as name:
        folder = Path(name)
        devices = make_devices(folder)
        async with AsyncExitStack() as stack:
            bare_url = stack.enter_context(bare_elements(folder / "bare"))
            app = await stack.enter_async_context(served(folder))
            playwright = await stack.enter_async_context(playwright_running())
            line = None if weather == FAIR else await stack.enter_async_context(line_to(app.port, weather))
            print("round  arm       p50 ms  p95 ms  frozen   seen  missing")
            for number in range(1, rounds + 1):
                product.append(await measure_product(playwright, devices, app.url, seconds, line))
                _show(number, "product", product[-1])
                bare.append(await measure_bare(playwright, devices, app.url, bare_url, seconds, line))
                _show(number, "bare", bare[-1])
    return product, bare


def _show(number: int, arm: str, glass: Glass) -> None:
    stopped = "  stopped for good" if glass.stopped else ""
    print(
        f"{number:>5}  {arm:<8} {glass.p50_ms:>7.0f} {glass.p95_ms:>7.0f} {glass.frozen_ratio:>7.1%} "
        f"{glass.seen:>6} {glass.missing:>8}{stopped}",
        flush=True,
    )


def _figures(rounds: Sequence[Glass]) -> dict[str, float]:
    return {
        "p50_ms": round(statistics.median(glass.p50_ms for glass in rounds), 1),
        "p95_ms": round(statistics.median(glass.p95_ms for glass in rounds), 1),
        "frozen_ratio": round(statistics.median(glass.frozen_ratio for glass in rounds), 4),
        "frames_seen": sum(glass.seen for glass in rounds),
        "frames_missing": sum(glass.missing for glass in rounds),
    }


if __name__ == "__main__":
    sys.exit(main())
