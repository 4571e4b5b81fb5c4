"""The auditor: computes the books anew from their facts, and says what does not agree and where.

Everything is read in one snapshot, so it may run beside the live system.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.ledger.store import FACTS, accounts, entries, hold_ends, holds, keys, transfers

FINDINGS_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree: where, and what is wrong there."""

    where: str
    what: str


@dataclass(slots=True)
class Audit:
    """What was looked at, and what was found; `findings` holds the first `FINDINGS_MAX` of `found`."""

    accounts: int = 0
    entries: int = 0
    transfers: int = 0
    holds: int = 0
    open_holds: int = 0
    # By currency: what all accounts above zero hold together. Those below zero owe the same.
    in_circulation: Counter[str] = field(default_factory=Counter)
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees."""
        return self.found == 0

    def find(self, where: str, what: str) -> None:
        """Note what does not agree."""
        self.found += 1
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(where, what))


async def audit(connection: AsyncConnection) -> Audit:
    """Compute everything anew.

    Args:
        connection: reads one snapshot.
    """
    report = Audit()
    await _check_accounts(connection, report)
    await _check_transfers(connection, report)
    await _check_reversals(connection, report)
    await _check_holds(connection, report)
    await _check_keys(connection, report)
    await _check_guards(connection, report)
    return report


async def _check_accounts(connection: AsyncConnection, report: Audit) -> None:
    """Each entry follows the one before it, and the account stands where its last one does."""
    open_holds = (
        sa.select(holds.c.account_id, sa.func.sum(holds.c.amount).label("amount"))
        .join(hold_ends, hold_ends.c.hold_id == holds.c.id, isouter=True)
        .where(hold_ends.c.hold_id.is_(None))
        .group_by(holds.c.account_id)
        .subquery()
    )
    rows = await connection.execute(
        sa.select(accounts, open_holds.c.amount.label("open_holds")).join(
            open_holds, open_holds.c.account_id == accounts.c.id, isouter=True
        )
    )
    states = {row.id: row for row in rows}
    last: dict[int, tuple[int, int]] = {}
    async for entry in _stream(connection, sa.select(entries).order_by(entries.c.account_id, entries.c.sequence)):
        report.entries += 1
        sequence, balance = last.get(entry.account_id, (0, 0))
        if entry.account_id not in states:
            report.find(f"entry {entry.sequence} of account {entry.account_id}", "there is no such account")
            continue
        where = f"account {states[entry.account_id].name}, entry {entry.sequence}"
        if entry.sequence != sequence + 1:
            report.find(where, f"it follows entry {sequence}: what lies between is missing")
        if entry.balance != balance + entry.amount:
            report.find(where, f"{balance} and {entry.amount:+} make {balance + entry.amount}, it says {entry.balance}")
        last[entry.account_id] = (entry.sequence, entry.balance)
    for row in states.values():
        report.accounts += 1
        report.in_circulation[row.currency] += max(row.balance, 0)
        sequence, balance = last.get(row.id, (0, 0))
        where = f"account {row.name}"
        if row.balance != balance:
            report.find(where, f"its entries come to {balance}, it says {row.balance}")
        if row.entries != sequence:
            report.find(where, f"it has {sequence} entries, it says {row.entries}")
        if row.held != int(row.open_holds or 0):
            report.find(where, f"its open holds come to {int(row.open_holds or 0)}, it says {row.held}")
        if not row.may_go_negative and row.balance < row.held:
            report.find(where, f"it has {row.balance - row.held} to spend, and may not go below zero")


async def _check_transfers(connection: AsyncConnection, report: Audit) -> None:
    """Each transfer has lines, and they sum to zero in each currency."""
    report.transfers = int((await connection.execute(sa.select(sa.func.count()).select_from(transfers))).scalar_one())
    total = sa.func.sum(entries.c.amount)
    unbalanced = (
        sa.select(entries.c.transfer_id, accounts.c.currency, total.label("total"))
        .join(accounts, accounts.c.id == entries.c.account_id)
        .group_by(entries.c.transfer_id, accounts.c.currency)
        .having(total != 0)
    )
    async for row in _stream(connection, unbalanced):
        report.find(f"transfer {row.transfer_id}", f"its lines in {row.currency} sum to {int(row.total):+}")
    empty = sa.select(transfers.c.id).where(~sa.exists().where(entries.c.transfer_id == transfers.c.id))
    async for row in _stream(connection, empty):
        report.find(f"transfer {row.id}", "it has no lines")
    lost = sa.select(entries.c.transfer_id).where(~sa.exists().where(transfers.c.id == entries.c.transfer_id))
    async for row in _stream(connection, lost.distinct()):
        report.find(f"transfer {row.transfer_id}", "its lines are there, it is not")


async def _check_reversals(connection: AsyncConnection, report: Audit) -> None:
    """What takes a transfer back is its opposite, line by line."""
    both = entries.c.transfer_id.in_([transfers.c.id, transfers.c.reverses])
    total = sa.func.sum(entries.c.amount)
    uneven = (
        sa.select(transfers.c.id, transfers.c.reverses, entries.c.account_id, total.label("total"))
        .join(entries, both)
        .where(transfers.c.reverses.is_not(None))
        .group_by(transfers.c.id, transfers.c.reverses, entries.c.account_id)
        .having(total != 0)
    )
    async for row in _stream(connection, uneven):
        report.find(f"transfer {row.id}", f"it is not the opposite of {row.reverses}, which it takes back")


async def _check_holds(connection: AsyncConnection, report: Audit) -> None:
    """A hold that was settled moved no more than it put aside, to where it was meant for; the others moved nothing."""
    report.holds = int((await connection.execute(sa.select(sa.func.count()).select_from(holds))).scalar_one())
    arrived = entries.alias()
    query = (
        sa.select(
            holds.c.id,
            holds.c.amount,
            hold_ends.c.ending,
            hold_ends.c.transfer_id,
            transfers.c.id.label("moved_by"),
            arrived.c.amount.label("moved"),
        )
        .join(hold_ends, hold_ends.c.hold_id == holds.c.id, isouter=True)
        .join(transfers, transfers.c.hold_id == holds.c.id, isouter=True)
        .join(
            arrived,
            sa.and_(arrived.c.transfer_id == transfers.c.id, arrived.c.account_id == holds.c.to_id),
            isouter=True,
        )
    )
    async for row in _stream(connection, query):
        where = f"hold {row.id}"
        report.open_holds += row.ending is None
        if row.ending == "settled":
            if row.moved_by is None or row.moved_by != row.transfer_id:
                report.find(where, "it was settled, and the transfer is not there")
            elif row.moved is None or not 0 < row.moved <= row.amount:
                report.find(where, f"it put {row.amount} aside, and {row.moved or 0} arrived")
        elif row.moved_by is not None:
            report.find(where, f"it is {row.ending or 'open'}, and transfer {row.moved_by} moved what it put aside")


async def _check_keys(connection: AsyncConnection, report: Audit) -> None:
    """Every transfer and hold was asked for under a key, and every key stands for one."""
    for table in (transfers, holds):
        # Joined: for this SQLite makes an index of its own. Whether one exists it would ask of all keys, for each row.
        asked = table.outerjoin(keys, keys.c.result_id == table.c.id)
        unasked = sa.select(table.c.id).select_from(asked).where(keys.c.result_id.is_(None))
        async for row in _stream(connection, unasked):
            report.find(f"{table.name.removeprefix('ledger_')[:-1]} {row.id}", "nobody asked for it under a key")
    empty = sa.select(keys.c.key).where(
        ~sa.exists().where(transfers.c.id == keys.c.result_id), ~sa.exists().where(holds.c.id == keys.c.result_id)
    )
    async for row in _stream(connection, empty):
        report.find(f"key {row.key}", "what it stands for is not there")


async def _check_guards(connection: AsyncConnection, report: Audit) -> None:
    """The database still refuses to change facts."""
    if connection.dialect.name == "sqlite":
        query = sa.text("SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY tbl_name")
        wanted = 3
    else:
        query = sa.text(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' GROUP BY c.relname"
        )
        wanted = 2
    counts: dict[str, int] = {row[0]: row[1] for row in await connection.execute(query)}
    for table in FACTS:
        if counts.get(table, 0) < wanted:
            report.find(f"table {table}", "the triggers that keep its rows from being changed are gone")


async def _stream(connection: AsyncConnection, query: sa.Select[Any]) -> AsyncIterator[sa.Row[Any]]:
    async with connection.stream(query) as rows:
        async for row in rows:
            yield row
