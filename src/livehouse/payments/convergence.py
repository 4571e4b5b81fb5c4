"""How a purchase becomes what the provider says of it.

Whatever tells that something happened (a webhook, a page, the clock), the provider is asked how the payment stands now,
and the books are brought there. So events may come in any order, late, twice, or never.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter

from livehouse.accounts import Account, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.ledger import Ledger, Posted, Transfer
from livehouse.payments import corrections, letters
from livehouse.payments import purchase_store as store
from livehouse.payments.accounts import debt, wallet
from livehouse.payments.errors import NoSuchPurchase, ProviderRefused, ProviderUnavailable
from livehouse.payments.events import CoinsBought, CoinsGivenBack, CoinsTakenBack
from livehouse.payments.model import Purchase
from livehouse.payments.provider import PaymentFacts, PaymentProvider
from livehouse.platform.database import Database, Transaction
from livehouse.platform.mail import Mailer

log = structlog.get_logger(__name__)

# Somebody else wrote while the provider was asked: that often in a row is no coincidence.
LOOKS_MAX: Final = 6
LOOK_FIRST: Final = timedelta(minutes=1)
LOOK_LONGEST: Final = timedelta(hours=1)
# After a payment nothing should happen that nobody tells of. These looks find what was told while nobody listened.
LOOKS_AFTER: Final = (timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=90))
LOOK_AT_DISPUTE: Final = timedelta(hours=12)


class BooksRefused(Exception):
    """The books refuse what a payment means for them; a fault of ours."""


class PurchaseBusy(Unavailable):
    """Too many look after this purchase at once."""

    code = "purchase_busy"

    def __init__(self) -> None:
        super().__init__("This purchase changes just now. Look again in a moment.")


class Convergence:
    """Asks the provider, and writes what follows from the answer."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ledger: Ledger,
        accounts: Accounts,
        mailer: Mailer,
        provider: PaymentProvider,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ledger = ledger
        self._accounts = accounts
        self._mailer = mailer
        self._provider = provider
        self._steps = Counter(
            "livehouse_purchases",
            "Purchases by what became of them: paid, expired, failed, taken_back, given_back; contradicted, where the "
            "provider says what cannot be.",
            ["step"],
            registry=registry,
        )

    async def converge(
        self, purchase_id: str, *, checkout_id: str | None = None, look_s_max: float | None = None
    ) -> Purchase:
        """The purchase as it stands now, with everything that follows from it done.

        Args:
            checkout_id: what the provider calls it, for the case that we did not live to write that down.
            look_s_max: how long somebody waits for the provider's answer; as long as that takes, if None.

        Raises:
            NoSuchPurchase: there is none.
            ProviderUnavailable, ProviderRefused: nobody knows how it stands now; nothing was changed.
        """
        for _ in range(LOOKS_MAX):
            async with self._database.read() as connection:
                before = await store.load(connection, purchase_id)
            if before is None:
                raise NoSuchPurchase
            if before.provider != self._provider.name:
                # Of another time: nobody can be asked any more.
                return before
            looked_at = before.checkout_id or checkout_id
            if looked_at is None:
                if before.state != "open":
                    return before
                before = await self.open_checkout(before)
                looked_at = before.checkout_id
                if looked_at is None:
                    return before
            try:
                async with asyncio.timeout(look_s_max):
                    facts = await self._provider.look(looked_at)
            except TimeoutError:
                raise ProviderUnavailable from None
            account = await self._mailed(before)
            after = await self._apply(before, facts, account, checkout_id=looked_at)
            if after is not None:
                return after
        raise PurchaseBusy

    async def open_checkout(self, purchase: Purchase) -> Purchase:
        """Have the provider open its page for `purchase`, and remember where it is; the purchase then.

        Raises:
            ProviderUnavailable: perhaps it did. The same once more finds out.
        """
        refusal = None
        try:
            checkout = await self._provider.open_checkout(purchase)
        except ProviderRefused as error:
            refusal = error
        async with self._database.transaction() as tx:
            now_ = await store.lock(tx, purchase.id)
            if now_ is None:
                raise NoSuchPurchase
            if now_.checkout_id is not None or now_.state != "open":
                return now_
            if refusal is None:
                after = msgspec.structs.replace(now_, checkout_id=checkout.id, checkout_url=checkout.url)
            else:
                log.error("the provider refuses to sell", purchase=purchase.id, reason=refusal.message)
                after = msgspec.structs.replace(now_, state="failed", next_look_at=None)
            await store.write(tx, after)
        if refusal is not None:
            self._steps.labels("failed").inc()
        return msgspec.structs.replace(after, version=after.version + 1)

    async def _mailed(self, purchase: Purchase) -> Account | None:
        """Whom to write to; nobody, if the account is deleted."""
        account = (await self._accounts.find_accounts([purchase.account_id])).get(purchase.account_id)
        return None if account is None or account.deleted_at is not None else account

    async def _apply(
        self, seen: Purchase, facts: PaymentFacts, account: Account | None, *, checkout_id: str
    ) -> Purchase | None:
        """Write what follows from `facts`; None if somebody wrote since the purchase was seen as `seen`."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            before = await store.lock(tx, seen.id)
            assert before is not None  # noqa: S101  # purchases are never deleted
            if before.version != seen.version:
                # These facts may be older than those that were written meanwhile.
                return None
            if (why := _contradiction(before, facts, checkout_id)) is not None:
                log.error("the provider contradicts a purchase", purchase=before.id, why=why)
                self._steps.labels("contradicted").inc()
                facts, checkout_id = _unchanged(before), before.checkout_id or ""
            is_new = facts.state == "paid" and before.state != "paid"
            after = msgspec.structs.replace(
                before,
                state=facts.state,
                checkout_id=before.checkout_id or checkout_id or None,
                payment_id=facts.payment_id or before.payment_id,
                # More than was paid cannot have been paid back, whoever says so.
                refunded=min(facts.refunded, before.total),
                dispute=facts.dispute,
                paid_at=now if is_new else before.paid_at,
                looked_at=now,
            )
            change = corrections.Correction(0, 0, 0)
            if after.state == "paid":
                change = corrections.correction(before, corrections.money_gone(before, facts))
                after = await self._write_books(tx, after, change, is_new=is_new)
            after = msgspec.structs.replace(after, next_look_at=next_look(after, now))
            await store.write(tx, after)
            await self._tell(tx, before, after, account, is_new=is_new, now=now)
        for step in _steps(before, after):
            self._steps.labels(step).inc()
        return msgspec.structs.replace(after, version=after.version + 1)

    async def _write_books(
        self, tx: Transaction, purchase: Purchase, change: corrections.Correction, *, is_new: bool
    ) -> Purchase:
        """Post the payment, if it is new, and what was taken or given back; the purchase then."""
        if not is_new and change.money == 0:
            return purchase
        specs = corrections.accounts_of(purchase)
        await self._ledger.open(tx, specs)
        balances = await self._ledger.lock(tx, [spec.name for spec in specs])
        available = balances[wallet(purchase.account_id).name].available
        owed = -balances[debt(purchase.account_id).name].balance
        postings: list[Transfer] = []
        if is_new:
            postings.append(corrections.bought(purchase))
            available += purchase.coins
            if (pays := min(available, owed)) > 0:
                key = f"purchase:{purchase.id}:debt"
                postings.append(corrections.settled(purchase.account_id, pays, key, purchase.id))
                available, owed = available - pays, owed - pays
        if change.money != 0:
            postings.append(corrections.corrected(purchase, change, available=available, owed=owed))
            purchase = msgspec.structs.replace(
                purchase,
                money_taken_back=purchase.money_taken_back + change.money,
                coins_taken_back=purchase.coins_taken_back + change.coins,
                steps=purchase.steps + 1,
            )
        for outcome in await self._ledger.post_in(tx, postings):
            if not isinstance(outcome, Posted):
                raise BooksRefused(f"{purchase.id}: {outcome.message}") from outcome
        return purchase

    async def _tell(
        self,
        tx: Transaction,
        before: Purchase,
        after: Purchase,
        account: Account | None,
        *,
        is_new: bool,
        now: datetime,
    ) -> None:
        kinds: list[letters.Kind] = []
        if is_new:
            kinds.append("bought")
            tx.emit(
                CoinsBought(account_id=after.account_id, purchase_id=after.id, coins=after.coins, at=now),
            )
        if after.money_taken_back > before.money_taken_back and after.paid_at is not None:
            kinds.append("taken_back")
            tx.emit(CoinsTakenBack(account_id=after.account_id, purchase_id=after.id, since=after.paid_at))
        elif after.money_taken_back < before.money_taken_back:
            kinds.append("given_back")
            tx.emit(CoinsGivenBack(account_id=after.account_id, purchase_id=after.id))
        if account is None:
            return
        for kind in kinds:
            letter = letters.write_receipt(kind, account, after, platform=self._settings.name, at=now)
            await self._mailer.send(tx, letter)


def next_look(purchase: Purchase, now: datetime) -> datetime | None:
    """When to ask about it though nobody tells anything; never again, if nothing can happen any more."""
    if purchase.state == "open":
        return now + max(LOOK_FIRST, min(now - purchase.created_at, LOOK_LONGEST))
    if purchase.state != "paid" or purchase.paid_at is None:
        return None
    if purchase.dispute == "open":
        return now + LOOK_AT_DISPUTE
    return next((purchase.paid_at + after for after in LOOKS_AFTER if purchase.paid_at + after > now), None)


def _contradiction(purchase: Purchase, facts: PaymentFacts, checkout_id: str) -> str | None:
    """What the provider says that cannot be."""
    if facts.purchase_id != purchase.id:
        return f"the checkout {checkout_id} is that of purchase {facts.purchase_id}"
    if facts.price != purchase.price:
        return f"{facts.price} instead of {purchase.price} are to be paid"
    if purchase.state == "paid" and facts.state != "paid":
        return f"it was paid, and is {facts.state} now"
    return None


def _unchanged(purchase: Purchase) -> PaymentFacts:
    """Facts that leave the purchase as it is."""
    return PaymentFacts(
        state=purchase.state,
        price=purchase.price,
        purchase_id=purchase.id,
        refunded=purchase.refunded,
        disputed=purchase.money_taken_back - purchase.refunded,
        dispute=purchase.dispute,
    )


def _steps(before: Purchase, after: Purchase) -> list[str]:
    steps: list[str] = [after.state] if after.state not in (before.state, "open") else []
    if after.money_taken_back != before.money_taken_back:
        steps.append("taken_back" if after.money_taken_back > before.money_taken_back else "given_back")
    return steps
