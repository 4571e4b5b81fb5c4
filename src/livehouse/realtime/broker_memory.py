"""The broker of a single process: streams in memory."""

from collections import deque
from collections.abc import Callable

from livehouse.kernel.clock import Clock
from livehouse.realtime.broker import BrokerListener, Entry, Message, Position, Volatile
from livehouse.realtime.limits import HistoryLimits


class _Stream:
    __slots__ = ("entries", "epoch", "offset")

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.offset = 0
        # Each entry with the second at which it stops being kept.
        self.entries: deque[tuple[float, Entry]] = deque()


class MemoryBroker:
    """Streams in memory, gone with the process; a new process is a new epoch of every room.

    Args:
        new_epoch: makes a name that was never used before, e.g. `Ids.new`.
        limits: how much history is kept; the oldest entries go first.
    """

    def __init__(self, clock: Clock, new_epoch: Callable[[], str], limits: HistoryLimits | None = None) -> None:
        self._clock = clock
        self._new_epoch = new_epoch
        self._limits = limits or HistoryLimits()
        self._streams: dict[str, _Stream] = {}
        self._listeners: list[BrokerListener] = []

    def listen(self, listener: BrokerListener) -> None:
        """Hand every room's events to `listener` from now on."""
        self._listeners.append(listener)

    async def publish(self, room: str, message: Message) -> int:
        """Append to the room's stream; listeners have heard it when this returns."""
        stream = self._stream(room)
        now_s = self._clock.monotonic()
        stream.offset += 1
        entry = Entry(stream.epoch, stream.offset, message)
        self._drop_old(stream, now_s)
        stream.entries.append((now_s + self._limits.age_s_max, entry))
        if len(stream.entries) > self._limits.events_max:
            stream.entries.popleft()
        for listener in self._listeners:
            listener.on_entry(room, entry)
        return entry.offset

    def broadcast(self, room: str, volatile: Volatile) -> None:
        """Hand totals to every listener."""
        for listener in self._listeners:
            listener.on_volatile(room, volatile)

    async def position(self, room: str) -> Position:
        """Where the room's stream stands."""
        stream = self._stream(room)
        return Position(stream.epoch, stream.offset)

    async def history(self, room: str, after: Position, until: int) -> list[Entry] | None:
        """The entries after `after` up to `until`, or None when they cannot all be had."""
        stream = self._stream(room)
        if after.epoch != stream.epoch or not 0 <= after.offset <= until <= stream.offset:
            return None
        self._drop_old(stream, self._clock.monotonic())
        oldest_kept = stream.offset - len(stream.entries) + 1
        if after.offset < until and after.offset + 1 < oldest_kept:
            return None
        return [entry for _, entry in stream.entries if after.offset < entry.offset <= until]

    async def forget(self, room: str) -> None:
        """Drop the room's stream."""
        self._streams.pop(room, None)

    def _stream(self, room: str) -> _Stream:
        stream = self._streams.get(room)
        if stream is None:
            stream = self._streams[room] = _Stream(self._new_epoch())
        return stream

    def _drop_old(self, stream: _Stream, now_s: float) -> None:
        entries = stream.entries
        while entries and entries[0][0] <= now_s:
            entries.popleft()
