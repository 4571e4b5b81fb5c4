"""What operators do with purchases: look for them, refund them, and in the sandbox play the buyer's bank."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import msgspec
import structlog

from livehouse.accounts import AccountCard, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import Ids
from livehouse.kernel.keys import IdempotencyKeyReused, check_key
from livehouse.kernel.money import BadAmount, Money, check_amount
from livehouse.kernel.text import clean_text
from livehouse.moderation import Moderation
from livehouse.payments import purchase_store as store
from livehouse.payments.convergence import Convergence
from livehouse.payments.errors import (
    DisputeStands,
    NoSuchPurchase,
    NotPaid,
    ProviderRefused,
    RefundPending,
    RefundTooLarge,
    SandboxOnly,
)
from livehouse.payments.model import Purchase, Refund
from livehouse.payments.prices import step_of
from livehouse.payments.provider import PaymentProvider
from livehouse.payments.provider_sandbox import DisputeAct, Sandbox
from livehouse.platform.database import Database

log = structlog.get_logger(__name__)

# A refund of which nobody knows whether it was made is asked for again after this.
ASK_AGAIN: Final = timedelta(minutes=1)
ASKED_AT_ONCE: Final = 20
PEOPLE_FOUND_MAX: Final = 50


class FoundPurchases(msgspec.Struct, frozen=True, kw_only=True):
    """Purchases, newest first, and the cards of who bought."""

    purchases: Sequence[Purchase]
    cards: Mapping[str, AccountCard]
    next_before: str | None


class Refunds:
    """The slice's service for operators."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        accounts: Accounts,
        moderation: Moderation,
        provider: PaymentProvider,
        convergence: Convergence,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._accounts = accounts
        self._moderation = moderation
        self._provider = provider
        self._convergence = convergence

    async def find(self, query: str, before: str | None) -> FoundPurchases:
        """Purchases of the people that `query` may mean, or of this number, here or at the provider; all if empty."""
        text = query.strip()
        people = await self._accounts.search(text, accounts_max=PEOPLE_FOUND_MAX) if text else []
        most = self._settings.purchases_listed_max
        async with self._database.read() as connection:
            found = await store.search(connection, text, [person.id for person in people], before, most + 1)
        cards = await self._accounts.cards({purchase.account_id for purchase in found})
        next_before = found[most - 1].id if len(found) > most else None
        return FoundPurchases(purchases=found[:most], cards=cards, next_before=next_before)

    async def card(self, purchase: Purchase) -> AccountCard:
        """Who bought."""
        return await self._accounts.card(purchase.account_id)

    async def refund(
        self, purchase_id: str, amount: int | None, *, reason: str, key: str, operator_id: str
    ) -> Purchase:
        """Pay back `amount` (all that is left, if None), and write it into the log; the purchase then.

        Raises:
            BadIdempotencyKey, IdempotencyKeyReused, TextMissing, TextTooLong, BadAmount: as they say.
            NoSuchPurchase, NotPaid, DisputeStands, RefundTooLarge, RefundPending: there is nothing to refund, or not
                now.
            ProviderRefused: nothing was paid back.
            ProviderUnavailable: nobody knows; it is asked for again, once in all.
        """
        check_key(key)
        reason = clean_text(reason, graphemes_max=self._settings.refund_reason_max, field="reason")
        if amount is not None:
            check_amount(amount, field="amount")
        refund, is_new = await self._ask(purchase_id, amount, reason, key, operator_id)
        if refund.state == "asked":
            await self._carry_out(refund)
        elif refund.state == "refused" and not is_new:
            raise ProviderRefused("it refused this before; ask under a new key to try again")
        return await self._convergence.converge(purchase_id)

    async def _ask(
        self, purchase_id: str, amount: int | None, reason: str, key: str, operator_id: str
    ) -> tuple[Refund, bool]:
        """The refund under this key, and whether it was asked for now."""
        async with self._database.transaction() as tx:
            purchase = await store.lock(tx, purchase_id)
            if purchase is None or purchase.provider != self._provider.name:
                raise NoSuchPurchase
            before = await store.load_refunds(tx, purchase_id)
            known = next((refund for refund in before if refund.key == key), None)
            if known is not None:
                if known.asked != amount:
                    raise IdempotencyKeyReused
                return known, False
            _check_refundable(purchase, before)
            left = purchase.total - purchase.refunded
            taken = left if amount is None else amount
            if not 0 < taken <= left:
                raise RefundTooLarge(Money(purchase.currency, left))
            if taken % step_of(purchase.currency) != 0:
                raise BadAmount(
                    f"The last digit of an amount in {purchase.currency} is 0 for payment providers.", field="amount"
                )
            refund = Refund(
                id=self._ids.new(),
                purchase_id=purchase_id,
                key=key,
                asked=amount,
                amount=taken,
                reason=reason,
                operator_id=operator_id,
                created_at=self._clock.now(),
            )
            await store.add_refund(tx, refund)
            await self._moderation.log.add(
                tx,
                operator_id=operator_id,
                act="purchase.refund",
                subject=purchase.account_id,
                details={"purchase": purchase_id, "money": str(Money(purchase.currency, taken)), "reason": reason},
            )
        return refund, True

    async def _carry_out(self, refund: Refund) -> None:
        async with self._database.read() as connection:
            purchase = await store.load(connection, refund.purchase_id)
        assert purchase is not None and purchase.payment_id is not None  # noqa: S101, PT018  # it is paid
        money = Money(purchase.currency, refund.amount)
        refusal = None
        try:
            await self._provider.refund(purchase.payment_id, money, key=refund.id)
        except ProviderRefused as error:
            refusal = error
        async with self._database.transaction() as tx:
            await store.end_refund(tx, refund.id, "done" if refusal is None else "refused", self._clock.now())
        if refusal is not None:
            raise refusal

    async def finish(self) -> int:
        """Ask again for refunds of which nobody knows whether they were made; how many these were."""
        async with self._database.read() as connection:
            asked = await store.load_asked(connection, self._clock.now() - ASK_AGAIN, ASKED_AT_ONCE)
        for refund in asked:
            try:
                await self._carry_out(refund)
                await self._convergence.converge(refund.purchase_id)
            except (Unavailable, ProviderRefused) as error:
                log.warning("a refund could not be made", refund=refund.id, reason=error.message)
        return len(asked)

    async def dispute(self, purchase_id: str, act: DisputeAct, *, operator_id: str) -> Purchase:
        """Play the buyer's bank, in the sandbox: it opens a dispute, or decides it.

        Raises:
            SandboxOnly: money is real here.
            NoSuchPurchase, NotPaid: as they say.
            ProviderRefused: there is nothing to dispute or to decide.
        """
        if not isinstance(self._provider, Sandbox):
            raise SandboxOnly
        async with self._database.read() as connection:
            purchase = await store.load(connection, purchase_id)
        if purchase is None or purchase.provider != self._provider.name:
            raise NoSuchPurchase
        if purchase.state != "paid" or purchase.checkout_id is None:
            raise NotPaid
        async with self._database.transaction() as tx:
            await self._moderation.log.add(
                tx,
                operator_id=operator_id,
                act="purchase.sandbox_dispute",
                subject=purchase.account_id,
                details={"purchase": purchase_id, "act": act},
            )
        await self._provider.dispute(purchase.checkout_id, act)
        return await self._convergence.converge(purchase_id)


def refundable(purchase: Purchase) -> Money:
    """How much of it an operator may still pay back."""
    is_possible = purchase.state == "paid" and purchase.dispute not in ("open", "lost")
    return Money(purchase.currency, purchase.total - purchase.refunded if is_possible else 0)


def _check_refundable(purchase: Purchase, refunds: Sequence[Refund]) -> None:
    if purchase.state != "paid" or purchase.payment_id is None:
        raise NotPaid
    if purchase.dispute in ("open", "lost"):
        raise DisputeStands
    if any(refund.state == "asked" for refund in refunds):
        raise RefundPending
