"""The channel's door: a WebSocket protocol class for uvicorn that hands accepted transports to `Connection`.

uvicorn makes one of these per upgrade request. For the channel's path it judges the handshake, answers it and lets go
of the transport; what it needed for that (parsers, queues, scope) is garbage a moment later. Every other path goes the
ordinary way through the ASGI application.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import ClassVar, Final

import structlog
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.exceptions import NegotiationError
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.http11 import Request, Response
from websockets.typing import ExtensionParameter

from livehouse.kernel.errors import AppError
from livehouse.kernel.ids import Ids
from livehouse.platform.cookies import parse_cookies
from livehouse.realtime.codes import CloseCode
from livehouse.realtime.connection import ChannelParts, Connection
from livehouse.realtime.frames import Encoded, close_frame
from livehouse.realtime.handshake import (
    AddressOf,
    Admission,
    Authenticate,
    Handshake,
    ServerBusy,
    check_origin,
    refusal_body,
)
from livehouse.realtime.peer import Identity
from livehouse.realtime.protocol import encode_hello

log = structlog.get_logger(__name__)

CHANNEL_PATH: Final = "/api/v1/channel"
_WINDOW_BITS_MAX: Final = 15


class SharedDeflate(ServerPerMessageDeflateFactory):
    """Negotiates the only kind of permessage-deflate whose frames can be shared among clients.

    Neither side keeps a context between messages, and a client that asks for a smaller window than that of the shared
    frames gets no compression instead.
    """

    def __init__(self) -> None:
        super().__init__(server_no_context_takeover=True, client_no_context_takeover=True)

    def process_request_params(
        self,
        params: Sequence[ExtensionParameter],
        accepted_extensions: Sequence[Extension],
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        """Accept what is offered, unless it is a smaller window."""
        accepted, extension = super().process_request_params(params, accepted_extensions)
        if extension.local_max_window_bits < _WINDOW_BITS_MAX:
            raise NegotiationError("the server's window is 15 bits")
        return accepted, extension


class Door:
    """What all handshakes share.

    Args:
        authenticate: tells who is asking.
        allowed_origins: origins accepted beside the request's own host.
        address_of: the client's address, from the socket's and the request's headers (names in lower case); a
            composition behind a proxy believes the proxy's header here.
    """

    def __init__(
        self,
        parts: ChannelParts,
        ids: Ids,
        authenticate: Authenticate,
        *,
        path: str = CHANNEL_PATH,
        allowed_origins: frozenset[str] = frozenset(),
        address_of: AddressOf | None = None,
    ) -> None:
        self.parts = parts
        self.path = path
        self.admission = Admission(parts.limits)
        self._ids = ids
        self._authenticate = authenticate
        self._allowed_origins = allowed_origins
        self._address_of = address_of
        self._turns = asyncio.Semaphore(parts.limits.handshakes_max)

    def check(self, socket_address: str, headers: Headers) -> Handshake:
        """What the client says, if its page may speak to us.

        Raises:
            OriginRefused: it may not.
        """
        plain = {name.lower(): value for name, value in headers.raw_items()}
        address = socket_address if self._address_of is None else self._address_of(socket_address, plain)
        handshake = Handshake(address, plain, parse_cookies(headers.get_all("cookie")))
        check_origin(handshake, self._allowed_origins)
        return handshake

    async def identify(self, handshake: Handshake) -> Identity:
        """Who is asking. The supervisor of `authenticate`: whatever fails in it becomes an answer.

        Raises:
            AppError: as `authenticate` says; `ServerBusy` when it failed or took too long.
        """
        try:
            async with asyncio.timeout(self.parts.limits.handshake_s_max), self._turns:
                return await self._authenticate(handshake)
        except AppError:
            raise
        except TimeoutError:
            raise ServerBusy("The server is busy; try again in a moment.") from None
        except Exception as error:
            log.exception("a handshake failed")
            raise ServerBusy("Something went wrong here; try again in a moment.") from error

    def welcome(self, identity: Identity) -> tuple[str, Encoded]:
        """A new connection's id, and the message that tells it."""
        peer_id = self._ids.new()
        hello = encode_hello(peer_id, self.parts.clock.now(), identity.account_id)
        return peer_id, Encoded(hello)


class ChannelProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, with the channel on one path. Made usable by `protocol_class`."""

    door: ClassVar[Door]

    def handle_connect(self, event: Request) -> None:
        """Judge an upgrade request (called by uvicorn when its headers are there)."""
        if event.path.partition("?")[0] != self.door.path:
            super().handle_connect(event)
            return
        self.handshake_initiated = True
        self.conn.available_extensions = [SharedDeflate()]
        response = self.conn.accept(event)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._answer(response)
            return
        try:
            handshake = self.door.check(self.client[0] if self.client else "", event.headers)
            self.door.admission.enter(handshake.address)
        except AppError as error:
            self._refuse(error, response)
            return
        # Nothing may be read before somebody is there to take it.
        self.transport.pause_reading()
        task = self.loop.create_task(self._open(response, handshake))
        # uvicorn's own set: it waits for these tasks when it ends, and cancels those that take too long.
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _open(self, response: Response, handshake: Handshake) -> None:
        leave = partial(self.door.admission.leave, handshake.address)
        try:
            identity = await self.door.identify(handshake)
        except AppError as error:
            leave()
            self._refuse(error, response)
            return
        if self.disconnected or self.transport.is_closing():
            leave()
            return
        deflates = bool(self.conn.extensions)
        peer_id, hello = self.door.welcome(identity)
        connection = Connection(
            self.door.parts,
            self.transport,
            peer_id,
            identity,
            deflates=deflates,
            open_connections=self.connections,
            on_lost=leave,
        )
        self.connections.discard(self)
        self._count(HTTPStatus.SWITCHING_PROTOCOLS)
        self.transport.write(response.serialize() + hello.frame(deflates=deflates))
        connection.begin()
        self.transport.resume_reading()

    def _refuse(self, error: AppError, accepting: Response) -> None:
        if self.disconnected or self.transport.is_closing():
            return
        if error.retry:
            # No page can read the status of a handshake that failed. One that is let in for a moment learns that it
            # may come back, and can tell the person why it has to wait.
            self._count(error.status)
            reason = int(CloseCode.SERVER_BUSY).to_bytes(2) + error.message.encode()
            self._finish(accepting.serialize() + close_frame(reason))
            return
        body = refusal_body(error)
        headers = Headers(
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                ("Connection", "close"),
            ]
        )
        self._answer(Response(error.status, HTTPStatus(error.status).phrase, headers, body))

    def _answer(self, response: Response) -> None:
        self._count(response.status_code)
        self._finish(response.serialize())

    def _finish(self, last_words: bytes) -> None:
        self.handshake_complete = True
        self.close_sent = True
        self.transport.write(last_words)
        self.transport.close()

    def _count(self, status: int) -> None:
        self.door.parts.metrics.handshakes.labels(str(int(status))).inc()


def protocol_class(door: Door) -> type[ChannelProtocol]:
    """The class to give to uvicorn (`ws=…`), which makes its protocols itself and so cannot be given a door."""
    return type("BoundChannelProtocol", (ChannelProtocol,), {"door": door})
