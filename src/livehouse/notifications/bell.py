"""How many notifications are new, said on every page of an account, in whatever process it is connected."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
import structlog

from livehouse.kernel.errors import Unavailable
from livehouse.notifications import store
from livehouse.notifications.events import NotificationsChanged
from livehouse.platform.database import Database
from livehouse.realtime import Broker, Hub

log = structlog.get_logger(__name__)

TOPIC: Final = "notifications-changed"
# Accounts that one notice names, and that are counted at once.
NAMED_AT_ONCE: Final = 500
# What comes within it is counted together: a popular host's followers, a busy room's gifts.
GATHER_S: Final = 0.1
COUNT_AGAIN_S: Final = 1.0


class Bell:
    """Tells pages how many are new. What it loses while the broker is away, pages ask for when they are back."""

    def __init__(self, database: Database, broker: Broker, hub: Hub) -> None:
        self._database = database
        self._broker = broker
        self._hub = hub
        self._changed: set[str] = set()
        self._news = asyncio.Event()
        broker.on_notice(TOPIC, self._note)

    def ring(self, account_ids: Sequence[str]) -> None:
        """What these accounts were told has changed; call it after the commit."""
        for first in range(0, len(account_ids), NAMED_AT_ONCE):
            self._broker.notify(TOPIC, msgspec.msgpack.encode(account_ids[first : first + NAMED_AT_ONCE]))

    def _note(self, payload: bytes) -> None:
        # No more than are connected here, however many are told.
        here = self._hub.accounts_here(msgspec.msgpack.decode(payload, type=list[str]))
        if here:
            self._changed |= here
            self._news.set()

    async def work(self) -> None:
        """Count for those who are connected to this process, for as long as it lives."""
        while True:
            await self._news.wait()
            await asyncio.sleep(GATHER_S)
            self._news.clear()
            while self._changed:
                await self._count_some()

    async def _count_some(self) -> None:
        part = [self._changed.pop() for _ in range(min(NAMED_AT_ONCE, len(self._changed)))]
        try:
            async with self._database.read() as connection:
                unread = await store.count_unread(connection, part)
        except Unavailable as error:
            log.warning("what is new cannot be counted", error=error.message)
            self._changed |= set(part)
            await asyncio.sleep(COUNT_AGAIN_S)
            return
        for account_id in part:
            self._hub.tell_account_here(account_id, NotificationsChanged(unread.get(account_id, 0)))
