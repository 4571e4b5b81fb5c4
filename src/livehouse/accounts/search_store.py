"""The SQL with which those who run the platform look for people. It reads through all accounts: not for everybody."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts.rules import email_key
from livehouse.accounts.store import accounts


async def find_ids(connection: AsyncConnection, query: str, accounts_max: int) -> list[str]:
    """The ids of accounts whose handle or nickname contains `query`, or whose id or address it is; best match first."""
    wanted = query.removeprefix("@").lower()
    is_exact = sa.or_(accounts.c.handle == wanted, accounts.c.id == wanted, accounts.c.email_key == email_key(query))
    begins = accounts.c.handle.startswith(wanted, autoescape=True)
    contains = sa.or_(
        accounts.c.handle.contains(wanted, autoescape=True),
        sa.func.lower(accounts.c.nickname).contains(wanted, autoescape=True),
    )
    found = await connection.execute(
        sa.select(accounts.c.id)
        .where(sa.or_(is_exact, contains))
        .order_by(sa.case((is_exact, 0), (begins, 1), else_=2), accounts.c.handle)
        .limit(accounts_max)
    )
    return list(found.scalars())
