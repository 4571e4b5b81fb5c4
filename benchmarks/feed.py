"""`feed`: Top LIVE, For You and search over 10,000 live rooms and 100,000 accounts, on SQLite and on PostgreSQL.

Driven is the whole product: `livehouse serve`, asked over HTTP by 60 people at a steady rate, each by a connection of
their own and with follows of their own, while in ten LIVEs people say something through the channel. The server is one
of those without the relay, beside a real Valkey, since nobody could send 10,000 pictures here; LIVEs and accounts are
put into the database before it starts.

- `query_p99_ms`: half of the questions are For You, the other half Top LIVE, of all topics or of one; counted from the
  moment at which each was to be asked.
- `search_p99_ms`: the same of `GET /search`, for what is typed while one types (`_search_load.py`).
- `freshness_p99_ms`: from the answer to a comment until Top LIVE says that its LIVE has more of them.
- The baseline, in turn with it on the same server: `GET /rooms`, the list by viewers that is read from the database
  whenever somebody asks.

It fails when a question was not answered, or something that happened never showed.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks._arms import announce_round, generate, median, total
from benchmarks._feed_house import Platform, fill, settings_of
from benchmarks._feed_load import percentile
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, ratio, rounds_in, table
from benchmarks._search_load import build_index
from tests.support.app import ServedApp, served
from tests.support.people import Person
from tests.support.stores import ValkeyProcess, new_database, running_postgres

# The viewers of a size are the LIVEs here; ten accounts for each.
FULL: Final = Size(viewers=10_000, seconds=20.0, rounds=3)
QUICK: Final = Size(viewers=10_000, seconds=4.0, rounds=1)
ACCOUNTS_PER_LIVE: Final = 10
VISITORS: Final = 60
PER_S: Final = 25.0
WARM_UP_S: Final = 2.0
LOAD: Final = "benchmarks._feed_load"
SEED: Final = 7
SPEAKERS: Final = 10
SEEN_WITHIN_S: Final = 5.0
LOOK_EVERY_S: Final = 0.02
# Somebody who has spoken counts again in this time.
PERSON_AGAIN_S: Final = 31.0
SETTINGS: Final = {"relay": "false", "log_level": "warning", "comments_per_10_s": "1000"}


@dataclass(frozen=True)
class Stage:
    """A server with a large platform, and people who are in its LIVEs."""

    app: ServedApp
    platform: Platform
    speakers: list[Person]

    def load(self, paths: list[tuple[str, float]], size: Size, seed: int) -> dict[str, Any]:
        """What a load generator is told."""
        return {
            "port": self.app.port,
            "server_pid": self.app.pid,
            "cookies": self.platform.cookies,
            "paths": paths,
            "per_s": PER_S,
            "seconds": size.seconds,
            "warm_up_s": min(WARM_UP_S, size.seconds),
            "seed": seed,
        }


@asynccontextmanager
async def stage(size: Size, database_url: str | None) -> AsyncIterator[Stage]:
    """One, until the block ends."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="livehouse-bench-")))
        valkey = ValkeyProcess()
        stack.callback(valkey.stop)
        own = settings_of(folder / "data", database_url)
        print(f"putting {size.viewers:,} LIVEs into the database …", file=sys.stderr, flush=True)
        platform = await fill(
            own, lives=size.viewers, people=size.viewers * ACCOUNTS_PER_LIVE, visitors=VISITORS, seed=SEED
        )
        print("making the search's index …", file=sys.stderr, flush=True)
        await build_index(own)
        store = {} if database_url is None else {"database_url": database_url}
        app = await stack.enter_async_context(served(folder, broker_url=valkey.url, **{**SETTINGS, **store}))
        speakers = []
        for _ in range(SPEAKERS):
            speaker = await stack.enter_async_context(Person(app.url))
            await speaker.sign_up()
            speakers.append(speaker)
        yield Stage(app, platform, speakers)


async def watch_freshness(where: Stage, until: asyncio.Event) -> dict[str, Any]:
    """Let people say something in one LIVE after the other; how long it took each time until Top LIVE knew."""
    took_ms: list[float] = []
    lost = 0
    async with AsyncExitStack() as stack:
        reader = await stack.enter_async_context(httpx.AsyncClient(base_url=where.app.url, timeout=10))
        while not until.is_set():
            began_s = time.monotonic()
            for speaker in where.speakers:
                for room in where.platform.stages:
                    if until.is_set():
                        return {"freshness_ms": took_ms, "unseen": lost}
                    async with speaker.channel(room) as channel:
                        before = await _commented(reader, where.platform.topic, room)
                        await channel.call("comment", text="lovely")
                        said_s = time.perf_counter()
                        if await _until_more(reader, where.platform.topic, room, before, said_s):
                            took_ms.append(1_000 * (time.perf_counter() - said_s))
                        else:
                            lost += 1
            await asyncio.sleep(max(0.0, PERSON_AGAIN_S - (time.monotonic() - began_s)))
    return {"freshness_ms": took_ms, "unseen": lost}


async def _until_more(reader: httpx.AsyncClient, topic: str, room: str, before: float, since_s: float) -> bool:
    while time.perf_counter() - since_s < SEEN_WITHIN_S:
        now = await _commented(reader, topic, room)
        if now > before:
            return True
        # Without anything new it only falls.
        before = now
        await asyncio.sleep(LOOK_EVERY_S)
    return False


async def _commented(reader: httpx.AsyncClient, topic: str, room: str) -> float:
    answer = await reader.get("/api/v1/feed/live", params={"topic": topic})
    for item in answer.raise_for_status().json()["items"]:
        if item["room"]["id"] == room:
            return sum(part["value"] for part in item["why"]["parts"] if part["name"] == "comments")
    raise RuntimeError(f"{room} is not in Top LIVE of {topic}, where there are few")


async def one_round(where: Stage, size: Size, number: int) -> dict[str, Any]:
    """The feeds, while things happen; then the search, and the list."""
    until = asyncio.Event()
    watching = asyncio.create_task(watch_freshness(where, until))
    topic = where.platform.topic
    feeds = [("/api/v1/feed/for-you", 0.5), ("/api/v1/feed/live", 0.3), (f"/api/v1/feed/live?topic={topic}", 0.2)]
    asked = await asyncio.to_thread(generate, where.load(feeds, size, number), LOAD)
    until.set()
    fresh = await watching
    questions = where.platform.naming.questions(number)
    searched = await asyncio.to_thread(generate, where.load(questions, size, number), LOAD)
    listed = await asyncio.to_thread(generate, where.load([("/api/v1/rooms", 1.0)], size, number), LOAD)
    return {
        "query_p50_ms": asked["p50_ms"],
        "query_p99_ms": asked["p99_ms"],
        "cpu_ms_per_query": asked["cpu_ms_per_query"],
        "freshness_p50_ms": percentile(fresh["freshness_ms"], 50),
        "freshness_p99_ms": percentile(fresh["freshness_ms"], 99),
        "freshness_count": len(fresh["freshness_ms"]),
        "search_p50_ms": searched["p50_ms"],
        "search_p99_ms": searched["p99_ms"],
        "search_cpu_ms_per_query": searched["cpu_ms_per_query"],
        "list_p50_ms": listed["p50_ms"],
        "list_p99_ms": listed["p99_ms"],
        "list_cpu_ms_per_query": listed["cpu_ms_per_query"],
        "lost": asked["lost"] + searched["lost"] + listed["lost"] + fresh["unseen"],
        "loads": [asked, searched, listed],
        "freshness_ms": fresh["freshness_ms"],
    }


async def measure_store(size: Size, database_url: str | None) -> dict[str, Any]:
    """All rounds on one store."""
    rounds = []
    async with stage(size, database_url) as where:
        for number in range(size.rounds):
            announce_round(number, size.rounds)
            rounds.append(await one_round(where, size, number))
    figures = {
        name: round(median(rounds, name), 1) for name in rounds[0] if name not in ("loads", "lost", "freshness_ms")
    }
    # Few of them in each round, so that the last hundredth is that of all rounds together.
    freshness = [each for one in rounds for each in one["freshness_ms"]]
    return {
        **figures,
        "freshness_p50_ms": round(statistics.median(freshness), 1) if freshness else 0.0,
        "freshness_p99_ms": round(percentile(freshness, 99), 1),
        "freshness_count": len(freshness),
        "ratio_to_list": round(ratio(median(rounds, "list_p99_ms"), median(rounds, "query_p99_ms")), 2),
        "lost": total(rounds, "lost") + (not freshness),
        "rounds": rounds,
    }


async def run(size: Size) -> dict[str, Any]:
    """Both stores; the figures of docs/benchmarks.md are SQLite's, and under `postgres` PostgreSQL's."""
    sqlite = await measure_store(size, None)
    with running_postgres() as url:
        postgres = await measure_store(size, new_database(url, "bench_feed"))
    return {
        "benchmark": "feed",
        "lives": size.viewers,
        "accounts": size.viewers * ACCOUNTS_PER_LIVE,
        "queries_per_s": PER_S,
        **{name: value for name, value in sqlite.items() if name not in ("lost", "rounds")},
        "postgres": {name: value for name, value in postgres.items() if name not in ("lost", "rounds")},
        "lost": sqlite["lost"] + postgres["lost"],
        "doubled": 0,
        "rounds": {"sqlite": sqlite["rounds"], "postgres": postgres["rounds"]},
    }


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    stores = (figures, figures["postgres"])

    def row(name: str, *keys: str) -> Row:
        return (name, *(" / ".join(_shown(key, store[key]) for key in keys) for store in stores))  # type: ignore[return-value]

    rows = [
        row("Top LIVE and For You, p50 / p99", "query_p50_ms", "query_p99_ms"),
        row("processor time of each", "cpu_ms_per_query"),
        row("search as one types, p50 / p99", "search_p50_ms", "search_p99_ms"),
        row("processor time of each search", "search_cpu_ms_per_query"),
        row("what happens shows after, p50 / p99", "freshness_p50_ms", "freshness_p99_ms"),
        row("how often that was looked at", "freshness_count"),
        row("the list from the database, p50 / p99", "list_p50_ms", "list_p99_ms"),
        row("processor time of it", "list_cpu_ms_per_query"),
        row("ratio, at p99", "ratio_to_list"),
        ("lost, on both", f"{figures['lost']}", ""),
    ]
    title = f"feed: {figures['lives']:,} LIVEs, {figures['accounts']:,} accounts, {figures['queries_per_s']:g} a second"
    return table(f"{title}, {rounds_in(figures)}", ("SQLite", "PostgreSQL"), rows)


def _shown(key: str, value: float) -> str:
    return milliseconds(value) if "_ms" in key else f"{value:,}"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    size, as_json = parse_size("feed", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = asyncio.run(run(size))
    return finish(figures, describe(figures), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
