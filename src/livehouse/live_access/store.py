"""The SQL of live access: accepted terms, and what was judged last."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Database, Transaction, UtcDateTime, metadata

live_terms = sa.Table(
    "live_terms",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("accepted_at", UtcDateTime, nullable=False),
)

# What an account was judged last, so that the moment is known in which access opens. It decides nothing: whoever goes
# live is judged anew.
live_judgements = sa.Table(
    "live_judgements",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("allowed", sa.Boolean, nullable=False),
    sa.Column("policy_version", sa.String(40), nullable=False),
    sa.Column("judged_at", UtcDateTime, nullable=False),
    # When time alone may change it.
    sa.Column("look_at", UtcDateTime),
    sa.Index(None, "look_at"),
)


class LastJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """What an account was judged last."""

    account_id: str
    allowed: bool
    policy_version: str
    judged_at: datetime
    look_at: datetime | None


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


async def read_all_accepted(connection: AsyncConnection, account_id: str) -> list[tuple[str, datetime]]:
    """(version, time) of all that the account accepted, the first first."""
    rows = await connection.execute(
        sa.select(live_terms.c.version, live_terms.c.accepted_at)
        .where(live_terms.c.account_id == account_id)
        .order_by(live_terms.c.accepted_at)
    )
    return [(row.version, row.accepted_at) for row in rows]


async def insert_accepted(database: Database, account_id: str, version: str, at: datetime) -> None:
    """Note that the account accepted `version`; the first time stays."""
    try:
        async with database.transaction() as tx:
            await tx.execute(live_terms.insert().values(account_id=account_id, version=version, accepted_at=at))
    except IntegrityError:
        # Accepted before, or twice at once. Only an account that was just read gets here, and none is ever removed.
        return


async def read_last_judgement(connection: AsyncConnection, account_id: str) -> LastJudgement | None:
    """What the account was judged last, if it ever was."""
    query = sa.select(live_judgements).where(live_judgements.c.account_id == account_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else LastJudgement(**row._mapping)


async def write_judgement(tx: Transaction, judged: LastJudgement) -> bool:
    """Write what the account is judged now; whether it was not allowed to go live before, or never judged.

    Of two who write at the same time only one hears that access has opened, and what was judged earlier never replaces
    what was judged later.
    """
    values = msgspec.structs.asdict(judged)
    inserted = await tx.execute(
        tx.insert(live_judgements).values(values).on_conflict_do_nothing().returning(live_judgements.c.account_id)
    )
    if inserted.scalar_one_or_none() is not None:
        return True
    update = live_judgements.update().where(
        live_judgements.c.account_id == judged.account_id, live_judgements.c.judged_at <= judged.judged_at
    )
    changed = await tx.execute(update.where(live_judgements.c.allowed.is_(False)).values(values))
    if changed.rowcount > 0:
        return True
    await tx.execute(update.values(values))
    return False


async def read_due(connection: AsyncConnection, now: datetime, policy_version: str, rows_max: int) -> Sequence[str]:
    """Accounts to look at again: their time has come, or the policy is another one than they were judged by."""
    query = (
        sa.select(live_judgements.c.account_id)
        .where(
            live_judgements.c.allowed.is_(False),
            live_judgements.c.look_at.is_not(None),
            sa.or_(live_judgements.c.look_at <= now, live_judgements.c.policy_version != policy_version),
        )
        .order_by(live_judgements.c.look_at)
        .limit(rows_max)
    )
    return list((await connection.execute(query)).scalars())


async def delete_judgement(tx: Transaction, account_id: str) -> None:
    """Forget what the account was judged."""
    await tx.execute(live_judgements.delete().where(live_judgements.c.account_id == account_id))
