"""The tables of standing, and all SQL that touches them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.moderation.model import Case, Strike
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import Query, Step, among

# One row for each account that an operator ever decided about.
standings = sa.Table(
    "standings",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("warned_at", UtcDateTime),
    sa.Column("warning", sa.Text),
    sa.Column("suspended_at", UtcDateTime),
    sa.Column("suspended_until", UtcDateTime),
    sa.Column("suspension", sa.Text),
    sa.Column("banned_at", UtcDateTime),
    sa.Column("ban", sa.Text),
    sa.Column("changed_at", UtcDateTime, nullable=False, index=True),
)

strikes = sa.Table(
    "strikes",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("lifted_at", UtcDateTime),
)

_IN_FORCE: Final = [column for column in standings.c if column.name not in ("account_id", "changed_at")]


async def lock_case(tx: Transaction, account_id: str, now: datetime) -> Case:
    """The case, held against other writers until the transaction ends; opened if there is none."""
    opening = tx.insert(standings).values(account_id=account_id, changed_at=now)
    await tx.execute(opening.on_conflict_do_nothing())
    row = (await tx.execute(sa.select(*_IN_FORCE).where(standings.c.account_id == account_id).with_for_update())).one()
    struck = await tx.execute(_strikes_of([account_id]))
    return Case(account_id=account_id, strikes=tuple(_strike(each) for each in struck), **row._mapping)


async def write_case(tx: Transaction, before: Case, after: Case, now: datetime) -> None:
    """Write what a decision changed."""
    values = {column.name: getattr(after, column.name) for column in _IN_FORCE}
    await tx.execute(
        standings.update().where(standings.c.account_id == after.account_id).values(**values, changed_at=now)
    )
    known = {strike.id for strike in before.strikes}
    for strike in after.strikes:
        if strike.id not in known:
            await tx.execute(strikes.insert().values(account_id=after.account_id, **msgspec.structs.asdict(strike)))
    await tx.execute(
        strikes.update()
        .where(
            strikes.c.id.in_([strike.id for strike in after.strikes if strike.lifted_at is not None]),
            strikes.c.lifted_at.is_(None),
        )
        .values(lifted_at=now)
    )


_DECIDED: Final = Query(sa.select(standings.c.account_id).where(among(standings.c.account_id, "ids")))


def decided_about(account_ids: Collection[str]) -> Step[set[str]]:
    """Those of the accounts about which an operator ever decided: few."""
    return _DECIDED.step(lambda rows: {row.account_id for row in rows}, ids=account_ids)


async def load_cases(connection: AsyncConnection, account_ids: Iterable[str]) -> dict[str, Case]:
    """The cases of these accounts, by account; of one that nobody ever decided about, an empty one."""
    ids = list(account_ids)
    rows = await connection.execute(
        sa.select(standings.c.account_id, *_IN_FORCE).where(standings.c.account_id.in_(ids))
    )
    in_force = {row.account_id: row for row in rows}
    if not in_force:
        return {account_id: Case(account_id=account_id) for account_id in ids}
    struck: dict[str, list[Strike]] = {}
    for row in await connection.execute(_strikes_of(in_force)):
        struck.setdefault(row.account_id, []).append(_strike(row))
    return {
        account_id: Case(**in_force[account_id]._mapping, strikes=tuple(struck.get(account_id, ())))
        if account_id in in_force
        else Case(account_id=account_id)
        for account_id in ids
    }


async def load_banned(connection: AsyncConnection) -> set[str]:
    """The ids of all banned accounts."""
    found = await connection.execute(sa.select(standings.c.account_id).where(standings.c.banned_at.is_not(None)))
    return set(found.scalars())


async def load_lately_decided(connection: AsyncConnection, rows_max: int) -> list[str]:
    """The accounts that operators decided about, the latest first."""
    query = sa.select(standings.c.account_id).order_by(standings.c.changed_at.desc(), standings.c.account_id)
    return list((await connection.execute(query.limit(rows_max))).scalars())


def _strikes_of(account_ids: Iterable[str]) -> sa.Select[tuple[str, str, datetime, str, datetime | None]]:
    return (
        sa.select(strikes.c.account_id, strikes.c.id, strikes.c.at, strikes.c.reason, strikes.c.lifted_at)
        .where(strikes.c.account_id.in_(list(account_ids)))
        .order_by(strikes.c.id)
    )


def _strike(row: sa.Row[tuple[str, str, datetime, str, datetime | None]]) -> Strike:
    return Strike(id=row.id, at=row.at, reason=row.reason, lifted_at=row.lifted_at)
