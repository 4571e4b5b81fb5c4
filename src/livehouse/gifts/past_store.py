"""The SQL that finds a room's gifts by their time."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.gifts.batch import GiftRow
from livehouse.gifts.tables import fields_of, gifts
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
