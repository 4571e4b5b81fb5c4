"""Live access: who may go live, and who counts as an adult."""

from livehouse.accounts import Account, Accounts
from livehouse.kernel.clock import Clock
from livehouse.live_access import store
from livehouse.live_access.errors import NoLiveAccess, TermsChanged
from livehouse.live_access.judgement import Facts, Judgement, judge
from livehouse.live_access.policy import Policy
from livehouse.platform.database import Database


class LiveAccess:
    """Judges accounts by the policy in force."""

    def __init__(self, database: Database, clock: Clock, accounts: Accounts, policy: Policy) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._policy = policy

    @property
    def terms_version(self) -> str:
        """The version of the LIVE terms that is in force."""
        return self._policy.terms_version

    async def access_live(self, account_id: str) -> Judgement:
        """Where the account stands with every requirement.

        Raises:
            NoSuchAccount: there is no such account.
        """
        account = await self._accounts.access_account(account_id)
        async with self._database.read() as connection:
            accepted = await store.read_accepted(connection, account_id, current=self._policy.terms_version)
        facts = Facts(
            birth_date=account.birth_date,
            region=account.region,
            terms_version_accepted=None if accepted is None else accepted[0],
            terms_accepted_on=None if accepted is None else accepted[1].date(),
        )
        return judge(self._policy, facts, self._clock.now().date())

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
        if version != self._policy.terms_version:
            raise TermsChanged(self._policy.terms_version)
        before = await self.access_live(account_id)
        if all(requirement.met for requirement in before.requirements if requirement.id == "terms"):
            return before
        await store.insert_accepted(self._database, account_id, version, self._clock.now())
        return await self.access_live(account_id)

    def is_adult(self, account: Account) -> bool:
        """Whether the account may see and hold what is for adults only, where it lives."""
        return self._policy.is_adult(account.birth_date, region=account.region, today=self._clock.now().date())

    async def is_adult_id(self, account_id: str | None) -> bool:
        """Like `is_adult`, by id; nobody who is signed out is taken for an adult.

        Raises:
            NoSuchAccount: there is no such account.
        """
        return account_id is not None and self.is_adult(await self._accounts.access_account(account_id))
