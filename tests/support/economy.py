"""Everything that has to do with money, on one database, beside a bank that is outside.

The services are the real ones, wired as `livehouse.app` wires them. What people do is asked of them directly; what
happens by itself in a server (webhooks that come, looks from time to time) is done when the test says so.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import msgspec
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from livehouse.accounts.store import accounts as accounts_table
from livehouse.gifts import Gifts
from livehouse.gifts.tables import carries, gifts
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.money import BASIS_POINTS
from livehouse.ledger import Ledger
from livehouse.ledger.store import accounts as books_accounts
from livehouse.payments import Freezes, load_prices, open_payout_office, open_shop
from livehouse.payments.corrections import coins_of
from livehouse.payments.payout_store import payouts
from livehouse.payments.purchase_store import purchases
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimits
from livehouse.rooms.store import rooms as rooms_table
from tests.slices.rooms.house import House
from tests.support.bank import Bank
from tests.support.clock import FakeClock
from tests.support.crashes import CrashingDatabase

# Nobody is slowed down: this is about money, not about pace.
ROOMY: Final[Mapping[str, Any]] = {
    "purchases_per_hour": 1_000_000,
    "coins_bought_per_day_max": 1_000_000_000,
    "gifts_per_10_s": 1_000_000,
    "spending_leap_coins": 1_000_000_000,
    "payout_setups_per_hour": 1_000_000,
}


class NoMails:
    """Mails have their own tests."""

    async def send(self, tx: object, mail: object) -> None:
        pass

    async def forget(self, tx: object, to: str) -> None:
        pass


class Economy(House):
    """One process of the platform, as far as money goes."""

    def __init__(
        self,
        url: str,
        folder: Path,
        clock: FakeClock,
        bank: Bank,
        *,
        database_type: type[Database] = CrashingDatabase,
        **settings: Any,
    ) -> None:
        super().__init__(url, folder, clock, database_type=database_type, **{**ROOMY, **settings})
        registry, limits, mailer = CollectorRegistry(), RateLimits(), NoMails()
        prices = load_prices(self.settings.prices)
        self.ledger = Ledger(self.database, clock, self.ids)
        self.freezes = Freezes(
            self.database, self.settings, clock, self.ids, self.ledger, self.accounts, self.moderation
        )
        with patch("livehouse.payments.shop._provider", lambda *_: bank.payments):
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
                limits=limits,
                mailer=mailer,
                prices=prices,
                stripe=None,
                sandbox_secret="none here",
                registry=registry,
            )
        self.payments = self.shop.payments
        with patch("livehouse.payments.payout_office._provider", lambda *_: bank.payouts):
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
                limits=limits,
                mailer=mailer,
                prices=prices,
                stripe=None,
                shop=self.shop,
                registry=registry,
            )
        self.payouts = self.office.payouts
        self.gifts = Gifts(
            database=self.database,
            hub=self.hub,
            rooms=self.rooms,
            accounts=self.accounts,
            live_access=self.live_access,
            moderation=self.moderation,
            ledger=self.ledger,
            freezes=self.freezes,
            wallets=self.payments,
            payouts=self.payouts,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=registry,
        )
        self.market = prices.market
        self.rooms.add_part(self.gifts)
        self.shop.subscribe(self.events)
        self.office.subscribe(self.events)
        self.gifts.subscribe(self.events)

    async def start(self) -> None:
        """Tell what an earlier process did not live to tell, and take gifts. Nothing else happens by itself."""
        await self.database.deliver_left_over()
        self.supervisor.start("outbox", self.database.dispatch)
        await self.gifts.start(self.supervisor)

    # People, thousands of them: written down directly, as signing up takes its time on purpose

    async def people(self, number: int, regions: Sequence[str] = ("JP", "US", "KW", "DE")) -> list[str]:
        """So many grown-ups; their ids."""
        now = self.clock.now()
        rows = []
        for place in range(number):
            account_id = self.ids.new()
            handle = f"p{place}_{account_id[-12:]}"
            rows.append(
                {
                    "id": account_id,
                    "handle": handle,
                    "email": f"{handle}@example.org",
                    "email_key": f"{handle}@example.org",
                    "password_hash": "none",
                    "nickname": handle,
                    "bio": "",
                    "birth_date": date(1990, 5, 17),
                    "region": regions[place % len(regions)],
                    "followers": 0,
                    "following": 0,
                    "created_at": now,
                }
            )
        async with self.database.transaction() as tx:
            await tx.execute(accounts_table.insert(), rows)
        return [str(row["id"]) for row in rows]

    async def rooms_of(self, host_ids: Sequence[str]) -> dict[str, str]:
        """A LIVE of each of these hosts, by the host's id."""
        now = self.clock.now()
        rows = [
            {
                "id": self.ids.new(),
                "host_id": host_id,
                "title": "Songs at night",
                "topic": "music",
                "audience": "everyone",
                "state": "live",
                "created_at": now,
                "started_at": now,
            }
            for host_id in host_ids
        ]
        async with self.database.transaction() as tx:
            await tx.execute(rooms_table.insert(), rows)
        return {str(row["host_id"]): str(row["id"]) for row in rows}

    # What happens by itself

    async def look_around(self) -> None:
        """What a server does every few seconds."""
        await self.shop.reconciler.look_around()
        while await self.payouts.worker.look_around():
            pass
        await self.freezes.look()
        await self.gifts.settle_combos()

    async def receive(self, bank: Bank, *, all_of_them: bool = False) -> None:
        """Some webhooks that the bank sends, at once. Those that are not taken come again."""
        webhooks = bank.take_webhooks(all_of_them=all_of_them)
        missed = [body for body, _ in webhooks]
        try:
            receive = self.shop.webhooks.receive
            outcomes = await asyncio.gather(
                *(receive("stripe", body, signature) for body, signature in webhooks), return_exceptions=True
            )
            missed = [body for (body, _), outcome in zip(webhooks, outcomes, strict=True) if outcome is not None]
            for outcome in outcomes:
                if outcome is not None and not isinstance(outcome, Unavailable):
                    raise outcome
        finally:
            bank.send_again(missed)

    async def come_to_rest(self, bank: Bank) -> None:
        """Do all that is left to be done, however long it takes: three months, after which nobody looks any more."""
        bank.lost_share = 0.0
        for _ in range(32):
            await self.receive(bank, all_of_them=True)
            await self.look_around()
            await self.settled()
            for payout_id in list(bank.sendings):
                bank.move(payout_id, "paid")
            self.clock.advance(3 * 86_400)
        assert bank.webhooks_waiting == 0


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """What the database says, read as one."""

    balances: dict[str, int]
    held: dict[str, int]
    by_currency: dict[str, int]
    gifts: list[Any]
    purchases: list[Any]
    payouts: list[Any]
    carries: dict[str, int]

    def balance(self, spec: Any) -> int:
        return self.balances.get(spec.name, 0)


async def read_truth(database: Database) -> Truth:
    async with database.snapshot() as connection:
        books = (await connection.execute(sa.select(books_accounts))).all()
        by_currency: dict[str, int] = defaultdict(int)
        for row in books:
            by_currency[row.currency] += row.balance
        return Truth(
            balances={row.name: row.balance for row in books},
            held={row.name: row.held for row in books},
            by_currency=dict(by_currency),
            gifts=[SimpleNamespace(**row._mapping) for row in await connection.execute(sa.select(gifts))],
            purchases=[SimpleNamespace(**row._mapping) for row in await connection.execute(sa.select(purchases))],
            payouts=[SimpleNamespace(**row._mapping) for row in await connection.execute(sa.select(payouts))],
            carries={row.recipient_id: row.carry for row in await connection.execute(sa.select(carries))},
        )


async def faults(economy: Economy, bank: Bank, *, share_bps: int = 5_000) -> list[str]:
    """What is wrong once everything has come to rest; empty if not one unit was created or lost."""
    from livehouse.payments.accounts import (
        coins_outside,
        debt,
        diamonds_withdrawn,
        earned,
        gift_coins,
        gift_diamonds,
        payout_cost,
        provider_money,
        sales,
        tax,
        wallet,
    )

    wrong: list[str] = []

    def expect(what: str, is_: object, should_be: object) -> None:
        if is_ != should_be:
            wrong.append(f"{what}: {is_}, and should be {should_be}")

    audit = await economy.ledger.audit()
    wrong += [f"audit: {finding.where}: {finding.what}" for finding in audit.findings]
    truth = await read_truth(economy.database)
    for currency, total in truth.by_currency.items():
        expect(f"the sum of everything in {currency}", total, 0)

    # Money: what the bank has is what the books say it has.
    held = bank.money()
    for currency in {row.currency for row in truth.purchases} | held.keys():
        expect(f"the bank's {currency}", truth.balance(provider_money("stripe", currency)), held.get(currency, 0))
        paid_out = sum(
            row.amount for row in truth.payouts if row.currency == currency and row.state in ("sent", "paid")
        )
        expect(f"what hosts were paid in {currency}", truth.balance(payout_cost(currency)), paid_out)
        taken = truth.balance(sales(currency)) + truth.balance(tax(currency))
        expect(f"sales and tax in {currency}", -taken, held.get(currency, 0) + paid_out)

    # Purchases: each of them what the bank says.
    bought: Counter[str] = Counter()
    for row in truth.purchases:
        payment = bank.payments_made.get(row.checkout_id or "")
        if payment is None:
            expect(f"purchase {row.id}", row.state in ("open", "failed"), True)
            continue
        if payment.state == "paid":
            expect(f"purchase {row.id}", row.state, "paid")
            gone = coins_of(
                SimpleNamespace(coins=row.coins, total=row.total),  # type: ignore[arg-type]  # all it looks at
                payment.price.amount - payment.kept,
            )
            bought[row.account_id] += row.coins - gone
        else:
            expect(f"purchase {row.id} is not paid", row.state != "paid", True)

    # Coins: what was bought and not taken back is in wallets, owed, or given.
    given: Counter[str] = Counter()
    came: Counter[str] = Counter()
    made: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for gift in truth.gifts:
        if gift.reversal_id is None:
            parts[gift.recipient_id] += gift.count * gift.price_coins * (BASIS_POINTS - share_bps)
            parts[gift.recipient_id] -= gift.diamonds * BASIS_POINTS
            given[gift.sender_id] += gift.count * gift.price_coins
            came[gift.recipient_id] += gift.count * gift.price_coins
            made[gift.recipient_id] += gift.diamonds
    for account_id in bought.keys() | given.keys():
        stands = truth.balance(wallet(account_id)) + truth.balance(debt(account_id))
        expect(f"coins of {account_id}", stands, bought[account_id] - given[account_id])
        is_both = truth.balance(wallet(account_id)) > 0 and truth.balance(debt(account_id)) < 0
        expect(f"{account_id} has coins and owes some", is_both, False)
    expect("coins outside", -truth.balance(coins_outside()), sum(bought.values()))

    # Diamonds: each gift's, less what was withdrawn; and the fractions are carried on.
    withdrawn: Counter[str] = Counter()
    set_aside: Counter[str] = Counter()
    for payout in truth.payouts:
        if payout.state in ("sent", "paid"):
            withdrawn[payout.account_id] += payout.diamonds
        elif payout.state in ("in_review", "approved", "sending"):
            set_aside[payout.account_id] += payout.diamonds
    for account_id in came.keys() | withdrawn.keys() | parts.keys():
        expect(f"gifts' coins of {account_id}", truth.balance(gift_coins(account_id)), came[account_id])
        expect(f"gifts' diamonds of {account_id}", -truth.balance(gift_diamonds(account_id)), made[account_id])
        expect(f"earned by {account_id}", truth.balance(earned(account_id)), made[account_id] - withdrawn[account_id])
        expect(f"carried for {account_id}", truth.carries.get(account_id, 0), parts[account_id])
    expect("withdrawn", truth.balance(diamonds_withdrawn()), sum(withdrawn.values()))

    # Payouts: money moved once, for those that say so, and for no others.
    for payout in truth.payouts:
        moves = bank.moves[f"transfer:{payout.id}"]
        expect(f"payout {payout.id} was sent more than once", moves <= 1, True)
        sending = bank.sendings.get(payout.id)
        is_out = sending is not None and sending.state != "taken_back"
        expect(f"payout {payout.id} is {payout.state} and out", is_out, payout.state in ("sent", "paid"))
        if sending is not None:
            expect(f"the amount of payout {payout.id}", sending.money.amount, payout.amount)
    expect(
        "payments at the bank without a purchase",
        len(bank.payments_made),
        len({row.checkout_id for row in truth.purchases if row.checkout_id in bank.payments_made}),
    )
    return wrong
