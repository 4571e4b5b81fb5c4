"""A mail server on this machine that speaks as much of SMTP as a client needs, and keeps what it is handed."""

import asyncio
import base64
import datetime
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailServer:
    """Keeps mails.

    Args:
        replies: what it answers to the mails that it is handed, one after the other; "250 ok" afterwards.
        certificate: (certificate, key) in PEM, to offer STARTTLS with.
        user: who may hand it mails, as "name:password"; everybody if None.
    """

    def __init__(
        self, *, replies: Sequence[str] = (), certificate: tuple[Path, Path] | None = None, user: str | None = None
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.encrypted: list[bool] = []
        self.handed = 0
        self.port = 0
        self._replies = list(replies)
        self._user = user
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*certificate)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            await self._converse(reader, writer)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_encrypted, is_known = False, self._user is None

        async def say(*lines: str) -> None:
            writer.write("".join(f"{line}\r\n" for line in lines).encode())
            await writer.drain()

        await say("220 mail.test ready")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            if word == "EHLO":
                offers = ["AUTH PLAIN"] if self._user is not None else []
                offers += ["STARTTLS"] if self._context is not None and not is_encrypted else []
                lines = ["mail.test", *offers]
                await say(*(f"250-{each}" for each in lines[:-1]), f"250 {lines[-1]}")
            elif word == "STARTTLS":
                assert self._context is not None
                await say("220 go ahead")
                await writer.start_tls(self._context)
                is_encrypted = True
            elif word == "AUTH":
                told = base64.b64decode(line.split()[2]).decode().split("\0")
                is_known = ":".join(told[1:]) == self._user
                await say("235 welcome" if is_known else "535 no such user")
            elif word == "DATA":
                await say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                self.handed += 1
                reply = self._replies.pop(0) if self._replies else "250 ok"
                if reply.startswith("250"):
                    # A line that begins with a dot travels with one more (RFC 5321, section 4.5.2).
                    text = body[:-3].replace(b"\r\n..", b"\r\n.")
                    self.mails.append(message_from_bytes(text, policy=default))
                    self.encrypted.append(is_encrypted)
                await say(reply)
            elif word == "QUIT":
                await say("221 bye")
                return
            else:
                await say("250 ok" if is_known else "530 who are you?")


@asynccontextmanager
async def mail_server(
    *, replies: Sequence[str] = (), certificate: tuple[Path, Path] | None = None, user: str | None = None
) -> AsyncIterator[MailServer]:
    """A mail server on a free port of 127.0.0.1."""
    keeper = MailServer(replies=replies, certificate=certificate, user=user)
    server = await asyncio.start_server(keeper.serve, "127.0.0.1", 0)
    keeper.port = server.sockets[0].getsockname()[1]
    try:
        yield keeper
    finally:
        server.close()


def make_certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """A certificate for `name` that only those trust who are told to, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths
