"""A LIVE's life cycle, and who may watch it: pure rules, no I/O.

    preparing → live ⇄ interrupted → ended

A room is `preparing` while its host looks into the camera, `live` from the first frame, `interrupted` while the host's
connection is gone, and `ended` for good. Every transition returns the room as it is afterwards; one that has already
happened changes nothing, so that a request sent twice and a callback that comes late do no harm.
"""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from livehouse.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from livehouse.kernel.text import TextMissing, TextTooLong, clean_line

RoomState = Literal["preparing", "live", "interrupted", "ended"]
Audience = Literal["everyone", "followers", "adults"]
EndedReason = Literal["host", "silence", "platform", "standing"]
Role = Literal["viewer", "moderator", "host"]
Source = Literal["browser", "encoder"]

AUDIENCES: Final[tuple[Audience, ...]] = ("everyone", "followers", "adults")
# States in which the room is on the air: it is listed, can be joined by viewers, and takes comments and likes.
ON_AIR: Final[tuple[RoomState, ...]] = ("live", "interrupted")


class NoSuchRoom(NotFound):
    """There is no such room, or it is being prepared by somebody else."""

    code = "no_such_room"

    def __init__(self) -> None:
        super().__init__("There is no such LIVE. It may have ended; look at what is on now.")


class NotTheHost(Forbidden):
    """Only the room's host may do this."""

    code = "not_the_host"


class FollowersOnly(Forbidden):
    """The host shows this LIVE to followers only."""

    code = "followers_only"


class AdultsOnly(Forbidden):
    """The host shows this LIVE to adults only."""

    code = "adults_only"


class RoomHasEnded(Conflict):
    """The LIVE is over."""

    code = "room_ended"

    def __init__(self) -> None:
        super().__init__("This LIVE has ended. Look at what is on now, or start one of your own.")


class NotOnAir(Conflict):
    """The LIVE has not begun."""

    code = "not_on_air"

    def __init__(self) -> None:
        super().__init__("This LIVE has not begun yet. Try again when it has.")


class NoPicture(Conflict):
    """The relay sees no frames from the host."""

    code = "no_picture"
    retry = True

    def __init__(self) -> None:
        super().__init__("No picture arrives from your camera yet. Check that it is on, then press Go LIVE again.")


class AlreadyLive(Conflict):
    """The host has a LIVE that has not ended; `room_id` in the details names it."""

    code = "already_live"

    def __init__(self, room_id: str) -> None:
        super().__init__("You have a LIVE that has not ended. Go back to it, or end it first.", room_id=room_id)


class TitleMissing(TextMissing):
    """A LIVE needs a title."""

    code = "title_missing"


class TitleTooLong(TextTooLong):
    """The title does not fit."""

    code = "title_too_long"


class UnknownTopic(BadInput):
    """The topic is none of those that this platform offers."""

    code = "unknown_topic"


class RoomFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a room.

    `started_at` is set once it has been live, `interrupted_at` only while it is interrupted, `ended_at` and
    `ended_reason` only once it has ended. `cover_id` names the host's latest upload, if there is one.
    `source` is where the picture comes from: the host's browser, or OBS or another encoder; `starts_itself` is set of a
    room that an encoder opened without its host, and that goes on the air with the first frame.
    """

    id: str
    host_id: str
    title: str
    topic: str
    audience: Audience
    state: RoomState = "preparing"
    created_at: datetime
    started_at: datetime | None = None
    interrupted_at: datetime | None = None
    ended_at: datetime | None = None
    ended_reason: EndedReason | None = None
    cover_id: str | None = None
    source: Source = "browser"
    is_recorded: bool = True
    starts_itself: bool = False
    likes: int = 0
    shares: int = 0
    viewers_peak: int = 0

    @property
    def is_on_air(self) -> bool:
        """Whether viewers can be in it now."""
        return self.state in ON_AIR


class AutoLive(msgspec.Struct, frozen=True, kw_only=True):
    """What a LIVE is called that an encoder begins by itself, and who may watch it."""

    title: str
    topic: str
    audience: Audience
    is_recorded: bool = True


def clean_title(value: str, *, graphemes_max: int) -> str:
    """`value` on one line, fit to be shown.

    Raises:
        TitleMissing, TitleTooLong: with the sentence that the form shows.
    """
    try:
        return clean_line(value, graphemes_max=graphemes_max, field="title")
    except TextMissing:
        raise TitleMissing("Give your LIVE a title, so that people know what it is about.", field="title") from None
    except TextTooLong:
        raise TitleTooLong(
            f"Keep the title to {graphemes_max} characters.", field="title", characters_max=graphemes_max
        ) from None


def check_topic(topic: str, offered: tuple[str, ...]) -> None:
    """Refuse a topic that is not on the list.

    Raises:
        UnknownTopic: with the list in the details.
    """
    if topic not in offered:
        raise UnknownTopic("Choose one of the topics on the list.", field="topic", topics=list(offered))


def start(room: RoomFacts, now: datetime) -> RoomFacts:
    """The room on the air. One that is live or interrupted stays as it is.

    Raises:
        RoomHasEnded: an ended room never comes back.
    """
    if room.state == "ended":
        raise RoomHasEnded
    if room.state != "preparing":
        return room
    return msgspec.structs.replace(room, state="live", started_at=now)


def interrupt(room: RoomFacts, now: datetime) -> RoomFacts:
    """The room without its host's picture; only a live one can lose it."""
    if room.state != "live":
        return room
    return msgspec.structs.replace(room, state="interrupted", interrupted_at=now)


def resume(room: RoomFacts) -> RoomFacts:
    """The room with its picture back; only an interrupted one can get it."""
    if room.state != "interrupted":
        return room
    return msgspec.structs.replace(room, state="live", interrupted_at=None)


def begin_grace_anew(room: RoomFacts, now: datetime) -> RoomFacts:
    """The room after the server was away: its host has the whole grace again, since the silence was ours."""
    if not room.is_on_air:
        return room
    return msgspec.structs.replace(room, state="interrupted", interrupted_at=now)


def end(room: RoomFacts, now: datetime, reason: EndedReason) -> RoomFacts:
    """The room ended; the first reason stays."""
    if room.state == "ended":
        return room
    return msgspec.structs.replace(room, state="ended", interrupted_at=None, ended_at=now, ended_reason=reason)


def looks_same(one: RoomFacts, other: RoomFacts) -> bool:
    """Whether both are told alike, whatever was counted meanwhile."""
    return msgspec.structs.replace(one, likes=0, shares=0, viewers_peak=0) == msgspec.structs.replace(
        other, likes=0, shares=0, viewers_peak=0
    )


def ends_at(room: RoomFacts, *, grace: timedelta, preparing_lifetime: timedelta) -> datetime | None:
    """When the room ends by itself if nothing happens; None for one that does not."""
    if room.state == "preparing":
        return room.created_at + preparing_lifetime
    if room.state == "interrupted" and room.interrupted_at is not None:
        return room.interrupted_at + grace
    return None


class Onlooker(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to see a room, as far as it matters for one room: nobody signed in has no `account_id`."""

    account_id: str | None = None
    follows_host: bool = False
    is_adult: bool = False


def role_of(account_id: str | None, room: RoomFacts, moderators: Set[str] = frozenset()) -> Role:
    """What `account_id` is in the room; `moderators` are the ids of its host's."""
    if account_id == room.host_id:
        return "host"
    return "moderator" if account_id in moderators else "viewer"


def check_may_watch(room: RoomFacts, onlooker: Onlooker) -> None:
    """Refuse somebody whom the room's audience leaves out. The host always may.

    Raises:
        NoSuchRoom: it never went on the air, so it is nobody's business but the host's.
        FollowersOnly, AdultsOnly: with what to do about it.
    """
    if role_of(onlooker.account_id, room) == "host":
        return
    if room.started_at is None:
        raise NoSuchRoom
    signed_in = onlooker.account_id is not None
    if room.audience == "followers" and not onlooker.follows_host:
        what_to_do = "Follow the host" if signed_in else "Sign in and follow the host"
        raise FollowersOnly(f"This LIVE is for followers. {what_to_do} to watch it.")
    if room.audience == "adults" and not onlooker.is_adult:
        if signed_in:
            raise AdultsOnly("This LIVE is for adults, and by your birth date you are not one yet.")
        raise AdultsOnly("This LIVE is for adults. Sign in to watch it.")


def may_watch(room: RoomFacts, onlooker: Onlooker) -> bool:
    """Whether `check_may_watch` admits them."""
    try:
        check_may_watch(room, onlooker)
    except (NoSuchRoom, FollowersOnly, AdultsOnly):
        return False
    return True


def check_is_host(room: RoomFacts, account_id: str, *, what: str) -> None:
    """Refuse anybody but the host.

    Raises:
        NotTheHost: only the host may `what`.
    """
    if role_of(account_id, room) != "host":
        raise NotTheHost(f"Only the host can {what}.")


def check_on_air(room: RoomFacts) -> None:
    """Refuse a room that viewers cannot be in.

    Raises:
        NotOnAir, RoomHasEnded: which of the two it is.
    """
    if room.state == "ended":
        raise RoomHasEnded
    if room.state == "preparing":
        raise NotOnAir
