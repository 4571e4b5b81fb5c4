"""The books' tables, the triggers that let facts only be added, and all SQL that touches them."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.ledger.books import AccountRow, Changes, HoldRow, TransferRow
from livehouse.ledger.model import KEY_MAX, KIND_MAX, NAME_MAX, AccountSpec, Balance, Entry, Line, encode_details
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import Query, Rows, Step, among

# Plain INTEGER on SQLite, where only that spelling counts up by itself.
_BIG: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")

accounts = sa.Table(
    "ledger_accounts",
    metadata,
    sa.Column("id", _BIG, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(NAME_MAX), nullable=False, unique=True),
    sa.Column("currency", sa.String(8), nullable=False),
    sa.Column("may_go_negative", sa.Boolean, nullable=False),
    # The sum of the entries, what open holds put aside, and how many entries there are: kept beside what they sum up.
    sa.Column("balance", sa.BigInteger, nullable=False),
    sa.Column("held", sa.BigInteger, nullable=False),
    sa.Column("entries", sa.BigInteger, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    # Whatever the code believes: the database lets nobody spend what they do not have.
    sa.CheckConstraint("may_go_negative OR balance - held >= 0", name="covered"),
    sa.CheckConstraint("held >= 0", name="held"),
)

transfers = sa.Table(
    "ledger_transfers",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("kind", sa.String(KIND_MAX), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("reverses", sa.ForeignKey("ledger_transfers.id"), unique=True),
    sa.Column("hold_id", sa.ForeignKey("ledger_holds.id"), unique=True),
)

entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("account_id", sa.ForeignKey("ledger_accounts.id"), primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("transfer_id", sa.ForeignKey("ledger_transfers.id"), nullable=False, index=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
    # After this entry: each entry says what the ones before it came to.
    sa.Column("balance", sa.BigInteger, nullable=False),
    sa.CheckConstraint("amount <> 0", name="amount"),
)

holds = sa.Table(
    "ledger_holds",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("kind", sa.String(KIND_MAX), nullable=False),
    sa.Column("account_id", sa.ForeignKey("ledger_accounts.id"), nullable=False, index=True),
    sa.Column("to_id", sa.ForeignKey("ledger_accounts.id"), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, index=True),
    sa.Column("details", sa.Text, nullable=False),
    sa.CheckConstraint("amount > 0", name="amount"),
)

hold_ends = sa.Table(
    "ledger_hold_ends",
    metadata,
    sa.Column("hold_id", sa.ForeignKey("ledger_holds.id"), primary_key=True),
    sa.Column("ending", sa.String(10), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("transfer_id", sa.ForeignKey("ledger_transfers.id")),
)

keys = sa.Table(
    "ledger_keys",
    metadata,
    sa.Column("key", sa.String(KEY_MAX), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    # The transfer's id, or the hold's.
    sa.Column("result_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

FACTS: Final = {
    "ledger_transfers": "id = NEW.id",
    "ledger_entries": "account_id = NEW.account_id AND sequence = NEW.sequence",
    "ledger_holds": "id = NEW.id",
    "ledger_hold_ends": "hold_id = NEW.hold_id",
    "ledger_keys": "key = NEW.key",
}
"""The tables that are only ever added to, and what a row of the same key is."""

_REFUSAL: Final = "the books are only ever added to"


_FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
)


def triggers(dialect: str, table: str) -> list[str]:
    """What refuses a change of the facts in `table`. Who may drop triggers is found out by `check`."""
    if dialect == "postgresql":
        return [
            _FUNCTION,
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    # REPLACE deletes without asking the trigger against that.
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {FACTS[table]})"  # noqa: S608  # names of our own
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} {refuse}",
    ]


for _table in (holds, transfers, entries, hold_ends, keys):
    for _dialect in ("sqlite", "postgresql"):
        for _statement in triggers(_dialect, _table.name):
            _trigger = sa.DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]  # theirs
            sa.event.listen(_table, "after_create", _trigger)


def _holds() -> sa.Select[Any]:
    source, target = accounts.alias(), accounts.alias()
    return (
        sa.select(holds, source.c.name.label("source"), target.c.name.label("target"), hold_ends.c.ending)
        .join(source, source.c.id == holds.c.account_id)
        .join(target, target.c.id == holds.c.to_id)
        .join(hold_ends, hold_ends.c.hold_id == holds.c.id, isouter=True)
    )


# What every posting needs goes to the database together.
_HELD: Final = Query(
    sa.select(*(accounts.c[name] for name in AccountRow.__slots__))
    .where(among(accounts.c.name, "names"))
    .order_by(accounts.c.id)
    .with_for_update()
)
_RESULTS: Final = Query(sa.select(keys).where(among(keys.c.key, "keys")))
_EXPIRED: Final[sa.Select[Any]] = _holds().where(
    holds.c.account_id.in_(sa.bindparam("ids", expanding=True)),
    holds.c.expires_at <= sa.bindparam("now", type_=UtcDateTime),
    hold_ends.c.hold_id.is_(None),
)
_NEW_TRANSFERS: Final = Rows(transfers)
_NEW_ENTRIES: Final = Rows(entries)
_NEW_HOLDS: Final = Rows(holds)
_NEW_ENDS: Final = Rows(hold_ends)
_NEW_KEYS: Final = Rows(keys)
_MOVED: Final = Rows(accounts, changed=["balance", "held", "entries"])

# Writing


async def open_accounts(tx: Transaction, specs: Iterable[AccountSpec], at: datetime) -> None:
    """Add the accounts that are not there."""
    rows = [
        {
            "name": spec.name,
            "currency": spec.currency,
            "may_go_negative": spec.may_go_negative,
            "balance": 0,
            "held": 0,
            "entries": 0,
            "opened_at": at,
        }
        # In one order, or two who open the same ones could wait for each other.
        for spec in sorted(specs, key=lambda spec: spec.name)
    ]
    if rows:
        await tx.execute(tx.insert(accounts).on_conflict_do_nothing(), rows)


def hold_accounts(names: Collection[str]) -> Step[list[AccountRow]]:
    """These accounts, or as many of them as there are, held against other writers until the transaction ends."""
    return _HELD.step(lambda rows: [AccountRow(*row) for row in rows], names=names)


def find_results(wanted: Collection[str]) -> Step[dict[str, tuple[str, str, datetime]]]:
    """Fingerprint, result's id and time of what was posted under these keys."""
    return _RESULTS.step(lambda rows: {row.key: (row.fingerprint, row.result_id, row.at) for row in rows}, keys=wanted)


async def load_holds(tx: Transaction, ids: Collection[str]) -> list[HoldRow]:
    """These holds, ended or not. How they ended is certain only once their accounts are locked."""
    return [_hold(row) for row in await tx.execute(_holds().where(holds.c.id.in_(ids)))]


async def load_expired_holds(tx: Transaction, account_ids: Collection[int], now: datetime) -> list[HoldRow]:
    """The open holds on these accounts whose time has come."""
    rows = (await tx.execute(_EXPIRED, [{"ids": list(account_ids), "now": now}])).all()
    return [_hold(row) for row in rows]


async def load_transfers(tx: Transaction, ids: Collection[str]) -> list[TransferRow]:
    """These transfers with their lines."""
    query = (
        sa.select(entries.c.transfer_id, accounts.c.name, entries.c.amount)
        .join(accounts, accounts.c.id == entries.c.account_id)
        .where(entries.c.transfer_id.in_(ids))
        .order_by(entries.c.transfer_id, entries.c.account_id)
    )
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for row in await tx.execute(query):
        lines[row.transfer_id].append(Line(row.name, row.amount))
    query = sa.select(transfers).where(transfers.c.id.in_(ids))
    return [
        TransferRow(
            row.id,
            row.kind,
            row.at,
            msgspec.json.decode(row.details),
            tuple(lines[row.id]),
            row.reverses,
            row.hold_id,
        )
        for row in await tx.execute(query)
    ]


async def load_reversed(tx: Transaction, ids: Collection[str]) -> list[str]:
    """Which of these transfers were taken back."""
    query = sa.select(transfers.c.reverses).where(transfers.c.reverses.in_(ids))
    return list((await tx.execute(query)).scalars())


def write(
    changes: Changes,
    touched: Sequence[AccountRow],
    ids: Mapping[str, int],
    results: Sequence[tuple[str, str, str]],
    now: datetime,
) -> list[Step[None]]:
    """What adds what is new, and moves the accounts' sums with it.

    Args:
        touched: the accounts as they stand now.
        ids: of accounts, by name.
        results: key, fingerprint and result's id of each posting.
    """
    return [
        _NEW_HOLDS.step(
            [
                {
                    "id": hold.id,
                    "kind": hold.kind,
                    "account_id": ids[hold.account],
                    "to_id": ids[hold.to],
                    "amount": hold.amount,
                    "at": hold.at,
                    "expires_at": hold.expires_at,
                    "details": encode_details(hold.details),
                }
                for hold in changes.holds
            ]
        ),
        _NEW_TRANSFERS.step(
            [
                {
                    "id": transfer.id,
                    "kind": transfer.kind,
                    "at": transfer.at,
                    "details": encode_details(transfer.details),
                    "reverses": transfer.reverses,
                    "hold_id": transfer.hold_id,
                }
                for transfer in changes.transfers
            ]
        ),
        _NEW_ENTRIES.step(changes.entries),
        _NEW_ENDS.step(changes.ends),
        _MOVED.step(touched),
        _NEW_KEYS.step(
            [
                {"key": key, "fingerprint": print_, "result_id": result_id, "at": now}
                for key, print_, result_id in results
            ]
        ),
    ]


# Reading


async def load_balances(connection: AsyncConnection, names: Collection[str]) -> dict[str, Balance]:
    """How these accounts stand; those that are not there are left out."""
    query = sa.select(accounts.c.name, accounts.c.currency, accounts.c.balance, accounts.c.held)
    return {
        row.name: Balance(row.name, row.currency, row.balance, row.held)
        for row in await connection.execute(query.where(accounts.c.name.in_(names)))
    }


async def load_entries_before(
    connection: AsyncConnection,
    name: str,
    before: int | None,
    rows_max: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Entry]:
    """The entries of an account before this sequence number (the last ones if it is None), newest first.

    Args:
        since, until: only those from then to just before then, if given.
    """
    query = _entries().where(accounts.c.name == name).order_by(entries.c.sequence.desc()).limit(rows_max)
    if before is not None:
        query = query.where(entries.c.sequence < before)
    if since is not None:
        query = query.where(transfers.c.at >= since)
    if until is not None:
        query = query.where(transfers.c.at < until)
    return [_entry(row) for row in await connection.execute(query)]


async def load_entries_between(connection: AsyncConnection, name: str, since: datetime, until: datetime) -> list[Entry]:
    """The entries of an account from `since` to just before `until`, oldest first."""
    query = _entries().where(accounts.c.name == name, transfers.c.at >= since, transfers.c.at < until)
    return [_entry(row) for row in await connection.execute(query.order_by(entries.c.sequence))]


async def load_balance_at(connection: AsyncConnection, name: str, at: datetime) -> int:
    """What an account came to just before `at`."""
    query = (
        sa.select(entries.c.balance)
        .join(accounts, accounts.c.id == entries.c.account_id)
        .join(transfers, transfers.c.id == entries.c.transfer_id)
        .where(accounts.c.name == name, transfers.c.at < at)
        .order_by(entries.c.sequence.desc())
        .limit(1)
    )
    return int((await connection.execute(query)).scalar_one_or_none() or 0)


async def load_expirable(connection: AsyncConnection, now: datetime, rows_max: int) -> list[tuple[str, str]]:
    """Open holds whose time has come, with their accounts' names; the longest overdue first."""
    query = (
        sa.select(holds.c.id, accounts.c.name)
        .join(accounts, accounts.c.id == holds.c.account_id)
        .join(hold_ends, hold_ends.c.hold_id == holds.c.id, isouter=True)
        .where(holds.c.expires_at <= now, hold_ends.c.hold_id.is_(None))
        .order_by(holds.c.expires_at)
        .limit(rows_max)
    )
    return [(row.id, row.name) for row in await connection.execute(query)]


async def stream_entries(connection: AsyncConnection) -> AsyncIterator[Entry]:
    """Every entry of the books, account by account, oldest first."""
    query = _entries().order_by(accounts.c.name, entries.c.sequence)
    async with connection.stream(query) as rows:
        async for row in rows:
            yield _entry(row)


def _entries() -> sa.Select[Any]:
    return (
        sa.select(
            accounts.c.name,
            entries.c.sequence,
            entries.c.amount,
            entries.c.balance,
            entries.c.transfer_id,
            transfers.c.kind,
            transfers.c.at,
            transfers.c.details,
        )
        .join(accounts, accounts.c.id == entries.c.account_id)
        .join(transfers, transfers.c.id == entries.c.transfer_id)
    )


def _hold(row: sa.Row[Any]) -> HoldRow:
    details = msgspec.json.decode(row.details)
    return HoldRow(row.id, row.kind, row.source, row.target, row.amount, row.at, row.expires_at, details, row.ending)


def _entry(row: sa.Row[Any]) -> Entry:
    details = msgspec.json.decode(row.details)
    return Entry(row.name, row.sequence, row.amount, row.balance, row.transfer_id, row.kind, row.at, details)
