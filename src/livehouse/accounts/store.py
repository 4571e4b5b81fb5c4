"""The SQL of people: accounts and who follows whom."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts.model import (
    Account,
    AccountCard,
    EmailTaken,
    HandleTaken,
    NoSuchAccount,
    ProfileLink,
    card_of,
)
from livehouse.accounts.rules import email_key
from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.networks import HASH_LENGTH
from livehouse.platform.steps import Query, Step, among

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
    sa.Column("email_confirmed_at", UtcDateTime),
    sa.Column("email_next", sa.Text),
    sa.Column("language", sa.String(2), nullable=False, server_default="en"),
    sa.Column("topics", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("links", sa.JSON, nullable=False, server_default="[]"),
    # The region in force is `Account.at`'s to say; nothing writes these columns when the time has come.
    sa.Column("region_next", sa.String(2)),
    sa.Column("region_next_at", UtcDateTime),
    sa.Column("birth_date_changed_at", UtcDateTime),
    sa.Column("handle_changed_at", UtcDateTime),
    sa.Column("deletion_at", UtcDateTime, index=True),
    sa.Column("deleted_at", UtcDateTime),
    sa.Column("sign_up_network", sa.String(HASH_LENGTH)),
)

follows = sa.Table(
    "follows",
    metadata,
    sa.Column("follower_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("followee_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_follows_followee_id_at", "followee_id", "at"),
    sa.Index("ix_follows_follower_id_at", "follower_id", "at"),
)

# Handles that people had before: links to them go on working, and nobody else has them for a while.
old_handles = sa.Table(
    "old_handles",
    metadata,
    sa.Column("handle", sa.Text, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("given_up_at", UtcDateTime, nullable=False),
)

_ACCOUNT: Final = [column for column in accounts.c if column.name not in ("password_hash", "email_key")]


def _account(row: sa.Row[Any] | None) -> Account | None:
    return None if row is None else _read(row)


def _read(row: sa.Row[*tuple[Any, ...]]) -> Account:
    return _made({column.name: row._mapping[column.name] for column in _ACCOUNT})


def _made(values: dict[str, Any]) -> Account:
    links = tuple(ProfileLink(**link) for link in values.pop("links"))
    return Account(**{**values, "topics": tuple(values["topics"]), "links": links})


async def insert_account(tx: Transaction, account: Account, password_hash: str) -> None:
    """Add `account`. If somebody had its handle before, links to it lead to the new one from now on.

    Raises:
        HandleTaken, EmailTaken: somebody was faster; the transaction is lost.
    """
    values = {column.name: getattr(account, column.name) for column in _ACCOUNT}
    values["links"] = msgspec.to_builtins(account.links)
    await tx.execute(old_handles.delete().where(old_handles.c.handle == account.handle))
    try:
        await tx.execute(
            accounts.insert().values(**values, email_key=email_key(account.email), password_hash=password_hash)
        )
    except IntegrityError as error:
        if violated(error, "email_key"):
            raise EmailTaken from None
        if violated(error, "handle"):
            raise HandleTaken from None
        raise


def violated(error: IntegrityError, column: str) -> bool:
    """Whether it was this column of `accounts` that had to be unique."""
    # PostgreSQL names the constraint, SQLite the column; what was typed is in neither.
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == f"uq_accounts_{column}")
    return f"accounts.{column}" in str(error.orig)


async def find_taken(
    connection: AsyncConnection, *, handle: str, email: str, kept_since: datetime
) -> tuple[bool, bool]:
    """Whether the handle, and whether the e-mail address, belongs to an account.

    A handle that was given up after `kept_since` does, too.
    """
    if await is_kept(connection, handle, kept_since=kept_since, for_account_id=None):
        return True, False
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


_BY_IDS: Final = Query(sa.select(*_ACCOUNT).where(among(accounts.c.id, "ids")))


def find_by_ids(account_ids: Collection[str]) -> Step[list[Account]]:
    """Those of the accounts that exist, in no order."""
    return _BY_IDS.step(lambda rows: [_made(row._asdict()) for row in rows], ids=account_ids)


async def read_account(tx: Transaction, account_id: str) -> Account | None:
    """The account of this id, as `tx` sees it."""
    return _account((await tx.execute(sa.select(*_ACCOUNT).where(accounts.c.id == account_id))).one_or_none())


async def find_by_handle(connection: AsyncConnection, handle: str) -> Account | None:
    """The account of this handle, in lower case."""
    return _account((await connection.execute(sa.select(*_ACCOUNT).where(accounts.c.handle == handle))).one_or_none())


async def find_by_old_handle(connection: AsyncConnection, handle: str) -> Account | None:
    """The account that had this handle before, in lower case."""
    return _account(
        (
            await connection.execute(
                sa.select(*_ACCOUNT)
                .join(old_handles, old_handles.c.account_id == accounts.c.id)
                .where(old_handles.c.handle == handle)
            )
        ).one_or_none()
    )


async def is_kept(
    connection: AsyncConnection | Transaction, handle: str, *, kept_since: datetime, for_account_id: str | None
) -> bool:
    """Whether somebody else gave up the handle after `kept_since`."""
    query = sa.select(old_handles.c.account_id).where(
        old_handles.c.handle == handle, old_handles.c.given_up_at > kept_since
    )
    kept_for = (await connection.execute(query)).scalar_one_or_none()
    return kept_for is not None and kept_for != for_account_id


async def find_credentials(
    connection: AsyncConnection, *, handle: str | None, email: str | None
) -> tuple[str, str] | None:
    """(account id, password hash) of who signs in with this handle or e-mail address."""
    condition = accounts.c.handle == handle if email is None else accounts.c.email_key == email_key(email)
    row = (await connection.execute(sa.select(accounts.c.id, accounts.c.password_hash).where(condition))).one_or_none()
    return None if row is None else (row.id, row.password_hash)


async def keep_account(tx: Transaction, account_id: str) -> bool | None:
    """Take back that the account is to be deleted; whether it was to be. None if it is gone, or never was."""
    # Held, so that whoever deletes it at this moment does so before or afterwards.
    found = await tx.execute(
        sa.select(accounts.c.deletion_at, accounts.c.deleted_at)
        .where(accounts.c.id == account_id)
        .with_for_update(key_share=True)
    )
    row = found.one_or_none()
    if row is None or row.deleted_at is not None:
        return None
    if row.deletion_at is None:
        return False
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(deletion_at=None))
    return True


async def replace_password_hash(tx: Transaction, account_id: str, *, old: str, new: str) -> None:
    """Store the same password, hashed anew, unless it was changed meanwhile."""
    await tx.execute(
        accounts.update().where(accounts.c.id == account_id, accounts.c.password_hash == old).values(password_hash=new)
    )


_CARDS: Final = Query(
    sa.select(accounts.c.id, accounts.c.handle, accounts.c.nickname, accounts.c.avatar_id).where(
        among(accounts.c.id, "ids")
    )
)


def cards_of(account_ids: Collection[str]) -> Step[dict[str, AccountCard]]:
    """Cards of those accounts that exist, by id."""
    return _CARDS.step(
        lambda rows: {row.id: card_of(row.id, row.handle, row.nickname, row.avatar_id) for row in rows},
        ids=account_ids,
    )


async def read_present(connection: AsyncConnection, account_ids: Iterable[str]) -> set[str]:
    """Those of the accounts that exist and that their owners have not deleted, for now or for good."""
    rows = await connection.execute(
        sa.select(accounts.c.id).where(
            accounts.c.id.in_(list(account_ids)), accounts.c.deletion_at.is_(None), accounts.c.deleted_at.is_(None)
        )
    )
    return set(rows.scalars())


async def read_ids_after(connection: AsyncConnection, account_id: str | None, rows_max: int) -> list[str]:
    """Accounts that their owners have not deleted, after this id, in the order of their ids."""
    query = sa.select(accounts.c.id).where(accounts.c.deletion_at.is_(None), accounts.c.deleted_at.is_(None))
    if account_id is not None:
        query = query.where(accounts.c.id > account_id)
    return list((await connection.execute(query.order_by(accounts.c.id).limit(rows_max))).scalars())


async def update_profile(tx: Transaction, account_id: str, changes: Mapping[str, object]) -> None:
    """Change nickname, bio, topics, links or language."""
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(**changes))


async def set_operator(tx: Transaction, account_id: str, *, is_operator: bool) -> None:
    """Make the account an operator's, or no longer."""
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(is_operator=is_operator))


async def read_operators(connection: AsyncConnection) -> list[Account]:
    """Those who run the platform, by handle."""
    rows = await connection.execute(
        sa.select(*_ACCOUNT).where(accounts.c.is_operator.is_(True)).order_by(accounts.c.handle)
    )
    return [_read(row) for row in rows.all()]


async def replace_avatar(tx: Transaction, account_id: str, avatar_id: str | None) -> str | None:
    """Set the avatar; the id of the one that was there before."""
    await lock(tx, [account_id])
    old = await tx.execute(sa.select(accounts.c.avatar_id).where(accounts.c.id == account_id))
    before: str | None = old.scalar_one()
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(avatar_id=avatar_id))
    return before


async def read_avatar_id(connection: AsyncConnection, account_id: str) -> tuple[bool, str | None]:
    """Whether the account exists, and the id of its uploaded avatar."""
    row = (await connection.execute(sa.select(accounts.c.avatar_id).where(accounts.c.id == account_id))).one_or_none()
    return row is not None, None if row is None else row.avatar_id


async def lock(tx: Transaction, account_ids: Iterable[str]) -> set[str]:
    """Hold these accounts until the transaction ends (PostgreSQL; SQLite has one writer anyway).

    In the order of their ids, so that two people who follow each other at once cannot wait for one another. Those that
    are not about to go, or gone.
    """
    held = await tx.execute(
        sa.select(accounts.c.id, accounts.c.deletion_at, accounts.c.deleted_at)
        .where(accounts.c.id.in_(list(account_ids)))
        .order_by(accounts.c.id)
        .with_for_update(key_share=True)
    )
    return {row.id for row in held if row.deletion_at is None and row.deleted_at is None}


async def add_follow(tx: Transaction, follower_id: str, followee_id: str, at: datetime) -> bool:
    """Note the follow and count it; False if it was there.

    Raises:
        NoSuchAccount: one of the two was deleted at this very moment.
    """
    if len(await lock(tx, [follower_id, followee_id])) < 2:
        raise NoSuchAccount
    if (await tx.execute(_follow(follower_id, followee_id))).one_or_none() is not None:
        return False
    await tx.execute(follows.insert().values(follower_id=follower_id, followee_id=followee_id, at=at))
    await _count(tx, follower_id, followee_id, 1)
    return True


async def remove_follow(tx: Transaction, follower_id: str, followee_id: str) -> bool:
    """Remove the follow and count it down; False if there was none."""
    await lock(tx, [follower_id, followee_id])
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


_FOLLOWING: Final = Query(
    sa.select(follows.c.followee_id).where(follows.c.follower_id == sa.bindparam("follower_id", required=True))
)


def following_ids_of(account_id: str) -> Step[set[str]]:
    """Whom the account follows."""
    return _FOLLOWING.step(lambda rows: {row.followee_id for row in rows}, follower_id=account_id)


async def find_followed(connection: AsyncConnection, follower_id: str, among: Collection[str]) -> set[str]:
    """Those `among` these accounts whom the follower follows."""
    rows = await connection.execute(
        sa.select(follows.c.followee_id).where(
            follows.c.follower_id == follower_id, follows.c.followee_id.in_(list(among))
        )
    )
    return set(rows.scalars())


async def read_follows(
    connection: AsyncConnection, account_id: str, *, followers: bool, after: tuple[datetime, str] | None, limit: int
) -> list[tuple[AccountCard, datetime]]:
    """Who follows the account, or whom it follows, and since when; the newest first, those after `after`."""
    own, other = (
        (follows.c.followee_id, follows.c.follower_id) if followers else (follows.c.follower_id, follows.c.followee_id)
    )
    query = (
        sa.select(*_ACCOUNT, follows.c.at)
        .join(follows, other == accounts.c.id)
        .where(own == account_id, accounts.c.deletion_at.is_(None))
        .order_by(follows.c.at.desc(), other.desc())
        .limit(limit)
    )
    if after is not None:
        at, other_id = after
        query = query.where(sa.or_(follows.c.at < at, sa.and_(follows.c.at == at, other < other_id)))
    rows = await connection.execute(query)
    return [(_read(row).card, row.at) for row in rows.all()]


async def count_followers_gained(connection: AsyncConnection, account_id: str, since: datetime, until: datetime) -> int:
    """How many of the present followers came from `since` to before `until`."""
    gained = await connection.execute(
        sa.select(sa.func.count())
        .select_from(follows)
        .where(follows.c.followee_id == account_id, follows.c.at >= since, follows.c.at < until)
    )
    return int(gained.scalar_one())
