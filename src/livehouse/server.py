"""Running the house as one process: the folder, the sockets, uvicorn, and plain words when one of them fails."""

import asyncio
import errno
import signal
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

import structlog
import uvicorn
import uvloop

from livehouse.app import House, open_house
from livehouse.config import Settings
from livehouse.live_access import PolicyInvalid
from livehouse.media import RelayUnavailable
from livehouse.migrations import SchemaTooNew
from livehouse.pages import FrontEndMissing
from livehouse.platform.data_folder import DataFolderUnusable, hold_folder
from livehouse.platform.database import DatabaseUnusable, StorageFull
from livehouse.platform.telemetry import configure_logging
from livehouse.realtime import BrokerUnreachable, raise_open_files_limit

log = structlog.get_logger(__name__)

# What must be put right outside this program; each says how.
OUTSIDE_FAULTS: Final = (
    BrokerUnreachable,
    DataFolderUnusable,
    DatabaseUnusable,
    FrontEndMissing,
    PolicyInvalid,
    RelayUnavailable,
    SchemaTooNew,
)
# Connections that wait to be accepted while the loop is busy; ten thousand may come in one burst.
LISTEN_BACKLOG: Final = 16_384
# How long running requests may take to finish once the server was told to stop.
SHUTDOWN_GRACE_S: Final = 5


class CannotStart(Exception):
    """Something outside this program must be put right first; the text says what."""


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
async def serving(settings: Settings) -> AsyncIterator[House]:
    """A running house; it closes when the block ends. `house.closed` is set when a signal told it to stop.

    Raises:
        CannotStart: as for `run`.
    """
    raise_open_files_limit()
    try:
        with hold_folder(settings.data), listen(settings.host, settings.port) as listener:
            port = listener.getsockname()[1]
            async with (
                open_house(settings.model_copy(update={"port": port})) as house,
                _http(house, settings, listener),
            ):
                yield house
    except StorageFull:
        raise CannotStart(f"The disk that holds {settings.data} is full. Make room on it and start again.") from None
    except OUTSIDE_FAULTS as error:
        raise CannotStart(str(error)) from None


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


@asynccontextmanager
async def _http(house: House, settings: Settings, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        house.http,
        loop="none",
        http="httptools",
        ws=house.websocket_protocol,
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
    serving_task = asyncio.create_task(server.serve(sockets=[listener]), name="http server")

    def note_end(_task: asyncio.Task[None]) -> None:
        server.accepts.set()
        house.closed.set()

    serving_task.add_done_callback(note_end)
    try:
        await server.accepts.wait()
        yield
    finally:
        server.should_exit = True
        await serving_task
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket.

    Raises:
        CannotStart: the port is taken or forbidden, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(LISTEN_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} on {host} is taken by another program. Stop that one, or choose another port: "
                f"--port {port + 1 if port < 65535 else 8000}, or LIVEHOUSE_PORT."
            ) from None
        if error.errno == errno.EACCES:
            raise CannotStart(f"This user may not listen on port {port}. Choose one above 1023 with --port.") from None
        raise CannotStart(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Correct --host or --port."
        ) from None
    listener.setblocking(False)
    return listener
