"""Everything that buying coins needs, wired."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from livehouse.accounts import Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids
from livehouse.ledger import Ledger
from livehouse.live_access import LiveAccess
from livehouse.moderation import Moderation
from livehouse.payments import routes
from livehouse.payments.convergence import Convergence
from livehouse.payments.events import SandboxNews
from livehouse.payments.freezes import Freezes
from livehouse.payments.prices import Prices
from livehouse.payments.provider import PaymentProvider
from livehouse.payments.provider_sandbox import Sandbox
from livehouse.payments.purchase_events import PurchaseEvents
from livehouse.payments.reconciler import Reconciler
from livehouse.payments.refunds import Refunds
from livehouse.payments.service import Payments
from livehouse.payments.webhooks import Webhooks
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import Mailer

if TYPE_CHECKING:
    from livehouse.payments.stripe_client import StripeAccess


@dataclass(frozen=True)
class Shop:
    """The services of those who buy and of those who sell."""

    payments: Payments
    refunds: Refunds
    webhooks: Webhooks
    reconciler: Reconciler
    provider: PaymentProvider

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed: the sandbox's webhooks come in by the same door as a real provider's."""
        if not isinstance(self.provider, Sandbox):
            return
        sandbox = self.provider

        async def on_news(news: SandboxNews) -> None:
            await self.webhooks.receive(sandbox.name, *sandbox.webhook(news))

        events.subscribe(SandboxNews, on_news)

    def router(self, origin: routes.Origin) -> APIRouter:
        """The routes; `origin` says where the platform is, as the request's sender sees it."""
        sandbox = self.provider if isinstance(self.provider, Sandbox) else None
        return routes.router(self.payments, self.refunds, self.webhooks, sandbox, origin)


def open_shop(
    *,
    database: Database,
    settings: Settings,
    clock: Clock,
    ids: Ids,
    ledger: Ledger,
    accounts: Accounts,
    live_access: LiveAccess,
    moderation: Moderation,
    freezes: Freezes,
    limits: RateLimits,
    mailer: Mailer,
    prices: Prices,
    stripe: "StripeAccess | None",
    sandbox_secret: str,
    registry: CollectorRegistry,
) -> Shop:
    """The shop.

    Args:
        stripe: the way to Stripe, if that is the payment provider.
        sandbox_secret: what the sandbox signs its webhooks with, the same in all processes.
    """
    provider = _provider(database, settings, clock, ids, stripe, sandbox_secret)
    convergence = Convergence(database, settings, clock, ledger, accounts, mailer, provider, registry)
    webhooks = Webhooks(database, clock, provider, registry)
    payments = Payments(
        database=database,
        settings=settings,
        clock=clock,
        ids=ids,
        ledger=ledger,
        accounts=accounts,
        live_access=live_access,
        freezes=freezes,
        limits=limits,
        prices=prices,
        provider=provider,
        convergence=convergence,
        registry=registry,
    )
    PurchaseEvents(database, provider, convergence).listen(webhooks)
    refunds = Refunds(database, settings, clock, ids, accounts, moderation, provider, convergence)
    return Shop(payments, refunds, webhooks, Reconciler(clock, payments, refunds, webhooks), provider)


def open_stripe(settings: Settings) -> "StripeAccess | None":
    """The way to Stripe, if that is the payment provider."""
    if settings.payments_provider != "stripe":
        return None
    # Loaded where it is used: the library takes as long as the rest of a start.
    from livehouse.payments.stripe_client import StripeAccess

    return StripeAccess(settings)


def _provider(
    database: Database, settings: Settings, clock: Clock, ids: Ids, stripe: "StripeAccess | None", sandbox_secret: str
) -> PaymentProvider:
    if stripe is None:
        return Sandbox(database, clock, ids, secret=sandbox_secret)
    from livehouse.payments.provider_stripe import StripeProvider

    return StripeProvider(settings, clock, stripe)
