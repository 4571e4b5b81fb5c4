"""The SQL of people: accounts and who follows whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts.model import Account, AccountCard, EmailTaken, HandleTaken
from livehouse.accounts.rules import email_key
from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    # In lower case, as every look-up is.
    sa.Column("handle", sa.Text, nullable=False, unique=True),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("email_key", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("nickname", sa.Text, nullable=False),
    sa.Column("bio", sa.Text, nullable=False),
    sa.Column("birth_date", sa.Date, nullable=False),
    sa.Column("region", sa.String(2), nullable=False),
    sa.Column("avatar_id", sa.String(ID_LENGTH)),
    # Kept beside the follows that they count, and changed only together with them.
    sa.Column("followers", sa.Integer, nullable=False),
    sa.Column("following", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("is_operator", sa.Boolean, nullable=False, server_default=sa.false()),
)

follows = sa.Table(
    "follows",
    metadata,
    sa.Column("follower_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("followee_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_follows_followee_id_at", "followee_id", "at"),
)

_ACCOUNT: Final = [column for column in accounts.c if column.name not in ("password_hash", "email_key")]


def _account(row: sa.Row[Any] | None) -> Account | None:
    return None if row is None else Account(**row._mapping)


async def insert_account(tx: Transaction, account: Account, password_hash: str) -> None:
    """Add `account`.

    Raises:
        HandleTaken, EmailTaken: somebody was faster; the transaction is lost.
    """
    values = {column.name: getattr(account, column.name) for column in _ACCOUNT}
    try:
        await tx.execute(
            accounts.insert().values(**values, email_key=email_key(account.email), password_hash=password_hash)
        )
    except IntegrityError as error:
        if _violated(error, "email_key"):
            raise EmailTaken from None
        if _violated(error, "handle"):
            raise HandleTaken from None
        raise


def _violated(error: IntegrityError, column: str) -> bool:
    # PostgreSQL names the constraint, SQLite the column; what was typed is in neither.
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == f"uq_accounts_{column}")
    return f"accounts.{column}" in str(error.orig)


async def find_taken(connection: AsyncConnection, *, handle: str, email: str) -> tuple[bool, bool]:
    """Whether the handle, and whether the e-mail address, belongs to an account."""
    rows = await connection.execute(
        sa.select(accounts.c.handle, accounts.c.email_key).where(
            sa.or_(accounts.c.handle == handle, accounts.c.email_key == email_key(email))
        )
    )
    found = rows.all()
    return any(row.handle == handle for row in found), any(row.email_key == email_key(email) for row in found)


async def find_by_id(connection: AsyncConnection, account_id: str) -> Account | None:
    """The account of this id."""
    return _account((await connection.execute(sa.select(*_ACCOUNT).where(accounts.c.id == account_id))).one_or_none())


async def find_by_handle(connection: AsyncConnection, handle: str) -> Account | None:
    """The account of this handle, in lower case."""
    return _account((await connection.execute(sa.select(*_ACCOUNT).where(accounts.c.handle == handle))).one_or_none())


async def find_credentials(
    connection: AsyncConnection, *, handle: str | None, email: str | None
) -> tuple[str, str] | None:
    """(account id, password hash) of who signs in with this handle or e-mail address."""
    condition = accounts.c.handle == handle if email is None else accounts.c.email_key == email_key(email)
    row = (await connection.execute(sa.select(accounts.c.id, accounts.c.password_hash).where(condition))).one_or_none()
    return None if row is None else (row.id, row.password_hash)


async def replace_password_hash(tx: Transaction, account_id: str, *, old: str, new: str) -> None:
    """Store the same password, hashed anew, unless it was changed meanwhile."""
    await tx.execute(
        accounts.update().where(accounts.c.id == account_id, accounts.c.password_hash == old).values(password_hash=new)
    )


async def read_cards(connection: AsyncConnection, account_ids: Iterable[str]) -> list[AccountCard]:
    """Cards of those accounts that exist, in no order."""
    rows = await connection.execute(sa.select(*_ACCOUNT).where(accounts.c.id.in_(list(account_ids))))
    return [Account(**row._mapping).card for row in rows]


async def update_profile(tx: Transaction, account_id: str, changes: dict[str, str]) -> None:
    """Change nickname or bio."""
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(**changes))


async def replace_avatar(tx: Transaction, account_id: str, avatar_id: str | None) -> str | None:
    """Set the avatar; the id of the one that was there before."""
    await _lock(tx, [account_id])
    old = await tx.execute(sa.select(accounts.c.avatar_id).where(accounts.c.id == account_id))
    before: str | None = old.scalar_one()
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(avatar_id=avatar_id))
    return before


async def read_avatar_id(connection: AsyncConnection, account_id: str) -> tuple[bool, str | None]:
    """Whether the account exists, and the id of its uploaded avatar."""
    row = (await connection.execute(sa.select(accounts.c.avatar_id).where(accounts.c.id == account_id))).one_or_none()
    return row is not None, None if row is None else row.avatar_id


async def _lock(tx: Transaction, account_ids: Iterable[str]) -> None:
    """Hold these accounts until the transaction ends (PostgreSQL; SQLite has one writer anyway).

    In the order of their ids, so that two people who follow each other at once cannot wait for one another.
    """
    await tx.execute(
        sa.select(accounts.c.id)
        .where(accounts.c.id.in_(list(account_ids)))
        .order_by(accounts.c.id)
        .with_for_update(key_share=True)
    )


async def add_follow(tx: Transaction, follower_id: str, followee_id: str, at: datetime) -> bool:
    """Note the follow and count it; False if it was there."""
    await _lock(tx, [follower_id, followee_id])
    if (await tx.execute(_follow(follower_id, followee_id))).one_or_none() is not None:
        return False
    await tx.execute(follows.insert().values(follower_id=follower_id, followee_id=followee_id, at=at))
    await _count(tx, follower_id, followee_id, 1)
    return True


async def remove_follow(tx: Transaction, follower_id: str, followee_id: str) -> bool:
    """Remove the follow and count it down; False if there was none."""
    await _lock(tx, [follower_id, followee_id])
    removed = await tx.execute(
        follows.delete().where(follows.c.follower_id == follower_id, follows.c.followee_id == followee_id)
    )
    if removed.rowcount == 0:
        return False
    await _count(tx, follower_id, followee_id, -1)
    return True


async def _count(tx: Transaction, follower_id: str, followee_id: str, step: int) -> None:
    await tx.execute(
        accounts.update().where(accounts.c.id == follower_id).values(following=accounts.c.following + step)
    )
    await tx.execute(
        accounts.update().where(accounts.c.id == followee_id).values(followers=accounts.c.followers + step)
    )


def _follow(follower_id: str, followee_id: str) -> sa.Select[tuple[datetime]]:
    return sa.select(follows.c.at).where(follows.c.follower_id == follower_id, follows.c.followee_id == followee_id)


async def is_following(connection: AsyncConnection, follower_id: str, followee_id: str) -> bool:
    """Whether the one follows the other."""
    return (await connection.execute(_follow(follower_id, followee_id))).one_or_none() is not None


async def read_following_ids(connection: AsyncConnection, account_id: str) -> set[str]:
    """Whom the account follows."""
    rows = await connection.execute(sa.select(follows.c.followee_id).where(follows.c.follower_id == account_id))
    return set(rows.scalars())


async def count_followers_gained(connection: AsyncConnection, account_id: str, since: datetime, until: datetime) -> int:
    """How many of the present followers came from `since` to before `until`."""
    gained = await connection.execute(
        sa.select(sa.func.count())
        .select_from(follows)
        .where(follows.c.followee_id == account_id, follows.c.at >= since, follows.c.at < until)
    )
    return int(gained.scalar_one())
