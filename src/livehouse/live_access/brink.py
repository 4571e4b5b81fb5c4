"""The moment in which access opens: seen as it comes, and told.

Whoever acts brings it about (a follower, an operator, the person) or time does (a birthday, a suspension that ends, a
strike that fades, a score that has risen). The former is looked at as it is committed; for the latter one process of
all looks at those whose time has come.
"""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Final

import structlog

from livehouse.accounts import AccountFollowed, AccountUnfollowed, NoSuchAccount
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.live_access import store
from livehouse.live_access.events import LiveAccessOpened, NoticeAdded
from livehouse.live_access.judgement import Judgement, Requirement
from livehouse.live_access.notices import Notices
from livehouse.live_access.service import LiveAccess
from livehouse.moderation import StandingChanged
from livehouse.platform.database import Database
from livehouse.platform.events import Events

log = structlog.get_logger(__name__)

LOOK_EVERY_S: Final = 15.0
LOOKED_AT_MAX: Final = 50
# Views, and followers who turn out to be people, come without anybody telling of each.
LOOK_AGAIN: Final = timedelta(hours=1)


class Brink:
    """Knows what accounts were judged last, and tells of those who may go live since."""

    def __init__(self, database: Database, clock: Clock, access: LiveAccess, notices: Notices) -> None:
        self._database = database
        self._clock = clock
        self._access = access
        self._notices = notices

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(AccountFollowed, self._on_followed)
        events.subscribe(AccountUnfollowed, self._on_unfollowed)
        events.subscribe(StandingChanged, self._on_standing_changed)
        events.subscribe(NoticeAdded, self._on_notice_added)

    async def _on_followed(self, event: AccountFollowed) -> None:
        account_id = event.followee_id
        async with self._database.read() as connection:
            last = await store.read_last_judgement(connection, account_id)
        # One more follower closes nothing. And who has never asked is not waiting for anything.
        if last is not None and not last.allowed:
            await self.look(account_id)

    async def _on_unfollowed(self, event: AccountUnfollowed) -> None:
        async with self._database.read() as connection:
            last = await store.read_last_judgement(connection, event.followee_id)
        # Judged anew so that it is news when it opens again; not where thousands are left.
        if last is not None and last.allowed and await self._access.may_lack_followers(event.followee_id):
            await self.look(event.followee_id)

    async def _on_standing_changed(self, event: StandingChanged) -> None:
        async with self._database.read() as connection:
            last = await store.read_last_judgement(connection, event.account_id)
        if last is not None:
            await self.look(event.account_id)

    async def _on_notice_added(self, event: NoticeAdded) -> None:
        # That access has opened is what comes of looking, and is no reason to look again.
        if event.notice.kind in ("review_granted", "review_refused"):
            await self.look(event.account_id)

    async def look(self, account_id: str) -> Judgement:
        """Judge the account, and tell it if access has opened since it was judged last. Emits `LiveAccessOpened`.

        Raises:
            NoSuchAccount: there is no such account.
        """
        judgement = await self._access.access_live(account_id)
        await self.note(account_id, judgement, notify=True)
        return judgement

    async def note(self, account_id: str, judgement: Judgement, *, notify: bool) -> None:
        """Keep what the account was judged. Emits `LiveAccessOpened` if it might not go live before.

        Args:
            notify: whether the person is to be told: not who sees it anyway, as the answer to what they just did.
        """
        judged = store.LastJudgement(
            account_id=account_id,
            allowed=judgement.allowed,
            policy_version=judgement.policy_version,
            judged_at=judgement.judged_at,
            look_at=_look_at(judgement),
        )
        async with self._database.read() as connection:
            last = await store.read_last_judgement(connection, account_id)
        if last is not None and _says_the_same(last, judged):
            return
        async with self._database.transaction() as tx:
            was_closed = await store.write_judgement(tx, judged)
            if not (judged.allowed and was_closed):
                return
            tx.emit(LiveAccessOpened(account_id=account_id, policy_version=judged.policy_version, at=judged.judged_at))
            if notify:
                await self._notices.add(tx, account_id, "live_access_opened")

    async def work(self) -> None:
        """Look at those whose time has come, for as long as the process lives. One process of all does this."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look_around()
            except Unavailable as error:
                log.warning("live access cannot be looked at", reason=error.message)

    async def look_around(self) -> int:
        """Look at accounts whose time has come; how many there were, `LOOKED_AT_MAX` at most."""
        now, version = self._clock.now(), self._access.policy.version
        async with self._database.read() as connection:
            due = await store.read_due(connection, now, version, LOOKED_AT_MAX)
        for account_id in due:
            try:
                await self.look(account_id)
            except NoSuchAccount:
                async with self._database.transaction() as tx:
                    await store.delete_judgement(tx, account_id)
        return len(due)


def _says_the_same(last: store.LastJudgement, judged: store.LastJudgement) -> bool:
    """Whether writing `judged` can wait: nothing is different, and the next look is still to come."""
    if (last.allowed, last.policy_version) != (judged.allowed, judged.policy_version):
        return False
    if last.look_at is None or judged.look_at is None:
        return last.look_at == judged.look_at
    return judged.judged_at < last.look_at <= judged.look_at


def _look_at(judgement: Judgement) -> datetime | None:
    """When to look again by oneself; None where only somebody's act can open access."""
    if judgement.allowed or not judgement.requirement("terms").met:
        return None
    known = [opens for found in judgement.requirements if (opens := _opens_at(found)) is not None]
    return min([*known, judgement.judged_at + LOOK_AGAIN])


def _opens_at(requirement: Requirement) -> datetime | None:
    if requirement.is_settled or requirement.met_on is None:
        return None
    return requirement.met_at or datetime.combine(requirement.met_on, time(), tzinfo=UTC)
