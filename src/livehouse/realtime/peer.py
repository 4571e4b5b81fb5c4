"""Who is at the other end of a connection, and how to reach them."""

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

from livehouse.realtime.codes import CloseCode
from livehouse.realtime.frames import Encoded

Audience = Literal["all", "sampled"]


class Identity(msgspec.Struct, frozen=True):
    """Who a connection belongs to.

    `viewer_key` is what viewers are counted by: the same for every tab of the same person. `browser_key` is what the
    same person may have been counted by before they were known.
    """

    account_id: str | None
    session_id: str | None
    viewer_key: str
    browser_key: str | None = None


def _discard(frame: bytes) -> None:
    """Write to nobody."""


class Outlet(Protocol):
    """What a peer needs of its connection, beside writing."""

    def send(self, frame: bytes) -> None:
        """Write one frame, unless too much is unsent: then close instead."""

    def unsent_bytes(self) -> int:
        """What the transport could not hand to the kernel yet."""

    def close(self, code: CloseCode, reason: str) -> None:
        """Start the closing handshake; further writes are dropped."""


class Peer:
    """One connection as the rest of the house sees it.

    Args:
        peer_id: unique; also told to the client.
        identity: who it is.
        outlet: its connection.
        write: hands one complete WebSocket frame to the transport without blocking; called once per tick and peer.
        deflates: whether permessage-deflate was negotiated.
    """

    __slots__ = (
        "_held",
        "_outlet",
        "_write",
        "audience",
        "congested",
        "counted",
        "deflates",
        "gone",
        "id",
        "identity",
        "room",
        "write",
    )

    def __init__(
        self, peer_id: str, identity: Identity, outlet: Outlet, write: Callable[[bytes], None], *, deflates: bool
    ) -> None:
        self.id = peer_id
        self.identity = identity
        self.deflates = deflates
        self.room: str | None = None
        self.audience: Audience = "sampled"
        self.counted = False  # whether the room counts it as a viewer
        self.congested = False  # set by the connection alone: more is unsent than the soft limit
        self.gone = False  # the connection has ended, or is ending
        self.write = write
        self._write = write
        self._outlet = outlet
        self._held: list[bytes] | None = None

    def send(self, message: Encoded) -> None:
        """Send one message to this peer, ahead of what is held. Nothing happens when it is gone.

        Unlike `write` it minds the hard limit itself: answers are asked for by the client, who could ask without ever
        reading.
        """
        if not self.gone:
            self._outlet.send(message.frame(deflates=self.deflates))

    def hold(self) -> None:
        """Keep what is written from now on until `release`.

        Between the moment a room's state is taken and the moment the answer with it leaves, ticks go on; held, they
        follow the answer instead of overtaking it. Bounded by the time that a command may take.
        """
        self._held = []
        self.write = self._held.append

    def release(self, *, drop: bool = False) -> None:
        """Write what was held, or drop it, and go on as usual. Nothing happens if nothing is held."""
        held, self._held = self._held, None
        self.write = self._write
        if held and not drop:
            self._write(b"".join(held))

    def end(self) -> None:
        """Mark the connection as over: whatever is written from now on is dropped."""
        self.gone = True
        self._held = None
        self.write = self._write = _discard

    @property
    def holds(self) -> bool:
        """Whether writes are kept back."""
        return self._held is not None

    def unsent_bytes(self) -> int:
        """What the client has not taken yet."""
        return self._outlet.unsent_bytes()

    def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection with a code that says whether to come back."""
        self._outlet.close(code, reason)
