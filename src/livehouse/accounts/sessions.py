"""Sessions: signing in and out, and whose request this is."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from livehouse.accounts import session_store, store
from livehouse.accounts.devices import describe_device
from livehouse.accounts.events import AccountChanged, OthersShutOut, SessionEnded
from livehouse.accounts.password_policy import normalise_password
from livehouse.accounts.passwords import Passwords
from livehouse.accounts.rules import email_key, read_login
from livehouse.accounts.session import (
    TOKEN_BYTES,
    Begun,
    NoSuchSession,
    Session,
    SignedIn,
    WrongCredentials,
    hash_token,
)
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, Unavailable
from livehouse.kernel.ids import Ids, is_id
from livehouse.platform.database import Database, Transaction
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of
from livehouse.platform.recent_reads import RecentReads

log = structlog.get_logger(__name__)

# For how long another process may believe in a session that this one has ended, if it does not hear of it.
RESOLVED_TTL_S: Final = 10.0
RESOLVED_MAX: Final = 20_000
ASKED_AT_ONCE_MAX: Final = 500
LAST_SEEN_EVERY: Final = timedelta(minutes=1)
# (id, token hash) of sessions that were ended.
Ended = list[tuple[str, str]]
_TOO_MANY: Final = "There were too many failed attempts to sign in. Wait a minute, then try again."


class Sessions:
    """Who is signed in where."""

    def __init__(
        self, database: Database, settings: Settings, clock: Clock, ids: Ids, passwords: Passwords, limits: RateLimits
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._limits = limits
        self._failures = RateLimitItemPerMinute(settings.sign_in_per_minute)
        self._resolved: RecentReads[str, SignedIn] = RecentReads(clock, ttl_s=RESOLVED_TTL_S, entries_max=RESOLVED_MAX)
        self._guards: list[Callable[[str], Awaitable[None]]] = []

    def guard(self, check: Callable[[str], Awaitable[None]]) -> None:
        """Let a slice above refuse sessions: what `check(account_id)` raises keeps the account out."""
        self._guards.append(check)

    async def sign_in(self, login: str, password: str, *, address: str, user_agent: str | None) -> Begun:
        """A new session for a handle or e-mail address and its password.

        Raises:
            WrongCredentials: they do not belong together. Takes as long whether or not the account exists.
            TooFast: too many failures. They are counted by network, and by account and whether the network is one
                from which its owner signed in before: strangers who guess cannot keep the owner out.
            SignInBusy: too many people are signing in.
            And what the guards raise.
        """
        handle, email = read_login(login)
        async with self._database.read() as connection:
            found = await store.find_credentials(connection, handle=handle, email=email)
            account_id, password_hash = found or (None, None)
            addresses = await session_store.read_addresses(connection, account_id or "")
        network = network_of(address)
        is_known = network in {network_of(known) for known in addresses}
        counted = (
            ("sign-in by network", network),
            # By what was typed, not by whose it is: otherwise failures with a handle and with an address that
            # run into one limit would tell that the two belong together.
            ("sign-in by account", handle or email_key(email or ""), network if is_known else "elsewhere"),
        )
        # Asked twice: here, so that a flood does not fill the queue for a turn, and again when the turn has come,
        # because many attempts sent at once would all pass here before the first of them has failed.
        await self._check_failures(counted)
        password = normalise_password(password)
        async with self._passwords.turn() as turn:
            await self._check_failures(counted)
            matches = await turn.verify(password_hash, password)
            if not matches or account_id is None or password_hash is None:
                for keys in counted:
                    await self._limits.hit(self._failures, *keys, message=_TOO_MANY)
                raise WrongCredentials("This handle or e-mail address and this password do not belong together.")
            renewed = await turn.hash(password) if self._passwords.is_outdated(password_hash) else None
        if renewed is not None:
            async with self._database.transaction() as tx:
                await store.replace_password_hash(tx, account_id, old=password_hash, new=renewed)
        return await self.begin(account_id, address=address, user_agent=user_agent)

    async def _check_failures(self, counted: tuple[tuple[str, ...], ...]) -> None:
        for keys in counted:
            await self._limits.check(self._failures, *keys, message=_TOO_MANY)

    async def start(self, account_id: str, *, address: str, user_agent: str | None) -> str:
        """The token of a new session; like `begin`."""
        return (await self.begin(account_id, address=address, user_agent=user_agent)).token

    async def begin(self, account_id: str, *, address: str, user_agent: str | None) -> Begun:
        """A new session; past `sessions_per_account_max` the longest unused one ends.

        Whoever had deleted the account and comes back in time keeps it.

        Raises:
            WrongCredentials: the account was deleted at this very moment.
            Whatever the guards raise; there is no session then.
        """
        await self._ask_guards(account_id)
        token = self._ids.secret(TOKEN_BYTES)
        now = self._clock.now()
        session = Session(
            id=self._ids.new(),
            account_id=account_id,
            device=describe_device(user_agent),
            address=address,
            created_at=now,
            last_seen_at=now,
        )
        sessions_max = self._settings.sessions_per_account_max
        async with self._database.transaction() as tx:
            took_back_deletion = await store.keep_account(tx, account_id)
            if took_back_deletion is None:
                raise WrongCredentials("This account was deleted.")
            if took_back_deletion:
                tx.emit(AccountChanged(account_id=account_id))
            await session_store.insert_session(tx, session, hash_token(token) or "")
            await session_store.delete_past_sessions(
                tx, account_id, unused_since=self._unused_since(now), sessions_max=sessions_max
            )
            ended = await session_store.end_excess_sessions(tx, account_id, sessions_max=sessions_max, at=now)
            _tell(tx, account_id, ended)
        self.forget(ended)
        try:
            # Once more: whoever shut the account out meanwhile has ended the sessions that they saw, and not this one.
            await self._ask_guards(account_id)
        except AppError:
            with suppress(NoSuchSession):
                await self.end(account_id, session.id)
            raise
        return Begun(account_id=account_id, token=token, took_back_deletion=took_back_deletion)

    async def _ask_guards(self, account_id: str) -> None:
        for check in self._guards:
            await check(account_id)

    async def resolve(self, token: str) -> SignedIn | None:
        """Whose session this token is of; None if it is no live session's."""
        token_hash = hash_token(token)
        if token_hash is None:
            return None
        return await self._resolved.get(token_hash, lambda: self._read(token_hash))

    async def _read(self, token_hash: str) -> SignedIn | None:
        now = self._clock.now()
        session = await self._database.ask(session_store.find_session(token_hash, unused_since=self._unused_since(now)))
        if session is None:
            return None
        if now - session.last_seen_at >= LAST_SEEN_EVERY:
            try:
                async with self._database.transaction() as tx:
                    await session_store.touch_session(tx, session.id, now)
            except Unavailable:
                # A full disk must not sign everybody out.
                log.warning("when a session was last used could not be noted", session_id=session.id)
        return SignedIn(session.account_id, session.id)

    async def list_sessions(self, account_id: str) -> list[Session]:
        """The account's sessions, the last used first."""
        async with self._database.read() as connection:
            return await session_store.read_sessions(
                connection, account_id, unused_since=self._unused_since(self._clock.now())
            )

    async def end(self, account_id: str, session_id: str) -> None:
        """End one of the account's sessions. Emits `SessionEnded`.

        Raises:
            NoSuchSession: it has ended, or is not the account's.
        """
        if not is_id(session_id):
            raise NoSuchSession
        async with self._database.transaction() as tx:
            ended = await session_store.end_session(tx, account_id, session_id, self._clock.now())
            _tell(tx, account_id, ended)
        self.forget(ended)
        if not ended:
            raise NoSuchSession

    async def end_others(self, account_id: str, session_id: str) -> None:
        """End all sessions of the account but `session_id`. Emits `SessionEnded` for each, and `OthersShutOut`."""
        async with self._database.transaction() as tx:
            tx.emit(OthersShutOut(account_id=account_id, at=self._clock.now()))
            ended = await self.end_within(tx, account_id, but=session_id)
        self.forget(ended)

    async def end_all(self, tx: Transaction, account_id: str) -> int:
        """End every session of the account together with what else `tx` does; how many. Emits `SessionEnded`s."""
        ended = await session_store.end_all_sessions(tx, account_id, self._clock.now())
        _tell(tx, account_id, ended)
        return len(ended)

    async def end_within(self, tx: Transaction, account_id: str, *, but: str | None) -> Ended:
        """End the account's sessions, all or all but one, together with what else `tx` does.

        Hand the result to `forget` once it has committed.
        """
        if but is None:
            ended = await session_store.end_all_sessions(tx, account_id, self._clock.now())
        else:
            ended = await session_store.end_other_sessions(tx, account_id, but, self._clock.now())
        _tell(tx, account_id, ended)
        return ended

    def forget(self, ended: Ended) -> None:
        """These sessions have ended: do not believe in them any more."""
        for _, token_hash in ended:
            self._resolved.forget(token_hash)

    async def living(self, session_ids: Collection[str]) -> set[str]:
        """Those of the sessions that have not ended, as the database knows it now."""
        asked = sorted(session_ids)
        unused_since = self._unused_since(self._clock.now())
        living: set[str] = set()
        async with self._database.read() as connection:
            for first in range(0, len(asked), ASKED_AT_ONCE_MAX):
                part = asked[first : first + ASKED_AT_ONCE_MAX]
                living |= await session_store.find_living(connection, part, unused_since=unused_since)
        return living

    def note_ended(self, session_id: str) -> None:
        """Another process has ended the session: do not believe in it any more."""
        self._resolved.forget_where(lambda signed_in: signed_in.session_id == session_id)

    def _unused_since(self, now: datetime) -> datetime:
        return now - timedelta(days=self._settings.session_lifetime_days)


def _tell(tx: Transaction, account_id: str, ended: Ended) -> None:
    for session_id, _ in ended:
        tx.emit(SessionEnded(session_id=session_id, account_id=account_id))
