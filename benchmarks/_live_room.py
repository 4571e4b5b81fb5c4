"""A LIVE on the air, served by `livehouse serve` on a fresh data folder: what benchmarks of the whole product drive.

The host's pictures are small ones (160x90, 15 a second) that this process sends through the relay; nobody fetches them.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks._arms import Server, keep_apart
from livehouse.client import ChannelClient
from tests.support.app import served
from tests.support.people import Person, cookie_header

# Nothing is left out for readability's sake, so that every gap in a viewer's offsets is a loss. It would never be at
# these benchmarks' rates, but for a machine that stands still for seconds and then has a hundred comments at once.
EVERYTHING_IS_SHOWN: Final = {"sampled_events_per_s": "100000"}


class Witness:
    """One more viewer, through `livehouse.client` as any bot would, who sees the room from the first round to the last.

    The load's viewers are counters on bare sockets; this one says whether a whole client is told the same.
    """

    def __init__(self) -> None:
        self.lost = 0
        self.doubled = 0
        self.seen = 0
        self.joined = False

    async def watch(self, client: ChannelClient) -> None:
        """Check every event's number, for as long as it lasts."""
        offset = 0
        async for message in client:
            if message["type"] == "joined" and message["kind"] != "recovered":
                # The first one; a later one would be a gap of nobody knows how much.
                self.lost += self.joined
                self.joined = True
                offset = message["offset"]
            for event in message.get("events", ()):
                self.lost += max(0, event["offset"] - offset - 1)
                self.doubled += event["offset"] <= offset
                self.seen += 1
                offset = max(offset, event["offset"])


@dataclass(frozen=True)
class LiveRoom:
    """The server, the room, and the cookies of accounts that may speak in it."""

    server: Server
    id: str
    cookies: list[str]
    host: Person
    witness: "Witness"

    def load(self, **more: object) -> dict[str, object]:
        """What a load generator is told to come here."""
        return {
            "port": self.server.port,
            "server_pid": self.server.pid,
            "room": self.id,
            "cookies": self.cookies,
            "speakers": len(self.cookies),
            **more,
        }

    async def likes_in_database(self) -> int:
        """The likes that are written down."""
        summary = await self.host.get(f"/rooms/{self.id}/summary")
        return int(summary["likes"])


@asynccontextmanager
async def live_room(
    speakers: int, *, workers: int = 1, broker_url: str | None = None, on_one_processor: bool = False, **settings: str
) -> AsyncIterator[LiveRoom]:
    """A server of its own with one LIVE, until the block ends; `settings` by their names, as `served` takes them.

    What the witness counted is complete when the block has ended. `on_one_processor` lets servers of different numbers
    of processes be compared; otherwise the server's threads have the whole machine, as they would have elsewhere.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="livehouse-bench-"))
        # Workers say when they serve, and who waits for them must hear it.
        log_level = "warning" if workers == 1 else "info"
        app = await stack.enter_async_context(
            served(Path(folder), workers=workers, broker_url=broker_url, log_level=log_level, **settings)
        )
        if on_one_processor:
            keep_apart(app.pid, is_server=True)
        host = await stack.enter_async_context(Person(app.url))
        await host.sign_up("bench.host")
        cookies = []
        for number in range(speakers):
            person = await stack.enter_async_context(Person(app.url))
            await person.sign_up(f"bench.speaker{number}")
            cookies.append(cookie_header(person.http.cookies))
        room = await stack.enter_async_context(host.on_air("A LIVE to be measured"))
        client = await stack.enter_async_context(ChannelClient(app.url))
        await client.join(room["id"])
        witness = Witness()
        watching = asyncio.create_task(witness.watch(client))
        yield LiveRoom(Server(app.pid, app.port), room["id"], cookies, host, witness)
        witness.lost += client.dropped
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
