"""The port through which a room's events get their order: one per platform, however many processes.

Adapters: `broker_memory` (one process). `tests/contract/test_broker.py` is what every adapter has to pass.
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec


class Position(msgspec.Struct, frozen=True):
    """A place in a room's stream.

    Offsets ascend by one within an epoch. A new epoch means that the broker's memory of the room was lost, and offsets
    of before mean nothing any more.
    """

    epoch: str
    offset: int


class Message(msgspec.Struct, frozen=True):
    """An event on its way into a stream.

    `payload` is its JSON. `event` is the same thing undecoded, for readers in the same process; an adapter that
    crosses processes leaves it out.
    """

    payload: bytes
    sampled: bool = False
    speaker: str | None = None
    event: msgspec.Struct | None = None


class Entry(msgspec.Struct, frozen=True):
    """An event in its place in a stream."""

    epoch: str
    offset: int
    message: Message


class Volatile(msgspec.Struct, frozen=True):
    """Totals and reactions: no offset, no history; losing one is harmless."""

    counters: Mapping[str, int] = {}
    reactions: Mapping[str, int] = {}


class BrokerListener(Protocol):
    """Who hears what a broker carries. Called in the event loop; must not block or raise."""

    def on_entry(self, room: str, entry: Entry) -> None:
        """The room's next event: within an epoch every offset once, in order, without gaps."""

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        """New totals."""


class Broker(Protocol):
    """Orders each room's events, keeps the newest of them, and hands them to every process."""

    def listen(self, listener: BrokerListener) -> None:
        """Hand every room's events to `listener` from now on."""

    async def publish(self, room: str, message: Message) -> int:
        """Append to the room's stream; the event's offset. Every listener gets it, in every process.

        Raises:
            Unavailable: the broker cannot be reached; the event was not appended, or nobody knows.
        """

    def broadcast(self, room: str, volatile: Volatile) -> None:
        """Hand totals to every listener soon, at most once; never waits and never raises."""

    async def position(self, room: str) -> Position:
        """Where the room's stream stands; a stream that nobody wrote to stands at 0."""

    async def history(self, room: str, after: Position, until: int) -> list[Entry] | None:
        """The entries after `after` up to the offset `until`, oldest first.

        None when they cannot all be had: another epoch, an offset from the future, or history that was dropped.
        """

    async def forget(self, room: str) -> None:
        """Drop the room's stream: the room is over. Writing to it again begins a new epoch."""
