"""Rooms: everything that can be done with a LIVE. The parts do the work; this is where they are put together."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import msgspec

from livehouse.accounts import AccountCard, AccountDeleted, AccountLeaving, Accounts, OthersShutOut
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.live_access import LiveAccess
from livehouse.media import Tokens
from livehouse.moderation import Banned, Moderation, StandingChanged, Suspended
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.limits import RateLimits
from livehouse.platform.recent_reads import RecentReads
from livehouse.platform.steps import Step
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import CommandRouter, Hub, Peer
from livehouse.rooms import model, store
from livehouse.rooms.admission import Admission
from livehouse.rooms.announcer import Announcer
from livehouse.rooms.covers import Cover, Covers
from livehouse.rooms.crowd import Crowd
from livehouse.rooms.encoder_news import EncoderNews
from livehouse.rooms.encoders import Encoders
from livehouse.rooms.events import Room, RoomCard, StreamKeyChanged
from livehouse.rooms.lifecycle import Lifecycle
from livehouse.rooms.media_clock import MediaClock
from livehouse.rooms.model import Audience, NoSuchRoom, Role, RoomFacts, RoomHasEnded, Source
from livehouse.rooms.moderators import Moderators
from livehouse.rooms.open_rooms import OpenRooms
from livehouse.rooms.ports import Notices, Relay, RoomPart
from livehouse.rooms.recorder import Recorder
from livehouse.rooms.stream_keys import LiveFromEncoder
from livehouse.rooms.tickets import Ticket, TicketOffice
from livehouse.rooms.views import Totals, Views

# A page of the home is chosen from so many: what the visitor may not watch falls out, the most watched stay.
ROOMS_CONSIDERED_MAX: Final = 1_000
# A room keeps its host and its audience; where it stands in its life is never believed so long.
FACTS_TTL_S: Final = 30.0
FACTS_MAX: Final = 5_000


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a LIVE came to. Durations are in seconds; the peak and the total count people, not connections."""

    room: Room
    duration_s: float
    viewers_peak: int
    viewers_total: int
    watch_average_s: float
    new_followers: int
    comments: int
    likes: int
    shares: int
    gifts: int = 0
    diamonds: int = 0


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a connection is, and as what."""

    room_id: str
    host_id: str
    role: Role


class Rooms:
    """The slice's service.

    Args:
        relay_at: the relay's address for those who reach the platform under a host name.
        encoders_at: the same of the server that encoders push to; None where they are not awaited.
        part: this process's name among all that count the same rooms, never used before.
        has_relay: whether the relay is in this process, which then looks after the rooms of all processes: finds them
            again after a restart, and ends those whose hosts stay away.
        others_write_s: how long other processes take to write what they counted of a room that has ended; 0 if there
            are none.
    """

    def __init__(
        self,
        *,
        database: Database,
        hub: Hub,
        relay: Relay,
        tokens: Tokens,
        files: Files,
        accounts: Accounts,
        live_access: LiveAccess,
        moderation: Moderation,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        limits: RateLimits,
        relay_at: Callable[[str], str],
        encoders_at: Callable[[str], str | None],
        part: str,
        notices: Notices,
        has_relay: bool = True,
        others_write_s: float = 0.0,
    ) -> None:
        origin = settings.public_origin or ""
        self._database = database
        self._settings = settings
        self._has_relay = has_relay
        self._others_write_s = others_write_s
        self._clock = clock
        self._relay = relay
        self._accounts = accounts
        self._live_access = live_access
        self._moderation = moderation
        self._open_rooms = OpenRooms(database, hub, clock, part=part)
        self._views = Views(accounts, hub, clock, origin=origin)
        self._admission = Admission(accounts, live_access)
        self._lifecycle = Lifecycle(database, self._open_rooms, relay, clock, ids, settings)
        self._recorder = Recorder(database, self._open_rooms, clock, accounts.audience)
        self._covers = Covers(database, self._open_rooms, relay, files, clock, ids, settings)
        self._facts: RecentReads[str, RoomFacts] = RecentReads(clock, ttl_s=FACTS_TTL_S, entries_max=FACTS_MAX)
        self.encoders = Encoders(
            database,
            self._open_rooms,
            self._lifecycle,
            relay,
            accounts,
            live_access,
            moderation,
            limits,
            clock,
            ids,
            settings,
            encoders_at,
            EncoderNews(notices, clock),
        )
        self._tickets = TicketOffice(tokens, relay, clock, relay_at, hls_origin=settings.hls_origin)
        self.moderators = Moderators(database, accounts, clock, moderators_max=settings.moderators_max)
        self._crowd = Crowd(hub, self._open_rooms, self._views, self._admission, accounts, clock, settings)
        self._announcer = Announcer(database, hub, self._open_rooms, self._views, accounts, relay)

    # Putting together, starting, stopping

    def add_part(self, part: RoomPart) -> None:
        """Let a slice above add to what somebody who joins gets, and to the summary."""
        self._open_rooms.add_part(part)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self._announcer.subscribe(events)
        events.subscribe(StandingChanged, self._follow_standing)
        events.subscribe(AccountLeaving, self._end_of_leaving)
        events.subscribe(AccountDeleted, self._forget)
        events.subscribe(OthersShutOut, self._shut_out)
        events.subscribe(StreamKeyChanged, self.encoders.on_key_changed)

    async def _follow_standing(self, event: StandingChanged) -> None:
        try:
            await self._moderation.check_may_go_live(event.account_id)
        except (Suspended, Banned):
            await self._lifecycle.end_of_host(event.account_id, "standing")

    async def _end_of_leaving(self, event: AccountLeaving) -> None:
        await self._lifecycle.end_of_host(event.account_id, "host")

    async def _shut_out(self, event: OthersShutOut) -> None:
        await self.encoders.shut_out(event.account_id, event.at)

    async def _forget(self, event: AccountDeleted) -> None:
        await self._covers.forget_host(event.account_id)
        await self.moderators.forget(event.account_id)
        await self.encoders.forget(event.account_id)

    def register(self, router: CommandRouter) -> None:
        """Let the channel call the rooms' commands."""
        self._crowd.register(router)

    async def export(self, account_id: str) -> dict[str, object]:
        """The LIVEs that an account has hosted and watched, and who moderates for whom, for its owner."""
        async with self._database.read() as connection:
            hosted = await store.load_hosted(connection, account_id)
            watched = await store.load_watched(connection, account_id)
        return {
            "hosted": hosted,
            "watched": [
                {"room": one.room_id, "first_seen_at": one.first_seen_at, "watched_s": one.watched_s} for one in watched
            ],
            **await self.moderators.export(account_id),
            **await self.encoders.export(account_id),
        }

    async def start(self, supervisor: Supervisor) -> None:
        """Find the rooms of the process before this one, and begin to watch over them. Needs the outbox running."""
        if self._has_relay:
            await self._lifecycle.recover()
            supervisor.start("rooms watch", self._lifecycle.watch)
            supervisor.start("stream keys", self.encoders.watch)
        else:
            supervisor.start("rooms follow", self._lifecycle.follow)
        supervisor.start("rooms record", self._recorder.work)

    async def stop(self) -> None:
        """Write every number that is not written yet; call it before the supervisor is stopped.

        Raises:
            Unavailable: they could not be written.
        """
        await self._recorder.stop()

    async def publisher_changed(self, room_id: str, online: bool) -> None:
        """What the relay calls when a host's frames come or cease."""
        await self._lifecycle.publisher_changed(room_id, online)

    async def check(self) -> None:
        """Do once what is done every second: end what is due."""
        await self._lifecycle.check()

    async def is_running(self, room_id: str) -> bool:
        """Whether the room is being prepared or on the air, as the database knows it now."""
        async with self._database.read() as connection:
            room = await store.load_room(connection, room_id)
        return room is not None and room.state != "ended"

    # A host's LIVE

    async def create(
        self,
        account_id: str,
        *,
        title: str,
        topic: str,
        audience: Audience,
        source: Source = "browser",
        is_recorded: bool = True,
    ) -> Room:
        """A room for this account, being prepared.

        Args:
            account_id: the host.
            title, topic, audience: what the LIVE is called, what it is about, and who may watch it.
            source: where its picture will come from.
            is_recorded: whether a replay is kept of it.

        Raises:
            NoLiveAccess: with what is missing.
            TitleMissing, TitleTooLong, UnknownTopic: naming the field.
            AlreadyLive: there is one that has not ended; its id is in the details.
        """
        title = model.clean_title(title, graphemes_max=self._settings.title_max)
        model.check_topic(topic, self._settings.topic_ids)
        await self._live_access.check_may_go_live(account_id)
        facts = await self._lifecycle.create(
            account_id, title=title, topic=topic, audience=audience, source=source, is_recorded=is_recorded
        )
        await self._open_rooms.open(facts.id)
        return await self._views.room(facts)

    async def mine(self, account_id: str) -> Room | None:
        """The account's room that has not ended."""
        async with self._database.read() as connection:
            facts = await store.load_running_room_of(connection, account_id)
        return None if facts is None else await self._views.room(facts)

    async def go_live(self, room_id: str, account_id: str) -> Room:
        """The room on the air; nothing happens if it is.

        Raises:
            NoSuchRoom, NotTheHost, RoomHasEnded, NoPicture: as they say.
            Suspended, Banned: it was decided since the room was made.
        """
        await self._moderation.check_may_go_live(account_id)
        return await self._views.room(await self._lifecycle.go_live(room_id, account_id))

    async def end(self, room_id: str, account_id: str) -> Summary:
        """The room ended, and what it came to; nothing happens if it has.

        Raises:
            NoSuchRoom, NotTheHost: as they say.
        """
        ended = await self._lifecycle.end(room_id, account_id)
        # They hear of the end and write what they have of the room; without this their last half minute is missing.
        await asyncio.sleep(self._others_write_s)
        return await self._summarise(ended)

    async def summary(self, room_id: str, account_id: str) -> Summary:
        """What the room came to, so far or in the end; for the host.

        Raises:
            NoSuchRoom, NotTheHost: as they say.
        """
        facts = await self._access_facts(room_id, account_id)
        model.check_is_host(facts, account_id, what="see the numbers of this LIVE")
        return await self._summarise(facts)

    async def _summarise(self, facts: RoomFacts) -> Summary:
        opened = self._open_rooms.get(facts.id)
        if opened is not None:
            opened.attendance.settle(self._clock.monotonic(), self._clock.now())
        await self._recorder.flush()
        async with self._database.read() as connection:
            written = await store.load_room(connection, facts.id) or facts
            audited = await store.load_audit(connection, facts.id)
        tally = Counter[str]()
        for part in self._open_rooms.parts:
            tally.update(await part.tally(facts.id))
        until = written.ended_at or self._clock.now()
        return Summary(
            room=await self._views.room(written),
            duration_s=0.0 if written.started_at is None else max(0.0, (until - written.started_at).total_seconds()),
            viewers_peak=written.viewers_peak,
            viewers_total=audited.viewers_total,
            watch_average_s=round(audited.watched_s / audited.viewers_total, 1) if audited.viewers_total else 0.0,
            new_followers=audited.new_followers,
            comments=tally["comments"],
            likes=written.likes,
            shares=written.shares,
            gifts=tally["gifts"],
            diamonds=tally["diamonds"],
        )

    # Looking on

    async def room(self, room_id: str, account_id: str | None) -> Room:
        """The room, for somebody who may watch it.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: as they say.
        """
        return await self._views.room(await self._access_facts(room_id, account_id))

    async def on_air(
        self, account_id: str | None, *, topic: str | None = None, followed: bool = False
    ) -> list[RoomCard]:
        """The rooms that this person may watch now, the most watched first.

        Args:
            account_id: the person; None when signed out.
            topic: only rooms of this one.
            followed: only rooms whose hosts the person follows; signed out, one follows nobody.

        Raises:
            UnknownTopic: with the list in the details.
        """
        if topic is not None:
            model.check_topic(topic, self._settings.topic_ids)
        async with self._database.read() as connection:
            rooms = await store.load_rooms_on_air(connection, topic, ROOMS_CONSIDERED_MAX)
        if followed:
            hosts = set() if account_id is None else await self._accounts.following_ids(account_id)
            rooms = [room for room in rooms if room.host_id in hosts]
        watchable = await self._admission.choose_watchable(rooms, account_id)
        numbers = await self._views.viewers_and_likes(watchable)
        viewers = {room.id: number for room, (number, _) in zip(watchable, numbers, strict=True)}
        # The newest first among equals, as they were read.
        watchable.sort(key=lambda room: viewers[room.id], reverse=True)
        return await self._views.cards(watchable[: self._settings.rooms_listed_max])

    async def live_room_of(self, handle: str, account_id: str | None) -> RoomCard | None:
        """The room in which the account of this handle is live, if this person may watch it.

        Raises:
            NoSuchAccount: nobody has this handle.
        """
        host = await self._accounts.access_by_handle(handle)
        async with self._database.read() as connection:
            facts = await store.load_running_room_of(connection, host.id)
        if facts is None or not facts.is_on_air:
            return None
        watchable = await self._admission.choose_watchable([facts], account_id)
        return (await self._views.cards(watchable))[0] if watchable else None

    # Pictures

    async def upload_cover(self, room_id: str, account_id: str, data: bytes) -> Room:
        """The room with the picture in `data` as its cover.

        Raises:
            NoSuchRoom, NotTheHost, RoomHasEnded, PictureTooLarge, PictureUnreadable: as they say.
        """
        facts = await self._access_facts(room_id, account_id)
        return await self._views.room(await self._covers.upload(facts, account_id, data))

    async def cover(self, room_id: str, account_id: str | None, version: str | None) -> tuple[Cover, bool]:
        """The room's cover, and whether everybody may see it.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: as they say.
        """
        facts = await self._access_facts(room_id, account_id)
        is_for_everyone = facts.audience == "everyone" and facts.started_at is not None
        return await self._covers.load(facts, version), is_for_everyone

    async def publisher_ticket(self, room_id: str, account_id: str, *, session_id: str, origin: str) -> Ticket:
        """What the host's browser needs to publish, while the session by which it is signed in lasts.

        Raises:
            NoSuchRoom, NotTheHost, RoomHasEnded, LiveFromEncoder: as they say.
        """
        facts = await self._access_facts(room_id, account_id)
        model.check_is_host(facts, account_id, what="publish into this LIVE")
        if facts.state == "ended":
            raise RoomHasEnded
        if facts.source == "encoder":
            raise LiveFromEncoder
        return self._tickets.for_publisher(facts.id, session_id, origin)

    async def viewer_ticket(self, room_id: str, account_id: str | None, *, origin: str) -> Ticket:
        """What a browser needs to watch; its host sees what an encoder sends before anybody else does.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly, NotOnAir, RoomHasEnded: as they say.
        """
        facts = await self._access_facts(room_id, account_id)
        is_preview = facts.source == "encoder" and facts.state == "preparing" and facts.host_id == account_id
        if not is_preview:
            model.check_on_air(facts)
        return self._tickets.for_viewer(facts.id, origin, is_for_all=_is_for_all(facts))

    async def media_clock(self, room_id: str, account_id: str | None) -> MediaClock:
        """What time it is here, and on the clock by which a LIVE's pictures are numbered.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly, NotOnAir, RoomHasEnded: as they say.
        """
        facts = await self._access_facts(room_id, account_id)
        model.check_on_air(facts)
        asked_s = self._clock.monotonic()
        zero_us = await self._relay.media_clock(facts.id)
        return MediaClock(
            now_us=int(self._clock.now().timestamp() * 1_000_000),
            took_us=int((self._clock.monotonic() - asked_s) * 1_000_000),
            zero_us=zero_us,
        )

    async def is_for_all(self, room_id: str) -> bool:
        """Whether everybody may watch a room just now, signed in or not; others need a ticket.

        Raises:
            NoSuchRoom, RoomHasEnded: as they say.
        """
        facts = await self._load_facts(room_id)
        if facts is None:
            raise NoSuchRoom
        if facts.state == "ended":
            raise RoomHasEnded
        return _is_for_all(facts)

    # For the slices above

    def on_like(self, listener: Callable[[str, str], None]) -> None:
        """Call `listener(room, viewer_key)` when somebody's likes count in this process."""
        self._crowd.on_like(listener)

    async def load_facts(self, room_ids: Sequence[str]) -> list[RoomFacts]:
        """These rooms as the database knows them now; ids of none are left out."""
        return await self._database.ask(store.load_rooms(room_ids))

    async def on_air_after(self, room_id: str, rooms_max: int) -> list[RoomFacts]:
        """Rooms on the air whose ids come after this one, in their order, `rooms_max` at most."""
        async with self._database.read() as connection:
            return await store.load_rooms_on_air_after(connection, room_id, rooms_max)

    async def count_by_topic(self) -> dict[str, int]:
        """How many rooms are on the air that everybody may watch, of each topic that has any."""
        async with self._database.read() as connection:
            return await store.count_on_air_by_topic(connection)

    async def cards_of(
        self, hosts: Mapping[str, str], account_id: str | None, *, followed: Collection[str] | None = None
    ) -> list[RoomCard]:
        """Those of these rooms that are on the air and that this person may watch, in the order given.

        Args:
            hosts: the rooms' hosts by the rooms' ids; so all that is to be known of them is asked at the same time.
            account_id: who asks; None when signed out.
            followed: whom they follow, if that was read just now.
        """
        if not hosts:
            return []
        facts, totals, cards = await asyncio.gather(
            self.load_facts(list(hosts)), self._views.totals(list(hosts)), self._accounts.cards(hosts.values())
        )
        loaded = {room.id: room for room in facts if room.is_on_air}
        rooms = [loaded[room_id] for room_id in hosts if room_id in loaded]
        watchable = await self._admission.choose_watchable(rooms, account_id, followed=followed)
        return await self._views.cards(watchable, hosts=cards, totals=totals)

    def facts_of(self, room_ids: Collection[str]) -> Step[list[RoomFacts]]:
        """These rooms as the database knows them; ids of none are left out."""
        return store.load_rooms(room_ids)

    async def cards_for(
        self,
        account_id: str | None,
        rooms: Sequence[RoomFacts],
        *,
        hosts: Mapping[str, AccountCard],
        totals: Totals,
    ) -> list[RoomCard]:
        """Those of `rooms` that are on the air, that this person may watch, and whose host is among `hosts`.

        Args:
            account_id: who asks; None when signed out.
            rooms: as `facts_of` just read them.
            hosts: cards of those who may be shown.
            totals: what is counted of the rooms by all processes.
        """
        on_air = [room for room in rooms if room.is_on_air and room.host_id in hosts]
        return await self._views.cards(
            await self._admission.choose_watchable(on_air, account_id), hosts=hosts, totals=totals
        )

    async def note_shared(self, room_id: str, account_id: str | None) -> int:
        """Count that this person passed on the link of a room that is on the air, and tell it; its shares then.

        Raises:
            NoSuchRoom: there is no such room.
        """
        return await self._crowd.note_shared(room_id, account_id)

    async def watched_by(self, room_id: str, viewer_keys: Collection[str], watched_s_min: float) -> set[str]:
        """Those of these viewers who have watched the room for so long."""
        await self._recorder.flush()
        async with self._database.read() as connection:
            return await store.load_watched_by(connection, room_id, viewer_keys, watched_s_min)

    def access_place(self, peer: Peer) -> Place:
        """Where `peer` is: a room on the air whose audience admitted it.

        Raises:
            NotInRoom, NotOnAir, RoomHasEnded: as they say.
        """
        opened = self._open_rooms.access_peers_room(peer)
        facts = opened.facts
        model.check_on_air(facts)
        role = model.role_of(peer.identity.account_id, facts, opened.moderators)
        return Place(room_id=facts.id, host_id=facts.host_id, role=role)

    def hold(self, room_ids: Collection[str]) -> Step[dict[str, RoomFacts]]:
        """These rooms, by id, as they are until the transaction ends that asks; ids of none are left out.

        Whoever wants to end one waits for it, so what it does was done before the end, or not at all.
        """
        return store.hold_rooms(room_ids)

    async def host_of(self, room_id: str, account_id: str | None) -> str:
        """The host of a room, for somebody who may watch it.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: as they say.
        """

        async def read() -> RoomFacts | None:
            # Of a room that never began more will be known soon.
            facts = await self._load_facts(room_id)
            return None if facts is None or facts.started_at is None else facts

        facts = await self._facts.get(room_id, read) or await self._load_facts(room_id)
        if facts is None:
            raise NoSuchRoom
        await self._admission.check_may_watch(facts, account_id)
        return facts.host_id

    async def _load_facts(self, room_id: str) -> RoomFacts | None:
        if not is_id(room_id):
            return None
        async with self._database.read() as connection:
            return await store.load_room(connection, room_id)

    async def _access_facts(self, room_id: str, account_id: str | None) -> RoomFacts:
        facts = await self._load_facts(room_id)
        if facts is None:
            raise NoSuchRoom
        await self._admission.check_may_watch(facts, account_id)
        return facts


def _is_for_all(facts: RoomFacts) -> bool:
    return facts.audience == "everyone" and facts.state in model.ON_AIR
