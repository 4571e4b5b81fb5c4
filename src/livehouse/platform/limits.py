"""How often something may be done, by whom."""

import ipaddress
import math
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

import structlog
from limits import RateLimitItemPerHour, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.limits import RateLimitItem

from livehouse.kernel.errors import TooFast

if TYPE_CHECKING:
    from limits.aio.storage import RedisStorage
    from redis.asyncio import BlockingConnectionPool

log = structlog.get_logger(__name__)
T = TypeVar("T")

__all__ = [
    "RateLimitItem",
    "RateLimitItemPerHour",
    "RateLimitItemPerMinute",
    "RateLimitItemPerSecond",
    "RateLimits",
    "network_of",
]


KEYS_BEGIN_WITH: Final = "livehouse:limits"
# Somebody waits for the answer; a server that takes longer is as good as gone.
ANSWER_S_MAX: Final = 1.0
# While the server is away it is asked again this often, and not for every comment.
ASK_AGAIN_S: Final = 2.0
CONNECTIONS_MAX: Final = 8


class RateLimits:
    """Moving windows, in this process's memory or shared with other processes.

    While the server through which they are shared is away, each process counts by itself: limits are wider then, by as
    many processes as there are, but nobody is kept out and nothing is unlimited.

    Args:
        url: `redis://`, `rediss://` or `unix://` of the Valkey or Redis that many processes share; None for memory.
    """

    def __init__(self, url: str | None = None) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._pool = None if url is None else _pool(url)
        self._shared = None if self._pool is None else MovingWindowRateLimiter(_storage(self._pool))
        self._away_until_s = 0.0

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.disconnect()

    async def hit(self, limit: RateLimitItem, *keys: str, message: str) -> None:
        """Count one use of `limit` by `keys`.

        Raises:
            TooFast: the limit is reached; `message` says what to do, `retry_after_s` in the details when.
        """
        if not await self._ask(lambda limiter: limiter.hit(limit, *keys)):
            await self._refuse(limit, keys, message)

    async def check(self, limit: RateLimitItem, *keys: str, message: str) -> None:
        """Like `hit`, without counting."""
        if not await self._ask(lambda limiter: limiter.test(limit, *keys)):
            await self._refuse(limit, keys, message)

    async def _refuse(self, limit: RateLimitItem, keys: tuple[str, ...], message: str) -> None:
        stats = await self._ask(lambda limiter: limiter.get_window_stats(limit, *keys))
        raise TooFast(message, retry_after_s=max(1, math.ceil(stats.reset_time - time.time())))

    async def _ask(self, question: Callable[[MovingWindowRateLimiter], Awaitable[T]]) -> T:
        if self._shared is not None and time.monotonic() >= self._away_until_s:
            try:
                return await question(self._shared)
            except StorageError as error:
                self._away_until_s = time.monotonic() + ASK_AGAIN_S
                log.warning("limits are counted by each process while the server is away", reason=str(error))
        return await question(self._own)


def _pool(url: str) -> "BlockingConnectionPool":
    # Loaded where they are used, here and below: most run as one process.
    from redis.asyncio import BlockingConnectionPool
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    return BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS_MAX,
        timeout=ANSWER_S_MAX,
        socket_timeout=ANSWER_S_MAX,
        socket_connect_timeout=ANSWER_S_MAX,
        retry=Retry(NoBackoff(), 1),
    )


def _storage(pool: "BlockingConnectionPool") -> "RedisStorage":
    from limits.aio.storage import RedisStorage

    return RedisStorage(
        # The address is the pool's; this one only says which client to use.
        "async+redis://",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix=KEYS_BEGIN_WITH,
        connection_pool=pool,  # type: ignore[arg-type]  # documented, but not in the annotation
    )


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
