"""What people do with their own account beside its profile: the parts, put together."""

from livehouse.accounts.avatars import Avatars
from livehouse.accounts.changes import Changes
from livehouse.accounts.credentials import Credentials
from livehouse.accounts.departures import Departures
from livehouse.accounts.emails import Emails
from livehouse.accounts.events import AccountDeleted, AccountSignedUp, PasswordResetAsked
from livehouse.accounts.exports import Exporter, Exports
from livehouse.accounts.passkeys import Passkeys
from livehouse.accounts.passwords import Passwords
from livehouse.accounts.post import Post
from livehouse.accounts.service import Accounts
from livehouse.accounts.sessions import Sessions
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import Mailer
from livehouse.platform.tasks import Supervisor


class SelfService:
    """E-mail addresses, passwords, passkeys, slow changes, export and deletion.

    Args:
        mailer: where letters to the owner are dropped.
    """

    def __init__(
        self,
        *,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        passwords: Passwords,
        limits: RateLimits,
        accounts: Accounts,
        sessions: Sessions,
        avatars: Avatars,
        mailer: Mailer,
    ) -> None:
        post = Post(mailer, settings, clock, ids)
        self.credentials = Credentials(database, settings, clock, passwords, limits, sessions, post)
        self.emails = Emails(database, settings, clock, limits, self.credentials, post)
        self.passkeys = Passkeys(database, settings, clock, ids, limits, accounts, sessions, post)
        self.changes = Changes(database, settings, clock, accounts)
        self.exports = Exports(database, settings, clock, limits, accounts, avatars)
        self.departures = Departures(database, settings, clock, accounts, avatars, sessions, self.credentials, post)

    def add_exporter(self, name: str, export: Exporter) -> None:
        """Let a slice above add `name.json` to the archive of somebody's data."""
        self.exports.add_exporter(name, export)

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(AccountSignedUp, self.emails.on_signed_up)
        events.subscribe(PasswordResetAsked, self.credentials.on_reset_asked)
        events.subscribe(AccountDeleted, self.departures.on_deleted)

    def start(self, supervisor: Supervisor) -> None:
        """Carry out deletions from now on."""
        supervisor.start("deletions", self.departures.work)
