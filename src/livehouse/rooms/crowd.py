"""What the people in a room do: come and go, like and react through its channel, and pass on its link."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from livehouse.accounts import Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import BadInput, Unavailable
from livehouse.kernel.pace import Pace
from livehouse.realtime import Change, CommandRouter, Hub, Peer
from livehouse.rooms import model
from livehouse.rooms.admission import Admission
from livehouse.rooms.events import (
    Join,
    Joined,
    Leave,
    Like,
    LikeResult,
    React,
    Shared,
)
from livehouse.rooms.open_rooms import OpenRoom, OpenRooms, audience_of
from livehouse.rooms.views import Views

# Somebody who comes and goes is told of once in this time.
ANNOUNCED_AGAIN_S: Final = 600.0
# A batch of likes that the network held up still counts: the rate holds over so many seconds.
LIKES_BURST_S: Final = 2


class UnknownReaction(BadInput):
    """The emoji is none of those that this platform offers."""

    code = "unknown_reaction"


class Crowd:
    """Does the channel's commands that concern the room as a whole."""

    def __init__(
        self,
        hub: Hub,
        open_rooms: OpenRooms,
        views: Views,
        admission: Admission,
        accounts: Accounts,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._hub = hub
        self._open_rooms = open_rooms
        self._views = views
        self._admission = admission
        self._accounts = accounts
        self._clock = clock
        self._reactions = frozenset(settings.reaction_emoji)
        self._likes_per_command_max = settings.likes_per_command_max
        self._likes = Pace(
            per_s=settings.likes_per_s_max,
            burst=settings.likes_per_s_max * LIKES_BURST_S,
        )
        self._like_listeners: list[Callable[[str, str], None]] = []
        hub.on_presence(self._note_presence)

    def on_like(self, listener: Callable[[str, str], None]) -> None:
        """Call `listener(room, viewer_key)` when somebody's likes count in this process."""
        self._like_listeners.append(listener)

    def register(self, router: CommandRouter) -> None:
        """Let the channel call this."""
        router.register("join", Join, self.join)
        router.register("leave", Leave, self.leave)
        router.register("like", Like, self.like, unhurried=True)
        router.register("react", React, self.react, unhurried=True)

    async def join(self, peer: Peer, command: Join) -> dict[str, object]:
        """Put the peer into the room, if its audience admits them.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: as they say.
        """
        account_id = peer.identity.account_id
        opened = await self._open_rooms.open(command.room)
        await self._admission.check_may_watch(opened.facts, account_id)
        role = model.role_of(account_id, opened.facts, opened.moderators)
        was_here = peer.room == command.room
        if role != "host" and peer.identity.browser_key is not None:
            opened.attendance.recognise(peer.identity.browser_key, peer.identity.viewer_key)
        subscribed = await self._hub.subscribe(
            peer,
            command.room,
            audience=audience_of(role),
            epoch=command.epoch,
            offset=command.offset,
            counted=role != "host",
        )
        room = await self._views.room(opened.facts)
        if role != "host" and account_id is not None and not was_here and opened.facts.is_on_air:
            await self._announce(opened, account_id)
        again = {name: subscribed.state[name] for name in self._open_rooms.told_again}
        return {**subscribed.result(room=room, role=role), **again, "counters": self._open_rooms.counters(opened)}

    async def leave(self, peer: Peer, command: Leave) -> None:
        """Take the peer out of its room."""
        await self._hub.unsubscribe(peer)

    def like(self, peer: Peer, command: Like) -> LikeResult:
        """Count likes; those over the viewer's rate do not count, which the answer's total shows.

        Raises:
            NotInRoom, NotOnAir, RoomHasEnded: as they say.
            BadInput: more likes than one command may carry.
        """
        opened = self._access_on_air(peer)
        if command.count > self._likes_per_command_max:
            raise BadInput(
                f"Send at most {self._likes_per_command_max} likes at once.",
                field="count",
                likes_max=self._likes_per_command_max,
            )
        key = peer.identity.viewer_key
        granted, opened.like_states[key] = self._likes.grant(
            opened.like_states.get(key, 0.0), self._clock.monotonic(), command.count
        )
        if granted:
            opened.counts.add_likes(granted)
            self._open_rooms.show_counts(opened)
            for listener in self._like_listeners:
                listener(opened.facts.id, key)
        return LikeResult(self._open_rooms.counters(opened).likes)

    def react(self, peer: Peer, command: React) -> None:
        """Show an emoji over the picture.

        Raises:
            NotInRoom, NotOnAir, RoomHasEnded, UnknownReaction: as they say.
        """
        opened = self._access_on_air(peer)
        if command.emoji not in self._reactions:
            raise UnknownReaction("Choose one of the reactions that are offered.", field="emoji")
        self._hub.react(opened.facts.id, command.emoji)

    async def note_shared(self, room_id: str, account_id: str | None) -> int:
        """Count that somebody passed on the room's link while it is on the air, and tell the room; its shares then.

        Raises:
            NoSuchRoom: there is no such room.
        """
        opened = await self._open_rooms.open(room_id)
        if opened.facts.is_on_air:
            opened.counts.add_share()
            self._open_rooms.show_counts(opened)
            card = None if account_id is None else await self._accounts.card(account_id)
            # It is counted all the same, and the count comes by itself.
            with suppress(Unavailable):
                await self._hub.publish(opened.facts.id, Shared(card), sampled=True, speaker=account_id)
        return self._open_rooms.counters(opened).shares

    def _access_on_air(self, peer: Peer) -> OpenRoom:
        opened = self._open_rooms.access_peers_room(peer)
        model.check_on_air(opened.facts)
        return opened

    async def _announce(self, opened: OpenRoom, account_id: str) -> None:
        now_s = self._clock.monotonic()
        before_s = opened.announced_s.get(account_id)
        if before_s is not None and now_s - before_s < ANNOUNCED_AGAIN_S:
            return
        opened.announced_s[account_id] = now_s
        card = await self._accounts.card(account_id)
        try:
            await self._hub.publish(opened.facts.id, Joined(card), sampled=True, speaker=account_id)
        except Unavailable:
            # Nobody is kept out because the others cannot be told; they are told when this one comes again.
            opened.announced_s.pop(account_id, None)

    # Who is there

    def _note_presence(self, room_id: str, viewer_key: str, change: Change) -> None:
        opened = self._open_rooms.get(room_id)
        if opened is None:
            return
        now_s, now = self._now()
        if change == "joined":
            opened.attendance.enter(viewer_key, now_s, now)
        else:
            opened.attendance.leave(viewer_key, now_s, now)

    def _now(self) -> tuple[float, datetime]:
        return self._clock.monotonic(), self._clock.now()
