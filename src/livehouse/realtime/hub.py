"""The rooms of one process: events in from the broker, ticks out to the peers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final

import msgspec
import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotFound, Unavailable
from livehouse.realtime.broker import Broker, Entry, Message, Position, Volatile
from livehouse.realtime.codes import CloseCode
from livehouse.realtime.frames import Encoded
from livehouse.realtime.limits import ChannelLimits, HubLimits
from livehouse.realtime.metrics import ChannelMetrics
from livehouse.realtime.peer import Audience, Peer
from livehouse.realtime.presence import Change, Presence, PresenceListener
from livehouse.realtime.protocol import encode_event, encode_resync
from livehouse.realtime.room_stream import RoomStream
from livehouse.realtime.sampling import Sampler
from livehouse.realtime.subscription import Projection, Recovered, Snapshot, missed_events
from livehouse.realtime.ticks import Scheduler, Ticks

ProjectionFactory = Callable[[], Awaitable[Projection]]
TotalsListener = Callable[[str, Mapping[str, int]], None]
"""Called with a room and those of its totals that changed."""
PublishListener = Callable[[str, msgspec.Struct], None]
"""Called with a room and what this process publishes in it. On the way of every comment: it must only take note."""
_NOT_RUNNING: Final = "This LIVE is not running."

# The notice by which processes tell each other what is for one account.
FOR_ACCOUNTS: Final = "for-accounts"
# Entries that a room that is opened looks back at: more than a second of the fastest room.
NEWEST_MAX: Final = 1_000
MEND_AGAIN_S: Final = 1.0

log = structlog.get_logger(__name__)


class RoomNotOpen(NotFound):
    """The room has no stream in this process: it never began, or it is over."""

    code = "no_such_room"


class PeerGone(Unavailable):
    """The connection ended while its command ran."""

    code = "connection_gone"


class _Opening:
    """A room whose projection is being loaded: what comes meanwhile is kept for it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.volatile: list[Volatile] = []
        self.is_lost = False
        self.done = asyncio.Event()


class Hub:
    """Sends each room's events to the peers who are in it.

    Cost: an event is encoded once by whoever publishes it, a tick is framed and deflated once per form, and each peer
    costs one write per tick.

    Args:
        scheduler: see `Ticks`.
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
        self._ticks = Ticks(
            clock, metrics, self._limits, self._channel_limits, scheduler=scheduler, fell_behind=self.resync
        )
        self._decode: Callable[[bytes], msgspec.Struct] | None = None
        if event_types:
            union: Any = event_types[0]
            for event_type in event_types[1:]:
                union = union | event_type
            self._decode = msgspec.json.Decoder(union).decode
        self._presence = Presence()
        self._rooms: dict[str, RoomStream] = {}
        self._opening: dict[str, _Opening] = {}
        self._sessions: dict[str, set[Peer]] = {}
        self._accounts: dict[str, set[Peer]] = {}
        # Sessions that ended a moment ago, and when, the oldest first.
        self._ended: dict[str, float] = {}
        self._loaders: dict[str, ProjectionFactory] = {}
        # Rooms to begin anew, each at most once however many events say so.
        self._lost: asyncio.Queue[str] = asyncio.Queue()
        self._known_lost: set[str] = set()
        self._totals_listeners: list[TotalsListener] = []
        self._publish_listeners: list[PublishListener] = []
        self._presence.listen(self._tell_presence)
        broker.listen(self)
        broker.on_notice(FOR_ACCOUNTS, self._on_notice)

    # Rooms

    async def open(self, room: str, load_projection: ProjectionFactory) -> None:
        """Begin the room's stream in this process; nothing happens if it has begun.

        Args:
            load_projection: loads the fold of everything that has happened. Events published while it loads are
                applied to it afterwards, also those that it may have seen.
        """
        while (opening := self._opening.get(room)) is not None:
            await opening.done.wait()
        if room not in self._rooms:
            await self._begin(room, load_projection)

    async def _begin(self, room: str, load_projection: ProjectionFactory) -> None:
        """Begin the stream, or begin it anew: everybody in it is then told to join again."""
        opening = self._opening[room] = _Opening()
        before = self._rooms.get(room)
        try:
            position = await self._broker.position(room)
            projection = await load_projection()
            # What was published just now may not be stored yet, least of all by another process.
            for entry in await self._broker.newest(room, position, NEWEST_MAX):
                if (event := self._decoded(entry).message.event) is not None:
                    projection.apply(entry.offset, event)
            sampled_per_s = self._limits.sampled_per_s
            sampler = None if sampled_per_s is None else Sampler(sampled_per_s, self._random)
            totals = (await self._broker.totals([room])).get(room, {})
            if before is not None and self._rooms.get(room) is not before:
                return  # it ended meanwhile
            stream = RoomStream(room, position, projection, sampler)
            stream.counters.update(totals if before is None else before.counters)
            if before is not None:
                # What waits there is in the projection already.
                self._ticks.drop(before)
                for peer in before.members():
                    stream.add(peer)
            self._rooms[room] = stream
            self._loaders[room] = load_projection
        finally:
            del self._opening[room]
            opening.done.set()
        self._metrics.rooms.set(len(self._rooms))
        for peer in stream.listeners() if before is not None else ():
            self.resync(peer)
        for volatile in opening.volatile:
            self.on_volatile(room, volatile)
        for entry in opening.entries:
            self.on_entry(room, entry)
        if opening.is_lost:
            self.on_lost(room)

    async def mend(self) -> None:
        """Begin those rooms anew of which something was lost, for as long as the process lives.

        One at a time; run several, or one room that takes long to load keeps the others waiting.
        """
        while True:
            room = await self._lost.get()
            self._known_lost.discard(room)
            if room in self._opening or (load_projection := self._loaders.get(room)) is None:
                continue
            try:
                await self._begin(room, load_projection)
            except Unavailable as error:
                log.warning("a room waits to begin anew", room=room, error=error.message)
                await asyncio.sleep(MEND_AGAIN_S)
                self.on_lost(room)

    async def forget(self, room: str) -> None:
        """End the room's stream, after what waits has been sent. Its peers stay connected, in no room."""
        stream = self._rooms.get(room)
        if stream is not None:
            self._ticks.finish(stream)
            for peer in stream.members():
                self._detach(peer)
            del self._rooms[room]
            del self._loaders[room]
            self._metrics.rooms.set(len(self._rooms))
        await self._broker.forget(room)

    def is_open(self, room: str) -> bool:
        """Whether the room has a stream in this process, and is not just beginning anew."""
        return room in self._rooms and room not in self._opening

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
        offset = await self._broker.publish(room, Message(encode_event(event), sampled, speaker, event))
        for listener in self._publish_listeners:
            listener(room, event)
        return offset

    def on_publish(self, listener: PublishListener) -> None:
        """Call `listener(room, event)` with what this process, and no other, has published."""
        self._publish_listeners.append(listener)

    def contribute(self, room: str, part: str, **totals: int) -> None:
        """Say how much of some totals comes from `part` by now; the room's totals go out with the next tick.

        Args:
            part: who counts, by a name that no other ever has; see `Broker.contribute`.
        """
        self._broker.contribute(room, part, totals)

    def totals_here(self, room: str) -> Mapping[str, int]:
        """The room's totals as this process knows them; none of a room that is not open here."""
        stream = self._rooms.get(room)
        return {} if stream is None else stream.counters

    async def totals(self, rooms: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """The totals of rooms, open here or not; while the broker is away, of those that are."""
        try:
            return await self._broker.totals(rooms)
        except Unavailable:
            return {room: dict(totals) for room in rooms if (totals := self.totals_here(room))}

    def on_totals(self, listener: TotalsListener) -> None:
        """Call `listener(room, changed)` when totals of a room that is open here change."""
        self._totals_listeners.append(listener)

    def react(self, room: str, emoji: str, count: int = 1) -> None:
        """Let a reaction go out with the next tick."""
        self._broker.react(room, emoji, count)

    def viewers_here(self, room: str) -> int:
        """How many different viewers are in the room through this process."""
        return self._presence.viewers(room)

    def on_presence(self, listener: PresenceListener) -> None:
        """Call `listener(room, viewer_key, "joined" | "left")` as this process's viewers come and go."""
        self._presence.listen(listener)

    def _tell_presence(self, room: str, viewer_key: str, change: Change) -> None:
        if change == "joined":
            self._broker.enter(room, viewer_key)
        else:
            self._broker.leave(room, viewer_key)

    # Peers

    def connect(self, peer: Peer) -> None:
        """Know `peer`, so that it can be reached by its session and its account."""
        for index, key in self._indexes(peer):
            index.setdefault(key, set()).add(peer)
        if peer.identity.session_id in self._ended:
            # It ended between the look into the database and now.
            self._close_for_ended_session(peer)

    def disconnect(self, peer: Peer) -> None:
        """Forget `peer`, whose connection has ended or is ending."""
        peer.end()
        self._detach(peer)
        for index, key in self._indexes(peer):
            if (peers := index.get(key)) is not None:
                peers.discard(peer)
                if not peers:
                    del index[key]

    def _indexes(self, peer: Peer) -> Iterator[tuple[dict[str, set[Peer]], str]]:
        identity = peer.identity
        if identity.session_id is not None:
            yield self._sessions, identity.session_id
        if identity.account_id is not None:
            yield self._accounts, identity.account_id

    def tell_account(self, account_id: str, message: msgspec.Struct) -> None:
        """Send `message` to every connection of the account, in whatever process, in a room or not.

        At most once: who is not connected, or whose process the broker does not reach just now, does not get it. So it
        must be kept elsewhere as well.

        Raises:
            TypeError: `message` is not tagged by a field `type`.
        """
        self.tell_accounts((account_id,), message)

    def tell_accounts(self, account_ids: Sequence[str], message: msgspec.Struct) -> None:
        """`tell_account` of many: the message is written, and travels to the other processes, once for all of them."""
        self._broker.notify(FOR_ACCOUNTS, msgspec.msgpack.encode((account_ids, encode_event(message))))

    def accounts_here(self, account_ids: Iterable[str]) -> set[str]:
        """Those of the accounts that are connected to this process."""
        return {account_id for account_id in account_ids if account_id in self._accounts}

    def tell_account_here(self, account_id: str, message: msgspec.Struct) -> None:
        """Like `tell_account`, for the connections of this process alone."""
        encoded = Encoded(encode_event(message))
        for peer in list(self._accounts.get(account_id, ())):
            peer.send(encoded)

    def _on_notice(self, payload: bytes) -> None:
        account_ids, message = msgspec.msgpack.decode(payload, type=tuple[list[str], bytes])
        encoded = Encoded(message)
        for account_id in account_ids:
            for peer in list(self._accounts.get(account_id, ())):
                peer.send(encoded)

    def send_with_tick(self, peer: Peer, message: Encoded) -> None:
        """Send `message` to `peer` with the next tick of its room, in one write with it; in no room at once."""
        stream = None if peer.room is None else self._rooms.get(peer.room)
        if stream is None:
            peer.send(message)
            return
        peer.send_with_next(message)
        stream.answered.add(peer)
        self._ticks.plan(stream)

    def session_ids(self) -> frozenset[str]:
        """The sessions of everybody who is connected here and signed in."""
        return frozenset(self._sessions)

    def close_session(self, session_id: str) -> None:
        """Close every connection of a session that has ended, also one that is just being opened."""
        now_s = self._clock.monotonic()
        while self._ended and now_s - next(iter(self._ended.values())) > 2 * self._channel_limits.handshake_s_max:
            del self._ended[next(iter(self._ended))]
        self._ended.setdefault(session_id, now_s)
        for peer in list(self._sessions.get(session_id, ())):
            self._close_for_ended_session(peer)

    def _close_for_ended_session(self, peer: Peer) -> None:
        peer.close(CloseCode.SESSION_ENDED, "the session has ended; sign in again")

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
        while (opening := self._opening.get(room)) is not None:
            await opening.done.wait()
        stream = self._attach(peer, room, audience, counted)
        since = stream.position
        peer.hold()
        if epoch is not None and offset is not None:
            state = stream.state()
            entries = await self._broker.history(room, Position(epoch, offset), since.offset)
            if peer.gone:
                raise PeerGone("The connection ended.")
            if peer.room != room:
                raise RoomNotOpen(_NOT_RUNNING)
            if entries is not None and epoch == since.epoch and stream is self._rooms.get(room):
                thins = audience == "sampled" and self._limits.sampled_per_s is not None
                missed = missed_events(
                    entries, self._limits.recovered_sampled_max if thins else None, peer.identity.account_id
                )
                return Recovered(epoch, since.offset, missed, dict(stream.counters), state)
            # Ticks sent since `hold` are part of the snapshot that is taken now.
            peer.hold()
            stream = self._rooms[room]
            self._ticks.skip(stream, peer)
        return Snapshot(stream.position.epoch, stream.position.offset, stream.state(), dict(stream.counters))

    async def unsubscribe(self, peer: Peer) -> None:
        """Take `peer` out of its room, if it is in one."""
        self._detach(peer)

    def set_audience(self, room: str, account_id: str, audience: Audience) -> None:
        """Let everybody here who is in the room by this account be told as `audience` is, from the next tick on."""
        stream = self._rooms.get(room)
        if stream is None:
            return
        for peer in stream.members():
            if peer.identity.account_id == account_id and peer.audience != audience:
                stream.set_audience(peer, audience)

    def resync(self, peer: Peer) -> None:
        """Send `peer` nothing more from its room, and tell it to join again. It still counts as a viewer."""
        if peer.room is not None and (stream := self._rooms.get(peer.room)) is not None:
            self._ticks.skip(stream, peer)
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
            self._ticks.skip(stream, peer)
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
            self._ticks.skip(stream, peer)
            stream.remove(peer)
        if peer.counted:
            self._presence.leave(room, peer.identity.viewer_key)

    # What the broker brings (BrokerListener)

    def on_entry(self, room: str, entry: Entry) -> None:
        """Take in a room's next event."""
        if (opening := self._opening.get(room)) is not None:
            # Where it is beginning anew, the stream of before is history.
            opening.entries.append(entry)
            return
        stream = self._rooms.get(room)
        if stream is None:
            return
        head = stream.head
        if entry.epoch != head.epoch:
            self.on_lost(room)
            return
        if entry.offset <= head.offset:
            return
        entry = self._decoded(entry)
        stream.take_entry(entry)
        self._metrics.events.inc()
        self._ticks.plan(stream)

    def on_lost(self, room: str) -> None:
        """Begin the room anew, soon."""
        if (opening := self._opening.get(room)) is not None:
            opening.is_lost = True
        elif room in self._rooms and room not in self._known_lost:
            self._known_lost.add(room)
            self._lost.put_nowait(room)

    def _decoded(self, entry: Entry) -> Entry:
        if entry.message.event is not None or self._decode is None:
            return entry
        try:
            event = self._decode(entry.message.payload)
        except msgspec.DecodeError as error:
            # Another process is newer than this one. Viewers get it all the same; what it means they know better.
            log.warning("an event of an unknown kind", offset=entry.offset, error=str(error))
            return entry
        message = msgspec.structs.replace(entry.message, event=event)
        return msgspec.structs.replace(entry, message=message)

    def on_volatile(self, room: str, volatile: Volatile) -> None:
        """Take in new totals."""
        if (opening := self._opening.get(room)) is not None and room not in self._rooms:
            opening.volatile.append(volatile)
        stream = self._rooms.get(room)
        if stream is None:
            return
        if volatile.counters:
            for listener in self._totals_listeners:
                listener(room, volatile.counters)
        stream.take_volatile(volatile)
        self._ticks.plan(stream)
