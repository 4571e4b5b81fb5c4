"""The SQL of links in mails: tokens that confirm an address or let somebody choose a new password."""

from datetime import datetime
from typing import Final, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Transaction, UtcDateTime, metadata

Purpose = Literal["confirm", "reset"]

# Only hashes are kept, as of sessions: who reads the database cannot use the links.
account_tokens = sa.Table(
    "account_tokens",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    # Where it was sent: it says nothing about any other address.
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

# Of one account and purpose at once; past it the oldest stops working.
TOKENS_MAX: Final = 5


class Token(msgspec.Struct, frozen=True):
    """What a token stands for."""

    account_id: str
    email: str


async def add_token(
    tx: Transaction, token_hash: str, account_id: str, purpose: Purpose, email: str, *, expires_at: datetime
) -> None:
    """Add a token, and forget the oldest of the same kind beyond `TOKENS_MAX`."""
    await tx.execute(
        account_tokens.insert().values(
            token_hash=token_hash, account_id=account_id, purpose=purpose, email=email, expires_at=expires_at
        )
    )
    of_kind = sa.and_(account_tokens.c.account_id == account_id, account_tokens.c.purpose == purpose)
    newest = (
        sa.select(account_tokens.c.token_hash)
        .where(of_kind)
        .order_by(account_tokens.c.expires_at.desc())
        .limit(TOKENS_MAX)
    )
    await tx.execute(account_tokens.delete().where(of_kind, account_tokens.c.token_hash.not_in(newest)))


async def find_token(connection: AsyncConnection, token_hash: str, purpose: Purpose, now: datetime) -> Token | None:
    """What the token stands for, without using it up."""
    found = await connection.execute(
        sa.select(account_tokens.c.account_id, account_tokens.c.email).where(
            account_tokens.c.token_hash == token_hash,
            account_tokens.c.purpose == purpose,
            account_tokens.c.expires_at > now,
        )
    )
    row = found.one_or_none()
    return None if row is None else Token(row.account_id, row.email)


async def take_token(tx: Transaction, token_hash: str, purpose: Purpose, now: datetime) -> Token | None:
    """What the token stands for, once: it is gone afterwards. None if there is no such, or it is too old."""
    taken = await tx.execute(
        account_tokens.delete()
        .where(
            account_tokens.c.token_hash == token_hash,
            account_tokens.c.purpose == purpose,
            account_tokens.c.expires_at > now,
        )
        .returning(account_tokens.c.account_id, account_tokens.c.email)
    )
    row = taken.one_or_none()
    return None if row is None else Token(row.account_id, row.email)


async def delete_tokens(tx: Transaction, account_id: str, purpose: Purpose | None = None) -> None:
    """Forget every token of the account, of one kind or of all."""
    which = account_tokens.c.account_id == account_id
    if purpose is not None:
        which = sa.and_(which, account_tokens.c.purpose == purpose)
    await tx.execute(account_tokens.delete().where(which))


async def delete_expired_tokens(tx: Transaction, now: datetime) -> None:
    """Forget tokens that are too old to be used."""
    await tx.execute(account_tokens.delete().where(account_tokens.c.expires_at <= now))
