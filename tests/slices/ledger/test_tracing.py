"""What became of entries: what is still young, where a transfer comes from, what days came to."""

from datetime import date, timedelta
from random import Random

import pytest

from livehouse.kernel.ids import Ids
from livehouse.ledger import AccountSpec, Hold, Ledger, Line, Posted, Reverse, Settle, Transfer
from livehouse.platform.database import Database
from tests.support.clock import FakeClock

WEEK = timedelta(days=7)
HOST = "earned:a"
SPECS = [
    AccountSpec("gifts:a", "DIAMOND", may_go_negative=True),
    AccountSpec(HOST, "DIAMOND"),
    AccountSpec("out", "DIAMOND"),
]
EARNING = ("gift.sent",)


class Host:
    """Somebody who is sent gifts, and beside it what the books should say: computed by going through all of it."""

    def __init__(self, ledger: Ledger, clock: FakeClock) -> None:
        self.ledger = ledger
        self.clock = clock
        self.count = 0
        # transfer id → (diamonds, when it was earned at first); only what stands.
        self.standing: dict[str, tuple[int, object]] = {}
        self.taken: dict[str, tuple[int, object]] = {}

    def _key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    async def gift(self, amount: int) -> str:
        lines = (Line("gifts:a", -amount), Line(HOST, amount))
        (posted,) = await self.ledger.post(Transfer(self._key(), "gift.sent", lines))
        assert isinstance(posted, Posted), posted
        self.standing[posted.id] = (amount, self.clock.now())
        return posted.id

    async def take(self, transfer_id: str) -> str | None:
        (posted,) = await self.ledger.post(Reverse(self._key(), transfer_id, "gift.reversed"))
        if not isinstance(posted, Posted):
            return None
        self.taken[posted.id] = self.standing.pop(transfer_id)
        return posted.id

    async def give_again(self, reversal_id: str) -> str:
        (posted,) = await self.ledger.post(Reverse(self._key(), reversal_id, "gift.restored"))
        assert isinstance(posted, Posted), posted
        self.standing[posted.id] = self.taken.pop(reversal_id)
        return posted.id

    async def pay_out(self, amount: int) -> None:
        (held,) = await self.ledger.post(Hold(self._key(), "payout.sent", HOST, "out", amount))
        if isinstance(held, Posted):
            await self.ledger.post(Settle(self._key(), held.id))

    async def check(self) -> None:
        since = self.clock.now() - WEEK
        young = await self.ledger.young(HOST, since, EARNING)
        expected: dict[date, int] = {}
        for amount, at in self.standing.values():
            if at > since:  # type: ignore[operator]
                expected[at.date()] = expected.get(at.date(), 0) + amount  # type: ignore[attr-defined]
        assert dict(young.by_day) == expected
        assert young.amount == sum(expected.values())


@pytest.fixture
async def host(database: Database, clock: FakeClock) -> Host:
    ledger = Ledger(database, clock, Ids(clock))
    async with database.transaction() as tx:
        await ledger.open(tx, SPECS)
    return Host(ledger, clock)


async def test_what_was_gained_lately_is_young_to_the_second(host: Host, clock: FakeClock) -> None:
    assert (await host.ledger.young("nobody", clock.now() - WEEK, EARNING)).amount == 0
    await host.gift(5)
    clock.advance(WEEK.total_seconds() - 1)
    assert (await host.ledger.young(HOST, clock.now() - WEEK, EARNING)).amount == 5
    clock.advance(1)
    assert (await host.ledger.young(HOST, clock.now() - WEEK, EARNING)).amount == 0
    # What comes by other ways is nobody's earning.
    await host.ledger.post(Transfer("x", "present", (Line("gifts:a", -9), Line(HOST, 9))))
    assert (await host.ledger.young(HOST, clock.now() - WEEK, EARNING)).amount == 0


async def test_what_was_taken_back_and_given_again_is_as_old_as_it_was(host: Host, clock: FakeClock) -> None:
    gift = await host.gift(5)
    clock.advance(5 * 86_400)
    reversal = await host.take(gift)
    assert reversal is not None
    await host.check()
    clock.advance(86_400)
    restored = await host.give_again(reversal)
    assert (await host.ledger.young(HOST, clock.now() - WEEK, EARNING)).amount == 5
    traces = await host.ledger.trace([gift, reversal, restored, "0" * 26])
    assert {each.origin_id for each in traces.values()} == {gift}
    assert [traces[name].is_reversed for name in (gift, reversal, restored)] == [True, True, False]
    clock.advance(86_400)
    assert (await host.ledger.young(HOST, clock.now() - WEEK, EARNING)).amount == 0
    assert await host.take(restored) is not None
    await host.check()


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_happens_the_sum_is_exact(
    host: Host, clock: FakeClock, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Several windows, and clocks that step back by hours as those of several machines may.
    monkeypatch.setattr("livehouse.ledger.tracing.WINDOW", 7)
    chance = Random(seed)
    for _ in range(60):
        clock.advance(chance.choice([0, 60, 3_600, 43_200, 86_400]) - chance.choice([0, 0, 0, 7_200]))
        roll = chance.random()
        if roll < 0.6:
            await host.gift(chance.randint(1, 50))
        elif roll < 0.75 and host.standing:
            await host.take(chance.choice(sorted(host.standing)))
        elif roll < 0.9 and host.taken:
            await host.give_again(chance.choice(sorted(host.taken)))
        else:
            await host.pay_out(chance.randint(1, 40))
    await host.check()
    assert (await host.ledger.audit()).is_sound


async def test_what_came_after_an_entry(host: Host, clock: FakeClock, database: Database) -> None:
    await host.gift(5)
    young = await host.ledger.young(HOST, clock.now() - WEEK, EARNING)
    await host.gift(3)
    await host.pay_out(4)
    async with database.transaction() as tx:
        stands = await host.ledger.lock(tx, [HOST, "out", "nobody"])
        assert {name: each.available for name, each in stands.items()} == {HOST: 4, "out": 4}
        assert await host.ledger.gained_after(tx, HOST, young.sequence) == 3


async def test_days_and_pages_of_a_day(host: Host, clock: FakeClock) -> None:
    first = clock.now()
    gift = await host.gift(5)
    await host.gift(2)
    clock.advance(2 * 86_400)
    await host.take(gift)
    await host.pay_out(1)
    until = clock.now() + timedelta(seconds=1)
    turnover = await host.ledger.turnover(HOST, None, until)
    assert [(each.day, each.kind, each.gained, each.given, each.entries) for each in turnover] == [
        (first.date(), "gift.sent", 7, 0, 2),
        (clock.now().date(), "gift.reversed", 0, 5, 1),
        (clock.now().date(), "payout.sent", 0, 1, 1),
    ]
    assert len(await host.ledger.turnover(HOST, clock.now(), until)) == 2
    page = await host.ledger.page_between(HOST, first, first + timedelta(days=1), None, entries_max=1)
    assert [entry.amount for entry in page] == [2]
    page = await host.ledger.page_between(HOST, first, first + timedelta(days=1), page[0].sequence, entries_max=9)
    assert [entry.amount for entry in page] == [5]
