"""A small memory of what was just read, for facts that are asked for far more often than they change."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Generic, TypeVar

from livehouse.kernel.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class RecentReads(Generic[K, V]):
    """Keeps what a read found, for a while.

    A change made by this process is seen at once (`forget`), one made by another process after `ttl_s` at most.
    Absence is not kept, or made-up keys would push out the real ones.

    Args:
        clock: for the ages of the entries.
        ttl_s: seconds for which an entry is believed.
        entries_max: past this the oldest entry goes.
    """

    def __init__(self, clock: Clock, *, ttl_s: float, entries_max: int) -> None:
        self._clock = clock
        self._ttl_s = ttl_s
        self._entries_max = entries_max
        self._entries: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._forgotten = 0

    async def get(self, key: K, read: Callable[[], Awaitable[V | None]]) -> V | None:
        """What is known under `key`, else what `read()` finds."""
        entry = self._entries.get(key)
        if entry is not None and self._clock.monotonic() - entry[0] < self._ttl_s:
            return entry[1]
        forgotten = self._forgotten
        value = await read()
        # While it was read something was changed, perhaps this; what was read may be the past already.
        if forgotten == self._forgotten:
            self._entries.pop(key, None)
            if value is not None:
                self._entries[key] = (self._clock.monotonic(), value)
                if len(self._entries) > self._entries_max:
                    self._entries.popitem(last=False)
        return value

    async def get_many(self, keys: Collection[K], read: Callable[[Collection[K]], Awaitable[dict[K, V]]]) -> dict[K, V]:
        """What is known under each of `keys`; of the others, together, what `read(others)` finds."""
        now = self._clock.monotonic()
        found: dict[K, V] = {}
        others: list[K] = []
        for key in keys:
            entry = self._entries.get(key)
            if entry is not None and now - entry[0] < self._ttl_s:
                found[key] = entry[1]
            else:
                others.append(key)
        if not others:
            return found
        forgotten = self._forgotten
        values = await read(others)
        if forgotten == self._forgotten:
            for key, value in values.items():
                self._entries.pop(key, None)
                self._entries[key] = (self._clock.monotonic(), value)
            while len(self._entries) > self._entries_max:
                self._entries.popitem(last=False)
        return found | values

    def forget_where(self, is_meant: Callable[[V], bool]) -> None:
        """Whatever `is_meant` says of has changed. Looks at every entry: for what happens seldom."""
        self._forgotten += 1
        for key in [key for key, (_, value) in self._entries.items() if is_meant(value)]:
            del self._entries[key]

    def forget(self, key: K) -> None:
        """`key` has changed."""
        self._forgotten += 1
        self._entries.pop(key, None)
