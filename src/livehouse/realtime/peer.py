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


class Listeners:
    """Peers of one room who get the same frames.

    Those who simply get each frame are kept with their transports' own `write`, so that a tick touches nothing else of
    them: with thousands of viewers each object that is looked at is a cache miss.
    """

    __slots__ = ("aside", "changes", "writes")

    def __init__(self) -> None:
        self.writes: dict[Peer, Callable[[bytes], None]] = {}
        self.aside: set[Peer] = set()  # congested, or held
        self.changes = 0  # how often somebody went from `writes`

    def __len__(self) -> int:
        return len(self.writes) + len(self.aside)

    def add(self, peer: "Peer") -> None:
        """Count `peer` among them."""
        peer.listeners = self
        self.sort(peer)

    def discard(self, peer: "Peer") -> None:
        """Count `peer` among them no more."""
        if peer.listeners is self:
            peer.listeners = None
            self.aside.discard(peer)
            self._drop_write(peer)

    def sort(self, peer: "Peer") -> None:
        """Put `peer` where it belongs now."""
        if peer.congested or peer.holds:
            self.aside.add(peer)
            self._drop_write(peer)
        else:
            self.aside.discard(peer)
            self.writes[peer] = peer.write

    def everybody(self) -> "list[Peer]":
        """All of them."""
        return [*self.writes, *self.aside]

    def _drop_write(self, peer: "Peer") -> None:
        if self.writes.pop(peer, None) is not None:
            self.changes += 1


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
        "_answers",
        "_congested",
        "_held",
        "_outlet",
        "_write",
        "audience",
        "counted",
        "deflates",
        "gone",
        "id",
        "identity",
        "listeners",
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
        self.listeners: Listeners | None = None  # among whom it gets its room's ticks
        self.gone = False  # the connection has ended, or is ending
        self.write = write
        self._write = write
        self._outlet = outlet
        self._answers = b""  # frames that leave with the next one that is written
        self._congested = False
        self._held: list[bytes] | None = None

    @property
    def congested(self) -> bool:
        """Whether more is unsent than the soft limit; said by the connection alone."""
        return self._congested

    @congested.setter
    def congested(self, congested: bool) -> None:
        self._congested = congested
        self._sort()
        if congested:
            self.send_answers()

    def send(self, message: Encoded) -> None:
        """Send one message to this peer, ahead of what is held. Nothing happens when it is gone.

        Unlike `write` it minds the hard limit itself: answers are asked for by the client, who could ask without ever
        reading.
        """
        if not self.gone:
            self._outlet.send(message.frame(deflates=self.deflates))

    def send_with_next(self, message: Encoded) -> None:
        """Send one message together with whatever is written next, in one go; at once where that may be long.

        Whoever asks for this sees to it that something is written soon, or calls `send_answers`.
        """
        if self.congested or self.holds:
            self.send(message)
        elif not self.gone:
            self._answers += message.frame(deflates=self.deflates)
            self.write = self._write_with_answers
            self._sort()

    def send_answers(self) -> None:
        """Send now what waits for the next write, if anything does."""
        if self._answers:
            self._write_with_answers(b"")

    def _write_with_answers(self, frame: bytes) -> None:
        # Also called by a tick that was begun before, when the answers have left already.
        answers, self._answers = self._answers, b""
        if self.write == self._write_with_answers:
            self.write = self._write
            self._sort()
        self._write(answers + frame)

    def hold(self) -> None:
        """Keep what is written from now on until `release`.

        Between the moment a room's state is taken and the moment the answer with it leaves, ticks go on; held, they
        follow the answer instead of overtaking it. Bounded by the time that a command may take.
        """
        self.send_answers()
        self._held = []
        self.write = self._held.append
        self._sort()

    def release(self, *, drop: bool = False) -> None:
        """Write what was held, or drop it, and go on as usual. Nothing happens if nothing is held."""
        held, self._held = self._held, None
        self.write = self._write
        self._sort()
        if held and not drop:
            self._write(b"".join(held))

    def end(self) -> None:
        """Mark the connection as over: whatever is written from now on is dropped."""
        self.gone = True
        self._answers = b""
        self._held = None
        self.write = self._write = _discard
        self._sort()

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

    def _sort(self) -> None:
        if self.listeners is not None:
            self.listeners.sort(self)
