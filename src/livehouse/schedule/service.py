"""The schedule: everything that can be done with events. Parts do the work; this is where they are put together."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry

from livehouse.accounts import AccountDeleted, AccountLeaving, Accounts, AccountUnfollowed
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.kernel.text import TextMissing, clean_line, clean_text
from livehouse.kernel.zones import access_zone
from livehouse.live_access import LiveAccess
from livehouse.moderation import Moderation, StandingChanged
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.files import Files
from livehouse.platform.limits import RateLimitItemPerHour, RateLimitItemPerMinute, RateLimits
from livehouse.platform.tasks import Supervisor
from livehouse.rooms import Audience, RoomRecords, Rooms, UnknownTopic
from livehouse.schedule import model, store, times
from livehouse.schedule.calendars import Calendars
from livehouse.schedule.covers import Covers
from livehouse.schedule.cursors import read_cursor, write_cursor
from livehouse.schedule.events import EventCancelled, EventChanged, EventScheduled
from livehouse.schedule.metrics import ScheduleMetrics
from livehouse.schedule.model import CancelledBy, EventFacts, NoSuchEvent
from livehouse.schedule.news import News, Tell
from livehouse.schedule.reminders import Reminders
from livehouse.schedule.seeing import Seeing
from livehouse.schedule.stage import Stage
from livehouse.schedule.times import Occurrence
from livehouse.schedule.views import Event, EventPage, OwnEvents, Views

log = structlog.get_logger(__name__)

# Of those who come, and of what is indexed.
PAGE: Final = 500
# What one goes to is listed without pages.
GOING_LISTED_MAX: Final = 200


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a host says of an event. `local_start` is a wall clock's time in `zone`, to the minute."""

    title: str
    description: str = ""
    topic: str
    audience: Audience = "everyone"
    local_start: str
    zone: str
    occurrence: Occurrence | None = None
    duration_minutes: int = 60


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a host changes of an event; what is None stays."""

    title: str | None = None
    description: str | None = None
    topic: str | None = None
    audience: Audience | None = None
    local_start: str | None = None
    zone: str | None = None
    occurrence: Occurrence | None = None
    duration_minutes: int | None = None


class Schedule:
    """The slice's service.

    Args:
        records: the rooms, for events whose LIVEs are over.
        tell: sends a message to every connection of an account.
        calendar_secret: signs the keys of calendars; the same in all processes.
    """

    def __init__(
        self,
        *,
        database: Database,
        files: Files,
        rooms: Rooms,
        records: RoomRecords,
        accounts: Accounts,
        live_access: LiveAccess,
        moderation: Moderation,
        limits: RateLimits,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        registry: CollectorRegistry,
        tell: Tell,
        calendar_secret: bytes,
    ) -> None:
        origin = settings.public_origin or ""
        self._database = database
        self._settings = settings
        self._accounts = accounts
        self._live_access = live_access
        self._moderation = moderation
        self._limits = limits
        self._clock = clock
        self._ids = ids
        self._records = records
        self._early = timedelta(minutes=settings.event_early_minutes)
        self._change_limit = RateLimitItemPerHour(settings.event_changes_per_hour)
        self._rsvp_limit = RateLimitItemPerMinute(settings.event_rsvps_per_minute)
        self._views = Views(database, accounts, clock, origin=origin, early=self._early)
        self._seeing = Seeing(accounts, live_access)
        self._covers = Covers(database, files, clock, ids, settings)
        self._stage = Stage(database, rooms, records, clock, self._early)
        self._news = News(database, clock, tell, early=self._early)
        self.reminders = Reminders(database, self._stage, clock, settings, ScheduleMetrics(registry))
        self.calendars = Calendars(database, accounts, self._seeing, clock, secret=calendar_secret, name=settings.name)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self._stage.subscribe(events)
        self._news.subscribe(events)
        events.subscribe(StandingChanged, self._follow_standing)
        events.subscribe(AccountUnfollowed, self._follow_unfollowing)
        events.subscribe(AccountLeaving, self._cancel_of_leaving)
        events.subscribe(AccountDeleted, self._forget)

    def start(self, supervisor: Supervisor) -> None:
        """Begin to look at the clock. Needs the outbox running."""
        self.reminders.start(supervisor)

    # By the host

    async def schedule(self, host_id: str, draft: Draft) -> Event:
        """A new event.

        Raises:
            NoLiveAccess: with what is missing.
            EventTitleMissing, TextTooLong, UnknownTopic, DurationInvalid: naming the field.
            TimeUnreadable, UnknownZone, NoSuchHour, HourComesTwice, EventInThePast, EventTooFarAhead: likewise.
            EventsOverlap, TooManyEvents, TooFast: as they say.
        """
        now = self._clock.now()
        settings = self._settings
        title, description = self._clean_title(draft.title), self._clean_description(draft.description)
        self._check_topic(draft.topic)
        model.check_duration(draft.duration_minutes, minutes_max=settings.event_minutes_max)
        starts_at, local, occurrence = self._pin(draft.local_start, draft.zone, draft.occurrence, now)
        await self._live_access.check_may_go_live(host_id)
        await self._hit_change_limit(host_id)
        event = EventFacts(
            id=self._ids.new(),
            host_id=host_id,
            title=title,
            description=description,
            topic=draft.topic,
            audience=draft.audience,
            local_start=local,
            zone=draft.zone,
            occurrence=occurrence,
            starts_at=starts_at,
            duration_minutes=draft.duration_minutes,
            closes_at=model.closes_at(starts_at, draft.duration_minutes),
            created_at=now,
            updated_at=now,
        )
        event = model.plan_reminders(event, now)
        async with self._database.transaction() as tx:
            await store.hold_host(tx, host_id)
            others = await store.load_waited_for(tx, host_id, now)
            _check_overlaps(event, others)
            if len(others) >= settings.events_upcoming_max:
                raise model.TooManyEvents(settings.events_upcoming_max)
            await store.insert_event(tx, event)
            tx.emit(EventScheduled(event_id=event.id, host_id=host_id, at=now))
        return await self._view(event, host_id)

    async def change(self, event_id: str, account_id: str, change: Change) -> Event:
        """The event with what is given changed; nobody is told of what stays the same.

        Raises:
            NoSuchEvent, NotTheEventsHost, EventNotOpen: as they say.
            And what `schedule` raises, but for live access.
        """
        event = await self._access(event_id, account_id)
        model.check_is_host(event, account_id, what="change this event")
        await self._hit_change_limit(account_id)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await store.hold_host(tx, account_id)
            before = await store.lock_event(tx, event_id)
            if before is None:
                raise NoSuchEvent
            model.check_open(before, now, early=self._early)
            after = self._changed(before, change, now)
            changed = _differences(before, after)
            if changed:
                _check_overlaps(after, await store.load_waited_for(tx, account_id, now))
                after = msgspec.structs.replace(after, updated_at=now, revision=before.revision + 1)
                await store.update_event(tx, after)
                tx.emit(
                    EventChanged(
                        event_id=event_id, host_id=account_id, at=now, changed=tuple(changed), revision=after.revision
                    )
                )
        return await self._view(after, account_id)

    def _changed(self, before: EventFacts, change: Change, now: datetime) -> EventFacts:
        minutes = before.duration_minutes if change.duration_minutes is None else change.duration_minutes
        model.check_duration(minutes, minutes_max=self._settings.event_minutes_max)
        after = msgspec.structs.replace(
            before,
            title=before.title if change.title is None else self._clean_title(change.title),
            description=(
                before.description if change.description is None else self._clean_description(change.description)
            ),
            topic=before.topic if change.topic is None else self._check_topic(change.topic),
            audience=before.audience if change.audience is None else change.audience,
            duration_minutes=minutes,
        )
        local = before.local_start if change.local_start is None else change.local_start
        zone = before.zone if change.zone is None else change.zone
        if (local, zone, change.occurrence or before.occurrence) != (
            before.local_start,
            before.zone,
            before.occurrence,
        ):
            starts_at, local, occurrence = self._pin(local, zone, change.occurrence, now)
            after = msgspec.structs.replace(
                after, starts_at=starts_at, local_start=local, zone=zone, occurrence=occurrence
            )
        after = msgspec.structs.replace(after, closes_at=model.closes_at(after.starts_at, minutes))
        return after if after.starts_at == before.starts_at else model.plan_reminders(after, now)

    async def cancel(self, event_id: str, account_id: str, reason: str) -> Event:
        """The event, cancelled; the first reason stays.

        Raises:
            NoSuchEvent, NotTheEventsHost: as they say.
            EventNotOpen: it has begun.
            TextTooLong: the reason.
        """
        said = clean_text(reason, graphemes_max=self._settings.event_reason_max, field="reason", required=False)
        event = await self._access(event_id, account_id)
        model.check_is_host(event, account_id, what="cancel this event")
        if event.cancelled_at is None:
            model.check_open(event, self._clock.now(), early=self._early)
        return await self._view(await self._cancel(event_id, "host", said or None), account_id)

    async def _cancel(self, event_id: str, by: CancelledBy, reason: str | None) -> EventFacts:
        now = self._clock.now()
        async with self._database.transaction() as tx:
            before = await store.lock_event(tx, event_id)
            if before is None:
                raise NoSuchEvent
            if before.cancelled_at is not None:
                return before
            model.check_open(before, now, early=self._early)
            after = model.cancel(before, now, by, reason)
            await store.update_event(tx, after)
            tx.emit(EventCancelled(event_id=event_id, host_id=after.host_id, at=now, by=by))
        return after

    async def upload_cover(self, event_id: str, account_id: str, data: bytes) -> Event:
        """The event with the picture in `data` as its cover.

        Raises:
            NoSuchEvent, NotTheEventsHost, PictureTooLarge, PictureUnreadable: as they say.
        """
        event = await self._access(event_id, account_id)
        return await self._view(await self._covers.upload(event, account_id, data), account_id)

    async def link_room(self, event_id: str, account_id: str, room_id: str) -> Event:
        """The event, with the room that is or will be its LIVE.

        Raises:
            NoSuchEvent, NotTheEventsHost, EventNotDue, EventNotOpen, NoSuchRoom, RoomHasEnded, RoomTooNarrow: as they
                say.
        """
        await self._access(event_id, account_id)
        return await self._view(await self._stage.link(event_id, account_id, room_id), account_id)

    async def unlink_room(self, event_id: str, account_id: str) -> Event:
        """The event without the room that was prepared for it.

        Raises:
            NoSuchEvent, NotTheEventsHost: as they say.
        """
        await self._access(event_id, account_id)
        return await self._view(await self._stage.unlink(event_id, account_id), account_id)

    # By everybody

    async def event(self, event_id: str, viewer_id: str | None) -> Event:
        """The event, for somebody who may see it.

        Raises:
            NoSuchEvent, EventForFollowers, EventForAdults: as they say.
        """
        return await self._view(await self._access(event_id, viewer_id), viewer_id)

    async def say_going(self, event_id: str, account_id: str) -> Event:
        """The event, to which the account comes; once more changes nothing.

        Raises:
            NoSuchEvent, EventForFollowers, EventForAdults, EventNotOpen, HostIsGoing, TooFast: as they say.
        """
        await self._access(event_id, account_id)
        await self._limits.hit(
            self._rsvp_limit, "event-rsvp", account_id, message="That was a little fast. Try again in a moment."
        )
        async with self._database.transaction() as tx:
            event = await store.lock_event(tx, event_id)
            if event is None:
                raise NoSuchEvent
            if event.host_id == account_id:
                raise model.HostIsGoing
            model.check_open(event, self._clock.now(), early=self._early)
            await store.add_rsvp(tx, event_id, account_id, self._clock.now())
        return await self.event(event_id, account_id)

    async def say_not_going(self, event_id: str, account_id: str) -> Event:
        """The event, to which the account does not come; once more changes nothing.

        Raises:
            NoSuchEvent, TooFast: as they say.
        """
        await self._limits.hit(
            self._rsvp_limit, "event-rsvp", account_id, message="That was a little fast. Try again in a moment."
        )
        if not is_id(event_id):
            raise NoSuchEvent
        async with self._database.transaction() as tx:
            event = await store.lock_event(tx, event_id)
            if event is None:
                raise NoSuchEvent
            await store.remove_rsvp(tx, event_id, account_id)
        return await self.event(event_id, account_id)

    async def cover(self, event_id: str, viewer_id: str | None) -> tuple[bytes, bool]:
        """The cover that the host uploaded, as WebP, and whether everybody may see it.

        Raises:
            NoSuchEvent, EventForFollowers, EventForAdults: as they say, or there is none.
        """
        event = await self._access(event_id, viewer_id)
        data = await self._covers.load(event)
        if data is None:
            raise NoSuchEvent
        return data, event.audience == "everyone"

    async def calendar_file(self, event_id: str, viewer_id: str | None, key: str | None, origin: str) -> bytes:
        """The event as a file for calendars.

        Raises:
            NoSuchEvent, EventForFollowers, EventForAdults, NoSuchCalendar: as they say.
        """
        if key is not None:
            viewer_id = await self.calendars.owner_of(key)
        return await self.calendars.of_event(await self._access(event_id, viewer_id), origin)

    # Lists

    async def upcoming(self, viewer_id: str | None, *, topic: str | None, cursor: str | None) -> EventPage:
        """What is coming up or on, of those whom one follows and one's own first, the next first.

        Raises:
            BadCursor, UnknownTopic: as they say.
        """
        if topic is not None:
            self._check_topic(topic)
        part, after = read_cursor(cursor, ("f", "o"))
        near = set() if viewer_id is None else {viewer_id, *await self._accounts.following_ids(viewer_id)}
        is_adult = await self._live_access.is_adult_id(viewer_id)
        rows_max = self._settings.events_listed_max
        found: list[EventFacts] = []
        next_cursor: str | None = None
        now = self._clock.now()
        async with self._database.read() as connection:
            if part == "f" and near:
                found = await store.load_upcoming(
                    connection,
                    now,
                    host_ids=near,
                    audiences=_audiences(follows=True, is_adult=is_adult),
                    topic=topic,
                    after=after,
                    rows_max=rows_max + 1,
                )
            if len(found) > rows_max:
                found = found[:rows_max]
                next_cursor = write_cursor("f", found[-1])
            else:
                wanted = rows_max - len(found)
                others = await store.load_upcoming(
                    connection,
                    now,
                    but_host_ids=near,
                    audiences=_audiences(follows=False, is_adult=is_adult),
                    topic=topic,
                    after=after if part == "o" else None,
                    rows_max=wanted + 1,
                )
                if len(others) > wanted:
                    next_cursor = write_cursor("o", others[wanted - 1] if wanted else None)
                found += others[:wanted]
        return EventPage(events=await self._views.events(found, viewer_id), next_cursor=next_cursor)

    async def of_host(self, handle: str, viewer_id: str | None, *, past: bool, cursor: str | None) -> EventPage:
        """What a host has coming up, the next first; or what is over, the latest first.

        Raises:
            NoSuchAccount: nobody has this handle.
            BadCursor: as it says.
        """
        host = await self._accounts.access_by_handle(handle)
        part, place = read_cursor(cursor, ("p",) if past else ("u",))
        rows_max = self._settings.events_listed_max
        now = self._clock.now()
        async with self._database.read() as connection:
            if past:
                found = await store.load_past(connection, host.id, now, before=place, rows_max=rows_max + 1)
            else:
                found = await store.load_upcoming(
                    connection, now, host_ids=[host.id], after=place, rows_max=rows_max + 1
                )
        page = found[:rows_max]
        events = await self._views.events(await self._seeing.choose(page, viewer_id), viewer_id)
        return EventPage(events=events, next_cursor=write_cursor(part, page[-1]) if len(found) > rows_max else None)

    async def mine(self, account_id: str) -> OwnEvents:
        """What the account hosts and goes to, and the event that it may begin now."""
        now = self._clock.now()
        async with self._database.read() as connection:
            hosting = await store.load_waited_for(connection, account_id, now)
            going = await store.load_gone_to(connection, account_id, now, GOING_LISTED_MAX)
            near = await store.load_near(connection, account_id, now, now + self._early)
        due = await self._due_of(near, now)
        visible = await self._seeing.choose(going, account_id)
        hosted, gone_to, offered = [await self._views.events(found, account_id) for found in (hosting, visible, due)]
        return OwnEvents(hosting=hosted, going=gone_to, due=offered[0] if offered else None)

    async def _due_of(self, near: list[EventFacts], now: datetime) -> list[EventFacts]:
        """The event that is due, or else the one whose LIVE broke off; one that its host ended is not offered again."""
        possible = [event for event in near if model.may_begin(event, now, early=self._early)]
        waiting = [event for event in possible if event.began_at is None]
        if waiting:
            return waiting[:1]
        rooms = await self._records.of_ids({event.room_id for event in possible if event.room_id is not None})
        return [
            event
            for event in possible
            if event.room_id in rooms and rooms[event.room_id].ended_reason in ("silence", "platform")
        ][:1]

    # For the slices above

    async def find(self, event_ids: Collection[str], viewer_id: str | None) -> list[Event]:
        """Those of the events that there are and that this person may see, in the order given."""
        wanted = [event_id for event_id in event_ids if is_id(event_id)]
        if not wanted:
            return []
        async with self._database.read() as connection:
            stored = {facts.id: facts for facts in await store.load_events(connection, wanted)}
        found = [stored[event_id] for event_id in wanted if event_id in stored]
        return await self._views.events(await self._seeing.choose(found, viewer_id), viewer_id)

    async def of_those_to_come(self, event_ids: Collection[str]) -> list[EventFacts]:
        """Those of the events that are coming up or on, of all hosts and for whatever audience."""
        async with self._database.read() as connection:
            return await store.load_events_to_come(connection, event_ids, self._clock.now())

    async def to_come(self, after_id: str = "") -> list[EventFacts]:
        """What is coming up or on, of all hosts and for whatever audience, in the order of ids; `PAGE` at a time."""
        async with self._database.read() as connection:
            return await store.load_page_of_all(connection, self._clock.now(), after_id=after_id, rows_max=PAGE)

    async def facts(self, event_id: str) -> EventFacts | None:
        """What is stored of an event, whoever may see it."""
        if not is_id(event_id):
            return None
        async with self._database.read() as connection:
            return await store.load_event(connection, event_id)

    async def going_to(self, event: EventFacts, after_id: str = "") -> tuple[list[str], str | None]:
        """Accounts that said that they will come, may see the event still and are not leaving.

        Args:
            event: the event.
            after_id: what the page before said; "" for the first.

        Returns:
            `PAGE` of them at most, and where the next ones begin; None at the end.
        """
        async with self._database.read() as connection:
            page = await store.load_going_ids(connection, event.id, after_id=after_id, rows_max=PAGE)
        present = await self._accounts.present(page)
        # They said so when it was for others as well, or when they followed the host.
        admitted = await self._seeing.admitted(event, [account_id for account_id in page if account_id in present])
        return admitted, page[-1] if len(page) == PAGE else None

    async def export(self, account_id: str) -> dict[str, object]:
        """The events that an account has hosted and said that it will come to, for its owner."""
        async with self._database.read() as connection:
            hosted = await store.load_all_of(connection, account_id)
            going = await store.load_rsvps_of(connection, account_id)
        return {
            "hosted": [
                {
                    name: getattr(event, name)
                    for name in EventFacts.__struct_fields__
                    if name not in ("host_id", "day_reminder_at", "ten_minutes_reminder_at", "next_room_id", "cover_id")
                }
                for event in hosted
            ],
            "going": [{"event": one.event_id, "at": one.at} for one in going],
        }

    # What happens elsewhere

    async def _follow_standing(self, event: StandingChanged) -> None:
        standing = await self._moderation.standing_of(event.account_id)
        if standing.state not in ("banned", "suspended"):
            return
        await self._cancel_unbegun(event.account_id, before=standing.until)

    async def _cancel_of_leaving(self, event: AccountLeaving) -> None:
        await self._cancel_unbegun(event.account_id, before=None)

    async def _cancel_unbegun(self, host_id: str, *, before: datetime | None) -> None:
        """Cancel what would begin before a time; all of it, if None."""
        async with self._database.read() as connection:
            unbegun = await store.load_unbegun(connection, host_id, self._clock.now())
        for event in unbegun:
            if before is not None and event.starts_at >= before:
                continue
            try:
                await self._cancel(event.id, "platform", None)
            except (model.EventNotOpen, NoSuchEvent):
                # It began, or its time went by, meanwhile.
                log.info("an event could not be cancelled any more", event_id=event.id)

    async def _follow_unfollowing(self, event: AccountUnfollowed) -> None:
        """What is for followers is not for them any more."""
        async with self._database.read() as connection:
            left = await store.load_gone_to_of_host(connection, event.follower_id, event.followee_id, self._clock.now())
        for facts in left:
            if facts.audience == "followers":
                await self._remove_rsvp(facts.id, event.follower_id)

    async def _forget(self, event: AccountDeleted) -> None:
        async with self._database.read() as connection:
            hosted = await store.load_all_of(connection, event.account_id)
            going = await store.load_rsvps_of(connection, event.account_id)
        for facts in hosted:
            # The file first: if this process dies here, this is done again.
            await self._covers.remove(facts)
            async with self._database.transaction() as tx:
                await store.lock_event(tx, facts.id)
                await store.delete_event(tx, facts.id)
        for rsvp in going:
            await self._remove_rsvp(rsvp.event_id, event.account_id)
        async with self._database.transaction() as tx:
            await store.delete_calendar(tx, event.account_id)

    async def _remove_rsvp(self, event_id: str, account_id: str) -> None:
        async with self._database.transaction() as tx:
            if await store.lock_event(tx, event_id) is not None:
                await store.remove_rsvp(tx, event_id, account_id)

    # Parts of the above

    async def _access(self, event_id: str, viewer_id: str | None) -> EventFacts:
        event = await self.facts(event_id)
        if event is None:
            raise NoSuchEvent
        await self._seeing.check(event, viewer_id)
        return event

    async def _view(self, event: EventFacts, viewer_id: str | None) -> Event:
        return (await self._views.events([event], viewer_id))[0]

    async def _hit_change_limit(self, host_id: str) -> None:
        await self._limits.hit(
            self._change_limit,
            "event-change",
            host_id,
            message="You have scheduled and changed a lot within the hour. Try again later.",
        )

    def _pin(
        self, local_start: str, zone_name: str, occurrence: Occurrence | None, now: datetime
    ) -> tuple[datetime, str, Occurrence]:
        """(moment, wall clock's time as it is stored, which of two it is)."""
        days_max = self._settings.event_days_ahead_max
        local, zone = times.read_local(local_start), access_zone(zone_name)
        model.check_ahead(local, now, days_max=days_max)
        starts_at, which = times.pin(local, zone, occurrence)
        model.check_moment(starts_at, now, days_max=days_max)
        return starts_at, times.write_local(local), which

    def _clean_title(self, value: str) -> str:
        try:
            return clean_line(value, graphemes_max=self._settings.title_max, field="title")
        except TextMissing:
            raise model.EventTitleMissing from None

    def _clean_description(self, value: str) -> str:
        return clean_text(
            value, graphemes_max=self._settings.event_description_max, field="description", required=False
        )

    def _check_topic(self, topic: str) -> str:
        offered = self._settings.topic_ids
        if topic not in offered:
            raise UnknownTopic("Choose one of the topics on the list.", field="topic", topics=list(offered))
        return topic


def _check_overlaps(event: EventFacts, others: list[EventFacts]) -> None:
    for other in others:
        if model.overlap(event, other):
            raise model.EventsOverlap(other)


def _differences(before: EventFacts, after: EventFacts) -> list[str]:
    told = ("title", "description", "topic", "audience", "starts_at", "duration_minutes")
    changed = [name for name in told if getattr(before, name) != getattr(after, name)]
    is_moved_in_name = (before.local_start, before.zone) != (after.local_start, after.zone)
    # Another zone's name for the same moment is worth writing down as well.
    return changed or (["zone"] if is_moved_in_name else [])


def _audiences(*, follows: bool, is_adult: bool) -> list[Audience]:
    audiences: list[Audience] = ["everyone"]
    if follows:
        audiences.append("followers")
    if is_adult:
        audiences.append("adults")
    return audiences
