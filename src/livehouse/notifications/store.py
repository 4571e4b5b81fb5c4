"""The SQL of notifications: telling, gathering, listing, reading."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.notifications.model import ACCOUNTS_SHOWN_MAX, News
from livehouse.notifications.tables import UNREAD, causes, notifications
from livehouse.platform.database import Transaction

Row = sa.Row[Any]

# What a list needs of a row.
LISTED: Final = [column for column in notifications.c if column.name not in ("account_id", "is_shown")]


def _values(news: News, account_id: str, notification_id: str, *, is_shown: bool, count: int = 1) -> dict[str, Any]:
    return {
        "id": notification_id,
        "account_id": account_id,
        "key": news.key,
        "kind": news.kind,
        "place": notification_id,
        "at": news.at,
        "is_shown": is_shown,
        "count": count,
        "actor_id": news.actor_id,
        "actor_ids": [] if news.actor_id is None else [news.actor_id],
        "room_id": news.room_id,
        "event_id": news.event_id,
        "video_id": news.video_id,
        "title": news.title,
        "text": news.text,
        "detail": news.detail,
        "until": news.until,
    }


async def insert_new(tx: Transaction, news: News, people: Sequence[tuple[str, str, bool]]) -> list[tuple[str, str]]:
    """Tell these, (account, id of the notification, whether it is listed), unless they were told of it already.

    Returns (id, account) of those that are new.
    """
    if not people:
        return []
    rows = [_values(news, account_id, made, is_shown=is_shown) for account_id, made, is_shown in people]
    # Given as rows, for it is put together once then: to spell out 250 of them holds everything else up for 50 ms.
    statement = tx.insert(notifications).on_conflict_do_nothing()
    told = await tx.execute(statement.returning(notifications.c.id, notifications.c.account_id), rows)
    return [(row.id, row.account_id) for row in told]


async def drop_of_event(
    tx: Transaction, event_id: str, kinds: Collection[str], account_ids: Collection[str], *, but_key: str
) -> None:
    """What was said of the event before by these kinds is out of date for these people."""
    await tx.execute(
        notifications.delete().where(
            notifications.c.account_id.in_(list(account_ids)),
            notifications.c.event_id == event_id,
            notifications.c.kind.in_(list(kinds)),
            notifications.c.key != but_key,
        )
    )


async def add_cause(tx: Transaction, account_id: str, cause: str, at: datetime) -> bool:
    """Note what is counted; False if it was counted before."""
    statement = tx.insert(causes).values(account_id=account_id, cause=cause, at=at).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(causes.c.cause))).one_or_none() is not None


async def gather(
    tx: Transaction,
    news: News,
    account_id: str,
    made: str,
    *,
    is_shown: bool,
    count: int | None,
    actor_ids: Sequence[str],
) -> tuple[str, bool] | None:
    """Add to the notification of this key, or begin it. (its id, whether it is new or was read before).

    Args:
        made: an id for it, or for its new place.
        count: how many it gathers now; None is one more than before. As many as before is no news: None is returned.
        actor_ids: who did it last, the last one first.
    """
    values = _values(news, account_id, made, is_shown=is_shown, count=count or 1) | {"actor_ids": list(actor_ids)}
    begin = tx.insert(notifications).values(values).on_conflict_do_nothing().returning(notifications.c.id)
    find = sa.select(notifications).where(notifications.c.account_id == account_id, notifications.c.key == news.key)
    while True:
        # Whoever is first begins it; on PostgreSQL the second waits for the first here.
        if (await tx.execute(begin)).one_or_none() is not None:
            return made, True
        row = (await tx.execute(find.with_for_update())).one_or_none()
        if row is not None:
            break
        # On PostgreSQL it was read, and so closed, between the two: what comes now begins another one.
    before = count_of(row)
    more = before + 1 if count is None else count
    if more == before:
        return None
    # Fewer: something was taken back, which is corrected and not told.
    is_news = more > before
    changes: dict[str, Any] = {"count": more, "actor_ids": _last(actor_ids, row.actor_ids, count), "is_shown": is_shown}
    if is_news:
        changes |= {"at": news.at, "place": made, "read_at": None}
        changes |= {"actor_id": news.actor_id, "text": news.text, "detail": news.detail}
    await tx.execute(notifications.update().where(notifications.c.id == row.id).values(changes))
    return row.id, is_news and row.read_at is not None


def count_of(row: Row) -> int:
    """How many it gathers; a row, being a tuple, has a method of this name."""
    return int(row._mapping["count"])


def _last(actor_ids: Sequence[str], before: Sequence[str], count: int | None) -> list[str]:
    if count is not None:
        return list(actor_ids)
    return list(dict.fromkeys([*actor_ids, *before]))[:ACCOUNTS_SHOWN_MAX]


async def delete_key(tx: Transaction, account_id: str, key: str) -> None:
    """Forget the notification of this key."""
    await tx.execute(notifications.delete().where(notifications.c.account_id == account_id, notifications.c.key == key))


async def promote(tx: Transaction, news: News, account_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Whoever was told of the same by another kind sees it as this one, where it is not read yet: (id, account)."""
    promoted = await tx.execute(
        notifications.update()
        .where(
            notifications.c.account_id.in_(list(account_ids)),
            notifications.c.key == news.key,
            notifications.c.kind != news.kind,
            notifications.c.read_at.is_(None),
        )
        .values(kind=news.kind, event_id=news.event_id, title=news.title)
        .returning(notifications.c.id, notifications.c.account_id)
    )
    return [(row.id, row.account_id) for row in promoted]


async def load_page(
    connection: AsyncConnection, account_id: str, *, before: str | None, rows_max: int
) -> Sequence[Row]:
    """The account's list from a place on, the newest first."""
    query = (
        sa.select(*LISTED)
        .where(notifications.c.account_id == account_id, notifications.c.is_shown)
        .order_by(notifications.c.place.desc())
        .limit(rows_max)
    )
    if before is not None:
        query = query.where(notifications.c.place < before)
    return (await connection.execute(query)).all()


async def load_some(connection: AsyncConnection, notification_ids: Collection[str]) -> dict[str, Row]:
    """Whole rows by their ids."""
    query = sa.select(notifications).where(notifications.c.id.in_(list(notification_ids)))
    return {row.id: row for row in await connection.execute(query)}


async def count_unread(connection: AsyncConnection, account_ids: Collection[str]) -> Mapping[str, int]:
    """How many are new, by account; 0 is left out."""
    query = (
        sa.select(notifications.c.account_id, sa.func.count().label("unread"))
        .where(notifications.c.account_id.in_(list(account_ids)), UNREAD, notifications.c.is_shown)
        .group_by(notifications.c.account_id)
    )
    return {row.account_id: row.unread for row in await connection.execute(query)}


async def mark_read(tx: Transaction, account_id: str, up_to: str, at: datetime) -> Sequence[Row]:
    """Take what stands up to this place as read; what that was."""
    mine = sa.and_(notifications.c.account_id == account_id, notifications.c.place <= up_to, UNREAD)
    read = await tx.execute(
        notifications.update()
        .where(mine)
        .values(read_at=at)
        .returning(notifications.c.id, notifications.c.kind, notifications.c.key)
    )
    return read.all()


async def mark_some_read(tx: Transaction, notification_ids: Collection[str], at: datetime) -> None:
    """Take these as read."""
    some = notifications.c.id.in_(list(notification_ids))
    await tx.execute(notifications.update().where(some, UNREAD).values(read_at=at))


async def close_groups(tx: Transaction, notification_ids: Sequence[str]) -> None:
    """What is gathered from now on begins anew beside these, which were read."""
    for notification_id in notification_ids:
        await tx.execute(
            notifications.update()
            .where(notifications.c.id == notification_id)
            .values(key=notifications.c.kind + ":" + notification_id)
        )


async def load_all(connection: AsyncConnection, account_id: str) -> Sequence[Row]:
    """Everything that the account was told and is still kept, for its owner's archive."""
    query = sa.select(*LISTED).where(notifications.c.account_id == account_id).order_by(notifications.c.place)
    return (await connection.execute(query)).all()


async def delete_of(tx: Transaction, account_id: str) -> None:
    """Forget what the account was told."""
    await tx.execute(notifications.delete().where(notifications.c.account_id == account_id))
    await tx.execute(causes.delete().where(causes.c.account_id == account_id))


async def delete_by(tx: Transaction, actor_id: str, rows_max: int) -> int:
    """Forget what others were told of what somebody did alone; some of it, and how much."""
    alone = sa.select(notifications.c.id).where(notifications.c.actor_id == actor_id, notifications.c.count == 1)
    deleted = await tx.execute(notifications.delete().where(notifications.c.id.in_(alone.limit(rows_max))))
    return deleted.rowcount


async def forget_texts_by(tx: Transaction, actor_id: str) -> None:
    """What somebody said last, in what gathers several, is said no more."""
    await tx.execute(notifications.update().where(notifications.c.actor_id == actor_id).values(text=None))


async def delete_of_video(tx: Transaction, author_id: str, video_id: str) -> None:
    """Forget what its author was told of a video that is gone."""
    await tx.execute(
        notifications.delete().where(notifications.c.account_id == author_id, notifications.c.video_id == video_id)
    )


async def forget_text(tx: Transaction, actor_id: str, detail: str) -> None:
    """What somebody said is gone: nobody's list says it any more."""
    await tx.execute(
        notifications.update()
        .where(notifications.c.actor_id == actor_id, notifications.c.detail == detail)
        .values(text=None)
    )


async def delete_old(tx: Transaction, before_place: str, before: datetime, rows_max: int) -> int:
    """Forget notifications and causes that are older; some of them, and how many notifications."""
    old = sa.select(notifications.c.id).where(notifications.c.place < before_place).limit(rows_max)
    deleted = await tx.execute(notifications.delete().where(notifications.c.id.in_(old)))
    await tx.execute(causes.delete().where(causes.c.at < before))
    return deleted.rowcount
