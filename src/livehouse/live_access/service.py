"""Live access: who may go live, who counts as an adult, and what is said about both."""

from collections.abc import Sequence
from datetime import UTC, date
from typing import Final

import msgspec

from livehouse.accounts import Account, Accounts
from livehouse.kernel.clock import Clock
from livehouse.live_access import review_store, store
from livehouse.live_access.errors import NoLiveAccess, TermsChanged, TooYoungForGifts
from livehouse.live_access.judgement import Facts, Followers, Judgement, judge
from livehouse.live_access.policy import Policy
from livehouse.live_access.policy_keeper import PolicyKeeper, PolicyState
from livehouse.live_access.quality import PostNumbers, QualitySource
from livehouse.live_access.report import QualityReport, report_on
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.recent_reads import RecentReads

ADULT_TTL_S: Final = 30.0
ADULTS_MAX: Final = 10_000


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement, and what is known of the account's followers and posts."""

    judgement: Judgement
    followers: Followers
    report: QualityReport


class LiveAccess:
    """Judges accounts by the policy in force, of what is read anew each time; for lists `is_adult_lately` will do."""

    def __init__(
        self, database: Database, clock: Clock, accounts: Accounts, moderation: Moderation, policies: PolicyKeeper
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._moderation = moderation
        self.policies = policies
        self._sources: list[QualitySource] = []
        self._adults: RecentReads[str, bool] = RecentReads(clock, ttl_s=ADULT_TTL_S, entries_max=ADULTS_MAX)

    def add_source(self, source: QualitySource) -> None:
        """Judge quality by the posts of `source`, too."""
        self._sources.append(source)

    # The policy

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.policies.policy

    @property
    def policy_state(self) -> PolicyState:
        """What operators see of the policy."""
        return self.policies.state

    @property
    def terms_version(self) -> str:
        """The version of the LIVE terms that is in force."""
        return self.policy.terms_version

    def reload(self) -> bool:
        """Read the policy again; False if it cannot be used, so that the one in force stays."""
        return self.policies.reload()

    # Judging

    async def access_live(self, account_id: str) -> Judgement:
        """Where the account stands with every requirement.

        Raises:
            NoSuchAccount: there is no such account.
        """
        return (await self.examine(account_id)).judgement

    async def examine(self, account_id: str) -> Examination:
        """Where the account stands with every requirement, and what that was judged by.

        Raises:
            NoSuchAccount: there is no such account.
        """
        # One policy and one moment from here to the end, whatever is loaded meanwhile.
        policy, now = self.policy, self._clock.now()
        account = (await self._accounts.access_account(account_id)).at(now)
        async with self._database.read() as connection:
            accepted = await store.read_accepted(connection, account.id, current=policy.terms_version)
            review = await review_store.load_decided(connection, account.id)
        followers = await self._followers_of(account.id)
        rules = policy.rules_in(account.region).quality
        report = report_on(await self.posts_of(account.id), rules, now)
        facts = Facts(
            birth_date=account.birth_date,
            region=account.region,
            terms_version_accepted=None if accepted is None else accepted[0],
            terms_accepted_on=None if accepted is None else accepted[1].date(),
            followers=followers,
            quality=report.summary,
            standing=await self._moderation.standing_of(account.id, now),
            decision=None if review is None else review.decision,
        )
        return Examination(judgement=judge(policy, facts, now), followers=followers, report=report)

    async def may_lack_followers(self, account_id: str) -> bool:
        """Whether the account is so near to what is asked that it is worth a judgement.

        Raises:
            NoSuchAccount: there is no such account.
        """
        account = (await self._accounts.access_account(account_id)).at(self._clock.now())
        return account.followers < 2 * self.policy.rules_in(account.region).followers_min

    async def _followers_of(self, account_id: str) -> Followers:
        genuine = await self._accounts.genuine_followers(account_id)
        return Followers(
            counted=genuine.counted,
            total=genuine.total,
            gained=genuine.counted_recently,
            left_out={str(reason): number for reason, number in genuine.left_out.items()},
        )

    async def check_may_go_live(self, account_id: str) -> Judgement:
        """The judgement, if it allows to go live.

        Raises:
            NoLiveAccess: it does not; the details name every requirement.
            NoSuchAccount: there is no such account.
        """
        judgement = await self.access_live(account_id)
        if not judgement.allowed:
            raise NoLiveAccess(judgement)
        return judgement

    async def accept_terms(self, account_id: str, version: str) -> Judgement:
        """Note that the account accepts `version` of the LIVE terms; once more changes nothing.

        Raises:
            TermsChanged: another version is in force.
            NoSuchAccount: there is no such account.
        """
        if version != self.terms_version:
            raise TermsChanged(self.terms_version)
        before = await self.access_live(account_id)
        if before.requirement("terms").met:
            return before
        await store.insert_accepted(self._database, account_id, version, self._clock.now())
        return await self.access_live(account_id)

    # Quality

    async def posts_of(self, account_id: str) -> Sequence[PostNumbers]:
        """Everything that the account has posted, as its audience took it."""
        return [post for source in self._sources for post in await source(account_id)]

    # Adults

    def is_adult(self, account: Account) -> bool:
        """Whether the account may see and hold what is for adults only, where it lives."""
        return self.policy.is_adult(account.birth_date, region=account.region, today=self._clock.now().date())

    async def is_adult_id(self, account_id: str | None) -> bool:
        """Like `is_adult`, by id; nobody who is signed out is taken for an adult.

        Raises:
            NoSuchAccount: there is no such account.
        """
        return account_id is not None and self.is_adult(await self._accounts.access_account(account_id))

    async def is_adult_lately(self, account_id: str | None) -> bool:
        """Like `is_adult_id`, for lists of what one may watch, as it was at most 30 s ago.

        Raises:
            NoSuchAccount: there is no such account.
        """

        async def read() -> bool:
            return await self.is_adult_id(account_id)

        return account_id is not None and bool(await self._adults.get(account_id, read))

    # Gifts

    def gift_age(self, region: str) -> int:
        """From what age on one may use coins and gifts in `region`, in completed years."""
        return self.policy.rules_in(region).ages.gift_min

    def gift_date(self, account: Account) -> date:
        """The day, in UTC, from which the account may use coins and gifts, where it lives."""
        now = self._clock.now()
        return self.policy.gift_date(account.birth_date, region=account.at(now).region)

    def check_gift_age_of(self, account: Account) -> None:
        """Nothing, if the account is old enough to buy coins, send and receive gifts, and withdraw.

        Raises:
            TooYoungForGifts: it is not.
        """
        now = self._clock.now()
        on = self.gift_date(account)
        if now.astimezone(UTC).date() < on:
            raise TooYoungForGifts(self.gift_age(account.at(now).region), on)

    async def check_gift_age(self, account_id: str) -> None:
        """Like `check_gift_age_of`, by id.

        Raises:
            TooYoungForGifts: it is not old enough.
            NoSuchAccount: there is no such account.
        """
        self.check_gift_age_of(await self._accounts.access_account(account_id))
