"""The till: gifts from many senders, written by one transaction after the other.

Whatever waits when a transaction begins goes into it, up to a number; what comes meanwhile waits for the next. So a
commit to the disk is shared by hundreds of gifts when there are hundreds, and one gift alone waits for nobody.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import structlog

from livehouse.gifts import till_store as store
from livehouse.gifts.batch import Ask, Balance, Batch, GiftRules, Known, Person
from livehouse.gifts.catalogue import Catalogue
from livehouse.gifts.errors import GiftFailed, GiftsBusy
from livehouse.gifts.events import CombosSettled, GiftSentResult, GiftsSent
from livehouse.gifts.metrics import GiftMetrics
from livehouse.gifts.people import People
from livehouse.gifts.ports import Freezes, Stage
from livehouse.gifts.shown import show_combos
from livehouse.gifts.spending import USUAL_DAYS, Spender
from livehouse.gifts.top_senders import week_of
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import AppError
from livehouse.kernel.ids import Ids
from livehouse.ledger import Ledger, OpenBooks, Posted
from livehouse.payments import debt, earned, gift_coins, gift_diamonds, wallet
from livehouse.platform.database import Database, Transaction
from livehouse.platform.steps import Step
from livehouse.rooms import Rooms

log = structlog.get_logger(__name__)

# Accounts that are known to have rows; beyond it they are looked for again.
KNOWN_ROWS_MAX: Final = 100_000

# The accounts of somebody who sends, and of somebody who receives.
SPENDING: Final = (wallet, debt)
RECEIVING: Final = (gift_coins, gift_diamonds, earned)

Answer = asyncio.Future[GiftSentResult]
Outcome = GiftSentResult | AppError


class BooksDisagree(Exception):
    """The books refused what their accounts covered a moment before: a fault of ours."""


class Till:
    """Takes gifts and answers them, each once it is written or refused.

    Args:
        per_commit_max: how many gifts one transaction holds.
        begin_every_s: the least time between the beginnings of two transactions, unless the first was full. One costs
            some milliseconds of a processor however few gifts are in it: begun without a pause they would leave too
            little for the answers, and everybody would wait longer.
        waiting_max: how many may wait; past it gifts are refused.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        *,
        ledger: Ledger,
        rooms: Rooms,
        people: People,
        catalogue: Catalogue,
        stage: Stage,
        freezes: Freezes,
        rules: GiftRules,
        metrics: GiftMetrics,
        per_commit_max: int,
        begin_every_s: float,
        waiting_max: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._ledger = ledger
        self._rooms = rooms
        self._people = people
        self._catalogue = catalogue
        self._stage = stage
        self._freezes = freezes
        self._rules = rules
        self._metrics = metrics
        self._per_commit_max = per_commit_max
        self._begin_every_s = begin_every_s
        self._waiting_max = waiting_max
        self._waiting: deque[tuple[Ask, Answer]] = deque()
        self._something_waits = asyncio.Event()
        # Who is known to have rows that a gift needs: nothing ever deletes those.
        self._recipients: set[str] = set()
        self._spenders: set[str] = set()

    def submit(self, ask: Ask) -> Answer:
        """Take a gift on; what becomes of it.

        Raises:
            GiftsBusy: too many wait.
        """
        if len(self._waiting) >= self._waiting_max:
            self._metrics.refused.labels(GiftsBusy.code).inc()
            raise GiftsBusy
        answer: Answer = asyncio.get_running_loop().create_future()
        self._waiting.append((ask, answer))
        self._something_waits.set()
        return answer

    async def work(self) -> None:
        """Write gifts for as long as the process lives."""
        try:
            while True:
                await self._something_waits.wait()
                began_s = self._clock.monotonic()
                taken = self._take()
                await self._settle(taken)
                pause_s = began_s + self._begin_every_s - self._clock.monotonic()
                # Where it took longer, the next ones have gathered: the database begins with them while these are
                # answered and shown, which takes some milliseconds.
                if len(taken) < self._per_commit_max and pause_s > 0:
                    await asyncio.sleep(pause_s)
        finally:
            # Who still waits is told that nothing was done.
            for _, answer in self._waiting:
                answer.cancel()
            self._waiting.clear()

    def _take(self) -> list[tuple[Ask, Answer]]:
        number = min(len(self._waiting), self._per_commit_max)
        taken = [self._waiting.popleft() for _ in range(number)]
        if not self._waiting:
            self._something_waits.clear()
        self._metrics.waiting.set(len(self._waiting))
        return taken

    async def _settle(self, taken: Sequence[tuple[Ask, Answer]]) -> None:
        try:
            outcomes = await self._settle_asks([ask for ask, _ in taken])
        except BaseException:
            for _, answer in taken:
                answer.cancel()
            raise
        for (_, answer), outcome in zip(taken, outcomes, strict=True):
            # Nobody may be waiting any more.
            if answer.done():
                continue
            if isinstance(outcome, AppError):
                self._metrics.refused.labels(outcome.code).inc()
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)

    async def _settle_asks(self, asks: Sequence[Ask]) -> list[Outcome]:
        began_s = self._clock.monotonic()
        try:
            outcomes = await self._write(asks)
        except AppError as error:
            # The database is away. Whether anything was written is not known; the same key asked again tells.
            return [error] * len(asks)
        except Exception:
            log.exception("a batch of gifts failed", gifts=len(asks))
            # What one of them met must not cost the others anything.
            if len(asks) > 1:
                return [outcome for ask in asks for outcome in await self._settle_asks([ask])]
            return [GiftFailed()]
        self._metrics.commit_seconds.observe(self._clock.monotonic() - began_s)
        self._metrics.batch.observe(len(asks))
        return outcomes

    async def _write(self, asks: Sequence[Ask]) -> list[Outcome]:
        guests = {(ask.room_id, ask.recipient_id) for ask in asks if not ask.is_to_host}
        on_stage = {(room, guest) for room, guest in guests if await self._stage.is_on_stage(room, guest)}
        people = await self._people.load({who for ask in asks for who in (ask.sender_id, ask.recipient_id)})
        async with self._database.transaction() as tx:
            books, known = await self._load(tx, asks, people, on_stage)
            batch = Batch(known, self._rules, now=self._clock.now(), new_id=self._ids.new)
            outcomes = [_judge(batch, ask) for ask in asks]
            self._write_changes(tx, batch, known, books)
        self._recipients.update(known.carries)
        self._spenders.update(known.spenders)
        for known_rows in (self._recipients, self._spenders):
            if len(known_rows) > KNOWN_ROWS_MAX:
                known_rows.clear()
        sent = batch.changes.gifts
        self._metrics.sent.inc(len(sent))
        self._metrics.coins.inc(sum(row.coins for row in sent))
        return outcomes

    async def _load(
        self, tx: Transaction, asks: Sequence[Ask], people: dict[str, Person], on_stage: set[tuple[str, str]]
    ) -> tuple[OpenBooks, Known]:
        """What the gifts are judged by, held in one order: rooms, recipients, senders, combos, the books."""
        now = self._clock.now()
        sender_ids = {ask.sender_id for ask in asks}
        # Who cannot be given anything here gets no accounts for having been named.
        recipient_ids = {
            ask.recipient_id for ask in asks if ask.is_to_host or (ask.room_id, ask.recipient_id) in on_stage
        } & people.keys()
        if unknown := recipient_ids - self._recipients:
            await self._ledger.open(tx, [of(who) for who in unknown for of in RECEIVING])
            await store.begin_carries(tx, unknown)
        if unknown := sender_ids - self._spenders:
            await store.begin_spenders(tx, unknown, now.date())
        senders_by_room: defaultdict[str, set[str]] = defaultdict(set)
        for ask in asks:
            senders_by_room[ask.room_id].add(ask.sender_id)
        rooms = self._rooms.hold(senders_by_room)
        carries = store.hold_carries(recipient_ids)
        spenders = store.hold_spenders(sender_ids)
        combos = store.hold_combos(sender_ids)
        sent = store.find_sent({(ask.sender_id, ask.key) for ask in asks})
        offered = self._catalogue.find({ask.catalogue_id for ask in asks})
        frozen = self._freezes.find(sender_ids)
        room_coins = [store.find_room_coins(room_id, senders) for room_id, senders in senders_by_room.items()]
        held = self._ledger.hold(
            [
                *(of(who).name for who in sender_ids for of in SPENDING),
                *(of(who).name for who in recipient_ids for of in RECEIVING),
            ]
        )
        await tx.run(rooms, carries, spenders, combos, sent, offered, frozen, *room_coins, held)
        for spender in spenders.result.values():
            spender.move_to(now)
        offers = self._catalogue.offers(offered.result)
        versions = {(offer.gift.id, offer.version) for offer in offers.values()}
        versions.update((row.catalogue_id, row.version) for row in sent.result.values())
        versions.update((row.catalogue_id, row.version) for row in combos.result.values())
        books = await self._ledger.open_at(tx, held.result)
        return books, Known(
            sent=sent.result,
            people=people,
            rooms=rooms.result,
            on_stage=on_stage,
            offers=offers,
            versions=await self._catalogue.versions(tx, versions),
            spenders=spenders.result,
            usual_coins=await self._usual(tx, asks, spenders.result, now.date()),
            frozen=frozen.result,
            combos=combos.result,
            room_coins={pair: coins for step in room_coins for pair, coins in step.result.items()},
            carries=carries.result,
            balances={who: _balance(books, who) for who in sender_ids},
        )

    async def _usual(
        self, tx: Transaction, asks: Sequence[Ask], spenders: Mapping[str, Spender], today: date
    ) -> dict[str, float]:
        """What is usual for those whose day may leap with this batch; of the others nobody needs to know."""
        wanted = Counter[str]()
        for ask in asks:
            wanted[ask.sender_id] += ask.count * ask.price_coins
        may_leap = [
            who
            for who, coins in wanted.items()
            if (spender := spenders[who]).leap_coins is None
            and spender.day_coins + coins > self._rules.spending.leap_coins
        ]
        if not may_leap:
            return {}
        return await store.load_usual(tx, may_leap, today - timedelta(days=USUAL_DAYS), today)

    def _write_changes(self, tx: Transaction, batch: Batch, known: Known, books: OpenBooks) -> None:
        changes, rows = batch.changes, batch.changes.gifts
        steps: list[Step[None]] = []
        if changes.transfers:
            for row, outcome in zip(rows, books.post(changes.transfers), strict=True):
                if not isinstance(outcome, Posted):
                    raise BooksDisagree(str(outcome))
                row.transfer_id = outcome.id
            steps = [
                *books.steps(),
                store.insert_gifts(rows),
                *store.add_to_sums(rows, week=week_of(batch.now.date()), day=batch.now.date()),
                store.write_carries({who: known.carries[who] for who in changes.carries}),
                *store.write_combos(
                    new=changes.combos_new.values(),
                    changed=[*changes.combos_over.values(), *changes.combos_on.values()],
                ),
            ]
        tx.at_end(*steps, store.write_spenders([known.spenders[who] for who in changes.spenders]))
        self._metrics.combos.inc(len(changes.combos_over))
        over = show_combos(changes.combos_over.values(), known.versions, batch.card_of)
        for room_id, ended in over.items():
            tx.emit(CombosSettled(room_id=room_id, combos=ended))
        for room_id, shown in changes.shown.items():
            tx.emit(GiftsSent(room_id=room_id, gifts=shown))


def _balance(books: OpenBooks, account_id: str) -> Balance:
    coins, owed = (books.balance(of(account_id).name) for of in SPENDING)
    return Balance(coins.available if coins is not None else 0, owed.balance if owed is not None else 0)


def _judge(batch: Batch, ask: Ask) -> Outcome:
    try:
        return batch.judge(ask)
    except AppError as refusal:
        return refusal
