"""Which machines in front of us are believed when they say whom they speak for."""

import ipaddress
from collections.abc import Mapping
from typing import Final

EVERYBODY: Final = "*"


class TrustedProxies:
    """Reads `X-Forwarded-For` for connections that uvicorn's own middleware never sees (the channel's handshakes).

    Args:
        trusted: comma-separated addresses or networks, or `*`; the same setting that uvicorn is given.
    """

    def __init__(self, trusted: str) -> None:
        names = [name.strip() for name in trusted.split(",") if name.strip()]
        self._everybody = EVERYBODY in names
        self._networks = [ipaddress.ip_network(name, strict=False) for name in names if name != EVERYBODY]

    def trusts(self, address: str) -> bool:
        """Whether what this address says of others is believed."""
        if self._everybody:
            return True
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

    def address_of(self, socket_address: str, headers: Mapping[str, str]) -> str:
        """The client's address: the last one in the header that is no proxy of ours, as each proxy appends its peer."""
        forwarded = headers.get("x-forwarded-for")
        if forwarded is None or not self.trusts(socket_address):
            return socket_address
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        for hop in reversed(hops):
            if not self.trusts(hop):
                return hop
        return hops[0] if hops else socket_address
