"""The tables of purchases, refunds and providers' events, and all SQL that touches them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.payments.model import Purchase, Refund
from livehouse.platform.database import Transaction, UtcDateTime, metadata

# A note for operators; what providers call things gets longer every year.
EVENT_KIND_MAX: Final = 80

purchases = sa.Table(
    "purchases",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    # What was asked for, as it was then; neither prices nor taxes of today change it.
    sa.Column("pack", sa.String(40), nullable=False),
    sa.Column("coins", sa.BigInteger, nullable=False),
    sa.Column("region", sa.String(2), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("tax", sa.BigInteger, nullable=False),
    sa.Column("tax_name", sa.String(40), nullable=False),
    sa.Column("tax_rate_bps", sa.Integer, nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    # What the provider calls it; nothing until it was told.
    sa.Column("provider", sa.String(20), nullable=False),
    sa.Column("checkout_id", sa.String(255)),
    sa.Column("checkout_url", sa.Text),
    sa.Column("payment_id", sa.String(255), index=True),
    # How it stands, as the provider said when it was asked last.
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("refunded", sa.BigInteger, nullable=False),
    sa.Column("dispute", sa.String(10)),
    # What refunds and disputes have taken back out of the books, all together, and by how many steps.
    sa.Column("money_taken_back", sa.BigInteger, nullable=False),
    sa.Column("coins_taken_back", sa.BigInteger, nullable=False),
    sa.Column("steps", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("paid_at", UtcDateTime),
    # Counts what was written: who asked the provider before somebody else wrote asks again.
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("looked_at", UtcDateTime),
    # When somebody should ask the provider though nobody told anything.
    sa.Column("next_look_at", UtcDateTime, index=True),
    sa.UniqueConstraint("account_id", "key"),
    sa.UniqueConstraint("provider", "checkout_id"),
    sa.CheckConstraint("coins > 0 AND total > 0 AND tax >= 0 AND tax < total", name="amounts"),
    sa.CheckConstraint("coins_taken_back >= 0 AND coins_taken_back <= coins", name="coins_taken_back"),
    sa.CheckConstraint("money_taken_back >= 0 AND money_taken_back <= total", name="money_taken_back"),
)
sa.Index("ix_purchases_account_id_id", purchases.c.account_id, purchases.c.id)
# Few are open at a time, of however many there are.
_IS_OPEN: Final = sa.text("state = 'open'")
sa.Index("ix_purchases_open", purchases.c.account_id, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)

# What operators asked for. What the provider's own pages refund has no row here.
refunds = sa.Table(
    "refunds",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("purchase_id", sa.ForeignKey("purchases.id"), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    # As it was asked: nothing stands for all that was left.
    sa.Column("asked", sa.BigInteger),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("operator_id", sa.ForeignKey("accounts.id"), nullable=False),
    # asked until the provider took it (done) or refused it (refused).
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    sa.UniqueConstraint("purchase_id", "key"),
    sa.CheckConstraint("amount > 0", name="amount"),
)

payment_events = sa.Table(
    "payment_events",
    metadata,
    sa.Column("provider", sa.String(20), primary_key=True),
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("kind", sa.String(EVENT_KIND_MAX), nullable=False),
    sa.Column("came_at", UtcDateTime, nullable=False, index=True),
)

_CHANGES: Final = (
    "checkout_id",
    "checkout_url",
    "payment_id",
    "state",
    "refunded",
    "dispute",
    "money_taken_back",
    "coins_taken_back",
    "steps",
    "paid_at",
    "looked_at",
    "next_look_at",
)


# Purchases


async def add(tx: Transaction, purchase: Purchase) -> None:
    """Add a purchase, if there is none under its key."""
    insert = tx.insert(purchases).values(msgspec.structs.asdict(purchase))
    await tx.execute(insert.on_conflict_do_nothing(index_elements=["account_id", "key"]))


async def load(connection: AsyncConnection, purchase_id: str) -> Purchase | None:
    """This purchase."""
    return _one(await connection.execute(sa.select(purchases).where(purchases.c.id == purchase_id)))


async def lock(tx: Transaction, purchase_id: str) -> Purchase | None:
    """This purchase, held against other writers until the transaction ends."""
    return _one(await tx.execute(sa.select(purchases).where(purchases.c.id == purchase_id).with_for_update()))


async def load_by_key(connection: AsyncConnection | Transaction, account_id: str, key: str) -> Purchase | None:
    """What the account asked for under this key."""
    query = sa.select(purchases).where(purchases.c.account_id == account_id, purchases.c.key == key)
    return _one(await connection.execute(query))


async def find_id(connection: AsyncConnection, provider: str, column: str, value: str) -> str | None:
    """The purchase that the provider knows by this `checkout_id` or `payment_id`."""
    query = sa.select(purchases.c.id).where(purchases.c.provider == provider, purchases.c[column] == value)
    found = (await connection.execute(query.limit(1))).scalar_one_or_none()
    return None if found is None else str(found)


async def load_page(
    connection: AsyncConnection, account_id: str, before: str | None, rows_max: int
) -> Sequence[Purchase]:
    """An account's purchases before the one of this id, or the last ones; newest first."""
    query = sa.select(purchases).where(purchases.c.account_id == account_id)
    return await _page(connection, query, before, rows_max)


async def search(
    connection: AsyncConnection, text: str, account_ids: Collection[str], before: str | None, rows_max: int
) -> Sequence[Purchase]:
    """Purchases of these accounts, or with this very id, checkout or payment; all if `text` is empty. Newest first."""
    query = sa.select(purchases)
    if text:
        query = query.where(
            sa.or_(
                purchases.c.account_id.in_(account_ids),
                purchases.c.id == text.lower(),
                purchases.c.checkout_id == text,
                purchases.c.payment_id == text,
            )
        )
    return await _page(connection, query, before, rows_max)


async def _page(
    connection: AsyncConnection, query: sa.Select[Any], before: str | None, rows_max: int
) -> Sequence[Purchase]:
    if before is not None:
        query = query.where(purchases.c.id < before)
    return [_purchase(row) for row in await connection.execute(query.order_by(purchases.c.id.desc()).limit(rows_max))]


async def write(tx: Transaction, after: Purchase) -> None:
    """Write what changed of a purchase that this transaction locked; counts its version up."""
    values = {name: getattr(after, name) for name in _CHANGES}
    await tx.execute(
        purchases.update().where(purchases.c.id == after.id).values(**values, version=purchases.c.version + 1)
    )


async def sum_coins(tx: Transaction, account_id: str, since: datetime) -> int:
    """The coins that the account bought since then, and those that it may still pay for."""
    is_paid = sa.and_(purchases.c.state == "paid", purchases.c.paid_at >= since)
    may_be = sa.and_(purchases.c.state == "open", purchases.c.created_at >= since)
    query = sa.select(sa.func.coalesce(sa.func.sum(purchases.c.coins), 0)).where(
        purchases.c.account_id == account_id, sa.or_(is_paid, may_be)
    )
    return int((await tx.execute(query)).scalar_one())


async def load_open(connection: AsyncConnection, account_id: str, provider: str) -> Sequence[Purchase]:
    """The account's purchases that are not paid and may be; oldest first."""
    query = sa.select(purchases).where(
        purchases.c.account_id == account_id, purchases.c.state == "open", purchases.c.provider == provider
    )
    return [_purchase(row) for row in await connection.execute(query.order_by(purchases.c.id))]


async def load_due(connection: AsyncConnection, provider: str, now: datetime, rows_max: int) -> Sequence[Purchase]:
    """Purchases that the provider should be asked about; the longest overdue first."""
    query = sa.select(purchases).where(purchases.c.provider == provider, purchases.c.next_look_at <= now)
    rows = await connection.execute(query.order_by(purchases.c.next_look_at).limit(rows_max))
    return [_purchase(row) for row in rows]


async def claim(tx: Transaction, purchase: Purchase, until: datetime) -> bool:
    """Whether nobody else looks after this purchase; nobody else does until then."""
    claimed = await tx.execute(
        purchases.update()
        .where(purchases.c.id == purchase.id, purchases.c.next_look_at == purchase.next_look_at)
        .values(next_look_at=until)
    )
    return claimed.rowcount == 1


async def claim_look(tx: Transaction, purchase: Purchase, now: datetime) -> bool:
    """Whether nobody has asked the provider about this purchase since it was read; nobody else does now."""
    claimed = await tx.execute(
        purchases.update()
        .where(purchases.c.id == purchase.id, purchases.c.looked_at.is_not_distinct_from(purchase.looked_at))
        .values(looked_at=now)
    )
    return claimed.rowcount == 1


async def load_first_paid(
    connection: AsyncConnection, account_ids: Collection[str], since: datetime
) -> dict[str, datetime]:
    """When each of these accounts first paid for coins, if that was since then."""
    first = sa.func.min(purchases.c.paid_at, type_=UtcDateTime()).label("first")
    query = (
        sa.select(purchases.c.account_id, first)
        .where(purchases.c.account_id.in_(account_ids), purchases.c.paid_at.is_not(None))
        .group_by(purchases.c.account_id)
    )
    return {row.account_id: row.first for row in await connection.execute(query) if row.first >= since}


async def has_open_dispute(connection: AsyncConnection, account_id: str) -> bool:
    """Whether one of the account's payments is disputed and nothing is decided."""
    query = sa.select(purchases.c.id).where(purchases.c.account_id == account_id, purchases.c.dispute == "open")
    return (await connection.execute(query.limit(1))).scalar_one_or_none() is not None


async def count_open(connection: AsyncConnection) -> int:
    """How many purchases are not paid and may be."""
    query = sa.select(sa.func.count()).select_from(purchases).where(purchases.c.state == "open")
    return int((await connection.execute(query)).scalar_one())


# Refunds


async def add_refund(tx: Transaction, refund: Refund) -> None:
    """Add a refund; its purchase is locked, and nothing is under its key."""
    await tx.execute(refunds.insert().values(msgspec.structs.asdict(refund)))


async def load_refunds(connection: AsyncConnection | Transaction, purchase_id: str) -> list[Refund]:
    """What operators asked to be refunded of this purchase; oldest first."""
    query = sa.select(refunds).where(refunds.c.purchase_id == purchase_id).order_by(refunds.c.id)
    return [Refund(**row._mapping) for row in await connection.execute(query)]


async def load_asked(connection: AsyncConnection, before: datetime, rows_max: int) -> list[Refund]:
    """Refunds asked for before then, of which the provider has said nothing; oldest first."""
    query = sa.select(refunds).where(refunds.c.state == "asked", refunds.c.created_at < before)
    rows = await connection.execute(query.order_by(refunds.c.id).limit(rows_max))
    return [Refund(**row._mapping) for row in rows]


async def end_refund(tx: Transaction, refund_id: str, state: str, at: datetime) -> None:
    """The provider has taken or refused a refund."""
    await tx.execute(
        refunds.update().where(refunds.c.id == refund_id, refunds.c.state == "asked").values(state=state, ended_at=at)
    )


# Providers' events


async def knows_event(connection: AsyncConnection, provider: str, event_id: str) -> bool:
    """Whether this event came and was acted on."""
    query = sa.select(payment_events.c.id)
    found = await connection.execute(
        query.where(payment_events.c.provider == provider, payment_events.c.id == event_id)
    )
    return found.scalar_one_or_none() is not None


async def note_event(tx: Transaction, provider: str, event_id: str, kind: str, at: datetime) -> None:
    """Remember that this event was acted on."""
    row = {"provider": provider, "id": event_id, "kind": kind[:EVENT_KIND_MAX], "came_at": at}
    await tx.execute(tx.insert(payment_events).values(row).on_conflict_do_nothing())


async def forget_events(tx: Transaction, before: datetime) -> None:
    """Forget events that came before then."""
    await tx.execute(payment_events.delete().where(payment_events.c.came_at < before))


def _one(rows: sa.CursorResult[Any]) -> Purchase | None:
    row = rows.one_or_none()
    return None if row is None else _purchase(row)


def _purchase(row: sa.Row[Any]) -> Purchase:
    return Purchase(**row._mapping)
