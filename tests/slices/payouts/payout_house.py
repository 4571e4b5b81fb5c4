"""A shop with a payout office beside it, on one real database; and the gifts that are posted without their slice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import accounts
from livehouse.accounts import Account
from livehouse.ledger import Balance, Line, Posted, Reverse, Transfer
from livehouse.payments import (
    coins_outside,
    earned,
    gift_coins,
    gift_diamonds,
    load_prices,
    open_payout_office,
    open_stripe,
    payout_routes,
    wallet,
)
from livehouse.payments.payout_model import Payout
from livehouse.payments.payout_provider_sandbox import SandboxPayouts
from livehouse.platform.http import API, add_error_handlers
from tests.slices.payments.wallet_house import ORIGIN, ShopHouse
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in
from tests.support.stripe_connect import ConnectServer
from tests.support.stripe_server import SECRET_KEY, WEBHOOK_SECRET, Object

WEEK_S = 7 * 86_400


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    routes = payout_routes.router(
        stand_in("payouts"), stand_in("earnings"), stand_in("freezes"), lambda _request: ORIGIN
    )
    api.include_router(routes, prefix=API)
    return api


class PayoutHouse(ShopHouse):
    """One process's worth of services."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, **settings: Any) -> None:
        super().__init__(url, folder, clock, **settings)
        self.stripe_access = open_stripe(self.settings)
        self.office = open_payout_office(
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
            stripe=self.stripe_access,
            shop=self.shop,
            registry=CollectorRegistry(),
        )
        self.payouts = self.office.payouts
        self.earnings = self.office.earnings
        self.office.subscribe(self.events)

    @property
    def api(self) -> HouseApp:
        return HouseApp(self, _routes())

    @property
    def sandbox_payouts(self) -> SandboxPayouts:
        assert isinstance(self.payouts.provider, SandboxPayouts)
        return self.payouts.provider

    async def close(self) -> None:
        if self.stripe_access is not None:
            await self.stripe_access.close()
        await super().close()

    @asynccontextmanager
    async def browser(self, account: Account | None = None) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.api)
        async with httpx.AsyncClient(transport=transport, base_url=f"{ORIGIN}{API}") as client:
            if account is not None:
                token = await self.sessions.start(account.id, address="192.0.2.7", user_agent=None)
                client.cookies.set(accounts.SESSION_COOKIE, token)
            yield client

    # Gifts, as their slice posts them

    async def gift(self, sender: Account, host: Account, diamonds: int, *, catalogue: str = "rose") -> str:
        """A gift that makes so many diamonds; its transfer."""
        coins = diamonds * 2
        specs = [
            coins_outside(),
            wallet(sender.id),
            gift_coins(host.id),
            gift_diamonds(host.id),
            earned(host.id),
        ]
        async with self.database.transaction() as tx:
            await self.ledger.open(tx, specs)
        gift_id = self.ids.new()
        bought = Transfer(
            f"bought:{gift_id}",
            "coins.bought",
            (Line(coins_outside().name, -coins), Line(wallet(sender.id).name, coins)),
        )
        sent = Transfer(
            f"gift:{gift_id}",
            "gift.sent",
            (
                Line(wallet(sender.id).name, -coins),
                Line(gift_coins(host.id).name, coins),
                Line(gift_diamonds(host.id).name, -diamonds),
                Line(earned(host.id).name, diamonds),
            ),
            {
                "gift": gift_id,
                "catalogue": catalogue,
                "count": 1,
                "coins": coins,
                "share_bps": 5000,
                "sender": sender.id,
                "recipient": host.id,
                "host": host.id,
                "room": "0" * 26,
            },
        )
        outcomes = await self.ledger.post(bought, sent)
        assert all(isinstance(outcome, Posted) for outcome in outcomes), outcomes
        assert isinstance(outcomes[1], Posted)
        return outcomes[1].id

    async def take(self, transfer_id: str, kind: str = "gift.reversed") -> str:
        """The gift is taken back; the reversal's transfer."""
        (outcome,) = await self.ledger.post(Reverse(self.ids.new(), transfer_id, kind))
        assert isinstance(outcome, Posted), outcome
        return outcome.id

    async def earned(self, account: Account) -> Balance:
        return await self.ledger.balance(earned(account.id).name)

    # Hosts

    async def rich_host(self, handle: str = "hana", diamonds: int = 100_000, **words: Any) -> Account:
        """Somebody who earned so much more than a week ago, and has said where money shall go."""
        host = await self.sign_up(handle, **words)
        fan = await self.sign_up(f"{handle}.fan")
        await self.gift(fan, host, diamonds)
        self.clock.advance(WEEK_S)
        await self.set_up(host)
        return host

    async def set_up(self, host: Account) -> str:
        """The host tells the provider everything; what the provider calls them."""
        url = await self.payouts.set_up(host.id, origin=ORIGIN)
        reference = url.rpartition("/")[2]
        await self.sandbox_payouts.act(reference, "complete")
        await self.payouts.recipient_changed(reference)
        return reference

    async def withdraw(self, host: Account, diamonds: int, key: str | None = None) -> Payout:
        return await self.payouts.request(host.id, diamonds=diamonds, key=key or self.ids.new(), origin=ORIGIN)

    async def work(self) -> None:
        """Let the worker do all that is due."""
        while await self.payouts.worker.look_around():
            pass

    async def now(self, payout: Payout) -> Payout:
        """The payout as it is now."""
        return await self.payouts.access(payout.id)

    async def sound(self) -> None:
        """The books agree, and with the payouts beside them."""
        await self.check_books()
        rows = await self.rows("SELECT account_id, state, diamonds, amount, provider, currency FROM payouts")
        held: dict[str, int] = {}
        paid: dict[str, int] = {}
        withdrawn = 0
        for row in rows:
            if row["state"] in ("in_review", "approved", "sending"):
                held[row["account_id"]] = held.get(row["account_id"], 0) + row["diamonds"]
            if row["state"] in ("sent", "paid"):
                withdrawn += row["diamonds"]
                name = f"money:payouts:{row['currency'].lower()}"
                paid[name] = paid.get(name, 0) + row["amount"]
        frozen = {
            row["account_id"]: row["held"]
            for row in await self.rows("SELECT account_id, held FROM money_freezes WHERE lifted_at IS NULL")
        }
        for row in await self.rows("SELECT name, held FROM ledger_accounts WHERE name LIKE 'diamonds:earned:%'"):
            account_id = row["name"].rpartition(":")[2]
            assert row["held"] == held.get(account_id, 0) + frozen.get(account_id, 0), account_id
        stands = {row["name"]: row["balance"] for row in await self.rows("SELECT name, balance FROM ledger_accounts")}
        assert stands.get("diamonds:withdrawn", 0) == withdrawn
        for name, balance in stands.items():
            if name.startswith("money:payouts:"):
                assert balance == paid.get(name, 0), name


class ConnectHouse(PayoutHouse):
    """A house whose hosts are paid by Stripe's server of the tests."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, server: ConnectServer, **settings: Any) -> None:
        self.server = server
        stripe = {
            "payments_provider": "stripe",
            "stripe_secret_key": SECRET_KEY,
            "stripe_webhook_secret": WEBHOOK_SECRET,
            "stripe_api_base": server.base,
        }
        super().__init__(url, folder, clock, **{**stripe, **settings})

    async def set_up(self, host: Account) -> str:
        await self.payouts.set_up(host.id, origin=ORIGIN)
        reference = str(self.server.last("account")["id"])
        await self.receive(self.server.complete(reference))
        return reference

    async def receive(self, event: Object) -> None:
        """Get an event as Stripe sends it."""
        body, headers = self.server.signed(event)
        await self.webhooks.receive("stripe", body, headers["Stripe-Signature"])
