"""From which network somebody came, in a form that can be compared and not read back."""

import hashlib
import hmac
from typing import Final

from livehouse.platform.limits import network_of

HASH_LENGTH: Final = 32
_PURPOSE: Final = b"livehouse networks"


class Networks:
    """Hashes networks with a key that only the servers of one platform have.

    Without a key the hash of an IPv4 address is no secret: all four billion of them are hashed in an hour.

    Args:
        secret: what the key is drawn from; the same in all servers.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _PURPOSE, hashlib.sha256)

    def hash(self, address: str) -> str:
        """32 hexadecimal digits, the same for all addresses of one network (see `network_of`)."""
        return hmac.digest(self._key, network_of(address).encode(), hashlib.sha256).hex()[:HASH_LENGTH]
