"""Rooms, the books, a shop and gifts on one real database; a person's coins come from nowhere but the books."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import rooms
from livehouse.accounts import Account
from livehouse.gifts import Gifts, GiftSentResult, SendGift
from livehouse.gifts import router as gifts_router
from livehouse.kernel.errors import AppError
from livehouse.ledger import Ledger, Line, Posted, Transfer
from livehouse.payments import (
    CoinsGivenBack,
    CoinsTakenBack,
    Freezes,
    coins_outside,
    debt,
    earned,
    load_prices,
    open_payout_office,
    open_shop,
    open_stripe,
    wallet,
)
from livehouse.platform.http import API, add_error_handlers
from livehouse.platform.limits import RateLimits
from livehouse.platform.mail import Mails
from livehouse.rooms import Room
from tests.slices.rooms.house import House
from tests.support.clock import FakeClock
from tests.support.routes import HouseApp, stand_in


class Guests:
    """A stage on which those stand whom the test has put there."""

    def __init__(self) -> None:
        self.on_stage: set[tuple[str, str]] = set()
        self.broken_for: set[str] = set()

    async def is_on_stage(self, room_id: str, account_id: str) -> bool:
        if account_id in self.broken_for:
            raise RuntimeError("the stage fell down")
        return (room_id, account_id) in self.on_stage


@cache
def _routes() -> FastAPI:
    api = FastAPI()
    api.state.authenticator = stand_in("authenticator")
    add_error_handlers(api)
    api.include_router(gifts_router(stand_in("gifts")), prefix=API)
    api.include_router(rooms.router(stand_in("rooms"), lambda request: str(request.base_url).rstrip("/")), prefix=API)
    return api


class GiftHouse(House):
    """One process's worth of services, with gifts."""

    def __init__(self, url: str, folder: Path, clock: FakeClock, **settings: Any) -> None:
        super().__init__(url, folder, clock, **settings)
        self.ledger = Ledger(self.database, clock, self.ids)
        self.freezes = Freezes(
            self.database, self.settings, clock, self.ids, self.ledger, self.accounts, self.moderation
        )
        limits, mailer = RateLimits(), Mails(self.database, clock, self.ids, None, attempts_max=1)
        prices = load_prices(self.settings.prices)
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
            stripe=open_stripe(self.settings),
            sandbox_secret="a secret of the sandbox",
            registry=CollectorRegistry(),
        )
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
            registry=CollectorRegistry(),
        )
        self.payouts = self.office.payouts
        self.stage = Guests()
        self.gifts = Gifts(
            database=self.database,
            hub=self.hub,
            rooms=self.rooms,
            accounts=self.accounts,
            live_access=self.live_access,
            moderation=self.moderation,
            ledger=self.ledger,
            freezes=self.freezes,
            wallets=self.shop.payments,
            payouts=self.payouts,
            clock=clock,
            ids=self.ids,
            settings=self.settings,
            registry=CollectorRegistry(),
            stage=self.stage,
        )
        self.office.subscribe(self.events)
        self.gifts.subscribe(self.events)
        self.rooms.add_part(self.gifts)
        self.gifts.register(self.realtime.router)
        self._posted = 0

    @property
    def api(self) -> HouseApp:
        return HouseApp(self, _routes())

    async def start(self) -> None:
        await super().start()
        await self.gifts.start(self.supervisor)

    # Coins

    async def fan(self, handle: str, coins: int = 0, **more: Any) -> Account:
        """Somebody with so many coins."""
        account = await self.sign_up(handle, may_go_live=False, **more)
        if coins:
            await self.give(account, coins)
        return account

    async def give(self, account: Account, coins: int) -> None:
        """Coins as a purchase brings them."""
        await self.post("coins.bought", Line(coins_outside().name, -coins), Line(wallet(account.id).name, coins))

    async def post(self, kind: str, *lines: Line) -> None:
        self._posted += 1
        people = {line.account.rsplit(":", 1)[-1] for line in lines}
        async with self.database.transaction() as tx:
            await self.ledger.open(tx, [coins_outside()])
            await self.ledger.open(tx, [of(who) for who in people for of in (wallet, debt) if who != "outside"])
        (outcome,) = await self.ledger.post(Transfer(f"test:{self.ids.new()}", kind, lines))
        assert isinstance(outcome, Posted), outcome

    async def take_back(self, account: Account, coins: int, since: datetime, purchase: str = "p" * 26) -> None:
        """Coins as a dispute takes them: what the wallet lacks is owed. Returns when everybody has heard."""
        covered = min(coins, await self.coins(account))
        lines = [Line(coins_outside().name, coins)]
        if covered:
            lines.append(Line(wallet(account.id).name, -covered))
        if coins > covered:
            lines.append(Line(debt(account.id).name, covered - coins))
        await self.post("coins.taken_back", *lines)
        async with self.database.transaction() as tx:
            tx.emit(CoinsTakenBack(account_id=account.id, purchase_id=purchase, since=since))
        await self.settled()

    async def give_back(self, account: Account, coins: int, purchase: str = "p" * 26) -> None:
        """Coins as a dispute that was won gives them."""
        await self.post("coins.given_back", Line(coins_outside().name, -coins), Line(wallet(account.id).name, coins))
        await self.shop.payments.settle_debt(account.id)
        async with self.database.transaction() as tx:
            tx.emit(CoinsGivenBack(account_id=account.id, purchase_id=purchase))
        await self.settled()

    async def _balance(self, name: str) -> int:
        found = await self.ledger.balances([name])
        return found[name].balance if name in found else 0

    async def coins(self, account: Account) -> int:
        return await self._balance(wallet(account.id).name)

    async def owed(self, account: Account) -> int:
        return -await self._balance(debt(account.id).name)

    async def diamonds(self, account: Account) -> int:
        return await self._balance(earned(account.id).name)

    async def carry(self, account: Account) -> int:
        rows = await self.rows("SELECT carry FROM gift_carries WHERE recipient_id = :who", who=account.id)
        return int(rows[0]["carry"])

    async def audit(self) -> None:
        """The books balance, and the sums beside the gifts are theirs."""
        found = await self.ledger.audit()
        assert found.findings == []
        for table, keys in (
            ("gift_room_senders", "room_id, sender_id"),
            ("gift_room_totals", "room_id, catalogue_id"),
        ):
            sums = f"SELECT {keys}, coins FROM {table} WHERE coins <> 0 ORDER BY {keys}"
            facts = (
                f"SELECT {keys}, SUM(count * price_coins) AS coins FROM gifts WHERE reversal_id IS NULL "
                f"GROUP BY {keys} ORDER BY {keys}"
            )
            assert [tuple(row.values()) for row in await self.rows(sums)] == [
                (*list(row.values())[:-1], int(row["coins"])) for row in await self.rows(facts)
            ]

    # Gifts

    async def send(self, sender: Account, room: Room, gift: str = "rose", **more: Any) -> GiftSentResult:
        return await self.gifts.send(sender.id, room.id, self.form(gift, **more))

    def form(self, gift: str = "rose", *, price: int = 1, key: str | None = None, **more: Any) -> SendGift:
        return SendGift(gift=gift, price_coins=price, key=key or self.ids.new(), **more)

    async def refused(self, sender: Account, room: Room, gift: str = "rose", **more: Any) -> AppError:
        """Why a gift is not sent; nothing is charged."""
        before = await self.coins(sender)
        try:
            sent = await self.send(sender, room, gift, **more)
        except AppError as refusal:
            assert await self.coins(sender) == before
            return refusal
        raise AssertionError(f"it was sent: {sent}")

    def shown(self, room: Room, kind: str) -> Sequence[dict[str, Any]]:
        """The room's events of a kind."""
        return self.heard.events(room.id, kind)
