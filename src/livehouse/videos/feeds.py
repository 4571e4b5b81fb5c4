"""Where a page of a list ends, as text that the next page is asked for with. Pure."""

from datetime import date
from typing import Final

from livehouse.kernel.errors import BadCursor
from livehouse.kernel.ids import is_id
from livehouse.videos.model import VideoFacts
from livehouse.videos.store import FeedPlace

_SEPARATOR: Final = "~"
TURN_MAX: Final = 1_000_000


def read_id(cursor: str | None) -> str | None:
    """The id at which the page before ended; None for the first page.

    Raises:
        BadCursor: it is no id.
    """
    if cursor is not None and not is_id(cursor):
        raise BadCursor
    return cursor


def write_place(last: VideoFacts) -> str:
    """The cursor of the page after the one that ends with `last`, a video that is ready."""
    assert last.published_at is not None  # noqa: S101  # it is ready
    return _SEPARATOR.join((last.published_at.date().isoformat(), str(last.turn), last.id))


def read_place(cursor: str | None) -> FeedPlace | None:
    """Where the page before ended; None for the first page.

    Raises:
        BadCursor: it is none that `write_place` made.
    """
    if cursor is None:
        return None
    parts = cursor.split(_SEPARATOR)
    if len(parts) != 3 or not is_id(parts[2]):
        raise BadCursor
    try:
        place = FeedPlace(date.fromisoformat(parts[0]), int(parts[1]), parts[2])
    except ValueError:
        raise BadCursor from None
    if not 0 <= place.turn <= TURN_MAX:
        raise BadCursor
    return place
