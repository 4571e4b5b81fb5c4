"""People who end up at a worker of the test's choice, as chance would have them at some."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from livehouse.client import ChannelClient
from tests.support.app import ServedApp
from tests.support.people import Channel, Person
from tests.support.publishing import PublishingPage
from tests.support.waiting import eventually

# The system shares connections out by chance: with two workers, so many go to the same one once in a million runs.
TRIES_MAX = 20


@asynccontextmanager
async def somebody(app: ServedApp, worker: int) -> AsyncIterator[Person]:
    """Somebody whose requests all go to this worker; signed up."""
    for _ in range(TRIES_MAX):
        async with Person(app.url) as person:
            await person.http.aclose()
            one_connection = httpx.Limits(max_connections=1, keepalive_expiry=600)
            person.http = httpx.AsyncClient(
                base_url=app.url, timeout=20, headers={"Origin": app.url}, limits=one_connection
            )
            answer = await person.http.get("/healthz")
            if app.worker_of(answer.extensions["network_stream"].get_extra_info("client_addr")[1]) == worker:
                await person.sign_up()
                yield person
                return
    raise AssertionError(f"no connection went to worker {worker}: {app.worker_pids()}")


@asynccontextmanager
async def channel(app: ServedApp, worker: int, person: Person, room_id: str) -> AsyncIterator[Channel]:
    """The person's channel, through this worker, in the room."""
    for _ in range(TRIES_MAX):
        async with person.channel() as opened:
            if app.worker_of(opened.socket.local_address[1]) == worker:
                opened.joined = await opened.call("join", room=room_id)
                yield opened
                return
    raise AssertionError(f"no connection went to worker {worker}: {app.worker_pids()}")


@asynccontextmanager
async def publishing(app: ServedApp, worker: int, ticket: Mapping[str, Any]) -> AsyncIterator[PublishingPage]:
    """A page that publishes by WebSocket through this worker."""
    for number in range(TRIES_MAX):
        async with PublishingPage(ticket, name=f"{worker} {number}") as page:
            if app.worker_of(page.socket.local_address[1]) == worker:
                yield page
                return
    raise AssertionError(f"no connection went to worker {worker}: {app.worker_pids()}")


@asynccontextmanager
async def client(app: ServedApp, worker: int, person: Person) -> AsyncIterator[ChannelClient]:
    """A client that comes back by itself, connected to this worker at first."""
    cookies = {cookie.name: cookie.value or "" for cookie in person.http.cookies.jar}
    for _ in range(TRIES_MAX):
        async with ChannelClient(app.url, cookies=cookies, messages_max=10_000) as opened:
            assert opened._socket is not None
            if app.worker_of(opened._socket.local_address[1]) == worker:
                yield opened
                return
    raise AssertionError(f"no connection went to worker {worker}: {app.worker_pids()}")


async def until_counted(watcher: Channel, viewers: int, within_s: float = 5.0) -> None:
    """Wait until the watcher is told of so many viewers."""

    async def is_right() -> bool:
        return watcher.counters().get("viewers") == viewers

    await eventually(is_right, within_s=within_s, every_s=0.05)
