"""The SQL by which past LIVEs are counted, once each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, metadata
from livehouse.rooms.store import rooms, viewers

# At 0 %, 5 % … 100 % of the LIVE.
STEPS: Final = 20

# Counting thousands of viewers takes a while, and what a LIVE came to does not change any more.
audiences = sa.Table(
    "room_audiences",
    metadata,
    sa.Column("room_id", sa.ForeignKey("rooms.id"), primary_key=True),
    sa.Column("viewers", sa.Integer, nullable=False),
    sa.Column("strangers", sa.Integer, nullable=False),
    sa.Column("came_back", sa.Integer, nullable=False),
    sa.Column("watched_s", sa.Double, nullable=False),
    sa.Column("stayed", sa.JSON, nullable=False),
)


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

    `strangers` of the `viewers` were not signed in, `came_back` have watched others of the host's. `stayed` of them
    watched at least 0 %, 5 % … 100 % of it.
    """

    viewers: int
    strangers: int
    came_back: int
    watched_s: float
    stayed: Sequence[int]


async def load_past_lives(connection: AsyncConnection, host_id: str, rows_max: int) -> list[PastLive]:
    """The host's LIVEs that have ended, newest first."""
    query = (
        sa.select(rooms.c.id, rooms.c.title, rooms.c.started_at, rooms.c.ended_at, rooms.c.likes)
        .where(rooms.c.host_id == host_id, rooms.c.state == "ended", rooms.c.started_at.is_not(None))
        .order_by(rooms.c.id.desc())
        .limit(rows_max)
    )
    return [PastLive(**row._mapping) for row in await connection.execute(query)]


async def load_audiences(connection: AsyncConnection, room_ids: Sequence[str]) -> dict[str, LiveAudience]:
    """The audiences of those LIVEs that were counted already."""
    query = sa.select(audiences).where(audiences.c.room_id.in_(room_ids))
    return {
        row.room_id: LiveAudience(
            viewers=row.viewers,
            strangers=row.strangers,
            came_back=row.came_back,
            watched_s=row.watched_s,
            stayed=row.stayed,
        )
        for row in await connection.execute(query)
    }


async def insert_audience(tx: Transaction, room_id: str, audience: LiveAudience) -> None:
    """Keep what was counted; who was faster has counted the same."""
    values = {"room_id": room_id, **msgspec.structs.asdict(audience)}
    await tx.execute(tx.insert(audiences).values(values).on_conflict_do_nothing())


async def count_audience(
    connection: AsyncConnection,
    live: PastLive,
    *,
    host_id: str,
    last_ids: Sequence[str],
    returning_min: int,
    watched_s_min: float,
) -> LiveAudience:
    """Count who watched the LIVE for `watched_s_min` or more.

    Args:
        last_ids: the host's LIVEs up to this one of which whoever watched `returning_min` comes back.
    """
    has_watched = sa.and_(viewers.c.watched_s >= watched_s_min, viewers.c.viewer_key != host_id)
    returning = (
        sa.select(viewers.c.viewer_key)
        .where(viewers.c.room_id.in_(last_ids), has_watched)
        .group_by(viewers.c.viewer_key)
        .having(sa.func.count() >= returning_min)
    )
    length_s = live.length_s
    # Nobody watches for longer than it lasts, whatever two devices add up to.
    watched_s = sa.case((viewers.c.watched_s > length_s, length_s), else_=viewers.c.watched_s)
    query = sa.select(
        sa.func.count(),
        _count(sa.func.length(viewers.c.viewer_key) != ID_LENGTH),
        _count(viewers.c.viewer_key.in_(returning)),
        sa.func.coalesce(sa.func.sum(watched_s), 0.0),
        *(_count(viewers.c.watched_s >= length_s * (step / STEPS)) for step in range(STEPS + 1)),
    ).where(viewers.c.room_id == live.id, has_watched)
    row = (await connection.execute(query)).one()
    return LiveAudience(
        viewers=row[0], strangers=row[1], came_back=row[2], watched_s=float(row[3]), stayed=tuple(row[4:])
    )


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
