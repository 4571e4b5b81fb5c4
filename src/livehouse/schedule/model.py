"""What an event is: a LIVE that was promised for a time. Pure rules, no I/O.

    scheduled → due → live → over          cancelled: before it began
                  ↘ missed

An event is `due` from half an hour before its time: its host may begin. It is `live` with the LIVE that its host made
it, and `over` with it; a LIVE that broke off may be followed by another one within the event's time. If its time goes
by without a LIVE, it is `missed`. Only what was decided is stored; the state follows from it and the clock.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from livehouse.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from livehouse.kernel.text import TextMissing
from livehouse.rooms import Audience, RoomFacts
from livehouse.schedule.times import OFFSET_MAX, Occurrence

State = Literal["scheduled", "due", "live", "over", "cancelled", "missed"]
CancelledBy = Literal["host", "platform"]
Lead = Literal["day", "ten_minutes"]
"""How long before an event a reminder comes."""

# States in which one can say that one will come, and in which the host can change or call off.
OPEN: Final[tuple[State, ...]] = ("scheduled", "due")
MINUTES_MIN: Final = 5
# A host may be late: even a short event is waited for so long.
WAITED_FOR: Final = timedelta(minutes=30)
LEADS: Final[dict[Lead, timedelta]] = {"day": timedelta(hours=24), "ten_minutes": timedelta(minutes=10)}
# After this the reminder of the day before says nothing any more that the last one does not say better.
DAY_REMINDER_LATEST: Final = timedelta(hours=1)


class NoSuchEvent(NotFound):
    """There is no such event."""

    code = "no_such_event"

    def __init__(self) -> None:
        super().__init__("There is no such event. Look at what is coming up.")


class NotTheEventsHost(Forbidden):
    """Only the event's host may do this."""

    code = "not_the_events_host"


class EventForFollowers(Forbidden):
    """The host shows this event to followers only; `handle` in the details is the host's."""

    code = "event_for_followers"


class EventForAdults(Forbidden):
    """The host shows this event to adults only."""

    code = "event_for_adults"


class EventTitleMissing(TextMissing):
    """An event needs a title."""

    code = "event_title_missing"

    def __init__(self) -> None:
        super().__init__("Give your event a title, so that people know what it is about.", field="title")


class EventInThePast(BadInput):
    """The time has gone by."""

    code = "event_in_the_past"

    def __init__(self) -> None:
        super().__init__("That time has gone by. Choose one that is still to come.", field="local_start")


class EventTooFarAhead(BadInput):
    """The time is further ahead than events can be scheduled."""

    code = "event_too_far_ahead"

    def __init__(self, days_max: int) -> None:
        super().__init__(f"Choose a time within the next {days_max:,} days.", field="local_start", days_max=days_max)


class DurationInvalid(BadInput):
    """An event is that short or that long."""

    code = "event_duration_invalid"

    def __init__(self, minutes_max: int) -> None:
        super().__init__(
            f"An event lasts from {MINUTES_MIN} to {minutes_max:,} minutes.",
            field="duration_minutes",
            minutes_min=MINUTES_MIN,
            minutes_max=minutes_max,
        )


class EventsOverlap(Conflict):
    """The host has another event at that time; the details name it."""

    code = "events_overlap"

    def __init__(self, other: "EventFacts") -> None:
        super().__init__(
            f"You have “{other.title}” at that time, and can be in one LIVE only. "
            "Choose another time, or change that one.",
            field="local_start",
            event_id=other.id,
            title=other.title,
        )


class TooManyEvents(Conflict):
    """The host has as many events coming up as one may have."""

    code = "too_many_events"

    def __init__(self, events_max: int) -> None:
        super().__init__(
            f"You have {events_max:,} events coming up, which is all that one may have. "
            "Cancel one, or come back when one is over.",
            events_max=events_max,
        )


class EventNotOpen(Conflict):
    """It has begun, is over or was cancelled, so this cannot be done any more; `state` in the details says which."""

    code = "event_not_open"

    def __init__(self, state: State) -> None:
        said = {
            "live": "This event has begun. Watch it now.",
            "over": "This event is over. Look at what else is coming up.",
            "missed": "This event did not take place. Look at what else is coming up.",
            "cancelled": "This event was cancelled. Look at what else is coming up.",
        }
        super().__init__(said.get(state, "This event cannot be changed now. Load it again."), state=state)


class HostIsGoing(Conflict):
    """The host of an event need not say that they will come."""

    code = "host_is_going"

    def __init__(self) -> None:
        super().__init__("This is your own event. Share it, so that others say that they will come.")


class EventNotDue(Conflict):
    """It is too early to begin; `due_from` in the details says from when on one may."""

    code = "event_not_due"

    def __init__(self, due_from: datetime) -> None:
        super().__init__(
            "It is too early to begin this event. Change its time if you want to begin now.", due_from=due_from
        )


class RoomTooNarrow(Conflict):
    """The LIVE is for fewer people than the event is; `audience` in the details is the event's."""

    code = "room_too_narrow"

    def __init__(self, audience: Audience) -> None:
        super().__init__(
            "Not everybody who may come to the event may watch this LIVE. Choose the same audience for both.",
            audience=audience,
        )


class EventFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of an event.

    `starts_at` is the moment that `local_start` is in `zone`. `room_id` is the LIVE that it became, the last one;
    `next_room_id` one that its host prepares for it. `cover_id` names the host's latest upload. The reminders' times
    are set until they were told, or are not worth telling any more. `revision` counts the changes that calendars have
    to follow.
    """

    id: str
    host_id: str
    title: str
    description: str
    topic: str
    audience: Audience
    local_start: str
    zone: str
    occurrence: Occurrence
    starts_at: datetime
    duration_minutes: int
    closes_at: datetime
    created_at: datetime
    updated_at: datetime
    revision: int = 0
    going: int = 0
    day_reminder_at: datetime | None = None
    ten_minutes_reminder_at: datetime | None = None
    room_id: str | None = None
    next_room_id: str | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by: CancelledBy | None = None
    cancel_reason: str | None = None
    cover_id: str | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is planned to end."""
        return self.starts_at + timedelta(minutes=self.duration_minutes)


def state_of(event: EventFacts, now: datetime, *, early: timedelta) -> State:
    """Where the event stands at `now`; its host may begin `early` before its time."""
    if event.cancelled_at is not None:
        return "cancelled"
    if event.began_at is not None:
        return "live" if event.ended_at is None else "over"
    if now >= event.closes_at:
        return "missed"
    return "due" if now >= event.starts_at - early else "scheduled"


def check_open(event: EventFacts, now: datetime, *, early: timedelta) -> None:
    """Refuse what can only be done before an event begins.

    Raises:
        EventNotOpen: it has begun, or will not.
    """
    state = state_of(event, now, early=early)
    if state not in OPEN:
        raise EventNotOpen(state)


def check_is_host(event: EventFacts, account_id: str, *, what: str) -> None:
    """Refuse anybody but the host.

    Raises:
        NotTheEventsHost: only the host may `what`.
    """
    if event.host_id != account_id:
        raise NotTheEventsHost(f"Only the host can {what}.")


def check_ahead(local: datetime, now: datetime, *, days_max: int) -> None:
    """Refuse a wall clock's time that is far from now in whatever zone: nobody can tell which moment it is.

    Raises:
        EventInThePast, EventTooFarAhead: which of the two it is.
    """
    today = now.replace(tzinfo=None)
    if local < today - OFFSET_MAX:
        raise EventInThePast
    if local > today + timedelta(days=days_max) + OFFSET_MAX:
        raise EventTooFarAhead(days_max)


def check_moment(starts_at: datetime, now: datetime, *, days_max: int) -> None:
    """Refuse a moment for which no event can be scheduled.

    Raises:
        EventInThePast, EventTooFarAhead: which of the two it is.
    """
    if starts_at <= now:
        raise EventInThePast
    if starts_at > now + timedelta(days=days_max):
        raise EventTooFarAhead(days_max)


def check_duration(duration_minutes: int, *, minutes_max: int) -> None:
    """Refuse an event that is over at once, or that never ends.

    Raises:
        DurationInvalid: with both bounds.
    """
    if not MINUTES_MIN <= duration_minutes <= minutes_max:
        raise DurationInvalid(minutes_max)


def closes_at(starts_at: datetime, duration_minutes: int) -> datetime:
    """Until when an event is waited for."""
    return starts_at + max(timedelta(minutes=duration_minutes), WAITED_FOR)


def overlap(one: EventFacts, other: EventFacts) -> bool:
    """Whether both would be on at some moment."""
    return one.id != other.id and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def plan_reminders(event: EventFacts, now: datetime) -> EventFacts:
    """The event with the reminders that are still to come; whoever hears of it now needs no reminder at once."""
    times = {lead: event.starts_at - before for lead, before in LEADS.items()}
    day, ten_minutes = (times[lead] if times[lead] > now else None for lead in ("day", "ten_minutes"))
    return msgspec.structs.replace(event, day_reminder_at=day, ten_minutes_reminder_at=ten_minutes)


def remind(event: EventFacts, now: datetime) -> tuple[EventFacts, Lead | None]:
    """The event without the reminders whose time has come, and which of them is worth telling.

    What was missed, because the platform was away, is told late only while it helps: of both the last one, and none of
    an event that has begun.
    """
    day, last = event.day_reminder_at, event.ten_minutes_reminder_at
    is_day_due, is_last_due = day is not None and day <= now, last is not None and last <= now
    left = msgspec.structs.replace(
        event, day_reminder_at=None if is_day_due else day, ten_minutes_reminder_at=None if is_last_due else last
    )
    is_to_come = event.cancelled_at is None and event.began_at is None and now < event.starts_at
    if is_last_due and is_to_come:
        return left, "ten_minutes"
    if is_day_due and is_to_come and now < event.starts_at - DAY_REMINDER_LATEST:
        return left, "day"
    return left, None


def cancel(event: EventFacts, now: datetime, by: CancelledBy, reason: str | None) -> EventFacts:
    """The event, cancelled; the first reason stays."""
    if event.cancelled_at is not None:
        return event
    return msgspec.structs.replace(
        event,
        cancelled_at=now,
        cancelled_by=by,
        cancel_reason=reason,
        updated_at=now,
        revision=event.revision + 1,
        next_room_id=None,
        day_reminder_at=None,
        ten_minutes_reminder_at=None,
    )


def prepare(event: EventFacts, room_id: str | None) -> EventFacts:
    """The event that begins when this room goes on the air; that waits again, if None."""
    return msgspec.structs.replace(event, next_room_id=room_id)


def begin(event: EventFacts, room_id: str, now: datetime) -> EventFacts:
    """The event with this LIVE; it began with the first one."""
    return msgspec.structs.replace(
        event,
        room_id=room_id,
        next_room_id=None,
        began_at=event.began_at or now,
        ended_at=None,
        updated_at=now,
        day_reminder_at=None,
        ten_minutes_reminder_at=None,
    )


def end(event: EventFacts, room_id: str, now: datetime) -> EventFacts:
    """The event after this room has ended, whether that was its LIVE or one that was only prepared for it."""
    if event.next_room_id == room_id:
        return msgspec.structs.replace(event, next_room_id=None)
    if event.room_id == room_id and event.ended_at is None:
        return msgspec.structs.replace(event, ended_at=now, updated_at=now)
    return event


def may_begin(event: EventFacts, now: datetime, *, early: timedelta) -> bool:
    """Whether a LIVE can be made this event's: it is due, or broke off and its time is not over."""
    state = state_of(event, now, early=early)
    return state == "due" or (state == "over" and now < event.closes_at)


def check_may_begin(event: EventFacts, now: datetime, *, early: timedelta) -> None:
    """Refuse to make a LIVE this event's.

    Raises:
        EventNotDue: it is too early.
        EventNotOpen: it is too late, or was cancelled.
    """
    if may_begin(event, now, early=early):
        return
    state = state_of(event, now, early=early)
    if state == "scheduled":
        raise EventNotDue(event.starts_at - early)
    raise EventNotOpen(state)


def admits_all_of(room: RoomFacts, event: EventFacts) -> bool:
    """Whether everybody who may come to the event may watch the LIVE."""
    return room.audience in ("everyone", event.audience)


class Onlooker(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks at an event, as far as it matters: nobody signed in has no `account_id`."""

    account_id: str | None = None
    follows_host: bool = False
    is_adult: bool = False


def check_may_see(event: EventFacts, onlooker: Onlooker, *, host_handle: str) -> None:
    """Refuse somebody whom the event's audience leaves out. The host always may.

    Raises:
        EventForFollowers, EventForAdults: with what to do about it.
    """
    if onlooker.account_id == event.host_id:
        return
    is_signed_in = onlooker.account_id is not None
    if event.audience == "followers" and not onlooker.follows_host:
        what_to_do = "Follow the host" if is_signed_in else "Sign in and follow the host"
        raise EventForFollowers(f"This event is for followers. {what_to_do} to see it.", handle=host_handle)
    if event.audience == "adults" and not onlooker.is_adult:
        if is_signed_in:
            raise EventForAdults("This event is for adults, and by your birth date you are not one yet.")
        raise EventForAdults("This event is for adults. Sign in to see it.")


def may_see(event: EventFacts, onlooker: Onlooker) -> bool:
    """Whether `check_may_see` admits them."""
    try:
        check_may_see(event, onlooker, host_handle="")
    except (EventForFollowers, EventForAdults):
        return False
    return True
