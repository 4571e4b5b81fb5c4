"""The schedule's tables, and all of its SQL."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import among
from livehouse.rooms import Audience
from livehouse.schedule.model import EventFacts

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("host_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("audience", sa.String(16), nullable=False),
    # What the host promised: a time on a wall clock. The moment that it is follows from it, and from the zone's rules.
    sa.Column("local_start", sa.String(16), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("occurrence", sa.String(8), nullable=False),
    sa.Column("starts_at", UtcDateTime, nullable=False),
    sa.Column("duration_minutes", sa.Integer, nullable=False),
    sa.Column("closes_at", UtcDateTime, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    # Kept beside what it counts, and changed only together with it.
    sa.Column("going", sa.Integer, nullable=False),
    sa.Column("day_reminder_at", UtcDateTime),
    sa.Column("ten_minutes_reminder_at", UtcDateTime),
    # Of rooms, but no reference: events outlive what their rooms' owners take back.
    sa.Column("room_id", sa.String(ID_LENGTH)),
    sa.Column("next_room_id", sa.String(ID_LENGTH)),
    sa.Column("began_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("cancelled_at", UtcDateTime),
    sa.Column("cancelled_by", sa.String(16)),
    sa.Column("cancel_reason", sa.Text),
    sa.Column("cover_id", sa.String(ID_LENGTH)),
    sa.CheckConstraint("audience IN ('everyone', 'followers', 'adults')", name="audience"),
    sa.CheckConstraint("occurrence IN ('first', 'second')", name="occurrence"),
    sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_by IS NULL)", name="cancelled"),
    sa.CheckConstraint("(began_at IS NULL) = (room_id IS NULL)", name="began"),
    sa.CheckConstraint("going >= 0", name="going"),
    sa.Index("ix_events_host_id", "host_id", "starts_at", "id"),
    sa.Index("ix_events_starts_at", "starts_at", "id"),
)
# Few events wait for something, so these stay small.
for _column in ("day_reminder_at", "ten_minutes_reminder_at", "room_id", "next_room_id"):
    sa.Index(
        f"ix_events_{_column}",
        events.c[_column],
        sqlite_where=events.c[_column].is_not(None),
        postgresql_where=events.c[_column].is_not(None),
    )

rsvps = sa.Table(
    "event_rsvps",
    metadata,
    sa.Column("event_id", sa.ForeignKey("events.id"), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_event_rsvps_account_id", "account_id"),
)

# A row for everybody who ever scheduled, which is held while it is looked at what else they have; and which of their
# calendars' addresses holds.
calendars = sa.Table(
    "event_calendars",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)

_FACTS: Final = [events.c[name] for name in EventFacts.__struct_fields__]
_NOT_CANCELLED: Final = events.c.cancelled_at.is_(None)


class Place(msgspec.Struct, frozen=True):
    """Where a page of a list ends."""

    starts_at: datetime
    id: str


class Rsvp(msgspec.Struct, frozen=True):
    """That somebody said that they will come."""

    event_id: str
    at: datetime


def _facts(row: sa.Row[Any]) -> EventFacts:
    return EventFacts(**row._mapping)


def _to_come(now: datetime) -> sa.ColumnElement[bool]:
    """Neither cancelled nor over: waited for, or on."""
    waited_for = sa.and_(events.c.began_at.is_(None), events.c.closes_at > now)
    is_on = sa.and_(events.c.began_at.is_not(None), events.c.ended_at.is_(None))
    return sa.and_(_NOT_CANCELLED, sa.or_(waited_for, is_on))


# Events


async def insert_event(tx: Transaction, event: EventFacts) -> None:
    """Write a new event."""
    await tx.execute(events.insert().values(**msgspec.structs.asdict(event)))


async def update_event(tx: Transaction, event: EventFacts) -> None:
    """Write the event as it is now, but for who comes. It must be locked."""
    values = msgspec.structs.asdict(event)
    for kept in ("id", "going"):
        del values[kept]
    await tx.execute(events.update().where(events.c.id == event.id).values(**values))


async def load_event(connection: AsyncConnection, event_id: str) -> EventFacts | None:
    """The event, if there is one."""
    row = (await connection.execute(sa.select(*_FACTS).where(events.c.id == event_id))).one_or_none()
    return None if row is None else _facts(row)


async def load_events(connection: AsyncConnection, event_ids: Collection[str]) -> list[EventFacts]:
    """Those of the events that there are."""
    query = sa.select(*_FACTS).where(events.c.id.in_(list(event_ids)))
    return [_facts(row) for row in await connection.execute(query)]


async def lock_event(tx: Transaction, event_id: str) -> EventFacts | None:
    """The event, held against other writers until the transaction ends."""
    row = (await tx.execute(sa.select(*_FACTS).where(events.c.id == event_id).with_for_update())).one_or_none()
    return None if row is None else _facts(row)


async def lock_events_of_room(tx: Transaction, room_id: str) -> list[EventFacts]:
    """The events that this room is, or is prepared for; held."""
    query = sa.select(*_FACTS).where(sa.or_(events.c.room_id == room_id, events.c.next_room_id == room_id))
    return [_facts(row) for row in await tx.execute(query.order_by(events.c.id).with_for_update())]


async def hold_host(tx: Transaction, host_id: str) -> None:
    """Keep everybody else from scheduling for this host until the transaction ends."""
    statement = tx.insert(calendars).values(account_id=host_id, version=1)
    await tx.execute(statement.on_conflict_do_nothing())
    await tx.execute(sa.select(calendars.c.version).where(calendars.c.account_id == host_id).with_for_update())


async def load_waited_for(connection: AsyncConnection | Transaction, host_id: str, now: datetime) -> list[EventFacts]:
    """What a host has coming up or on, the next first."""
    query = sa.select(*_FACTS).where(events.c.host_id == host_id, _to_come(now))
    return [_facts(row) for row in await connection.execute(query.order_by(events.c.starts_at, events.c.id))]


async def load_unbegun(connection: AsyncConnection, host_id: str, now: datetime) -> list[EventFacts]:
    """What of a host is still to begin, the next first."""
    query = sa.select(*_FACTS).where(
        events.c.host_id == host_id, _NOT_CANCELLED, events.c.began_at.is_(None), events.c.closes_at > now
    )
    return [_facts(row) for row in await connection.execute(query.order_by(events.c.starts_at))]


async def load_near(
    connection: AsyncConnection, host_id: str, now: datetime, starts_before: datetime
) -> list[EventFacts]:
    """What of a host begins soon or has its time now, whether a LIVE of it was there or not; the first first."""
    query = sa.select(*_FACTS).where(
        events.c.host_id == host_id,
        _NOT_CANCELLED,
        events.c.starts_at <= starts_before,
        events.c.closes_at > now,
    )
    return [_facts(row) for row in await connection.execute(query.order_by(events.c.starts_at))]


async def load_all_of(connection: AsyncConnection, host_id: str) -> list[EventFacts]:
    """Everything that a host ever scheduled, the oldest first."""
    query = sa.select(*_FACTS).where(events.c.host_id == host_id).order_by(events.c.id)
    return [_facts(row) for row in await connection.execute(query)]


async def delete_event(tx: Transaction, event_id: str) -> None:
    """Remove the event and who comes."""
    await tx.execute(rsvps.delete().where(rsvps.c.event_id == event_id))
    await tx.execute(events.delete().where(events.c.id == event_id))


# Lists


async def load_upcoming(
    connection: AsyncConnection,
    now: datetime,
    *,
    host_ids: Collection[str] | None = None,
    but_host_ids: Collection[str] = (),
    audiences: Collection[Audience] | None = None,
    topic: str | None = None,
    after: Place | None = None,
    rows_max: int,
) -> list[EventFacts]:
    """What is coming up or on, the next first: of these hosts, or of all but some; for these audiences, or for all."""
    query = sa.select(*_FACTS).where(_to_come(now))
    # Of everybody whom one follows: however many those are.
    named = {"host_ids": list(but_host_ids if host_ids is None else host_ids)}
    if host_ids is not None:
        query = query.where(among(events.c.host_id, "host_ids"))
    elif but_host_ids:
        query = query.where(sa.not_(among(events.c.host_id, "host_ids")))
    if audiences is not None:
        query = query.where(events.c.audience.in_(list(audiences)))
    if topic is not None:
        query = query.where(events.c.topic == topic)
    if after is not None:
        query = query.where(sa.tuple_(events.c.starts_at, events.c.id) > sa.tuple_(*_place(after)))
    query = query.order_by(events.c.starts_at, events.c.id).limit(rows_max)
    return [_facts(row) for row in await connection.execute(query, named)]


async def load_past(
    connection: AsyncConnection, host_id: str, now: datetime, *, before: Place | None, rows_max: int
) -> list[EventFacts]:
    """What of a host is over, was missed or cancelled, the latest first."""
    query = sa.select(*_FACTS).where(events.c.host_id == host_id, sa.not_(_to_come(now)))
    if before is not None:
        query = query.where(sa.tuple_(events.c.starts_at, events.c.id) < sa.tuple_(*_place(before)))
    query = query.order_by(events.c.starts_at.desc(), events.c.id.desc()).limit(rows_max)
    return [_facts(row) for row in await connection.execute(query)]


async def load_since(
    connection: AsyncConnection, since: datetime, *, host_id: str | None, account_id: str | None, rows_max: int
) -> list[EventFacts]:
    """For a calendar: a host's events, or those that an account hosts or goes to, from `since` on, cancelled or not."""
    query = sa.select(*_FACTS).where(events.c.starts_at >= since)
    if host_id is not None:
        query = query.where(events.c.host_id == host_id)
    if account_id is not None:
        going = sa.select(rsvps.c.event_id).where(rsvps.c.account_id == account_id)
        query = query.where(sa.or_(events.c.host_id == account_id, events.c.id.in_(going)))
    query = query.order_by(events.c.starts_at, events.c.id).limit(rows_max)
    return [_facts(row) for row in await connection.execute(query)]


async def load_events_to_come(
    connection: AsyncConnection, event_ids: Collection[str], now: datetime
) -> list[EventFacts]:
    """Those of the events that are coming up or on."""
    query = sa.select(*_FACTS).where(events.c.id.in_(list(event_ids)), _to_come(now))
    return [_facts(row) for row in await connection.execute(query)]


async def load_page_of_all(
    connection: AsyncConnection, now: datetime, *, after_id: str, rows_max: int
) -> list[EventFacts]:
    """Everything that is coming up or on, in the order of ids."""
    query = sa.select(*_FACTS).where(_to_come(now), events.c.id > after_id).order_by(events.c.id).limit(rows_max)
    return [_facts(row) for row in await connection.execute(query)]


def _place(place: Place) -> tuple[sa.BindParameter[Any], sa.BindParameter[Any]]:
    return sa.bindparam(None, place.starts_at, type_=UtcDateTime()), sa.bindparam(None, place.id, type_=sa.String())


# What is due


async def load_ids_to_remind(connection: AsyncConnection, now: datetime, rows_max: int) -> list[str]:
    """Events of which a reminder's time has come."""
    query = sa.select(events.c.id).where(
        sa.or_(events.c.day_reminder_at <= now, events.c.ten_minutes_reminder_at <= now)
    )
    return list((await connection.execute(query.order_by(events.c.starts_at).limit(rows_max))).scalars())


async def load_rooms_waited_for(connection: AsyncConnection) -> list[tuple[str, str]]:
    """(event, room) of every room that an event is, or is to be, as long as nothing is known of its end."""
    query = sa.select(events.c.id, events.c.next_room_id).where(events.c.next_room_id.is_not(None))
    is_on = sa.select(events.c.id, events.c.room_id).where(events.c.room_id.is_not(None), events.c.ended_at.is_(None))
    rows = await connection.execute(sa.union_all(query, is_on))
    return [(row[0], row[1]) for row in rows]


# Who comes


async def add_rsvp(tx: Transaction, event_id: str, account_id: str, at: datetime) -> bool:
    """Note that somebody comes, and count it; False if it was known. The event must be locked."""
    statement = tx.insert(rsvps).values(event_id=event_id, account_id=account_id, at=at)
    added = await tx.execute(statement.on_conflict_do_nothing().returning(rsvps.c.account_id))
    if added.scalar_one_or_none() is None:
        return False
    await tx.execute(events.update().where(events.c.id == event_id).values(going=events.c.going + 1))
    return True


async def remove_rsvp(tx: Transaction, event_id: str, account_id: str) -> bool:
    """Note that somebody does not come, and count it down; False if nobody said so. The event must be locked."""
    removed = await tx.execute(rsvps.delete().where(rsvps.c.event_id == event_id, rsvps.c.account_id == account_id))
    if removed.rowcount == 0:
        return False
    await tx.execute(events.update().where(events.c.id == event_id).values(going=events.c.going - 1))
    return True


async def load_going(connection: AsyncConnection, account_id: str, event_ids: Iterable[str]) -> set[str]:
    """To which of these events the account comes."""
    query = sa.select(rsvps.c.event_id).where(rsvps.c.account_id == account_id, rsvps.c.event_id.in_(list(event_ids)))
    return set((await connection.execute(query)).scalars())


async def load_going_ids(connection: AsyncConnection, event_id: str, *, after_id: str, rows_max: int) -> Sequence[str]:
    """Those who come, in the order of their ids."""
    query = sa.select(rsvps.c.account_id).where(rsvps.c.event_id == event_id, rsvps.c.account_id > after_id)
    return list((await connection.execute(query.order_by(rsvps.c.account_id).limit(rows_max))).scalars())


async def load_gone_to(connection: AsyncConnection, account_id: str, now: datetime, rows_max: int) -> list[EventFacts]:
    """What the account comes to and is coming up or on, the next first."""
    query = sa.select(*_FACTS).join(rsvps, rsvps.c.event_id == events.c.id)
    query = query.where(rsvps.c.account_id == account_id, _to_come(now))
    query = query.order_by(events.c.starts_at, events.c.id).limit(rows_max)
    return [_facts(row) for row in await connection.execute(query)]


async def load_gone_to_of_host(
    connection: AsyncConnection, account_id: str, host_id: str, now: datetime
) -> list[EventFacts]:
    """What of one host the account comes to and is coming up or on."""
    query = sa.select(*_FACTS).join(rsvps, rsvps.c.event_id == events.c.id)
    query = query.where(rsvps.c.account_id == account_id, events.c.host_id == host_id, _to_come(now))
    return [_facts(row) for row in await connection.execute(query)]


async def load_rsvps_of(connection: AsyncConnection, account_id: str) -> list[Rsvp]:
    """Everything that the account ever said it will come to."""
    query = sa.select(rsvps.c.event_id, rsvps.c.at).where(rsvps.c.account_id == account_id).order_by(rsvps.c.event_id)
    return [Rsvp(row.event_id, row.at) for row in await connection.execute(query)]


# Calendars


async def load_version(connection: AsyncConnection, account_id: str) -> int:
    """Which of the account's calendar addresses holds; the first one as long as nobody asked for another."""
    query = sa.select(calendars.c.version).where(calendars.c.account_id == account_id)
    return (await connection.execute(query)).scalar_one_or_none() or 1


async def raise_version(tx: Transaction, account_id: str) -> None:
    """Let no calendar address hold that the account had until now."""
    statement = tx.insert(calendars).values(account_id=account_id, version=2)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[calendars.c.account_id], set_={"version": calendars.c.version + 1}
        )
    )


async def delete_calendar(tx: Transaction, account_id: str) -> None:
    """Forget the account's calendar."""
    await tx.execute(calendars.delete().where(calendars.c.account_id == account_id))
