"""The TCP port that encoders push to."""

import asyncio
import errno
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, Conflict, Forbidden
from livehouse.media.moq_adapter import LocalBroadcast
from livehouse.media.relay import Relay
from livehouse.media.rtmp.connection import Connection, ConnectionLimits
from livehouse.media.rtmp.metrics import RtmpMetrics
from livehouse.media.rtmp.port import Encoders, Ending, Publication, Upload
from livehouse.media.rtmp.takeovers import Takeovers
from livehouse.platform.limits import network_of
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

# Sound is made anew some 50 times faster than it is heard.
WORKERS: Final = 2
STOP_S_MAX: Final = 5.0


class StillPublishing(Conflict):
    """Another encoder has only just taken over, and sends."""

    code = "still_publishing"

    def __init__(self) -> None:
        super().__init__("Another encoder or browser publishes this LIVE. Stop that one first, then start again.")


class KeyRevoked(Forbidden):
    """The stream key ceased to hold while its encoder came in."""

    code = "stream_key_revoked"

    def __init__(self) -> None:
        super().__init__("This stream key no longer holds. Copy the new one from the page.")


class RtmpUnavailable(Exception):
    """The port for encoders cannot be opened; the text says what to do about it."""


@dataclass(frozen=True, slots=True)
class RtmpSettings:
    """How encoders are let in, and what they may use.

    Attributes:
        port: TCP port; 0 takes a free one.
        connections_max: connections at once, past which newcomers are hung up on.
        connections_per_address_max: the same for one IPv4 address or one IPv6 /64 network.
        greeting_timeout_s: from the connection to a stream key; whoever has not named one by then is hung up on.
        silence_timeout_s: a publisher that sends no picture and no sound for so long is hung up on.
        message_bytes_max: the longest message, which is the largest keyframe.
        bits_per_s_max: what one publisher may send, on average over ten seconds.
    """

    port: int
    connections_max: int = 1_000
    connections_per_address_max: int = 16
    greeting_timeout_s: float = 10.0
    silence_timeout_s: float = 30.0
    message_bytes_max: int = 8_000_000
    bits_per_s_max: int = 60_000_000


class RtmpServer:
    """Takes in what encoders push and hands it to the relay.

    Everything that it starts ends with `stop`.
    """

    def __init__(
        self, settings: RtmpSettings, relay: Relay, encoders: Encoders, clock: Clock, metrics: RtmpMetrics
    ) -> None:
        self._settings = settings
        self._relay = relay
        self._encoders = encoders
        self._clock = clock
        self._metrics = metrics
        self._supervisor = Supervisor()
        self._server: asyncio.Server | None = None
        self._port: int | None = None
        self._workers: ThreadPoolExecutor | None = None
        self._limits = ConnectionLimits(
            greeting_timeout_s=settings.greeting_timeout_s,
            silence_timeout_s=settings.silence_timeout_s,
            message_bytes_max=settings.message_bytes_max,
            bits_per_s_max=settings.bits_per_s_max,
        )
        self._takeovers = Takeovers()
        self._per_network: Counter[str] = Counter()
        # Those that have not named a key yet, the first that came first; and those that publish.
        self._waiting: dict[Connection, None] = {}
        self._publishing: dict[Connection, None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # Those whose key was found good, and who wait for the one before to leave.
        self._entering: list[Publication] = []

    @property
    def port(self) -> int:
        """The TCP port that is open.

        Raises:
            RtmpUnavailable: it is not.
        """
        if self._port is None:
            raise RtmpUnavailable("the port for encoders is not open")
        return self._port

    async def start(self) -> None:
        """Open the port.

        Raises:
            RtmpUnavailable: the port is taken or forbidden.
        """
        listener = _listen(self._settings.port)
        self._port = listener.getsockname()[1]
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="rtmp-sound")
        self._server = await asyncio.start_server(self._welcome, sock=listener)
        log.info("encoders are awaited", port=self._port, protocol="RTMP")

    async def stop(self) -> None:
        """Hang up on every encoder and close the port."""
        if self._server is None:
            return
        self._server.close()
        for connection in (*self._waiting, *self._publishing):
            connection.hang_up(Ending.STOPPED)
        # Each has a last word to say, here and to those who keep the keys.
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_S_MAX)
        await self._supervisor.stop()
        await self._server.wait_closed()
        if self._workers is not None:
            self._workers.shutdown(wait=False, cancel_futures=True)
        self._server = self._port = None

    def revoke(self, key_id: str) -> None:
        """Hang up on whoever publishes with this key, as it no longer holds."""
        self._entering = [one for one in self._entering if one.key_id != key_id]
        for connection in self._publishing:
            if connection.publication is not None and connection.publication.key_id == key_id:
                connection.hang_up(Ending.REVOKED)

    def publishing_keys(self) -> frozenset[str]:
        """With which keys is published just now."""
        return frozenset(one.publication.key_id for one in self._publishing if one.publication is not None)

    def uploads(self) -> dict[str, Upload]:
        """How each upload does, by the room that it fills."""
        return {one.publication.room_id: one.upload() for one in self._publishing if one.publication is not None}

    # What connections need

    async def enter(self, key: str, address: str) -> tuple[Publication, LocalBroadcast]:
        """Let an encoder publish, as the port of `Connection` says.

        Raises:
            AppError: it may not; the message says what to do.
        """
        publication = await self._encoders.authorize(key, address)
        room_id = publication.room_id
        self._entering.append(publication)
        try:
            now_s, is_sending = self._clock.monotonic(), self._relay.has_broadcast(room_id)
            if not self._takeovers.may_take(room_id, now_s, is_sending=is_sending):
                raise StillPublishing
            if is_sending:
                self._takeovers.note(room_id, now_s)
            self._relay.open_room(room_id)
            broadcast = await self._relay.take_stage(room_id)
            if publication not in self._entering:
                broadcast.close()
                raise KeyRevoked
        except AppError as error:
            await self._encoders.ended(publication, Ending.TURNED_AWAY, error.message)
            raise
        except BaseException:
            await self._encoders.ended(publication, Ending.TURNED_AWAY, "")
            raise
        finally:
            if publication in self._entering:
                self._entering.remove(publication)
        return publication, broadcast

    async def leave(self, publication: Publication, ending: Ending, farewell: str) -> None:
        """A publication is over."""
        try:
            await self._encoders.ended(publication, ending, farewell)
        except AppError as error:
            log.warning("nobody could be told that an encoder has left", room=publication.room_id, error=error.message)

    def is_open(self, room_id: str) -> bool:
        """Whether the room still is there to be published into."""
        return room_id in self._relay.open_rooms()

    # Who comes

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        address = str(peer[0]).removeprefix("::ffff:") if peer else ""
        network = network_of(address)
        reason = self._why_not(network)
        if reason is not None or self._server is None or not self._server.is_serving():
            self._metrics.refused.labels(reason or "stopping").inc()
            writer.transport.abort()
            return
        assert self._workers is not None  # noqa: S101  # the server has started
        connection = Connection(
            reader,
            writer,
            address=address,
            limits=self._limits,
            stage=self,
            clock=self._clock,
            metrics=self._metrics,
            workers=self._workers,
            spawn=partial(self._supervisor.start, restart=False),
            entered=self._move_on,
        )
        self._waiting[connection] = None
        self._per_network[network] += 1
        self._metrics.connections.inc()
        task = self._supervisor.start("encoder", partial(self._attend, connection, network), restart=False)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _why_not(self, network: str) -> str | None:
        """Why somebody from there is not let in, or None. Those who publish are never hung up on for newcomers."""
        if self._per_network[network] >= self._settings.connections_per_address_max:
            return "address"
        if len(self._waiting) + len(self._publishing) < self._settings.connections_max:
            return None
        if not self._waiting:
            return "full"
        # An encoder names its key within a second; who has waited longest is the likeliest not to.
        longest = next(iter(self._waiting))
        # It is on its way out from here on: the next newcomer takes the next one's place.
        del self._waiting[longest]
        longest.hang_up(Ending.SILENT)
        return None

    async def _attend(self, connection: Connection, network: str) -> None:
        try:
            await connection.run()
        finally:
            self._waiting.pop(connection, None)
            if connection in self._publishing:
                del self._publishing[connection]
                self._metrics.publishers.dec()
            self._per_network[network] -= 1
            if not self._per_network[network]:
                del self._per_network[network]
            self._metrics.connections.dec()

    def _move_on(self, connection: Connection) -> None:
        self._waiting.pop(connection, None)
        self._publishing[connection] = None
        self._metrics.publishers.inc()


def _listen(port: int) -> socket.socket:
    """A socket on every address of the machine, IPv6 with IPv4 in it where there is one.

    Raises:
        RtmpUnavailable: the port is taken or forbidden.
    """
    try:
        if socket.has_dualstack_ipv6():
            return socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=512)
        return socket.create_server(("", port), backlog=512)
    except OSError as error:
        reason = "it is in use by another program" if error.errno == errno.EADDRINUSE else str(error.strerror)
        raise RtmpUnavailable(
            f"Encoders cannot be awaited on TCP port {port}: {reason}. "
            "Stop the other program, or choose another port with LIVEHOUSE_RTMP_PORT."
        ) from error
