"""Moderation: how accounts stand, who may do what because of it, and the operators' decisions about it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from livehouse.accounts import Account, Accounts, Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.kernel.text import clean_text
from livehouse.moderation import model, store
from livehouse.moderation.chain import Entry
from livehouse.moderation.errors import Banned, OperatorRestrained, OperatorStanding, OwnStanding, Suspended
from livehouse.moderation.events import StandingChanged
from livehouse.moderation.log import OperatorsLog
from livehouse.moderation.model import Act, Case, Decision, Standing
from livehouse.platform.database import Database
from livehouse.platform.recent_reads import RecentReads
from livehouse.platform.steps import Step

# For how long a process believes what it read, if it does not hear that it changed. Asked with every comment.
CASES_TTL_S: Final = 5.0
CASES_MAX: Final = 20_000
ACCOUNTS_FOUND_MAX: Final = 50
LOG_ACTS: Final[dict[Act, str]] = {act: f"standing.{act}" for act in model.ACTS}


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """An account as operators see it. `acts` are those that the operator who looks may do now; history newest first."""

    account: Account
    standing: Standing
    case: Case
    acts: tuple[Act, ...]
    history: tuple[Entry, ...] = ()


class Moderation:
    """The slice's service."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        accounts: Accounts,
        sessions: Sessions,
        log: OperatorsLog,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._accounts = accounts
        self._sessions = sessions
        self.log = log
        self._cases: RecentReads[str, Case] = RecentReads(clock, ttl_s=CASES_TTL_S, entries_max=CASES_MAX)
        sessions.guard(self.check_may_sign_in)
        accounts.guard_operators(self.check_may_operate)
        accounts.audience.take_banned_from(self.banned_ids)

    # How an account stands

    async def standing_of(self, account_id: str, now: datetime | None = None) -> Standing:
        """How the account stands at `now` (this moment if unset), as the database knows it now."""
        return model.standing(await self._read_case(account_id), self._clock.now() if now is None else now)

    def decided_about(self, account_ids: Collection[str]) -> Step[set[str]]:
        """Those of these accounts about which an operator ever decided."""
        return store.decided_about(account_ids)

    async def standings_of(
        self, account_ids: Iterable[str], now: datetime | None = None, *, decided: set[str] | None = None
    ) -> dict[str, Standing]:
        """Like `standing_of`, of many accounts at once.

        Args:
            account_ids: whose.
            now: when.
            decided: what `decided_about` said of them, if it was asked.
        """
        at = self._clock.now() if now is None else now
        ids = list(account_ids)
        cases: dict[str, Case] = {}
        if decided is None and ids:
            decided = await self._database.ask(store.decided_about(ids))
        if decided:
            async with self._database.read() as connection:
                cases = await store.load_cases(connection, decided)
        return {
            account_id: model.standing(cases.get(account_id) or Case(account_id=account_id), at) for account_id in ids
        }

    async def banned_ids(self) -> set[str]:
        """All accounts that are banned."""
        async with self._database.read() as connection:
            return await store.load_banned(connection)

    async def own(self, account_id: str) -> tuple[Standing, Case]:
        """What the account itself may know: where it stands, and every decision with its reason."""
        case = await self._read_case(account_id)
        return model.standing(case, self._clock.now()), case

    async def _read_case(self, account_id: str) -> Case:
        async with self._database.read() as connection:
            return (await store.load_cases(connection, [account_id]))[account_id]

    def forget(self, account_id: str) -> None:
        """Somebody decided about the account: do not believe what was read before."""
        self._cases.forget(account_id)

    # What it lets an account do

    async def check_may_sign_in(self, account_id: str) -> None:
        """Refuse a banned account.

        Raises:
            Banned: with the reason.
        """
        _check_not_banned(await self.standing_of(account_id))

    async def check_may_operate(self, account_id: str) -> None:
        """Refuse an operator who is suspended or banned; as the database knows it now.

        Raises:
            OperatorRestrained: with the reason.
        """
        standing = await self.standing_of(account_id)
        if standing.state in ("suspended", "banned"):
            raise OperatorRestrained(standing.reason or "")

    async def check_may_go_live(self, account_id: str) -> None:
        """Refuse an account that is suspended or banned; as the database knows it now.

        Raises:
            Suspended, Banned: with the reason, and until when.
        """
        _check_unrestrained(await self.standing_of(account_id))

    async def check_may_post(self, account_id: str) -> None:
        """Refuse an account that is suspended or banned, for what is written or uploaded to stay; remembered a while.

        Raises:
            Suspended, Banned: with the reason, and until when.
        """
        case = await self._cases.get(account_id, lambda: self._read_case(account_id))
        if case is not None:
            _check_unrestrained(model.standing(case, self._clock.now()))

    async def check_may_speak(self, account_id: str) -> None:
        """Like `check_may_post`, for what is said in a room."""
        await self.check_may_post(account_id)

    # What operators do

    async def decide(
        self, account_id: str, act: Act, *, reason: str, until: datetime | None = None, operator_id: str | None
    ) -> Standing:
        """Do `act` to the account, and write it into the log; how it stands then. A ban ends every session.

        `lift` takes back all that is in force: ban, suspension, warning and strikes. Emits `StandingChanged`.

        Args:
            operator_id: who decides; None for the command line, which may do what operators may not do to each other.

        Raises:
            NoSuchAccount: there is none.
            TextMissing, TextTooLong: the reason, which the person will read.
            OwnStanding, OperatorStanding: it is not for this operator to decide.
            AlreadyBanned, NothingToLift, SuspensionEndInvalid: as they say.
        """
        reason = clean_text(reason, graphemes_max=self._settings.standing_reason_max, field="reason")
        _check_may_decide(await self._accounts.access_account(account_id), act, operator_id)
        now = self._clock.now()
        decision = Decision(act=act, at=now, reason=reason, until=until, strike_id=self._ids.new())
        async with self._database.transaction() as tx:
            before = await store.lock_case(tx, account_id, now)
            after = model.decide(before, decision)
            await store.write_case(tx, before, after, now)
            details: dict[str, Any] = {"reason": reason}
            if until is not None:
                details["until"] = until.isoformat()
            if act == "lift":
                details["lifted"] = model.standing(before, now).state
            if act == "ban":
                details["sessions_ended"] = await self._sessions.end_all(tx, account_id)
            await self.log.add(tx, operator_id=operator_id, act=LOG_ACTS[act], subject=account_id, details=details)
            standing = model.standing(after, now)
            tx.emit(StandingChanged(account_id=account_id, state=standing.state, at=now))
        self.forget(account_id)
        return standing

    async def file(self, account: Account, *, operator_id: str | None) -> CaseFile:
        """All that operators know of an account's standing."""
        case = await self._read_case(account.id)
        history = await self.log.about(account.id)
        return self._file(account, case, operator_id, tuple(history))

    async def find(self, query: str, *, operator_id: str) -> list[CaseFile]:
        """The accounts that `query` may mean (handle, nickname, e-mail address, id), without their histories.

        An empty query finds those that operators decided about lately.
        """
        if query.strip():
            accounts = await self._accounts.search(query, accounts_max=ACCOUNTS_FOUND_MAX)
        else:
            async with self._database.read() as connection:
                lately = await store.load_lately_decided(connection, ACCOUNTS_FOUND_MAX)
            accounts = [await self._accounts.access_account(account_id) for account_id in lately]
        async with self._database.read() as connection:
            cases = await store.load_cases(connection, [account.id for account in accounts])
        return [self._file(account, cases[account.id], operator_id) for account in accounts]

    def _file(self, account: Account, case: Case, operator_id: str | None, history: tuple[Entry, ...] = ()) -> CaseFile:
        now = self._clock.now()
        acts = tuple(act for act in model.possible_acts(case, now) if _may_decide(account, act, operator_id))
        return CaseFile(account=account, standing=model.standing(case, now), case=case, acts=acts, history=history)

    async def export(self, account_id: str) -> dict[str, object]:
        """What is kept about the account here, for its owner; who decided is the operators' own business."""
        standing, case = await self.own(account_id)
        decided: dict[str, object] = msgspec.to_builtins({"standing": standing, "decisions": case})
        return decided


def _check_not_banned(standing: Standing) -> None:
    if standing.state == "banned":
        raise Banned(standing.reason or "")


def _check_unrestrained(standing: Standing) -> None:
    _check_not_banned(standing)
    if standing.state == "suspended" and standing.until is not None:
        raise Suspended(standing.until, standing.reason or "")


def _check_may_decide(account: Account, act: Act, operator_id: str | None) -> None:
    if operator_id is None:
        return
    if account.id == operator_id:
        raise OwnStanding
    if account.is_operator and act in ("suspend", "ban"):
        raise OperatorStanding


def _may_decide(account: Account, act: Act, operator_id: str | None) -> bool:
    try:
        _check_may_decide(account, act, operator_id)
    except (OwnStanding, OperatorStanding):
        return False
    return True
