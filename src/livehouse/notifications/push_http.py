"""The way to push services: bounded, and never into our own network.

Whoever subscribes names the address that this server then asks. So it asks only what is outside: every address that
a name stands for is looked at, and the connection goes to the one that was looked at, not to what the name may stand
for a moment later. Redirects are not followed: no push service has any.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from livehouse.notifications.push_pool import Pool

ENDPOINT_LENGTH_MAX: Final = 2_048
# Push services are asked at no other port (RFC 8030, section 1.2), unless the operator names one.
HTTPS_PORT: Final = 443
RESOLVE_S_MAX: Final = 5.0
# All that is wanted of an answer is its status.
ANSWER_BYTES_MAX: Final = 4_096
CONNECTIONS_MAX: Final = 64
KEEP_ALIVE_S: Final = 60.0
# What a gateway to IPv4 makes of an IPv4 address: RFC 6052, section 2.1.
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
# All that was given to anybody so far is in it, and no other way to spell an address of IPv4: RFC 4291, section 2.4.
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
# RFC 9637, and the addresses that protocols use among themselves, RFC 6890.
_EXAMPLES: Final = ipaddress.IPv6Network("3fff::/20")
_PROTOCOLS: Final = ipaddress.IPv4Network("192.0.0.0/24")
_PORTS: Final = {"http": 80, "https": HTTPS_PORT}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]


class EndpointRefused(Exception):
    """This address is not to be asked; the text says why."""


class EndpointUnreached(Exception):
    """The push service did not answer, or not in time."""


class Answer:
    """How a push service answered. `retry_after_s` is as it asks for."""

    def __init__(self, status: int, retry_after_s: int | None = None) -> None:
        self.status = status
        self.retry_after_s = retry_after_s


def is_outside(address: Address) -> bool:
    """Whether an address is one of the internet's, and of nobody's own network, however it is spelled."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and address not in _PROTOCOLS
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_outside(inner)
    return address.is_global and address in _UNICAST and address not in _EXAMPLES


async def resolve(host: str, port: int) -> list[str]:
    """Every address that a name stands for.

    Raises:
        EndpointUnreached: there is no such name, or nobody says so in time.
    """
    try:
        async with asyncio.timeout(RESOLVE_S_MAX):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError) as error:
        raise EndpointUnreached(f"{host} has no address: {type(error).__name__}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class PushClient:
    """Posts to push services.

    Args:
        answer_s_max: how long one may take, from the first packet to the last.
        inside: origins (`https://push.intern.example:8443`) that may be asked although they are inside.
        resolver: what a name stands for.
    """

    def __init__(self, *, answer_s_max: float, inside: Iterable[str] = (), resolver: Resolve = resolve) -> None:
        self._answer_s_max = answer_s_max
        self._inside = frozenset(inside)
        self._resolve = resolver
        self._pool: Pool | None = None

    async def check(self, endpoint: str) -> None:
        """Let through the address of a push service that may be asked.

        Raises:
            EndpointRefused, EndpointUnreached: it may not, or is nowhere.
        """
        parts = self._read(endpoint)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        if not self._is_named(host, port):
            await self._addresses(host, port)

    def _read(self, endpoint: str) -> SplitResult:
        if len(endpoint) > ENDPOINT_LENGTH_MAX or not endpoint.isascii() or any(c.isspace() for c in endpoint):
            raise EndpointRefused("too long, or no address")
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            raise EndpointRefused("no address") from None
        if not parts.hostname or parts.username is not None or parts.password is not None:
            raise EndpointRefused("no address of a push service")
        if origin_of(endpoint) in self._inside:
            return parts
        if parts.scheme != "https" or port not in (None, HTTPS_PORT):
            raise EndpointRefused("not over HTTPS at its usual port")
        return parts

    def _is_named(self, host: str, port: int) -> bool:
        named = {(parts.hostname, parts.port or _PORTS.get(parts.scheme)) for parts in map(urlsplit, self._inside)}
        return (host, port) in named

    async def _addresses(self, host: str, port: int) -> list[str]:
        addresses = await self._resolve(host, port)
        for address in addresses:
            if not is_outside(ipaddress.ip_address(address.partition("%")[0])):
                raise EndpointRefused(f"{host} is inside the network")
        return addresses

    async def post(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it; never longer than `answer_s_max`.

        Raises:
            EndpointRefused: it may not be asked.
            EndpointUnreached: it does not answer in time.
        """
        self._read(endpoint)
        try:
            async with asyncio.timeout(self._answer_s_max):
                return await self._post(endpoint, headers, body)
        except TimeoutError:
            raise EndpointUnreached(f"no answer within {self._answer_s_max} s") from None

    async def _post(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if self._pool is None:
            # 8 MB of a client, of which most processes of most platforms have no need.
            from livehouse.notifications.push_pool import Pool

            self._pool = Pool(self._addresses, self._is_named)
        return await self._pool.post(endpoint, headers, body)

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


def origin_of(endpoint: str) -> str:
    """Scheme, host and port of an address: what a push service is known by."""
    parts = urlsplit(endpoint)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def retry_after_s(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """How many seconds a push service asks to be left alone; None where it says nothing, or not in seconds."""
    for name, value in headers:
        if name.lower() == b"retry-after" and value.isdigit() and len(value) < 9:
            return int(value)
    return None
