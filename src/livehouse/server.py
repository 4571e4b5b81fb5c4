"""Running the house as one process: the folder, the sockets, uvicorn, and plain words when one of them fails."""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Collection, Generator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import Final

import structlog
import uvicorn
import uvloop

from livehouse.app import House, open_house
from livehouse.config import Settings
from livehouse.live_access import PolicyInvalid
from livehouse.media import MESSAGE_BYTES_MAX, RelayUnavailable, RtmpUnavailable
from livehouse.migrations import SchemaTooNew
from livehouse.pages import FrontEndMissing
from livehouse.payments import PricesInvalid
from livehouse.platform.data_folder import DataFolderUnusable, hold_folder
from livehouse.platform.database import DatabaseUnusable, StorageFull
from livehouse.platform.hang_up import HangUp
from livehouse.platform.listening import LISTEN_BACKLOG, CannotStart, listen
from livehouse.platform.telemetry import configure_logging
from livehouse.realtime import BrokerUnreachable, raise_open_files_limit

__all__ = ["CannotStart", "Doors", "run", "serving"]

log = structlog.get_logger(__name__)

# What must be put right outside this program; each says how.
OUTSIDE_FAULTS: Final = (
    BrokerUnreachable,
    DataFolderUnusable,
    DatabaseUnusable,
    FrontEndMissing,
    PolicyInvalid,
    PricesInvalid,
    RelayUnavailable,
    RtmpUnavailable,
    SchemaTooNew,
)
# Objects that were made and not freed before the youngest of them are looked through (Python's own is 700); after how
# many of these looks those that are left are looked through again, and after how many of those everything.
COLLECTION_THRESHOLDS: Final = (10_000, 3, 30)
# How long running requests may take to finish once the server was told to stop.
SHUTDOWN_GRACE_S: Final = 5


def run(settings: Settings) -> None:
    """Serve until told to stop (SIGINT or SIGTERM).

    Raises:
        CannotStart: the port is taken, the folder cannot be written, the database cannot be used, …
    """
    configure_logging(settings.log_format, settings.log_level)

    async def serve() -> None:
        async with serving(settings) as house:
            log.info("livehouse is open", url=house.url)
            await house.closed.wait()

    uvloop.run(serve())


@asynccontextmanager
async def serving(settings: Settings, doors: "Doors | None" = None) -> AsyncIterator[House]:
    """A running house; it closes when the block ends. `house.closed` is set when a signal told it to stop.

    Args:
        doors: serve these, on a folder that somebody else holds; both are taken care of if None.

    Raises:
        CannotStart: as for `run`.
    """
    raise_open_files_limit()
    try:
        with ExitStack() as held:
            if doors is None:
                held.enter_context(hold_folder(settings.data))
                doors = Doors(held.enter_context(listen(settings.host, settings.port)))
            port = doors.own.getsockname()[1]
            async with (
                open_house(settings.model_copy(update={"port": port})) as house,
                _http(house, settings, doors),
            ):
                with _short_collections():
                    yield house
    except StorageFull:
        raise CannotStart(f"The disk that holds {settings.data} is full. Make room on it and start again.") from None
    except OUTSIDE_FAULTS as error:
        raise CannotStart(str(error)) from None


@contextmanager
def _short_collections() -> Generator[None, None, None]:
    """Keep Python's search for cycles from standing still before everybody.

    What start-up made (130,000 objects, most of them of libraries) lives as long as the process; looking through all
    of it took 86 ms each time, in which no comment went anywhere. Our own code makes few cycles: it is rarer, too, and
    what has outlived a few looks is looked through in smaller parts (ten looks' worth took 42 ms). Libraries that are
    loaded late, and what they prepare once, are left out from the first look through everything on, which took 121 ms.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*COLLECTION_THRESHOLDS)
    gc.callbacks.append(_freeze_once)
    try:
        yield
    finally:
        if _freeze_once in gc.callbacks:
            gc.callbacks.remove(_freeze_once)
        gc.set_threshold(*before)
        gc.unfreeze()


def _freeze_once(phase: str, about: dict[str, int]) -> None:
    # Once: whatever lives at that moment and ends in a cycle stays for ever.
    if phase == "stop" and about["generation"] == 2:
        gc.callbacks.remove(_freeze_once)
        gc.freeze()


class _Server(uvicorn.Server):
    """uvicorn's server without its signal handling: it would end the process before the last comments are stored."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepts = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and let those know who wait for it."""
        await super().startup(sockets)
        self.accepts.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the signals alone."""
        yield

    async def accept_at(self, listener: socket.socket) -> asyncio.Server:
        """Serve this listening socket too, until what is returned is closed."""

        def make_protocol() -> asyncio.Protocol:
            return self.config.http_protocol_class(  # type: ignore[call-arg]  # its base says nothing of these
                config=self.config, server_state=self.server_state, app_state=self.lifespan.state
            )

        return await asyncio.get_running_loop().create_server(make_protocol, sock=listener, backlog=LISTEN_BACKLOG)


class Doors:
    """The listening sockets at which a process serves: its own, and other workers' while nobody is behind them.

    Args:
        own: open as long as the process serves.
        others: by the index of the worker whose socket it is.
    """

    def __init__(self, own: socket.socket, others: Mapping[int, socket.socket] | None = None) -> None:
        self.own = own
        self._others = others or {}
        self._server: _Server | None = None
        self._standing_in: dict[int, asyncio.Server] = {}

    async def stand_in_for(self, indexes: Collection[int]) -> None:
        """Accept at the doors of these other workers, and at no others'. Whoever was let in stays."""
        if self._server is None:
            return
        for index in self._standing_in.keys() - indexes:
            self._standing_in.pop(index).close()
        for index in indexes - self._standing_in.keys():
            # What is closed when the worker is back is this process' hold on the socket, not the socket.
            self._standing_in[index] = await self._server.accept_at(self._others[index].dup())

    @contextmanager
    def opened(self, server: _Server) -> Generator[None, None, None]:
        """This server is behind them; it may stand in until the block ends."""
        self._server = server
        try:
            yield
        finally:
            self._server = None
            for standing_in in self._standing_in.values():
                standing_in.close()
            self._standing_in.clear()


@asynccontextmanager
async def _http(house: House, settings: Settings, doors: Doors) -> AsyncIterator[None]:
    config = uvicorn.Config(
        house.http,
        loop="none",
        http="httptools",
        ws=house.websocket_protocol,
        # What the channel does not answer itself is recordings: bounded, and packed as far as they can be.
        ws_max_size=MESSAGE_BYTES_MAX,
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        backlog=LISTEN_BACKLOG,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=SHUTDOWN_GRACE_S,
    )
    server = _Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, house.closed.set)
    loop.add_signal_handler(signal.SIGHUP, HangUp(gone=house.closed.set, again=house.live_access.reload))
    serving_task = asyncio.create_task(server.serve(sockets=[doors.own]), name="http server")

    def note_end(_task: asyncio.Task[None]) -> None:
        server.accepts.set()
        house.closed.set()

    serving_task.add_done_callback(note_end)
    try:
        await server.accepts.wait()
        with doors.opened(server):
            yield
    finally:
        server.should_exit = True
        await serving_task
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)
