"""One viewer's socket after the handshake: bytes in, frames out, and little else kept."""

import asyncio
from asyncio import Transport
from collections.abc import Callable, MutableSet
from dataclasses import dataclass
from typing import Any, Final

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import BadInput, TooFast
from livehouse.kernel.pace import Pace
from livehouse.realtime.codes import CloseCode
from livehouse.realtime.frame_reader import FrameReader, FrameRefused, Opcode, Received
from livehouse.realtime.frames import PING_FRAME, Encoded, close_frame, pong_frame
from livehouse.realtime.hub import Hub
from livehouse.realtime.keeper import NOT_KEPT, Keeper
from livehouse.realtime.limits import ChannelLimits
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.peer import Identity, Peer
from livehouse.realtime.protocol import MessageRefused, decode_envelope, encode_error
from livehouse.realtime.router import CommandRouter
from livehouse.realtime.runner import CommandRunner, Inbox

_SLOW_DOWN: Final = "This is too fast; wait a moment and try again."


@dataclass(frozen=True, slots=True)
class ChannelParts:
    """What all connections share."""

    limits: ChannelLimits
    clock: Clock
    hub: Hub
    router: CommandRouter
    runner: CommandRunner
    keeper: Keeper
    metrics: ChannelMetrics
    command_pace: Pace
    flood_pace: Pace


class Connection(asyncio.Protocol):
    """The protocol that takes over a transport when its handshake is done.

    No task, no timer, no queue: frames go to the transport as they are, commands to the shared runner, and the shared
    keeper minds the time. What it holds is held once per viewer, hence the slots.

    Args:
        open_connections: the server's own set of connections, which it shuts down one by one when it ends.
        on_lost: called once, when the socket is gone.
    """

    __slots__ = (
        "_command_state",
        "_drained_bytes",
        "_ending",
        "_flood_state",
        "_inbox",
        "_on_lost",
        "_open_connections",
        "_parts",
        "_reader",
        "_transport",
        "heard",
        "peer",
        "slot",
    )

    def __init__(
        self,
        parts: ChannelParts,
        transport: Transport,
        peer_id: str,
        identity: Identity,
        *,
        deflates: bool,
        open_connections: MutableSet[Any],
        on_lost: Callable[[], None],
    ) -> None:
        limits = parts.limits
        self.heard = True
        self.slot = NOT_KEPT
        self._parts = parts
        self._transport = transport
        self._reader = FrameReader(
            message_bytes_max=limits.message_bytes_max, fragments_max=limits.fragments_max, deflates=deflates
        )
        self._inbox: Inbox | None = None
        self._command_state = 0.0
        self._flood_state = 0.0
        self._ending = False
        self._drained_bytes = 0
        self._open_connections = open_connections
        self._on_lost = on_lost
        self.peer = Peer(peer_id, identity, self, transport.write, deflates=deflates)

    def begin(self) -> None:
        """Take over the transport."""
        self._transport.set_write_buffer_limits(high=self._parts.limits.queue_bytes_soft)
        self._transport.set_protocol(self)
        self._open_connections.add(self)
        self._parts.keeper.add(self)
        self._parts.hub.connect(self.peer)
        self._parts.metrics.connections.inc()

    # What the transport calls

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave no trace."""
        parts = self._parts
        self._ending = True
        parts.hub.disconnect(self.peer)
        parts.keeper.remove(self)
        parts.metrics.connections.dec()
        self._open_connections.discard(self)
        self._on_lost()

    def pause_writing(self) -> None:
        """More than the soft limit is unsent."""
        self.peer.congested = True
        if not self._ending:
            self._parts.keeper.stalled(self)

    def resume_writing(self) -> None:
        """The client has caught up."""
        self.peer.congested = False
        self._parts.keeper.flowing(self)

    def data_received(self, data: bytes) -> None:
        """Take in what the client sent."""
        self.heard = True
        if self._ending:
            self._drained_bytes += len(data)
            if self._drained_bytes > self._parts.limits.drain_bytes_max:
                self.abort()
            return
        try:
            for received in self._reader.feed(data):
                self._take(received)
                if self._ending:
                    return
        except (FrameRefused, MessageRefused) as refusal:
            self.close(refusal.code, refusal.reason)

    def eof_received(self) -> bool:
        """The client has sent its last byte; the transport closes itself."""
        return False

    # What the client sent

    def _take(self, received: Received | None) -> None:
        flood_state = self._parts.flood_pace.take(self._flood_state, self._parts.clock.monotonic())
        if flood_state is None:
            self.close(CloseCode.FLOOD, "far more frames than the channel takes; slow down for good")
            return
        self._flood_state = flood_state
        if received is None:
            return
        match received.opcode:
            case Opcode.TEXT:
                self._take_command(received.payload)
            case Opcode.PING:
                self.send(pong_frame(received.payload))
            case Opcode.CLOSE:
                # RFC 6455, 5.5.1: answer with the code that came, then it is for the server to close the socket.
                self._end(received.payload[:2])
                self._transport.close()
            case Opcode.BINARY:
                self.close(CloseCode.UNSUPPORTED, "the channel takes text frames only")
            case _:
                pass

    def _take_command(self, data: bytes) -> None:
        parts = self._parts
        envelope = decode_envelope(data)
        if (inbox := self._inbox) is None:
            inbox = self._inbox = Inbox(self.peer)
        command_state = parts.command_pace.take(self._command_state, parts.clock.monotonic())
        if command_state is None or len(inbox.commands) >= parts.limits.commands_pending_max:
            parts.metrics.commands.labels("any", "too_fast").inc()
            self.peer.send(Encoded(encode_error(envelope.id, TooFast(_SLOW_DOWN))))
            return
        self._command_state = command_state
        try:
            command = parts.router.read(envelope, data)
        except BadInput as error:
            parts.metrics.commands.labels("any", error.code).inc()
            self.peer.send(Encoded(encode_error(envelope.id, error)))
            return
        parts.runner.submit(inbox, command)

    # What is sent to it

    def send(self, frame: bytes) -> None:
        """Write one frame, unless the client has let too much pile up."""
        if self._transport.get_write_buffer_size() > self._parts.limits.queue_bytes_max:
            self.close(CloseCode.TOO_SLOW, "too much is waiting to be read")
        else:
            self._transport.write(frame)

    def unsent_bytes(self) -> int:
        """What the kernel has not taken yet."""
        return self._transport.get_write_buffer_size()

    def ping(self) -> None:
        """Ask whether somebody is there."""
        if not self._ending:
            self._transport.write(PING_FRAME)

    def close(self, code: CloseCode, reason: str) -> None:
        """Say why, and close. What the client still sends is read and thrown away until it closes as well."""
        if not self._ending and not self._transport.is_closing():
            self._parts.metrics.closes.labels(str(int(code))).inc()
            self._end(int(code).to_bytes(2) + reason.encode())
            if self._transport.can_write_eof():
                # Half closed, so that the client sees the code and the end, while what it still sends is drained.
                self._transport.write_eof()
            else:
                self._transport.close()

    def abort(self) -> None:
        """Cut the socket; what is unsent is lost."""
        self._transport.abort()

    def shutdown(self) -> None:
        """The server ends (called by uvicorn for each open connection)."""
        self.close(CloseCode.GOING_AWAY, "the server is going away; come back in a moment")
        if self._transport.get_write_buffer_size():
            # Somebody who does not read must not keep the server from ending; the keeper ends with it.
            asyncio.get_running_loop().call_later(self._parts.limits.close_s_max, self.abort)
        self._transport.close()

    def _end(self, close_payload: bytes) -> None:
        self._ending = True
        self._parts.hub.disconnect(self.peer)
        self._parts.keeper.closing(self)
        if not self._transport.is_closing():
            self._transport.write(close_frame(close_payload))
