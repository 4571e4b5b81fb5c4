"""The broker of a single process: streams, totals and presence in memory."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence

from livehouse.kernel.clock import Clock
from livehouse.realtime.broker import (
    VIEWERS,
    BackListener,
    BrokerListener,
    BrokerStatus,
    Entry,
    Message,
    NoticeListener,
    Position,
    Volatile,
)
from livehouse.realtime.limits import HistoryLimits


class _Stream:
    __slots__ = ("entries", "epoch", "offset")

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.offset = 0
        # Each entry with the second at which it stops being kept.
        self.entries: deque[tuple[float, Entry]] = deque()


class MemoryBroker:
    """Everything in memory, gone with the process; a new process is a new epoch of every room.

    Args:
        new_epoch: makes a name that was never used before, e.g. `Ids.new`.
        limits: how much history is kept; the oldest entries go first.
    """

    def __init__(self, clock: Clock, new_epoch: Callable[[], str], limits: HistoryLimits | None = None) -> None:
        self._clock = clock
        self._new_epoch = new_epoch
        self._limits = limits or HistoryLimits()
        self._streams: dict[str, _Stream] = {}
        self._totals: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._parts: defaultdict[str, dict[str, dict[str, int]]] = defaultdict(dict)
        self._viewers: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._listeners: list[BrokerListener] = []
        self._notice_listeners: defaultdict[str, list[NoticeListener]] = defaultdict(list)

    def listen(self, listener: BrokerListener) -> None:
        """Hand every room's events to `listener` from now on."""
        self._listeners.append(listener)

    # The stream

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

    async def newest(self, room: str, until: Position, count_max: int) -> list[Entry]:
        """The last `count_max` entries up to `until`, or as many as are kept."""
        stream = self._stream(room)
        if until.epoch != stream.epoch:
            return []
        self._drop_old(stream, self._clock.monotonic())
        return [entry for _, entry in stream.entries if until.offset - count_max < entry.offset <= until.offset]

    async def forget(self, room: str) -> None:
        """Drop the room's stream and totals."""
        self._streams.pop(room, None)
        self._totals.pop(room, None)
        self._parts.pop(room, None)
        self._viewers.pop(room, None)

    # Totals

    def contribute(self, room: str, part: str, totals: Mapping[str, int]) -> None:
        """Say how much of some totals comes from `part`."""
        before, whole = self._parts[room].setdefault(part, {}), self._totals[room]
        changed = {}
        for name, total in totals.items():
            gained = total - before.get(name, 0)
            if gained > 0 or name not in whole:
                before[name] = max(total, before.get(name, 0))
                changed[name] = whole.get(name, 0) + max(0, gained)
        self._set(room, changed)

    async def totals(self, rooms: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """The totals of rooms."""
        return {room: dict(totals) for room in rooms if (totals := self._totals.get(room))}

    def react(self, room: str, emoji: str, count: int) -> None:
        """Hand a reaction to every listener."""
        self._tell(room, Volatile(reactions={emoji: count}))

    # Who is there

    def enter(self, room: str, viewer_key: str) -> None:
        """Count the viewer, once for each time."""
        viewers = self._viewers[room]
        viewers[viewer_key] += 1
        self._set(room, {VIEWERS: len(viewers)})

    def leave(self, room: str, viewer_key: str) -> None:
        """Count the viewer once less."""
        if room not in self._viewers:
            return
        viewers = self._viewers[room]
        viewers[viewer_key] -= 1
        if viewers[viewer_key] <= 0:
            del viewers[viewer_key]
        self._set(room, {VIEWERS: len(viewers)})

    # From process to process

    def notify(self, topic: str, payload: bytes) -> None:
        """Tell everybody here."""
        for listener in self._notice_listeners[topic]:
            listener(payload)

    def on_notice(self, topic: str, listener: NoticeListener) -> None:
        """Hear what is told of `topic`."""
        self._notice_listeners[topic].append(listener)

    def on_back(self, listener: BackListener) -> None:
        """Memory is never away."""

    # Its life

    async def start(self) -> None:
        """There is nothing to connect to."""

    async def close(self) -> None:
        """There is nothing to disconnect from."""

    def status(self) -> BrokerStatus:
        """Memory is always there."""
        return "ready"

    def _set(self, room: str, totals: Mapping[str, int]) -> None:
        before = self._totals[room]
        changed = {name: total for name, total in totals.items() if before.get(name) != total}
        if changed:
            before.update(changed)
            self._tell(room, Volatile(changed))

    def _tell(self, room: str, volatile: Volatile) -> None:
        for listener in self._listeners:
            listener.on_volatile(room, volatile)

    def _stream(self, room: str) -> _Stream:
        stream = self._streams.get(room)
        if stream is None:
            stream = self._streams[room] = _Stream(self._new_epoch())
        return stream

    def _drop_old(self, stream: _Stream, now_s: float) -> None:
        entries = stream.entries
        while entries and entries[0][0] <= now_s:
            entries.popleft()
