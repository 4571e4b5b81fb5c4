"""The SQL of how people spend, outside the till."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.gifts import till_store
from livehouse.gifts.spending import Spender
from livehouse.gifts.tables import days, fields_of, spenders
from livehouse.platform.database import Transaction


async def load(connection: AsyncConnection, account_id: str, today: date) -> Spender:
    """How somebody spends; of who never sent anything, that."""
    query: sa.Select[Any] = sa.select(spenders).where(spenders.c.account_id == account_id)
    row = (await connection.execute(query)).one_or_none()
    return Spender(account_id, today) if row is None else Spender(*fields_of(row))


async def lock(tx: Transaction, account_id: str, today: date) -> Spender:
    """How somebody spends, held against other writers."""
    await till_store.begin_spenders(tx, [account_id], today)
    held = till_store.hold_spenders([account_id])
    await tx.run(held)
    return held.result[account_id]


async def forget_wishes(tx: Transaction, account_id: str) -> None:
    """Take what somebody set for themselves out of their row. The sums stay: they say what is in the books."""
    await tx.execute(
        spenders.update()
        .where(spenders.c.account_id == account_id)
        .values(
            limit_day=None,
            limit_month=None,
            pending_day=None,
            pending_month=None,
            pending_from=None,
            leap_coins=None,
            cooling_off_until=None,
        )
    )


async def load_days(connection: AsyncConnection, account_id: str) -> list[dict[str, Any]]:
    """What somebody spent on each day, the first first."""
    query: sa.Select[Any] = (
        sa.select(days.c.day, days.c.coins).where(days.c.sender_id == account_id).order_by(days.c.day)
    )
    return [{"day": row.day, "coins": row.coins} for row in await connection.execute(query)]


async def write(tx: Transaction, spender: Spender) -> None:
    """Write how somebody spends."""
    await tx.run(till_store.write_spenders([spender]))
