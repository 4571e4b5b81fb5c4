"""The port through which a room's events get their order: one per platform, however many processes.

Adapters: `broker_memory` (one process) and `broker_valkey` (any number). `tests/contract/test_broker.py` is what every
adapter has to pass.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, Protocol

import msgspec

VIEWERS: Final = "viewers"
"""The total that the broker itself keeps: how many different viewers the room has."""

BrokerStatus = Literal["ready", "away"]
NoticeListener = Callable[[bytes], None]
BackListener = Callable[[], None]


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
        """New totals, or reactions."""

    def on_lost(self, room: str) -> None:
        """Events of the room may have been lost, or its epoch has changed: begin anew from `Broker.position`."""


class Broker(Protocol):
    """Orders each room's events, keeps the newest of them and the room's totals, and hands both to every process.

    What never waits and never raises (`contribute`, `react`, `enter`, `leave`, `notify`) is done soon. While the broker
    is away, reactions and notices are lost; what this process contributed and who is in it is told again when it is
    back.
    """

    def listen(self, listener: BrokerListener) -> None:
        """Hand the events of every room that this process follows to `listener` from now on."""

    # The stream

    async def publish(self, room: str, message: Message) -> int:
        """Append to the room's stream; the event's offset. Every listener gets it, in every process.

        Raises:
            Unavailable: the broker cannot be reached; the event was not appended, or nobody knows.
        """

    async def position(self, room: str) -> Position:
        """Where the room's stream stands; a stream that nobody wrote to stands at 0.

        From here on this process follows the room: listeners hear of everything after the position.

        Raises:
            Unavailable: the broker cannot be reached.
        """

    async def history(self, room: str, after: Position, until: int) -> list[Entry] | None:
        """The entries after `after` up to the offset `until`, oldest first.

        None when they cannot all be had: another epoch, an offset from the future, or history that was dropped.

        Raises:
            Unavailable: the broker cannot be reached.
        """

    async def newest(self, room: str, until: Position, count_max: int) -> list[Entry]:
        """The last `count_max` entries up to `until`, or as many as are kept, oldest first; none of another epoch.

        Raises:
            Unavailable: the broker cannot be reached.
        """

    async def forget(self, room: str) -> None:
        """Drop the room's stream and totals, and follow it no more: the room is over. Writing to it again begins anew.

        Raises:
            Unavailable: the broker cannot be reached.
        """

    # Totals

    def contribute(self, room: str, part: str, totals: Mapping[str, int]) -> None:
        """Say how much of some totals comes from `part`; the room's total is the sum over all parts.

        What is told is the part's whole, not what came to it, so that telling it twice, or only the second time, gives
        the same. A part never gives less than it gave.

        Args:
            part: who counts: a process, by a name that no other ever has.
            totals: by name; `VIEWERS` is not for this.
        """

    async def totals(self, rooms: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """The totals of rooms, followed or not; those that were never counted are left out.

        Raises:
            Unavailable: the broker cannot be reached.
        """

    def react(self, room: str, emoji: str, count: int) -> None:
        """Hand a reaction to every listener."""

    # Who is there

    def enter(self, room: str, viewer_key: str) -> None:
        """This process has this viewer in the room. The total `VIEWERS` counts each key once, however many have it."""

    def leave(self, room: str, viewer_key: str) -> None:
        """This process does not have this viewer any more. A process that dies leaves everywhere, within 5 s."""

    # From process to process

    def notify(self, topic: str, payload: bytes) -> None:
        """Tell every process, this one included, at most once."""

    def on_notice(self, topic: str, listener: NoticeListener) -> None:
        """Hear what is told of `topic`."""

    def on_back(self, listener: BackListener) -> None:
        """Call `listener()` when this process is connected again, so that notices may have been missed."""

    # Its life

    async def start(self) -> None:
        """Connect, and stay connected until `close`; returns when it is connected.

        Raises:
            BrokerUnreachable: it cannot be.
        """

    async def close(self) -> None:
        """Leave every room and disconnect."""

    def status(self) -> BrokerStatus:
        """Whether events can be published just now."""


class BrokerUnreachable(Exception):
    """The broker that the settings name does not answer; the text says what to do."""
