"""Sessions: the relay's port, who comes through it, and those that this process has with a relay itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import moq

from livehouse.media.moq_adapter.receiving import Broadcast
from livehouse.media.moq_adapter.sending import LocalBroadcast

# Error codes of the session, as the library maps them: 401 and 403 to the protocol's "unauthorized".
REFUSED_NO_TOKEN: Final = 401
REFUSED_FORBIDDEN: Final = 403
REFUSED_NO_ROOM: Final = 404
REFUSED_BUSY: Final = 503

# What a room keeps for those who come late; unbounded, the library keeps the last minute of everything. Two seconds of
# 16 Mbit/s fit, and a viewer never needs more than the newest group.
CACHE_BYTES_PER_ROOM: Final = 4_000_000


class ListenFailed(Exception):
    """The UDP port could not be opened, or the certificate could not be read."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A broadcast that began (`active`) or ended."""

    name: str
    active: bool


class Origin:
    """The broadcasts of one room: what its publisher sends in and its viewers get."""

    def __init__(self) -> None:
        self.inner = moq.OriginProducer(cache_capacity_bytes=CACHE_BYTES_PER_ROOM)
        self._consumer = self.inner.consume()

    async def announcements(self) -> AsyncIterator[Announcement]:
        """Each broadcast that begins or ends; hidden names too, so that nothing is slipped in."""
        async with self._consumer.announced(hidden=True) as updates:
            async for update in updates:
                yield Announcement(update.prefix, update.active)

    async def broadcast(self, name: str) -> Broadcast | None:
        """The broadcast of that name, if there is one now."""
        try:
            return Broadcast(await self._consumer.request_broadcast(name))
        except moq.Error:
            return None

    def create(self, name: str) -> LocalBroadcast:
        """A broadcast of our own; unseen until it is announced."""
        return LocalBroadcast(self.inner.create_broadcast(name))


class Session:
    """One QUIC connection that was let in."""

    def __init__(self, inner: moq.Session) -> None:
        self._inner = inner

    async def closed(self) -> None:
        """Wait for its end, whichever side and whatever reason it comes from."""
        try:
            await self._inner.closed()
        except moq.Error:
            # The library raises the reason, also when the peer has just left; every reason means the same to us.
            return

    def close(self, code: int) -> None:
        """End it; the peer sees the code."""
        self._inner.cancel(code)

    def bytes_received(self) -> int:
        """Bytes that came from the peer so far, acknowledgements included."""
        return self._inner.stats().bytes_received or 0


class Request:
    """Somebody at the door: the handshake of QUIC is done, ours is not."""

    def __init__(self, inner: moq.Request) -> None:
        self._inner = inner

    @property
    def path(self) -> str:
        """The path of the address, without the query."""
        return self._inner.path

    @property
    def query(self) -> str:
        """The query of the address; holds the token, so it must not be logged."""
        return self._inner.query or ""

    async def accept_publisher(self, origin: Origin) -> Session | None:
        """Let in somebody whose broadcasts go into `origin` and who sees none; None if they left meanwhile."""
        self._inner.set_consume(origin.inner)
        return await self._accept()

    async def accept_viewer(self, origin: Origin) -> Session | None:
        """Let in somebody who sees `origin`; what they announce goes nowhere. None if they left meanwhile."""
        self._inner.set_publish(origin.inner)
        return await self._accept()

    async def reject(self, code: int) -> None:
        """Turn them away."""
        try:
            await self._inner.reject(code)
        except moq.Error:
            return

    def drop(self) -> None:
        """Let go without an answer, the cheapest way."""
        self._inner.cancel()

    async def _accept(self) -> Session | None:
        try:
            return Session(await self._inner.accept())
        except moq.Error:
            return None


class Listener:
    """The relay's UDP port.

    Args:
        bind: address and port; port 0 takes a free one.
        certificate, key: PEM files; the library reloads them when they change.
    """

    def __init__(self, bind: str, *, certificate: Path, key: Path) -> None:
        # A session gets the server's origins where it is given none of its own. This one has nothing in it and nobody
        # reads it; without it the library would make one origin that all sessions share.
        self._open = False
        self._server = moq.Server(bind, tls_cert=[str(certificate)], tls_key=[str(key)], publish=moq.OriginProducer())

    async def open(self) -> None:
        """Open the port.

        Raises:
            ListenFailed: the port is taken, the address does not exist, or the certificate is unusable.
        """
        try:
            await self._server.__aenter__()  # type: ignore[no-untyped-call]  # the library leaves its return type out
        except moq.Error as error:
            raise ListenFailed(str(error)) from error
        self._open = True

    async def close(self) -> None:
        """Close the port and every session that came through it; `requests` ends. May be repeated."""
        self._open = False
        await self._server.__aexit__()

    @property
    def port(self) -> int:
        """The UDP port that is open."""
        return int(self._server.local_addr.rsplit(":", 1)[1])

    async def requests(self) -> AsyncIterator[Request]:
        """Everybody who knocks, until the port is closed."""
        while self._open:
            try:
                request = await anext(self._server)
            except (StopAsyncIteration, moq.Error):
                return
            yield Request(request)


class RelayUnreachable(Exception):
    """No relay answers at that address, or it shows another certificate than it should."""


class OutgoingSession:
    """A session that this process has with a relay, as the publisher of `origin`."""

    def __init__(self, client: moq.Client) -> None:
        self._client = client

    @classmethod
    async def open(cls, url: str, origin: Origin, *, sha256: str | None) -> Self:
        """Connect. The relay judges the token only then: it refuses by ending the session.

        Args:
            url: the address of a ticket, the token in its query.
            origin: what is published; its broadcasts go to the relay.
            sha256: the hash of the relay's certificate; None has it checked by the system's authorities.

        Raises:
            RelayUnreachable: nobody answers, or somebody else.
        """
        client = moq.Client(
            url,
            tls_fingerprints=None if sha256 is None else [sha256],
            websocket_enabled=False,
            reconnect=False,
            publish=origin.inner,
            subscribe=moq.OriginProducer(),
        )
        try:
            await client.__aenter__()  # type: ignore[no-untyped-call]  # the library leaves its return type out
        except moq.Error as error:
            raise RelayUnreachable(str(error)) from error
        return cls(client)

    async def closed(self) -> int | None:
        """Wait for its end: the code that the relay gave, 0 for an ordinary end, None for a lost connection."""
        session = self._client.session
        if session is None:
            return 0
        try:
            await session.closed()
        except moq.Error as error:
            failure = moq.protocol_error(error)
            return None if failure is None else int(failure.code)
        return 0

    async def close(self) -> None:
        """End it. May be repeated."""
        await self._client.__aexit__()


async def serves_certificate(port: int, sha256: str) -> bool:
    """Whether the relay on this machine's `port` shows the certificate of that hash to somebody who connects."""
    client = moq.Client(
        f"https://localhost:{port}/", tls_fingerprints=[sha256], reconnect=False, websocket_enabled=False
    )
    try:
        async with client:
            return True
    except moq.Error as error:
        # Having no token we are turned away, but only after the certificate was found good.
        return moq.is_auth(error)
