"""What became of entries: which of them still stand, since when, and what they come to. Only reads.

A reversal may be reversed itself. Then the first transfer counts as if it had never been taken back: what was earned,
taken back and given again was earned when it was earned at first.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.ledger.store import accounts, entries, transfers

# Entries that are summed up by one statement, newest first.
WINDOW: Final = 20_000
# An account's entries are in the order in which they were written. The clocks of the processes that wrote them may
# differ, or step; a whole window that is older than asked for by more than this ends the search.
CLOCK_SLACK: Final = timedelta(days=1)
# A dispute that opens, is won, and opens again adds two; nobody does so a hundred times.
CHAIN_MAX: Final = 200


_TRACED: Final[Sequence[sa.ColumnElement[Any]]] = (
    transfers.c.id,
    transfers.c.kind,
    transfers.c.at,
    transfers.c.details,
    transfers.c.reverses,
)


class Reader(Protocol):
    """A connection or a transaction."""

    async def execute(self, statement: sa.Executable) -> sa.CursorResult[Any]:
        """Run one statement."""


class Trace(msgspec.Struct, frozen=True):
    """Where a transfer comes from, and whether it still stands.

    `origin_…` tell of the transfer that it takes back, or gives again, in the end; of itself, if it does neither.
    """

    origin_id: str
    origin_kind: str
    origin_at: datetime
    origin_details: Mapping[str, Any]
    is_reversed: bool


class Young(msgspec.Struct, frozen=True):
    """What an account gained lately and still has, by the UTC day on which it gained it.

    `sequence` is the last entry that was looked at.
    """

    by_day: Mapping[date, int]
    sequence: int

    @property
    def amount(self) -> int:
        """All of it."""
        return sum(self.by_day.values())


class Turnover(msgspec.Struct, frozen=True):
    """What one kind of transfer brought and took on one UTC day, and by how many entries."""

    day: date
    kind: str
    gained: int
    given: int
    entries: int


async def trace(reader: Reader, transfer_ids: Collection[str]) -> dict[str, Trace]:
    """Where these transfers come from, and whether they still stand; unknown ids are left out."""
    taken = transfers.alias()
    query = (
        sa.select(*_TRACED, taken.c.id.label("taken_by"))
        .join(taken, taken.c.reverses == transfers.c.id, isouter=True)
        .where(transfers.c.id.in_(set(transfer_ids)))
    )
    found = {row.id: row for row in await reader.execute(query)}
    rows = dict(found)
    for _ in range(CHAIN_MAX):
        missing = {row.reverses for row in rows.values() if row.reverses is not None} - rows.keys()
        if not missing:
            break
        query = sa.select(*_TRACED).where(transfers.c.id.in_(missing))
        rows |= {row.id: row for row in await reader.execute(query)}
    traces = {}
    for transfer_id, row in found.items():
        origin = row
        while origin.reverses is not None and origin.reverses in rows:
            origin = rows[origin.reverses]
        details = msgspec.json.decode(origin.details)
        traces[transfer_id] = Trace(origin.id, origin.kind, origin.at, details, row.taken_by is not None)
    return traces


async def load_young(connection: AsyncConnection, name: str, since: datetime, kinds: Collection[str]) -> Young:
    """What the account gained after `since` by transfers of these kinds and still has. Exact, however it was moved."""
    account = (
        await connection.execute(sa.select(accounts.c.id, accounts.c.entries).where(accounts.c.name == name))
    ).one_or_none()
    if account is None:
        return Young({}, 0)
    by_day: defaultdict[date, int] = defaultdict(int)
    given_again: list[tuple[str, int]] = []
    upper = account.entries
    while upper > 0:
        window = (
            entries.c.account_id == account.id,
            entries.c.sequence <= upper,
            entries.c.sequence > upper - WINDOW,
        )
        for row in await connection.execute(_standing_gains(connection, window, since, kinds)):
            by_day[_date(row.day)] += int(row.amount)
        given_again += [(row.transfer_id, row.amount) for row in await connection.execute(_given_again(window, since))]
        youngest = (
            await connection.execute(
                sa.select(sa.func.max(transfers.c.at))
                .select_from(entries.join(transfers, transfers.c.id == entries.c.transfer_id))
                # Its last hundred: the windows only have to be older on the whole.
                .where(
                    entries.c.account_id == account.id, entries.c.sequence <= upper, entries.c.sequence > upper - 100
                )
            )
        ).scalar_one()
        if youngest <= since - CLOCK_SLACK:
            break
        upper -= WINDOW
    traces = await trace(connection, [transfer_id for transfer_id, _ in given_again]) if given_again else {}
    for transfer_id, amount in given_again:
        origin = traces[transfer_id]
        if not origin.is_reversed and origin.origin_kind in kinds and origin.origin_at > since:
            by_day[origin.origin_at.date()] += amount
    return Young(dict(sorted(by_day.items())), account.entries)


def _standing_gains(
    connection: AsyncConnection, window: tuple[sa.ColumnElement[bool], ...], since: datetime, kinds: Collection[str]
) -> sa.Select[Any]:
    taken = transfers.alias()
    day = _day(connection)
    return (
        sa.select(day.label("day"), sa.func.sum(entries.c.amount).label("amount"))
        .select_from(
            entries.join(transfers, transfers.c.id == entries.c.transfer_id).join(
                taken, taken.c.reverses == transfers.c.id, isouter=True
            )
        )
        .where(
            *window,
            entries.c.amount > 0,
            transfers.c.at > since,
            transfers.c.kind.in_(kinds),
            transfers.c.reverses.is_(None),
            taken.c.id.is_(None),
        )
        .group_by(day)
    )


def _given_again(window: tuple[sa.ColumnElement[bool], ...], since: datetime) -> sa.Select[Any]:
    return (
        sa.select(entries.c.transfer_id, entries.c.amount)
        .join(transfers, transfers.c.id == entries.c.transfer_id)
        .where(*window, entries.c.amount > 0, transfers.c.at > since, transfers.c.reverses.is_not(None))
    )


async def load_gained_after(reader: Reader, name: str, sequence: int) -> int:
    """What came to the account after this entry, nothing taken off."""
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(entries.c.amount), 0))
        .join(accounts, accounts.c.id == entries.c.account_id)
        .where(accounts.c.name == name, entries.c.sequence > sequence, entries.c.amount > 0)
    )
    return int((await reader.execute(query)).scalar_one())


async def load_turnover(
    connection: AsyncConnection, name: str, since: datetime | None, until: datetime
) -> list[Turnover]:
    """What each kind of transfer brought and took on each UTC day, oldest first. `since` None: from the beginning."""
    day = _day(connection)
    amount = entries.c.amount
    query = (
        sa.select(
            day.label("day"),
            transfers.c.kind,
            sa.func.sum(sa.case((amount > 0, amount), else_=0)).label("gained"),
            sa.func.sum(sa.case((amount < 0, -amount), else_=0)).label("given"),
            sa.func.count().label("entries"),
        )
        .select_from(
            entries.join(accounts, accounts.c.id == entries.c.account_id).join(
                transfers, transfers.c.id == entries.c.transfer_id
            )
        )
        .where(accounts.c.name == name, transfers.c.at < until)
        .group_by(day, transfers.c.kind)
        .order_by(day, transfers.c.kind)
    )
    if since is not None:
        query = query.where(transfers.c.at >= since)
    return [
        Turnover(_date(row.day), row.kind, int(row.gained), int(row.given), row.entries)
        for row in await connection.execute(query)
    ]


def _day(connection: AsyncConnection) -> sa.ColumnElement[Any]:
    """The UTC day of a transfer, in each store's words."""
    if connection.dialect.name == "sqlite":
        return sa.func.date(transfers.c.at)
    return sa.cast(sa.func.timezone("UTC", transfers.c.at), sa.Date)


def _date(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
