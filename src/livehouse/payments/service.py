"""The wallet: buying coins, what became of the payments, and what is owed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Gauge

from livehouse.accounts import Account, AccountCard, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError, Unavailable
from livehouse.kernel.ids import Ids
from livehouse.kernel.keys import IdempotencyKeyReused, check_key
from livehouse.ledger import Entry, Ledger, Posted
from livehouse.live_access import LiveAccess
from livehouse.payments import corrections
from livehouse.payments import purchase_store as store
from livehouse.payments.accounts import debt, wallet
from livehouse.payments.convergence import LOOK_FIRST, Convergence
from livehouse.payments.errors import BuyingLimitReached, NoSuchPack, NoSuchPurchase, ProviderRefused
from livehouse.payments.freezes import Freezes, MoneyFrozen
from livehouse.payments.model import Purchase
from livehouse.payments.prices import Market, Prices
from livehouse.payments.provider import PaymentProvider, ProviderName
from livehouse.platform.database import Database
from livehouse.platform.limits import RateLimitItemPerHour, RateLimits

log = structlog.get_logger(__name__)

DAY: Final = timedelta(days=1)
# Stripe keeps a page open for 30 minutes at least and a day at most, and half an hour is for asking it again.
CHECKOUT_LIFE: Final = timedelta(hours=1)
# Whoever waits for their payment asks again and again, and not each time the provider.
ASK_AGAIN: Final = timedelta(seconds=2)
ASK_S_MAX: Final = 5.0
LOOKS_AT_ONCE: Final = 50
# For so long a purchase belongs to the process that asks about it.
CLAIM: Final = timedelta(minutes=2)
EXPORTED_MAX: Final = 10_000
EXPORTED_AT_ONCE: Final = 500


class MayBuy(msgspec.Struct, frozen=True):
    """Whether somebody may buy coins now, and why not; `on` is the day from which they may, if there is one."""

    allowed: bool
    code: str | None = None
    message: str | None = None
    on: date | None = None


class Wallet(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has, owes, and can buy."""

    coins: int
    debt_coins: int
    has_open_dispute: bool
    is_frozen: bool
    provider: ProviderName
    account: Account
    market: Market
    may_buy: MayBuy


class HistoryPage(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a wallet, newest first, and the cards of everybody in them."""

    entries: Sequence[Entry]
    cards: Mapping[str, AccountCard]
    next_before: int | None


class PurchasePage(msgspec.Struct, frozen=True, kw_only=True):
    """Purchases, newest first."""

    purchases: Sequence[Purchase]
    next_before: str | None


class Payments:
    """The slice's service for those who buy."""

    def __init__(
        self,
        *,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        ledger: Ledger,
        accounts: Accounts,
        live_access: LiveAccess,
        freezes: Freezes,
        limits: RateLimits,
        prices: Prices,
        provider: PaymentProvider,
        convergence: Convergence,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._ledger = ledger
        self._accounts = accounts
        self._live_access = live_access
        self._freezes = freezes
        self._limits = limits
        self._prices = prices
        self._provider = provider
        self._convergence = convergence
        self._pace = RateLimitItemPerHour(settings.purchases_per_hour)
        self._open = Gauge(
            "livehouse_purchases_open", "Purchases that are not paid and may be, in all processes.", registry=registry
        )

    @property
    def provider(self) -> ProviderName:
        """Who takes the payments."""
        return self._provider.name

    # Buying

    async def buy(self, account_id: str, pack_id: str, key: str, *, origin: str) -> Purchase:
        """Begin to buy a pack; the purchase says where to pay. The same key once more is the same purchase.

        Args:
            origin: the platform's address as the buyer sees it, to which the provider's page leads back.

        Raises:
            BadIdempotencyKey, IdempotencyKeyReused: as they say.
            TooYoungForGifts, MoneyFrozen, NoSuchPack, BuyingLimitReached, TooFast: they may not buy this now.
            ProviderUnavailable: the same request again goes on where this one stopped.
            ProviderRefused: it will not sell this.
        """
        check_key(key)
        purchase = await self._known(account_id, pack_id, key)
        if purchase is None:
            await self._limits.hit(
                self._pace, "purchases", account_id, message="You began many purchases in the last hour. Wait a while."
            )
            account = await self._accounts.access_account(account_id)
            purchase = self._plan(account, pack_id, key, origin)
            await self._check_may_buy(account)
            await self._begin(purchase)
            purchase = await self._known(account_id, pack_id, key)
            assert purchase is not None  # noqa: S101  # it was begun, by this request or by another one
        if purchase.checkout_id is None and purchase.state == "open":
            purchase = await self._convergence.open_checkout(purchase)
        if purchase.checkout_id is None and purchase.state == "failed":
            raise ProviderRefused("it does not sell this now")
        return purchase

    async def _known(self, account_id: str, pack_id: str, key: str) -> Purchase | None:
        async with self._database.read() as connection:
            purchase = await store.load_by_key(connection, account_id, key)
        if purchase is not None and purchase.pack != pack_id:
            raise IdempotencyKeyReused
        return purchase

    def _plan(self, account: Account, pack_id: str, key: str, origin: str) -> Purchase:
        market = self._prices.market(account.region)
        pack = market.pack(pack_id)
        if pack is None:
            raise NoSuchPack
        now = self._clock.now()
        return Purchase(
            id=self._ids.new(),
            account_id=account.id,
            key=key,
            pack=pack.id,
            coins=pack.coins,
            region=account.region,
            currency=pack.price.currency,
            total=pack.price.amount,
            tax=market.tax_in(pack.price).amount,
            tax_name=market.tax.name(account.language),
            tax_rate_bps=market.tax.rate_bps,
            language=account.language,
            origin=origin,
            provider=self._provider.name,
            created_at=now,
            expires_at=now + CHECKOUT_LIFE,
            next_look_at=now + LOOK_FIRST,
        )

    async def _check_may_buy(self, account: Account) -> None:
        self._live_access.check_gift_age_of(account)
        async with self._database.read() as connection:
            if await self._freezes.check(connection, [account.id]):
                raise MoneyFrozen

    async def _begin(self, purchase: Purchase) -> None:
        try:
            await self._add(purchase)
        except BuyingLimitReached:
            # Pages that nobody will pay at any more need not count.
            if not await self._close_open(purchase.account_id):
                raise
            await self._add(purchase)

    async def _add(self, purchase: Purchase) -> None:
        most = self._settings.coins_bought_per_day_max
        async with self._database.transaction() as tx:
            await self._ledger.open(tx, [wallet(purchase.account_id), debt(purchase.account_id)])
            # Two phones that buy at once take turns.
            await self._ledger.lock(tx, [wallet(purchase.account_id).name])
            coins = await store.sum_coins(tx, purchase.account_id, purchase.created_at - DAY)
            if coins + purchase.coins > most and await store.load_by_key(tx, purchase.account_id, purchase.key) is None:
                raise BuyingLimitReached(coins_a_day=most, coins_left=max(0, most - coins))
            await store.add(tx, purchase)

    async def _close_open(self, account_id: str) -> bool:
        """Close the pages where the account has not paid; whether there were any."""
        async with self._database.read() as connection:
            left_open = await store.load_open(connection, account_id, self._provider.name)
        for purchase in left_open:
            if purchase.checkout_id is not None:
                await self._provider.close_checkout(purchase.checkout_id)
            await self._convergence.converge(purchase.id)
        return bool(left_open)

    # What was bought

    async def purchase(self, account_id: str, purchase_id: str) -> Purchase:
        """One's own purchase; the provider is asked about one that is open, at most every two seconds.

        Raises:
            NoSuchPurchase: there is none, or it is somebody else's.
        """
        purchase = await self._access(purchase_id)
        if purchase.account_id != account_id:
            raise NoSuchPurchase
        now = self._clock.now()
        is_fresh = purchase.looked_at is not None and now - purchase.looked_at < ASK_AGAIN
        is_settled = purchase.state != "open" or purchase.checkout_id is None
        if is_settled or is_fresh or purchase.provider != self._provider.name:
            return purchase
        async with self._database.transaction() as tx:
            if not await store.claim_look(tx, purchase, now):
                return purchase
        try:
            return await self._convergence.converge(purchase.id, look_s_max=ASK_S_MAX)
        except (Unavailable, ProviderRefused):
            # It is as it was as far as anybody knows; the next look will tell.
            return purchase

    async def _access(self, purchase_id: str) -> Purchase:
        async with self._database.read() as connection:
            purchase = await store.load(connection, purchase_id)
        if purchase is None:
            raise NoSuchPurchase
        return purchase

    async def purchases(self, account_id: str, before: str | None) -> PurchasePage:
        """One's own purchases before the one of this id, or the last ones."""
        most = self._settings.purchases_listed_max
        async with self._database.read() as connection:
            found = await store.load_page(connection, account_id, before, most + 1)
        return PurchasePage(purchases=found[:most], next_before=found[most - 1].id if len(found) > most else None)

    # The wallet

    async def wallet(self, account_id: str) -> Wallet:
        """What somebody has, owes, and can buy where they live."""
        account = await self._accounts.access_account(account_id)
        names = [wallet(account_id).name, debt(account_id).name]
        balances = await self._ledger.balances(names)
        coins, owed = (balances[name].balance if name in balances else 0 for name in names)
        async with self._database.read() as connection:
            is_disputed = await store.has_open_dispute(connection, account_id)
            is_frozen = bool(await self._freezes.check(connection, [account_id]))
        may_buy = MayBuy(True)
        try:
            await self._check_may_buy(account)
        except AppError as refusal:
            on = self._live_access.gift_date(account) if "age_min" in refusal.details else None
            may_buy = MayBuy(False, refusal.code, refusal.message, on)
        return Wallet(
            coins=coins,
            debt_coins=-owed,
            has_open_dispute=is_disputed,
            is_frozen=is_frozen,
            provider=self._provider.name,
            account=account,
            market=self._prices.market(account.region),
            may_buy=may_buy,
        )

    async def history(self, account_id: str, before: int | None) -> HistoryPage:
        """What came into the wallet and went out of it, before the line of this number, or the last ones."""
        most = self._settings.purchases_listed_max
        entries = await self._ledger.page(wallet(account_id).name, before, entries_max=most + 1)
        is_more = len(entries) > most
        entries = entries[:most]
        people = {entry.details["recipient"] for entry in entries if "recipient" in entry.details}
        cards = await self._accounts.cards(people)
        return HistoryPage(entries=entries, cards=cards, next_before=entries[-1].sequence if is_more else None)

    async def settle_debt(self, account_id: str) -> int:
        """Pay the debt from the wallet, as far as both allow; how many coins that were."""
        async with self._database.transaction() as tx:
            specs = [wallet(account_id), debt(account_id)]
            await self._ledger.open(tx, specs)
            balances = await self._ledger.lock(tx, [spec.name for spec in specs])
            coins = min(balances[specs[0].name].available, -balances[specs[1].name].balance)
            if coins <= 0:
                return 0
            posting = corrections.settled(account_id, coins, f"debt:{self._ids.new()}")
            outcome = (await self._ledger.post_in(tx, [posting]))[0]
            if not isinstance(outcome, Posted):
                raise outcome
        return coins

    async def has_open_dispute(self, account_id: str) -> bool:
        """Whether one of the account's payments is disputed and nothing is decided."""
        async with self._database.read() as connection:
            return await store.has_open_dispute(connection, account_id)

    async def first_purchases(self, account_ids: Collection[str], since: datetime) -> Mapping[str, datetime]:
        """When each of these accounts first paid for coins, if that was since then; the others are left out."""
        async with self._database.read() as connection:
            return await store.load_first_paid(connection, account_ids, since)

    async def export(self, account_id: str) -> Mapping[str, Any]:
        """What is kept of the account's payments, for its owner."""
        found: list[Purchase] = []
        async with self._database.read() as connection:
            while len(found) < EXPORTED_MAX:
                before = found[-1].id if found else None
                page = await store.load_page(connection, account_id, before, EXPORTED_AT_ONCE)
                found.extend(page)
                if len(page) < EXPORTED_AT_ONCE:
                    break
        lines: list[Entry] = []
        while len(lines) < EXPORTED_MAX:
            last = lines[-1].sequence if lines else None
            part = await self._ledger.page(wallet(account_id).name, last, entries_max=EXPORTED_AT_ONCE)
            lines.extend(part)
            if len(part) < EXPORTED_AT_ONCE:
                break
        return {"purchases": found, "wallet": lines}

    # What nobody tells

    async def look_around(self) -> int:
        """Ask about the purchases whose time has come; how many these were."""
        now = self._clock.now()
        async with self._database.read() as connection:
            due = await store.load_due(connection, self._provider.name, now, LOOKS_AT_ONCE)
            self._open.set(await store.count_open(connection))
        asked = 0
        for purchase in due:
            async with self._database.transaction() as tx:
                if not await store.claim(tx, purchase, now + CLAIM):
                    continue
            asked += 1
            try:
                await self._convergence.converge(purchase.id)
            except (Unavailable, ProviderRefused) as error:
                log.warning("a purchase could not be asked about", purchase=purchase.id, reason=error.message)
        return asked
