"""The SQL by which past LIVEs are counted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.rooms.store import rooms, viewers

# At 0 %, 5 % … 100 % of the LIVE.
STEPS: Final = 20


class PastLive(msgspec.Struct, frozen=True, kw_only=True):
    """A LIVE that was on the air and has ended."""

    id: str
    title: str
    started_at: datetime
    ended_at: datetime
    likes: int

    @property
    def length_s(self) -> float:
        """From its start to its end, interruptions included."""
        return max(0.0, (self.ended_at - self.started_at).total_seconds())


class LiveAudience(msgspec.Struct, frozen=True, kw_only=True):
    """Who watched a LIVE, the host left out.

    `strangers` of the `viewers` were not signed in and watched `strangers_s` of `watched_s`; `returning` have watched
    others of the host's. `stayed` of them watched at least 0 %, 5 % … 100 % of it.
    """

    viewers: int
    strangers: int
    returning: int
    watched_s: float
    strangers_s: float
    stayed: tuple[int, ...]


async def load_past_lives(connection: AsyncConnection, host_id: str, rows_max: int) -> list[PastLive]:
    """The host's LIVEs that have ended, newest first."""
    query = (
        sa.select(rooms.c.id, rooms.c.title, rooms.c.started_at, rooms.c.ended_at, rooms.c.likes)
        .where(rooms.c.host_id == host_id, rooms.c.state == "ended", rooms.c.started_at.is_not(None))
        .order_by(rooms.c.id.desc())
        .limit(rows_max)
    )
    return [PastLive(**row._mapping) for row in await connection.execute(query)]


async def load_audiences(
    connection: AsyncConnection,
    host_id: str,
    lives: Sequence[PastLive],
    *,
    returning_of: int,
    returning_min: int,
    watched_s_min: float,
) -> dict[str, LiveAudience]:
    """Who watched each of `lives` (newest first) for `watched_s_min` or more; those that nobody did are left out.

    Whoever watched `returning_min` of the first `returning_of` comes back.
    """
    if not lives:
        return {}
    lengths = sa.union_all(
        *(
            sa.select(sa.literal(live.id, sa.String(26)).label("id"), sa.literal(live.length_s, sa.Double).label("s"))
            for live in lives
        )
    ).subquery()
    has_watched = sa.and_(viewers.c.watched_s >= watched_s_min, viewers.c.viewer_key != host_id)
    returning = (
        sa.select(viewers.c.viewer_key)
        .where(viewers.c.room_id.in_([live.id for live in lives[:returning_of]]), has_watched)
        .group_by(viewers.c.viewer_key)
        .having(sa.func.count() >= returning_min)
    ).subquery()
    # Nobody watches for longer than it lasts, whatever two devices add up to.
    watched_s = sa.case((viewers.c.watched_s > lengths.c.s, lengths.c.s), else_=viewers.c.watched_s)
    is_stranger = sa.func.length(viewers.c.viewer_key) != ID_LENGTH
    query = (
        sa.select(
            viewers.c.room_id,
            sa.func.count(),
            _count(is_stranger),
            sa.func.count(returning.c.viewer_key),
            sa.func.sum(watched_s),
            sa.func.sum(sa.case((is_stranger, watched_s), else_=0.0)),
            *(_count(viewers.c.watched_s >= lengths.c.s * (step / STEPS)) for step in range(STEPS + 1)),
        )
        .join(lengths, lengths.c.id == viewers.c.room_id)
        .outerjoin(returning, returning.c.viewer_key == viewers.c.viewer_key)
        .where(has_watched)
        .group_by(viewers.c.room_id)
    )
    return {
        row[0]: LiveAudience(
            viewers=row[1],
            strangers=row[2],
            returning=row[3],
            watched_s=float(row[4]),
            strangers_s=float(row[5]),
            stayed=tuple(row[6:]),
        )
        for row in await connection.execute(query)
    }


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
