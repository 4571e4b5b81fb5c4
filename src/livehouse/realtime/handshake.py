"""Who may open the channel: origin, room left, and who is asking."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from livehouse.kernel.errors import AppError, Forbidden, TooFast, Unavailable
from livehouse.platform.origins import is_own_origin
from livehouse.realtime.limits import ChannelLimits
from livehouse.realtime.peer import Identity

Authenticate = Callable[["Handshake"], Awaitable[Identity]]
"""Tells who is asking, from cookies or headers. Raises an `AppError` to refuse the connection: with
its HTTP status, or, where trying again may help, with the close code SERVER_BUSY."""

AddressOf = Callable[[str, Mapping[str, str]], str]
"""The client's address, given the socket's and the request's headers (names in lower case)."""


class Handshake(msgspec.Struct, frozen=True):
    """What a client says when it opens the channel.

    `headers` have names in lower case; of a header that came twice the last one counts, but for cookies.
    """

    address: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]


class OriginRefused(Forbidden):
    """The page that opens the channel is not one of ours."""

    code = "wrong_origin"


class TooManyConnections(TooFast):
    """One address has too many connections."""

    code = "too_many_connections"


class ServerBusy(Unavailable):
    """The process has no room for more."""

    code = "server_busy"


def check_origin(handshake: Handshake, allowed_origins: frozenset[str]) -> None:
    """Let in pages of our own, and programs, which send no Origin (and which no page can make carry our cookies).

    Args:
        allowed_origins: further origins, e.g. `https://live.example`, for a proxy that changes the Host header.

    Raises:
        OriginRefused: a page of somebody else, which the browser would let speak in the viewer's name.
    """
    origin = handshake.headers.get("origin")
    if origin is not None and not is_own_origin(origin, handshake.headers.get("host", ""), allowed_origins):
        raise OriginRefused("This page may not open the channel; open it from the platform's own pages.")


class Admission:
    """Counts connections, handshakes included, and says when there is no room."""

    def __init__(self, limits: ChannelLimits) -> None:
        self._limits = limits
        self._total = 0
        self._by_address: Counter[str] = Counter()

    def enter(self, address: str) -> None:
        """Take a place; give it back with `leave`.

        Raises:
            ServerBusy, TooManyConnections: there is none.
        """
        if self._total >= self._limits.connections_max:
            raise ServerBusy("The server is full; try again in a minute.")
        if self._by_address[address] >= self._limits.connections_per_address_max:
            raise TooManyConnections("There are too many connections from this address; close some of them.")
        self._total += 1
        self._by_address[address] += 1

    def leave(self, address: str) -> None:
        """Give a place back."""
        self._total -= 1
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


def refusal_body(error: AppError) -> bytes:
    """The body of the HTTP answer to a handshake that is refused, in the shape of every other error."""
    return msgspec.json.encode(
        {
            "error": {
                "code": error.code,
                "message": error.message,
                "field": error.field,
                "retry": error.retry,
                "details": error.details,
            }
        }
    )
