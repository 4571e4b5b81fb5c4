"""The tables of recipients and payouts, and all SQL that touches them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.payments.payout_model import OPEN_STATES, UNDONE_STATES, UNSENT_STATES, Payout, PayoutState, Recipient
from livehouse.platform.database import Transaction, UtcDateTime, metadata

# Nobody is told to wait for longer than this. A time further away was written by a clock that went wrong.
WAIT_MAX: Final = timedelta(hours=6)
PAID_WAIT_MAX: Final = timedelta(days=2)

payout_recipients = sa.Table(
    "payout_recipients",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("provider", sa.String(20), nullable=False),
    sa.Column("reference", sa.String(255), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("requirements", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("looked_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("provider", "reference"),
    sa.CheckConstraint("state IN ('onboarding', 'ready', 'restricted', 'closed')", name="state"),
)

payouts = sa.Table(
    "payouts",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    # What was asked for, and what became of it at the rate of that moment.
    sa.Column("asked_diamonds", sa.BigInteger, nullable=False),
    sa.Column("diamonds", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("origin", sa.Text, nullable=False),
    # At the provider.
    sa.Column("provider", sa.String(20), nullable=False),
    sa.Column("recipient_reference", sa.String(255), nullable=False),
    sa.Column("transfer_reference", sa.String(255), index=True),
    sa.Column("payout_reference", sa.String(255), index=True),
    # In the books.
    sa.Column("hold_id", sa.String(ID_LENGTH), nullable=False, unique=True),
    sa.Column("settled_by", sa.String(ID_LENGTH)),
    sa.Column("paid_by", sa.String(ID_LENGTH)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("decided_by", sa.String(ID_LENGTH)),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("paid_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    # When somebody should see to it; while one does, when others may believe that they died over it.
    sa.Column("next_at", UtcDateTime, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("refusals", sa.Integer, nullable=False),
    sa.UniqueConstraint("account_id", "key"),
    sa.CheckConstraint("diamonds > 0 AND diamonds <= asked_diamonds AND amount > 0", name="amounts"),
    sa.CheckConstraint(
        "state IN ('in_review', 'approved', 'sending', 'sent', 'paid', 'refused', 'failed', 'returned', 'cancelled')",
        name="state",
    ),
    # Where money went, the books say so.
    sa.CheckConstraint(
        "state NOT IN ('sent', 'paid', 'returned') OR (settled_by IS NOT NULL AND paid_by IS NOT NULL)", name="in_books"
    ),
)
sa.Index("ix_payouts_account_id_id", payouts.c.account_id, payouts.c.id)
sa.Index("ix_payouts_state_id", payouts.c.state, payouts.c.id)


def _payout(row: sa.Row[Any]) -> Payout:
    return msgspec.convert({str(name): value for name, value in row._mapping.items()}, Payout)


def _recipient(row: sa.Row[Any]) -> Recipient:
    fields = {str(name): value for name, value in row._mapping.items()}
    return msgspec.convert({**fields, "requirements": msgspec.json.decode(fields["requirements"])}, Recipient)


# Recipients


async def load_recipient(connection: AsyncConnection, account_id: str) -> Recipient | None:
    """Whom the provider pays for this account."""
    query = sa.select(payout_recipients).where(payout_recipients.c.account_id == account_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _recipient(row)


async def load_recipient_by(connection: AsyncConnection, provider: str, reference: str) -> Recipient | None:
    """Whose account at the provider this is."""
    query = sa.select(payout_recipients).where(
        payout_recipients.c.provider == provider, payout_recipients.c.reference == reference
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _recipient(row)


async def lock_recipient(tx: Transaction, account_id: str) -> Recipient | None:
    """The same, held against others until the transaction ends: one request of a host at a time."""
    query = sa.select(payout_recipients).where(payout_recipients.c.account_id == account_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _recipient(row)


async def add_recipient(tx: Transaction, recipient: Recipient) -> bool:
    """Write a new one; False if there is one already."""
    statement = tx.insert(payout_recipients).values(_recipient_row(recipient))
    statement = statement.on_conflict_do_nothing(index_elements=[payout_recipients.c.account_id])
    returned = await tx.execute(statement.returning(payout_recipients.c.account_id))
    return returned.scalar_one_or_none() is not None


async def write_recipient(tx: Transaction, recipient: Recipient) -> None:
    """Write it as it is now."""
    row = _recipient_row(recipient)
    await tx.execute(
        payout_recipients.update().where(payout_recipients.c.account_id == recipient.account_id).values(row)
    )


async def delete_unused_recipient(tx: Transaction, account_id: str) -> None:
    """Forget who would have been paid, if nobody ever was."""
    used = sa.exists().where(payouts.c.account_id == account_id)
    await tx.execute(payout_recipients.delete().where(payout_recipients.c.account_id == account_id, ~used))


def _recipient_row(recipient: Recipient) -> dict[str, Any]:
    row = msgspec.structs.asdict(recipient)
    row["requirements"] = msgspec.json.encode(recipient.requirements).decode()
    return row


# Payouts


async def add(tx: Transaction, payout: Payout) -> None:
    """Write a new payout."""
    await tx.execute(payouts.insert().values(msgspec.structs.asdict(payout)))


async def write(tx: Transaction, payout: Payout) -> None:
    """Write a payout that is locked, as it is now."""
    row = msgspec.structs.asdict(payout)
    await tx.execute(payouts.update().where(payouts.c.id == row.pop("id")).values(row))


async def lock(tx: Transaction, payout_id: str) -> Payout | None:
    """The payout, held against other writers until the transaction ends."""
    row = (await tx.execute(sa.select(payouts).where(payouts.c.id == payout_id).with_for_update())).one_or_none()
    return None if row is None else _payout(row)


async def lock_unsent(tx: Transaction, account_ids: Collection[str]) -> list[Payout]:
    """Payouts of these accounts of which nothing was sent, held until the transaction ends, newest first."""
    query = sa.select(payouts).where(
        payouts.c.account_id.in_(list(account_ids)), payouts.c.state.in_(list(UNSENT_STATES))
    )
    return [_payout(row) for row in await tx.execute(query.order_by(payouts.c.id.desc()).with_for_update())]


async def load(connection: AsyncConnection, payout_id: str) -> Payout | None:
    """The payout."""
    row = (await connection.execute(sa.select(payouts).where(payouts.c.id == payout_id))).one_or_none()
    return None if row is None else _payout(row)


async def load_by_key(tx: AsyncConnection | Transaction, account_id: str, key: str) -> Payout | None:
    """What the account asked for under this key."""
    query = sa.select(payouts).where(payouts.c.account_id == account_id, payouts.c.key == key)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _payout(row)


async def load_by_reference(connection: AsyncConnection, provider: str, references: Collection[str]) -> list[str]:
    """The ids of the payouts that the provider calls by one of these names."""
    wanted = list(references)
    query = sa.select(payouts.c.id).where(
        payouts.c.provider == provider,
        sa.or_(payouts.c.transfer_reference.in_(wanted), payouts.c.payout_reference.in_(wanted)),
    )
    return list((await connection.execute(query)).scalars())


async def load_of(connection: AsyncConnection, account_id: str, before: str | None, rows_max: int) -> list[Payout]:
    """The account's payouts, newest first."""
    query = sa.select(payouts).where(payouts.c.account_id == account_id).order_by(payouts.c.id.desc()).limit(rows_max)
    if before is not None:
        query = query.where(payouts.c.id < before)
    return [_payout(row) for row in await connection.execute(query)]


async def load_in(
    connection: AsyncConnection, states: Collection[PayoutState] | None, before: str | None, rows_max: int
) -> list[Payout]:
    """Payouts in these states: those in review the oldest first, others the newest first, beyond the id `before`."""
    query = sa.select(payouts).limit(rows_max)
    if states is not None:
        query = query.where(payouts.c.state.in_(list(states)))
    if states is not None and set(states) == {"in_review"}:
        query = query.order_by(payouts.c.id)
        if before is not None:
            query = query.where(payouts.c.id > before)
    else:
        query = query.order_by(payouts.c.id.desc())
        if before is not None:
            query = query.where(payouts.c.id < before)
    return [_payout(row) for row in await connection.execute(query)]


async def sum_between(
    connection: AsyncConnection | Transaction, account_id: str, currency: str, since: datetime, until: datetime
) -> int:
    """What the account asked for in this time and was not refused, cancelled or failed; minor units."""
    query = sa.select(sa.func.coalesce(sa.func.sum(payouts.c.amount), 0)).where(
        payouts.c.account_id == account_id,
        payouts.c.currency == currency,
        payouts.c.created_at >= since,
        payouts.c.created_at < until,
        payouts.c.state.not_in(UNDONE_STATES),
    )
    return int((await connection.execute(query)).scalar_one())


async def sum_held(connection: AsyncConnection, account_id: str, states: Collection[PayoutState]) -> int:
    """The diamonds of the account's payouts in these states."""
    query = sa.select(sa.func.coalesce(sa.func.sum(payouts.c.diamonds), 0)).where(
        payouts.c.account_id == account_id, payouts.c.state.in_(list(states))
    )
    return int((await connection.execute(query)).scalar_one())


async def sum_withdrawn(connection: AsyncConnection, account_ids: Collection[str]) -> dict[str, int]:
    """The diamonds that these accounts have turned into money; those that never did are left out."""
    query = (
        sa.select(payouts.c.account_id, sa.func.sum(payouts.c.diamonds))
        .where(payouts.c.account_id.in_(list(account_ids)), payouts.c.state.in_(("sent", "paid")))
        .group_by(payouts.c.account_id)
    )
    return {row[0]: int(row[1]) for row in await connection.execute(query)}


async def count_by_state(connection: AsyncConnection) -> dict[str, int]:
    """How many payouts are in each state of those that are under way."""
    query = sa.select(payouts.c.state, sa.func.count()).where(payouts.c.state.in_(OPEN_STATES))
    return {row[0]: row[1] for row in await connection.execute(query.group_by(payouts.c.state))}


# Taking turns


def _due(now: datetime) -> sa.ColumnElement[bool]:
    next_at = payouts.c.next_at
    is_paid = payouts.c.state == "paid"
    return sa.or_(next_at <= now, next_at > now + PAID_WAIT_MAX, sa.and_(~is_paid, next_at > now + WAIT_MAX))


async def find_due(connection: AsyncConnection, now: datetime, rows_max: int) -> Sequence[str]:
    """Payouts that somebody should see to, the longest overdue first."""
    query = sa.select(payouts.c.id).where(_due(now)).order_by(payouts.c.next_at, payouts.c.id).limit(rows_max)
    return (await connection.execute(query)).scalars().all()


async def claim(tx: Transaction, payout_id: str, now: datetime, until: datetime) -> Payout | None:
    """Take the payout until `until`, held until the transaction ends; None if somebody else was faster."""
    taken = await tx.execute(payouts.update().where(payouts.c.id == payout_id, _due(now)).values(next_at=until))
    return await lock(tx, payout_id) if taken.rowcount else None


async def put_off(
    tx: Transaction, payout_id: str, until: datetime, next_at: datetime | None, *, attempts: int, refusals: int
) -> None:
    """Have nobody see to the payout before `next_at`, if it is still ours: claimed until `until`, and not woken."""
    await tx.execute(
        payouts.update()
        .where(payouts.c.id == payout_id, payouts.c.next_at == until)
        .values(next_at=next_at, attempts=attempts)
    )
    await tx.execute(payouts.update().where(payouts.c.id == payout_id).values(refusals=refusals))


async def note_payout_reference(tx: Transaction, payout_id: str, reference: str) -> None:
    """Note what the provider calls the payment to the bank."""
    await tx.execute(payouts.update().where(payouts.c.id == payout_id).values(payout_reference=reference))


async def wake(tx: Transaction, payout_ids: Collection[str], now: datetime) -> None:
    """Have somebody see to these payouts now, whoever sees to them at this moment. Ended ones are left alone."""
    await tx.execute(
        payouts.update()
        .where(payouts.c.id.in_(list(payout_ids)), payouts.c.state.in_(("approved", "sending", "sent", "paid")))
        .values(next_at=now)
    )


async def find_waking(connection: AsyncConnection, account_id: str) -> Sequence[str]:
    """The account's payouts that wait for something that may have changed."""
    query = sa.select(payouts.c.id).where(payouts.c.account_id == account_id, payouts.c.state.in_(("approved", "sent")))
    return (await connection.execute(query)).scalars().all()
