"""People with coins, put into a database before its server starts: 200 sign-up forms would take minutes."""

import os
from pathlib import Path
from typing import Final, NamedTuple

from argon2 import PasswordHasher

from livehouse.accounts import SESSION_COOKIE, Accounts, NewAccount, Passwords, Sessions
from livehouse.config import Settings
from livehouse.desk import open_desk
from livehouse.ledger import Line, Posted, Transfer
from livehouse.payments import coins_outside, wallet
from livehouse.platform.limits import RateLimits

# Quick ones: nobody is going to guess an invented person's password.
_QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class RichPeople(NamedTuple):
    """Who was put there: their ids, and a cookie for each."""

    ids: list[str]
    cookies: list[str]


def settings_of(data: Path, database_url: str | None = None) -> Settings:
    """What a desk beside the server works with."""
    return Settings.model_validate({"data": data, "database_url": database_url, "live_policy": "open"})


async def invite_rich_people(settings: Settings, count: int, coins: int) -> RichPeople:
    """`count` new accounts, signed in, with so many coins each."""
    ids, cookies = [], []
    async with open_desk(settings) as desk:
        passwords, limits = Passwords(_QUICK, os.urandom), RateLimits()
        accounts = Accounts(desk.database, settings, desk.clock, desk.ids, passwords, limits)
        sessions = Sessions(desk.database, settings, desk.clock, desk.ids, passwords, limits)
        for number in range(count):
            name = f"rich{number}.{desk.ids.new()[-8:]}"
            account = await accounts.create(
                NewAccount(
                    handle=name,
                    email=f"{name}@bench.example",
                    password="a quiet stage at midnight",  # noqa: S106  # of somebody who does not exist
                    birth_date="1990-05-17",
                    region="JP",
                    nickname=name,
                    accept_terms=True,
                )
            )
            token = await sessions.start(account.id, address="127.0.0.1", user_agent="bench")
            ids.append(account.id)
            cookies.append(f"{SESSION_COOKIE}={token}")
        async with desk.database.transaction() as tx:
            await desk.ledger.open(tx, [coins_outside(), *(wallet(one) for one in ids)])
        posted = await desk.ledger.post(
            *(
                Transfer(
                    f"bench:{one}",
                    "coins.granted",
                    (Line(coins_outside().name, -coins), Line(wallet(one).name, coins)),
                )
                for one in ids
            )
        )
        if not all(isinstance(one, Posted) for one in posted):
            raise RuntimeError(f"the coins could not be handed out: {posted}")
    return RichPeople(ids, cookies)
