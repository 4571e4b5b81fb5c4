"""The SQL of what accounts add to an export."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts.follow_store import habits
from livehouse.accounts.passkey_store import passkeys
from livehouse.accounts.session_store import sessions
from livehouse.accounts.store import accounts, follows, old_handles


async def read_all(connection: AsyncConnection, account_id: str) -> dict[str, list[dict[str, Any]]]:
    """Sessions, passkeys, former handles, days watched, follows both ways, each with the columns that are no secret."""
    queries = {
        "sessions": sa.select(
            sessions.c.device,
            sessions.c.address,
            sessions.c.created_at,
            sessions.c.last_seen_at,
            sessions.c.ended_at,
        ).where(sessions.c.account_id == account_id),
        "passkeys": sa.select(passkeys.c.name, passkeys.c.created_at, passkeys.c.last_used_at).where(
            passkeys.c.account_id == account_id
        ),
        "former_handles": sa.select(old_handles.c.handle, old_handles.c.given_up_at).where(
            old_handles.c.account_id == account_id
        ),
        "days_watched": sa.select(habits.c.days_watched.label("days"), habits.c.last_watched_on).where(
            habits.c.account_id == account_id
        ),
        "followers": sa.select(accounts.c.handle, follows.c.at)
        .join(follows, follows.c.follower_id == accounts.c.id)
        .where(follows.c.followee_id == account_id),
        "following": sa.select(accounts.c.handle, follows.c.at)
        .join(follows, follows.c.followee_id == accounts.c.id)
        .where(follows.c.follower_id == account_id),
    }
    found = {}
    for name, query in queries.items():
        found[name] = [dict(row._mapping) for row in await connection.execute(query)]
    return found
