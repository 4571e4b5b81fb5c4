"""What nobody tells: asks the provider about purchases and refunds of which nothing was heard."""

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.payments.refunds import Refunds
from livehouse.payments.service import Payments
from livehouse.payments.webhooks import Webhooks
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

LOOK_EVERY_S: Final = 5.0
FORGET_EVERY: Final = timedelta(hours=1)


class Reconciler:
    """Finishes what a crash, or a provider that was away, left half done. Any number of processes may do so."""

    def __init__(self, clock: Clock, payments: Payments, refunds: Refunds, webhooks: Webhooks) -> None:
        self._clock = clock
        self._payments = payments
        self._refunds = refunds
        self._webhooks = webhooks
        self._forgot_at = clock.now()

    def start(self, supervisor: Supervisor) -> None:
        """Begin."""
        supervisor.start("purchases", self.work)

    async def work(self) -> None:
        """Look around for as long as the process lives."""
        while True:
            try:
                await self.look_around()
            except Unavailable as error:
                log.warning("purchases cannot be looked after", error=error.message)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look_around(self) -> None:
        """Ask about everything whose time has come."""
        await self._payments.look_around()
        await self._refunds.finish()
        if self._clock.now() - self._forgot_at >= FORGET_EVERY:
            await self._webhooks.forget_old()
            self._forgot_at = self._clock.now()
