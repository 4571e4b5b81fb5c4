"""The rooms of one process: events in from the broker, ticks out to the peers."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, Final, Protocol

import msgspec

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotFound, Unavailable
from livehouse.realtime.broker import Broker, Entry, Message, Position, Volatile
from livehouse.realtime.codes import CloseCode
from livehouse.realtime.frames import Encoded
from livehouse.realtime.limits import ChannelLimits, HubLimits
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.peer import Audience, Peer
from livehouse.realtime.presence import Presence, PresenceListener
from livehouse.realtime.protocol import encode_event, encode_resync
from livehouse.realtime.room_stream import RoomStream, TickMessages
from livehouse.realtime.sampling import Sampler
from livehouse.realtime.subscription import Projection, Recovered, Snapshot, missed_events

ProjectionFactory = Callable[[], Awaitable[Projection]]
_NOT_RUNNING: Final = "This LIVE is not running."


class RoomNotOpen(NotFound):
    """The room has no stream in this process: it never began, or it is over."""

    code = "no_such_room"


class PeerGone(Unavailable):
    """The connection ended while its command ran."""

    code = "connection_gone"


class Timer(Protocol):
    """Something that was scheduled."""

    def cancel(self) -> None:
        """Let it not happen."""


class Scheduler(Protocol):
    """The part of an event loop that the hub needs; a simulation brings its own."""

    def call_soon(self, callback: Callable[..., object], *args: Any) -> Timer:  # noqa: ANN401 - asyncio's own signature
        """Call as soon as what is running has finished."""

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any) -> Timer:  # noqa: ANN401 - asyncio's own signature
        """Call after `delay` seconds."""


class _Opening:
    """A room whose projection is being loaded: what comes meanwhile is kept for it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.done = asyncio.Event()


class Hub:
    """Sends each room's events to the peers who are in it.

    Cost: an event is encoded once by whoever publishes it, a tick is framed and deflated once per form, and each peer
    costs one write per tick.

    Args:
        scheduler: the running event loop; None takes it at the first need.
        random: for the fair choice among speakers.
        event_types: the events that projections fold, all tagged by `type`. Needed where a broker carries events
            between processes, which arrive as bytes.
    """

    def __init__(
        self,
        broker: Broker,
        clock: Clock,
        random: Random,
        metrics: ChannelMetrics,
        *,
        limits: HubLimits | None = None,
        channel_limits: ChannelLimits | None = None,
        scheduler: Scheduler | None = None,
        event_types: tuple[type[msgspec.Struct], ...] = (),
    ) -> None:
        self._broker = broker
        self._clock = clock
        self._random = random
        self._metrics = metrics
        self._limits = limits or HubLimits()
        self._channel_limits = channel_limits or ChannelLimits()
        self._scheduler = scheduler
        self._decode: Callable[[bytes], msgspec.Struct] | None = None
        if event_types:
            union: Any = event_types[0]
            for event_type in event_types[1:]:
                union = union | event_type
            self._decode = msgspec.json.Decoder(union).decode
        self._presence = Presence()
        self._rooms: dict[str, RoomStream] = {}
        self._opening: dict[str, _Opening] = {}
        self._timers: dict[str, tuple[float, Timer]] = {}
        self._sessions: dict[str, set[Peer]] = {}
        broker.listen(self)

    # Rooms

    async def open(self, room: str, load_projection: ProjectionFactory) -> None:
        """Begin the room's stream in this process; nothing happens if it has begun.

        Args:
            load_projection: loads the fold of everything that has happened. Events published while it loads are
                applied to it afterwards, also those that it may have seen.
        """
        while (opening := self._opening.get(room)) is not None:
            await opening.done.wait()
        if room in self._rooms:
            return
        opening = self._opening[room] = _Opening()
        try:
            position = await self._broker.position(room)
            projection = await load_projection()
            sampled_per_s = self._limits.sampled_per_s
            sampler = None if sampled_per_s is None else Sampler(sampled_per_s, self._random)
            self._rooms[room] = RoomStream(room, position, projection, sampler)
        finally:
            del self._opening[room]
            opening.done.set()
        self._metrics.rooms.set(len(self._rooms))
        for entry in opening.entries:
            self.on_entry(room, entry)

    async def forget(self, room: str) -> None:
        """End the room's stream, after what waits has been sent. Its peers stay connected, in no room."""
        stream = self._rooms.get(room)
        if stream is not None:
            self._flush(stream)
            for peer in stream.members():
                self._detach(peer)
            del self._rooms[room]
            self._cancel_timer(room)
            self._metrics.rooms.set(len(self._rooms))
        await self._broker.forget(room)

    def is_open(self, room: str) -> bool:
        """Whether the room has a stream in this process."""
        return room in self._rooms

    # What happens in them

    async def publish(
        self, room: str, event: msgspec.Struct, *, sampled: bool = False, speaker: str | None = None
    ) -> int:
        """Give `event` its place in the room's stream; every viewer on every process gets it. Returns its offset.

        Args:
            event: a struct tagged by `type`.
            sampled: whether viewers of a fast room may be spared it.
            speaker: who it comes from, so that the sample is fair; an account id.

        Raises:
            Unavailable: the broker cannot be reached.
        """
        return await self._broker.publish(room, Message(encode_event(event), sampled, speaker, event))

    def counters(self, room: str, **totals: int) -> None:
        """Set totals, which go out with the next tick. They are totals, so a lost one is corrected by the next."""
        self._broker.broadcast(room, Volatile(totals))

    def react(self, room: str, emoji: str, count: int = 1) -> None:
        """Let a reaction go out with the next tick."""
        self._broker.broadcast(room, Volatile(reactions={emoji: count}))

    def viewers(self, room: str) -> int:
        """How many different viewers are in the room."""
        return self._presence.viewers(room)

    def on_presence(self, listener: PresenceListener) -> None:
        """Call `listener(room, viewer_key, "joined" | "left")` as viewers come and go; showing how many is up to it."""
        self._presence.listen(listener)

    # Peers

    def connect(self, peer: Peer) -> None:
        """Know `peer`, so that it can be reached by its session."""
        session_id = peer.identity.session_id
        if session_id is not None:
            self._sessions.setdefault(session_id, set()).add(peer)

    def disconnect(self, peer: Peer) -> None:
        """Forget `peer`, whose connection has ended or is ending."""
        peer.end()
        self._detach(peer)
        session_id = peer.identity.session_id
        if session_id is not None and (peers := self._sessions.get(session_id)) is not None:
            peers.discard(peer)
            if not peers:
                del self._sessions[session_id]

    def close_session(self, session_id: str, code: CloseCode = CloseCode.SESSION_ENDED) -> None:
        """Close every connection of a session that has ended."""
        for peer in list(self._sessions.get(session_id, ())):
            peer.close(code, "the session has ended; sign in again")

    async def subscribe(
        self,
        peer: Peer,
        room: str,
        *,
        audience: Audience = "sampled",
        epoch: str | None = None,
        offset: int | None = None,
        counted: bool = True,
    ) -> Snapshot | Recovered:
        """Put `peer` into the room, and out of the one that it was in.

        Ticks from after the returned position follow the answer to the command that runs: none is lost, none comes
        twice, none comes before the answer. What the caller reads from its own store after this call is at least as
        new as the returned position.

        Args:
            audience: "all" for those who must see everything, "sampled" for viewers.
            epoch, offset: where a returning client stands; None for a new one.
            counted: whether it counts as a viewer (a host does not).

        Raises:
            RoomNotOpen: the room has no stream here.
            PeerGone: the connection ended meanwhile.
        """
        stream = self._attach(peer, room, audience, counted)
        since = stream.position
        peer.hold()
        if epoch is not None and offset is not None:
            entries = await self._broker.history(room, Position(epoch, offset), since.offset)
            if peer.gone:
                raise PeerGone("The connection ended.")
            if peer.room != room:
                raise RoomNotOpen(_NOT_RUNNING)
            if entries is not None and epoch == since.epoch == stream.position.epoch:
                thins = audience == "sampled" and self._limits.sampled_per_s is not None
                missed = missed_events(entries, self._limits.recovered_sampled_max if thins else None)
                return Recovered(epoch, since.offset, missed, dict(stream.counters))
            # Ticks sent since `hold` are part of the snapshot that is taken now.
            peer.hold()
        return Snapshot(stream.position.epoch, stream.position.offset, stream.state(), dict(stream.counters))

    async def unsubscribe(self, peer: Peer) -> None:
        """Take `peer` out of its room, if it is in one."""
        self._detach(peer)

    def resync(self, peer: Peer) -> None:
        """Send `peer` nothing more from its room, and tell it to join again. It still counts as a viewer."""
        if peer.room is not None and (stream := self._rooms.get(peer.room)) is not None:
            stream.cut_off(peer)
            peer.send(Encoded(encode_resync(peer.room)))
            self._metrics.drops.labels("resync").inc()

    def _attach(self, peer: Peer, room: str, audience: Audience, counted: bool) -> RoomStream:
        stream = self._rooms.get(room)
        if stream is None:
            raise RoomNotOpen(_NOT_RUNNING)
        if peer.gone:
            raise PeerGone("The connection ended.")
        if peer.room == room and peer.counted == counted:
            # Joining again, after a resync for example, is no reason to count a viewer out and in.
            stream.remove(peer)
        else:
            self._detach(peer)
            peer.room, peer.counted = room, counted
            if counted:
                self._presence.enter(room, peer.identity.viewer_key)
        peer.audience = audience
        stream.add(peer)
        return stream

    def _detach(self, peer: Peer) -> None:
        room, peer.room = peer.room, None
        if room is None:
            return
        if (stream := self._rooms.get(room)) is not None:
            stream.remove(peer)
        if peer.counted:
            self._presence.leave(room, peer.identity.viewer_key)

    # What the broker brings (BrokerListener)

    def on_entry(self, room: str, entry: Entry) -> None:
        """Take in a room's next event."""
        stream = self._rooms.get(room)
        if stream is None:
            if (opening := self._opening.get(room)) is not None:
                opening.entries.append(entry)
            return
        if entry.message.event is None and self._decode is not None:
            entry = msgspec.structs.replace(
                entry, message=msgspec.structs.replace(entry.message, event=self._decode(entry.message.payload))
            )
        head = stream.head
        if entry.epoch != head.epoch:
            stream.restart(Position(entry.epoch, entry.offset - 1))
            for peer in stream.listeners():
                self.resync(peer)
        elif entry.offset <= head.offset:
            return
        stream.take_entry(entry)
        self._metrics.events.inc()
        self._schedule(stream, self._limits.tick_s)

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        """Take in new totals."""
        stream = self._rooms.get(room)
        if stream is None:
            return
        stream.take_volatile(volatile)
        if stream.has_volatile:
            limits = self._limits
            self._schedule(stream, max(limits.volatile_s, stream.listeners_count / limits.volatile_writes_per_s))

    # Ticks

    def _schedule(self, stream: RoomStream, interval_s: float) -> None:
        """Let a tick leave `interval_s` after the last one; at once when the room was quiet for longer."""
        due_s = stream.last_tick_s + interval_s
        planned = self._timers.get(stream.room)
        if planned is not None:
            if planned[0] <= due_s:
                return
            planned[1].cancel()
        if self._scheduler is None:
            self._scheduler = asyncio.get_running_loop()
        delay_s = due_s - self._clock.monotonic()
        if delay_s <= 0:
            # Not called directly: whatever else arrives in the same turn of the loop goes with it.
            timer = self._scheduler.call_soon(self._on_timer, stream)
        else:
            timer = self._scheduler.call_later(delay_s, self._on_timer, stream)
        self._timers[stream.room] = (due_s, timer)

    def _on_timer(self, stream: RoomStream) -> None:
        self._timers.pop(stream.room, None)
        self._flush(stream)

    def _cancel_timer(self, room: str) -> None:
        planned = self._timers.pop(room, None)
        if planned is not None:
            planned[1].cancel()

    def _flush(self, stream: RoomStream) -> None:
        if not stream.has_entries and not stream.has_volatile:
            return
        began_s = self._clock.monotonic()
        messages = stream.tick(began_s)
        slow: list[Peer] = []
        deliveries = bytes_written = 0
        for audience, deflates, peers in stream.groups():
            message, events = messages.for_audience(audience)
            if message is None:
                continue
            frame = message.frame(deflates=deflates)
            slow_before = len(slow)
            for peer in peers:
                if peer.congested:
                    slow.append(peer)
                else:
                    peer.write(frame)
            written = len(peers) - (len(slow) - slow_before)
            deliveries += written * events
            bytes_written += written * len(frame)
        for peer in slow:
            self._write_to_slow(peer, messages)
        metrics = self._metrics
        metrics.ticks.inc()
        metrics.deliveries.inc(deliveries)
        metrics.bytes.inc(bytes_written)
        metrics.flush_seconds.observe(self._clock.monotonic() - began_s)

    def _write_to_slow(self, peer: Peer, messages: TickMessages) -> None:
        """Give a congested peer less, then nothing, then up on it. It never delays anybody else."""
        unsent_bytes = peer.unsent_bytes()
        if unsent_bytes > self._channel_limits.queue_bytes_max:
            peer.close(CloseCode.TOO_SLOW, "too much is waiting to be read")
        elif unsent_bytes > self._channel_limits.queue_bytes_resync:
            self.resync(peer)
        else:
            self._metrics.drops.labels("congested").inc()
            message, _ = messages.for_congested()
            if message is not None:
                peer.write(message.frame(deflates=peer.deflates))
