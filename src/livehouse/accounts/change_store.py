"""The SQL of what people change about their own account, and of accounts that are deleted."""

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts import follow_store
from livehouse.accounts.model import NO_BIRTH_DATE, Account, EmailTaken, HandleTaken
from livehouse.accounts.rules import email_key
from livehouse.accounts.store import accounts, follows, lock, old_handles, read_account, violated
from livehouse.platform.database import Transaction

# `check_handle` keeps what begins so.
DELETED_HANDLE: Final = "deleted."


async def lock_account(tx: Transaction, account_id: str) -> Account | None:
    """The account, held until the transaction ends."""
    await lock(tx, [account_id])
    return await read_account(tx, account_id)


async def change_handle(tx: Transaction, account: Account, handle: str, at: datetime, *, kept_since: datetime) -> None:
    """Call the account by another name and keep the old one for it.

    Links to the new one from before lead here now, unless somebody gave it up after `kept_since`.

    Raises:
        HandleTaken: somebody was faster; the transaction is lost.
    """
    is_free = sa.or_(old_handles.c.account_id == account.id, old_handles.c.given_up_at <= kept_since)
    await tx.execute(old_handles.delete().where(old_handles.c.handle == handle, is_free))
    await tx.execute(old_handles.insert().values(handle=account.handle, account_id=account.id, given_up_at=at))
    try:
        await tx.execute(
            accounts.update().where(accounts.c.id == account.id).values(handle=handle, handle_changed_at=at)
        )
    except IntegrityError:
        raise HandleTaken from None


async def set_birth_date(tx: Transaction, account_id: str, birth_date: date, at: datetime) -> None:
    """Write the birth date anew, and when that was done."""
    await tx.execute(
        accounts.update().where(accounts.c.id == account_id).values(birth_date=birth_date, birth_date_changed_at=at)
    )


async def change_region(
    tx: Transaction, account_id: str, *, region: str, region_next: str | None, next_at: datetime | None
) -> None:
    """Note the region in force and the one that follows."""
    await tx.execute(
        accounts.update()
        .where(accounts.c.id == account_id)
        .values(region=region, region_next=region_next, region_next_at=next_at)
    )


async def note_next_email(tx: Transaction, account_id: str, email: str | None) -> None:
    """Note the address that the person wants instead."""
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(email_next=email))


async def note_confirmed(tx: Transaction, account_id: str, at: datetime) -> None:
    """Somebody reads the account's address."""
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(email_confirmed_at=at))


async def replace_email(tx: Transaction, account_id: str, email: str, at: datetime) -> None:
    """`email` is the account's address from now on, and somebody reads it.

    Raises:
        EmailTaken: another account has it by now; the transaction is lost.
    """
    try:
        await tx.execute(
            accounts.update()
            .where(accounts.c.id == account_id)
            .values(email=email, email_key=email_key(email), email_confirmed_at=at, email_next=None)
        )
    except IntegrityError as error:
        if violated(error, "email_key"):
            raise EmailTaken from None
        raise


async def is_email_taken(connection: AsyncConnection, email: str) -> bool:
    """Whether an account has this address."""
    found = await connection.execute(sa.select(accounts.c.id).where(accounts.c.email_key == email_key(email)))
    return found.one_or_none() is not None


async def read_password_hash(connection: AsyncConnection, account_id: str) -> str | None:
    """The hash of the account's password."""
    found = await connection.execute(sa.select(accounts.c.password_hash).where(accounts.c.id == account_id))
    return found.scalar_one_or_none()


async def set_password_hash(tx: Transaction, account_id: str, password_hash: str) -> None:
    """Give the account another password."""
    await tx.execute(accounts.update().where(accounts.c.id == account_id).values(password_hash=password_hash))


# Deletion


async def ask_deletion(tx: Transaction, account_id: str, at: datetime) -> None:
    """The account is to be deleted at `at`."""
    await tx.execute(
        accounts.update().where(accounts.c.id == account_id, accounts.c.deleted_at.is_(None)).values(deletion_at=at)
    )


async def find_due_deletions(connection: AsyncConnection, now: datetime, *, limit: int) -> list[str]:
    """Accounts whose time has come, the oldest first."""
    due = await connection.execute(
        sa.select(accounts.c.id).where(accounts.c.deletion_at <= now).order_by(accounts.c.deletion_at).limit(limit)
    )
    return list(due.scalars())


async def anonymise(tx: Transaction, account_id: str, now: datetime) -> Account | None:
    """Take everything personal out of the account; what it was. None if its owner came back, or it was done already.

    The row and its id stay: the books and the log name them. So does the name of its picture, until that is removed.
    """
    await _lock_with_follows(tx, account_id)
    before = await read_account(tx, account_id)
    if before is None or before.deleted_at is not None or before.deletion_at is None or now < before.deletion_at:
        return None
    await follow_store.forget(tx, account_id)
    await _drop_follows(tx, account_id)
    handle = await _next_deleted_handle(tx)
    await tx.execute(old_handles.delete().where(old_handles.c.account_id == account_id))
    await tx.execute(
        accounts.update()
        .where(accounts.c.id == account_id)
        .values(
            handle=handle,
            nickname=handle,
            email="",
            # No address is without an @, so it is free for whoever owns it to sign up with again.
            email_key=f"deleted:{account_id}",
            email_confirmed_at=None,
            email_next=None,
            # Matches no password, and costs as much to check as any.
            password_hash="",
            bio="",
            birth_date=NO_BIRTH_DATE,
            topics=[],
            links=[],
            followers=0,
            following=0,
            is_operator=False,
            region_next=None,
            region_next_at=None,
            sign_up_network=None,
            deletion_at=None,
            deleted_at=now,
        )
    )
    return before


def _followees(account_id: str) -> sa.Select[tuple[str]]:
    return sa.select(follows.c.followee_id).where(follows.c.follower_id == account_id)


def _followers(account_id: str) -> sa.Select[tuple[str]]:
    return sa.select(follows.c.follower_id).where(follows.c.followee_id == account_id)


async def _lock_with_follows(tx: Transaction, account_id: str) -> None:
    """Hold the account and everybody whose counts change with it.

    All at once and in the order of their ids, as everybody who counts follows takes them: otherwise this one could wait
    for a follower who waits for it.
    """
    concerned = sa.or_(
        accounts.c.id == account_id,
        accounts.c.id.in_(_followees(account_id)),
        accounts.c.id.in_(_followers(account_id)),
    )
    await tx.execute(sa.select(accounts.c.id).where(concerned).order_by(accounts.c.id).with_for_update(key_share=True))


async def _drop_follows(tx: Transaction, account_id: str) -> None:
    followees, followers = _followees(account_id), _followers(account_id)
    await tx.execute(accounts.update().where(accounts.c.id.in_(followees)).values(followers=accounts.c.followers - 1))
    await tx.execute(accounts.update().where(accounts.c.id.in_(followers)).values(following=accounts.c.following - 1))
    await tx.execute(
        follows.delete().where(sa.or_(follows.c.follower_id == account_id, follows.c.followee_id == account_id))
    )


async def _next_deleted_handle(tx: Transaction) -> str:
    """`deleted.<n>`; two deletions at once may choose the same, and then one of them is tried again later."""
    count = await tx.execute(sa.select(sa.func.count()).select_from(accounts).where(accounts.c.deleted_at.is_not(None)))
    return f"{DELETED_HANDLE}{count.scalar_one() + 1}"
