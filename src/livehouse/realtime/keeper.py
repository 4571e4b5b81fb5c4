"""Looks after all connections once a second, so that no connection needs a timer of its own."""

import asyncio
from collections import deque
from typing import Final, Protocol

from livehouse.kernel.clock import Clock
from livehouse.realtime.codes import CloseCode
from livehouse.realtime.limits import ChannelLimits
from livehouse.realtime.metrics import ChannelMetrics

SWEEP_S: Final = 1.0
NOT_KEPT: Final = -1


class Kept(Protocol):
    """A connection as the keeper sees it."""

    heard: bool
    """Set by the connection whenever something comes in; cleared by the keeper."""
    slot: int
    """The keeper's own note; `NOT_KEPT` at first and at the end."""

    def ping(self) -> None:
        """Ask whether somebody is there."""

    def close(self, code: CloseCode, reason: str) -> None:
        """Start the closing handshake."""

    def abort(self) -> None:
        """Cut the socket."""


class Keeper:
    """Pings the silent, gives up on those who do not answer, do not read or do not close.

    Connections are spread over the seconds of half the idle time; each is visited when its second comes.
    """

    def __init__(self, clock: Clock, limits: ChannelLimits, metrics: ChannelMetrics) -> None:
        self._clock = clock
        self._limits = limits
        self._metrics = metrics
        slots = max(1, round(limits.idle_s / 2 / SWEEP_S))
        self._wheel: list[set[Kept]] = [set() for _ in range(slots)]
        self._hand = 0
        self._next_slot = 0
        self._awaited: dict[Kept, float] = {}  # the second by which each pinged connection must be heard; ascending
        self._closing: deque[tuple[float, Kept]] = deque()
        self._stalled_since_s: dict[Kept, float] = {}

    def add(self, connection: Kept) -> None:
        """Look after `connection` until it is removed."""
        self._next_slot = (self._next_slot + 1) % len(self._wheel)
        connection.slot = self._next_slot
        self._wheel[self._next_slot].add(connection)

    def remove(self, connection: Kept) -> None:
        """The socket is closed; look after it no more."""
        if connection.slot != NOT_KEPT:
            self._wheel[connection.slot].discard(connection)
            connection.slot = NOT_KEPT
        self._awaited.pop(connection, None)
        self._stalled_since_s.pop(connection, None)

    def stalled(self, connection: Kept) -> None:
        """The client does not read fast enough."""
        self._stalled_since_s.setdefault(connection, self._clock.monotonic())

    def flowing(self, connection: Kept) -> None:
        """The client has caught up."""
        self._stalled_since_s.pop(connection, None)

    def closing(self, connection: Kept) -> None:
        """The closing handshake has begun; cut the socket if it does not end in time."""
        self._stalled_since_s.pop(connection, None)
        self._awaited.pop(connection, None)
        self._closing.append((self._clock.monotonic() + self._limits.close_s_max, connection))

    def sweep(self) -> None:
        """Do what is due. Called once a second."""
        now_s = self._clock.monotonic()
        while self._closing and self._closing[0][0] <= now_s:
            _, connection = self._closing.popleft()
            if connection.slot != NOT_KEPT:
                connection.abort()
        for connection in [connection for connection, due_s in self._awaited.items() if due_s <= now_s]:
            del self._awaited[connection]
            if not connection.heard:
                connection.close(CloseCode.TOO_SLOW, "no answer to a ping")
        for connection, since_s in list(self._stalled_since_s.items()):
            if now_s - since_s >= self._limits.stalled_s_max:
                connection.close(CloseCode.TOO_SLOW, "what was sent is not being read")
        for connection in self._wheel[self._hand]:
            self._visit(connection, now_s)
        self._hand = (self._hand + 1) % len(self._wheel)

    def _visit(self, connection: Kept, now_s: float) -> None:
        if connection.heard:
            connection.heard = False
            self._awaited.pop(connection, None)
        elif connection not in self._awaited:
            connection.ping()
            self._awaited[connection] = now_s + self._limits.pong_s_max

    async def keep(self) -> None:
        """Sweep for as long as the process lives."""
        while True:
            asleep_s = self._clock.monotonic()
            await asyncio.sleep(SWEEP_S)
            self._metrics.loop_lag_seconds.set(max(0.0, self._clock.monotonic() - asleep_s - SWEEP_S))
            self.sweep()
