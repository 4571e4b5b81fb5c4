"""Freezes: an operator has somebody's money stay where it is, and none of it gets lost."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec
import structlog

from livehouse.accounts import AccountCard, Accounts
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Conflict, Forbidden, Unavailable
from livehouse.kernel.ids import Ids
from livehouse.kernel.text import clean_text
from livehouse.ledger import Hold, Ledger, Posted, Posting, Release
from livehouse.moderation import Moderation
from livehouse.payments import freezes_store as store
from livehouse.payments.accounts import diamonds_frozen, earned
from livehouse.payments.freezes_store import Freeze, Reader
from livehouse.platform.database import Database, Transaction
from livehouse.platform.events import DomainEvent, Events
from livehouse.platform.steps import Step

log = structlog.get_logger(__name__)

# Money that comes later cannot be withdrawn anyway; this only puts it aside in the books as well.
LOOK_EVERY_S: Final = 10.0
AT_ONCE: Final = 200
# The longest histories are a few.
FREEZES_OF_ONE_MAX: Final = 50


class MoneyFrozen(Forbidden):
    """An operator has frozen this account's coins and diamonds; nothing is spent or withdrawn, and nothing is lost."""

    code = "money_frozen"

    def __init__(self) -> None:
        super().__init__(
            "Your coins and diamonds are frozen while the people who run this platform look into something. Nothing of "
            "them is lost; write to them if you do not know why."
        )


class AlreadyFrozen(Conflict):
    """The account's money is frozen already."""

    code = "already_frozen"

    def __init__(self) -> None:
        super().__init__("The money of this account is frozen already.")


class NotFrozen(Conflict):
    """The account's money is not frozen."""

    code = "not_frozen"

    def __init__(self) -> None:
        super().__init__("The money of this account is not frozen: there is nothing to lift.")


class OwnFreeze(Forbidden):
    """Nobody decides about their own money."""

    code = "own_freeze"

    def __init__(self) -> None:
        super().__init__("You cannot decide about your own money. Ask another operator.")


class MoneyFreezeChanged(DomainEvent, frozen=True):
    """Somebody's money was frozen, or is free again."""

    account_id: str
    is_frozen: bool


class FreezeLoosened(DomainEvent, frozen=True):
    """What a freeze held was let go for a reversal; the rest is to be held again."""

    account_id: str


class FreezePage(msgspec.Struct, frozen=True, kw_only=True):
    """Some freezes, the cards of everybody in them, and before which the next page begins."""

    freezes: tuple[Freeze, ...]
    cards: Mapping[str, AccountCard]
    next_before: str | None


class Freezes:
    """Says who is frozen, freezes, lifts.

    What blocks is the freeze itself: sending, buying and withdrawing ask `check`. Beside it the diamonds are put aside
    in the books, so that an auditor sees it there.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        ledger: Ledger,
        accounts: Accounts,
        moderation: Moderation,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._ledger = ledger
        self._accounts = accounts
        self._moderation = moderation

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        events.subscribe(FreezeLoosened, self._on_loosened)

    # Asking

    async def check(self, reader: Reader, account_ids: Collection[str]) -> set[str]:
        """Which of these accounts are frozen, as `reader` (a connection or a transaction) sees it."""
        return await store.load_frozen(reader, account_ids) if account_ids else set()

    def find(self, account_ids: Collection[str]) -> Step[set[str]]:
        """Which of these accounts are frozen, as the transaction that asks sees it."""
        return store.find_frozen(account_ids)

    async def is_frozen(self, account_id: str) -> bool:
        """Whether the account is frozen now."""
        async with self._database.read() as connection:
            return bool(await store.load_frozen(connection, [account_id]))

    async def check_not_frozen(self, account_id: str) -> None:
        """Refuse an account that is frozen.

        Raises:
            MoneyFrozen: it is.
        """
        if await self.is_frozen(account_id):
            raise MoneyFrozen

    async def of(self, account_id: str) -> list[Freeze]:
        """The account's freezes, newest first."""
        async with self._database.read() as connection:
            return await store.load_of(connection, account_id, FREEZES_OF_ONE_MAX)

    async def page(self, before: str | None, *, is_open: bool) -> FreezePage:
        """Freezes in force, or lifted ones, newest first."""
        rows_max = self._settings.payouts_listed_max
        async with self._database.read() as connection:
            found = await store.load_page(connection, before, rows_max + 1, is_open=is_open)
        shown = found[:rows_max]
        return FreezePage(
            freezes=tuple(shown),
            cards=await self.cards_of(shown),
            next_before=shown[-1].id if len(found) > rows_max else None,
        )

    async def cards_of(self, freezes: Iterable[Freeze]) -> Mapping[str, AccountCard]:
        """The cards of everybody who is named in these freezes."""
        named = [(each.account_id, each.frozen_by, each.lifted_by) for each in freezes]
        return await self._accounts.cards({name for names in named for name in names if name is not None})

    # Deciding

    async def freeze(self, account_id: str, *, reason: str, operator_id: str | None) -> Freeze:
        """Have the account's money stay where it is; it is logged. Emits `MoneyFreezeChanged`.

        Args:
            operator_id: who decides; None for the command line.

        Raises:
            TextMissing, TextTooLong: the reason, for operators.
            NoSuchAccount: there is none.
            OwnFreeze, AlreadyFrozen: as they say.
        """
        reason = self._check(account_id, reason, operator_id)
        await self._accounts.access_account(account_id)
        freeze = Freeze(
            id=self._ids.new(),
            account_id=account_id,
            reason=reason,
            frozen_at=self._clock.now(),
            frozen_by=operator_id,
        )
        async with self._database.transaction() as tx:
            if not await store.add(tx, freeze):
                raise AlreadyFrozen
            freeze = await self._hold(tx, freeze)
            details = {"reason": reason, "freeze": freeze.id, "diamonds": freeze.held}
            await self._moderation.log.add(
                tx, operator_id=operator_id, act="money.freeze", subject=account_id, details=details
            )
            tx.emit(MoneyFreezeChanged(account_id=account_id, is_frozen=True))
        return freeze

    async def lift(self, account_id: str, *, reason: str, operator_id: str | None) -> Freeze:
        """Let the account's money be free again, all of it; it is logged. Emits `MoneyFreezeChanged`.

        Raises:
            TextMissing, TextTooLong: the reason, for operators.
            OwnFreeze, NotFrozen: as they say.
        """
        reason = self._check(account_id, reason, operator_id)
        async with self._database.transaction() as tx:
            for freeze in await store.lock_open(tx, [account_id]):
                released = freeze.held
                if freeze.hold_id is not None:
                    await self._post(tx, [_release(freeze)])
                freeze = msgspec.structs.replace(
                    freeze,
                    lifted_at=self._clock.now(),
                    lifted_by=operator_id,
                    lift_reason=reason,
                    hold_id=None,
                    held=0,
                )
                await store.write(tx, freeze)
                details = {"reason": reason, "freeze": freeze.id, "diamonds": released}
                await self._moderation.log.add(
                    tx, operator_id=operator_id, act="money.unfreeze", subject=account_id, details=details
                )
                tx.emit(MoneyFreezeChanged(account_id=account_id, is_frozen=False))
                return freeze
        raise NotFrozen

    def _check(self, account_id: str, reason: str, operator_id: str | None) -> str:
        if operator_id == account_id:
            raise OwnFreeze
        return clean_text(reason, graphemes_max=self._settings.payout_reason_max, field="reason")

    # Holding

    async def loosen(self, tx: Transaction, account_ids: Collection[str]) -> list[Posting]:
        """What to post before the reversal of gifts that these accounts were sent.

        A gift is taken back from frozen diamonds, too; held ones would be refused. The postings let them go in the
        transaction that takes the gift back, and what is left is held again right after it. Nobody can spend in
        between: the freeze stays. Emits `FreezeLoosened`.
        """
        postings: list[Posting] = []
        for freeze in await store.lock_open(tx, account_ids):
            if freeze.hold_id is None:
                continue
            postings.append(_release(freeze))
            await store.write(tx, msgspec.structs.replace(freeze, hold_id=None, held=0))
            tx.emit(FreezeLoosened(account_id=freeze.account_id))
        return postings

    async def tighten(self, account_id: str) -> int:
        """Put aside what came to a frozen account since; how many diamonds are put aside then."""
        async with self._database.transaction() as tx:
            for freeze in await store.lock_open(tx, [account_id]):
                return (await self._hold(tx, freeze)).held
        return 0

    async def work(self) -> None:
        """Put aside what comes to frozen accounts, for as long as the process lives. Any number of processes may."""
        while True:
            try:
                await self.look()
            except Unavailable as error:
                log.warning("frozen accounts cannot be looked at", reason=error.message)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> int:
        """Put aside what came to frozen accounts; of how many."""
        after, tightened = "", 0
        while True:
            async with self._database.read() as connection:
                found = await store.find_open(connection, after, AT_ONCE)
            if not found:
                return tightened
            after = found[-1][0]
            stands = await self._ledger.balances([earned(account_id).name for _, account_id in found])
            for _, account_id in found:
                balance = stands.get(earned(account_id).name)
                if balance is not None and balance.available > 0:
                    await self.tighten(account_id)
                    tightened += 1

    async def _on_loosened(self, event: FreezeLoosened) -> None:
        await self.tighten(event.account_id)

    async def _hold(self, tx: Transaction, freeze: Freeze) -> Freeze:
        """Put everything aside that can be, in the place of what was before."""
        source, target = earned(freeze.account_id), diamonds_frozen()
        await self._ledger.open(tx, [source, target])
        stands = await self._ledger.lock(tx, [source.name, target.name])
        available = stands[source.name].available
        if available <= 0:
            return freeze
        postings: list[Posting] = [] if freeze.hold_id is None else [_release(freeze)]
        amount = available + freeze.held
        number = freeze.holds + 1
        details = {"freeze": freeze.id}
        postings.append(Hold(f"freeze:{freeze.id}:{number}", "freeze", source.name, target.name, amount, None, details))
        posted = await self._post(tx, postings)
        held = msgspec.structs.replace(freeze, hold_id=posted[-1].id, held=amount, holds=number)
        await store.write(tx, held)
        return held

    async def _post(self, tx: Transaction, postings: list[Posting]) -> list[Posted]:
        posted = []
        for outcome in await self._ledger.post_in(tx, postings):
            if not isinstance(outcome, Posted):
                raise outcome
            posted.append(outcome)
        return posted


def _release(freeze: Freeze) -> Release:
    return Release(f"freeze:{freeze.id}:{freeze.holds}:release", freeze.hold_id or "")
