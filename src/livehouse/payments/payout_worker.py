"""Carries payouts out: sends what was approved, and follows it until the bank has it or the diamonds are back.

What happened is asked of the provider before anything is repeated, so a process may die at any point: whoever is next
finds the payout in the database, looks, and goes on. One process at a time sees to a payout, by a claim that runs out.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from livehouse.accounts import Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.payments import payout_store as store
from livehouse.payments.errors import ProviderRefused
from livehouse.payments.freezes import Freezes
from livehouse.payments.payout_books import PayoutBooks
from livehouse.payments.payout_events import PayoutChanged
from livehouse.payments.payout_letters import Kind, write_letter
from livehouse.payments.payout_model import Payout, PayoutState, may_become
from livehouse.payments.payout_provider import NotYet, PayoutFacts, PayoutProvider
from livehouse.platform.database import Database, Transaction
from livehouse.platform.mail import Mailer

log = structlog.get_logger(__name__)

# A payout belongs so long to the process that took it; its calls take a minute at most, with every retry.
CLAIM: Final = timedelta(minutes=4)
# What this process commits wakes it; this finds what others did, and what is due by the time.
LOOK_EVERY_S: Final = 2.0
AT_ONCE: Final = 20
RETRY_FIRST: Final = timedelta(seconds=5)
RETRY_LONGEST: Final = timedelta(hours=1)
# While an operator's freeze, a dispute or a debt stands in the way.
BLOCKED: Final = timedelta(minutes=5)
# A bank takes days. Webhooks tell of it; these looks are for those that were lost.
FOLLOW_SHORTEST: Final = timedelta(seconds=2)
FOLLOW_LONGEST: Final = timedelta(hours=1)
# Banks send money back within five working days: https://docs.stripe.com/payouts#payout-failures
PAID_LOOK_EVERY: Final = timedelta(days=1)
PAID_FOLLOWED: Final = timedelta(days=10)
REASON_LENGTH_MAX: Final = 300

Blocks = Callable[[str], Awaitable[str | None]]
"""Why nothing may be sent to this account now; None if nothing stands in the way."""


class PayoutWorker:
    """The worker. Any number of processes may run one.

    Args:
        blocks: says what stands in the way beside freezes: disputes and debts.
    """

    def __init__(
        self,
        *,
        database: Database,
        settings: Settings,
        clock: Clock,
        books: PayoutBooks,
        freezes: Freezes,
        provider: PayoutProvider,
        accounts: Accounts,
        mailer: Mailer,
        blocks: Blocks,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._books = books
        self._freezes = freezes
        self._provider = provider
        self._accounts = accounts
        self._mailer = mailer
        self._blocks = blocks
        self._news = asyncio.Event()
        self._steps = Counter(
            "livehouse_payouts",
            "Steps that payouts went: sending, sent, paid, failed, returned, and later (tried again another time).",
            ["step"],
            registry=registry,
        )
        self._open = Gauge(
            "livehouse_payouts_open",
            "Payouts that are under way, by state, as this process saw them last.",
            ["state"],
            registry=registry,
        )

    def wake(self) -> None:
        """Something is to be done."""
        self._news.set()

    async def work(self) -> None:
        """See to payouts for as long as the process lives."""
        while True:
            self._news.clear()
            try:
                while await self.look_around():
                    pass
                await self._measure()
            except Unavailable as error:
                log.warning("payouts cannot be looked for", reason=error.message)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._news.wait()

    async def look_around(self) -> int:
        """See to each payout that is due, `AT_ONCE` at most; how many were."""
        async with self._database.read() as connection:
            due = await store.find_due(connection, self._clock.now(), AT_ONCE)
        for payout_id in due:
            await self.see_to(payout_id)
        return len(due)

    async def see_to(self, payout_id: str) -> None:
        """Take the payout as far as it goes now, unless somebody else is at it."""
        async with self._database.read() as connection:
            seen = await store.load(connection, payout_id)
        if seen is None:
            return
        blocked = await self._blocks(seen.account_id) if seen.state == "approved" else None
        now = self._clock.now()
        until = now + CLAIM
        async with self._database.transaction() as tx:
            payout = await store.claim(tx, payout_id, now, until)
            if payout is None:
                return
            if payout.state == "approved":
                if blocked is None and await self._freezes.check(tx, [payout.account_id]):
                    blocked = "frozen"
                if blocked is not None:
                    await store.write(tx, msgspec.structs.replace(payout, next_at=now + BLOCKED))
                    log.info("a payout waits", payout=payout.id, reason=blocked)
                    return
                payout = msgspec.structs.replace(payout, state="sending", attempts=0)
                await self._write(tx, payout)
        try:
            await self._go_on(payout, until)
        except NotYet as error:
            await self._later(payout, until, error.reason, refusals=1)
        except Unavailable as error:
            await self._later(payout, until, error.message)
        except ProviderRefused as error:
            # Money that cannot be taken back from the host's account: somebody has to look, and it is tried on.
            log.error("a payout is stuck", payout=payout.id, state=payout.state, reason=error.message)
            await self._later(payout, until, error.message, refusals=1)
        except Exception as error:
            log.exception("a payout could not be seen to", payout=payout.id)
            await self._later(payout, until, repr(error))

    async def _go_on(self, payout: Payout, until: datetime) -> None:
        if payout.state == "sending":
            sent = await self._send(payout, until)
            if sent is None:
                return
            payout = sent
        if payout.state in ("sent", "paid"):
            await self._follow(payout, until)
            return
        # It ended while it was woken: nothing is left to do.
        await self._rest(payout, until, None)

    async def _send(self, payout: Payout, until: datetime) -> Payout | None:
        facts = await self._provider.look(payout)
        reference = facts.transfer_reference
        if facts.state == "nothing":
            try:
                reference = await self._provider.transfer(payout)
            except ProviderRefused as error:
                # Somebody whose claim ran out may have done it meanwhile; then it is not refused but done.
                reference = (await self._provider.look(payout)).transfer_reference
                if reference is None:
                    await self._end(payout, until, "failed", reason_of(error))
                    return None
        return await self._sent(payout, reference or "", until)

    async def _sent(self, payout: Payout, reference: str, until: datetime) -> Payout | None:
        async with self._database.transaction() as tx:
            locked = await store.lock(tx, payout.id)
            if locked is None or not may_become(locked.state, "sent"):
                return None
            settled_by, paid_by = await self._books.settle(tx, locked)
            sent = msgspec.structs.replace(
                locked,
                state="sent",
                transfer_reference=reference,
                settled_by=settled_by,
                paid_by=paid_by,
                sent_at=self._clock.now(),
                attempts=0,
                refusals=0,
            )
            await self._write(tx, sent)
        return sent

    async def _follow(self, payout: Payout, until: datetime) -> None:
        facts = await self._provider.look(payout)
        if facts.state == "transferred" and payout.state == "sent":
            try:
                reference = await self._provider.pay_out(payout)
            except ProviderRefused as error:
                facts = await self._provider.look(payout)
                if facts.state == "transferred":
                    facts = PayoutFacts(state="failed", reason=reason_of(error))
            else:
                await self._note_reference(payout, reference)
                await self._rest(payout, until, FOLLOW_SHORTEST)
                return
        if facts.state == "failed":
            await self._provider.take_back(payout)
            await self._end(payout, until, "returned", facts.reason or "The bank sent the money back.")
        elif facts.state == "taken_back":
            reason = facts.reason or "The payment provider has taken the money back."
            await self._end(payout, until, "returned", reason)
        elif facts.state == "paid" and payout.state == "sent":
            await self._note_reference(payout, facts.payout_reference)
            await self._end(payout, until, "paid", None)
        else:
            await self._note_reference(payout, facts.payout_reference)
            await self._rest(payout, until, self._pause_of(payout))

    def _pause_of(self, payout: Payout) -> timedelta | None:
        """When to look at it again: the longer it lasts, the later."""
        now = self._clock.now()
        if payout.state == "paid":
            is_over = payout.paid_at is None or now - payout.paid_at > PAID_FOLLOWED
            return None if is_over else PAID_LOOK_EVERY
        lasted = now - (payout.sent_at or now)
        return min(max(lasted / 2, FOLLOW_SHORTEST), FOLLOW_LONGEST)

    # Writing

    async def _end(self, payout: Payout, until: datetime, state: PayoutState, reason: str | None) -> None:
        """Write what came of it, unless that is known already; whoever learned it late changes nothing."""
        account = await self._accounts.access_account(payout.account_id)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            locked = await store.lock(tx, payout.id)
            if locked is None or not may_become(locked.state, state):
                return
            changed = msgspec.structs.replace(
                locked,
                state=state,
                reason=None if reason is None else reason[:REASON_LENGTH_MAX],
                attempts=0,
                refusals=0,
            )
            if state == "failed":
                await self._books.release(tx, locked)
                changed = msgspec.structs.replace(changed, ended_at=now, next_at=None)
            elif state == "returned":
                await self._books.give_back(tx, locked)
                changed = msgspec.structs.replace(changed, ended_at=now, next_at=None)
            else:
                # Somebody may have had news of it while we asked.
                next_at = now + PAID_LOOK_EVERY if locked.next_at == until else locked.next_at
                changed = msgspec.structs.replace(changed, paid_at=now, ended_at=now, next_at=next_at)
            await self._write(tx, changed)
            # Nobody is left to be written to once the account is gone.
            if account.deleted_at is None:
                kind: Kind = "paid" if state == "paid" else "failed" if state == "failed" else "returned"
                base = self._base(changed)
                letter = write_letter(kind, account, changed, platform=self._settings.name, base=base)
                await self._mailer.send(tx, letter)

    def _base(self, payout: Payout) -> str:
        return self._settings.public_origin or payout.origin

    async def _write(self, tx: Transaction, payout: Payout) -> None:
        await store.write(tx, payout)
        self._steps.labels(payout.state).inc()
        tx.emit(
            PayoutChanged(payout_id=payout.id, account_id=payout.account_id, state=payout.state, at=self._clock.now())
        )

    async def _note_reference(self, payout: Payout, reference: str | None) -> None:
        if reference is None or payout.payout_reference == reference:
            return
        async with self._database.transaction() as tx:
            await store.note_payout_reference(tx, payout.id, reference)

    async def _rest(self, payout: Payout, until: datetime, pause: timedelta | None) -> None:
        """Nothing is to be done for that long; unless somebody had news of it while we were at it."""
        next_at = None if pause is None else self._clock.now() + pause
        async with self._database.transaction() as tx:
            await store.put_off(tx, payout.id, until, next_at, attempts=0, refusals=payout.refusals)

    async def _later(self, payout: Payout, until: datetime, reason: str, *, refusals: int = 0) -> None:
        attempts = payout.attempts + 1
        pause = min(RETRY_FIRST * (1 << min(attempts - 1, 20)), RETRY_LONGEST)
        self._steps.labels("later").inc()
        log.warning("a payout is tried later", payout=payout.id, attempt=attempts, again_in=str(pause), reason=reason)
        async with self._database.transaction() as tx:
            next_at = self._clock.now() + pause
            await store.put_off(tx, payout.id, until, next_at, attempts=attempts, refusals=payout.refusals + refusals)

    async def _measure(self) -> None:
        async with self._database.read() as connection:
            counts = await store.count_by_state(connection)
        for state in ("in_review", "approved", "sending", "sent"):
            self._open.labels(state).set(counts.get(state, 0))


def reason_of(refusal: ProviderRefused) -> str:
    """Why the provider refused, in its own words."""
    return str(refusal.details["reason"])
