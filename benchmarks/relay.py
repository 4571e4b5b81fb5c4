"""`relay`: 100 and 300 viewers of one broadcast of 2 Mbit/s at 30 frames a second, by MoQ over QUIC.

The broadcast comes from a process of its own through the product's relay, tickets and all; every frame says when it was
sent. The baseline, in turn with it, is the media library's own server with nothing of ours. `viewers_per_core` is how
many such viewers a processor of the server would carry by what these cost, `added_delay_p99_ms` the time from a frame's
sending to its arrival at a viewer. It fails when a frame or a group was lost.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks._arms import ROOT, announce_round, generate, keep_apart, median, total
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, ratio, rounds_in, table
from tests.support.app import served
from tests.support.people import Person

FULL: Final = Size(viewers=300, seconds=10.0, rounds=3)
QUICK: Final = Size(viewers=60, seconds=4.0, rounds=1)
LOAD: Final = "benchmarks._relay_load"
SOURCE: Final = "benchmarks._relay_source"
BARE: Final = "benchmarks._relay_bare"
STOP_S_MAX: Final = 10.0
# A third of the viewers, as in the first of the two figures.
FEW: Final = 3
LOSSES: Final = ("lost", "silent", "not_joined")


@contextmanager
def source(ticket: dict[str, Any]) -> Iterator[None]:
    """A broadcast by this ticket until the block ends."""
    command = [sys.executable, "-m", SOURCE, json.dumps({"ticket": ticket})]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) as process:
        keep_apart(process.pid, is_server=False)
        try:
            yield
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(STOP_S_MAX)
            except subprocess.TimeoutExpired:
                process.kill()


@asynccontextmanager
async def product(folder: Path) -> AsyncIterator[tuple[int, dict[str, Any]]]:
    """The product with such a LIVE on the air: its process, and a ticket to watch."""
    async with served(folder, log_level="warning") as app, Person(app.url) as host:
        keep_apart(app.pid, is_server=True)
        await host.sign_up()
        room = await host.prepare_room("A LIVE that many watch")
        with source(await host.post(f"/rooms/{room['id']}/publisher")):
            await host.start(room["id"])
            yield app.pid, await host.post(f"/rooms/{room['id']}/viewer")


@contextmanager
def bare() -> Iterator[tuple[int, dict[str, Any]]]:
    """The library's server with the same broadcast."""
    with subprocess.Popen([sys.executable, "-m", BARE], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        keep_apart(process.pid, is_server=True)
        try:
            assert process.stdout is not None
            said = json.loads(process.stdout.readline())
            ticket = {
                "url": f"https://localhost:{said['port']}/",
                "broadcast": "host",
                "certificate_sha256": said["sha256"],
            }
            with source(ticket):
                yield process.pid, ticket
        finally:
            process.kill()


async def one_arm(pid: int, ticket: dict[str, Any], viewers: int, seconds: float) -> dict[str, Any]:
    """So many viewers for so long."""
    load = {"ticket": ticket, "viewers": viewers, "seconds": seconds, "server_pid": pid}
    said = await asyncio.to_thread(generate, load, LOAD)
    cores = said["server_cpu_s"] / said["seconds"]
    return {
        **said,
        "viewers": viewers,
        "not_joined": viewers - said["joined"],
        "server_cores": cores,
        "viewers_per_core": said["joined"] / max(cores, 1e-9),
    }


async def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms, few viewers and many."""
    rounds: dict[str, list[dict[str, Any]]] = {"few": [], "many": [], "bare_few": [], "bare_many": []}
    numbers = {"few": max(1, size.viewers // FEW), "many": size.viewers}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="livehouse-bench-")))
        ours = await stack.enter_async_context(product(folder))
        theirs = stack.enter_context(bare())
        for number in range(size.rounds):
            announce_round(number, size.rounds)
            for name, viewers in numbers.items():
                rounds[name].append(await one_arm(*ours, viewers, size.seconds))
                rounds[f"bare_{name}"].append(await one_arm(*theirs, viewers, size.seconds))
    every = [one for arm in ("few", "many") for one in rounds[arm]]
    figures: dict[str, Any] = {"benchmark": "relay", "viewers": size.viewers}
    for arm, ran in rounds.items():
        figures |= {
            f"{arm}_viewers_per_core": round(median(ran, "viewers_per_core"), 1),
            f"{arm}_p50_ms": round(median(ran, "p50_ms"), 1),
            f"{arm}_p99_ms": round(median(ran, "p99_ms"), 1),
            f"{arm}_server_cores": round(median(ran, "server_cores"), 3),
            f"{arm}_megabits_per_s": round(median(ran, "megabits_per_s"), 1),
            f"{arm}_lost": total(ran, *LOSSES),
        }
    return {
        **figures,
        "viewers_per_core": figures["many_viewers_per_core"],
        "added_delay_p99_ms": figures["many_p99_ms"],
        "ratio_to_bare": round(ratio(figures["many_viewers_per_core"], figures["bare_many_viewers_per_core"]), 2),
        "load_cores": round(median(rounds["many"], "load_cpu_s") / size.seconds, 2),
        "lost": total(every, *LOSSES),
        "doubled": total(every, "doubled"),
        "retried": total(every, "retried"),
        "errors": sorted({error for one in every for error in one["errors"]}),
        "rounds": rounds,
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    few, many = figures["rounds"]["few"][0]["viewers"], figures["viewers"]

    def row(name: str, key: str, *, is_time: bool = False) -> Row:
        def shown(arm: str) -> str:
            value = figures[f"{arm}_{key}"]
            return milliseconds(value) if is_time else f"{value:,}"

        return (name, f"{shown('few')} / {shown('many')}", f"{shown('bare_few')} / {shown('bare_many')}")

    rows = [
        row("viewers per core", "viewers_per_core"),
        row("cores of the server", "server_cores"),
        row("Mbit/s to all", "megabits_per_s"),
        row("sent to arrived, p50", "p50_ms", is_time=True),
        row("sent to arrived, p99", "p99_ms", is_time=True),
        row("lost, silent, not joined", "lost"),
    ]
    title = (
        f"relay: {few} / {many} viewers of 2 Mbit/s, {rounds_in(figures)}; the load took {figures['load_cores']} cores"
    )
    said = "".join(f"\n  {error}" for error in figures["errors"])
    return table(title, ("livehouse", "bare library"), rows) + said


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("relay", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = asyncio.run(run(size))
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
