"""A large platform, put into a database before its server starts: accounts, who follows whom, LIVEs that are on."""

import os
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa
from argon2 import PasswordHasher

from benchmarks._search_load import Naming
from livehouse.accounts import SESSION_COOKIE, Accounts, NewAccount, Passwords, Sessions
from livehouse.accounts.store import accounts as accounts_table
from livehouse.accounts.store import follows as follows_table
from livehouse.config import Settings
from livehouse.desk import open_desk
from livehouse.discovery.feed_store import pulses as pulses_table
from livehouse.discovery.pulse import Pulse
from livehouse.kernel.ids import Ids
from livehouse.platform.limits import RateLimits
from livehouse.rooms.store import rooms as rooms_table

_QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ROWS_AT_ONCE: Final = 1_000
FOLLOWED_BY_EACH: Final = 40
# LIVEs in which things happen while it is measured; they are alone in their topic.
STAGES: Final = 10
# Of each hundred LIVEs, so many are for followers, and so many for adults.
FOLLOWERS_ONLY, ADULTS_ONLY = 3, 2


class Platform(NamedTuple):
    """Who was put there: cookies of people, the LIVEs in which things happen, their topic, and what all are called."""

    cookies: list[str]
    stages: list[str]
    topic: str
    naming: Naming


def settings_of(data: Path, database_url: str | None = None) -> Settings:
    """What a desk beside the server works with."""
    return Settings.model_validate({"data": data, "database_url": database_url, "live_policy": "open"})


async def fill(settings: Settings, *, lives: int, people: int, visitors: int, seed: int) -> Platform:
    """`people` accounts, of whom `lives` are live and `visitors` signed in."""
    chance = Random(seed)
    async with open_desk(settings) as desk:
        passwords, limits = Passwords(_QUICK, os.urandom), RateLimits()
        accounts = Accounts(desk.database, settings, desk.clock, desk.ids, passwords, limits)
        sessions = Sessions(desk.database, settings, desk.clock, desk.ids, passwords, limits)
        first = await accounts.create(
            NewAccount(
                handle="one.of.many",
                email="one@bench.example",
                password="a quiet stage at midnight",  # noqa: S106  # of somebody who does not exist
                birth_date="1990-05-17",
                region="JP",
                nickname="One of many",
                accept_terms=True,
            )
        )
        async with desk.database.read() as connection:
            query = sa.select(accounts_table).where(accounts_table.c.id == first.id)
            row = dict((await connection.execute(query)).one()._mapping)
        ids = Ids(desk.clock)
        naming = Naming(seed)
        others = [_another(row, ids.new(), number, naming, chance) for number in range(people - 1)]
        everybody = [first.id, *(other["id"] for other in others)]
        hosts, audience = everybody[-lives:], everybody[:visitors]
        topics = settings.topic_ids
        rooms = [
            {**_room(ids.new(), host, number, topics, chance, desk.clock.now()), "title": naming.title()}
            for number, host in enumerate(hosts)
        ]
        follows = [
            {"follower_id": follower, "followee_id": host, "at": desk.clock.now()}
            for follower in audience
            for host in chance.sample(hosts, min(FOLLOWED_BY_EACH, len(hosts)))
        ]
        kept = [_pulse(room["id"], chance, desk.clock.now().timestamp()) for room in rooms]
        for table, rows in (
            (accounts_table, others),
            (follows_table, follows),
            (rooms_table, rooms),
            (pulses_table, kept),
        ):
            for begin in range(0, len(rows), ROWS_AT_ONCE):
                async with desk.database.transaction() as tx:
                    await tx.execute(table.insert(), rows[begin : begin + ROWS_AT_ONCE])
        cookies = [
            f"{SESSION_COOKIE}={await sessions.start(visitor, address='127.0.0.1', user_agent='bench')}"
            for visitor in audience
        ]
    return Platform(cookies, [room["id"] for room in rooms[:STAGES]], topics[-1], naming)


def _another(row: dict[str, Any], account_id: str, number: int, naming: Naming, chance: Random) -> dict[str, Any]:
    handle, nickname = naming.person(number)
    return {
        **row,
        "id": account_id,
        "handle": handle,
        "email": f"person{number}@bench.example",
        "email_key": f"person{number}@bench.example",
        "nickname": nickname,
        # A few are known to many.
        "followers": int(chance.paretovariate(0.8)) - 1,
    }


def _room(
    room_id: str,
    host_id: str,
    number: int,
    topics: tuple[str, ...],
    chance: Random,
    now: Any,  # noqa: ANN401
) -> dict[str, Any]:
    is_stage = number < STAGES
    percent = chance.randrange(100)
    audience = "everyone"
    if not is_stage and percent < FOLLOWERS_ONLY + ADULTS_ONLY:
        audience = "followers" if percent < FOLLOWERS_ONLY else "adults"
    began = now - timedelta(minutes=chance.uniform(1, 180))
    return {
        "id": room_id,
        "host_id": host_id,
        "topic": topics[-1] if is_stage else chance.choice(topics[:-1]),
        "audience": audience,
        "state": "live",
        "created_at": began,
        "started_at": began,
        "likes": chance.randrange(10_000),
    }


def _pulse(room_id: str, chance: Random, now_s: float) -> dict[str, str]:
    """What a process before would have kept of the room: most have few viewers, a few have many."""
    pulse = Pulse()
    pulse.advance(now_s - 1_200)
    pulse.add(room_id, now_s - 1_200, began_s=now_s - 1_200)
    viewers = int(chance.paretovariate(0.9))
    pulse.set_viewers(room_id, min(viewers, 20_000))
    pulse.arrive(room_id, viewers)
    pulse.show(room_id, shown=chance.randrange(500), opened=chance.randrange(50))
    pulse.advance(now_s)
    pulse.act(room_id, "comments", [2 * person for person in range(min(viewers // 5, 200))], now_s)
    kept = pulse.keep(room_id, now_s)
    assert kept is not None
    return {"room_id": room_id, "body": msgspec.json.encode(kept).decode()}
