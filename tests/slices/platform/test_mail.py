"""Mails from the table to a mail server that speaks real SMTP."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from livehouse.config import Settings
from livehouse.kernel.ids import Ids
from livehouse.platform import mail as mail_module
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.mail import GIVEN_UP_KEPT, Mail, MailFailed, MailRefused, Mails, Transport, WrittenMail
from livehouse.platform.smtp import SmtpAddress, SmtpTransport
from livehouse.platform.tasks import Supervisor
from tests.support.clock import FakeClock
from tests.support.mail_server import MailServer, mail_server, make_certificate
from tests.support.waiting import eventually

SENDER = "Livehouse <hello@live.example>"
LETTER = Mail("mika@example.org", "Grüße · 確認", "Hello,\n\n.\nこんにちは\n")


class Carrier:
    """A transport that does what the test says, one mail after the other, and keeps what it took."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.taken: list[WrittenMail] = []

    async def deliver(self, mail: WrittenMail) -> None:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome
        self.taken.append(mail)


def table(database: Database, clock: FakeClock, transport: Transport | None, attempts_max: int = 3) -> Mails:
    return Mails(database, clock, Ids(clock), transport, attempts_max=attempts_max)


async def write(database: Database, mails: Mails, *letters: Mail) -> None:
    async with database.transaction() as tx:
        for letter in letters or (LETTER,):
            await mails.send(tx, letter)


async def kept(database: Database) -> Sequence[sa.Row[tuple[object, ...]]]:
    async with database.read() as connection:
        return (await connection.execute(sa.text("SELECT * FROM mails ORDER BY id"))).all()


def transport_to(server: MailServer, **changes: object) -> SmtpTransport:
    values = {"host": "127.0.0.1", "port": server.port, "user": None, "password": None, "tls_from_start": False}
    return SmtpTransport(SmtpAddress(**{**values, **changes}), SENDER)  # type: ignore[arg-type]


async def test_a_mail_arrives_as_it_was_written_and_leaves_the_table(database: Database, clock: FakeClock) -> None:
    async with mail_server() as server:
        mails = table(database, clock, transport_to(server))
        await write(database, mails)
        assert await mails.send_next() is True
        assert await mails.send_next() is False
        (arrived,) = server.mails
    assert (arrived["From"], arrived["To"], arrived["Subject"]) == (SENDER, LETTER.to, LETTER.subject)
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Message-ID"].endswith("@live.example>")
    assert arrived["Date"] == "Sat, 14 Mar 2026 20:00:00 +0000"
    assert arrived.get_content().replace("\r\n", "\n") == LETTER.text
    assert await kept(database) == []


async def test_a_mail_of_a_transaction_that_fails_is_never_sent(database: Database, clock: FakeClock) -> None:
    carrier = Carrier()
    mails = table(database, clock, carrier)

    async def fail() -> None:
        async with database.transaction() as tx:
            await mails.send(tx, LETTER)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await mails.send_next() is False
    assert carrier.taken == []


async def test_what_cannot_be_sent_now_is_sent_later_and_later(database: Database, clock: FakeClock) -> None:
    carrier = Carrier(MailFailed("451 try again"), MailFailed("451 try again"))
    mails = table(database, clock, carrier)
    await write(database, mails)
    for pause in (30, 60):
        assert await mails.send_next() is True
        clock.advance(pause - 1)
        assert await mails.send_next() is False
        clock.advance(1)
    assert await mails.send_next() is True
    # The same mail each time, so that one that had arrived after all is shown once.
    assert [mail.text for mail in carrier.taken] == [LETTER.text]
    assert await kept(database) == []


async def test_past_the_attempts_a_mail_is_given_up_and_its_links_with_it(database: Database, clock: FakeClock) -> None:
    carrier = Carrier(*[MailFailed("no answer")] * 3)
    mails = table(database, clock, carrier, attempts_max=3)
    await write(database, mails)
    for _ in range(3):
        assert await mails.send_next() is True
        clock.advance(timedelta(hours=2).total_seconds())
    assert await mails.send_next() is False
    (row,) = await kept(database)
    assert (row.attempts, row.text, row.error) == (3, "", "no answer")
    assert row.given_up_at is not None
    assert await mails.shown() == []
    # The row is for the operator, for a month.
    clock.advance(GIVEN_UP_KEPT.total_seconds())
    carrier.outcomes = [MailRefused("550 nobody here")]
    await write(database, mails)
    assert await mails.send_next() is True
    assert [each.error for each in await kept(database)] == ["550 nobody here"]


async def test_a_mail_that_nobody_will_ever_take_holds_up_no_other(database: Database, clock: FakeClock) -> None:
    carrier = Carrier(MailRefused("550 nobody here"))
    mails = table(database, clock, carrier)
    await write(database, mails, LETTER, Mail("otto@example.org", "a", "b"))
    assert [await mails.send_next() for _ in range(3)] == [True, True, False]
    assert [mail.to for mail in carrier.taken] == ["otto@example.org"]


async def test_many_processes_send_each_mail_once(database: Database, clock: FakeClock) -> None:
    carrier = Carrier()
    processes = [table(database, clock, carrier) for _ in range(4)]
    await write(database, processes[0], *(Mail(f"m{number}@example.org", "a", "b") for number in range(12)))

    async def drain(mails: Mails) -> None:
        while await mails.send_next():
            pass

    for _ in range(3):
        # Who chose what another was faster to take looks again.
        await asyncio.gather(*(drain(mails) for mails in processes))
    assert sorted(mail.to for mail in carrier.taken) == sorted(f"m{number}@example.org" for number in range(12))


async def test_what_a_process_died_over_is_sent_by_another(database: Database, clock: FakeClock) -> None:
    class Dying:
        async def deliver(self, mail: WrittenMail) -> None:
            raise asyncio.CancelledError

    mails = table(database, clock, Dying())
    await write(database, mails)
    with pytest.raises(asyncio.CancelledError):
        await mails.send_next()
    carrier = Carrier()
    other = table(database, clock, carrier)
    assert await other.send_next() is False
    clock.advance(mail_module.CLAIM.total_seconds())
    assert await other.send_next() is True
    assert len(carrier.taken) == 1


async def test_the_worker_wakes_when_a_mail_is_written(database: Database, events: Events, clock: FakeClock) -> None:
    carrier = Carrier()
    mails = table(database, clock, carrier)
    mails.subscribe(events)
    supervisor = Supervisor()
    supervisor.start("dispatch", database.dispatch)
    supervisor.start("mails", mails.work)

    async def taken() -> bool:
        return len(carrier.taken) == 1

    try:
        await asyncio.sleep(0)
        await write(database, mails)
        await eventually(taken, within_s=mail_module.LOOK_EVERY_S - 1, every_s=0.02)
    finally:
        await supervisor.stop()


async def test_without_a_mail_server_the_newest_are_kept_to_be_shown(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_module, "MAILS_SHOWN_MAX", 3)
    mails = table(database, clock, None)
    for number in range(5):
        await write(database, mails, Mail(f"m{number}@example.org", "a", "b"))
    assert [mail.to for mail in await mails.shown()] == [f"m{number}@example.org" for number in (4, 3, 2)]
    assert len(await kept(database)) == 3
    assert await mails.send_next() is False


async def test_what_nobody_carries_and_nobody_sees_is_not_kept(database: Database, clock: FakeClock) -> None:
    """Neither does a link lie about, nor do old letters go out on the day on which there is a mail server."""
    for shown, rows in ((False, 0), (True, 1)):
        mails = mail_module.make_mails(Settings(show_outbox=shown), database, clock, Ids(clock))
        await write(database, mails)
        assert len(await kept(database)) == rows


async def test_a_mail_server_that_is_away_for_days_does_not_fill_the_disk(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_module, "MAILS_WAITING_MAX", 2)
    mails = table(database, clock, Carrier())
    await write(database, mails, *(Mail(f"m{number}@example.org", "a", "b") for number in range(4)))
    assert [row.to_address for row in await kept(database)] == ["m0@example.org", "m1@example.org"]


# What the transport makes of a mail server. It needs no database, and says so by taking none.

SENT = WrittenMail("01k" + "0" * 23, LETTER.to, LETTER.subject, LETTER.text, FakeClock().now())


@pytest.mark.parametrize(
    ("reply", "error"),
    [("550 no such mailbox", MailRefused), ("451 come back later", MailFailed), ("421 bye", MailFailed)],
)
async def test_a_final_no_is_told_from_a_not_now(reply: str, error: type[Exception]) -> None:
    async with mail_server(replies=[reply]) as server:
        with pytest.raises(error, match=reply[:3]):
            await transport_to(server).deliver(SENT)
        await transport_to(server).deliver(SENT)
        assert (server.handed, len(server.mails)) == (2, 1)


async def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    async with mail_server() as server:
        pass
    with pytest.raises(MailFailed):
        await transport_to(server).deliver(SENT)


async def test_a_name_and_password_are_given_and_a_wrong_one_loses_no_mail() -> None:
    async with mail_server(user="live:p@ss") as server:
        await transport_to(server, user="live", password="p@ss").deliver(SENT)
        for password in ("wrong", None):
            with pytest.raises(MailFailed):
                await transport_to(server, user="live", password=password).deliver(SENT)
        with pytest.raises(MailRefused):
            await transport_to(server).deliver(SENT)
        assert len(server.mails) == 1


async def test_mails_travel_encrypted_to_a_server_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    async with mail_server(certificate=certificate) as server:
        # Nobody vouches for the certificate: not a byte of the mail is said.
        with pytest.raises(MailFailed, match=r"(?i)certificate"):
            await transport_to(server, host="localhost").deliver(SENT)
        assert server.handed == 0
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        await transport_to(server, host="localhost").deliver(SENT)
        assert server.encrypted == [True]


async def test_a_server_elsewhere_that_does_not_encrypt_gets_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livehouse.platform.smtp.LOCAL_HOSTS", frozenset())
    async with mail_server() as server:
        with pytest.raises(MailFailed, match="STARTTLS"):
            await transport_to(server).deliver(SENT)
        assert server.handed == 0
