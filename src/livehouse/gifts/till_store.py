"""The SQL of the till: what a batch is judged by, held against others, and what it changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
from livehouse.platform.steps import Query, Rows, Step, among

_CARRIES: Final = Query(
    sa.select(carries.c.recipient_id, carries.c.carry)
    .where(among(carries.c.recipient_id, "ids"))
    .order_by(carries.c.recipient_id)
    .with_for_update()
)
_SPENDERS: Final = Query(
    sa.select(spenders).where(among(spenders.c.account_id, "ids")).order_by(spenders.c.account_id).with_for_update()
)
_SENT: Final = Query(sa.select(gifts).where(among(gifts.c.key, "keys")))
_COMBOS: Final = Query(sa.select(combos).where(OPEN, among(combos.c.sender_id, "ids")).with_for_update())
_ROOM_COINS: Final = Query(
    sa.select(room_senders.c.sender_id, room_senders.c.coins).where(
        room_senders.c.room_id == sa.bindparam("room"), among(room_senders.c.sender_id, "ids")
    )
)
_CARRIED: Final = Rows(carries, changed=["carry"])
_SPENDING: Final = Rows(spenders, changed=[column.name for column in spenders.c if not column.primary_key])
_NEW_GIFTS: Final = Rows(gifts)
_NEW_COMBOS: Final = Rows(combos)
_LATER_COMBOS: Final = Rows(combos, changed=["count", "coins", "ends_at", "settled_at"], only=OPEN)
_SUMS: Final = {table.name: Rows(table, sums=True) for table in (room_senders, week_senders, room_totals, days)}

# Reading, and holding


async def begin_carries(tx: Transaction, recipient_ids: Collection[str]) -> None:
    """Let these recipients have a row; those that have one keep it."""
    rows = [{"recipient_id": recipient_id, "carry": 0} for recipient_id in sorted(recipient_ids)]
    if rows:
        await tx.execute(tx.insert(carries).on_conflict_do_nothing(), rows)


async def begin_spenders(tx: Transaction, account_ids: Collection[str], today: date) -> None:
    """Let these people have a row; those that have one keep it."""
    rows = [
        {"account_id": account_id, "day": today, "day_coins": 0, "month_coins": 0, "paced_s": 0.0}
        for account_id in sorted(account_ids)
    ]
    if rows:
        await tx.execute(tx.insert(spenders).on_conflict_do_nothing(), rows)


def hold_carries(recipient_ids: Collection[str]) -> Step[dict[str, int]]:
    """What is carried on for these recipients, held until the transaction ends."""
    return _CARRIES.step(lambda rows: {row.recipient_id: row.carry for row in rows}, ids=recipient_ids)


def hold_spenders(account_ids: Collection[str]) -> Step[dict[str, Spender]]:
    """How these people spend, held until the transaction ends."""
    return _SPENDERS.step(lambda rows: {row.account_id: Spender(*row) for row in rows}, ids=account_ids)


def find_sent(keys: Collection[tuple[str, str]]) -> Step[dict[tuple[str, str], GiftRow]]:
    """Gifts that were sent by these senders under these keys."""

    def read(rows: Sequence[Any]) -> dict[tuple[str, str], GiftRow]:
        found = (GiftRow(*row) for row in rows)
        return {(row.sender_id, row.key): row for row in found if (row.sender_id, row.key) in keys}

    return _SENT.step(read, keys={key for _, key in keys})


def hold_combos(sender_ids: Collection[str]) -> Step[dict[ComboKey, ComboRow]]:
    """The combos of these senders that go on, held until the transaction ends."""
    return _COMBOS.step(lambda rows: {(combo := ComboRow(*row)).key: combo for row in rows}, ids=sender_ids)


def find_room_coins(room_id: str, sender_ids: Collection[str]) -> Step[dict[tuple[str, str], int]]:
    """What these people have given in a room so far, by room and sender."""
    return _ROOM_COINS.step(
        lambda rows: {(room_id, row.sender_id): row.coins for row in rows}, room=room_id, ids=sender_ids
    )


async def load_usual(tx: Transaction, account_ids: Collection[str], since: date, today: date) -> dict[str, float]:
    """What each of these people spent on those days from `since` to before today on which they spent anything."""
    query: sa.Select[Any] = (
        sa.select(days.c.sender_id, sa.func.sum(days.c.coins).label("coins"), sa.func.count().label("number"))
        .where(days.c.sender_id.in_(account_ids), days.c.day >= since, days.c.day < today)
        .group_by(days.c.sender_id)
    )
    return {row.sender_id: float(row.coins) / row.number for row in (await tx.execute(query)).all()}


# Writing


def write_carries(carried: Mapping[str, int]) -> Step[None]:
    """Carry on what is left of diamonds."""
    return _CARRIED.step([{"recipient_id": recipient_id, "carry": left} for recipient_id, left in carried.items()])


def write_spenders(changed: Iterable[Spender]) -> Step[None]:
    """Write how these people spend."""
    return _SPENDING.step(list(changed))


def insert_gifts(rows: Sequence[GiftRow]) -> Step[None]:
    """Add gifts."""
    return _NEW_GIFTS.step(rows)


def write_combos(*, new: Iterable[ComboRow], changed: Iterable[ComboRow]) -> list[Step[None]]:
    """Write combos that go on or are over now, then those that have begun."""
    return [_LATER_COMBOS.step(list(changed)), _NEW_COMBOS.step(list(new))]


def add_to_sums(rows: Iterable[GiftRow], *, week: str, day: date) -> list[Step[None]]:
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
    return [
        add_rows(
            room_senders,
            [
                {"room_id": room, "sender_id": who, "coins": coins}
                for (room, who), coins in sorted(by_room_sender.items())
            ],
        ),
        add_rows(
            week_senders,
            [
                {"recipient_id": to, "week": week, "sender_id": who, "coins": coins}
                for (to, who), coins in sorted(by_recipient_sender.items())
            ],
        ),
        add_rows(
            room_totals,
            [
                {"room_id": room, "catalogue_id": gift, "count": count, "coins": coins, "diamonds": diamonds}
                for (room, gift), (count, coins, diamonds) in sorted(by_room_gift.items())
            ],
        ),
        add_rows(days, [{"sender_id": who, "day": day, "coins": coins} for who, coins in sorted(by_sender.items())]),
    ]


def add_rows(table: sa.Table, rows: Sequence[dict[str, Any]]) -> Step[None]:
    """Add to sums, each named once; a sum that is not there begins at 0."""
    return _SUMS[table.name].step(rows)


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
