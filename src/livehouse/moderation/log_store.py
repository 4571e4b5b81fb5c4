"""The operators' log: its tables, the triggers that let entries only be added, and all SQL that touches them."""

from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.moderation.chain import NO_HASH, Entry
from livehouse.platform.database import Transaction, UtcDateTime, metadata

operator_log = sa.Table(
    "operator_log",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", UtcDateTime, nullable=False),
    # An account's id, or "command line".
    sa.Column("operator", sa.String(26), nullable=False),
    sa.Column("act", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(80), nullable=False, index=True),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

# One row: the last entry's number and hash. Whoever adds an entry holds it, so that entries follow one another whatever
# runs at the same time; and a log whose end was cut off no longer fits it.
head = sa.Table(
    "operator_log_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
HEAD: Final = 1

# An accident and a stray statement are stopped by these; a change by who may drop triggers is found by the chain.
TRIGGERS: Final = {
    "sqlite": (
        "CREATE TRIGGER operator_log_no_update BEFORE UPDATE ON operator_log "
        "BEGIN SELECT RAISE(ABORT, 'the operators'' log is only ever added to'); END",
        "CREATE TRIGGER operator_log_no_delete BEFORE DELETE ON operator_log "
        "BEGIN SELECT RAISE(ABORT, 'the operators'' log is only ever added to'); END",
        # REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER operator_log_no_replace BEFORE INSERT ON operator_log "
        "WHEN EXISTS (SELECT 1 FROM operator_log WHERE number = NEW.number) "
        "BEGIN SELECT RAISE(ABORT, 'the operators'' log is only ever added to'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION operator_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the operators'' log is only ever added to'; END $$",
        "CREATE TRIGGER operator_log_no_change BEFORE UPDATE OR DELETE ON operator_log "
        "FOR EACH ROW EXECUTE FUNCTION operator_log_refuse()",
        "CREATE TRIGGER operator_log_no_truncate BEFORE TRUNCATE ON operator_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION operator_log_refuse()",
    ),
}
for _dialect, _statements in TRIGGERS.items():
    for _statement in _statements:
        _trigger = sa.DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]  # theirs
        sa.event.listen(operator_log, "after_create", _trigger)


async def lock_head(tx: Transaction) -> tuple[int, str]:
    """The last entry's number and hash (0 and `NO_HASH` if there is none), held against other writers."""
    opening = tx.insert(head).values(id=HEAD, number=0, hash=NO_HASH)
    await tx.execute(opening.on_conflict_do_nothing())
    row = (await tx.execute(sa.select(head.c.number, head.c.hash).where(head.c.id == HEAD).with_for_update())).one()
    return row.number, row.hash


async def append(tx: Transaction, entry: Entry) -> None:
    """Add an entry and move the head to it."""
    await tx.execute(operator_log.insert().values(**_values(entry)))
    await tx.execute(head.update().where(head.c.id == HEAD).values(number=entry.number, hash=entry.hash))


def _values(entry: Entry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in operator_log.c}


async def load_head(connection: AsyncConnection) -> tuple[int, str]:
    """The last entry's number and hash, as they are kept beside the entries; 0 and `NO_HASH` if there is none."""
    row = (await connection.execute(sa.select(head.c.number, head.c.hash).where(head.c.id == HEAD))).one_or_none()
    return (0, NO_HASH) if row is None else (row.number, row.hash)


async def load_hash(connection: AsyncConnection, number: int) -> str | None:
    """The hash that is written beside the entry of this number; None if there is no such entry."""
    found = await connection.execute(sa.select(operator_log.c.hash).where(operator_log.c.number == number))
    return found.scalar_one_or_none()


async def load_after(connection: AsyncConnection, number: int, rows_max: int) -> list[Entry]:
    """The entries past this number, oldest first."""
    query = sa.select(operator_log).where(operator_log.c.number > number).order_by(operator_log.c.number)
    return [Entry(**row._mapping) for row in await connection.execute(query.limit(rows_max))]


async def load_before(connection: AsyncConnection, number: int | None, rows_max: int) -> list[Entry]:
    """The entries before this number (the last ones if it is None), newest first."""
    query = sa.select(operator_log).order_by(operator_log.c.number.desc()).limit(rows_max)
    if number is not None:
        query = query.where(operator_log.c.number < number)
    return [Entry(**row._mapping) for row in await connection.execute(query)]


async def load_about(
    connection: AsyncConnection, subject: str, acts: Collection[str] | None, rows_max: int
) -> list[Entry]:
    """The entries about `subject` (of these acts only, if given), newest first."""
    query = sa.select(operator_log).where(operator_log.c.subject == subject).order_by(operator_log.c.number.desc())
    if acts is not None:
        query = query.where(operator_log.c.act.in_(acts))
    return [Entry(**row._mapping) for row in await connection.execute(query.limit(rows_max))]
