"""The SQL of live access: who accepted which version of the LIVE terms, and when."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Database, UtcDateTime, metadata

live_terms = sa.Table(
    "live_terms",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("accepted_at", UtcDateTime, nullable=False),
)


async def read_accepted(connection: AsyncConnection, account_id: str, *, current: str) -> tuple[str, datetime] | None:
    """(version, time) of what the account accepted: of `current` if it did so, else the last."""
    row = (
        await connection.execute(
            sa.select(live_terms.c.version, live_terms.c.accepted_at)
            .where(live_terms.c.account_id == account_id)
            .order_by((live_terms.c.version == current).desc(), live_terms.c.accepted_at.desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else (row.version, row.accepted_at)


async def insert_accepted(database: Database, account_id: str, version: str, at: datetime) -> None:
    """Note that the account accepted `version`; the first time stays."""
    try:
        async with database.transaction() as tx:
            await tx.execute(live_terms.insert().values(account_id=account_id, version=version, accepted_at=at))
    except IntegrityError:
        # Accepted before, or twice at once. Only an account that was just read gets here, and none is ever removed.
        return
