"""Where a request was sent and which page sent it: the headers `Host` and `Origin`, read once and in one way."""

import re
from collections.abc import Collection
from ipaddress import IPv6Address
from typing import Final, NamedTuple

PORT_MAX: Final = 65_535
_DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
# Narrower than RFC 3986, which allows in a name much that would end a directive of a policy made from it.
_AUTHORITY: Final = re.compile(r"(?:(?P<name>[A-Za-z0-9._-]+)|\[(?P<v6>[0-9A-Fa-f:.]+)\])(?::(?P<port>[0-9]{0,5}))?")


class Authority(NamedTuple):
    """The host (an IPv6 address without its brackets) and the port, if one was named, of an address."""

    host: str
    port: int | None

    @property
    def host_in_url(self) -> str:
        """The host as addresses spell it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        return self.host_in_url if self.port is None else f"{self.host_in_url}:{self.port}"


def parse_authority(text: str) -> Authority | None:
    """`live.example:8000` or `[::1]` in its parts; None if it is no such thing."""
    match = _AUTHORITY.fullmatch(text)
    if match is None:
        return None
    port = int(match["port"]) if match["port"] else None
    if port is not None and port > PORT_MAX:
        return None
    if match["v6"] is not None:
        try:
            IPv6Address(match["v6"])
        except ValueError:
            return None
    return Authority((match["name"] or match["v6"]).lower(), port)


def parse_origin(origin: str) -> tuple[str, Authority] | None:
    """`https://live.example` as scheme and authority, the port named; None if it is no such thing (`null` is none)."""
    scheme, separator, rest = origin.lower().partition("://")
    authority = parse_authority(rest) if separator else None
    if authority is None:
        return None
    return scheme, Authority(authority.host, authority.port or _DEFAULT_PORTS.get(scheme))


def is_own_origin(origin: str, host: str, own_origins: Collection[str]) -> bool:
    """Whether a page of `origin` is one of ours.

    Args:
        origin: the header of that name.
        host: the header of that name; our own page is there, unless a proxy changed the header.
        own_origins: where our pages are as well, e.g. `https://live.example`.
    """
    theirs = parse_origin(origin)
    if theirs is None:
        return False
    # Whether a proxy took the request by TLS `Host` does not say, so the scheme is taken to be theirs.
    ours = parse_origin(f"{theirs[0]}://{host}")
    return theirs == ours or any(theirs == parse_origin(own) for own in own_origins)
