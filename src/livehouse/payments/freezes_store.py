"""The table of freezes, and all SQL that touches it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import Query, Step, among

money_freezes = sa.Table(
    "money_freezes",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("frozen_at", UtcDateTime, nullable=False),
    sa.Column("frozen_by", sa.String(ID_LENGTH)),
    sa.Column("lifted_at", UtcDateTime),
    sa.Column("lifted_by", sa.String(ID_LENGTH)),
    sa.Column("lift_reason", sa.Text),
    # What puts the diamonds aside at present, and how many holds there were before it.
    sa.Column("hold_id", sa.String(ID_LENGTH)),
    sa.Column("held", sa.BigInteger, nullable=False),
    sa.Column("holds", sa.Integer, nullable=False),
    sa.CheckConstraint("(hold_id IS NULL) = (held = 0) AND held >= 0", name="held"),
    sa.CheckConstraint("lifted_at IS NULL OR hold_id IS NULL", name="lifted"),
)
# One at a time, held by the database itself.
sa.Index(
    "uq_money_freezes_open",
    money_freezes.c.account_id,
    unique=True,
    sqlite_where=money_freezes.c.lifted_at.is_(None),
    postgresql_where=money_freezes.c.lifted_at.is_(None),
)


class Freeze(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's money that stays where it is. `held` are the diamonds put aside for it; who decided: None is the
    command line.
    """

    id: str
    account_id: str
    reason: str
    frozen_at: datetime
    frozen_by: str | None
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lift_reason: str | None = None
    hold_id: str | None = None
    held: int = 0
    holds: int = 0


class Reader(Protocol):
    """A connection or a transaction."""

    async def execute(self, statement: sa.Executable) -> sa.CursorResult[Any]:
        """Run one statement."""


def _freeze(row: sa.Row[Any]) -> Freeze:
    return msgspec.convert({str(name): value for name, value in row._mapping.items()}, Freeze)


_FROZEN: Final[sa.Select[Any]] = sa.select(money_freezes.c.account_id).where(money_freezes.c.lifted_at.is_(None))
_ASK_FROZEN: Final = Query(_FROZEN.where(among(money_freezes.c.account_id, "ids")))


async def load_frozen(reader: Reader, account_ids: Collection[str]) -> set[str]:
    """Which of these accounts are frozen."""
    return set((await reader.execute(_FROZEN.where(money_freezes.c.account_id.in_(account_ids)))).scalars())


def find_frozen(account_ids: Collection[str]) -> Step[set[str]]:
    """The same, as a step."""
    return _ASK_FROZEN.step(lambda rows: {row.account_id for row in rows}, ids=account_ids)


async def add(tx: Transaction, freeze: Freeze) -> bool:
    """Write a new one; False if the account is frozen already."""
    statement = tx.insert(money_freezes).values(msgspec.structs.asdict(freeze))
    statement = statement.on_conflict_do_nothing(
        index_elements=[money_freezes.c.account_id], index_where=money_freezes.c.lifted_at.is_(None)
    )
    return (await tx.execute(statement.returning(money_freezes.c.id))).scalar_one_or_none() is not None


async def lock_open(tx: Transaction, account_ids: Collection[str]) -> list[Freeze]:
    """The freezes of these accounts that are in force, held against others until the transaction ends."""
    query = (
        sa.select(money_freezes)
        .where(money_freezes.c.account_id.in_(list(account_ids)), money_freezes.c.lifted_at.is_(None))
        # In one order, or two who lock several could wait for each other.
        .order_by(money_freezes.c.id)
        .with_for_update()
    )
    return [_freeze(row) for row in await tx.execute(query)]


async def write(tx: Transaction, freeze: Freeze) -> None:
    """Write one that is locked, as it is now."""
    row = msgspec.structs.asdict(freeze)
    await tx.execute(money_freezes.update().where(money_freezes.c.id == row.pop("id")).values(row))


async def load_of(connection: AsyncConnection, account_id: str, rows_max: int) -> list[Freeze]:
    """The account's freezes, newest first."""
    query = sa.select(money_freezes).where(money_freezes.c.account_id == account_id)
    return [_freeze(row) for row in await connection.execute(query.order_by(money_freezes.c.id.desc()).limit(rows_max))]


async def load_page(connection: AsyncConnection, before: str | None, rows_max: int, *, is_open: bool) -> list[Freeze]:
    """Freezes in force, or lifted ones, newest first."""
    lifted = money_freezes.c.lifted_at
    query = sa.select(money_freezes).where(lifted.is_(None) if is_open else lifted.is_not(None))
    if before is not None:
        query = query.where(money_freezes.c.id < before)
    return [_freeze(row) for row in await connection.execute(query.order_by(money_freezes.c.id.desc()).limit(rows_max))]


async def find_open(connection: AsyncConnection, after: str, rows_max: int) -> Sequence[tuple[str, str]]:
    """Ids and accounts of freezes in force, oldest first."""
    query = (
        sa.select(money_freezes.c.id, money_freezes.c.account_id)
        .where(money_freezes.c.lifted_at.is_(None), money_freezes.c.id > after)
        .order_by(money_freezes.c.id)
        .limit(rows_max)
    )
    return [(row.id, row.account_id) for row in await connection.execute(query)]
