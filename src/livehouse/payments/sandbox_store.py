"""The sandbox's own tables: what a real payment provider would keep on its side. And all SQL that touches them."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.payments.model import SandboxCheckout
from livehouse.platform.database import Transaction, UtcDateTime, metadata

sandbox_checkouts = sa.Table(
    "sandbox_checkouts",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    # The idempotency key: the same purchase asked for again finds the same checkout.
    sa.Column("key", sa.String(120), nullable=False, unique=True),
    sa.Column("purchase_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("return_path", sa.Text, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("refunded", sa.BigInteger, nullable=False),
    sa.Column("dispute", sa.String(10)),
    sa.CheckConstraint("refunded >= 0 AND refunded <= total", name="refunded"),
)

sandbox_refunds = sa.Table(
    "sandbox_refunds",
    metadata,
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("checkout_id", sa.ForeignKey("sandbox_checkouts.id"), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
)


async def add(tx: Transaction, checkout: SandboxCheckout) -> None:
    """Add a checkout, if there is none under its key."""
    insert = tx.insert(sandbox_checkouts).values(msgspec.structs.asdict(checkout))
    await tx.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


async def load_by_key(tx: Transaction, key: str) -> SandboxCheckout:
    """The checkout under this key, which is there."""
    return _checkout((await tx.execute(sa.select(sandbox_checkouts).where(sandbox_checkouts.c.key == key))).one())


async def load(connection: AsyncConnection, checkout_id: str) -> SandboxCheckout | None:
    """This checkout."""
    query = sa.select(sandbox_checkouts).where(sandbox_checkouts.c.id == checkout_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _checkout(row)


async def lock(tx: Transaction, checkout_id: str) -> SandboxCheckout | None:
    """This checkout, held against other writers until the transaction ends."""
    query = sa.select(sandbox_checkouts).where(sandbox_checkouts.c.id == checkout_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _checkout(row)


async def write(tx: Transaction, after: SandboxCheckout) -> None:
    """Write how a checkout stands that this transaction locked."""
    await tx.execute(
        sandbox_checkouts.update()
        .where(sandbox_checkouts.c.id == after.id)
        .values(state=after.state, refunded=after.refunded, dispute=after.dispute)
    )


async def add_refund(tx: Transaction, key: str, checkout_id: str, amount: int) -> bool:
    """Add a refund; whether there was none under its key."""
    insert = tx.insert(sandbox_refunds).values(key=key, checkout_id=checkout_id, amount=amount)
    added = await tx.execute(insert.on_conflict_do_nothing().returning(sandbox_refunds.c.key))
    return added.scalar_one_or_none() is not None


def _checkout(row: sa.Row[Any]) -> SandboxCheckout:
    return SandboxCheckout(**row._mapping)
