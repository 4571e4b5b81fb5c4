"""What the tests of moderation have in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import sqlalchemy as sa

from livehouse.accounts import Account
from livehouse.moderation import Act, Standing
from livehouse.platform.database import Database
from tests.slices.rooms.house import House

PASSWORD = "a quiet stage at midnight"


async def typed(house: House, account: Account, act: Act, *, reason: str = "Be kind.", days: float = 7) -> Standing:
    """Decide as the command line does."""
    until = house.clock.now() + timedelta(days=days) if act == "suspend" else None
    return await house.moderation.decide(account.id, act, reason=reason, until=until, operator_id=None)


async def make_operator(house: House, account: Account) -> None:
    async with house.database.transaction() as tx:
        await tx.execute(
            sa.text("UPDATE accounts SET is_operator = :yes WHERE id = :id").bindparams(yes=True, id=account.id)
        )


@asynccontextmanager
async def operating(house: House, handle: str = "odette") -> AsyncIterator[httpx.AsyncClient]:
    """The browser of an operator."""
    account = await house.sign_up(handle, may_go_live=False)
    await make_operator(house, account)
    async with house.browser(account) as browser:
        yield browser


async def tamper(database: Database, *statements: str) -> None:
    """Change the log as somebody who owns the database can: past the triggers."""
    async with database.opening() as connection:
        if database.is_sqlite:
            for name in ("operator_log_no_update", "operator_log_no_delete"):
                await connection.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            await connection.execute(sa.text("ALTER TABLE operator_log DISABLE TRIGGER USER"))
        for statement in statements:
            await connection.execute(sa.text(statement))
