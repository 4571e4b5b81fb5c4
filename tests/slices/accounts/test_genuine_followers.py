"""What the database knows of an account's followers, on both databases."""

import asyncio
from collections.abc import Set
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from livehouse.accounts import Account, Accounts, GenuineFollowers, NewAccount, NoSuchAccount, Passwords, follow_store
from livehouse.accounts.change_store import anonymise
from livehouse.accounts.store import accounts as accounts_table
from livehouse.config import Settings
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimits
from tests.slices.accounts.house import CHEAP_HASHER
from tests.support.clock import FakeClock


class People:
    """Accounts by handle, made on first mention."""

    def __init__(self, database: Database, clock: FakeClock, **settings: object) -> None:
        passwords = Passwords(CHEAP_HASHER, lambda size: bytes(size))
        self.database = database
        self.clock = clock
        self.accounts = Accounts(
            database, Settings.model_validate(settings), clock, Ids(clock), passwords, RateLimits()
        )
        self._known: dict[str, Account] = {}

    async def of(self, handle: str) -> Account:
        if handle not in self._known:
            new = NewAccount(
                handle=handle,
                email=f"{handle}@example.org",
                password="a few words of my own",
                birth_date="2000-02-29",
                region="JP",
                accept_terms=True,
            )
            self._known[handle] = await self.accounts.create(new)
        return self._known[handle]

    async def follow(self, follower: str, followee: str) -> None:
        await self.of(followee)
        await self.accounts.follow((await self.of(follower)).id, followee)

    async def watch(self, *handles: str) -> None:
        await self.accounts.audience.note_watched([(await self.of(handle)).id for handle in handles])

    async def set(self, handle: str, **columns: object) -> None:
        account = await self.of(handle)
        async with self.database.transaction() as tx:
            table = sa.table("accounts", *(sa.column(name) for name in ("id", *columns)))
            await tx.execute(table.update().where(table.c.id == account.id).values(**columns))

    async def genuine(self, handle: str) -> GenuineFollowers:
        return await self.accounts.genuine_followers((await self.of(handle)).id)

    async def habits(self, handle: str) -> tuple[int, int]:
        """(days watched, mutuals)."""
        account = await self.of(handle)
        async with self.database.read() as connection:
            row = (
                await connection.execute(
                    sa.text("SELECT days_watched, mutuals FROM habits WHERE account_id = :id"), {"id": account.id}
                )
            ).one_or_none()
        return (0, 0) if row is None else (row.days_watched, row.mutuals)


@pytest.fixture
def people(database: Database, clock: FakeClock) -> People:
    return People(database, clock)


async def test_followers_count_and_the_reasons_of_the_others_are_told(people: People) -> None:
    for number in range(13):
        await people.follow(f"fan_{number:02}", "singer")
    outcome = await people.genuine("singer")
    # The command line vouches for their addresses, and nobody has seen them watch.
    assert outcome == GenuineFollowers(total=13, counted=10, left_out={"fresh": 3}, counted_recently=10)
    await people.watch("fan_00", "fan_12")
    assert (await people.genuine("singer")).counted == 12
    people.clock.advance(29 * 86_400)
    assert (await people.genuine("singer")).counted_recently == 0
    with pytest.raises(NoSuchAccount):
        await people.accounts.genuine_followers("0" * 26)


async def test_a_day_of_watching_counts_once_however_often_it_is_noted(people: People) -> None:
    await people.watch("mika", "otto")
    await people.watch("mika")
    # Another process notes the same day.
    await people.accounts.audience.__class__(
        people.database, people.clock, is_confirmation_possible=False
    ).note_watched([(await people.of("mika")).id, "no account's id", "0" * 26])
    assert await people.habits("mika") == (1, 0)
    people.clock.advance(86_400)
    await people.watch("mika")
    assert await people.habits("mika") == (2, 0)
    assert await people.habits("otto") == (1, 0)
    assert await people.habits("june") == (0, 0)


async def test_mutuals_are_counted_with_the_follows(people: People) -> None:
    await people.follow("mika", "otto")
    assert await people.habits("mika") == (0, 0)
    for _ in range(2):
        await people.follow("otto", "mika")
    await people.follow("june", "mika")
    await people.follow("mika", "june")
    assert await people.habits("mika") == (0, 2)
    assert await people.habits("otto") == (0, 1)
    for _ in range(2):
        await people.accounts.unfollow((await people.of("mika")).id, "otto")
    assert await people.habits("mika") == (0, 1)
    assert await people.habits("otto") == (0, 0)


async def test_the_banned_and_the_deleted_do_not_count(people: People) -> None:
    for handle in ("mika", "otto", "june"):
        await people.follow(handle, "singer")
    otto = await people.of("otto")

    async def banned() -> Set[str]:
        return {otto.id}

    people.accounts.audience.take_banned_from(banned)
    async with people.database.transaction() as tx:
        gone = sa.text("UPDATE accounts SET deleted_at = created_at WHERE handle = 'june'")
        await tx.execute(gone)
    assert (await people.genuine("singer")).left_out == {"banned": 1, "deleted": 1}


async def test_who_leaves_takes_their_habits_along(people: People) -> None:
    await people.follow("mika", "otto")
    await people.follow("otto", "mika")
    await people.follow("june", "mika")
    await people.watch("mika")
    mika, now = await people.of("mika"), people.clock.now()
    async with people.database.transaction() as tx:
        await tx.execute(accounts_table.update().where(accounts_table.c.id == mika.id).values(deletion_at=now))
        assert await anonymise(tx, mika.id, now)
    assert await people.habits("mika") == (0, 0)
    assert await people.habits("otto") == (0, 0)
    assert await people.habits("june") == (0, 0)


async def test_an_address_need_not_be_confirmed_where_no_mail_arrives(database: Database, clock: FakeClock) -> None:
    offline = People(database, clock)
    for number in range(12):
        await offline.follow(f"fan_{number:02}", "singer")
        await offline.set(f"fan_{number:02}", email_confirmed_at=None)
        await offline.watch(f"fan_{number:02}")
    assert (await offline.genuine("singer")).counted == 12
    online = People(database, clock, show_outbox=True)
    online._known = offline._known
    assert (await online.genuine("singer")).left_out == {"unconfirmed": 2}


async def test_many_from_one_network_are_seen_as_one_crowd(people: People) -> None:
    handles = [f"fan_{number:02}" for number in range(42)]
    for handle in handles:
        await people.follow(handle, "singer")
        people.clock.advance(3_600)
    await people.watch(*handles)
    async with people.database.transaction() as tx:
        await tx.execute(sa.text("UPDATE accounts SET sign_up_network = 'one network' WHERE handle LIKE 'fan%'"))
    assert (await people.genuine("singer")).left_out == {"same_network": 2}


async def test_a_ring_is_found_by_the_friends_that_all_have_in_common(people: People) -> None:
    """Written as rows, for 80 people who follow each other are 6,320 follows."""
    handles = [f"friend_{number:02}" for number in range(80)]
    ids = [(await people.of(handle)).id for handle in handles]
    host = await people.of("singer")
    now = people.clock.now()
    everybody = [host.id, *ids]
    async with people.database.transaction() as tx:
        follows = sa.table("follows", *(sa.column(name) for name in ("follower_id", "followee_id", "at")))
        at = (
            now
            if not people.database.is_sqlite
            else now.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        )
        await tx.execute(
            follows.insert(),
            [
                {"follower_id": one, "followee_id": other, "at": at}
                for one in everybody
                for other in everybody
                if one != other
            ],
        )
    outcome = await people.genuine("singer")
    assert (outcome.total, outcome.left_out["ring"]) == (80, 80 - 60 * 60 // 80)
    # Without the follows back it is no ring.
    async with people.database.transaction() as tx:
        await tx.execute(sa.text("DELETE FROM follows WHERE follower_id = :id"), {"id": host.id})
    assert "ring" not in (await people.genuine("singer")).left_out


async def test_a_large_audience_is_remembered_for_a_minute(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livehouse.accounts.audience.JUDGED_AT_ONCE_MAX", 2)
    for handle in ("mika", "otto", "june"):
        await people.follow(handle, "singer")
    assert (await people.genuine("singer")).total == 3
    await people.follow("yuki", "singer")
    assert (await people.genuine("singer")).total == 3
    people.clock.advance(timedelta(minutes=1).total_seconds())
    assert (await people.genuine("singer")).total == 4


async def test_many_who_ask_about_a_large_audience_wait_for_one_judgement(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livehouse.accounts.audience.JUDGED_AT_ONCE_MAX", 2)
    for handle in ("mika", "otto", "june"):
        await people.follow(handle, "singer")
    read, reads = follow_store.read_followers, 0

    async def count(*arguments: Any, **named: Any) -> Any:
        nonlocal reads
        reads += 1
        return await read(*arguments, **named)

    monkeypatch.setattr(follow_store, "read_followers", count)
    answers = await asyncio.gather(*(people.genuine("singer") for _ in range(8)))
    assert [answer.total for answer in answers] == [3] * 8
    assert reads == 1
