"""One room in one process: what has been sent, what waits for the next tick, and to whom it goes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from livehouse.realtime.broker import Entry, Position, Volatile
from livehouse.realtime.frames import Encoded
from livehouse.realtime.peer import Audience, Listeners, Peer
from livehouse.realtime.protocol import encode_tick, splice_offset
from livehouse.realtime.sampling import Sampler
from livehouse.realtime.subscription import Projection


class TickMessages:
    """One tick in the forms that different peers get; each is made when the first peer needs it.

    Args:
        volatile: the totals and reactions that go with it, if any.
        chosen: which of the entries the audience "sampled" gets, as ascending indices.
    """

    __slots__ = ("_chosen", "_encoded", "_entries", "_position", "_room", "_spliced", "_volatile")

    def __init__(
        self, room: str, position: Position, entries: Sequence[Entry], volatile: Volatile, chosen: Sequence[int]
    ) -> None:
        self._room = room
        self._position = position
        self._entries = entries
        self._volatile = volatile
        self._chosen = chosen
        self._spliced: list[bytes] | None = None
        self._encoded: dict[tuple[int, ...] | None, Encoded | None] = {}

    @property
    def holds_totals_only(self) -> bool:
        """Whether a later tick with the totals of then makes this one needless."""
        return not self._entries and not self._volatile.reactions

    def for_audience(self, audience: Audience) -> tuple[Encoded | None, int]:
        """The message for peers that keep up, and how many events it holds; None if there is nothing for them."""
        everything = audience == "all" or len(self._chosen) == len(self._entries)
        indices = tuple(range(len(self._entries))) if everything else tuple(self._chosen)
        return self._message(indices, self._volatile), len(indices)

    def for_congested(self) -> tuple[Encoded | None, int]:
        """The message for peers over the soft limit: neither totals nor sampled events."""
        indices = tuple(index for index, entry in enumerate(self._entries) if not entry.message.sampled)
        return self._message(indices, None), len(indices)

    def _message(self, indices: tuple[int, ...], volatile: Volatile | None) -> Encoded | None:
        counters = volatile.counters if volatile is not None else {}
        reactions = volatile.reactions if volatile is not None else {}
        if not indices and not counters and not reactions:
            return None
        # The congested form differs from the others by its volatile part alone, so that belongs to the key.
        key = (-1, *indices) if volatile is None else indices
        if key not in self._encoded:
            if self._spliced is None:
                self._spliced = [splice_offset(entry.offset, entry.message.payload) for entry in self._entries]
            events = [self._spliced[index] for index in indices]
            self._encoded[key] = Encoded(
                encode_tick(self._room, self._position.epoch, self._position.offset, events, counters, reactions)
            )
        return self._encoded[key]


class RoomStream:
    """The state of one room's stream.

    The projection and `position` stand where the last tick left them, never further: a newcomer's snapshot and the next
    tick therefore fit together without a gap or an overlap, and the tick is the same for everybody.

    Args:
        room: its key.
        position: where the broker's stream stands.
        projection: the fold of the events up to `position`.
        sampler: thins events for the audience "sampled"; None sends them all.
    """

    def __init__(self, room: str, position: Position, projection: Projection, sampler: Sampler | None) -> None:
        self.room = room
        self.position = position
        self.counters: dict[str, int] = {}
        # When the last tick left, and the last one with events: totals must not make events wait.
        self.last_tick_s = float("-inf")
        self.last_events_s = float("-inf")
        # Whom answers wait for that leave with the next tick.
        self.answered: set[Peer] = set()
        self._projection = projection
        self._sampler = sampler
        self._pending: list[Entry] = []
        self._changed_counters = False
        self._reactions: Counter[str] = Counter()
        self._groups: dict[tuple[Audience, bool], Listeners] = {}
        self._cut_off: set[Peer] = set()
        self._snapshot: dict[str, msgspec.Raw] | None = None

    # Who listens

    def add(self, peer: Peer) -> None:
        """Send the next tick, and those after it, to `peer`."""
        self._groups.setdefault((peer.audience, peer.deflates), Listeners()).add(peer)

    def cut_off(self, peer: Peer) -> None:
        """Send `peer` nothing more until it is added again; it stays a member."""
        self.remove(peer)
        self._cut_off.add(peer)

    def remove(self, peer: Peer) -> None:
        """Let `peer` be a member no more."""
        self._cut_off.discard(peer)
        group = self._groups.get((peer.audience, peer.deflates))
        if group is not None:
            group.discard(peer)

    def set_audience(self, peer: Peer, audience: Audience) -> None:
        """Send `peer` the ticks as `audience` gets them; whoever is cut off stays so."""
        is_cut_off = peer in self._cut_off
        self.remove(peer)
        peer.audience = audience
        if is_cut_off:
            self._cut_off.add(peer)
        else:
            self.add(peer)

    def groups(self) -> Iterator[tuple[Audience, bool, Listeners]]:
        """Audience, whether they take deflated frames, and the peers; empty groups are left out."""
        for (audience, deflates), group in self._groups.items():
            if group:
                yield audience, deflates, group

    def listeners(self) -> list[Peer]:
        """Everybody who gets ticks."""
        return [peer for group in self._groups.values() for peer in group.everybody()]

    @property
    def listeners_count(self) -> int:
        """How many get ticks."""
        return sum(map(len, self._groups.values()))

    def members(self) -> list[Peer]:
        """Everybody in the room, those included who were told to join again."""
        return [*self.listeners(), *self._cut_off]

    # What is to be sent

    @property
    def head(self) -> Position:
        """Where the stream will stand after the next tick."""
        if not self._pending:
            return self.position
        return Position(self._pending[-1].epoch, self._pending[-1].offset)

    @property
    def has_entries(self) -> bool:
        """Whether events wait for the next tick."""
        return bool(self._pending)

    @property
    def has_volatile(self) -> bool:
        """Whether totals, or answers, wait for the next tick."""
        return self._changed_counters or bool(self._reactions) or bool(self.answered)

    def take_entry(self, entry: Entry) -> None:
        """Let an event wait for the next tick."""
        self._pending.append(entry)

    def take_volatile(self, volatile: Volatile) -> None:
        """Let totals wait for the next tick; later totals replace earlier ones, reactions add up."""
        for name, total in volatile.counters.items():
            if self.counters.get(name) != total:
                self.counters[name] = total
                self._changed_counters = True
        self._reactions.update(volatile.reactions)

    def repeat_totals(self) -> None:
        """Let the totals go with the next tick whether they have changed or not."""
        self._changed_counters = bool(self.counters)

    def tick(self, now_s: float) -> TickMessages:
        """Move on by everything that waits, and say what that means for the peers."""
        entries, self._pending = self._pending, []
        volatile = Volatile(dict(self.counters) if self._changed_counters else {}, dict(self._reactions))
        self._changed_counters = False
        self._reactions.clear()
        self.last_tick_s = now_s
        if entries:
            self.last_events_s = now_s
            self._snapshot = None
            self.position = Position(entries[-1].epoch, entries[-1].offset)
            for entry in entries:
                if entry.message.event is not None:
                    self._projection.apply(entry.offset, entry.message.event)
        return TickMessages(self.room, self.position, entries, volatile, self._choose(now_s, entries))

    def state(self) -> Mapping[str, msgspec.Raw]:
        """The projection's snapshot at `position`, encoded once however many join before the next event."""
        if self._snapshot is None:
            self._snapshot = {
                name: msgspec.Raw(msgspec.json.encode(value)) for name, value in self._projection.snapshot().items()
            }
        return self._snapshot

    def _choose(self, now_s: float, entries: Sequence[Entry]) -> Sequence[int]:
        everything = range(len(entries))
        if self._sampler is None:
            return everything
        sampled = [index for index in everything if entries[index].message.sampled]
        if not sampled:
            return everything
        chosen = self._sampler.choose(now_s, [entries[index].message.speaker for index in sampled])
        if len(chosen) == len(sampled):
            return everything
        kept = {sampled[index] for index in chosen}
        return [index for index in everything if index in kept or not entries[index].message.sampled]
