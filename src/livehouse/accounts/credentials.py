"""Passwords: changing one's own, asked for once more before what matters, and chosen anew by a link from a mail."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from livehouse.accounts import change_store, passkey_store, store, token_store
from livehouse.accounts.events import OthersShutOut, PasswordResetAsked
from livehouse.accounts.model import LinkSpent, NoSuchAccount, WrongPassword
from livehouse.accounts.password_policy import check_password, normalise_password
from livehouse.accounts.passwords import Passwords
from livehouse.accounts.post import Post
from livehouse.accounts.rules import read_login
from livehouse.accounts.session import hash_token
from livehouse.accounts.sessions import Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import TooFast
from livehouse.platform.database import Database, Transaction
from livehouse.platform.limits import RateLimitItemPerHour, RateLimitItemPerMinute, RateLimits, network_of

# What else a transaction is to do.
Note = Callable[[Transaction], Awaitable[None]]


class Credentials:
    """What is done with passwords beside signing in."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        passwords: Passwords,
        limits: RateLimits,
        sessions: Sessions,
        post: Post,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._passwords = passwords
        self._limits = limits
        self._sessions = sessions
        self._post = post
        self._checks = RateLimitItemPerMinute(settings.sign_in_per_minute)
        self._resets = RateLimitItemPerHour(settings.password_resets_per_hour)
        self._mails = RateLimitItemPerHour(settings.mails_per_hour)

    async def check(self, account_id: str, password: str, *, field: str = "password") -> None:
        """Let through whoever knows the account's password.

        Raises:
            WrongPassword: they do not.
            TooFast: they guessed too often. Only who is signed in can, so this keeps no owner from signing in.
            SignInBusy: too many people are signing in.
        """
        keys = ("password check", account_id)
        message = "The password was wrong too often. Wait a minute, then try again."
        await self._limits.check(self._checks, *keys, message=message)
        async with self._database.read() as connection:
            password_hash = await change_store.read_password_hash(connection, account_id)
        async with self._passwords.turn() as turn:
            await self._limits.check(self._checks, *keys, message=message)
            if not await turn.verify(password_hash or None, normalise_password(password)):
                await self._limits.hit(self._checks, *keys, message=message)
                raise WrongPassword(field)

    async def change(self, account_id: str, session_id: str, *, old: str, new: str, origin: str) -> None:
        """Give the account another password; every other device is signed out.

        Raises:
            WrongPassword, TooFast, SignInBusy: as `check` does; the field is `old`.
            PasswordInvalid, PasswordCommon: the new one cannot be used.
        """
        await self.check(account_id, old, field="old")
        await self._set(account_id, new, keep_session_id=session_id, origin=origin, field="new")

    async def ask_reset(self, login: str, *, address: str, origin: str) -> None:
        """Send whoever has this handle or e-mail address a link to choose a new password.

        Whether there is such a person is found out afterwards, so that neither the answer nor the time that it takes
        tells. Emits `PasswordResetAsked`.

        Raises:
            TooFast: `password_resets_per_hour` is reached in this network.
        """
        message = "Many links were asked for from your network in the last hour. Try again later."
        await self._limits.hit(self._resets, "password reset", network_of(address), message=message)
        if read_login(login) == (None, None):
            login = ""
        async with self._database.transaction() as tx:
            tx.emit(PasswordResetAsked(login=login, origin=origin))

    async def on_reset_asked(self, event: PasswordResetAsked) -> None:
        """Look for whom it is, and write to them; nothing happens if it is nobody, or they got many mails already."""
        handle, email = read_login(event.login)
        if handle is None and email is None:
            return
        async with self._database.read() as connection:
            found = await store.find_credentials(connection, handle=handle, email=email)
        if found is None:
            return
        account_id, _ = found
        with suppress(TooFast):
            await self._limits.hit(self._mails, "mails", account_id, message="")
            async with self._database.transaction() as tx:
                account = await store.read_account(tx, account_id)
                if account is not None and account.deleted_at is None:
                    await self._post.send_link(tx, account, "reset", to=account.email, origin=event.origin)

    async def reset(self, token: str, password: str, *, origin: str) -> str:
        """Choose a new password by a link from a mail; every device is signed out. The account's id.

        Whoever does so has shown who they are, so sign them in: where strangers guess at the account's password, one
        that is typed from a network that is new to the account would have to wait.

        Raises:
            LinkSpent: the token was used, is too old, or was none.
            PasswordInvalid, PasswordCommon: the password cannot be used; the link still works.
            SignInBusy: too many people are signing in; likewise.
        """
        token_hash = hash_token(token)
        if token_hash is None:
            raise LinkSpent
        now = self._clock.now()
        async with self._database.read() as connection:
            peeked = await token_store.find_token(connection, token_hash, "reset", now)
            account = None if peeked is None else await store.find_by_id(connection, peeked.account_id)
        # A link proves that one reads mails at the address that it was sent to, and nothing about another.
        if peeked is None or account is None or account.email != peeked.email:
            raise LinkSpent
        await self._set(account.id, password, keep_session_id=None, origin=origin, token_hash=token_hash)
        return account.id

    async def set_by_operator(self, account_id: str, password: str, *, note: Note) -> None:
        """Give an account another password from the command line; every device is signed out.

        Args:
            account_id: whose.
            password: the new one.
            note: writes down, in the same transaction, that this was done.

        Raises:
            NoSuchAccount, PasswordInvalid, PasswordCommon, SignInBusy: as they say.
        """
        await self._set(account_id, password, keep_session_id=None, origin="", note=note)

    async def _set(
        self,
        account_id: str,
        password: str,
        *,
        keep_session_id: str | None,
        origin: str,
        token_hash: str | None = None,
        field: str = "password",
        note: Note | None = None,
    ) -> None:
        settings = self._settings
        async with self._database.read() as connection:
            account = await store.find_by_id(connection, account_id)
        if account is None or account.deleted_at is not None:
            raise NoSuchAccount
        checked = check_password(
            password,
            length_min=settings.password_min,
            length_max=settings.password_max,
            handle=account.handle,
            email=account.email,
            field=field,
        )
        async with self._passwords.turn() as turn:
            password_hash = await turn.hash(checked)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            # Two links of one account at once: each would take its own and then wait for the other's.
            await change_store.lock_account(tx, account_id)
            if token_hash is not None:
                if await token_store.take_token(tx, token_hash, "reset", now) is None:
                    raise LinkSpent
                if account.email_confirmed_at is None:
                    # Whoever made the account may have typed somebody else's address; now that one has come.
                    await passkey_store.delete_passkeys(tx, account_id)
                    await change_store.note_confirmed(tx, account_id, now)
            await change_store.set_password_hash(tx, account_id, password_hash)
            # Whoever changes the password may do so because somebody else reads the mails.
            await token_store.delete_tokens(tx, account_id, "reset")
            ended = await self._sessions.end_within(tx, account_id, but=keep_session_id)
            tx.emit(OthersShutOut(account_id=account_id, at=now))
            await self._post.tell(tx, account, "password_changed", page="/reset", origin=origin)
            if note is not None:
                await note(tx)
        self._sessions.forget(ended)
