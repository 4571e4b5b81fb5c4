"""Random histories against the simplest books there could be, on both stores."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from livehouse.kernel.ids import Ids
from livehouse.ledger import (
    AccountSpec,
    AlreadyReversed,
    Hold,
    HoldIsOver,
    KeyReused,
    Ledger,
    Line,
    NotEnough,
    Posted,
    Posting,
    Release,
    Reverse,
    Settle,
    Transfer,
)
from livehouse.platform.database import Database
from tests.support.clock import FakeClock

OUTSIDE = {"outside:coin": "COIN", "outside:usd": "USD"}
INSIDE = {f"wallet:{name}:{currency.lower()}": currency for name in "abcd" for currency in ("COIN", "USD")}
CURRENCY = OUTSIDE | INSIDE
STEPS = 120


class SimpleBooks:
    """A dictionary of balances, and what is put aside."""

    def __init__(self) -> None:
        self.balance: Counter[str] = Counter()
        self.holds: dict[str, tuple[str, str, int, datetime]] = {}
        self.ended: set[str] = set()
        self.lines: dict[str, list[tuple[str, int]]] = {}
        self.reversed: set[str] = set()
        self.done: dict[str, tuple[Posting, str]] = {}

    def held(self, name: str, now: datetime) -> int:
        return sum(
            amount
            for hold_id, (account, _, amount, until) in self.holds.items()
            if account == name and hold_id not in self.ended and until > now
        )

    def expect(self, posting: Posting, now: datetime) -> type:
        """What must become of it."""
        if posting.key in self.done:
            return Posted if self.done[posting.key][0] == posting else KeyReused
        match posting:
            case Transfer():
                return self._covers([(line.account, line.amount) for line in posting.lines], now)
            case Hold():
                free = self.balance[posting.account] - self.held(posting.account, now)
                return Posted if posting.account in OUTSIDE or free >= posting.amount else NotEnough
            case Settle() | Release():
                is_open = posting.hold_id not in self.ended and self.holds[posting.hold_id][3] > now
                return Posted if is_open else HoldIsOver
            case Reverse():
                if posting.transfer_id in self.reversed:
                    return AlreadyReversed
                return self._covers([(name, -amount) for name, amount in self.lines[posting.transfer_id]], now)

    def _covers(self, lines: list[tuple[str, int]], now: datetime) -> type:
        for name, amount in lines:
            if amount < 0 and name not in OUTSIDE and self.balance[name] - self.held(name, now) + amount < 0:
                return NotEnough
        return Posted

    def note(self, posting: Posting, posted: Posted) -> None:
        """It was written."""
        if posting.key in self.done:
            assert posted.again
            assert posted.id == self.done[posting.key][1]
            return
        assert not posted.again
        self.done[posting.key] = (posting, posted.id)
        match posting:
            case Transfer():
                self._move(posted.id, [(line.account, line.amount) for line in posting.lines])
            case Hold():
                assert posting.expires_at is not None
                self.holds[posted.id] = (posting.account, posting.to, posting.amount, posting.expires_at)
            case Settle():
                account, to, amount, _ = self.holds[posting.hold_id]
                moved = amount if posting.amount is None else posting.amount
                self.ended.add(posting.hold_id)
                self._move(posted.id, [(account, -moved), (to, moved)])
            case Release():
                self.ended.add(posting.hold_id)
            case Reverse():
                self.reversed.add(posting.transfer_id)
                self._move(posted.id, [(name, -amount) for name, amount in self.lines[posting.transfer_id]])

    def _move(self, transfer_id: str, lines: list[tuple[str, int]]) -> None:
        self.lines[transfer_id] = lines
        self.balance.update(dict(lines))


def next_posting(random: Random, books: SimpleBooks, number: int, now: datetime) -> Posting:
    """Something that somebody might ask for."""
    key = f"key-{number}"
    if books.done and random.random() < 0.15:
        before, _ = random.choice(list(books.done.values()))
        if random.random() < 0.7:
            return before
        key = before.key
    currency = random.choice(["COIN", "USD"])
    names = [name for name, of in CURRENCY.items() if of == currency]
    source, target = random.sample(names, 2)
    amount = random.randint(1, 60)
    choices: list[Any] = [
        lambda: Transfer(key, "test.move", (Line(source, -amount), Line(target, amount))),
        lambda: Transfer(key, "test.buy", (Line(f"outside:{currency.lower()}", -amount), Line(names[-1], amount))),
        lambda: Hold(key, "test.hold", source, target, amount, now + timedelta(seconds=random.randint(1, 90))),
    ]
    if books.holds:
        hold_id = random.choice(list(books.holds))
        part = random.choice([None, random.randint(1, books.holds[hold_id][2])])
        choices += [lambda: Settle(key, hold_id, part), lambda: Release(key, hold_id)]
    if books.lines:
        choices.append(lambda: Reverse(key, random.choice(list(books.lines)), "test.refund"))
    posting: Posting = random.choice(choices)()
    return posting


@pytest.mark.parametrize("seed", range(2))
async def test_the_books_agree_with_simpler_ones(database: Database, clock: FakeClock, seed: int) -> None:
    random = Random(seed)
    ledger, books = Ledger(database, clock, Ids(clock)), SimpleBooks()
    async with database.transaction() as tx:
        await ledger.open(tx, [AccountSpec(name, of, name in OUTSIDE) for name, of in CURRENCY.items()])
    outcomes: Counter[str] = Counter()
    number = 0
    for _ in range(STEPS):
        if random.random() < 0.2:
            clock.advance(random.randint(1, 40))
        if random.random() < 0.1:
            await ledger.expire_holds()
        # A batch, in which each may build on what the ones before it did.
        batch = []
        for _ in range(random.randint(1, 6)):
            number += 1
            batch.append(next_posting(random, books, number, clock.now()))
        for posting, outcome in zip(batch, await ledger.post(*batch), strict=True):
            assert type(outcome) is books.expect(posting, clock.now()), (posting, outcome)
            outcomes[type(outcome).__name__] += 1
            if isinstance(outcome, Posted):
                books.note(posting, outcome)
    assert min(outcomes[name] for name in ("Posted", "NotEnough", "HoldIsOver", "KeyReused")) > 5, outcomes
    found = await ledger.balances(list(CURRENCY))
    assert {name: found[name].balance for name in CURRENCY} == {name: books.balance[name] for name in CURRENCY}
    await ledger.expire_holds()
    found = await ledger.balances(list(CURRENCY))
    assert {name: found[name].held for name in CURRENCY} == {name: books.held(name, clock.now()) for name in CURRENCY}
    audit = await ledger.audit()
    assert audit.findings == []
    assert audit.transfers == len(books.lines)
