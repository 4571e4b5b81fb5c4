"""The SQL of sessions. Only hashes of their tokens are kept: who reads the database cannot sign in with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts.session import Session
from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import Query, Step

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_seen_at", UtcDateTime, nullable=False),
    # Ended ones stay for a while: from where the owner signed in before, strangers' failures do not keep them out.
    sa.Column("ended_at", UtcDateTime),
)

_SESSION: Final = [column for column in sessions.c if column.name not in ("token_hash", "ended_at")]


def _alive(unused_since: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    return sa.and_(sessions.c.ended_at.is_(None), sessions.c.last_seen_at > unused_since)


_BY_TOKEN: Final = Query(
    sa.select(*_SESSION).where(
        sessions.c.token_hash == sa.bindparam("token_hash"), _alive(sa.bindparam("unused_since", type_=UtcDateTime))
    )
)


async def insert_session(tx: Transaction, session: Session, token_hash: str) -> None:
    """Add `session`."""
    values = {column.name: getattr(session, column.name) for column in _SESSION}
    await tx.execute(sessions.insert().values(**values, token_hash=token_hash))


def find_session(token_hash: str, *, unused_since: datetime) -> Step[Session | None]:
    """The session of this token, if it was not ended and was used after `unused_since`."""
    return _BY_TOKEN.step(
        lambda rows: Session(**rows[0]._asdict()) if rows else None, token_hash=token_hash, unused_since=unused_since
    )


async def find_living(connection: AsyncConnection, session_ids: Sequence[str], *, unused_since: datetime) -> set[str]:
    """Those of the sessions that have not ended and were used after `unused_since`."""
    found = await connection.execute(
        sa.select(sessions.c.id).where(sessions.c.id.in_(session_ids), _alive(unused_since))
    )
    return set(found.scalars())


async def touch_session(tx: Transaction, session_id: str, at: datetime) -> None:
    """Note that the session was used."""
    await tx.execute(
        sessions.update().where(sessions.c.id == session_id, sessions.c.last_seen_at < at).values(last_seen_at=at)
    )


async def read_sessions(connection: AsyncConnection, account_id: str, *, unused_since: datetime) -> list[Session]:
    """The account's live sessions, the last used first."""
    rows = await connection.execute(
        sa.select(*_SESSION)
        .where(sessions.c.account_id == account_id, _alive(unused_since))
        .order_by(sessions.c.last_seen_at.desc(), sessions.c.id.desc())
    )
    return [Session(**row._mapping) for row in rows]


async def read_addresses(connection: AsyncConnection, account_id: str) -> set[str]:
    """From where the account is signed in, or was not long ago."""
    found = await connection.execute(sa.select(sessions.c.address).where(sessions.c.account_id == account_id))
    return set(found.scalars())


async def end_session(tx: Transaction, account_id: str, session_id: str, at: datetime) -> list[tuple[str, str]]:
    """End one session of the account; (id, token hash) of it, unless it had ended."""
    return await _end(tx, sa.and_(sessions.c.account_id == account_id, sessions.c.id == session_id), at)


async def delete_sessions(tx: Transaction, account_id: str) -> None:
    """Forget every session of the account, and from where it was signed in."""
    await tx.execute(sessions.delete().where(sessions.c.account_id == account_id))


async def end_other_sessions(tx: Transaction, account_id: str, kept_id: str, at: datetime) -> list[tuple[str, str]]:
    """End all sessions of the account but one; (id, token hash) of each."""
    return await _end(tx, sa.and_(sessions.c.account_id == account_id, sessions.c.id != kept_id), at)


async def end_all_sessions(tx: Transaction, account_id: str, at: datetime) -> list[tuple[str, str]]:
    """End every session of the account; (id, token hash) of each."""
    return await _end(tx, sessions.c.account_id == account_id, at)


async def end_excess_sessions(
    tx: Transaction, account_id: str, *, sessions_max: int, at: datetime
) -> list[tuple[str, str]]:
    """End the longest unused sessions of the account beyond `sessions_max`; (id, token hash) of each."""
    kept = _newest(account_id, sessions_max).where(sessions.c.ended_at.is_(None))
    return await _end(tx, sa.and_(sessions.c.account_id == account_id, sessions.c.id.not_in(kept)), at)


async def delete_past_sessions(tx: Transaction, account_id: str, *, unused_since: datetime, sessions_max: int) -> None:
    """Forget sessions that were last used before `unused_since`, and those ended beyond `sessions_max`."""
    kept = _newest(account_id, sessions_max).where(sessions.c.ended_at.is_not(None))
    past = sa.and_(sessions.c.ended_at.is_not(None), sessions.c.id.not_in(kept))
    await tx.execute(
        sessions.delete().where(
            sessions.c.account_id == account_id, sa.or_(sessions.c.last_seen_at <= unused_since, past)
        )
    )


def _newest(account_id: str, count: int) -> sa.Select[tuple[str]]:
    return (
        sa.select(sessions.c.id)
        .where(sessions.c.account_id == account_id)
        .order_by(sessions.c.last_seen_at.desc(), sessions.c.id.desc())
        .limit(count)
    )


async def _end(tx: Transaction, which: sa.ColumnElement[bool], at: datetime) -> list[tuple[str, str]]:
    ended = await tx.execute(
        sessions.update()
        .where(which, sessions.c.ended_at.is_(None))
        .values(ended_at=at)
        .returning(sessions.c.id, sessions.c.token_hash)
    )
    return [(row.id, row.token_hash) for row in ended]
