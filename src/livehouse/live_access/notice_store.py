"""The SQL of notices."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.live_access.events import Notice
from livehouse.platform.database import Transaction, UtcDateTime, metadata

notices = sa.Table(
    "notices",
    metadata,
    # Ids ascend, so they also tell which came first.
    sa.Column("id", sa.String(26), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("until", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("read_at", UtcDateTime),
    sa.Index(None, "account_id", "id"),
)


def _notice(row: sa.Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        created_at=row.created_at,
        reason=row.reason,
        until=row.until,
        read_at=row.read_at,
    )


async def insert(tx: Transaction, account_id: str, notice: Notice) -> None:
    """Keep a notice for the account."""
    await tx.execute(notices.insert().values(account_id=account_id, **msgspec.structs.asdict(notice)))


async def load_newest(connection: AsyncConnection, account_id: str, rows_max: int) -> list[Notice]:
    """The account's notices, newest first."""
    query = sa.select(notices).where(notices.c.account_id == account_id).order_by(notices.c.id.desc()).limit(rows_max)
    return [_notice(row) for row in await connection.execute(query)]


async def mark_read(tx: Transaction, account_id: str, up_to: str, at: datetime) -> None:
    """Take the account's unread notices up to this one as read."""
    await tx.execute(
        notices.update()
        .where(notices.c.account_id == account_id, notices.c.id <= up_to, notices.c.read_at.is_(None))
        .values(read_at=at)
    )


async def delete_all(tx: Transaction, account_id: str) -> None:
    """Forget what the account was told."""
    await tx.execute(notices.delete().where(notices.c.account_id == account_id))
