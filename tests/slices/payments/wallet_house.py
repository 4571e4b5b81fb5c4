"""Accounts, the books and the shop on one real database; with the sandbox, or with Stripe's server of the tests."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import accounts
from livehouse.accounts import Account, Accounts, Authenticator, NewAccount, Passwords, Sessions
from livehouse.config import Settings
from livehouse.kernel.ids import Ids
from livehouse.ledger import AccountSpec, Entry, Ledger, Line, Posted, Transfer
from livehouse.live_access import LiveAccess, PolicyKeeper
from livehouse.moderation import LogMark, Moderation, OperatorsLog
from livehouse.payments import (
    CoinsBought,
    CoinsGivenBack,
    CoinsTakenBack,
    Freezes,
    debt,
    load_prices,
    open_shop,
    open_stripe,
    wallet,
)
from livehouse.payments import routes as payment_routes
from livehouse.payments.model import Purchase
from livehouse.payments.provider_sandbox import Act, Sandbox
from livehouse.platform.database import Database
from livehouse.platform.events import DomainEvent, Events
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import Mails, WrittenMail
from livehouse.platform.tasks import Supervisor
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in
from tests.support.stripe_server import SECRET_KEY, WEBHOOK_SECRET, Object, StripeServer

# What has nothing to do with how it is stored.
one_store = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ORIGIN = "http://venue.example:8000"


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    routes = payment_routes.router(
        stand_in("payments"), stand_in("refunds"), stand_in("webhooks"), stand_in("sandbox"), lambda _request: ORIGIN
    )
    api.include_router(routes, prefix=API)
    return api


class ShopHouse:
    """One process's worth of services.

    Attributes:
        heard: every event that the shop told, in order.
    """

    def __init__(self, url: str, folder: Path, clock: FakeClock, **settings: Any) -> None:
        self.clock = clock
        self.settings = Settings(data=folder, **{"live_policy": "open", "show_outbox": True, **settings})
        self.events = Events()
        self.database = Database(url, clock, self.events)
        self.supervisor = Supervisor()
        self.ids = Ids(clock, os.urandom)
        self.limits = RateLimits()
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), os.urandom)
        self.accounts = Accounts(self.database, self.settings, clock, self.ids, passwords, self.limits)
        self.sessions = Sessions(self.database, self.settings, clock, self.ids, passwords, self.limits)
        log = OperatorsLog(self.database, clock, LogMark(folder))
        self.moderation = Moderation(self.database, self.settings, clock, self.ids, self.accounts, self.sessions, log)
        policies = PolicyKeeper(clock, self.settings.live_policy)
        self.live_access = LiveAccess(self.database, clock, self.accounts, self.moderation, policies)
        self.ledger = Ledger(self.database, clock, self.ids)
        self.freezes = Freezes(
            self.database, self.settings, clock, self.ids, self.ledger, self.accounts, self.moderation
        )
        self.mails = Mails(self.database, clock, self.ids, None, attempts_max=1)
        self.shop = open_shop(
            database=self.database,
            settings=self.settings,
            clock=clock,
            ids=self.ids,
            ledger=self.ledger,
            accounts=self.accounts,
            live_access=self.live_access,
            moderation=self.moderation,
            freezes=self.freezes,
            limits=self.limits,
            mailer=self.mails,
            prices=load_prices(self.settings.prices),
            stripe=open_stripe(self.settings),
            sandbox_secret="a secret of the sandbox",
            registry=CollectorRegistry(),
        )
        self.payments = self.shop.payments
        self.refunds = self.shop.refunds
        self.webhooks = self.shop.webhooks
        self.authenticator = Authenticator(self.sessions, self.accounts, self.ids, self.settings)
        self.heard: list[DomainEvent] = []
        self.shop.subscribe(self.events)
        for kind in (CoinsBought, CoinsTakenBack, CoinsGivenBack):
            self.events.subscribe(kind, self._hear)

    async def _hear(self, event: DomainEvent) -> None:
        self.heard.append(event)

    @property
    def api(self) -> HouseApp:
        """What this house answers over HTTP."""
        return HouseApp(self, _routes())

    @property
    def sandbox(self) -> Sandbox:
        assert isinstance(self.shop.provider, Sandbox)
        return self.shop.provider

    async def close(self) -> None:
        """End as `kill -9` does."""
        await self.supervisor.stop()
        await self.shop.provider.close()
        await self.database.close()

    async def tell(self) -> None:
        """Deliver what was committed, and what that leads to."""
        if not self.supervisor._tasks:
            self.supervisor.start("outbox", self.database.dispatch)
        await self.database.drained()

    # People

    async def sign_up(
        self, handle: str, *, born: date = date(1990, 5, 17), region: str = "US", language: Any = "en"
    ) -> Account:
        return await self.accounts.create(
            NewAccount(
                handle=handle,
                email=f"{handle}@example.org",
                password="a quiet stage at midnight",
                birth_date=born.isoformat(),
                region=region,
                accept_terms=True,
                language=language,
            )
        )

    async def make_operator(self, account: Account) -> None:
        async with self.database.transaction() as tx:
            await self.accounts.set_operator(tx, account.id, is_operator=True)

    @asynccontextmanager
    async def browser(self, account: Account | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """HTTP as this person's browser speaks it."""
        transport = httpx.ASGITransport(self.api)
        async with httpx.AsyncClient(transport=transport, base_url=f"{ORIGIN}{API}") as client:
            if account is not None:
                token = await self.sessions.start(account.id, address="192.0.2.7", user_agent=None)
                client.cookies.set(accounts.SESSION_COOKIE, token)
            yield client

    # Buying

    async def begin(self, account: Account, pack: str = "coins_700", key: str | None = None) -> Purchase:
        return await self.payments.buy(account.id, pack, key or self.ids.new(), origin=ORIGIN)

    async def bought(self, account: Account, pack: str = "coins_700") -> Purchase:
        """A purchase that is paid, in the sandbox."""
        purchase = await self.begin(account, pack)
        await self.act(purchase, "pay")
        return await self.payments.purchase(account.id, purchase.id)

    async def act(self, purchase: Purchase, act: Act) -> None:
        """What the buyer does at the sandbox's page, and all that follows."""
        assert purchase.checkout_id is not None
        await self.sandbox.act(purchase.checkout_id, purchase.account_id, act)
        await self.tell()

    async def spend(self, account: Account, coins: int) -> None:
        """Coins leave the wallet, as by a gift."""
        away = AccountSpec("test:gone", "COIN")
        async with self.database.transaction() as tx:
            await self.ledger.open(tx, [away])
        lines = (Line(wallet(account.id).name, -coins), Line(away.name, coins))
        (outcome,) = await self.ledger.post(Transfer(self.ids.new(), "gift.sent", lines, {}))
        assert isinstance(outcome, Posted), outcome

    # What there is

    async def purse(self, account: Account) -> tuple[int, int]:
        """Coins in the wallet, and coins owed."""
        names = [wallet(account.id).name, debt(account.id).name]
        balances = await self.ledger.balances(names)
        coins, owed = (balances[name].balance if name in balances else 0 for name in names)
        return coins, -owed

    async def lines(self, account: Account) -> list[Entry]:
        """The wallet's history, oldest first."""
        return list(reversed(await self.ledger.page(wallet(account.id).name, None, entries_max=100)))

    async def money(self) -> Mapping[str, int]:
        """What the accounts in real currencies come to, those at zero left out."""
        rows = await self.rows("SELECT name, balance FROM ledger_accounts WHERE name LIKE 'money:%' AND balance <> 0")
        return {row["name"].removeprefix("money:"): row["balance"] for row in rows}

    async def check_books(self) -> None:
        """Everything in the books agrees."""
        audit = await self.ledger.audit()
        assert audit.found == 0, audit.findings

    async def letters(self) -> list[WrittenMail]:
        """The mails, oldest first."""
        return list(reversed(await self.mails.shown()))

    async def rows(self, query: str, **values: object) -> list[Mapping[str, Any]]:
        async with self.database.read() as connection:
            return [dict(row._mapping) for row in await connection.execute(sa.text(query), values)]


class StripeHouse(ShopHouse):
    """A house whose payments go to Stripe's server of the tests."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, server: StripeServer, **settings: Any) -> None:
        self.server = server
        self._received = 0
        stripe = {
            "payments_provider": "stripe",
            "stripe_secret_key": SECRET_KEY,
            "stripe_webhook_secret": WEBHOOK_SECRET,
            "stripe_api_base": server.base,
        }
        super().__init__(url, folder, clock, **{**stripe, **settings})

    async def receive(self, event: Object, **how: Any) -> None:
        """Get an event as Stripe sends it."""
        body, headers = self.server.signed(event, **how)
        await self.webhooks.receive("stripe", body, headers["Stripe-Signature"])

    async def receive_all(self) -> None:
        """Get every event that did not come yet, in order."""
        events = self.server.events[self._received :]
        self._received += len(events)
        for event in events:
            await self.receive(event)
        await self.tell()

    async def paid(self, account: Account, pack: str = "coins_700") -> tuple[Purchase, str]:
        """A purchase that is paid, and what Stripe calls the payment."""
        purchase = await self.begin(account, pack)
        assert purchase.checkout_id is not None
        intent = self.server.pay(purchase.checkout_id)
        await self.receive_all()
        return await self.payments.purchase(account.id, purchase.id), intent["id"]
