"""Stripe Checkout: https://docs.stripe.com/payments/checkout. Loaded only where it is the payment provider."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec
import stripe

from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.money import Money
from livehouse.payments.errors import ProviderRefused, WebhookRefused
from livehouse.payments.model import Dispute, Purchase, PurchaseState
from livehouse.payments.provider import Checkout, PaymentFacts, ProviderEvent, ProviderName
from livehouse.payments.signature import check_signature
from livehouse.payments.stripe_client import StripeAccess, from_stripe, to_stripe

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

# What Stripe keeps of ours: on everything that a purchase makes there, and on refunds.
PURCHASE: Final = "purchase"
REFUND: Final = "refund"
LISTED_MAX: Final = 100
# The bank has the money, for now or for good; with the others (`warning_…`, `won`, `prevented`) it does not.
_OPEN: Final = frozenset(("needs_response", "under_review", "appeal_needs_response", "appeal_under_review"))
_COINS: Final = {"en": "{coins:,} coins", "ja": "{coins:,} コイン"}


class _Data(msgspec.Struct):
    object: dict[str, Any]


class _Event(msgspec.Struct):
    """As much of https://docs.stripe.com/api/events/object as is needed to know what it is about."""

    id: str
    type: str
    data: _Data
    account: str | None = None


class StripeProvider:
    """Payments by Stripe Checkout."""

    def __init__(self, settings: Settings, clock: Clock, access: StripeAccess) -> None:
        self._clock = clock
        self._access = access
        self._client = access.client
        self._platform = settings.name
        self._secrets = settings.stripe_webhook_secrets

    @property
    def name(self) -> ProviderName:
        """What it is called."""
        return "stripe"

    async def open_checkout(self, purchase: Purchase) -> Checkout:
        """A Checkout Session. What it is made of never changes, so that the same key stands for the same request."""
        amount, currency = to_stripe(purchase.price)
        coins = _COINS[purchase.language].format(coins=purchase.coins)
        back = f"{purchase.origin}/wallet?purchase={purchase.id}"
        params: SessionCreateParams = {
            "mode": "payment",
            "client_reference_id": purchase.id,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": coins}},
                }
            ],
            "allowed_payment_method_types": ["card"],
            # The price is the one that was shown, in the currency in which it was shown.
            "adaptive_pricing": {"enabled": False},
            "payment_intent_data": {
                "description": f"{coins} · {self._platform}",
                "metadata": {PURCHASE: purchase.id},
            },
            "metadata": {PURCHASE: purchase.id},
            "success_url": back,
            "cancel_url": back,
            "expires_at": int(purchase.expires_at.timestamp()),
            "locale": purchase.language,
        }
        options: stripe.RequestOptions = {"idempotency_key": f"livehouse-purchase-{purchase.id}"}
        session = await self._access.call(self._client.v1.checkout.sessions.create_async(params, options))
        if session.url is None:
            raise ProviderRefused("it gave no page to pay at")
        return Checkout(session.id, session.url)

    async def close_checkout(self, checkout_id: str) -> None:
        """Expire the session, unless it is over."""
        try:
            await self._access.call(self._client.v1.checkout.sessions.expire_async(checkout_id))
        except ProviderRefused:
            # https://docs.stripe.com/api/checkout/sessions/expire: only an open one can be.
            return

    async def look(self, checkout_id: str) -> PaymentFacts:
        """Session, payment and charge in one question; disputes in another, if there are any."""
        sessions = self._client.v1.checkout.sessions
        session = await self._access.call(
            sessions.retrieve_async(checkout_id, {"expand": ["payment_intent.latest_charge"]})
        )
        if session.amount_total is None or session.currency is None:
            raise ProviderRefused("the session has no price")
        intent = session.payment_intent
        facts = PaymentFacts(
            state=_state(session),
            price=from_stripe(session.amount_total, session.currency),
            purchase_id=session.client_reference_id,
            payment_id=intent.id if isinstance(intent, stripe.PaymentIntent) else None,
        )
        charge = intent.latest_charge if isinstance(intent, stripe.PaymentIntent) else None
        if facts.state != "paid" or not isinstance(charge, stripe.Charge):
            return facts
        refunded = from_stripe(charge.amount_refunded, charge.currency).amount
        facts = msgspec.structs.replace(facts, refunded=refunded)
        return await self._with_disputes(facts) if charge.disputed else facts

    async def _with_disputes(self, facts: PaymentFacts) -> PaymentFacts:
        assert facts.payment_id is not None  # noqa: S101  # whoever is charged has one
        disputes = await self._access.call(
            self._client.v1.disputes.list_async({"payment_intent": facts.payment_id, "limit": LISTED_MAX})
        )
        disputed = 0
        found: set[Dispute] = set()
        for dispute in disputes.data:
            state: Dispute | None = "open" if dispute.status in _OPEN else None
            if dispute.status == "lost":
                state = "lost"
            elif dispute.status == "won":
                state = "won"
            if state is None:
                continue
            found.add(state)
            if state != "won":
                disputed += from_stripe(dispute.amount, dispute.currency).amount
        gravest: tuple[Dispute, ...] = ("open", "lost", "won")
        worst = next((state for state in gravest if state in found), None)
        return msgspec.structs.replace(facts, disputed=disputed, dispute=worst)

    async def refund(self, payment_id: str, money: Money, *, key: str) -> None:
        """A Refund: https://docs.stripe.com/api/refunds/create."""
        amount, _ = to_stripe(money)
        refunds = self._client.v1.refunds
        # Stripe forgets keys after a day, and a server may have been away for longer.
        made = await self._access.call(refunds.list_async({"payment_intent": payment_id, "limit": LISTED_MAX}))
        if any(REFUND in refund.metadata and refund.metadata[REFUND] == key for refund in made.data if refund.metadata):
            return
        await self._access.call(
            refunds.create_async(
                {
                    "payment_intent": payment_id,
                    "amount": amount,
                    "reason": "requested_by_customer",
                    "metadata": {REFUND: key},
                },
                {"idempotency_key": f"livehouse-refund-{key}"},
            )
        )

    async def purchase_of(self, payment_id: str) -> str | None:
        """What the PaymentIntent says; nothing, if there is no such one."""
        try:
            intent = await self._access.call(self._client.v1.payment_intents.retrieve_async(payment_id))
        except ProviderRefused:
            return None
        return str(intent.metadata[PURCHASE]) if PURCHASE in intent.metadata else None

    def read_event(self, body: bytes, signature: str | None) -> ProviderEvent:
        """What a webhook says; the object in it may be old, so only what it is about is taken from it."""
        check_signature(body, signature, self._secrets, self._clock.now())
        try:
            event = msgspec.json.decode(body, type=_Event)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise WebhookRefused("This webhook cannot be read.") from error
        about = event.data.object
        kind = about.get("object")
        metadata = about.get("metadata")
        purchase_id = metadata.get(PURCHASE) if isinstance(metadata, Mapping) else None
        return ProviderEvent(
            id=event.id,
            kind=event.type,
            about=about,
            purchase_id=purchase_id if isinstance(purchase_id, str) else None,
            checkout_id=_id(about.get("id")) if kind == "checkout.session" else None,
            payment_id=_id(about.get("id") if kind == "payment_intent" else about.get("payment_intent")),
            account=event.account,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._access.close()


def _state(session: stripe.checkout.Session) -> PurchaseState:
    if session.payment_status == "paid":
        return "paid"
    if session.status == "expired":
        return "expired"
    intent = session.payment_intent
    is_over = session.status == "complete"
    # Done with the page, and the bank said no afterwards.
    if (
        is_over
        and isinstance(intent, stripe.PaymentIntent)
        and intent.status in ("requires_payment_method", "canceled")
    ):
        return "failed"
    return "open"


def _id(value: object) -> str | None:
    """An id, be it alone or of the object that stands in its place."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else None
