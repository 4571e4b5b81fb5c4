"""A LIVE on the air, served by `livehouse serve` on a fresh data folder: what benchmarks of the whole product drive.

The host's pictures are small ones (160x90, 15 a second) that this process sends through the relay; nobody fetches them.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks._arms import Server
from tests.support.app import served
from tests.support.people import Person, cookie_header

# Nothing is left out for readability's sake, so that every gap in a viewer's offsets is a loss. It would never be at
# these benchmarks' rates, but for a machine that stands still for seconds and then has a hundred comments at once.
EVERYTHING_IS_SHOWN: Final = {"sampled_events_per_s": "100000"}


@dataclass(frozen=True)
class LiveRoom:
    """The server, the room, and the cookies of accounts that may speak in it."""

    server: Server
    id: str
    cookies: list[str]
    host: Person

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
async def live_room(speakers: int, **settings: str) -> AsyncIterator[LiveRoom]:
    """A server of its own with one LIVE, until the block ends; `settings` by their names, as `served` takes them."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="livehouse-bench-"))
        app = await stack.enter_async_context(served(Path(folder), log_level="warning", **settings))
        host = await stack.enter_async_context(Person(app.url))
        await host.sign_up("bench.host")
        cookies = []
        for number in range(speakers):
            person = await stack.enter_async_context(Person(app.url))
            await person.sign_up(f"bench.speaker{number}")
            cookies.append(cookie_header(person.http.cookies))
        room = await stack.enter_async_context(host.on_air("A LIVE to be measured"))
        yield LiveRoom(Server(app.pid, app.port), room["id"], cookies, host)
