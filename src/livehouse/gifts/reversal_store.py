"""The SQL of gifts that are taken back, and given back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from livehouse.gifts.batch import GiftRow
from livehouse.gifts.tables import fields_of, gifts, room_senders, room_totals, week_senders
from livehouse.gifts.till_store import add_rows
from livehouse.gifts.top_senders import week_of
from livehouse.platform.database import Transaction
from livehouse.platform.steps import Step


async def load_standing(
    tx: Transaction, sender_id: str, since: datetime, before: str | None, rows_max: int
) -> list[GiftRow]:
    """Gifts of somebody, sent from `since` on and not taken back, newest first; from before the gift `before`."""
    query: sa.Select[Any] = (
        sa.select(gifts)
        .where(gifts.c.sender_id == sender_id, gifts.c.at >= since, gifts.c.reversal_id.is_(None))
        .order_by(gifts.c.id.desc())
        .limit(rows_max)
    )
    if before is not None:
        query = query.where(gifts.c.id < before)
    return [GiftRow(*fields_of(row)) for row in (await tx.execute(query)).all()]


async def load_reversed(
    tx: Transaction, sender_id: str, purchase_id: str, after: str | None, rows_max: int
) -> list[GiftRow]:
    """Gifts of somebody that are taken back because of this purchase, oldest first; from after the gift `after`."""
    query: sa.Select[Any] = (
        sa.select(gifts)
        .where(gifts.c.reversed_for == purchase_id, gifts.c.sender_id == sender_id)
        .order_by(gifts.c.id)
        .limit(rows_max)
    )
    if after is not None:
        query = query.where(gifts.c.id > after)
    return [GiftRow(*fields_of(row)) for row in (await tx.execute(query)).all()]


async def load(tx: Transaction, gift_ids: Collection[str]) -> dict[str, GiftRow]:
    """These gifts, by id."""
    query: sa.Select[Any] = sa.select(gifts).where(gifts.c.id.in_(gift_ids))
    found = (GiftRow(*fields_of(row)) for row in (await tx.execute(query)).all())
    return {row.id: row for row in found}


async def write_standing(tx: Transaction, rows: Sequence[GiftRow]) -> None:
    """Write by which transfer these gifts stand, or are taken back."""
    update = (
        gifts.update()
        .where(gifts.c.id == sa.bindparam("the_id"))
        .values(
            transfer_id=sa.bindparam("transfer"),
            reversal_id=sa.bindparam("reversal"),
            reversed_for=sa.bindparam("purchase"),
        )
    )
    await tx.execute(
        update,
        [
            {
                "the_id": row.id,
                "transfer": row.transfer_id,
                "reversal": row.reversal_id,
                "purchase": row.reversed_for,
            }
            for row in rows
        ],
    )


def move_sums(rows: Sequence[GiftRow], *, sign: int) -> list[Step[None]]:
    """Take gifts out of the sums of rooms and weeks (`sign` -1), or back into them (1).

    What was spent on a day stays: a limit is not for spending the same coins twice.
    """
    in_order = sorted(rows, key=lambda row: (row.room_id, row.recipient_id, row.catalogue_id, row.id))
    return [
        *(
            add_rows(room_senders, [{"room_id": row.room_id, "sender_id": row.sender_id, "coins": sign * row.coins}])
            for row in in_order
        ),
        *(
            add_rows(
                week_senders,
                [
                    {
                        "recipient_id": row.recipient_id,
                        "week": week_of(row.at.date()),
                        "sender_id": row.sender_id,
                        "coins": sign * row.coins,
                    }
                ],
            )
            for row in in_order
        ),
        *(
            add_rows(
                room_totals,
                [
                    {
                        "room_id": row.room_id,
                        "catalogue_id": row.catalogue_id,
                        "count": sign * row.count,
                        "coins": sign * row.coins,
                        "diamonds": sign * row.diamonds,
                    }
                ],
            )
            for row in in_order
        ),
    ]
