"""The comments' tables, and all SQL that touches them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import SECOND_LETTERS
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.rooms import Role

comments = sa.Table(
    "comments",
    metadata,
    # Ids ascend with time, so the newest of a room are the last of this index.
    sa.Column("room_id", sa.String(26), primary_key=True),
    sa.Column("id", sa.String(26), primary_key=True),
    sa.Column("account_id", sa.String(26), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

pins = sa.Table(
    "pinned_comments",
    metadata,
    sa.Column("room_id", sa.String(26), primary_key=True),
    sa.Column("comment_id", sa.String(26), nullable=False),
)


# Of an account that was deleted the words are gone; the rows stay, for they are counted among what others' LIVEs had.
_has_words = comments.c.text != ""


class StoredComment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment as it is written: who spoke is an id."""

    id: str
    room_id: str
    account_id: str
    role: Role
    text: str
    at: datetime


def _comment(row: sa.Row[Any]) -> StoredComment:
    return StoredComment(**row._mapping)


async def insert_comments(tx: Transaction, batch: Sequence[StoredComment]) -> None:
    """Write comments; those that are there already stay, so that a batch can be written again."""
    await tx.execute(tx.insert(comments).on_conflict_do_nothing(), [msgspec.structs.asdict(one) for one in batch])


async def load_latest(connection: AsyncConnection, room_id: str, rows_max: int) -> list[StoredComment]:
    """The room's last comments, oldest first."""
    query = (
        sa.select(comments)
        .where(comments.c.room_id == room_id, _has_words)
        .order_by(comments.c.id.desc())
        .limit(rows_max)
    )
    newest_first = [_comment(row) for row in await connection.execute(query)]
    return newest_first[::-1]


async def load_of_account(connection: AsyncConnection, account_id: str) -> list[StoredComment]:
    """All comments of an account, oldest first. It reads through all comments: an index would cost each of them."""
    query = sa.select(comments).where(comments.c.account_id == account_id).order_by(comments.c.at)
    return [_comment(row) for row in await connection.execute(query)]


async def forget_words(tx: Transaction, account_id: str) -> None:
    """Take the words out of all comments of an account. It reads through all comments, as above."""
    await tx.execute(comments.update().where(comments.c.account_id == account_id).values(text=""))


async def load_comment(connection: AsyncConnection, room_id: str, comment_id: str) -> StoredComment | None:
    """The comment, if it was said in this room."""
    query = sa.select(comments).where(comments.c.room_id == room_id, comments.c.id == comment_id, _has_words)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _comment(row)


async def load_pinned(connection: AsyncConnection, room_id: str) -> StoredComment | None:
    """The room's pinned comment."""
    query = (
        sa.select(comments)
        .join(pins, sa.and_(pins.c.room_id == comments.c.room_id, pins.c.comment_id == comments.c.id))
        .where(pins.c.room_id == room_id, _has_words)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _comment(row)


async def count_comments(connection: AsyncConnection, room_id: str) -> int:
    """How many comments the room has."""
    query = sa.select(sa.func.count()).select_from(comments).where(comments.c.room_id == room_id)
    return (await connection.execute(query)).scalar_one()


async def load_between(
    connection: AsyncConnection, room_id: str, from_id: str, before_id: str, rows_max: int
) -> list[StoredComment]:
    """A room's comments of these ids, oldest first."""
    query = (
        sa.select(comments)
        .where(comments.c.room_id == room_id, comments.c.id >= from_id, comments.c.id < before_id, _has_words)
        .order_by(comments.c.id)
        .limit(rows_max)
    )
    return [_comment(row) for row in await connection.execute(query)]


async def count_by_second(connection: AsyncConnection, room_id: str) -> list[tuple[str, int]]:
    """(the beginning of their ids, how many) of a room's comments, by the second."""
    second = sa.func.substr(comments.c.id, 1, SECOND_LETTERS)
    query = sa.select(second, sa.func.count()).where(comments.c.room_id == room_id).group_by(second).order_by(second)
    return [(row[0], row[1]) for row in await connection.execute(query)]


async def replace_pin(tx: Transaction, room_id: str, comment_id: str | None) -> None:
    """Pin a comment in place of the one before, or none."""
    await tx.execute(pins.delete().where(pins.c.room_id == room_id))
    if comment_id is not None:
        await tx.execute(pins.insert().values(room_id=room_id, comment_id=comment_id))
