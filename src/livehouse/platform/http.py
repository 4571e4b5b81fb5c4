"""The HTTP kit: how errors look, what every response carries, and what is refused before it reaches a slice."""

import re
import time
from collections.abc import Collection, Sequence
from typing import Annotated, Any, Final

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from livehouse.kernel.errors import AppError, BadInput, Forbidden, NotFound, TooLarge
from livehouse.platform.origins import Authority, is_own_origin, parse_authority, parse_origin

log = structlog.get_logger(__name__)

API: Final = "/api/v1"
# Under this name a request's `state` says which sites may show the answer in a frame; nobody may where it says nothing.
FRAME_ANCESTORS: Final = "frame_ancestors"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class ErrorBody(BaseModel):
    """What went wrong, for the person (message) and for the program (code, field, retry, details)."""

    code: str = Field(description="Stable name of the error; never renamed.")
    message: str = Field(description="A sentence for the person concerned that says what to do.")
    field: str | None = Field(None, description="The input field that the error belongs to.")
    retry: bool = Field(False, description="Whether the very same request may succeed later.")
    details: dict[str, Any] = Field(default_factory=dict, description="Facts that a program may show.")


class ErrorEnvelope(BaseModel):
    """Every error response."""

    error: ErrorBody


def error_body(error: AppError) -> ErrorBody:
    """`error` as the API tells it."""
    return ErrorBody(
        code=error.code,
        message=error.message,
        field=error.field,
        retry=error.retry,
        details=jsonable_encoder(error.details),
    )


def error_response(error: AppError) -> JSONResponse:
    """`error` as an HTTP response."""
    body = ErrorEnvelope(error=error_body(error))
    headers = {}
    if "retry_after_s" in error.details:
        headers["Retry-After"] = str(error.details["retry_after_s"])
    return JSONResponse(body.model_dump(), status_code=error.status, headers=headers)


class CrossSiteRequest(Forbidden):
    """A request that changes something came from another site's page."""

    code = "cross_site_request"


class BadHost(BadInput):
    """The `Host` header names no host."""

    code = "bad_host"


class BadAddress(BadInput):
    """The address holds what no name, number or word has."""


class BodyTooLarge(TooLarge):
    """The body has more bytes than this address takes."""

    code = "body_too_large"


class _FrameworkError(AppError):
    """Whatever Starlette itself refuses (no such page, no such method)."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status  # type: ignore[misc]  # one class for all of them; the status is the framework's
        self.code = code  # type: ignore[misc]  # likewise


def add_error_handlers(app: FastAPI) -> None:
    """Render every error in the one shape that the API documents."""

    @app.exception_handler(AppError)
    async def _app_error(_request: Request, error: AppError) -> JSONResponse:
        return error_response(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        # Where it was sent (body, query, path), then its name.
        path = [str(part) for part in first["loc"][1:]]
        field = ".".join(path) or None
        what = first["msg"].removeprefix("Value error, ")
        message = f"{field}: {what}." if field else f"{what}."
        return error_response(BadInput(message, field=field))

    @app.exception_handler(HTTPException)
    async def _http_error(_request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == NotFound.status:
            return error_response(NotFound("There is nothing at this address. Check it for typing errors."))
        if error.status_code == BadInput.status:
            return error_response(BadInput("The body of this request cannot be read; send valid JSON."))
        return error_response(_FrameworkError(error.status_code, "http_error", f"{error.detail}."))

    @app.exception_handler(Exception)
    async def _fault(_request: Request, _error: Exception) -> JSONResponse:
        # Starlette logs the exception itself; the person learns nothing of our insides.
        return error_response(
            _FrameworkError(
                500, "internal_error", "Something broke on our side. Try again; tell the operator if it stays."
            )
        )


class RequestGuard:
    """ASGI middleware: refuses cross-site changes, oversized bodies and hosts that are none, adds the safety headers.

    Args:
        app: what it guards.
        body_bytes_max: largest body, unless one of `uploads` matches.
        uploads: (pattern of the path, largest body in bytes); the first that matches counts.
        relay: where the relay is; pages may connect to it, so the policy names it.
        secure: whether the platform is served over HTTPS.
        public_origin: where people find the platform (`https://live.example`), if a proxy may change the `Host` header.
        media_origin: where else pages may fetch pictures and sound from.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        body_bytes_max: int,
        uploads: Sequence[tuple[str, int]],
        relay: "RelayAddress",
        secure: bool,
        public_origin: str | None = None,
        media_origin: str | None = None,
    ) -> None:
        self._app = app
        self._media = "" if media_origin is None else f" {media_origin}"
        self._body_bytes_max = body_bytes_max
        self._uploads = [(re.compile(pattern), bytes_max) for pattern, bytes_max in uploads]
        self._relay = relay
        self._secure = secure
        self._own_origins = frozenset() if public_origin is None else frozenset({public_origin})
        public = None if public_origin is None else parse_origin(public_origin)
        self._public = None if public is None else public[1]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        started = time.perf_counter()
        host = headers.get("host", "")
        authority = parse_authority(host)
        status = 500
        body = _LimitedBody(receive, self._bytes_max(scope["path"]))

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                ancestors = scope.get("state", {}).get(FRAME_ANCESTORS, "'none'")
                self._add_headers(MutableHeaders(scope=message), self._public or authority, ancestors)
            await send(message)

        async def send_unless_refused(message: Message) -> None:
            # A framework that fails to read a body answers in its own words; ours follow instead.
            if not body.refused:
                await send_with_headers(message)

        try:
            try:
                # Programs of the days before HTTP/1.1 send none.
                if host and authority is None:
                    raise BadHost("The Host header of this request names no host. Check the address for typing errors.")
                check_address(scope)
                if scope["method"] not in SAFE_METHODS:
                    check_same_origin(headers, self._own_origins)
                body.check_declared(headers.get("content-length", "0"))
                await self._app(scope, body.receive, send_unless_refused)
                if body.refused:
                    raise body.error()
            except (BadHost, BadAddress, CrossSiteRequest, BodyTooLarge) as error:
                response = error_response(error)
                # What remains of the body is not worth reading, so the connection goes with it.
                response.headers["Connection"] = "close"
                await response(scope, receive, send_with_headers)
        finally:
            log.debug(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )

    def _bytes_max(self, path: str) -> int:
        for pattern, bytes_max in self._uploads:
            if pattern.fullmatch(path):
                return bytes_max
        return self._body_bytes_max

    def _add_headers(self, headers: MutableHeaders, host: Authority | None, ancestors: str) -> None:
        relay = self._relay.under("localhost" if host is None else host.host_in_url)
        sockets = "" if host is None else f"ws://{host} wss://{host}"
        headers.setdefault(
            "Content-Security-Policy",
            # WebAssembly may run, which is no eval of JavaScript: browsers without Opus decode the sound with it.
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
            f"media-src 'self' blob:{self._media}; connect-src 'self' {sockets} {relay}{self._media}; "
            "worker-src 'self' blob:; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            f"frame-ancestors {ancestors}",
        )
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), payment=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        # Together with the line above this gives the page SharedArrayBuffer, which the player's audio ring prefers.
        headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if self._secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


class RelayAddress:
    """Where browsers reach the relay.

    Args:
        origin: `https://host:port`, if it is not where they reach the pages.
        port: its UDP port as far as it is known before it listens; `port` is set when it does.
    """

    def __init__(self, origin: str | None = None, port: int = 0) -> None:
        self._origin = origin
        self.port = port

    def set_port(self, port: int) -> None:
        """Know the port that it listens on."""
        self.port = port

    def under(self, host_in_url: str) -> str:
        """Its origin for those who reach the platform under this host name."""
        return f"https://{host_in_url}:{self.port}" if self._origin is None else self._origin


class _LimitedBody:
    """The receiving side of one request, which refuses a body that is too large by its header or while it comes."""

    def __init__(self, receive: Receive, bytes_max: int) -> None:
        self._receive = receive
        self._bytes_max = bytes_max
        self._bytes_seen = 0
        self.refused = False

    def error(self) -> BodyTooLarge:
        return BodyTooLarge(
            f"This is larger than the {self._bytes_max:,} bytes that are taken here.", bytes_max=self._bytes_max
        )

    def check_declared(self, content_length: str) -> None:
        if content_length.isdigit() and int(content_length) > self._bytes_max:
            raise self.error()

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._bytes_seen += len(message.get("body", b""))
            if self._bytes_seen > self._bytes_max:
                self.refused = True
                raise self.error()
        return message


def check_address(scope: Scope) -> None:
    """Refuse a NUL in the path or the query: nothing is called so, and PostgreSQL fails where it is asked for it.

    Raises:
        BadAddress: there is one.
    """
    if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
        raise BadAddress("There is a NUL character in this address, which nothing has. Leave it out.")


def check_same_origin(headers: Headers, own_origins: Collection[str]) -> None:
    """Refuse a request that a page of another site made this browser send.

    Browsers say by `Sec-Fetch-Site` where a request comes from (https://www.w3.org/TR/fetch-metadata/); older ones by
    `Origin`. Programs that are no browsers send neither and carry no cookies by accident.

    Raises:
        CrossSiteRequest: it does.
    """
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site in ("same-origin", "none"):
        return
    if site is None and origin is None:
        return
    if site is None and origin is not None and is_own_origin(origin, headers.get("host", ""), own_origins):
        return
    raise CrossSiteRequest("This request came from another site. Open this platform's own page and do it there.")


async def client_address(request: Request) -> str:
    """The address of the person's machine (the proxy's word, where the server was told to believe it).

    A coroutine, as the framework would send a function through a thread.
    """
    return request.client.host if request.client is not None else "unknown"


ClientAddress = Annotated[str, Depends(client_address)]
