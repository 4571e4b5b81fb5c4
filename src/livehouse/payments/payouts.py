"""Payouts: hosts ask for them, operators decide on large ones, providers tell of them."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry

from livehouse.accounts import Account, AccountCard, AccountDeleted, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.kernel.ids import Ids, is_id
from livehouse.kernel.keys import IdempotencyKeyReused, check_key
from livehouse.kernel.money import Money, check_amount
from livehouse.kernel.text import clean_text
from livehouse.ledger import Ledger
from livehouse.live_access import LiveAccess
from livehouse.moderation import Moderation
from livehouse.payments import payout_store as store
from livehouse.payments.accounts import debt, earned
from livehouse.payments.earnings_position import EARNING_KINDS, Position, place
from livehouse.payments.freezes import Freezes, MoneyFreezeChanged, MoneyFrozen
from livehouse.payments.payout_books import PayoutBooks
from livehouse.payments.payout_errors import (
    AbovePayoutDailyMaximum,
    BelowPayoutMinimum,
    CoinsOwed,
    DisputeUnresolved,
    NoPayoutRecipient,
    NoSuchPayout,
    NotWithdrawable,
    OwnPayout,
    PayoutRecipientNotReady,
    PayoutUnderWay,
)
from livehouse.payments.payout_events import PayoutCalledOff, PayoutChanged
from livehouse.payments.payout_letters import CALLED_OFF, write_letter
from livehouse.payments.payout_model import HELD_STATES, Payout, PayoutPage, PayoutState, Recipient, may_become
from livehouse.payments.payout_provider import NewRecipient, PayoutProvider
from livehouse.payments.payout_rules import DIAMONDS_MAX, day_of, diamonds_for, exchange
from livehouse.payments.payout_worker import PayoutWorker
from livehouse.payments.prices import PayoutTerms, Prices, step_of
from livehouse.payments.provider import ProviderEvent
from livehouse.platform.database import Database, Transaction
from livehouse.platform.events import Events
from livehouse.platform.limits import RateLimitItemPerHour, RateLimits
from livehouse.platform.mail import Mailer
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

# Whoever comes back from the provider's pages sees how they stand, and a page that is reloaded does not ask each time.
RECIPIENT_LOOK_EVERY: Final = timedelta(seconds=5)
RETURN_PATH: Final = "/earnings?payouts=done"
AGAIN_PATH: Final = "/earnings?payouts=again"
EXPORTED_MAX: Final = 10_000

PROVIDER_EVENTS: Final = (
    "account.updated",
    "account.application.deauthorized",
    "account.external_account.created",
    "account.external_account.updated",
    "account.external_account.deleted",
    "capability.updated",
    "transfer.created",
    "transfer.updated",
    "transfer.reversed",
    "payout.created",
    "payout.updated",
    "payout.paid",
    "payout.failed",
    "payout.canceled",
)
"""What webhooks of Stripe Connect are about hosts and payouts."""

HasOpenDispute = Callable[[str], Awaitable[bool]]
FlagsOf = Callable[[Collection[str]], Awaitable[Mapping[str, int]]]
"""How many suspicious flows are known of these accounts; those without any are left out."""


class MayWithdraw(msgspec.Struct, frozen=True):
    """Whether a host could withdraw anything now. `on` is a day from which it may be possible, where that is known."""

    allowed: bool
    refusal: AppError | None = None
    on: datetime | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a host stands: diamonds, terms, what is left of today, who pays them."""

    account: Account
    position: Position
    terms: PayoutTerms
    left_today: Money
    recipient: Recipient | None
    may_withdraw: MayWithdraw

    @property
    def worth(self) -> Money:
        """What the withdrawable diamonds come to."""
        step = step_of(self.terms.currency)
        amount = exchange(self.position.withdrawable, self.terms, step=step).amount
        return Money(self.terms.currency, amount)


class Payouts:
    """The service.

    Args:
        has_open_dispute: whether a payment of this account's own is disputed.
    """

    def __init__(
        self,
        *,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        ledger: Ledger,
        accounts: Accounts,
        access: LiveAccess,
        moderation: Moderation,
        freezes: Freezes,
        prices: Prices,
        provider: PayoutProvider,
        has_open_dispute: HasOpenDispute,
        mailer: Mailer,
        limits: RateLimits,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._ledger = ledger
        self.accounts = accounts
        self._access = access
        self._moderation = moderation
        self._freezes = freezes
        self._prices = prices
        self._has_open_dispute = has_open_dispute
        self._mailer = mailer
        self._limits = limits
        self._setup_limit = RateLimitItemPerHour(settings.payout_setups_per_hour)
        self._books = PayoutBooks(ledger)
        self._flags_of: FlagsOf | None = None
        self.provider = provider
        self.worker = PayoutWorker(
            database=database,
            settings=settings,
            clock=clock,
            books=self._books,
            freezes=freezes,
            provider=provider,
            accounts=accounts,
            mailer=mailer,
            blocks=self._blocks,
            registry=registry,
        )

    def add_flags(self, flags_of: FlagsOf) -> None:
        """Show operators beside each payout how many suspicious flows are known of the host."""
        self._flags_of = flags_of

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(PayoutChanged, self._on_changed)
        events.subscribe(PayoutCalledOff, self._on_called_off)
        events.subscribe(MoneyFreezeChanged, self._on_freeze_changed)
        events.subscribe(AccountDeleted, self._on_deleted)

    def start(self, supervisor: Supervisor) -> None:
        """Carry payouts out from now on."""
        supervisor.start("payouts", self.worker.work)
        supervisor.start("frozen money", self._freezes.work)

    async def _on_changed(self, _event: PayoutChanged) -> None:
        self.worker.wake()

    async def _on_called_off(self, event: PayoutCalledOff) -> None:
        payout = await self.access(event.payout_id)
        account = await self.accounts.access_account(payout.account_id)
        async with self._database.transaction() as tx:
            payout = await self._lock(tx, event.payout_id)
            if payout.reason is not None or account.deleted_at is not None:
                # Told before, or nobody is left to be told.
                return
            payout = msgspec.structs.replace(payout, reason=CALLED_OFF[account.language])
            await store.write(tx, payout)
            base = self._base(payout.origin)
            letter = write_letter("called_off", account, payout, platform=self._settings.name, base=base)
            await self._mailer.send(tx, letter)

    async def _on_freeze_changed(self, event: MoneyFreezeChanged) -> None:
        if not event.is_frozen:
            await self._wake_all_of(event.account_id)

    async def _on_deleted(self, event: AccountDeleted) -> None:
        """Forget whom to pay if nobody was ever paid.

        What was asked for is carried out to the end, and diamonds that nobody asked for stay in the books under the
        account's id: they are still theirs, whoever comes and proves it.
        """
        async with self._database.transaction() as tx:
            await store.delete_unused_recipient(tx, event.account_id)

    # How a host stands

    async def standing(self, account_id: str) -> Standing:
        """How the host stands now; asks the provider only about an account that is being set up."""
        account = await self.accounts.access_account(account_id)
        recipient = await self._recipient(account_id)
        position = await self.position(account_id)
        terms = self._prices.market(account.region).payouts
        left = await self._left_today(account_id, terms)
        refusal, on = await self._refusal(account, terms, recipient, position, left)
        return Standing(
            account=account,
            position=position,
            terms=terms,
            left_today=Money(terms.currency, left),
            recipient=recipient,
            may_withdraw=MayWithdraw(refusal is None, refusal, on),
        )

    async def position(self, account_id: str) -> Position:
        """Where the host's diamonds are."""
        since = self._clock.now() - timedelta(days=self._settings.payout_hold_days)
        name = earned(account_id).name
        young = await self._ledger.young(name, since, EARNING_KINDS)
        balance = (await self._ledger.balances([name])).get(name)
        async with self._database.read() as connection:
            in_payouts = await store.sum_held(connection, account_id, HELD_STATES)
            is_frozen = bool(await self._freezes.check(connection, [account_id]))
        total = 0 if balance is None else balance.balance
        return place(
            total, young, in_payouts=in_payouts, is_frozen=is_frozen, hold_days=self._settings.payout_hold_days
        )

    async def _left_today(self, account_id: str, terms: PayoutTerms) -> int:
        begins, ends = day_of(self._clock.now())
        async with self._database.read() as connection:
            used = await store.sum_between(connection, account_id, terms.currency, begins, ends)
        return max(0, terms.daily_maximum - used)

    async def _refusal(
        self, account: Account, terms: PayoutTerms, recipient: Recipient | None, position: Position, left: int
    ) -> tuple[AppError | None, datetime | None]:
        try:
            await self._check_person(account)
            _check_recipient(recipient)
        except AppError as refusal:
            return refusal, None
        step = step_of(terms.currency)
        least = diamonds_for(terms.minimum, terms)
        if exchange(position.withdrawable, terms, step=step).amount < terms.minimum:
            return BelowPayoutMinimum(Money(terms.currency, terms.minimum), least), position.has_on(least)
        if left < terms.minimum:
            maximum = Money(terms.currency, terms.daily_maximum)
            return AbovePayoutDailyMaximum(maximum, Money(terms.currency, left)), day_of(self._clock.now())[1]
        return None, None

    async def _check_person(self, account: Account) -> None:
        self._access.check_gift_age_of(account)
        await self._freezes.check_not_frozen(account.id)
        if await self._has_open_dispute(account.id):
            raise DisputeUnresolved
        owed = await self._debt(account.id)
        if owed:
            raise CoinsOwed(owed)

    async def _debt(self, account_id: str) -> int:
        name = debt(account_id).name
        balance = (await self._ledger.balances([name])).get(name)
        return 0 if balance is None else max(0, -balance.balance)

    async def _blocks(self, account_id: str) -> str | None:
        if await self._has_open_dispute(account_id):
            return "a dispute"
        return "a debt" if await self._debt(account_id) else None

    # Asking for one

    async def request(self, account_id: str, *, diamonds: int, key: str, origin: str) -> Payout:
        """Turn diamonds into money. The same wish under the same key is one payout. Emits `PayoutChanged`.

        More than `review_above` waits for an operator. What does not make a whole minor unit stays with the host.

        Raises:
            BadIdempotencyKey, BadAmount: what was sent.
            IdempotencyKeyReused: the key stands for another number of diamonds.
            TooYoungForGifts, MoneyFrozen, DisputeUnresolved, CoinsOwed, NoPayoutRecipient, PayoutRecipientNotReady,
            BelowPayoutMinimum, NotWithdrawable, AbovePayoutDailyMaximum: as they say; nothing was done.
        """
        check_key(key)
        check_amount(diamonds, field="diamonds", most=DIAMONDS_MAX)
        async with self._database.read() as connection:
            before = await store.load_by_key(connection, account_id, key)
        if before is not None:
            return _same(before, diamonds)
        account = await self.accounts.access_account(account_id)
        await self._check_person(account)
        terms = self._prices.market(account.region).payouts
        changed = exchange(diamonds, terms, step=step_of(terms.currency))
        if changed.amount < terms.minimum:
            raise BelowPayoutMinimum(Money(terms.currency, terms.minimum), diamonds_for(terms.minimum, terms))
        # Before the transaction, as it may take long; what comes to the account meanwhile counts as young.
        since = self._clock.now() - timedelta(days=self._settings.payout_hold_days)
        young = await self._ledger.young(earned(account_id).name, since, EARNING_KINDS)
        async with self._database.transaction() as tx:
            recipient = await store.lock_recipient(tx, account_id)
            before = await store.load_by_key(tx, account_id, key)
            if before is not None:
                return _same(before, diamonds)
            recipient = _check_recipient(recipient)
            balance = await self._books.lock(tx, account_id)
            if await self._freezes.check(tx, [account_id]):
                raise MoneyFrozen
            came = await self._ledger.gained_after(tx, earned(account_id).name, young.sequence)
            withdrawable = max(0, balance.available - young.amount - came)
            if diamonds > withdrawable:
                raise NotWithdrawable(withdrawable, diamonds)
            now = self._clock.now()
            used = await store.sum_between(tx, account_id, terms.currency, *day_of(now))
            if used + changed.amount > terms.daily_maximum:
                left = Money(terms.currency, max(0, terms.daily_maximum - used))
                raise AbovePayoutDailyMaximum(Money(terms.currency, terms.daily_maximum), left)
            is_large = changed.amount > terms.review_above
            payout_id = self._ids.new()
            payout = Payout(
                id=payout_id,
                account_id=account_id,
                key=key,
                asked_diamonds=diamonds,
                diamonds=changed.diamonds,
                currency=terms.currency,
                amount=changed.amount,
                state="in_review" if is_large else "approved",
                provider=recipient.provider,
                recipient_reference=recipient.reference,
                hold_id=await self._books.hold(tx, payout_id, account_id, changed.diamonds),
                origin=origin,
                created_at=now,
                next_at=None if is_large else now,
            )
            await store.add(tx, payout)
            self._tell(tx, payout)
        return payout

    async def cancel(self, account_id: str, payout_id: str) -> Payout:
        """Take back what one asked for, before it is sent. Emits `PayoutChanged`.

        Raises:
            NoSuchPayout: there is none of this account's.
            PayoutUnderWay: it is sent, or over.
        """
        async with self._database.transaction() as tx:
            payout = await self._lock(tx, payout_id)
            if payout.account_id != account_id:
                raise NoSuchPayout
            if payout.state == "cancelled":
                # The same button pressed twice is one wish.
                return payout
            if not may_become(payout.state, "cancelled"):
                raise PayoutUnderWay(payout.state)
            await self._books.release(tx, payout)
            return await self._change(tx, payout, state="cancelled", ended_at=self._clock.now(), next_at=None)

    async def lock_unsent(self, tx: Transaction, account_ids: Collection[str]) -> list[Payout]:
        """Payouts of these accounts of which nothing was sent; nothing is until `tx` ends. Newest first."""
        return await store.lock_unsent(tx, account_ids)

    async def call_off(self, tx: Transaction, payout: Payout) -> None:
        """Cancel a payout of `lock_unsent`, as its diamonds go back. Emits `PayoutCalledOff`, `PayoutChanged`."""
        await self._books.release(tx, payout)
        await self._change(tx, payout, state="cancelled", ended_at=self._clock.now(), next_at=None)
        tx.emit(PayoutCalledOff(payout_id=payout.id))

    async def page(self, account_id: str, before: str | None) -> PayoutPage:
        """The account's payouts, newest first."""
        rows_max = self._settings.payouts_listed_max
        async with self._database.read() as connection:
            found = await store.load_of(connection, account_id, before, rows_max + 1)
        return _page(found, rows_max)

    async def access(self, payout_id: str) -> Payout:
        """The payout.

        Raises:
            NoSuchPayout: there is none.
        """
        async with self._database.read() as connection:
            found = await store.load(connection, payout_id) if is_id(payout_id) else None
        if found is None:
            raise NoSuchPayout
        return found

    # Whom to pay

    async def set_up(self, account_id: str, *, origin: str) -> str:
        """Where the host tells the provider who they are and where money shall go; the address can be used once.

        Raises:
            TooYoungForGifts: the host is not old enough.
            TooFast: `payout_setups_per_hour` is reached.
            ProviderUnavailable, ProviderRefused: as the provider says.
        """
        account = await self.accounts.access_account(account_id)
        self._access.check_gift_age_of(account)
        message = "You have set up payouts several times in the last hour. Try again later."
        await self._limits.hit(self._setup_limit, "payout-setup", account_id, message=message)
        async with self._database.read() as connection:
            recipient = await store.load_recipient(connection, account_id)
        if recipient is not None:
            # It may have been closed, and nobody told.
            recipient = await self.look_at_recipient(recipient)
        if recipient is None or recipient.state == "closed" or recipient.provider != self.provider.name:
            recipient = await self._open_recipient(account, recipient)
        base = self._base(origin)
        return await self.provider.setup_url(
            recipient.reference, return_url=f"{base}{RETURN_PATH}", again_url=f"{base}{AGAIN_PATH}"
        )

    async def _open_recipient(self, account: Account, old: Recipient | None) -> Recipient:
        instead_of = None if old is None or old.provider != self.provider.name else old.reference
        new = NewRecipient(account_id=account.id, email=account.email, country=account.region, instead_of=instead_of)
        reference = await self.provider.open_recipient(new)
        facts = await self.provider.look_at_recipient(reference)
        now = self._clock.now()
        recipient = Recipient(
            account_id=account.id,
            provider=self.provider.name,
            reference=reference,
            state=facts.state,
            requirements=facts.requirements,
            created_at=now,
            looked_at=now,
        )
        async with self._database.transaction() as tx:
            if await store.add_recipient(tx, recipient):
                return recipient
            present = await store.lock_recipient(tx, account.id)
            if present is not None and (old is None or present.reference != old.reference):
                # Somebody pressed twice, and the first one counts.
                return present
            await store.write_recipient(tx, recipient)
        return recipient

    async def _recipient(self, account_id: str) -> Recipient | None:
        async with self._database.read() as connection:
            recipient = await store.load_recipient(connection, account_id)
        if recipient is None or recipient.state in ("ready", "closed"):
            return recipient
        if self._clock.now() - recipient.looked_at < RECIPIENT_LOOK_EVERY:
            return recipient
        try:
            return await self.look_at_recipient(recipient)
        except AppError as error:
            # What was known stays; the page is worth showing without the provider.
            log.info("the provider says nothing of a host", reason=error.message)
            return recipient

    async def recipient_changed(self, reference: str) -> None:
        """Somebody's account at the provider is not as it was: look at it. Others' are left alone.

        Raises:
            ProviderUnavailable, ProviderRefused: as the provider says.
        """
        async with self._database.read() as connection:
            recipient = await store.load_recipient_by(connection, self.provider.name, reference)
        if recipient is not None:
            await self.look_at_recipient(recipient)

    async def look_at_recipient(self, recipient: Recipient) -> Recipient:
        """How the host's account at the provider stands now; what waits for it is seen to.

        Raises:
            ProviderUnavailable, ProviderRefused: as the provider says.
        """
        asked_at = self._clock.now()
        if recipient.provider != self.provider.name:
            return recipient
        facts = await self.provider.look_at_recipient(recipient.reference)
        async with self._database.transaction() as tx:
            present = await store.lock_recipient(tx, recipient.account_id)
            if present is None or present.reference != recipient.reference or present.looked_at > asked_at:
                # Another account, or somebody asked later than we did.
                return present or recipient
            changed = msgspec.structs.replace(
                present, state=facts.state, requirements=facts.requirements, looked_at=asked_at
            )
            await store.write_recipient(tx, changed)
        if changed.state != present.state:
            await self._wake_all_of(changed.account_id)
        return changed

    # What the provider tells

    async def on_provider_event(self, event: ProviderEvent) -> None:
        """Look at what a webhook is about, as it stands now.

        What the event says of it is not believed: it may be old, or come before another.
        """
        about = str(event.about.get("id", ""))
        if event.kind.startswith(("account.", "capability.")):
            await self.recipient_changed(event.account or about)
            return
        metadata = event.about.get("metadata")
        ours = metadata.get("livehouse_payout") if isinstance(metadata, Mapping) else None
        async with self._database.read() as connection:
            found = set(await store.load_by_reference(connection, self.provider.name, [about]))
            if isinstance(ours, str) and is_id(ours) and await store.load(connection, ours) is not None:
                found.add(ours)
        await self._wake(found)

    async def _wake_all_of(self, account_id: str) -> None:
        async with self._database.read() as connection:
            waiting = await store.find_waking(connection, account_id)
        await self._wake(waiting)

    async def _wake(self, payout_ids: Collection[str]) -> None:
        if not payout_ids:
            return
        async with self._database.transaction() as tx:
            await store.wake(tx, payout_ids, self._clock.now())
        self.worker.wake()

    # For operators

    async def operated(self, states: Collection[PayoutState] | None, before: str | None) -> PayoutPage:
        """Payouts in these states, or all: those in review the oldest first, others the newest first."""
        rows_max = self._settings.payouts_listed_max
        async with self._database.read() as connection:
            found = await store.load_in(connection, states, before, rows_max + 1)
        return _page(found, rows_max)

    async def cards_of(self, payouts: Iterable[Payout]) -> Mapping[str, AccountCard]:
        """The cards of everybody who is named in these payouts."""
        named = {name for each in payouts for name in (each.account_id, each.decided_by) if name is not None}
        return await self.accounts.cards(named)

    async def earned_in_all(self, account_ids: Iterable[str]) -> Mapping[str, int]:
        """The diamonds that each of these accounts ever earned and was not taken back."""
        wanted = {account_id: earned(account_id).name for account_id in set(account_ids)}
        stands = await self._ledger.balances(list(wanted.values()))
        async with self._database.read() as connection:
            withdrawn = await store.sum_withdrawn(connection, wanted)
        return {
            account_id: withdrawn.get(account_id, 0) + (stands[name].balance if name in stands else 0)
            for account_id, name in wanted.items()
        }

    async def flags_of(self, account_ids: Collection[str]) -> Mapping[str, int]:
        """How many suspicious flows are known of these accounts."""
        return {} if self._flags_of is None else await self._flags_of(account_ids)

    async def decide(self, payout_id: str, *, grants: bool, reason: str, operator_id: str) -> Payout:
        """Grant or refuse a payout that waits for it; it is logged. Emits `PayoutChanged`.

        Args:
            reason: the host reads why it was refused; a refusal must have one.

        Raises:
            TextMissing, TextTooLong: the reason.
            NoSuchPayout, OwnPayout, PayoutUnderWay: as they say.
        """
        reason = clean_text(reason, graphemes_max=self._settings.payout_reason_max, field="reason", required=not grants)
        account = await self.accounts.access_account((await self.access(payout_id)).account_id)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            payout = await self._lock(tx, payout_id)
            if payout.account_id == operator_id:
                raise OwnPayout
            if payout.state != "in_review":
                raise PayoutUnderWay(payout.state)
            if grants:
                payout = await self._change(
                    tx, payout, state="approved", decided_at=now, decided_by=operator_id, next_at=now
                )
            else:
                await self._books.release(tx, payout)
                payout = await self._change(
                    tx,
                    payout,
                    state="refused",
                    reason=reason,
                    decided_at=now,
                    decided_by=operator_id,
                    ended_at=now,
                    next_at=None,
                )
                if account.deleted_at is None:
                    base = self._base(payout.origin)
                    letter = write_letter("refused", account, payout, platform=self._settings.name, base=base)
                    await self._mailer.send(tx, letter)
            await self._moderation.log.add(
                tx,
                operator_id=operator_id,
                act="payout.grant" if grants else "payout.refuse",
                subject=payout.account_id,
                details={
                    "payout": payout.id,
                    "reason": reason,
                    "currency": payout.currency,
                    "amount": payout.amount,
                    "diamonds": payout.diamonds,
                },
            )
        return payout

    # For the owner

    async def export(self, account_id: str) -> dict[str, object]:
        """What is kept about the account here, for its owner; who decided is the operators' own business."""
        async with self._database.read() as connection:
            recipient = await store.load_recipient(connection, account_id)
            found = await store.load_of(connection, account_id, None, EXPORTED_MAX)
        hidden = {"decided_by", "next_at", "attempts", "refusals", "key", "origin", "account_id"}
        payouts = [
            {name: value for name, value in msgspec.structs.asdict(each).items() if name not in hidden}
            for each in found
        ]
        freezes = [
            {"frozen_at": each.frozen_at, "lifted_at": each.lifted_at, "diamonds": each.held}
            for each in await self._freezes.of(account_id)
        ]
        return {"recipient": recipient, "payouts": payouts, "freezes": freezes}

    # What they have in common

    def _base(self, origin: str) -> str:
        return self._settings.public_origin or origin

    async def _lock(self, tx: Transaction, payout_id: str) -> Payout:
        payout = await store.lock(tx, payout_id) if is_id(payout_id) else None
        if payout is None:
            raise NoSuchPayout
        return payout

    async def _change(self, tx: Transaction, payout: Payout, **changes: object) -> Payout:
        changed = msgspec.structs.replace(payout, **changes)
        await store.write(tx, changed)
        self._tell(tx, changed)
        return changed

    def _tell(self, tx: Transaction, payout: Payout) -> None:
        at = self._clock.now()
        tx.emit(PayoutChanged(payout_id=payout.id, account_id=payout.account_id, state=payout.state, at=at))


def _check_recipient(recipient: Recipient | None) -> Recipient:
    if recipient is None:
        raise NoPayoutRecipient
    if recipient.state != "ready":
        raise PayoutRecipientNotReady(recipient.state)
    return recipient


def _same(payout: Payout, diamonds: int) -> Payout:
    if payout.asked_diamonds != diamonds:
        raise IdempotencyKeyReused
    return payout


def _page(found: list[Payout], rows_max: int) -> PayoutPage:
    shown = tuple(found[:rows_max])
    return PayoutPage(payouts=shown, next_before=shown[-1].id if len(found) > rows_max else None)
