"""The TCP port that encoders push to."""

import asyncio
import errno
import socket
from dataclasses import dataclass

import structlog

from livehouse.kernel.clock import Clock
from livehouse.media.relay import Relay
from livehouse.media.rtmp.metrics import RtmpMetrics
from livehouse.media.rtmp.port import Encoders
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)


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
        self._server = await asyncio.start_server(self._attend, sock=listener)
        log.info("encoders are awaited", port=self._port, protocol="RTMP")

    async def stop(self) -> None:
        """Hang up on every encoder and close the port."""
        if self._server is not None:
            self._server.close()
        await self._supervisor.stop()
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None
        self._port = None

    def revoke(self, key_id: str) -> None:
        """Hang up on whoever publishes with this key, as it no longer holds."""

    def publishing_keys(self) -> frozenset[str]:
        """With which keys is published just now."""
        return frozenset()

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()


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
