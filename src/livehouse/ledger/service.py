"""The books: what may be written into them, and what they say."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.exc import IntegrityError

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import Ids
from livehouse.ledger import store, tracing
from livehouse.ledger.books import AccountRow, Books, TransferRow
from livehouse.ledger.check import Audit, audit
from livehouse.ledger.errors import NoSuchLedgerAccount
from livehouse.ledger.export import Form, export
from livehouse.ledger.model import (
    AccountSpec,
    Balance,
    Entry,
    Hold,
    Posting,
    Release,
    Reverse,
    Settle,
    Transfer,
    check_account,
)
from livehouse.ledger.opened import OpenBooks, Outcome
from livehouse.ledger.tracing import Trace, Turnover, Young
from livehouse.platform.database import Database, Transaction
from livehouse.platform.steps import Step

log = structlog.get_logger(__name__)

EXPIRED_AT_ONCE: Final = 200
# Whoever posts to an account ends its overdue holds at once; this is for those that nobody touches.
LOOK_EVERY_S: Final = 30.0
ENTRIES_AT_ONCE_MAX: Final = 500


class Ledger:
    """Double entry in several currencies, with whole numbers, only ever added to.

    Each posting has a key. The same posting under the same key is written once, however often it is sent; another one
    under that key is refused.
    """

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    # Writing

    async def open(self, tx: Transaction, specs: Collection[AccountSpec]) -> None:
        """Open accounts; those that are there stay as they are.

        Raises:
            BadPosting: a name or a currency that cannot be.
        """
        for spec in specs:
            check_account(spec)
        await store.open_accounts(tx, specs, self._clock.now())

    async def post(self, *postings: Posting) -> list[Outcome]:
        """Write postings in a transaction of their own; see `post_in`."""
        try:
            async with self._database.transaction() as tx:
                return await self.post_in(tx, postings)
        except IntegrityError:
            # Somebody wrote one of the keys at this very moment. One by one, only that one suffers.
            if len(postings) > 1:
                return [outcome for posting in postings for outcome in await self.post(posting)]
        async with self._database.transaction() as tx:
            return await self.post_in(tx, postings)

    async def post_in(self, tx: Transaction, postings: Sequence[Posting]) -> list[Outcome]:
        """Write postings in order; what becomes of each. One that is refused leaves the others as they are.

        The accounts concerned are held until `tx` ends, in one order, so that nobody waits for each other. Call it once
        in a transaction.
        """
        books = await self._open_for(tx, postings)
        outcomes = books.post(postings)
        await tx.run(*books.steps())
        return outcomes

    async def work(self) -> None:
        """End holds whose time has come, for as long as the process lives. Any number may do so."""
        while True:
            try:
                while await self.expire_holds() == EXPIRED_AT_ONCE:
                    pass
            except Unavailable as error:
                log.warning("holds cannot be ended", error=error.message)
            await asyncio.sleep(LOOK_EVERY_S)

    async def expire_holds(self) -> int:
        """End the holds whose time has come, `EXPIRED_AT_ONCE` at most; how many these were."""
        async with self._database.read() as connection:
            overdue = await store.load_expirable(connection, self._clock.now(), EXPIRED_AT_ONCE)
        if not overdue:
            return 0
        async with self._database.transaction() as tx:
            held = store.hold_accounts({name for _, name in overdue})
            await tx.run(held)
            # Ended by somebody else meanwhile, perhaps; now that the accounts are held, it is certain.
            holds = await store.load_holds(tx, [hold_id for hold_id, _ in overdue])
            now = self._clock.now()
            books = Books(held.result, holds, [], [], now=now, new_id=self._ids.new)
            expired = sum(books.expire(hold.id) for hold in holds)
            await tx.run(*store.write(books.changes, books.touched, {}, [], now))
        return expired

    async def _open_for(self, tx: Transaction, postings: Sequence[Posting]) -> OpenBooks:
        names: set[str] = set()
        hold_ids: set[str] = set()
        transfer_ids: set[str] = set()
        for posting in postings:
            match posting:
                case Transfer():
                    names.update(line.account for line in posting.lines)
                case Hold():
                    names.update((posting.account, posting.to))
                case Settle() | Release():
                    hold_ids.add(posting.hold_id)
                case Reverse():
                    transfer_ids.add(posting.transfer_id)
        # Facts that do not change; what became of them is asked once their accounts are held.
        for hold in await store.load_holds(tx, hold_ids) if hold_ids else ():
            names.update((hold.account, hold.to))
        transfers = await store.load_transfers(tx, transfer_ids) if transfer_ids else []
        names.update(line.account for transfer in transfers for line in transfer.lines)
        held, results = store.hold_accounts(names), store.find_results({posting.key for posting in postings})
        await tx.run(held, results)
        return await self._open(tx, held.result, results.result, hold_ids=hold_ids, transfers=transfers)

    async def _open(
        self,
        tx: Transaction,
        accounts: Sequence[AccountRow],
        results: Mapping[str, tuple[str, str, datetime]],
        *,
        hold_ids: Collection[str] = (),
        transfers: Sequence[TransferRow] = (),
    ) -> OpenBooks:
        now = self._clock.now()
        holds = {hold.id: hold for hold in await store.load_holds(tx, hold_ids)} if hold_ids else {}
        put_aside = [account.id for account in accounts if account.held]
        overdue = await store.load_expired_holds(tx, put_aside, now) if put_aside else []
        holds |= {hold.id: hold for hold in overdue}
        transfer_ids = [transfer.id for transfer in transfers]
        reversed_ids = await store.load_reversed(tx, transfer_ids) if transfer_ids else []
        books = Books(accounts, holds.values(), transfers, reversed_ids, now=now, new_id=self._ids.new)
        for hold in overdue:
            # Nobody is refused for what is not put aside any more.
            books.expire(hold.id)
        return OpenBooks(books, accounts, results, now)

    def hold(self, names: Collection[str]) -> Step[list[AccountRow]]:
        """What holds these accounts until its transaction ends, for `open_at`.

        Name every account that the postings of the transaction will concern, or two who hold could wait for each other.
        """
        return store.hold_accounts(names)

    async def open_at(self, tx: Transaction, held: Sequence[AccountRow]) -> OpenBooks:
        """The books at accounts that `tx` holds, for postings under keys that were never used before."""
        return await self._open(tx, held, {})

    async def lock(self, tx: Transaction, names: Collection[str]) -> Mapping[str, Balance]:
        """How these accounts stand, held until `tx` ends: what is decided by that, holds when it is posted.

        Name every account that the postings of `tx` will concern, or two who lock could wait for each other.
        """
        held = store.hold_accounts(names)
        await tx.run(held)
        return {row.name: Balance(row.name, row.currency, row.balance, row.held) for row in held.result}

    # Reading

    async def balances(self, names: Collection[str]) -> Mapping[str, Balance]:
        """How these accounts stand; those that were never opened are left out."""
        async with self._database.read() as connection:
            return await store.load_balances(connection, names)

    async def balance(self, name: str) -> Balance:
        """How this account stands.

        Raises:
            NoSuchLedgerAccount: it was never opened.
        """
        found = await self.balances([name])
        if name not in found:
            raise NoSuchLedgerAccount(f"The books have no account {name[:80]}.")
        return found[name]

    async def page(self, name: str, before: int | None, *, entries_max: int) -> list[Entry]:
        """Entries of an account before the sequence number `before`, or the last ones; newest first."""
        async with self._database.read() as connection:
            return await store.load_entries_before(connection, name, before, min(entries_max, ENTRIES_AT_ONCE_MAX))

    async def page_between(
        self, name: str, since: datetime, until: datetime, before: int | None, *, entries_max: int
    ) -> list[Entry]:
        """Like `page`, of what was written from `since` to just before `until`."""
        async with self._database.read() as connection:
            rows_max = min(entries_max, ENTRIES_AT_ONCE_MAX)
            return await store.load_entries_before(connection, name, before, rows_max, since=since, until=until)

    async def trace(self, transfer_ids: Collection[str]) -> Mapping[str, Trace]:
        """Where these transfers come from, and whether they still stand."""
        async with self._database.read() as connection:
            return await tracing.trace(connection, transfer_ids)

    async def young(self, name: str, since: datetime, kinds: Collection[str]) -> Young:
        """What the account gained after `since` by transfers of these kinds, and was not taken back."""
        async with self._database.snapshot() as connection:
            return await tracing.load_young(connection, name, since, kinds)

    async def gained_after(self, tx: Transaction, name: str, sequence: int) -> int:
        """What came to the account after its entry of this number, whatever was taken since."""
        return await tracing.load_gained_after(tx, name, sequence)

    async def turnover(self, name: str, since: datetime | None, until: datetime) -> list[Turnover]:
        """What each kind of transfer brought and took on each UTC day from `since` (None: ever) to before `until`."""
        async with self._database.read() as connection:
            return await tracing.load_turnover(connection, name, since, until)

    async def statement(self, name: str, since: datetime, until: datetime) -> tuple[int, list[Entry]]:
        """What the account came to at `since`, and its entries from then to just before `until`, oldest first."""
        async with self._database.snapshot() as connection:
            opening = await store.load_balance_at(connection, name, since)
            return opening, await store.load_entries_between(connection, name, since, until)

    async def audit(self) -> Audit:
        """Compute everything anew; what does not agree, and where."""
        async with self._database.snapshot() as connection:
            return await audit(connection)

    async def export(self, form: Form) -> AsyncIterator[str]:
        """The whole books as text, in pieces; see `export.export`."""
        async with self._database.snapshot() as connection:
            async for piece in export(connection, form):
                yield piece
