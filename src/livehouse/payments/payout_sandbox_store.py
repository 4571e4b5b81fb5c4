"""The table of the sandbox that pays nobody: what it would have done, and all SQL about it."""

from datetime import datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.payments.payout_model import RecipientState
from livehouse.platform.database import Transaction, UtcDateTime, metadata

sandbox_recipients = sa.Table(
    "sandbox_recipients",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("state", sa.String(12), nullable=False),
)

sandbox_payouts = sa.Table(
    "sandbox_payouts",
    metadata,
    # Of the payout that this is about: the sandbox does each once.
    sa.Column("payout_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("recipient_id", sa.ForeignKey("sandbox_recipients.id"), nullable=False, index=True),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("arrives_at", UtcDateTime),
)


class SandboxRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom the sandbox would pay."""

    id: str
    account_id: str
    state: RecipientState


class SandboxPayout(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that the sandbox pretends to make."""

    payout_id: str
    recipient_id: str
    currency: str
    amount: int
    state: Literal["transferred", "on_its_way", "paid", "failed", "taken_back"]
    arrives_at: datetime | None = None


def _read(row: sa.Row[Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row._mapping.items()}


async def add_recipient(tx: Transaction, recipient: SandboxRecipient) -> None:
    """Write a new one."""
    await tx.execute(sandbox_recipients.insert().values(msgspec.structs.asdict(recipient)))


async def load_recipient(
    reader: AsyncConnection | Transaction, recipient_id: str, *, lock: bool = False
) -> SandboxRecipient | None:
    """Somebody whom the sandbox would pay."""
    query = sa.select(sandbox_recipients).where(sandbox_recipients.c.id == recipient_id)
    row = (await reader.execute(query.with_for_update() if lock else query)).one_or_none()
    return None if row is None else msgspec.convert(_read(row), SandboxRecipient)


async def set_recipient(tx: Transaction, recipient_id: str, state: RecipientState) -> None:
    """Change how somebody stands."""
    await tx.execute(sandbox_recipients.update().where(sandbox_recipients.c.id == recipient_id).values(state=state))


async def load_payout(
    reader: AsyncConnection | Transaction, payout_id: str, *, lock: bool = False
) -> SandboxPayout | None:
    """A payment."""
    query = sa.select(sandbox_payouts).where(sandbox_payouts.c.payout_id == payout_id)
    row = (await reader.execute(query.with_for_update() if lock else query)).one_or_none()
    return None if row is None else msgspec.convert(_read(row), SandboxPayout)


async def add_payout(tx: Transaction, payout: SandboxPayout) -> None:
    """Write a new payment, unless it is there."""
    await tx.execute(tx.insert(sandbox_payouts).values(msgspec.structs.asdict(payout)).on_conflict_do_nothing())


async def write_payout(tx: Transaction, payout: SandboxPayout) -> None:
    """Write a payment as it is now."""
    row = msgspec.structs.asdict(payout)
    await tx.execute(sandbox_payouts.update().where(sandbox_payouts.c.payout_id == row.pop("payout_id")).values(row))
