"""HTTP in, HTTP out for players: they ask some eight times a second, so nothing is between them and the answer."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from livehouse.kernel.errors import AppError
from livehouse.media.packager.answers import Answer, HlsSource, Kept
from livehouse.media.packager.door import Door
from livehouse.media.packager.room import NoSuchPiece
from livehouse.platform.http import error_response

PREFIX: Final = "/hls/"
# Between the room and the rest of the address: the ticket of whoever may watch what is not for everybody.
TICKET: Final = "by"
# A piece never changes; whoever watches later than this asks anew.
KEPT_FOREVER_S: Final = 3_600
_KEPT: Final[dict[Kept, str]] = {
    "forever": f"max-age={KEPT_FOREVER_S}, immutable",
    # Half a target duration, as the rules say.
    "briefly": "max-age=1",
    "not": "no-store",
}


def hls_path(room_id: str, ticket: str | None) -> str:
    """Where a player begins.

    Args:
        room_id: the room.
        ticket: a viewer's token, if the room is not for everybody.
    """
    return f"{PREFIX}{room_id}/index.m3u8" if ticket is None else f"{PREFIX}{room_id}/{TICKET}/{ticket}/index.m3u8"


class HlsApp:
    """ASGI application: answers under `/hls/`, and lets `otherwise` answer everything else."""

    def __init__(self, otherwise: ASGIApp, source: HlsSource, door: Door, registry: CollectorRegistry) -> None:
        self._answers = Counter(
            "livehouse_hls_answers", "What players fetched under /hls/, by what it was.", ["what"], registry=registry
        )
        self._bytes = Counter("livehouse_hls_bytes", "Bytes that players fetched under /hls/.", registry=registry)
        self._otherwise = otherwise
        self._source = source
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._otherwise(scope, receive, send)
            return
        method = scope["method"]
        if method == "OPTIONS":
            # Players of other sites ask whether they may ask.
            headers = {b"access-control-allow-methods": b"GET, HEAD", b"access-control-max-age": b"86400"}
            await _respond(send, 204, _headers(b"", "max-age=86400", is_public=True) | headers, b"")
            return
        try:
            if method not in {"GET", "HEAD"}:
                raise NoSuchPiece("There is nothing to do here but to GET.")
            room_id, token, path = _split(scope["path"])
            is_public = await self._door.check(room_id, token)
            answer = await self._source.answer(room_id, path, scope["query_string"].decode("latin-1"))
        except AppError as error:
            self._answers.labels("refused").inc()
            response = error_response(error)
            response.headers["Cache-Control"] = "no-store"
            response.headers["Access-Control-Allow-Origin"] = "*"
            await response(scope, receive, send)
            return
        await self._give(scope, send, answer, is_public=is_public)

    async def _give(self, scope: Scope, send: Send, answer: Answer, *, is_public: bool) -> None:
        headers = _headers(answer.media_type.encode(), _KEPT[answer.kept], is_public=is_public)
        body = answer.body
        if answer.packed is not None:
            headers[b"vary"] = b"accept-encoding"
            if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                headers[b"content-encoding"] = b"gzip"
                body = answer.packed
        headers[b"content-length"] = str(len(body)).encode()
        self._answers.labels("piece" if answer.kept == "forever" else "playlist").inc()
        self._bytes.inc(len(body))
        await _respond(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


def _split(path: str) -> tuple[str, str | None, str]:
    room_id, _, rest = path.removeprefix(PREFIX).partition("/")
    if rest.startswith(f"{TICKET}/"):
        _, token, rest = rest.split("/", 2) if rest.count("/") >= 2 else ("", "", "")
        return room_id, token, rest
    return room_id, None, rest


def _headers(media_type: bytes, kept: str, *, is_public: bool) -> dict[bytes, bytes]:
    headers = {
        b"cache-control": f"{'public' if is_public else 'private'}, {kept}".encode(),
        # It is no page: nothing in it may do anything.
        b"content-security-policy": b"default-src 'none'",
        # Whoever may fetch it without a cookie may also from another site.
        b"access-control-allow-origin": b"*",
        b"cross-origin-resource-policy": b"cross-origin",
    }
    if media_type:
        headers[b"content-type"] = media_type
    return headers


async def _respond(send: Send, status: int, headers: dict[bytes, bytes], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers.items())})
    await send({"type": "http.response.body", "body": body})
