"""Where in a replay something is that happened at a certain time, and the other way round. Pure.

Where something is missing between two pieces, no time passes in the replay: what was said meanwhile is where it goes
on.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from livehouse.replays.model import US, PieceFacts

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Timeline:
    """The pieces of a replay, or some that follow one another, as a line of time."""

    def __init__(self, pieces: Sequence[PieceFacts]) -> None:
        self._pieces = pieces
        self._begins_us = [piece.at_us for piece in pieces]

    def position_us(self, at: datetime) -> int:
        """Where in the replay this time is; the nearest place, for times before, between and after the pieces."""
        at_us = to_us(at)
        index = bisect_right(self._begins_us, at_us) - 1
        if index < 0:
            return self._pieces[0].position_us if self._pieces else 0
        piece = self._pieces[index]
        return piece.position_us + min(at_us - piece.at_us, piece.duration_us)

    def span(self) -> tuple[datetime, datetime] | None:
        """From when until when what is here was, with what is missing before each piece; None if there is nothing."""
        if not self._pieces:
            return None
        first, last = self._pieces[0], self._pieces[-1]
        return from_us(first.at_us - first.gap_us), from_us(last.at_us + last.duration_us)


def to_us(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def from_us(at_us: int) -> datetime:
    """The time that is so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=at_us)


def seconds(position_us: int) -> float:
    """A place in a replay as programs are told of it."""
    return round(position_us / US, 3)
