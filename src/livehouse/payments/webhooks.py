"""Webhooks of the payment provider: who sent it, whether it came before, and who acts on it."""

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.payments import purchase_store as store
from livehouse.payments.convergence import BooksRefused
from livehouse.payments.errors import NoSuchProvider, WebhookRefused
from livehouse.payments.provider import PaymentProvider, ProviderEvent
from livehouse.platform.database import Database

log = structlog.get_logger(__name__)

Handler = Callable[[ProviderEvent], Awaitable[None]]

# Stripe tries for three days (https://docs.stripe.com/webhooks#retries); acting twice would do no harm anyway.
REMEMBERED: Final = timedelta(days=30)


class Webhooks:
    """Checks what comes, and hands it on. An event that was acted on is not acted on again."""

    def __init__(
        self, database: Database, clock: Clock, provider: PaymentProvider, registry: CollectorRegistry
    ) -> None:
        self._database = database
        self._clock = clock
        self._provider = provider
        self._handlers: dict[str, list[Handler]] = {}
        self._came = Counter(
            "livehouse_payment_webhooks",
            "Webhooks of the payment provider by what became of them: done, again, unknown, refused, failed.",
            ["outcome"],
            registry=registry,
        )

    def on(self, kinds: Collection[str], handler: Handler) -> None:
        """Have `handler` act on events of these kinds. It may be called twice with the same one, and in any order."""
        for kind in kinds:
            self._handlers.setdefault(kind, []).append(handler)

    async def receive(self, provider: str, body: bytes, signature: str | None) -> None:
        """Act on a webhook. When this returns, it need not come again.

        Raises:
            NoSuchProvider: this platform does not use that provider.
            WebhookRefused: it is not the provider's, too old, or cannot be read.
            Unavailable: it should come again.
        """
        if provider != self._provider.name:
            raise NoSuchProvider
        try:
            event = self._provider.read_event(body, signature)
        except WebhookRefused as error:
            self._came.labels("refused").inc()
            log.warning("a webhook was refused", provider=provider, reason=error.message)
            raise
        async with self._database.read() as connection:
            if await store.knows_event(connection, provider, event.id):
                self._came.labels("again").inc()
                return
        handlers = self._handlers.get(event.kind, [])
        try:
            for handler in handlers:
                await handler(event)
        except (AppError, BooksRefused) as error:
            self._came.labels("failed").inc()
            log.warning("a webhook could not be acted on", webhook=event.id, kind=event.kind, reason=str(error))
            raise
        if not handlers:
            log.info("a webhook that nobody acts on", webhook=event.id, kind=event.kind)
        async with self._database.transaction() as tx:
            await store.note_event(tx, provider, event.id, event.kind, self._clock.now())
        self._came.labels("done" if handlers else "unknown").inc()

    async def forget_old(self) -> None:
        """Forget events that cannot come again."""
        async with self._database.transaction() as tx:
            await store.forget_events(tx, self._clock.now() - REMEMBERED)
