"""E-mail addresses: confirming one's own, and changing it to one that is confirmed first."""

from livehouse.accounts import change_store, rules, store, token_store
from livehouse.accounts.credentials import Credentials
from livehouse.accounts.events import AccountSignedUp
from livehouse.accounts.model import Account, EmailConfirmed, EmailTaken, LinkSpent, NoSuchAccount
from livehouse.accounts.post import Post
from livehouse.accounts.session import hash_token
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimitItemPerHour, RateLimits

_TOO_MANY = "You were sent many mails in the last hour. Look for them, or try again later."


class Emails:
    """Makes sure that mails reach whom they are for."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        limits: RateLimits,
        credentials: Credentials,
        post: Post,
    ) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits
        self._credentials = credentials
        self._post = post
        self._mails = RateLimitItemPerHour(settings.mails_per_hour)

    async def on_signed_up(self, event: AccountSignedUp) -> None:
        """Ask a new account's owner to confirm the address."""
        async with self._database.transaction() as tx:
            account = await store.read_account(tx, event.account_id)
            if account is not None and account.email_confirmed_at is None and account.deleted_at is None:
                await self._post.send_link(tx, account, "confirm", to=account.email, origin=event.origin)

    async def send_again(self, account_id: str, *, origin: str) -> Account:
        """Send the link to the address that waits to be confirmed, once more.

        Raises:
            EmailConfirmed: none does.
            TooFast: `mails_per_hour` is reached.
        """
        async with self._database.read() as connection:
            account = await store.find_by_id(connection, account_id)
        if account is None:
            raise NoSuchAccount
        to = account.email_next
        if to is None and account.email_confirmed_at is None:
            to = account.email
        if to is None:
            raise EmailConfirmed
        await self._limits.hit(self._mails, "mails", account_id, message=_TOO_MANY)
        async with self._database.transaction() as tx:
            await self._post.send_link(tx, account, "confirm", to=to, origin=origin)
        return account.at(self._clock.now())

    async def change(self, account_id: str, email: str, password: str, *, origin: str) -> Account:
        """Ask for another address; it counts once it is confirmed. The present one takes back what was asked before.

        Raises:
            EmailInvalid, EmailTaken: it cannot be this one.
            WrongPassword, TooFast, SignInBusy: as `Credentials.check` does.
        """
        checked = rules.check_email(email)
        await self._credentials.check(account_id, password)
        async with self._database.read() as connection:
            account = await store.find_by_id(connection, account_id)
            is_taken = await change_store.is_email_taken(connection, checked)
        if account is None:
            raise NoSuchAccount
        is_own = rules.email_key(checked) == rules.email_key(account.email)
        # Only who is signed in hears of other accounts' addresses here, and this often.
        await self._limits.hit(self._mails, "mails", account_id, message=_TOO_MANY)
        if is_taken and not is_own:
            raise EmailTaken
        async with self._database.transaction() as tx:
            # Links to an address that one does not want any more stop working.
            await token_store.delete_tokens(tx, account_id, "confirm")
            await change_store.note_next_email(tx, account_id, None if is_own else checked)
            if not is_own:
                await self._post.send_link(tx, account, "confirm", to=checked, origin=origin)
            changed = await store.read_account(tx, account_id)
        assert changed is not None  # noqa: S101  # it was there a moment ago, and accounts stay
        return changed.at(self._clock.now())

    async def confirm(self, token: str, *, origin: str) -> str:
        """Note that whoever has the token reads the address that it was sent to; the address.

        Raises:
            LinkSpent: the token was used, is too old, was none, or is for an address that is not wanted any more.
            EmailTaken: another account has got this address meanwhile.
        """
        token_hash = hash_token(token)
        if token_hash is None:
            raise LinkSpent
        now = self._clock.now()
        async with self._database.transaction() as tx:
            taken = await token_store.take_token(tx, token_hash, "confirm", now)
            account = None if taken is None else await change_store.lock_account(tx, taken.account_id)
            if taken is None or account is None:
                raise LinkSpent
            if taken.email == account.email:
                if account.email_confirmed_at is None:
                    await change_store.note_confirmed(tx, account.id, now)
            elif taken.email == account.email_next:
                await change_store.replace_email(tx, account.id, taken.email, now)
                # Links that went to the old address must not open the account any more.
                await token_store.delete_tokens(tx, account.id)
                # The old address hears of it: perhaps its owner did not want this.
                await self._post.tell(tx, account, "email_changed", page="/", origin=origin)
            else:
                raise LinkSpent
        return taken.email
