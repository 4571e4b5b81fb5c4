"""What webhooks tell of purchases: which one it is about, and that it is time to look."""

from collections.abc import Mapping, Sequence
from typing import Final

import structlog

from livehouse.payments import purchase_store as store
from livehouse.payments.convergence import Convergence
from livehouse.payments.provider import PaymentProvider, ProviderEvent, ProviderName
from livehouse.payments.webhooks import Webhooks
from livehouse.platform.database import Database

log = structlog.get_logger(__name__)

PURCHASE_EVENTS: Final[Mapping[ProviderName, Sequence[str]]] = {
    "sandbox": (
        "checkout.paid",
        "checkout.declined",
        "checkout.expired",
        "payment.refunded",
        "dispute.opened",
        "dispute.won",
        "dispute.lost",
    ),
    "stripe": (
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "charge.succeeded",
        "charge.refunded",
        "charge.refund.updated",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "refund.created",
        "refund.updated",
        "refund.failed",
    ),
}


class PurchaseEvents:
    """Acts on webhooks about purchases."""

    def __init__(self, database: Database, provider: PaymentProvider, convergence: Convergence) -> None:
        self._database = database
        self._provider = provider
        self._convergence = convergence

    def listen(self, webhooks: Webhooks) -> None:
        """Hear of them."""
        webhooks.on(PURCHASE_EVENTS[self._provider.name], self._on_event)

    async def _on_event(self, event: ProviderEvent) -> None:
        purchase_id = await self._purchase_of(event)
        if purchase_id is None:
            # Of another program that uses the same account there, perhaps.
            log.info("a payment that is none of ours", webhook=event.id, kind=event.kind)
            return
        await self._convergence.converge(purchase_id, checkout_id=event.checkout_id)

    async def _purchase_of(self, event: ProviderEvent) -> str | None:
        name = self._provider.name
        async with self._database.read() as connection:
            if event.purchase_id is not None and (known := await store.load(connection, event.purchase_id)) is not None:
                return known.id
            for column, value in (("checkout_id", event.checkout_id), ("payment_id", event.payment_id)):
                if value is not None and (found := await store.find_id(connection, name, column, value)) is not None:
                    return found
        if event.payment_id is None:
            return None
        # It came before the one that says which payment belongs to which purchase.
        purchase_id = await self._provider.purchase_of(event.payment_id)
        if purchase_id is None:
            return None
        async with self._database.read() as connection:
            return None if await store.load(connection, purchase_id) is None else purchase_id
