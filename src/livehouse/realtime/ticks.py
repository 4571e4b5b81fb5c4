"""When what happened in a room leaves, and how it is written to many: one frame per room, tick and form."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple, Protocol

from livehouse.kernel.clock import Clock
from livehouse.realtime.codes import CloseCode
from livehouse.realtime.limits import ChannelLimits, HubLimits
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.peer import Listeners, Peer
from livehouse.realtime.room_stream import RoomStream, TickMessages

# A thousand writes take some 10 ms here. A room of 5,000 is served in five such parts, between which small rooms get
# their turn. Smaller parts let whatever else comes in stretch a delivery: with parts of 500, comments beside 8,000
# likes a second came 3 ms later.
WRITES_AT_ONCE: Final = 1_000


class Timer(Protocol):
    """Something that was scheduled."""

    def cancel(self) -> None:
        """Let it not happen."""


class Scheduler(Protocol):
    """The part of an event loop that ticks need; a simulation brings its own."""

    def call_soon(self, callback: Callable[..., object], *args: Any) -> Timer:  # noqa: ANN401 - asyncio's own signature
        """Call as soon as what is running has finished."""

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any) -> Timer:  # noqa: ANN401 - asyncio's own signature
        """Call after `delay` seconds."""


class _Part(NamedTuple):
    """A frame of a tick, for some of those who get it."""

    frame: bytes
    events: int
    group: Listeners
    changes: int  # of the group, when the peers were taken from it
    peers: list[Peer]
    writes: list[Callable[[bytes], None]]  # theirs, in the same order


class _Delivery:
    """A tick on its way to many: what is still to be written, and to whom.

    `left` are those who moved since it began, whom it does not concern any more, `answered` those to whom it brings
    answers.
    """

    def __init__(self, messages: TickMessages, parts: list[_Part], answered: set[Peer], began_s: float) -> None:
        self.messages = messages
        self.parts = parts
        self.answered = answered
        self.began_s = began_s
        self.left: set[Peer] = set()


class Ticks:
    """Sends what waits in rooms' streams, each when it is due.

    Args:
        scheduler: the running event loop; None takes it at the first need.
        fell_behind: called with a peer who is to be told to join again, as too much is unsent to it.
    """

    def __init__(
        self,
        clock: Clock,
        metrics: ChannelMetrics,
        limits: HubLimits,
        channel_limits: ChannelLimits,
        *,
        scheduler: Scheduler | None,
        fell_behind: Callable[[Peer], None],
    ) -> None:
        self._clock = clock
        self._metrics = metrics
        self._limits = limits
        self._channel_limits = channel_limits
        self._scheduler = scheduler
        self._fell_behind = fell_behind
        self._timers: dict[RoomStream, tuple[float, Timer]] = {}
        self._deliveries: dict[RoomStream, _Delivery] = {}

    def plan(self, stream: RoomStream) -> None:
        """Let a tick leave when what waits is due. Totals never make events wait."""
        limits = self._limits
        if stream.has_entries:
            self._schedule(stream, stream.last_events_s + limits.tick_s)
        elif stream.has_volatile and stream not in self._timers:
            interval_s = max(limits.volatile_s, stream.listeners_count / limits.volatile_writes_per_s)
            self._schedule(stream, stream.last_tick_s + interval_s)

    def skip(self, stream: RoomStream, peer: Peer) -> None:
        """Spare `peer`, who moves, what is on its way in `stream`. Answers that wait for a tick leave now."""
        peer.send_answers()
        if (delivery := self._deliveries.get(stream)) is not None:
            delivery.left.add(peer)

    def finish(self, stream: RoomStream) -> None:
        """Send now all that waits: no tick of `stream` follows."""
        self._finish_delivery(stream)
        self._flush(stream)
        self._finish_delivery(stream)
        self.drop(stream)

    def drop(self, stream: RoomStream) -> None:
        """Send nothing more of `stream`."""
        self._deliveries.pop(stream, None)
        if (planned := self._timers.pop(stream, None)) is not None:
            planned[1].cancel()

    # When

    def _schedule(self, stream: RoomStream, due_s: float) -> None:
        """Let a tick leave at `due_s`; at once when that is past."""
        planned = self._timers.get(stream)
        if planned is not None:
            if planned[0] <= due_s:
                return
            planned[1].cancel()
        delay_s = due_s - self._clock.monotonic()
        if delay_s <= 0:
            timer = self._soon(self._on_timer, stream)
        else:
            timer = self._timing().call_later(delay_s, self._on_timer, stream)
        self._timers[stream] = (due_s, timer)

    def _soon(self, callback: Callable[..., object], *args: object) -> Timer:
        # Not called directly: whatever else arrives in the same turn of the loop goes with it.
        return self._timing().call_soon(callback, *args)

    def _timing(self) -> Scheduler:
        if self._scheduler is None:
            self._scheduler = asyncio.get_running_loop()
        return self._scheduler

    def _on_timer(self, stream: RoomStream) -> None:
        del self._timers[stream]
        self._flush(stream)

    # How

    def _flush(self, stream: RoomStream) -> None:
        if (delivery := self._deliveries.get(stream)) is not None:
            if not (stream.has_entries and delivery.messages.holds_totals_only):
                # The tick before is still on its way; this one follows when it has arrived.
                return
            # Totals make no event wait: whoever has not got them yet gets them together with it.
            del self._deliveries[stream]
            stream.repeat_totals()
            stream.answered |= delivery.answered
        if not stream.has_entries and not stream.has_volatile:
            return
        began_s = self._clock.monotonic()
        messages = stream.tick(began_s)
        answered, stream.answered = stream.answered, set()
        frames = []
        for audience, deflates, group in stream.groups():
            message, events = messages.for_audience(audience)
            if message is not None:
                frames.append((message.frame(deflates=deflates), events, group))
        self._metrics.ticks.inc()
        reached = [group for *_, group in frames]
        for peer in answered:
            if peer.listeners not in reached:
                peer.send_answers()
        for frame, events, group in frames:
            self._write_each(messages, frame, events, list(group.aside))
        if sum(len(group.writes) for *_, group in frames) <= WRITES_AT_ONCE:
            for frame, events, group in frames:
                self._write(frame, events, list(group.writes.values()))
            self._metrics.flush_seconds.observe(self._clock.monotonic() - began_s)
            return
        parts = []
        for frame, events, group in frames:
            peers, writes = list(group.writes), list(group.writes.values())
            for first in range(0, len(peers), WRITES_AT_ONCE):
                some = slice(first, first + WRITES_AT_ONCE)
                parts.append(_Part(frame, events, group, group.changes, peers[some], writes[some]))
        self._deliveries[stream] = _Delivery(messages, parts, answered, began_s)
        self._deliver(stream)

    def _deliver(self, stream: RoomStream) -> None:
        """Write the next part of a tick to many. Between the parts other rooms get their turn."""
        delivery = self._deliveries[stream]
        part = delivery.parts.pop(0)
        if part.changes == part.group.changes:
            self._write(part.frame, part.events, part.writes)
        else:
            peers = [peer for peer in part.peers if peer not in delivery.left]
            self._write_each(delivery.messages, part.frame, part.events, peers)
        if delivery.parts:
            self._soon(self._deliver_next, stream, delivery)
            return
        del self._deliveries[stream]
        self._metrics.flush_seconds.observe(self._clock.monotonic() - delivery.began_s)
        # What came meanwhile.
        self.plan(stream)

    def _finish_delivery(self, stream: RoomStream) -> None:
        while stream in self._deliveries:
            self._deliver(stream)

    def _deliver_next(self, stream: RoomStream, delivery: _Delivery) -> None:
        if self._deliveries.get(stream) is delivery:
            self._deliver(stream)

    def _write(self, frame: bytes, events: int, writes: Collection[Callable[[bytes], None]]) -> None:
        for write in writes:
            write(frame)
        self._metrics.deliveries.inc(len(writes) * events)
        self._metrics.bytes.inc(len(writes) * len(frame))

    def _write_each(self, messages: TickMessages, frame: bytes, events: int, peers: Collection[Peer]) -> None:
        """Write to peers of whom each may be in another way by now."""
        written = 0
        for peer in peers:
            if peer.congested:
                self._write_to_slow(peer, messages)
            else:
                peer.write(frame)
                written += 1
        self._metrics.deliveries.inc(written * events)
        self._metrics.bytes.inc(written * len(frame))

    def _write_to_slow(self, peer: Peer, messages: TickMessages) -> None:
        """Give a congested peer less, then nothing, then up on it. It never delays anybody else."""
        unsent_bytes = peer.unsent_bytes()
        if unsent_bytes > self._channel_limits.queue_bytes_max:
            peer.close(CloseCode.TOO_SLOW, "too much is waiting to be read")
        elif unsent_bytes > self._channel_limits.queue_bytes_resync:
            self._fell_behind(peer)
        else:
            self._metrics.drops.labels("congested").inc()
            message, _ = messages.for_congested()
            if message is not None:
                peer.write(message.frame(deflates=peer.deflates))
