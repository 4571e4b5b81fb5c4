"""Mail: written into a table by the transaction that it belongs to, sent by a worker afterwards.

No request waits for a mail server. What cannot be sent is tried again, later each time, and given up after a named
number of attempts. Without a mail server mails stay in the table, where the outbox shows them.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import msgspec
import sqlalchemy as sa
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import ID_LENGTH, Ids
from livehouse.platform.database import Database, Transaction, UtcDateTime, metadata
from livehouse.platform.events import DomainEvent, Events

log = structlog.get_logger(__name__)

# For so long a mail belongs to the worker that took it; sending one takes three answers or so.
CLAIM: Final = timedelta(minutes=5)
# Mails of this process are announced; this finds those of others, and those whose time has come.
LOOK_EVERY_S: Final = 10.0
RETRY_FIRST: Final = timedelta(seconds=30)
RETRY_LONGEST: Final = timedelta(hours=2)
# Past so many that wait, new ones are dropped and counted: a mail server that is away for days must not fill the disk.
MAILS_WAITING_MAX: Final = 20_000
# Without a mail server: the newest so many are kept.
MAILS_SHOWN_MAX: Final = 100
GIVEN_UP_KEPT: Final = timedelta(days=30)
ERROR_LENGTH_MAX: Final = 300

mails = sa.Table(
    "mails",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("to_address", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("written_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    # When it may be tried (again); while somebody sends it, when others may believe that they died over it.
    sa.Column("next_at", UtcDateTime, nullable=False, index=True),
    sa.Column("given_up_at", UtcDateTime),
    sa.Column("error", sa.Text),
)


class Mail(msgspec.Struct, frozen=True):
    """A letter in plain text."""

    to: str
    subject: str
    text: str


class WrittenMail(msgspec.Struct, frozen=True):
    """A mail in the table."""

    id: str
    to: str
    subject: str
    text: str
    written_at: datetime


class MailWritten(DomainEvent, frozen=True):
    """There is a mail to send."""

    mail_id: str


class MailRefused(Exception):
    """The mail server will never take this mail."""


class MailFailed(Exception):
    """The mail server cannot be reached, or does not take this mail now."""


class Transport(Protocol):
    """What carries mails away."""

    async def deliver(self, mail: WrittenMail) -> None:
        """Hand `mail` over.

        Raises:
            MailRefused: trying again is useless.
            MailFailed: trying again later is not.
        """


class Mailer(Protocol):
    """Where slices drop their mails."""

    async def send(self, tx: Transaction, mail: Mail) -> None:
        """Send `mail` if and when `tx` commits."""

    async def forget(self, tx: Transaction, to: str) -> None:
        """Keep no mail to this address any more, sent or not."""


class Mails:
    """The table of mails and its worker.

    Args:
        transport: what carries them away; None if nobody does.
        attempts_max: after so many a mail is given up.
        is_shown: without a transport, whether they stay in the table to be looked at. Otherwise none is kept: a link
            that signs people in must not lie about, nor be sent months later, when there is a mail server.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        transport: Transport | None,
        *,
        attempts_max: int,
        is_shown: bool = True,
        registry: CollectorRegistry | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._transport = transport
        self._attempts_max = attempts_max
        self._is_shown = is_shown
        self._written = asyncio.Event()
        self._outcomes = Counter(
            "livehouse_mails",
            "Mails by what became of them: sent, failed (and tried again), given_up, dropped (too many waited).",
            ["outcome"],
            registry=registry or CollectorRegistry(),
        )
        self._waiting = Gauge(
            "livehouse_mails_waiting", "Mails that wait to be sent.", registry=registry or CollectorRegistry()
        )

    def subscribe(self, events: Events) -> None:
        """Hear of mails that this process has written."""
        if self._transport is not None:
            events.subscribe(MailWritten, self._wake)

    async def _wake(self, _event: MailWritten) -> None:
        self._written.set()

    async def send(self, tx: Transaction, mail: Mail) -> None:
        """Send `mail` if and when `tx` commits. Past `MAILS_WAITING_MAX` it is dropped; nobody is kept waiting."""
        now = self._clock.now()
        if self._transport is None:
            if not self._is_shown:
                return
            await tx.execute(mails.delete().where(mails.c.id.not_in(_newest(MAILS_SHOWN_MAX - 1))))
        else:
            waiting = await tx.execute(_count_waiting())
            if waiting.scalar_one() >= MAILS_WAITING_MAX:
                self._outcomes.labels("dropped").inc()
                log.error("a mail was dropped, too many wait", waiting_max=MAILS_WAITING_MAX)
                return
        mail_id = self._ids.new()
        await tx.execute(
            mails.insert().values(
                id=mail_id,
                to_address=mail.to,
                subject=mail.subject,
                text=mail.text,
                written_at=now,
                attempts=0,
                next_at=now,
            )
        )
        tx.emit(MailWritten(mail_id=mail_id))

    async def forget(self, tx: Transaction, to: str) -> None:
        """Keep no mail to this address any more, sent or not."""
        await tx.execute(mails.delete().where(mails.c.to_address == to))

    async def shown(self) -> list[WrittenMail]:
        """The newest mails in the table that were not given up, the newest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                sa.select(*_MAIL)
                .where(mails.c.given_up_at.is_(None))
                .order_by(mails.c.id.desc())
                .limit(MAILS_SHOWN_MAX)
            )
            return [_read(row) for row in rows]

    async def work(self) -> None:
        """Send mails for as long as the process lives. Any number of processes may do so."""
        while True:
            self._written.clear()
            try:
                while await self.send_next():
                    pass
                await self._measure()
            except Unavailable as error:
                log.warning("mails cannot be looked for", error=error.message)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._written.wait()

    async def send_next(self) -> bool:
        """Try the mail whose turn it is; whether there was one."""
        if self._transport is None:
            return False
        claimed = await self._claim()
        if claimed is None:
            return False
        mail, attempts = claimed
        try:
            await self._transport.deliver(mail)
        except MailRefused as error:
            await self._give_up(mail, str(error))
        except MailFailed as error:
            await self._try_later(mail, attempts, str(error))
        else:
            self._outcomes.labels("sent").inc()
            async with self._database.transaction() as tx:
                await tx.execute(mails.delete().where(mails.c.id == mail.id))
        return True

    async def _claim(self) -> tuple[WrittenMail, int] | None:
        now = self._clock.now()
        is_due = sa.and_(mails.c.given_up_at.is_(None), mails.c.next_at <= now)
        first = sa.select(mails.c.id).where(is_due).order_by(mails.c.next_at, mails.c.id).limit(1).scalar_subquery()
        async with self._database.read() as connection:
            # Asked without a lock first: nearly always there is nothing.
            if (await connection.execute(sa.select(first))).scalar() is None:
                return None
        async with self._database.transaction() as tx:
            # On PostgreSQL two may choose the same one; the second waits, finds it not due any more, and has none.
            claimed = await tx.execute(
                mails.update()
                .where(mails.c.id == first, is_due)
                .values(next_at=now + CLAIM, attempts=mails.c.attempts + 1)
                .returning(*_MAIL, mails.c.attempts)
            )
            row = claimed.one_or_none()
        return None if row is None else (_read(row), row.attempts)

    async def _try_later(self, mail: WrittenMail, attempts: int, reason: str) -> None:
        if attempts >= self._attempts_max:
            await self._give_up(mail, reason)
            return
        self._outcomes.labels("failed").inc()
        pause = retry_after(attempts)
        log.warning("a mail could not be sent", mail=mail.id, attempt=attempts, again_in=str(pause), reason=reason)
        async with self._database.transaction() as tx:
            await tx.execute(
                mails.update()
                .where(mails.c.id == mail.id)
                .values(next_at=self._clock.now() + pause, error=reason[:ERROR_LENGTH_MAX])
            )

    async def _give_up(self, mail: WrittenMail, reason: str) -> None:
        self._outcomes.labels("given_up").inc()
        log.error("a mail was given up", mail=mail.id, reason=reason)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            # The row stays for the operator; the links in it are nobody's any more.
            await tx.execute(
                mails.update()
                .where(mails.c.id == mail.id)
                .values(given_up_at=now, text="", error=reason[:ERROR_LENGTH_MAX])
            )
            await tx.execute(mails.delete().where(mails.c.given_up_at < now - GIVEN_UP_KEPT))

    async def _measure(self) -> None:
        async with self._database.read() as connection:
            self._waiting.set(int((await connection.execute(_count_waiting())).scalar_one()))


_MAIL: Final[Sequence[sa.ColumnElement[Any]]] = [
    mails.c.id,
    mails.c.to_address,
    mails.c.subject,
    mails.c.text,
    mails.c.written_at,
]


def _read(row: sa.Row[Any]) -> WrittenMail:
    return WrittenMail(row.id, row.to_address, row.subject, row.text, row.written_at)


def make_mails(
    settings: Settings, database: Database, clock: Clock, ids: Ids, registry: CollectorRegistry | None = None
) -> Mails:
    """The table and the mail server that the settings name."""
    transport = None
    if settings.smtp_url is not None:
        # Loaded where there is a mail server.
        from livehouse.platform.smtp import SmtpTransport, parse_smtp_url

        transport = SmtpTransport(parse_smtp_url(settings.smtp_url), settings.mail_from or "")
    return Mails(
        database,
        clock,
        ids,
        transport,
        attempts_max=settings.mail_attempts_max,
        is_shown=settings.show_outbox,
        registry=registry,
    )


def retry_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 30 s, twice as long each time, 2 hours at most."""
    doublings = min(attempts - 1, 20)
    return min(RETRY_FIRST * (1 << doublings), RETRY_LONGEST)


def _newest(count: int) -> sa.Select[Any]:
    return sa.select(mails.c.id).order_by(mails.c.id.desc()).limit(count)


def _count_waiting() -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(mails).where(mails.c.given_up_at.is_(None))
