"""The SQL of the till: what a batch is judged by, held against others, and what it changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.gifts.batch import ComboKey, ComboRow, GiftRow
from livehouse.gifts.spending import Spender
from livehouse.gifts.tables import (
    OPEN,
    carries,
    combos,
    days,
    fields_of,
    gifts,
    room_senders,
    room_totals,
    spenders,
    week_senders,
)
from livehouse.platform.database import Transaction

_GIFT_COLUMNS: Final = [column.name for column in gifts.c]

# Statements are put together once: that takes several times as long as to run them.
_IDS: Final[sa.BindParameter[Any]] = sa.bindparam("ids", expanding=True)
_CARRIES: Final[sa.Select[Any]] = (
    sa.select(carries.c.recipient_id, carries.c.carry)
    .where(carries.c.recipient_id.in_(_IDS))
    .order_by(carries.c.recipient_id)
    .with_for_update()
)
_SPENDERS: Final[sa.Select[Any]] = (
    sa.select(spenders).where(spenders.c.account_id.in_(_IDS)).order_by(spenders.c.account_id).with_for_update()
)
_SENT: Final[sa.Select[Any]] = sa.select(gifts).where(gifts.c.key.in_(_IDS))
_COMBOS: Final[sa.Select[Any]] = sa.select(combos).where(OPEN, combos.c.sender_id.in_(_IDS)).with_for_update()
_ROOM_COINS: Final[sa.Select[Any]] = sa.select(room_senders.c.sender_id, room_senders.c.coins).where(
    room_senders.c.room_id == sa.bindparam("room"), room_senders.c.sender_id.in_(_IDS)
)
_INSERT_GIFT: Final = gifts.insert()
_INSERT_COMBO: Final = combos.insert()
_UPDATE_CARRY: Final = (
    carries.update().where(carries.c.recipient_id == sa.bindparam("the_id")).values(carry=sa.bindparam("left"))
)
# Of each table, and each store's way to say it.
_ADDITIONS: Final[dict[tuple[str, type], sa.Insert]] = {}

# Reading, and holding


async def lock_carries(tx: Transaction, recipient_ids: Collection[str], *, unknown: Collection[str]) -> dict[str, int]:
    """What is carried on for these recipients, held until the transaction ends. Begin those of `unknown` with 0."""
    if unknown:
        rows = [{"recipient_id": recipient_id, "carry": 0} for recipient_id in sorted(unknown)]
        await tx.execute(tx.insert(carries).on_conflict_do_nothing(), rows)
    found = (await tx.execute(_CARRIES, [{"ids": list(recipient_ids)}])).all()
    return {row.recipient_id: row.carry for row in found}


async def lock_spenders(
    tx: Transaction, account_ids: Collection[str], *, unknown: Collection[str], today: date
) -> dict[str, Spender]:
    """How these people spend, held until the transaction ends. Those of `unknown` may have no row yet."""
    if unknown:
        rows = [
            {"account_id": account_id, "day": today, "day_coins": 0, "month_coins": 0, "paced_s": 0.0}
            for account_id in sorted(unknown)
        ]
        await tx.execute(tx.insert(spenders).on_conflict_do_nothing(), rows)
    found = (await tx.execute(_SPENDERS, [{"ids": list(account_ids)}])).all()
    return {row.account_id: Spender(*fields_of(row)) for row in found}


async def load_sent(tx: Transaction, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], GiftRow]:
    """Gifts that were sent by these senders under these keys."""
    rows = (await tx.execute(_SENT, [{"ids": list({key for _, key in keys})}])).all()
    found = (GiftRow(*fields_of(row)) for row in rows)
    return {(row.sender_id, row.key): row for row in found if (row.sender_id, row.key) in keys}


async def lock_combos(tx: Transaction, sender_ids: Collection[str]) -> dict[ComboKey, ComboRow]:
    """The combos of these senders that go on, held until the transaction ends."""
    rows = (await tx.execute(_COMBOS, [{"ids": list(sender_ids)}])).all()
    return {combo.key: combo for combo in (ComboRow(*fields_of(row)) for row in rows)}


async def load_room_coins(tx: Transaction, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """What people have given in rooms so far, by room and sender."""
    senders_by_room: dict[str, set[str]] = {}
    for room_id, sender_id in pairs:
        senders_by_room.setdefault(room_id, set()).add(sender_id)
    found = {}
    for room_id, sender_ids in senders_by_room.items():
        for row in (await tx.execute(_ROOM_COINS, [{"room": room_id, "ids": list(sender_ids)}])).all():
            found[room_id, row.sender_id] = row.coins
    return found


async def load_usual(tx: Transaction, account_ids: Collection[str], since: date, today: date) -> dict[str, float]:
    """What each of these people spent on those days from `since` to before today on which they spent anything."""
    query: sa.Select[Any] = (
        sa.select(days.c.sender_id, sa.func.sum(days.c.coins).label("coins"), sa.func.count().label("number"))
        .where(days.c.sender_id.in_(account_ids), days.c.day >= since, days.c.day < today)
        .group_by(days.c.sender_id)
    )
    return {row.sender_id: float(row.coins) / row.number for row in (await tx.execute(query)).all()}


# Writing


async def write_carries(tx: Transaction, carried: Mapping[str, int]) -> None:
    """Carry on what is left of diamonds."""
    if not carried:
        return
    rows = [{"the_id": recipient_id, "left": left} for recipient_id, left in sorted(carried.items())]
    await tx.execute(_UPDATE_CARRY, rows)


_SPENT = [column.name for column in spenders.c if column.name != "account_id"]
_UPDATE_SPENDER = (
    spenders.update()
    .where(spenders.c.account_id == sa.bindparam("the_id"))
    .values({name: sa.bindparam(f"the_{name}") for name in _SPENT})
)


async def write_spenders(tx: Transaction, changed: Iterable[Spender]) -> None:
    """Write how these people spend."""
    rows = [
        {"the_id": spender.account_id, **{f"the_{name}": getattr(spender, name) for name in _SPENT}}
        for spender in sorted(changed, key=lambda spender: spender.account_id)
    ]
    if rows:
        await tx.execute(_UPDATE_SPENDER, rows)


async def insert_gifts(tx: Transaction, rows: Sequence[GiftRow]) -> None:
    """Add gifts."""
    if rows:
        await tx.execute(_INSERT_GIFT, [{name: getattr(row, name) for name in _GIFT_COLUMNS} for row in rows])


_UPDATE_COMBO = (
    combos.update()
    .where(combos.c.id == sa.bindparam("the_id"), OPEN)
    .values(
        count=sa.bindparam("the_count"),
        coins=sa.bindparam("the_coins"),
        ends_at=sa.bindparam("the_end"),
        settled_at=sa.bindparam("settled"),
    )
)


async def write_combos(tx: Transaction, *, new: Iterable[ComboRow], changed: Iterable[ComboRow]) -> None:
    """Write combos that go on or are over now, then those that have begun."""
    rows: list[dict[str, Any]] = [
        {
            "the_id": combo.id,
            "the_count": combo.count,
            "the_coins": combo.coins,
            "the_end": combo.ends_at,
            "settled": combo.settled_at,
        }
        for combo in changed
    ]
    if rows:
        await tx.execute(_UPDATE_COMBO, rows)
    rows = [asdict(combo) for combo in new]
    if rows:
        await tx.execute(_INSERT_COMBO, rows)


async def add_to_sums(tx: Transaction, rows: Sequence[GiftRow], *, week: str, day: date) -> None:
    """Add new gifts to the sums of rooms, weeks and days. Each in one order, so that nobody waits for each other."""
    by_room_sender: dict[tuple[str, str], int] = {}
    by_room_gift: dict[tuple[str, str], list[int]] = {}
    by_recipient_sender: dict[tuple[str, str], int] = {}
    by_sender: dict[str, int] = {}
    for row in rows:
        coins = row.coins
        pair = (row.room_id, row.sender_id)
        by_room_sender[pair] = by_room_sender.get(pair, 0) + coins
        pair = (row.recipient_id, row.sender_id)
        by_recipient_sender[pair] = by_recipient_sender.get(pair, 0) + coins
        by_sender[row.sender_id] = by_sender.get(row.sender_id, 0) + coins
        sums = by_room_gift.setdefault((row.room_id, row.catalogue_id), [0, 0, 0])
        sums[0] += row.count
        sums[1] += coins
        sums[2] += row.diamonds
    await add_rows(
        tx,
        room_senders,
        [{"room_id": room, "sender_id": who, "coins": coins} for (room, who), coins in sorted(by_room_sender.items())],
    )
    await add_rows(
        tx,
        week_senders,
        [
            {"recipient_id": to, "week": week, "sender_id": who, "coins": coins}
            for (to, who), coins in sorted(by_recipient_sender.items())
        ],
    )
    await add_rows(
        tx,
        room_totals,
        [
            {"room_id": room, "catalogue_id": gift, "count": count, "coins": coins, "diamonds": diamonds}
            for (room, gift), (count, coins, diamonds) in sorted(by_room_gift.items())
        ],
    )
    await add_rows(
        tx, days, [{"sender_id": who, "day": day, "coins": coins} for who, coins in sorted(by_sender.items())]
    )


async def add_rows(tx: Transaction, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to sums; a sum that is not there begins at 0."""
    if not rows:
        return
    insert = tx.insert(table)
    known = (table.name, type(insert))
    if known not in _ADDITIONS:
        keys = [column.name for column in table.primary_key]
        sums = {column.name: column + insert.excluded[column.name] for column in table.c if column.name not in keys}
        _ADDITIONS[known] = insert.on_conflict_do_update(index_elements=keys, set_=sums)
    await tx.execute(_ADDITIONS[known], rows)


# Combos that are over


async def load_ended(connection: AsyncConnection, now: datetime, rows_max: int) -> list[ComboRow]:
    """Combos that go on no more and are not settled, the longest over first."""
    query: sa.Select[Any] = (
        sa.select(combos).where(OPEN, combos.c.ends_at < now).order_by(combos.c.ends_at).limit(rows_max)
    )
    return [ComboRow(*fields_of(row)) for row in (await connection.execute(query)).all()]


async def settle(tx: Transaction, combo_ids: Collection[str], now: datetime) -> list[ComboRow]:
    """Settle those of these combos that are still over and that nobody else has settled."""
    # Those that another process holds just now are left to it: it settles them, or lets them go on.
    free = sa.select(combos.c.id).where(combos.c.id.in_(combo_ids), OPEN, combos.c.ends_at < now)
    free = free.with_for_update(skip_locked=True)
    statement = combos.update().where(combos.c.id.in_(free), OPEN, combos.c.ends_at < now).values(settled_at=now)
    return [ComboRow(*fields_of(row)) for row in await tx.execute(statement.returning(*combos.c))]
