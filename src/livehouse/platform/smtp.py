"""Handing mails to a mail server."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from livehouse.platform.mail import MailFailed, MailRefused, WrittenMail

# A mail server that greets late is common (it delays senders that it does not know); one that takes longer is gone.
SMTP_ANSWER_S_MAX: Final = 30.0
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS: Final = {"smtp": 587, "smtps": 465}


class SmtpAddress(NamedTuple):
    """A mail server: where it is, how to be let in."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls_from_start: bool

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, so that nobody listens in between."""
        return self.host in LOCAL_HOSTS


def parse_smtp_url(url: str) -> SmtpAddress:
    """`smtp://user:password@host:587` or `smtps://…:465` in its parts.

    Raises:
        ValueError: it is neither.
    """
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("not the address of a mail server")
    return SmtpAddress(
        parts.hostname,
        parts.port or _DEFAULT_PORTS[parts.scheme],
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
        parts.scheme == "smtps",
    )


class SmtpTransport:
    """Speaks SMTP (RFC 5321), encrypted unless the server is on this machine (RFC 3207 or, for smtps, RFC 8314).

    Args:
        address: the server.
        sender: what mails say they are from: `Livehouse <hello@live.example>` or the bare address.
    """

    def __init__(self, address: SmtpAddress, sender: str) -> None:
        self._address = address
        self._sender = sender

    async def deliver(self, mail: WrittenMail) -> None:
        """Hand `mail` over; raises as the port says."""
        await asyncio.to_thread(self._deliver, mail)

    def _deliver(self, mail: WrittenMail) -> None:
        message = compose(mail, self._sender)
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _failure(code, reason) from error
        except smtplib.SMTPResponseException as error:
            # A password that is wrong is put right by the operator, not by losing mails.
            if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError):
                raise MailFailed(_words(error.smtp_code, error.smtp_error)) from error
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailFailed(str(error)) from error

    def _connect(self) -> smtplib.SMTP:
        address = self._address
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if address.tls_from_start:
            server = smtplib.SMTP_SSL(address.host, address.port, timeout=SMTP_ANSWER_S_MAX, context=context)
        else:
            server = smtplib.SMTP(address.host, address.port, timeout=SMTP_ANSWER_S_MAX)
        try:
            if not address.tls_from_start:
                server.ehlo()
                # Raises where the server does not offer it: a link that signs people in does not travel in the open.
                if not address.is_local or server.has_extn("starttls"):
                    server.starttls(context=context)
            if address.user is not None:
                server.login(address.user, address.password or "")
        except BaseException:
            server.close()
            raise
        return server


def _words(code: int, reason: bytes | str) -> str:
    return f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"


def _failure(code: int, reason: bytes | str) -> MailRefused | MailFailed:
    """What a reply of the server means: 5yz is final (RFC 5321, section 4.2.1)."""
    return (MailRefused if 500 <= code <= 599 else MailFailed)(_words(code, reason))


def compose(mail: WrittenMail, sender: str) -> EmailMessage:
    """`mail` as it travels."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.written_at)
    domain = sender.rpartition("@")[2].rstrip(">").strip()
    # The same at each attempt, so that one that arrived twice is shown once.
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    # Keeps "I am on holiday" from being answered to us (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8")
    return message
