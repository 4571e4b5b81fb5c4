"""Events as calendars read them: iCalendar (RFC 5545), with the alarms of RFC 5545 and the names that readers expect.

A time is written as the host promised it, on the wall clock of its zone, together with the zone's rules around that
day: a calendar then shows it right even where rules change later. What that cannot say (the second of an hour that
comes twice) is written in UTC. Pure, but for the library, which is loaded when the first calendar is asked for.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from livehouse.kernel.zones import UnknownZone, access_zone
from livehouse.schedule import times
from livehouse.schedule.model import LEADS, EventFacts

if TYPE_CHECKING:
    from icalendar import Event, Timezone

PRODUCT: Final = "-//Livehouse//Events//EN"
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
# How often a calendar that is subscribed to should be looked at again.
REFRESH: Final = timedelta(hours=1)
_UTC_ZONES: Final = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})
# A calendar needs the rules around its events; all of a zone's history would be most of the file.
_YEARS_BEFORE: Final = 1
_YEARS_AFTER: Final = 2
_ZONES_KEPT: Final = 64


class Entry(msgspec.Struct, frozen=True):
    """An event for a calendar: what is stored of it, who hosts it, and the address of its page."""

    event: EventFacts
    host: str
    url: str


def write_calendar(entries: Sequence[Entry], *, name: str | None) -> bytes:
    """A calendar of these events.

    Args:
        entries: the events, those that were cancelled as well: a calendar that has them must take them out.
        name: what a calendar that is subscribed to is called; None for a file with one event.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name is not None:
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", REFRESH)
    for zone, year in sorted(_zones_of(entries)):
        calendar.add_component(_rules(zone, year))
    for entry in entries:
        calendar.add_component(_write_event(entry))
    return bytes(calendar.to_ical())


def _zones_of(entries: Sequence[Entry]) -> set[tuple[str, int]]:
    """Each zone once, from the year of the first event on."""
    first: dict[str, int] = {}
    for entry in entries:
        if not _is_in_utc(entry.event):
            year = int(entry.event.local_start[:4])
            first[entry.event.zone] = min(year, first.get(entry.event.zone, year))
    return set(first.items())


def _is_in_utc(event: EventFacts) -> bool:
    if event.zone in _UTC_ZONES or event.occurrence == "second":
        return True
    try:
        zone = access_zone(event.zone)
    except UnknownZone:
        return True
    # By the rules of now the wall clock shows something else at that moment, or never shows this.
    return event.starts_at.astimezone(zone).replace(tzinfo=None) != times.read_local(event.local_start)


@lru_cache(maxsize=_ZONES_KEPT)
def _rules(zone: str, year: int) -> "Timezone":
    from icalendar import Timezone

    return Timezone.from_tzid(
        zone, first_date=date(year - _YEARS_BEFORE, 1, 1), last_date=date(year + _YEARS_AFTER, 1, 1)
    )


def _write_event(entry: Entry) -> "Event":
    from icalendar import Event

    event = entry.event
    begin = event.starts_at
    if not _is_in_utc(event):
        begin = begin.astimezone(access_zone(event.zone))
    said = "\n\n".join(part for part in (event.description, entry.url) if part)
    if event.cancelled_at is not None and event.cancel_reason:
        said = f"{event.cancel_reason}\n\n{said}"
    written = Event()
    written.add("uid", f"{event.id}@livehouse")
    written.add("dtstamp", event.updated_at)
    written.add("created", event.created_at)
    written.add("last-modified", event.updated_at)
    written.add("sequence", event.revision)
    written.add("dtstart", begin)
    written.add("dtend", _later(begin, event))
    written.add("summary", event.title)
    written.add("description", said)
    written.add("location", entry.url)
    written.add("url", entry.url)
    written.add("contact", entry.host)
    written.add("categories", [event.topic])
    written.add("status", "CONFIRMED" if event.cancelled_at is None else "CANCELLED")
    # One watches; other things can be done meanwhile.
    written.add("transp", "TRANSPARENT")
    if event.cancelled_at is None:
        _add_alarms(written, event)
    return written


def _later(begin: datetime, event: EventFacts) -> datetime:
    # On the wall clock this could be an hour off, on the night on which clocks change.
    return event.ends_at.astimezone(begin.tzinfo)


def _add_alarms(written: "Event", event: EventFacts) -> None:
    from icalendar import Alarm

    for before in LEADS.values():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.title)
        alarm.add("trigger", -before)
        written.add_component(alarm)
