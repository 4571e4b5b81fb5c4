"""What a notification is, what somebody may wish of them, and when a device stays quiet. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, get_args

import msgspec

from livehouse.accounts import AccountCard
from livehouse.kernel.zones import UnknownZone, access_zone
from livehouse.live_access import Notice

Kind = Literal[
    "host_live",
    "event_began",
    "event_reminder",
    "event_changed",
    "event_cancelled",
    "followed",
    "gift",
    "video_comment",
    "mention",
    "notice",
]
Switch = Literal[
    "host_live", "event_reminder", "event_changed", "followed", "gift", "video_comment", "mention", "notice"
]
SWITCHES: Final[tuple[Switch, ...]] = get_args(Switch)
# Kinds that are wished for together.
_SWITCH_OF: Final[Mapping[Kind, Switch]] = {
    "host_live": "host_live",
    "event_began": "event_reminder",
    "event_reminder": "event_reminder",
    "event_changed": "event_changed",
    "event_cancelled": "event_changed",
    "followed": "followed",
    "gift": "gift",
    "video_comment": "video_comment",
    "mention": "mention",
    "notice": "notice",
}
# What is over soon: to be told of it hours later is of no use, so it does not wait for the end of quiet hours.
PASSING: Final[frozenset[Kind]] = frozenset({"host_live", "event_began", "event_reminder"})
PASSES_AFTER: Final = timedelta(minutes=30)
# For so long a push service may keep what is still of use for a device that is switched off.
USEFUL_FOR: Final = timedelta(days=2)
ACCOUNTS_SHOWN_MAX: Final = 3
MINUTES_OF_DAY: Final = 24 * 60


class Ways(msgspec.Struct, frozen=True):
    """By which ways somebody wants to hear of a kind: in the list, and on their devices."""

    in_app: bool = True
    push: bool = True


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """When devices stay quiet: from a minute of the day to before another, in a zone; past midnight if it is less."""

    is_on: bool = False
    from_minute: int = 22 * 60
    until_minute: int = 8 * 60
    zone: str = "UTC"


class Wishes(msgspec.Struct, frozen=True):
    """What somebody wants to hear of, and when not."""

    switches: Mapping[str, Ways] = {}
    quiet: QuietHours = QuietHours()

    def of_switch(self, switch: Switch) -> Ways:
        """How a switch stands. The platform's own word is always in the list."""
        wished = self.switches.get(switch, Ways())
        return msgspec.structs.replace(wished, in_app=True) if switch == "notice" else wished

    def ways(self, kind: Kind) -> Ways:
        """By which ways they hear of this kind."""
        return self.of_switch(_SWITCH_OF[kind])


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell. `key` says what it is about: nobody is told twice of the same."""

    kind: Kind
    key: str
    at: datetime
    actor_id: str | None = None
    room_id: str | None = None
    event_id: str | None = None
    video_id: str | None = None
    title: str | None = None
    text: str | None = None
    detail: str | None = None
    until: datetime | None = None


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody was told, as they see it.

    Attributes:
        place: where it stands in the list; another one each time that something comes to it.
        count: how many people or things it gathers: followers, givers, comments.
        accounts: the last few who did it.
        title: of the room, event or video that it is about.
        text: the comment, or the reason.
        lead: how long before an event.
        starts_at: when the event begins.
        room_is_live: whether the room is on the air now.
        notice: the platform's own word, whole.
    """

    id: str
    place: str
    kind: Kind
    at: datetime
    is_read: bool
    count: int
    accounts: Sequence[AccountCard] = ()
    room_id: str | None = None
    event_id: str | None = None
    video_id: str | None = None
    title: str | None = None
    text: str | None = None
    lead: str | None = None
    starts_at: datetime | None = None
    room_is_live: bool = False
    notice: Notice | None = None


def quiet_until(quiet: QuietHours, now: datetime) -> datetime | None:
    """When the quiet hours end that `now` falls into; None if it falls into none.

    They are hours of the clock on the wall: where it is moved, they are shorter or longer that night.
    """
    if not quiet.is_on or quiet.from_minute == quiet.until_minute:
        return None
    try:
        zone = access_zone(quiet.zone)
    except UnknownZone:
        # Of a machine that knows more zones than this one: nobody here can tell when it is night there.
        return None
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    over_midnight = quiet.from_minute > quiet.until_minute
    is_quiet = (
        minute >= quiet.from_minute or minute < quiet.until_minute
        if over_midnight
        else quiet.from_minute <= minute < quiet.until_minute
    )
    if not is_quiet:
        return None
    day = local.date()
    if over_midnight and minute >= quiet.from_minute:
        day += timedelta(days=1)
    ends = datetime.combine(day, time(quiet.until_minute // 60, quiet.until_minute % 60), zone)
    return ends.astimezone(UTC)


def push_at(kind: Kind, quiet: QuietHours, now: datetime) -> datetime | None:
    """When a device may ring for this kind: now, when the quiet hours end, or not at all."""
    ends = quiet_until(quiet, now)
    if ends is None:
        return now
    return None if kind in PASSING else ends


def push_ends(kind: Kind, begins: datetime) -> datetime:
    """Until when it is of use to push it."""
    return begins + (PASSES_AFTER if kind in PASSING else USEFUL_FOR)
