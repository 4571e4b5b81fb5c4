"""The SQL that reads gifts: sums for lists, and what an account is given of its own."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.gifts.batch import GiftRow
from livehouse.gifts.tables import fields_of, gifts, room_senders, room_totals, week_senders
from livehouse.platform.database import Transaction

Reader = AsyncConnection | Transaction


async def load_room_senders(reader: Reader, room_id: str, rows_max: int) -> Sequence[tuple[str, int]]:
    """(account, coins) of who gave most in a room. It reads all who gave there: an index would cost each gift."""
    query: sa.Select[Any] = (
        sa.select(room_senders.c.sender_id, room_senders.c.coins)
        .where(room_senders.c.room_id == room_id, room_senders.c.coins > 0)
        .order_by(room_senders.c.coins.desc(), room_senders.c.sender_id)
        .limit(rows_max)
    )
    return [(row.sender_id, row.coins) for row in (await reader.execute(query)).all()]


async def load_week_senders(reader: Reader, recipient_id: str, week: str, rows_max: int) -> Sequence[tuple[str, int]]:
    """(account, coins) of who gave most to somebody in a week."""
    query: sa.Select[Any] = (
        sa.select(week_senders.c.sender_id, week_senders.c.coins)
        .where(week_senders.c.recipient_id == recipient_id, week_senders.c.week == week, week_senders.c.coins > 0)
        .order_by(week_senders.c.coins.desc(), week_senders.c.sender_id)
        .limit(rows_max)
    )
    return [(row.sender_id, row.coins) for row in (await reader.execute(query)).all()]


async def load_tally(reader: Reader, room_id: str) -> tuple[int, int]:
    """How many gifts a room had, and what they came to in diamonds."""
    query: sa.Select[Any] = sa.select(
        sa.func.coalesce(sa.func.sum(room_totals.c.count), 0).label("gifts"),
        sa.func.coalesce(sa.func.sum(room_totals.c.diamonds), 0).label("diamonds"),
    ).where(room_totals.c.room_id == room_id)
    row = (await reader.execute(query)).one()
    return int(row.gifts), int(row.diamonds)


async def load_sent(reader: Reader, sender_id: str) -> list[GiftRow]:
    """All that somebody sent, the first first."""
    query: sa.Select[Any] = sa.select(gifts).where(gifts.c.sender_id == sender_id).order_by(gifts.c.id)
    return [GiftRow(*fields_of(row)) for row in (await reader.execute(query)).all()]


async def load_received(reader: Reader, recipient_id: str) -> list[GiftRow]:
    """All that somebody was sent, the first first. It reads through all gifts: an index would cost each of them."""
    query: sa.Select[Any] = sa.select(gifts).where(gifts.c.recipient_id == recipient_id).order_by(gifts.c.id)
    return [GiftRow(*fields_of(row)) for row in (await reader.execute(query)).all()]
