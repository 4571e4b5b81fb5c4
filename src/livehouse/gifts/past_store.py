"""The SQL that finds a room's gifts by their time."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.gifts.batch import GiftRow
from livehouse.gifts.tables import fields_of, gifts, room_senders, room_totals
from livehouse.kernel.ids import SECOND_LETTERS


def _given(room_id: str, from_id: str, before_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        gifts.c.id >= from_id,
        gifts.c.id < before_id,
        gifts.c.room_id == room_id,
        gifts.c.reversal_id.is_(None),
    )


async def load_between(
    connection: AsyncConnection, room_id: str, from_id: str, before_id: str, rows_max: int
) -> list[GiftRow]:
    """A room's gifts of these ids that were not taken back, oldest first."""
    query: sa.Select[Any] = (
        sa.select(gifts).where(*_given(room_id, from_id, before_id)).order_by(gifts.c.id).limit(rows_max)
    )
    return [GiftRow(*fields_of(row)) for row in (await connection.execute(query)).all()]


async def count_by_second(
    connection: AsyncConnection, room_id: str, from_id: str, before_id: str
) -> list[tuple[str, int, int]]:
    """(the beginning of their ids, how many, their diamonds) of a room's gifts, by the second."""
    second = sa.func.substr(gifts.c.id, 1, SECOND_LETTERS)
    query: sa.Select[Any] = (
        sa.select(second, sa.func.sum(gifts.c.count), sa.func.sum(gifts.c.diamonds))
        .where(*_given(room_id, from_id, before_id))
        .group_by(second)
        .order_by(second)
    )
    return [(row[0], int(row[1]), int(row[2])) for row in (await connection.execute(query)).all()]


async def read_sums(connection: AsyncConnection, room_id: str, senders_max: int) -> tuple[int, int, list[str]]:
    """How many gifts a room had by now, from how many people, and who gave most."""
    given = sa.select(sa.func.coalesce(sa.func.sum(room_totals.c.count), 0)).where(room_totals.c.room_id == room_id)
    gave = sa.and_(room_senders.c.room_id == room_id, room_senders.c.coins > 0)
    most = (
        sa.select(room_senders.c.sender_id)
        .where(gave)
        .order_by(room_senders.c.coins.desc(), room_senders.c.sender_id)
        .limit(senders_max)
    )
    gifts_count = int((await connection.execute(given)).scalar_one())
    people = int((await connection.execute(sa.select(sa.func.count()).where(gave))).scalar_one())
    return gifts_count, people, list((await connection.execute(most)).scalars())
