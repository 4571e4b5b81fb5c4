"""The rooms' tables, and all SQL that touches them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import Query, Step, among
from livehouse.rooms.model import ON_AIR, RoomFacts

RUNNING_HOST_INDEX: Final = "uq_rooms_running_host"

rooms = sa.Table(
    "rooms",
    metadata,
    sa.Column("id", sa.String(26), primary_key=True),
    sa.Column("host_id", sa.String(26), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("topic", sa.String(40), nullable=False),
    sa.Column("audience", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("started_at", UtcDateTime),
    sa.Column("interrupted_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("ended_reason", sa.String(16)),
    sa.Column("cover_id", sa.String(26)),
    sa.Column("source", sa.String(16), nullable=False, server_default="browser"),
    sa.Column("is_recorded", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("starts_itself", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("likes", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("shares", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("viewers_peak", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint("state IN ('preparing', 'live', 'interrupted', 'ended')", name="state"),
    sa.CheckConstraint("audience IN ('everyone', 'followers', 'adults')", name="audience"),
    sa.CheckConstraint("source IN ('browser', 'encoder')", name="source"),
    sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_at"),
    sa.CheckConstraint("(state = 'interrupted') = (interrupted_at IS NOT NULL)", name="interrupted_at"),
)
sa.Index(None, rooms.c.host_id)
# One LIVE per host, held by the database itself whatever runs at the same time. Few rooms are ever in this index, so it
# also finds those that have not ended.
sa.Index(
    RUNNING_HOST_INDEX,
    rooms.c.host_id,
    unique=True,
    sqlite_where=rooms.c.state != "ended",
    postgresql_where=rooms.c.state != "ended",
)
# Those that end by themselves if nothing happens: fewer still, and looked for every second.
_WAITING: Final = sa.and_(rooms.c.state != "ended", rooms.c.state != "live")
sa.Index("ix_rooms_waiting", rooms.c.state, sqlite_where=_WAITING, postgresql_where=_WAITING)

viewers = sa.Table(
    "room_viewers",
    metadata,
    sa.Column("room_id", sa.ForeignKey("rooms.id"), primary_key=True),
    # A person as viewers are counted: an account, or a browser that is not signed in.
    sa.Column("viewer_key", sa.Text, primary_key=True),
    sa.Column("first_seen_at", UtcDateTime, nullable=False),
    sa.Column("watched_s", sa.Double, nullable=False),
)

new_followers = sa.Table(
    "room_new_followers",
    metadata,
    sa.Column("room_id", sa.ForeignKey("rooms.id"), primary_key=True),
    sa.Column("account_id", sa.String(26), primary_key=True),
    sa.Column("followed_at", UtcDateTime, nullable=False),
)


# Each process writes the whole of what it counted in a room, so that writing it twice changes nothing. `rooms` has the
# sums.
counts = sa.Table(
    "room_counts",
    metadata,
    sa.Column("room_id", sa.ForeignKey("rooms.id"), primary_key=True),
    sa.Column("part", sa.String(26), primary_key=True),
    sa.Column("likes", sa.BigInteger, nullable=False),
    sa.Column("shares", sa.BigInteger, nullable=False),
)


# A question names at most so many people.
KEYS_AT_ONCE: Final = 500


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """All that one process has counted of a room so far, and the highest number of viewers that it knows of."""

    room_id: str
    part: str
    likes: int
    shares: int
    viewers_peak: int = 0


class TimeWatched(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds that a viewer watched since they were last written."""

    room_id: str
    viewer_key: str
    first_seen_at: datetime
    watched_s: float


class Audited(msgspec.Struct, frozen=True, kw_only=True):
    """What a room's tables add up to."""

    viewers_total: int
    watched_s: float
    new_followers: int


def _facts(row: sa.Row[Any]) -> RoomFacts:
    return RoomFacts(**row._mapping)


async def lock_room(tx: Transaction, room_id: str) -> RoomFacts | None:
    """The room, held against other writers until the transaction ends."""
    row = (await tx.execute(sa.select(rooms).where(rooms.c.id == room_id).with_for_update())).one_or_none()
    return None if row is None else _facts(row)


_HELD: Final = Query(sa.select(rooms).where(among(rooms.c.id, "ids")).order_by(rooms.c.id).with_for_update(read=True))


def hold_rooms(room_ids: Collection[str]) -> Step[dict[str, RoomFacts]]:
    """Those of the rooms that there are, by id, which stay as they are until the transaction ends."""
    return _HELD.step(lambda rows: {row.id: RoomFacts(**row._asdict()) for row in rows}, ids=room_ids)


async def lock_running_room_of(tx: Transaction, host_id: str) -> RoomFacts | None:
    """The host's room that has not ended, held against other writers."""
    query = sa.select(rooms).where(rooms.c.host_id == host_id, rooms.c.state != "ended").with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _facts(row)


async def insert_room(tx: Transaction, room: RoomFacts) -> bool:
    """Write a new room; False if its host has one that has not ended."""
    statement = tx.insert(rooms).values(**msgspec.structs.asdict(room))
    statement = statement.on_conflict_do_nothing(index_elements=[rooms.c.host_id], index_where=rooms.c.state != "ended")
    return (await tx.execute(statement.returning(rooms.c.id))).scalar_one_or_none() is not None


async def update_life(tx: Transaction, room: RoomFacts) -> None:
    """Write where the room stands in its life."""
    await tx.execute(
        rooms.update()
        .where(rooms.c.id == room.id)
        .values(
            state=room.state,
            started_at=room.started_at,
            interrupted_at=room.interrupted_at,
            ended_at=room.ended_at,
            ended_reason=room.ended_reason,
        )
    )


async def update_cover(tx: Transaction, room_id: str, cover_id: str) -> None:
    """Write which upload is the cover."""
    await tx.execute(rooms.update().where(rooms.c.id == room_id).values(cover_id=cover_id))


async def forget_host(tx: Transaction, host_id: str) -> None:
    """Take the titles and covers out of a host's LIVEs."""
    await tx.execute(rooms.update().where(rooms.c.host_id == host_id).values(title="", cover_id=None))


async def load_room(connection: AsyncConnection, room_id: str) -> RoomFacts | None:
    """The room, if there is one."""
    row = (await connection.execute(sa.select(rooms).where(rooms.c.id == room_id))).one_or_none()
    return None if row is None else _facts(row)


_BY_IDS: Final = Query(sa.select(rooms).where(among(rooms.c.id, "ids")))


def load_rooms(room_ids: Collection[str]) -> Step[list[RoomFacts]]:
    """Those of the rooms that there are."""
    return _BY_IDS.step(lambda rows: [RoomFacts(**row._asdict()) for row in rows], ids=room_ids)


async def load_hosted(connection: AsyncConnection, host_id: str) -> list[RoomFacts]:
    """All rooms of a host, the first one first."""
    query = sa.select(rooms).where(rooms.c.host_id == host_id).order_by(rooms.c.created_at)
    return [_facts(row) for row in await connection.execute(query)]


async def load_watched(connection: AsyncConnection, account_id: str) -> list[TimeWatched]:
    """What an account has watched. It reads through all viewers: an index would cost each of them."""
    query = sa.select(viewers).where(viewers.c.viewer_key == account_id).order_by(viewers.c.first_seen_at)
    return [TimeWatched(**row._mapping) for row in await connection.execute(query)]


async def load_watched_by(
    connection: AsyncConnection, room_id: str, viewer_keys: Collection[str], watched_s_min: float
) -> set[str]:
    """Those of these viewers who are known to have watched the room for so long."""
    keys, found = list(viewer_keys), set[str]()
    for first in range(0, len(keys), KEYS_AT_ONCE):
        query = sa.select(viewers.c.viewer_key).where(
            viewers.c.room_id == room_id,
            viewers.c.viewer_key.in_(keys[first : first + KEYS_AT_ONCE]),
            viewers.c.watched_s >= watched_s_min,
        )
        found.update((await connection.execute(query)).scalars())
    return found


async def load_running_room_of(connection: AsyncConnection, host_id: str) -> RoomFacts | None:
    """The host's room that has not ended."""
    query = sa.select(rooms).where(rooms.c.host_id == host_id, rooms.c.state != "ended")
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _facts(row)


async def load_running_rooms(connection: AsyncConnection) -> list[RoomFacts]:
    """Every room that has not ended, newest first."""
    query = sa.select(rooms).where(rooms.c.state != "ended").order_by(rooms.c.id.desc())
    return [_facts(row) for row in await connection.execute(query)]


async def load_running_rooms_after(connection: AsyncConnection, host_id: str, rows_max: int) -> list[RoomFacts]:
    """Rooms that have not ended, of the hosts whose ids come after this one, in the order of the hosts."""
    query = sa.select(rooms).where(rooms.c.state != "ended", rooms.c.host_id > host_id)
    return [_facts(row) for row in await connection.execute(query.order_by(rooms.c.host_id).limit(rows_max))]


async def load_waiting_rooms(
    connection: AsyncConnection, *, preparing_since: datetime, interrupted_since: datetime, rows_max: int
) -> list[RoomFacts]:
    """Rooms that have been prepared, or interrupted, since then or longer."""
    is_late = sa.or_(
        sa.and_(rooms.c.state == "preparing", rooms.c.created_at <= preparing_since),
        sa.and_(rooms.c.state == "interrupted", rooms.c.interrupted_at <= interrupted_since),
    )
    # The first condition is the index's own.
    query = sa.select(rooms).where(_WAITING, is_late).limit(rows_max)
    return [_facts(row) for row in await connection.execute(query)]


async def load_rooms_on_air(connection: AsyncConnection, topic: str | None, rows_max: int) -> list[RoomFacts]:
    """The rooms that viewers can be in, newest first."""
    query = sa.select(rooms).where(rooms.c.state != "ended", rooms.c.state.in_(ON_AIR))
    if topic is not None:
        query = query.where(rooms.c.topic == topic)
    return [_facts(row) for row in await connection.execute(query.order_by(rooms.c.id.desc()).limit(rows_max))]


async def load_rooms_on_air_after(connection: AsyncConnection, room_id: str, rows_max: int) -> list[RoomFacts]:
    """The rooms that viewers can be in and whose ids come after this one, in their order."""
    # Both conditions: the first is the index's own.
    query = sa.select(rooms).where(rooms.c.state != "ended", rooms.c.state.in_(ON_AIR), rooms.c.id > room_id)
    return [_facts(row) for row in await connection.execute(query.order_by(rooms.c.id).limit(rows_max))]


async def load_recorded_rooms(connection: AsyncConnection) -> list[RoomFacts]:
    """The rooms that viewers can be in and of which a replay is to be kept."""
    query = sa.select(rooms).where(rooms.c.state != "ended", rooms.c.state.in_(ON_AIR), rooms.c.is_recorded)
    return [_facts(row) for row in await connection.execute(query)]


async def count_on_air_by_topic(connection: AsyncConnection) -> dict[str, int]:
    """How many rooms everybody may watch now, of each topic that has any."""
    query = (
        sa.select(rooms.c.topic, sa.func.count())
        .where(rooms.c.state != "ended", rooms.c.state.in_(ON_AIR), rooms.c.audience == "everyone")
        .group_by(rooms.c.topic)
    )
    return {topic: int(count) for topic, count in (await connection.execute(query)).all()}


async def load_audit(connection: AsyncConnection, room_id: str) -> Audited:
    """What was written about the room's viewers and new followers, added up."""
    watched = (
        await connection.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(viewers.c.watched_s), 0.0)).where(
                viewers.c.room_id == room_id
            )
        )
    ).one()
    followed = await connection.execute(
        sa.select(sa.func.count()).select_from(new_followers).where(new_followers.c.room_id == room_id)
    )
    return Audited(viewers_total=watched[0], watched_s=float(watched[1]), new_followers=followed.scalar_one())


async def load_counts(connection: AsyncConnection, room_id: str) -> list[Counted]:
    """What each process has written of the room's counts."""
    rows = await connection.execute(sa.select(counts).where(counts.c.room_id == room_id))
    return [Counted(**row._mapping) for row in rows]


async def write_counts(tx: Transaction, counted: Sequence[Counted]) -> None:
    """Write what this process has counted, and each room's sums."""
    if not counted:
        return
    room_ids = sorted(each.room_id for each in counted)
    # Held against other processes that count the same rooms; in one order, so that no two wait for each other.
    await tx.execute(sa.select(rooms.c.id).where(rooms.c.id.in_(room_ids)).order_by(rooms.c.id).with_for_update())
    statement = tx.insert(counts)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[counts.c.room_id, counts.c.part],
            set_={"likes": statement.excluded.likes, "shares": statement.excluded.shares},
        ),
        [{"room_id": each.room_id, "part": each.part, "likes": each.likes, "shares": each.shares} for each in counted],
    )
    peak = sa.bindparam("peak", type_=sa.Integer)
    of_room = counts.c.room_id == rooms.c.id
    await tx.execute(
        rooms.update()
        .where(rooms.c.id == sa.bindparam("room"))
        .values(
            likes=sa.select(sa.func.sum(counts.c.likes)).where(of_room).scalar_subquery(),
            shares=sa.select(sa.func.sum(counts.c.shares)).where(of_room).scalar_subquery(),
            viewers_peak=sa.case((rooms.c.viewers_peak < peak, peak), else_=rooms.c.viewers_peak),
        ),
        [{"room": each.room_id, "peak": each.viewers_peak} for each in counted],
    )


async def add_time_watched(tx: Transaction, times: Sequence[TimeWatched]) -> None:
    """Add to what viewers have watched; a viewer seen for the first time gets a row."""
    if not times:
        return
    statement = tx.insert(viewers)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[viewers.c.room_id, viewers.c.viewer_key],
            set_={"watched_s": viewers.c.watched_s + statement.excluded.watched_s},
        ),
        # In one order, so that two processes that saw the same viewers do not wait for each other.
        [msgspec.structs.asdict(time) for time in sorted(times, key=lambda time: (time.room_id, time.viewer_key))],
    )


async def merge_viewers(tx: Transaction, room_id: str, merges: Mapping[str, str]) -> None:
    """Make one viewer of two: what the first key of each pair watched becomes the second's."""
    for from_key, to_key in merges.items():
        deleted = await tx.execute(
            viewers.delete()
            .where(viewers.c.room_id == room_id, viewers.c.viewer_key == from_key)
            .returning(viewers.c.first_seen_at, viewers.c.watched_s)
        )
        row = deleted.one_or_none()
        if row is not None:
            watched = TimeWatched(
                room_id=room_id, viewer_key=to_key, first_seen_at=row.first_seen_at, watched_s=row.watched_s
            )
            await add_time_watched(tx, [watched])


async def insert_new_follower(tx: Transaction, room_id: str, account_id: str, at: datetime) -> bool:
    """Note who followed the host during the room; False for somebody noted before."""
    statement = tx.insert(new_followers).values(room_id=room_id, account_id=account_id, followed_at=at)
    inserted = await tx.execute(statement.on_conflict_do_nothing().returning(new_followers.c.account_id))
    return inserted.scalar_one_or_none() is not None
