"""The SQL of devices that get pushes, and of what waits to be pushed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.notifications.tables import deliveries, subscriptions
from livehouse.platform.database import Transaction

Reader = AsyncConnection | Transaction

# SQLite takes 32,766 parameters.
DROPPED_AT_ONCE: Final = 500


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """A device as its push service knows it."""

    id: str
    account_id: str
    session_id: str
    endpoint: str
    p256dh: str
    auth: str
    created_at: datetime
    failures: int = 0


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One notification on its way to one device. `attempts` counts this one."""

    id: str
    notification_id: str
    attempts: int
    ends_at: datetime
    subscription: Subscription


_SUBSCRIPTION: Final = [column for column in subscriptions.c if column.name != "endpoint_sha256"]


def _subscription(row: sa.Row[Any]) -> Subscription:
    return Subscription(**row._mapping)


async def save(tx: Transaction, subscription: Subscription, endpoint_sha256: str) -> None:
    """Keep a device. It is one account's, by one session, and a session has one: those before are forgotten."""
    before = sa.or_(
        subscriptions.c.session_id == subscription.session_id, subscriptions.c.endpoint_sha256 == endpoint_sha256
    )
    row = tx.insert(subscriptions).values(**msgspec.structs.asdict(subscription), endpoint_sha256=endpoint_sha256)
    kept = None
    while kept is None:
        await tx.execute(subscriptions.delete().where(before))
        # None on PostgreSQL if another request of the same device was faster: its row is seen, and deleted, now.
        kept = (await tx.execute(row.on_conflict_do_nothing().returning(subscriptions.c.id))).scalar_one_or_none()


async def find_of_session(reader: Reader, session_id: str) -> Subscription | None:
    """The device of a session."""
    rows = await reader.execute(sa.select(*_SUBSCRIPTION).where(subscriptions.c.session_id == session_id))
    row = rows.one_or_none()
    return None if row is None else _subscription(row)


async def load_of_accounts(reader: Reader, account_ids: Collection[str]) -> Sequence[tuple[str, str]]:
    """(account, subscription) of all devices of these accounts."""
    query = sa.select(subscriptions.c.account_id, subscriptions.c.id).where(
        subscriptions.c.account_id.in_(list(account_ids))
    )
    return [(row.account_id, row.id) for row in await reader.execute(query)]


async def load_of(connection: AsyncConnection, account_id: str) -> list[Subscription]:
    """The account's devices, the newest first."""
    query = sa.select(*_SUBSCRIPTION).where(subscriptions.c.account_id == account_id)
    rows = await connection.execute(query.order_by(subscriptions.c.id.desc()))
    return [_subscription(row) for row in rows]


async def delete_of_session(tx: Transaction, session_id: str) -> None:
    """Forget the device of a session."""
    await tx.execute(subscriptions.delete().where(subscriptions.c.session_id == session_id))


async def delete_of_account(tx: Transaction, account_id: str) -> None:
    """Forget the account's devices."""
    await tx.execute(subscriptions.delete().where(subscriptions.c.account_id == account_id))


async def delete_some(tx: Transaction, subscription_ids: Collection[str]) -> None:
    """Forget these devices, and what waits for them."""
    if subscription_ids:
        await tx.execute(subscriptions.delete().where(subscriptions.c.id.in_(list(subscription_ids))))


async def queue(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Have these pushed; what waits already waits on."""
    if rows:
        await tx.execute(tx.insert(deliveries).on_conflict_do_nothing(), list(rows))


async def has_due(connection: AsyncConnection, now: datetime) -> bool:
    """Whether something is to be pushed now."""
    return (
        await connection.execute(sa.select(deliveries.c.id).where(deliveries.c.next_at <= now).limit(1))
    ).first() is not None


async def claim(tx: Transaction, now: datetime, held_until: datetime, rows_max: int, *, again: bool) -> list[Delivery]:
    """Take what is due, for the first time or `again`; nobody else takes it before `held_until`."""
    if not rows_max:
        return []
    due = (
        sa.select(deliveries.c.id)
        .where(deliveries.c.next_at <= now, deliveries.c.attempts > 0 if again else deliveries.c.attempts == 0)
        .order_by(deliveries.c.next_at, deliveries.c.id)
        .limit(rows_max)
        .with_for_update(skip_locked=True)
    )
    claimed = await tx.execute(
        deliveries.update()
        .where(deliveries.c.id.in_(due))
        .values(next_at=held_until, attempts=deliveries.c.attempts + 1)
        .returning(deliveries.c.id)
    )
    ids = list(claimed.scalars())
    if not ids:
        return []
    query = (
        sa.select(
            deliveries.c.id.label("delivery_id"),
            deliveries.c.notification_id,
            deliveries.c.attempts,
            deliveries.c.ends_at,
            *_SUBSCRIPTION,
        )
        .join(subscriptions, subscriptions.c.id == deliveries.c.subscription_id)
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.id)
    )
    names = [column.name for column in _SUBSCRIPTION]
    return [
        Delivery(
            id=row.delivery_id,
            notification_id=row.notification_id,
            attempts=row.attempts,
            ends_at=row.ends_at,
            subscription=Subscription(**{name: row._mapping[name] for name in names}),
        )
        for row in await tx.execute(query)
    ]


async def finish(tx: Transaction, delivery_ids: Collection[str], reached: Collection[str]) -> None:
    """These need no further attempt; the devices of `reached` were there."""
    if delivery_ids:
        await tx.execute(deliveries.delete().where(deliveries.c.id.in_(list(delivery_ids))))
    if reached:
        await tx.execute(
            subscriptions.update()
            .where(subscriptions.c.id.in_(list(reached)), subscriptions.c.failures > 0)
            .values(failures=0)
        )


async def try_later(tx: Transaction, delivery_id: str, next_at: datetime) -> None:
    """Once more, then."""
    await tx.execute(deliveries.update().where(deliveries.c.id == delivery_id).values(next_at=next_at))


async def count_failure(tx: Transaction, subscription_id: str, failures_max: int) -> bool:
    """A delivery came to nothing; whether the device was forgotten for it."""
    await tx.execute(
        subscriptions.update()
        .where(subscriptions.c.id == subscription_id)
        .values(failures=subscriptions.c.failures + 1)
    )
    forgotten = await tx.execute(
        subscriptions.delete().where(subscriptions.c.id == subscription_id, subscriptions.c.failures >= failures_max)
    )
    return forgotten.rowcount > 0


async def count_waiting(connection: AsyncConnection) -> int:
    """How many wait to be pushed."""
    return int((await connection.execute(sa.select(sa.func.count()).select_from(deliveries))).scalar_one())


async def drop(tx: Transaction, notification_ids: Sequence[str]) -> None:
    """These need not ring any more."""
    for first in range(0, len(notification_ids), DROPPED_AT_ONCE):
        part = list(notification_ids[first : first + DROPPED_AT_ONCE])
        await tx.execute(deliveries.delete().where(deliveries.c.notification_id.in_(part)))
