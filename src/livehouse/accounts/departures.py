"""Leaving: an account is deleted after days of grace, and then everything personal is taken out of it."""

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from livehouse.accounts import change_store, passkey_store, session_store, token_store
from livehouse.accounts.avatars import Avatars
from livehouse.accounts.credentials import Credentials
from livehouse.accounts.events import AccountDeleted, AccountLeaving
from livehouse.accounts.model import Account, HandleTaken, NoSuchAccount
from livehouse.accounts.post import Post
from livehouse.accounts.service import Accounts
from livehouse.accounts.sessions import Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.platform.database import Database

log = structlog.get_logger(__name__)

# Grace is counted in days, so nobody waits for this.
LOOK_EVERY_S: Final = 60.0
DELETED_AT_ONCE_MAX: Final = 100


class Departures:
    """Deletes accounts, and keeps their rows: the books and the log name them."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        accounts: Accounts,
        avatars: Avatars,
        sessions: Sessions,
        credentials: Credentials,
        post: Post,
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._avatars = avatars
        self._sessions = sessions
        self._credentials = credentials
        self._post = post
        self._grace = timedelta(days=settings.deletion_grace_days)

    async def ask(self, account_id: str, password: str, *, origin: str) -> Account:
        """Delete the account in `deletion_grace_days`, unless its owner signs in before. Emits `AccountLeaving`.

        Every device is signed out, and nobody sees the profile from now on.

        Raises:
            WrongPassword, TooFast, SignInBusy: as `Credentials.check` does.
        """
        await self._credentials.check(account_id, password)
        until = self._clock.now() + self._grace
        async with self._database.transaction() as tx:
            account = await change_store.lock_account(tx, account_id)
            if account is None:
                raise NoSuchAccount
            ended = await self._sessions.end_within(tx, account_id, but=None)
            # The same button pressed twice is one wish, and one letter.
            if not account.is_leaving:
                await change_store.ask_deletion(tx, account_id, until)
                tx.emit(AccountLeaving(account_id=account_id, until=until))
                await self._post.tell(tx, account, "leaving", page="/sign-in", origin=origin, until=until)
        self._sessions.forget(ended)
        return await self._accounts.access_account(account_id)

    async def work(self) -> None:
        """Delete accounts when their time has come, for as long as the process lives. Any number may do so."""
        while True:
            try:
                await self.carry_out()
            except Unavailable as error:
                log.warning("accounts to delete cannot be looked for", error=error.message)
            await asyncio.sleep(LOOK_EVERY_S)

    async def carry_out(self) -> int:
        """Delete the accounts whose time has come; how many. Emits `AccountDeleted` for each."""
        now = self._clock.now()
        async with self._database.read() as connection:
            due = await change_store.find_due_deletions(connection, now, limit=DELETED_AT_ONCE_MAX)
        deleted = 0
        for account_id in due:
            try:
                deleted += await self._delete(account_id)
            except HandleTaken:
                # Another process deleted an account at this very moment and gave it the name; the next look finds both.
                log.info("an account is deleted a little later", account=account_id)
        async with self._database.transaction() as tx:
            await token_store.delete_expired_tokens(tx, now)
        return deleted

    async def on_deleted(self, event: AccountDeleted) -> None:
        """Remove the picture of an account that was deleted: not before, as its owner may come back until then."""
        await self._avatars.remove(event.account_id)

    async def _delete(self, account_id: str) -> bool:
        async with self._database.transaction() as tx:
            account = await change_store.anonymise(tx, account_id, self._clock.now())
            if account is None:
                return False
            await self._post.forget(tx, account)
            await token_store.delete_tokens(tx, account_id)
            await passkey_store.delete_passkeys(tx, account_id)
            await session_store.delete_sessions(tx, account_id)
            tx.emit(AccountDeleted(account_id=account_id))
        self._accounts.forget_card(account_id)
        log.info("account deleted", account=account_id)
        return True
