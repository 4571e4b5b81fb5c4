"""Whose followers count: keeps what shows that an account is a person, and judges an account's followers by it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Set
from datetime import date
from typing import Final
from weakref import WeakValueDictionary

from livehouse.accounts import follow_store
from livehouse.accounts.genuine import RECENTLY, GenuineFollowers, count_genuine
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import is_id
from livehouse.platform.database import Database
from livehouse.platform.recent_reads import RecentReads

BannedSource = Callable[[], Awaitable[Set[str]]]
"""The ids of all banned accounts."""

# Up to so many followers are judged anew whenever somebody asks, so that a door opens with the follow that was missing;
# no policy asks for more. Past it the answer is as fresh as this: judging 100,000 takes about a second.
JUDGED_AT_ONCE_MAX: Final = 5_000
REMEMBERED_S: Final = 60.0
REMEMBERED_MAX: Final = 1_000
# Accounts of today that this process need not note again.
NOTED_MAX: Final = 200_000


class Audience:
    """What `Accounts` knows about followers beyond their number.

    Args:
        database: where all of it is.
        clock: for the days on which people watch, and what came recently.
        is_confirmation_possible: whether mails arrive anywhere; if not, nobody can confirm an address, and nobody is
            asked to.
    """

    def __init__(self, database: Database, clock: Clock, *, is_confirmation_possible: bool) -> None:
        self._database = database
        self._clock = clock
        self._is_confirmation_possible = is_confirmation_possible
        self._banned: BannedSource = _nobody
        self._remembered: RecentReads[str, GenuineFollowers] = RecentReads(
            clock, ttl_s=REMEMBERED_S, entries_max=REMEMBERED_MAX
        )
        # By account; gone when nobody waits for it.
        self._judging: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._noted_on: date | None = None
        self._noted: set[str] = set()

    def take_banned_from(self, source: BannedSource) -> None:
        """Ask `source` who is banned, from now on."""
        self._banned = source

    async def genuine_followers(self, account_id: str, followers: int) -> GenuineFollowers:
        """How many of the account's followers count, of whom there are about `followers`.

        Always of now up to 5,000 followers, past it at most a minute old.
        """
        if followers <= JUDGED_AT_ONCE_MAX:
            return await self._judge(account_id)
        # One after another: a hundred who ask when the minute is over wait for one judgement, and need no other.
        async with self._judging.setdefault(account_id, asyncio.Lock()):
            remembered = await self._remembered.get(account_id, lambda: self._judge(account_id))
        assert remembered is not None  # noqa: S101  # the judgement is never None
        return remembered

    async def _judge(self, account_id: str) -> GenuineFollowers:
        now = self._clock.now()
        banned = await self._banned()
        # They come bit by bit, which takes a transaction.
        async with self._database.snapshot() as connection:
            proven, facts = await follow_store.read_followers(
                connection,
                account_id,
                banned=banned,
                is_confirmation_possible=self._is_confirmation_possible,
                recently_since=now - RECENTLY,
            )
        if len(facts) <= JUDGED_AT_ONCE_MAX:
            return count_genuine(account_id, facts, now, besides=proven)
        # Long enough to delay everybody's comments.
        return await asyncio.to_thread(count_genuine, account_id, facts, now, besides=proven)

    async def note_watched(self, account_ids: Iterable[str]) -> None:
        """These accounts watched a LIVE or a video for a while, today; whatever is no account's id is passed over.

        Asked often, it writes once for each account and day.

        Raises:
            Unavailable: it was not noted. Say it again when they have watched on.
        """
        today = self._clock.now().date()
        if today != self._noted_on or len(self._noted) > NOTED_MAX:
            self._noted_on, self._noted = today, set()
        fresh = {account_id for account_id in account_ids if is_id(account_id)} - self._noted
        if not fresh:
            return
        async with self._database.transaction() as tx:
            await follow_store.note_watched(tx, fresh, today)
        self._noted |= fresh


async def _nobody() -> Set[str]:
    return frozenset()
