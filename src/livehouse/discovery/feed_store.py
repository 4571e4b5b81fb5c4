"""The feeds' tables, and all SQL that touches them: weights, what was seen, tastes, and what LIVEs came to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.discovery.pulse import Kept, Past
from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import Query, Step

ItemKind = Literal["live", "video"]
TasteKind = Literal["topic", "host"]

# Of a person, so much of what they were shown last is remembered when their feed is put together.
REMEMBERED_MAX: Final = 1_000
TASTES_MAX: Final = 200
# SQLite takes 32,766 parameters.
ROWS_AT_ONCE: Final = 500
HISTORY_MAX: Final = 50

# A row for each time that an operator changed the weights; none while they are what Livehouse comes with.
weights = sa.Table(
    "ranking_weights",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    # JSON: those that differ from what Livehouse comes with.
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("changed_by", sa.String(ID_LENGTH), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

# What a host's LIVEs came to, as JSON (`pulse.Past`): read and written as a whole.
host_pasts = sa.Table(
    "ranking_host_pasts",
    metadata,
    sa.Column("host_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    # The LIVE that was added last, so that it is added once.
    sa.Column("last_room_id", sa.String(ID_LENGTH), nullable=False),
)

# What is known of a room that is on the air, as JSON (`pulse.Kept`), to go on with after a restart.
pulses = sa.Table(
    "ranking_pulses",
    metadata,
    sa.Column("room_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)

# What each person was shown: an account, or a browser that is not signed in.
memory = sa.Table(
    "feed_memory",
    metadata,
    sa.Column("person_key", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("item_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("seen", sa.Integer, nullable=False),
    sa.Column("opened", sa.Integer, nullable=False),
    sa.Column("skipped", sa.Integer, nullable=False),
    sa.Column("dwell_ms", sa.BigInteger, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("kind IN ('live', 'video')", name="kind"),
    sa.Index("ix_feed_memory_person_key", "person_key", "last_at"),
    sa.Index("ix_feed_memory_last_at", "last_at"),
)

# What each person stays with and skips: points as they were at `at`, of which time takes its share.
tastes = sa.Table(
    "feed_tastes",
    metadata,
    sa.Column("person_key", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("subject", sa.String(40), primary_key=True),
    sa.Column("points", sa.Double, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint("kind IN ('topic', 'host')", name="kind"),
    sa.Index("ix_feed_tastes_at", "at"),
)


class StoredWeights(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the weights, as an operator made it."""

    version: int
    body: str
    changed_at: datetime
    changed_by: str
    reason: str


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a person was shown of one thing, and what they did: how often, and for how long in all."""

    person_key: str
    kind: ItemKind
    item_id: str
    seen: int = 0
    opened: int = 0
    skipped: int = 0
    dwell_ms: int = 0
    last_at: datetime


class Taste(msgspec.Struct, frozen=True, kw_only=True):
    """How much a person likes a topic or a host."""

    person_key: str
    kind: TasteKind
    subject: str
    points: float
    at: datetime


# Weights


async def load_weights(connection: AsyncConnection) -> StoredWeights | None:
    """The newest version; None if nobody ever changed them."""
    row = (await connection.execute(sa.select(weights).order_by(weights.c.version.desc()).limit(1))).one_or_none()
    return None if row is None else StoredWeights(**row._mapping)


async def lock_weights(tx: Transaction) -> StoredWeights | None:
    """The newest version, held against whoever else means to change it."""
    query = sa.select(weights).order_by(weights.c.version.desc()).limit(1).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else StoredWeights(**row._mapping)


async def load_history(connection: AsyncConnection) -> list[StoredWeights]:
    """The versions, newest first, `HISTORY_MAX` at most."""
    query = sa.select(weights).order_by(weights.c.version.desc()).limit(HISTORY_MAX)
    return [StoredWeights(**row._mapping) for row in await connection.execute(query)]


async def insert_weights(tx: Transaction, stored: StoredWeights) -> bool:
    """Write a version; False if there is one of this number."""
    statement = tx.insert(weights).values(**msgspec.structs.asdict(stored)).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(weights.c.version))).scalar_one_or_none() is not None


# What LIVEs came to


async def load_pasts(connection: AsyncConnection, host_ids: Sequence[str]) -> dict[str, Past]:
    """What is known of these hosts' LIVEs."""
    found: dict[str, Past] = {}
    for first in range(0, len(host_ids), ROWS_AT_ONCE):
        part = host_ids[first : first + ROWS_AT_ONCE]
        for row in await connection.execute(sa.select(host_pasts).where(host_pasts.c.host_id.in_(part))):
            found[row.host_id] = msgspec.json.decode(row.body, type=Past)
    return found


async def add_past(tx: Transaction, host_id: str, room_id: str, past: Past) -> None:
    """Write what the host's LIVEs came to with this one; nothing if it was added before."""
    statement = tx.insert(host_pasts).values(
        host_id=host_id, last_room_id=room_id, body=msgspec.json.encode(past).decode()
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[host_pasts.c.host_id],
            set_={"body": statement.excluded.body, "last_room_id": statement.excluded.last_room_id},
            where=host_pasts.c.last_room_id != statement.excluded.last_room_id,
        )
    )


async def load_pulses(connection: AsyncConnection, room_ids: Sequence[str]) -> dict[str, Kept]:
    """What was kept of these rooms."""
    found: dict[str, Kept] = {}
    for first in range(0, len(room_ids), ROWS_AT_ONCE):
        part = room_ids[first : first + ROWS_AT_ONCE]
        for row in await connection.execute(sa.select(pulses).where(pulses.c.room_id.in_(part))):
            found[row.room_id] = msgspec.json.decode(row.body, type=Kept)
    return found


async def write_pulses(tx: Transaction, kept: Mapping[str, Kept]) -> None:
    """Keep these rooms as they are now."""
    if not kept:
        return
    statement = tx.insert(pulses)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=[pulses.c.room_id], set_={"body": statement.excluded.body}),
        [{"room_id": room_id, "body": msgspec.json.encode(kept[room_id]).decode()} for room_id in sorted(kept)],
    )


async def forget_pulses(tx: Transaction, room_ids: Sequence[str]) -> None:
    """These rooms are over."""
    for first in range(0, len(room_ids), ROWS_AT_ONCE):
        await tx.execute(pulses.delete().where(pulses.c.room_id.in_(room_ids[first : first + ROWS_AT_ONCE])))


async def load_pulse_ids(connection: AsyncConnection) -> list[str]:
    """The rooms of which something is kept."""
    return list((await connection.execute(sa.select(pulses.c.room_id))).scalars())


# What people were shown


async def lock_shown(
    tx: Transaction, person_key: str, items: Iterable[tuple[ItemKind, str]]
) -> dict[tuple[ItemKind, str], Shown]:
    """What this person was shown of these things before."""
    wanted = set(items)
    query = (
        sa.select(memory)
        .where(memory.c.person_key == person_key, memory.c.item_id.in_({item_id for _, item_id in wanted}))
        .order_by(memory.c.kind, memory.c.item_id)
        .with_for_update()
    )
    found = {(row.kind, row.item_id): Shown(**row._mapping) for row in await tx.execute(query)}
    return {key: shown for key, shown in found.items() if key in wanted}


async def write_shown(tx: Transaction, shown: Sequence[Shown]) -> None:
    """Add this to what people were shown."""
    if not shown:
        return
    statement = tx.insert(memory)
    added = {name: memory.c[name] + statement.excluded[name] for name in ("seen", "opened", "skipped", "dwell_ms")}
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[memory.c.person_key, memory.c.kind, memory.c.item_id],
            set_={**added, "last_at": statement.excluded.last_at},
        ),
        [msgspec.structs.asdict(each) for each in sorted(shown, key=lambda each: (each.kind, each.item_id))],
    )


_PERSON_KEY: Final[sa.BindParameter[str]] = sa.bindparam("person_key", required=True)
_SHOWN: Final = Query(
    sa.select(memory)
    .where(memory.c.person_key == _PERSON_KEY, memory.c.last_at >= sa.bindparam("since", required=True))
    .order_by(memory.c.last_at.desc())
    .limit(REMEMBERED_MAX)
)
_TASTES: Final = Query(
    sa.select(tastes).where(tastes.c.person_key == _PERSON_KEY).order_by(tastes.c.at.desc()).limit(TASTES_MAX)
)


def shown_since(person_key: str, since: datetime) -> Step[list[Shown]]:
    """What this person was shown since, the last first."""
    return _SHOWN.step(lambda rows: [Shown(**row._asdict()) for row in rows], person_key=person_key, since=since)


def tastes_of(person_key: str) -> Step[list[Taste]]:
    """What this person stays with, the latest first."""
    return _TASTES.step(lambda rows: [Taste(**row._asdict()) for row in rows], person_key=person_key)


async def lock_tastes(tx: Transaction, keys: Collection[tuple[str, TasteKind, str]]) -> dict[Any, Taste]:
    """These tastes as they are, by (person, kind, subject)."""
    found: dict[Any, Taste] = {}
    persons = sorted({person_key for person_key, _, _ in keys})
    for first in range(0, len(persons), ROWS_AT_ONCE):
        query = (
            sa.select(tastes)
            .where(tastes.c.person_key.in_(persons[first : first + ROWS_AT_ONCE]))
            .order_by(tastes.c.person_key, tastes.c.kind, tastes.c.subject)
            .with_for_update()
        )
        for row in await tx.execute(query):
            found[(row.person_key, row.kind, row.subject)] = Taste(**row._mapping)
    return found


async def write_tastes(tx: Transaction, changed: Sequence[Taste]) -> None:
    """Write these in place of what was there."""
    if not changed:
        return
    statement = tx.insert(tastes)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[tastes.c.person_key, tastes.c.kind, tastes.c.subject],
            set_={"points": statement.excluded.points, "at": statement.excluded.at},
        ),
        [
            msgspec.structs.asdict(each)
            for each in sorted(changed, key=lambda each: (each.person_key, each.kind, each.subject))
        ],
    )


async def forget_before(tx: Transaction, *, shown_before: datetime, tastes_before: datetime) -> None:
    """Forget what is too old to matter."""
    await tx.execute(memory.delete().where(memory.c.last_at < shown_before))
    await tx.execute(tastes.delete().where(tastes.c.at < tastes_before))


async def forget_person(tx: Transaction, person_key: str) -> None:
    """Forget all that is known of a person."""
    for table in (memory, tastes):
        await tx.execute(table.delete().where(table.c.person_key == person_key))
    await tx.execute(host_pasts.delete().where(host_pasts.c.host_id == person_key))
