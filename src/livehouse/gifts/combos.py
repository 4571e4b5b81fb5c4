"""The keeper of combos: settles each of them once when its time is over, whoever had begun it."""

import asyncio
from typing import Final

import structlog

from livehouse.accounts import Accounts
from livehouse.gifts import till_store as store
from livehouse.gifts.catalogue import Catalogue
from livehouse.gifts.events import CombosSettled
from livehouse.gifts.metrics import GiftMetrics
from livehouse.gifts.shown import show_combos
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.platform.database import Database

log = structlog.get_logger(__name__)

LOOK_EVERY_S: Final = 0.5
SETTLED_AT_ONCE_MAX: Final = 500


class ComboKeeper:
    """Settles combos. Any number of processes do so side by side: the database lets each be settled once."""

    def __init__(
        self, database: Database, clock: Clock, accounts: Accounts, catalogue: Catalogue, metrics: GiftMetrics
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._catalogue = catalogue
        self._metrics = metrics

    async def work(self) -> None:
        """Settle what is over, for as long as the process lives; also what a process that died left behind."""
        while True:
            try:
                while await self.settle() == SETTLED_AT_ONCE_MAX:
                    pass
            except Unavailable as error:
                log.warning("combos cannot be settled", error=error.message)
            await asyncio.sleep(LOOK_EVERY_S)

    async def settle(self) -> int:
        """Settle combos whose time is over, `SETTLED_AT_ONCE_MAX` at most; how many. Emits `CombosSettled`."""
        now = self._clock.now()
        async with self._database.read() as connection:
            # A look costs nobody anything; a transaction makes everybody wait.
            ended = await store.load_ended(connection, now, SETTLED_AT_ONCE_MAX)
            versions = await self._catalogue.versions(connection, {(row.catalogue_id, row.version) for row in ended})
        if not ended:
            return 0
        cards = await self._accounts.cards({who for row in ended for who in (row.sender_id, row.recipient_id)})
        async with self._database.transaction() as tx:
            settled = await store.settle(tx, [row.id for row in ended], now)
            for room_id, combos in show_combos(settled, versions, cards.__getitem__).items():
                tx.emit(CombosSettled(room_id=room_id, combos=combos))
        self._metrics.combos.inc(len(settled))
        return len(ended)
