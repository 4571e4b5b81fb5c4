"""The SQL of suspicious flows."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.gifts.flows_crowds import SLICE, Slice
from livehouse.gifts.flows_model import Flow, Given, Suspicion
from livehouse.gifts.tables import gifts, week_senders
from livehouse.kernel.ids import ID_LENGTH, first_id_at
from livehouse.platform.database import Transaction, UtcDateTime, metadata

# Of one look; those with the most coins.
PAIRS_MAX: Final = 20_000
# Names in one statement; SQLite takes 32,766, PostgreSQL 65,535.
NAMES_AT_ONCE: Final = 5_000

flows = sa.Table(
    "flows",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("coins", sa.BigInteger, nullable=False),
    sa.Column("diamonds", sa.BigInteger, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
    # What the reason is made of, as JSON.
    sa.Column("numbers", sa.Text, nullable=False),
    sa.Column("found_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("decided_by", sa.String(ID_LENGTH)),
    sa.Column("decided_coins", sa.BigInteger),
    sa.Column("note", sa.Text),
    sa.CheckConstraint("state IN ('open', 'dismissed', 'frozen')", name="state"),
    sa.Index("ix_flows_state_id", "state", "id"),
)

flow_accounts = sa.Table(
    "flow_accounts",
    metadata,
    sa.Column("flow_id", sa.ForeignKey("flows.id"), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True, index=True),
    sa.Column("part", sa.String(12), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    # Whether it was because of this flow that their money was frozen.
    sa.Column("is_held", sa.Boolean, nullable=False),
)

# What each recipient was given in five minutes, for as long as it says what is usual for them. The newest row also
# says up to when gifts were looked at.
flow_slices = sa.Table(
    "flow_slices",
    metadata,
    sa.Column("recipient_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("begins_at", UtcDateTime, primary_key=True),
    sa.Column("coins", sa.BigInteger, nullable=False),
    sa.Index("ix_flow_slices_begins_at", "begins_at"),
)

_FIELDS: Final = [column.name for column in flows.c]
_STANDS: Final = gifts.c.reversal_id.is_(None)
_COINS: Final = gifts.c.count * gifts.c.price_coins


# Who gave whom


async def load_week_pairs(
    connection: AsyncConnection, weeks: Collection[str], coins_min: int
) -> dict[tuple[str, str], int]:
    """Coins by (sender, recipient), summed over these weeks, `PAIRS_MAX` pairs with at least so many."""
    coins = sa.func.sum(week_senders.c.coins)
    query = (
        sa.select(week_senders.c.sender_id, week_senders.c.recipient_id, coins.label("coins"))
        .where(week_senders.c.week.in_(list(weeks)))
        .group_by(week_senders.c.sender_id, week_senders.c.recipient_id)
        .having(coins >= coins_min)
        .order_by(coins.desc())
        .limit(PAIRS_MAX)
    )
    return {(row.sender_id, row.recipient_id): int(row.coins) for row in await connection.execute(query)}


async def load_week_received(
    connection: AsyncConnection, recipient_ids: Collection[str], weeks: Collection[str]
) -> dict[str, int]:
    """What these were given in these weeks, by anybody."""
    received: dict[str, int] = {}
    for names in _in_parts(recipient_ids):
        query = (
            sa.select(week_senders.c.recipient_id, sa.func.sum(week_senders.c.coins).label("coins"))
            .where(week_senders.c.recipient_id.in_(names), week_senders.c.week.in_(list(weeks)))
            .group_by(week_senders.c.recipient_id)
        )
        received.update({row.recipient_id: int(row.coins) for row in await connection.execute(query)})
    return received


async def load_given_by(connection: AsyncConnection, sender_ids: Collection[str], since: datetime) -> list[Given]:
    """All that these senders gave, by recipient, since then."""
    return [
        given
        for names in _in_parts(sender_ids)
        for given in await _load_given(
            # The key's order is that of time, and there is no index by time.
            connection,
            gifts.c.sender_id.in_(names),
            gifts.c.id >= first_id_at(since),
            gifts.c.at >= since,
        )
    ]


async def load_given_within(
    connection: AsyncConnection, recipient_id: str, since: datetime, until: datetime
) -> list[Given]:
    """All that one recipient was given from `since` to just before `until`, by sender."""
    return await _load_given(
        connection,
        gifts.c.recipient_id == recipient_id,
        gifts.c.id >= first_id_at(since),
        gifts.c.at >= since,
        gifts.c.at < until,
    )


async def load_given_among(
    connection: AsyncConnection, account_ids: Collection[str], since: datetime, until: datetime
) -> list[Given]:
    """What these accounts gave each other from `since` to `until`."""
    names = list(account_ids)
    return await _load_given(
        connection,
        gifts.c.sender_id.in_(names),
        gifts.c.recipient_id.in_(names),
        gifts.c.at >= since,
        gifts.c.at <= until,
    )


async def _load_given(connection: AsyncConnection, *which: sa.ColumnElement[bool]) -> list[Given]:
    query = (
        sa.select(
            gifts.c.sender_id,
            gifts.c.recipient_id,
            sa.func.sum(_COINS).label("coins"),
            sa.func.sum(gifts.c.diamonds).label("diamonds"),
            sa.func.sum(gifts.c.count).label("gifts"),
            sa.func.min(gifts.c.at).label("first_at"),
            sa.func.max(gifts.c.at).label("last_at"),
        )
        .where(_STANDS, *which)
        .group_by(gifts.c.sender_id, gifts.c.recipient_id)
    )
    return [
        Given(
            sender_id=row.sender_id,
            recipient_id=row.recipient_id,
            coins=int(row.coins),
            diamonds=int(row.diamonds),
            gifts=int(row.gifts),
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row in await connection.execute(query)
    ]


def _in_parts(names: Collection[str]) -> Iterable[list[str]]:
    every = sorted(set(names))
    return (every[start : start + NAMES_AT_ONCE] for start in range(0, len(every), NAMES_AT_ONCE))


# Slices of time


async def load_looked_until(connection: AsyncConnection) -> datetime | None:
    """When the newest slice begins; None if there is none."""
    newest: datetime | None = (await connection.execute(sa.select(sa.func.max(flow_slices.c.begins_at)))).scalar_one()
    return newest


async def sum_slices(connection: AsyncConnection, since: datetime) -> dict[tuple[str, datetime], int]:
    """What each recipient was given in each slice from the one on that begins at `since`."""
    slice_s = int(SLICE.total_seconds())
    second = sa.cast(sa.func.floor(sa.extract("epoch", gifts.c.at)), sa.BigInteger)
    begins_s = (second - second % slice_s).label("begins_s")
    query = (
        sa.select(gifts.c.recipient_id, begins_s, sa.func.sum(_COINS).label("coins"))
        .where(_STANDS, gifts.c.id >= first_id_at(since), gifts.c.at >= since)
        .group_by(gifts.c.recipient_id, begins_s)
    )
    return {
        (row.recipient_id, datetime.fromtimestamp(int(row.begins_s), UTC)): int(row.coins)
        for row in await connection.execute(query)
    }


async def write_slices(tx: Transaction, coins: Mapping[tuple[str, datetime], int], *, keep_since: datetime) -> None:
    """Write what slices come to, in the place of what they came to before; forget those before `keep_since`."""
    if coins:
        statement = tx.insert(flow_slices)
        statement = statement.on_conflict_do_update(
            index_elements=[flow_slices.c.recipient_id, flow_slices.c.begins_at],
            set_={"coins": statement.excluded.coins},
        )
        rows = [
            {"recipient_id": recipient_id, "begins_at": begins_at, "coins": amount}
            for (recipient_id, begins_at), amount in sorted(coins.items())
        ]
        await tx.execute(statement, rows)
    await tx.execute(flow_slices.delete().where(flow_slices.c.begins_at < keep_since))


async def load_slices(connection: AsyncConnection, recipient_id: str, since: datetime) -> list[Slice]:
    """What one recipient was given in the slices from `since` on."""
    query = sa.select(flow_slices.c.begins_at, flow_slices.c.coins).where(
        flow_slices.c.recipient_id == recipient_id, flow_slices.c.begins_at >= since
    )
    return [Slice(row.begins_at, row.coins) for row in await connection.execute(query)]


# Flows


def _flow(row: sa.Row[Any], accounts: Mapping[str, Any]) -> Flow:
    # SQLAlchemy's names are a kind of str of its own, which msgspec does not take for one.
    fields = {str(name): value for name, value in row._mapping.items()}
    numbers = msgspec.json.decode(fields["numbers"], type=dict[str, int])
    return Flow(**{**fields, "numbers": numbers, "accounts": accounts})


async def _with_accounts(connection: "AsyncConnection | Transaction", rows: Collection[sa.Row[Any]]) -> list[Flow]:
    parts: dict[str, dict[str, str]] = {row.id: {} for row in rows}
    query = (
        sa.select(flow_accounts.c.flow_id, flow_accounts.c.account_id, flow_accounts.c.part)
        .where(flow_accounts.c.flow_id.in_(list(parts)))
        .order_by(flow_accounts.c.flow_id, flow_accounts.c.position)
    )
    for each in await connection.execute(query):
        parts[each.flow_id][each.account_id] = each.part
    return [_flow(row, parts[row.id]) for row in rows]


async def load_known(tx: Transaction, seen: Collection[Suspicion]) -> list[Flow]:
    """Flows of the same kinds with any of the same people, held against other writers."""
    names = {account_id for each in seen for account_id in each.accounts}
    ids: set[str] = set()
    for part in _in_parts(names):
        query = sa.select(flow_accounts.c.flow_id).where(flow_accounts.c.account_id.in_(part)).distinct()
        ids.update((await tx.execute(query)).scalars())
    rows = (
        await tx.execute(
            sa.select(flows)
            .where(flows.c.id.in_(list(ids)), flows.c.kind.in_({each.kind for each in seen}))
            .order_by(flows.c.id.desc())
            .with_for_update()
        )
    ).all()
    return await _with_accounts(tx, rows)


async def write(tx: Transaction, flow: Flow) -> None:
    """Write a flow, in the place of what was known of it before."""
    values = {name: getattr(flow, name) for name in _FIELDS}
    values["numbers"] = msgspec.json.encode(flow.numbers, order="sorted").decode()
    statement = tx.insert(flows).values(values)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[flows.c.id],
            set_={name: statement.excluded[name] for name in _FIELDS if name not in ("id", "kind", "found_at")},
        )
    )
    gone = flow_accounts.c.account_id.not_in(list(flow.accounts))
    await tx.execute(flow_accounts.delete().where(flow_accounts.c.flow_id == flow.id, gone))
    rows = [
        {"flow_id": flow.id, "account_id": account_id, "part": part, "position": position, "is_held": False}
        for position, (account_id, part) in enumerate(flow.accounts.items())
    ]
    named = tx.insert(flow_accounts)
    named = named.on_conflict_do_update(
        index_elements=[flow_accounts.c.flow_id, flow_accounts.c.account_id],
        set_={"part": named.excluded.part, "position": named.excluded.position},
    )
    await tx.execute(named, rows)


async def write_held(tx: Transaction, flow_id: str, account_ids: Collection[str], *, is_held: bool) -> None:
    """Write whose money is frozen because of this flow, or is not any more."""
    concerned = flow_accounts.c.account_id.in_(list(account_ids))
    await tx.execute(
        flow_accounts.update().where(flow_accounts.c.flow_id == flow_id, concerned).values(is_held=is_held)
    )


async def load_held(tx: Transaction, flow_id: str) -> set[str]:
    """Whose money is frozen because of this flow."""
    query = sa.select(flow_accounts.c.account_id).where(flow_accounts.c.flow_id == flow_id, flow_accounts.c.is_held)
    return set((await tx.execute(query)).scalars())


async def load_frozen_too(tx: Transaction, flow_id: str, account_ids: Collection[str]) -> dict[str, str]:
    """Those of these accounts that another frozen flow names as well, each with one such flow."""
    query = (
        sa.select(flow_accounts.c.account_id, flow_accounts.c.flow_id)
        .join(flows, flows.c.id == flow_accounts.c.flow_id)
        .where(
            flow_accounts.c.account_id.in_(list(account_ids)),
            flow_accounts.c.flow_id != flow_id,
            flows.c.state == "frozen",
        )
    )
    return {row.account_id: row.flow_id for row in await tx.execute(query)}


async def lock(tx: Transaction, flow_id: str) -> Flow | None:
    """One flow, held against other writers until the transaction ends."""
    rows = (await tx.execute(sa.select(flows).where(flows.c.id == flow_id).with_for_update())).all()
    return next(iter(await _with_accounts(tx, rows)), None)


async def load(connection: AsyncConnection, flow_id: str) -> Flow | None:
    """One flow, if there is one of this id."""
    rows = (await connection.execute(sa.select(flows).where(flows.c.id == flow_id))).all()
    return next(iter(await _with_accounts(connection, rows)), None)


async def load_in(connection: AsyncConnection, state: str, before: str | None, rows_max: int) -> list[Flow]:
    """Flows in a state, newest first, before the id `before`."""
    query = sa.select(flows).where(flows.c.state == state)
    if before is not None:
        query = query.where(flows.c.id < before)
    rows = (await connection.execute(query.order_by(flows.c.id.desc()).limit(rows_max))).all()
    return await _with_accounts(connection, rows)


async def count_of(connection: AsyncConnection, account_ids: Collection[str]) -> dict[str, int]:
    """How many flows that were not dismissed name each of these accounts."""
    query = (
        sa.select(flow_accounts.c.account_id, sa.func.count().label("flows"))
        .join(flows, flows.c.id == flow_accounts.c.flow_id)
        .where(flow_accounts.c.account_id.in_(list(account_ids)), flows.c.state != "dismissed")
        .group_by(flow_accounts.c.account_id)
    )
    return {row.account_id: int(row.flows) for row in await connection.execute(query)}


def slice_of(at: datetime) -> datetime:
    """When the slice begins in which this is."""
    return at - timedelta(seconds=at.timestamp() % SLICE.total_seconds())
