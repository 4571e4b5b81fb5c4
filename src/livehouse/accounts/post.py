"""Writes letters to people, with links that lead back here and work once."""

from datetime import datetime, timedelta
from typing import Final

from livehouse.accounts import token_store
from livehouse.accounts.letters import Kind, write_letter
from livehouse.accounts.model import Account
from livehouse.accounts.session import TOKEN_BYTES, hash_token
from livehouse.accounts.token_store import Purpose
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Transaction
from livehouse.platform.mail import Mailer

# Where each link leads: pages of ours.
_PAGES: Final[dict[Purpose, str]] = {"confirm": "/confirm", "reset": "/reset"}


class Post:
    """Letters about accounts."""

    def __init__(self, mailer: Mailer, settings: Settings, clock: Clock, ids: Ids) -> None:
        self._mailer = mailer
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._lifetimes: dict[Purpose, timedelta] = {
            "confirm": timedelta(hours=settings.email_confirmation_hours),
            "reset": timedelta(minutes=settings.password_reset_minutes),
        }

    def base(self, origin: str) -> str:
        """What links begin with.

        The setting counts, and only without it what the request said: that can be made up by whoever sends it, and a
        link to another site would carry the token there. Settings with a mail server and without `public_url` are
        refused, so nobody gets such a mail.
        """
        return self._settings.public_origin or origin

    async def send_link(self, tx: Transaction, account: Account, purpose: Purpose, *, to: str, origin: str) -> None:
        """Send `to` a link that works once."""
        token = self._ids.secret(TOKEN_BYTES)
        expires_at = self._clock.now() + self._lifetimes[purpose]
        await token_store.add_token(tx, hash_token(token) or "", account.id, purpose, to, expires_at=expires_at)
        link = f"{self.base(origin)}{_PAGES[purpose]}?token={token}"
        await self._send(tx, purpose, account, to=to, link=link, until=expires_at)

    async def tell(
        self, tx: Transaction, account: Account, kind: Kind, *, page: str, origin: str, until: datetime | None = None
    ) -> None:
        """Tell the account's owner what was done with it."""
        await self._send(tx, kind, account, to=account.email, link=f"{self.base(origin)}{page}", until=until)

    async def _send(
        self, tx: Transaction, kind: Kind, account: Account, *, to: str, link: str, until: datetime | None
    ) -> None:
        platform = self._settings.name
        await self._mailer.send(tx, write_letter(kind, account, to=to, platform=platform, link=link, until=until))

    async def forget(self, tx: Transaction, account: Account) -> None:
        """Remove letters to an account that is no more: those that wait, could not be sent, or are shown."""
        for address in filter(None, (account.email, account.email_next)):
            await self._mailer.forget(tx, address)
