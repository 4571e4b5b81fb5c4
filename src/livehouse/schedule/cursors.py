"""Where a page of a list of events ends, as text that the next page is asked for with. Pure."""

from datetime import UTC, datetime
from typing import Final

from livehouse.kernel.errors import BadCursor
from livehouse.kernel.ids import is_id
from livehouse.schedule.model import EventFacts
from livehouse.schedule.store import Place

_SEPARATOR: Final = "~"
_FORMAT: Final = "%Y%m%dT%H%M%S"


def write_cursor(part: str, last: EventFacts | None) -> str:
    """The cursor of what comes after `last` in a part of a list; of the beginning of that part, if None."""
    if last is None:
        return part
    return _SEPARATOR.join((part, last.starts_at.astimezone(UTC).strftime(_FORMAT), last.id))


def read_cursor(cursor: str | None, parts: tuple[str, ...]) -> tuple[str, Place | None]:
    """(part, where the page before ended in it); the beginning of the first part, if there is no cursor.

    Raises:
        BadCursor: it is none that `write_cursor` made.
    """
    if cursor is None:
        return parts[0], None
    part, *place = cursor.split(_SEPARATOR)
    if part not in parts or len(place) not in (0, 2):
        raise BadCursor
    if not place:
        return part, None
    if not is_id(place[1]):
        raise BadCursor
    try:
        # Events begin at full minutes, so nothing is lost.
        return part, Place(datetime.strptime(place[0], _FORMAT).replace(tzinfo=UTC), place[1])
    except ValueError:
        raise BadCursor from None
