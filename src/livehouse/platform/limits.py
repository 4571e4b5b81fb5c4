"""How often something may be done, by whom."""

import ipaddress
import math
import time

from limits import RateLimitItemPerHour, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.limits import RateLimitItem

from livehouse.kernel.errors import TooFast

__all__ = [
    "RateLimitItem",
    "RateLimitItemPerHour",
    "RateLimitItemPerMinute",
    "RateLimitItemPerSecond",
    "RateLimits",
    "network_of",
]


class RateLimits:
    """Moving windows in memory."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def hit(self, limit: RateLimitItem, *keys: str, message: str) -> None:
        """Count one use of `limit` by `keys`.

        Raises:
            TooFast: the limit is reached; `message` says what to do, `retry_after_s` in the details when.
        """
        if not await self._limiter.hit(limit, *keys):
            await self._refuse(limit, keys, message)

    async def check(self, limit: RateLimitItem, *keys: str, message: str) -> None:
        """Like `hit`, without counting."""
        if not await self._limiter.test(limit, *keys):
            await self._refuse(limit, keys, message)

    async def _refuse(self, limit: RateLimitItem, keys: tuple[str, ...], message: str) -> None:
        stats = await self._limiter.get_window_stats(limit, *keys)
        raise TooFast(message, retry_after_s=max(1, math.ceil(stats.reset_time - time.time())))


def network_of(address: str) -> str:
    """What limits count by: an IPv4 address, or the /64 of an IPv6 address, all of which one household owns."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False))
