"""The SQL of reviews."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.live_access.judgement import Decision
from livehouse.live_access.review import Review
from livehouse.platform.database import Transaction, UtcDateTime, metadata

WAITING_INDEX: Final = "uq_live_reviews_waiting"

live_reviews = sa.Table(
    "live_reviews",
    metadata,
    sa.Column("id", sa.String(26), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("applied_at", UtcDateTime, nullable=False),
    # How the account stood when it applied, by which version, as JSON.
    sa.Column("judgement", sa.Text, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("decided_by", sa.String(26)),
    sa.Column("reason", sa.Text),
    sa.Column("until", UtcDateTime),
    sa.Column("policy_version", sa.String(40)),
    sa.CheckConstraint("state IN ('waiting', 'granted', 'refused')", name="state"),
    sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_at"),
)
# One application at a time, held by the database itself.
sa.Index(
    WAITING_INDEX,
    live_reviews.c.account_id,
    unique=True,
    sqlite_where=live_reviews.c.state == "waiting",
    postgresql_where=live_reviews.c.state == "waiting",
)


def _review(row: sa.Row[Any]) -> Review:
    # SQLAlchemy's names are a kind of str of its own, which msgspec does not take for one.
    fields = {str(name): value for name, value in row._mapping.items()}
    return msgspec.convert({**fields, "judgement": msgspec.json.decode(fields["judgement"])}, Review)


async def insert(tx: Transaction, review: Review) -> bool:
    """Write a new application; False if one of the account waits already."""
    values = {**msgspec.structs.asdict(review), "judgement": msgspec.json.encode(review.judgement).decode()}
    statement = tx.insert(live_reviews).values(values)
    statement = statement.on_conflict_do_nothing(
        index_elements=[live_reviews.c.account_id], index_where=live_reviews.c.state == "waiting"
    )
    return (await tx.execute(statement.returning(live_reviews.c.id))).scalar_one_or_none() is not None


async def lock(tx: Transaction, review_id: str) -> Review | None:
    """The review, held against other writers until the transaction ends."""
    query = sa.select(live_reviews).where(live_reviews.c.id == review_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _review(row)


async def withdraw(tx: Transaction, account_id: str) -> bool:
    """Take back the application that waits; False if none does."""
    done = await tx.execute(
        live_reviews.delete().where(live_reviews.c.account_id == account_id, live_reviews.c.state == "waiting")
    )
    return done.rowcount > 0


async def write_decision(tx: Transaction, review_id: str, decision: Decision, operator_id: str) -> None:
    """Write what was decided, in the place of what was decided before."""
    await tx.execute(
        live_reviews.update()
        .where(live_reviews.c.id == review_id)
        .values(
            state=decision.outcome,
            decided_at=decision.decided_at,
            decided_by=operator_id,
            reason=decision.reason,
            until=decision.until,
            policy_version=decision.policy_version,
        )
    )


async def load_of(connection: AsyncConnection, account_id: str, rows_max: int) -> list[Review]:
    """The account's applications, newest first."""
    query = (
        sa.select(live_reviews)
        .where(live_reviews.c.account_id == account_id)
        .order_by(live_reviews.c.id.desc())
        .limit(rows_max)
    )
    return [_review(row) for row in await connection.execute(query)]


async def load_decided(connection: AsyncConnection, account_id: str) -> Review | None:
    """The account's application on which was decided last."""
    query = (
        sa.select(live_reviews)
        .where(live_reviews.c.account_id == account_id, live_reviews.c.decided_at.is_not(None))
        .order_by(live_reviews.c.decided_at.desc(), live_reviews.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _review(row)


async def load_in(
    connection: AsyncConnection, state: str | None, before: str | None, rows_max: int
) -> Sequence[Review]:
    """Applications in a state: those that wait the oldest first, others the newest first, before the id `before`."""
    query = sa.select(live_reviews)
    if state is not None:
        query = query.where(live_reviews.c.state == state)
    if state == "waiting":
        if before is not None:
            query = query.where(live_reviews.c.id > before)
        query = query.order_by(live_reviews.c.id)
    else:
        if before is not None:
            query = query.where(live_reviews.c.id < before)
        query = query.order_by(live_reviews.c.id.desc())
    return [_review(row) for row in await connection.execute(query.limit(rows_max))]


async def count_waiting(connection: AsyncConnection) -> int:
    """How many applications wait."""
    query = sa.select(sa.func.count()).select_from(live_reviews).where(live_reviews.c.state == "waiting")
    return int((await connection.execute(query)).scalar_one())


async def forget_words(tx: Transaction, account_id: str) -> None:
    """Withdraw what waits, and remove what the person wrote; decisions stay."""
    await withdraw(tx, account_id)
    await tx.execute(live_reviews.update().where(live_reviews.c.account_id == account_id).values(note=""))
