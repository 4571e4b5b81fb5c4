"""Everything that earnings and payouts need, wired."""

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
from livehouse.payments import payout_routes
from livehouse.payments.earnings import Earnings
from livehouse.payments.freezes import Freezes
from livehouse.payments.payout_provider import PayoutProvider
from livehouse.payments.payout_provider_sandbox import SandboxPayouts
from livehouse.payments.payouts import PROVIDER_EVENTS, Payouts
from livehouse.payments.prices import Prices
from livehouse.payments.shop import Shop
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import Mailer
from livehouse.platform.tasks import Supervisor

if TYPE_CHECKING:
    from livehouse.payments.stripe_client import StripeAccess


@dataclass(frozen=True)
class PayoutOffice:
    """The services of those who earn."""

    payouts: Payouts
    earnings: Earnings
    freezes: Freezes

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self.freezes.subscribe(events)
        self.payouts.subscribe(events)

    def start(self, supervisor: Supervisor) -> None:
        """Carry payouts out from now on."""
        self.payouts.start(supervisor)

    def router(self, origin: payout_routes.OriginOf) -> APIRouter:
        """The routes; `origin` says where the platform is, as the request's sender sees it."""
        return payout_routes.router(self.payouts, self.earnings, self.freezes, origin)


def open_payout_office(
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
    shop: Shop,
    registry: CollectorRegistry,
) -> PayoutOffice:
    """The office.

    Args:
        stripe: the way to Stripe, if that is the payment provider.
        shop: knows whose own payments are disputed, and where the provider's webhooks come in.
    """
    provider = _provider(database, settings, clock, ids, stripe)
    payouts = Payouts(
        database=database,
        settings=settings,
        clock=clock,
        ids=ids,
        ledger=ledger,
        accounts=accounts,
        access=live_access,
        moderation=moderation,
        freezes=freezes,
        prices=prices,
        provider=provider,
        has_open_dispute=shop.payments.has_open_dispute,
        mailer=mailer,
        limits=limits,
        registry=registry,
    )
    if stripe is not None:
        shop.webhooks.on(PROVIDER_EVENTS, payouts.on_provider_event)
    return PayoutOffice(payouts, Earnings(settings, clock, ledger, accounts), freezes)


def _provider(
    database: Database, settings: Settings, clock: Clock, ids: Ids, stripe: "StripeAccess | None"
) -> PayoutProvider:
    if stripe is None:
        return SandboxPayouts(database, settings, clock, ids)
    # Loaded where it is used, as the library is large.
    from livehouse.payments.payout_provider_stripe import StripePayouts

    return StripePayouts(stripe)
