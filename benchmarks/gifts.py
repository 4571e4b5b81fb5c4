"""`gifts`: 200 people who send gifts to one host, each gift durable before it is answered and shown.

Driven is the whole product: `livehouse serve` with one LIVE on the air, through its channel, on SQLite and on
PostgreSQL. Two arms on each store, interleaved round by round, each on a server of its own, with the same load:

- what waited while the last commit ran goes into the next one;
- one commit for each gift (`gifts_per_commit_max=1`), everybody sending the next gift when the last is answered.

The first arm is measured in the same way first: `saturated_gifts_per_s` is what it comes to when everybody sends as
fast as they are answered. Then it is offered nearly as much evenly, and a twelfth less each time, until it keeps up and
99 of 100 gifts are answered within 50 ms: `gifts_per_s` is that rate. In all of it every gift that was answered must be
among the room's events, and in the database.

At the end the server is killed in the middle of a storm: `lost_after_kill` counts the gifts that were answered and are
not in the database, and the books are computed anew.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import sqlalchemy as sa

from benchmarks._arms import ROOT, LoadFailed, announce_round, generate, median, total
from benchmarks._gift_house import RichPeople, invite_rich_people, settings_of
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, ratio, rounds_in, table
from livehouse.config import Settings
from livehouse.desk import open_desk
from tests.support.app import ServedApp, served
from tests.support.people import Person
from tests.support.stores import new_database, running_postgres

FULL: Final = Size(viewers=200, seconds=5.0, rounds=3)
QUICK: Final = Size(viewers=200, seconds=2.0, rounds=1)
LOAD: Final = "benchmarks._gift_load"
P99_MS_MAX: Final = 50.0
# Of what it comes to as fast as it goes. Downwards, as one pause of the machine would end a way upwards.
LADDER_FROM: Final = 0.95
LADDER_STEP: Final = 11 / 12
# Short measurements tell little of speed, so they need not climb far.
RUNGS_MAX, RUNGS_SHORT_MAX = 20, 1
# A rate counts as kept up with when so much of it was answered within the time.
KEPT_UP: Final = 0.98
WARM_UP_S: Final = 1.0
STORM_S: Final = 1.5
COINS: Final = 10_000_000
# What is measured is the way of a gift, not the art of refusing it.
SETTINGS: Final = {
    "gifts_per_10_s": "1000000",
    "spending_leap_coins": "100000000",
    "channel_commands_per_s": "100000",
    "sampled_events_per_s": "100000",
    "log_level": "warning",
}
LOSSES: Final = ("lost", "unanswered", "refused", "disconnected")


@dataclass(frozen=True)
class Stage:
    """A server with one LIVE on the air, and people with coins in front of it."""

    app: ServedApp
    settings: Settings
    room: str
    people: RichPeople

    def load(self, **more: object) -> dict[str, Any]:
        """What a load generator is told to come here."""
        return {
            "port": self.app.port,
            "server_pid": self.app.pid,
            "room": self.room,
            "cookies": self.people.cookies,
            # Never the same twice, whichever load it is.
            "key_prefix": os.urandom(6).hex(),
            **more,
        }


@asynccontextmanager
async def stage(senders: int, database_url: str | None, **settings: str) -> AsyncIterator[Stage]:
    """One, until the block ends; the server may be dead by then."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="livehouse-bench-")))
        own = settings_of(folder / "data", database_url)
        people = await invite_rich_people(own, senders, COINS)
        store = {} if database_url is None else {"database_url": database_url}
        app = await stack.enter_async_context(served(folder, **{**SETTINGS, **store, **settings}))
        with suppress(httpx.TransportError):
            async with Person(app.url) as host:
                await host.sign_up()
                async with host.on_air("A LIVE full of gifts") as room:
                    yield Stage(app, own, room["id"], people)


async def one_round(together: Stage, single: Stage, size: Size) -> dict[str, Any]:
    """One commit for each, then together as fast as it goes, then down the ladder."""
    timing = {"seconds": size.seconds, "warm_up_s": min(WARM_UP_S, size.seconds)}
    one_each = await asyncio.to_thread(generate, single.load(**timing), LOAD)
    base_per_s = _per_s(one_each)
    if not base_per_s:
        raise LoadFailed(f"no gift was answered in {size.seconds:g} s with one commit for each: {one_each['errors']}")
    flat_out = await asyncio.to_thread(generate, together.load(**timing), LOAD)
    loads, offered = [one_each, flat_out], _per_s(flat_out) * LADDER_FROM
    # One that stands on no rung is shown as it is on the last.
    for _ in range(RUNGS_MAX if size.seconds >= FULL.seconds else RUNGS_SHORT_MAX):
        best = await asyncio.to_thread(generate, together.load(**timing, gifts_per_s=offered), LOAD)
        best["offered_per_s"] = offered
        loads.append(best)
        if _per_s(best) >= offered * KEPT_UP and best["p99_ms"] <= P99_MS_MAX:
            break
        offered *= LADDER_STEP
    return {
        "gifts_per_s": _per_s(best),
        "p50_ms": best["p50_ms"],
        "p99_ms": best["p99_ms"],
        "gifts_per_cpu_s": best["answered_in_time"] / max(best["server_cpu_s"], 1e-9),
        "single_gifts_per_s": base_per_s,
        "single_p99_ms": one_each["p99_ms"],
        "single_gifts_per_cpu_s": one_each["answered_in_time"] / max(one_each["server_cpu_s"], 1e-9),
        "ratio_to_single_commits": ratio(_per_s(best), base_per_s),
        "saturated_gifts_per_s": _per_s(flat_out),
        "saturated_p99_ms": flat_out["p99_ms"],
        "load_cpu_s_per_s": best["load_cpu_s"] / best["seconds"],
        **{name: total(loads, name) for name in (*LOSSES, "doubled")},
        "answered": sum(load["sent"] - load["refused"] - load["unanswered"] for load in loads),
        "errors": sorted({error for load in loads for error in load["errors"]}),
        "loads": loads,
    }


def _per_s(load: dict[str, Any]) -> float:
    return float(load["answered_in_time"] / load["seconds"])


async def storm_and_kill(where: Stage, seconds: float) -> dict[str, int]:
    """Kill the server while everybody sends as fast as they can; what of the answered gifts is not in the database."""
    answered = where.settings.data / "acknowledged.json"
    load = where.load(seconds=60, until_lost=True, answered_to=str(answered))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", LOAD, json.dumps(load), stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    await process.stdout.readline()
    await asyncio.sleep(min(STORM_S, seconds))
    os.kill(where.app.pid, signal.SIGKILL)
    await process.communicate()
    acknowledged = json.loads(await asyncio.to_thread(answered.read_text))
    written = await gifts_in_database(where.settings, load["key_prefix"])
    lost = sum(written.get(key) != gift_id for key, gift_id in acknowledged.items())
    return {"acknowledged": len(acknowledged), "written": len(written), "lost": lost}


async def gifts_in_database(settings: Settings, key_prefix: str) -> dict[str, str]:
    """The gifts that are written down, by the key that each was sent under."""
    async with open_desk(settings) as desk, desk.database.read() as connection:
        rows = await connection.execute(
            sa.text("SELECT key, id FROM gifts WHERE key LIKE :like"), {"like": f"{key_prefix}-%"}
        )
        return {row.key: row.id for row in rows}


async def faults_in_books(settings: Settings) -> int:
    """What `livehouse ledger check` would find wrong."""
    async with open_desk(settings) as desk:
        return (await desk.ledger.audit()).found


async def measure_store(size: Size, together_url: str | None, single_url: str | None) -> dict[str, Any]:
    """All rounds on one store, and the storm at the end."""
    rounds = []
    async with stage(size.viewers, together_url) as together:
        async with stage(size.viewers, single_url, gifts_per_commit_max="1") as single:
            for number in range(size.rounds):
                announce_round(number, size.rounds)
                rounds.append(await one_round(together, single, size))
        kill = await storm_and_kill(together, size.seconds)
        faults = await faults_in_books(together.settings)
    figures = {
        name: round(median(rounds, name), 2 if "ratio" in name or "load" in name else 1)
        for name in rounds[0]
        if name not in ("loads", "errors", "answered", "doubled", *LOSSES)
    }
    return {
        **figures,
        "acknowledged_before_kill": kill["acknowledged"],
        "lost_after_kill": kill["lost"],
        "faults_in_books": faults,
        "lost": total(rounds, *LOSSES) + kill["lost"] + faults,
        "doubled": total(rounds, "doubled"),
        "rounds": rounds,
    }


async def run(size: Size) -> dict[str, Any]:
    """Both stores; the figures of docs/benchmarks.md are SQLite's, and under `postgres` PostgreSQL's."""
    sqlite = await measure_store(size, None, None)
    with running_postgres() as url:
        # Each server has a database of its own, as it has on SQLite.
        urls = [new_database(url, name) for name in ("bench_together", "bench_single")]
        postgres = await measure_store(size, *urls)
    return {
        "benchmark": "gifts",
        "senders": size.viewers,
        **{name: value for name, value in sqlite.items() if name not in ("lost", "doubled", "rounds")},
        "postgres": {name: value for name, value in postgres.items() if name not in ("lost", "doubled", "rounds")},
        "lost": sqlite["lost"] + postgres["lost"],
        "doubled": sqlite["doubled"] + postgres["doubled"],
        "rounds": {"sqlite": sqlite["rounds"], "postgres": postgres["rounds"]},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    stores = (figures, figures["postgres"])

    def row(name: str, *keys: str) -> Row:
        return (name, *(" / ".join(_shown(key, store[key]) for key in keys) for store in stores))  # type: ignore[return-value]

    rows = [
        row("gifts a second at p99 ≤ 50 ms", "gifts_per_s"),
        row("answered, p50 / p99", "p50_ms", "p99_ms"),
        row("one commit for each, a second", "single_gifts_per_s"),
        row("answered then, p99", "single_p99_ms"),
        row("ratio", "ratio_to_single_commits"),
        row("gifts per processor second", "gifts_per_cpu_s"),
        row("the same, one commit for each", "single_gifts_per_cpu_s"),
        row("as fast as it goes, a second / p99", "saturated_gifts_per_s", "saturated_p99_ms"),
        row("answered before kill -9 / lost by it", "acknowledged_before_kill", "lost_after_kill"),
        row("faults in the books after it", "faults_in_books"),
        ("lost / doubled, on both", f"{figures['lost']} / {figures['doubled']}", ""),
    ]
    return table(f"gifts: {figures['senders']} senders, one host, {rounds_in(figures)}", ("SQLite", "PostgreSQL"), rows)


def _shown(key: str, value: float) -> str:
    return milliseconds(value) if key.endswith("_ms") else f"{value:,}"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("gifts", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = asyncio.run(run(size))
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
