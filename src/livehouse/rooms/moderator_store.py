"""The SQL of moderators."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Transaction, UtcDateTime, metadata

moderators = sa.Table(
    "room_moderators",
    metadata,
    sa.Column("host_id", sa.String(26), primary_key=True),
    sa.Column("account_id", sa.String(26), primary_key=True),
    sa.Column("named_at", UtcDateTime, nullable=False),
)


def _of(host_id: str) -> sa.Select[Any]:
    return (
        sa.select(moderators.c.account_id)
        .where(moderators.c.host_id == host_id)
        .order_by(moderators.c.named_at, moderators.c.account_id)
    )


async def load_moderators(connection: AsyncConnection, host_id: str) -> list[str]:
    """Ids of the host's moderators, in the order in which they were named."""
    return list((await connection.execute(_of(host_id))).scalars())


async def lock_moderators(tx: Transaction, host_id: str) -> list[str]:
    """The same, held until the transaction ends (PostgreSQL; SQLite has one writer anyway)."""
    return list((await tx.execute(_of(host_id).with_for_update())).scalars())


async def insert_moderator(tx: Transaction, host_id: str, account_id: str, at: datetime) -> None:
    """Add one; the same named twice at once is one."""
    statement = tx.insert(moderators).values(host_id=host_id, account_id=account_id, named_at=at)
    await tx.execute(statement.on_conflict_do_nothing())


async def delete_moderator(tx: Transaction, host_id: str, account_id: str) -> bool:
    """Take one away; False if there was none."""
    deleted = await tx.execute(
        moderators.delete().where(moderators.c.host_id == host_id, moderators.c.account_id == account_id)
    )
    return deleted.rowcount > 0


async def load_hosts(connection: AsyncConnection, account_id: str) -> list[str]:
    """Ids of the hosts whose moderator the account is."""
    query = sa.select(moderators.c.host_id).where(moderators.c.account_id == account_id)
    return list((await connection.execute(query.order_by(moderators.c.named_at, moderators.c.host_id))).scalars())


async def delete_all_of(tx: Transaction, account_id: str) -> None:
    """The account names nobody any more, and nobody names it."""
    is_named = sa.or_(moderators.c.host_id == account_id, moderators.c.account_id == account_id)
    await tx.execute(moderators.delete().where(is_named))
