"""When an event is: a time on the wall clock of its host's zone, and the moment that this is. Pure.

The wall clock is what the host promised, so it is what is kept. Twice a year a zone has an hour that does not exist
(the clocks go forward) or that comes twice (they go back): the first is refused when it is typed, of the second one
has to be named. Where rules change afterwards, by a law or another version of the zones' data, the wall clock stays and
the moment follows (`settle`), as calendars do it (RFC 5545, section 3.3.5).
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from livehouse.kernel.errors import BadInput

Occurrence = Literal["first", "second"]
"""Which of the two, of an hour that comes twice."""

_LOCAL: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::00)?")
# No zone is further from UTC, so a time that is further from now than this and a limit is past the limit in every zone.
OFFSET_MAX: Final = timedelta(days=2)


class TimeUnreadable(BadInput):
    """The time is none that a wall clock shows."""

    code = "time_unreadable"

    def __init__(self) -> None:
        super().__init__("Give date and time as in 2026-03-28T20:30.", field="local_start")


class NoSuchHour(BadInput):
    """The clocks go forward over this time; `next` in the details is what they show instead."""

    code = "no_such_hour"

    def __init__(self, local: datetime, zone: str, instead: datetime) -> None:
        super().__init__(
            f"{local:%H:%M} does not exist on that day in {zone}: the clocks go forward. "
            f"Choose {instead:%H:%M}, or another time.",
            field="local_start",
            zone=zone,
            local=write_local(local),
            next=write_local(instead),
        )


class HourComesTwice(BadInput):
    """The clocks go back over this time; `first` and `second` in the details are the moments that it may mean."""

    code = "hour_comes_twice"

    def __init__(self, local: datetime, zone: str, first: datetime, second: datetime) -> None:
        super().__init__(
            f"{local:%H:%M} comes twice on that day in {zone}: the clocks go back. Say which of the two you mean.",
            field="occurrence",
            zone=zone,
            local=write_local(local),
            first=first,
            second=second,
        )


def read_local(text: str) -> datetime:
    """The wall clock's time that `text` names, to the minute.

    Raises:
        TimeUnreadable: it names none.
    """
    if not _LOCAL.fullmatch(text):
        raise TimeUnreadable
    try:
        return datetime.fromisoformat(text[:16])
    except ValueError:
        raise TimeUnreadable from None


def write_local(local: datetime) -> str:
    """The text that `read_local` reads."""
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def pin(local: datetime, zone: ZoneInfo, occurrence: Occurrence | None) -> tuple[datetime, Occurrence]:
    """The moment at which the clocks of `zone` show `local`, in UTC, and which of two it is.

    Raises:
        NoSuchHour: they never do.
        HourComesTwice: they do twice, and nobody said which is meant.
    """
    first, second = _readings(local, zone)
    if _shown(first, zone) != local:
        raise NoSuchHour(local, zone.key, _shown(first, zone))
    if first == second:
        return first, "first"
    if occurrence is None:
        raise HourComesTwice(local, zone.key, first, second)
    return (first, "first") if occurrence == "first" else (second, "second")


def settle(local: datetime, zone: ZoneInfo, occurrence: Occurrence) -> datetime:
    """The moment of a time that was once pinned, by the rules that hold now.

    Where they have made an end of the hour, it is as long after the clocks' leap as it would have been without.
    """
    first, second = _readings(local, zone)
    return second if occurrence == "second" and _shown(first, zone) == local else first


def _readings(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return first, local.replace(tzinfo=zone, fold=1).astimezone(UTC)


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
