"""The SQL of what people wish to be told."""

from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.notifications.model import QuietHours, Ways, Wishes
from livehouse.notifications.tables import wishes
from livehouse.platform.database import Transaction

Reader = AsyncConnection | Transaction


def _read(row: sa.Row[Any]) -> Wishes:
    quiet = QuietHours(is_on=row.is_quiet, from_minute=row.quiet_from, until_minute=row.quiet_until, zone=row.zone)
    return Wishes(msgspec.convert(row.switches, dict[str, Ways]), quiet)


async def load(reader: Reader, account_ids: Collection[str]) -> dict[str, Wishes]:
    """Those of the accounts that wish for other than the usual."""
    rows = await reader.execute(sa.select(wishes).where(wishes.c.account_id.in_(list(account_ids))))
    return {row.account_id: _read(row) for row in rows}


async def hold(tx: Transaction, account_id: str) -> Wishes:
    """The account's wishes, held against other writers until the transaction ends."""
    usual = tx.insert(wishes).values(account_id=account_id, **_values(Wishes()))
    await tx.execute(usual.on_conflict_do_nothing())
    rows = await tx.execute(sa.select(wishes).where(wishes.c.account_id == account_id).with_for_update())
    return _read(rows.one())


async def save(tx: Transaction, account_id: str, wished: Wishes) -> None:
    """Keep them in place of those before. They must be held."""
    await tx.execute(wishes.update().where(wishes.c.account_id == account_id).values(_values(wished)))


def _values(wished: Wishes) -> dict[str, Any]:
    return {
        "switches": msgspec.to_builtins(wished.switches),
        "is_quiet": wished.quiet.is_on,
        "quiet_from": wished.quiet.from_minute,
        "quiet_until": wished.quiet.until_minute,
        "zone": wished.quiet.zone,
    }


async def delete(tx: Transaction, account_id: str) -> None:
    """Forget them."""
    await tx.execute(wishes.delete().where(wishes.c.account_id == account_id))
