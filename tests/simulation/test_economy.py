"""An economy with thousands of people, on the real services, in which everything goes wrong that can.

Processes end at commits, a moment before or after them, and others begin on the same database. Answers of the bank get
lost, its webhooks come late, twice and in any order. Clocks jump forward and back. People send the same gift again when
they do not know what became of it. When everything has come to rest, not one unit was created or lost, and whatever
anybody was told was done is there, once.

A run is its seed and its size: `LIVEHOUSE_SIMULATION_SEED=7 LIVEHOUSE_SIMULATION_PEOPLE=20000` makes another one.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from livehouse.gifts import SendGift
from livehouse.gifts.catalogue import GiftChanges
from livehouse.kernel.errors import AppError, Unavailable
from livehouse.platform.database import Database
from tests.support.bank import Bank
from tests.support.clock import FakeClock
from tests.support.crashes import CrashingDatabase, Fuse
from tests.support.economy import Economy, faults, read_truth
from tests.support.inline_sqlite import inline_sqlite

SEED: Final = int(os.environ.get("LIVEHOUSE_SIMULATION_SEED", "20260314"))
# PostgreSQL takes some milliseconds for each commit, so there are fewer there.
PEOPLE: Final = {"sqlite": 2_000, "postgres": 120}
# Of how many people one buys coins. To buy takes twenty times as long as to give.
BUYS_EACH: Final = {"sqlite": 20, "postgres": 4}
NAMED: Final = os.environ.get("LIVEHOUSE_SIMULATION_PEOPLE")
# Of all commits, those at which the process ends.
CRASH_SHARE: Final = {"sqlite": 1 / 60, "postgres": 1 / 25}
LOST_SHARE: Final = 0.05
AT_ONCE: Final = 60
ORIGIN: Final = "https://house.example"


@dataclass
class Wish:
    """Something that somebody wants, under a key of their own; asked again until they know what became of it."""

    kind: str
    who: str
    key: str
    form: Any


@dataclass
class Told:
    """What people were told, by what they had asked for."""

    gifts: dict[tuple[str, str], Any] = field(default_factory=dict)
    refused_gifts: set[tuple[str, str]] = field(default_factory=set)
    purchases: dict[str, Any] = field(default_factory=dict)
    payouts: dict[str, Any] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    frozen: dict[str, bool] = field(default_factory=dict)
    refunds: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)


class Simulation:
    """One run.

    Args:
        people: how many; one in fifty is a host, and one in `buys_each` buys coins.
    """

    def __init__(self, url: str, folder: Path, clock: FakeClock, *, people: int, buys_each: int, seed: int) -> None:
        self.random = Random(seed)
        self.url, self.folder, self.clock = url, folder, clock
        self.size = people
        self.buys_each = buys_each
        self.store = "sqlite" if url.startswith("sqlite") else "postgres"
        self.bank = Bank(Random(seed + 1), clock, lost_share=LOST_SHARE)
        self.fuse = CrashingDatabase.fuse = Fuse(Random(seed + 2))
        self.told = Told()
        self.unsure: list[Wish] = []
        self.done: Counter[str] = Counter()
        self.numbers = iter(range(10**9))

    async def run(self) -> None:
        await self.open()
        self.hosts = await self.economy.people(max(4, self.size // 50))
        self.fans = await self.economy.people(self.size - len(self.hosts))
        self.operator = (await self.economy.people(1))[0]
        self.rooms = await self.economy.rooms_of(self.hosts)
        self.catalogue = {gift.id: gift.price_coins for gift in await self.economy.gifts.catalogue.gifts()}
        self.fuse.share = CRASH_SHARE[self.store]
        everybody = [*self.hosts, *self.fans]
        self.random.shuffle(everybody)
        for start in range(0, len(everybody), AT_ONCE):
            # Everybody gives, or tries to; some buy before, and are at the bank's page afterwards.
            turn = everybody[start : start + AT_ONCE]
            await self.round([self.buying(who) for who in turn[:: self.buys_each]])
            await self.round([self.pay(), self.look() if self.random.random() < 0.1 else self.tell()])
            await self.round([self.giving(who) for who in [*turn, *self.rich(AT_ONCE)]])
            await self.round([self.something() for _ in range(AT_ONCE // 6)])
            await self.round([self.ask(wish) for wish in self.take_unsure()])
            self.jump()
        self.fuse.share = 0.0
        await self.round([self.ask(wish) for wish in self.take_unsure()])
        await self.economy.come_to_rest(self.bank)

    async def open(self) -> None:
        """A process begins; it may end before it has come to its senses."""
        while True:
            self.economy = Economy(self.url, self.folder, self.clock, self.bank)
            if await self.lives_through([self.economy.start()]):
                return

    async def round(self, acts: list[Coroutine[Any, Any, None]]) -> None:
        """Some things at once. A process that ended meanwhile is followed by another one."""
        if not (await self.lives_through(acts) and await self.lives_through([self.economy.settled()])):
            await self.open()

    async def lives_through(self, acts: list[Coroutine[Any, Any, None]]) -> bool:
        """Do these at once; False if the process ended over it, in which case nobody hears what became of them."""
        assert isinstance(self.economy.database, CrashingDatabase)
        death = asyncio.ensure_future(self.economy.database.died.wait())
        tasks = [asyncio.ensure_future(act) for act in acts]
        left = set(tasks)
        while left and not death.done():
            _, left = await asyncio.wait({*left, death}, return_when=asyncio.FIRST_COMPLETED)
            left.discard(death)
        is_alive = not death.done()
        for task in (*left, death):
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, AppError):
                raise outcome
        if not is_alive:
            await self.economy.kill()
            self.done["crashes"] += 1
        return is_alive

    def jump(self) -> None:
        """Time passes; now and then a clock is wrong."""
        chance = self.random.random()
        if chance < 0.6:
            self.clock.advance(self.random.uniform(1, 900))
        elif chance < 0.85:
            self.clock.advance(self.random.uniform(0.5, 4) * 86_400)
        else:
            # The wall clock is set back; the other one never is.
            self.clock.set_back(self.random.uniform(1, 7_200))

    def take_unsure(self) -> list[Wish]:
        taken, self.unsure = self.unsure, []
        return taken

    def rich(self, number: int) -> list[str]:
        """Some who have bought coins; chance decides whether they have been paid for."""
        buyers = [purchase.account_id for purchase in self.told.purchases.values()]
        return [self.random.choice(buyers) for _ in range(number)] if buyers else []

    # What people want

    def key(self) -> str:
        return f"wish-{next(self.numbers):08}"

    async def buying(self, who: str) -> None:
        account = await self.economy.accounts.access_account(who)
        packs = self.economy.market(account.region).packs
        await self.ask(Wish("buy", who, self.key(), self.random.choice(packs).id))

    async def giving(self, who: str) -> None:
        random = self.random
        # Most give to the few whom everybody knows.
        host = self.hosts[min(len(self.hosts) - 1, int(random.paretovariate(0.8)) - 1)]
        gifts = sorted(self.catalogue, key=lambda id_: self.catalogue[id_])
        gift = gifts[min(len(gifts), int(random.paretovariate(0.7))) - 1]
        price = self.catalogue[gift] if random.random() < 0.98 else self.catalogue[gift] + 1
        form = SendGift(gift=gift, price_coins=price, key=self.key(), count=random.choice((1, 1, 1, 1, 2, 5, 20)))
        await self.ask(Wish("give", who, form.key, (self.rooms[host], form)))

    async def something(self) -> None:
        acts = (
            (8, self.pay),
            (5, self.tell),
            (2, self.look),
            (1, self.refund),
            (1, self.dispute),
            (2, self.withdraw),
            (1, self.decide_payout),
            (1, self.cancel),
            (2, self.arrive),
            (0.3, self.change_price),
            (0.5, self.freeze),
        )
        act = self.random.choices([each for _, each in acts], [weight for weight, _ in acts])[0]
        self.done[act.__name__] += 1
        await act()

    async def ask(self, wish: Wish) -> None:
        """Ask for something, perhaps not for the first time."""
        economy, told = self.economy, self.told
        try:
            match wish.kind:
                case "give":
                    room_id, form = wish.form
                    told.gifts[wish.who, wish.key] = await economy.gifts.send(wish.who, room_id, form)
                case "buy":
                    bought = await economy.payments.buy(wish.who, wish.form, wish.key, origin=ORIGIN)
                    told.purchases[bought.id] = bought
                case "withdraw":
                    payout = await economy.payouts.request(wish.who, diamonds=wish.form, key=wish.key, origin=ORIGIN)
                    told.payouts[payout.id] = payout
                case "refund":
                    purchase_id, amount = wish.form
                    await economy.shop.refunds.refund(
                        purchase_id, amount, reason="Asked for.", key=wish.key, operator_id=self.operator
                    )
                    told.refunds[purchase_id] += 1
        except (Unavailable, asyncio.CancelledError) as error:
            self.done[f"unsure {wish.kind}"] += 1
            if self.random.random() < 0.8 or isinstance(error, Unavailable):
                self.unsure.append(wish)
        except AppError as refusal:
            told.refusals[refusal.code] += 1
            if wish.kind == "give":
                told.refused_gifts.add((wish.who, wish.key))
        else:
            self.done[wish.kind] += 1

    # What happens to money outside, and what operators and hosts do

    async def pay(self) -> None:
        for payment in [one for one in self.bank.payments_made.values() if one.state == "open"][:12]:
            self.bank.decide(payment.id, self.random.choices(("paid", "expired", "failed"), (16, 2, 1))[0])

    async def tell(self) -> None:
        await self.economy.receive(self.bank)

    async def look(self) -> None:
        await self.economy.look_around()

    async def refund(self) -> None:
        paid = [one for one in self.bank.payments_made.values() if one.state == "paid"]
        if paid:
            payment = self.random.choice(paid)
            amount = None if self.random.random() < 0.6 else max(10, payment.price.amount // 30 * 10)
            await self.ask(Wish("refund", self.operator, self.key(), (payment.purchase_id, amount)))

    async def dispute(self) -> None:
        paid = [one for one in self.bank.payments_made.values() if one.state == "paid"]
        open_ = [one for one in paid if one.dispute == "open"]
        if open_ and self.random.random() < 0.6:
            self.bank.dispute(self.random.choice(open_).id, self.random.choice(("won", "lost")))
        elif paid:
            self.bank.dispute(self.random.choice(paid).id, "open")

    async def withdraw(self) -> None:
        # Those who are given most have something to withdraw.
        host = self.random.choice(self.hosts[: max(3, len(self.hosts) // 8)])
        await self.economy.payouts.set_up(host, origin=ORIGIN)
        standing = await self.economy.payouts.standing(host)
        wanted = standing.position.withdrawable
        if wanted > 0:
            diamonds = wanted if self.random.random() < 0.5 else self.random.randint(1, wanted)
            await self.ask(Wish("withdraw", host, self.key(), diamonds))

    async def decide_payout(self) -> None:
        waiting = [one for one in self.told.payouts.values() if one.state == "in_review"]
        if waiting:
            await self.economy.payouts.decide(
                self.random.choice(waiting).id,
                grants=self.random.random() < 0.7,
                reason="Looked at.",
                operator_id=self.operator,
            )

    async def cancel(self) -> None:
        if self.told.payouts:
            payout = self.random.choice(list(self.told.payouts.values()))
            await self.economy.payouts.cancel(payout.account_id, payout.id)
            self.told.cancelled.add(payout.id)

    async def arrive(self) -> None:
        for payout_id in list(self.bank.sendings):
            self.bank.move(payout_id, self.random.choices(("paid", "failed"), (5, 1))[0])

    async def change_price(self) -> None:
        gift = self.random.choice(list(self.catalogue))
        price = self.random.randint(1, 400)
        await self.economy.gifts.catalogue.change(gift, GiftChanges(price_coins=price), operator_id=self.operator)
        self.catalogue[gift] = price

    async def freeze(self) -> None:
        who = self.random.choice(self.hosts)
        is_frozen = await self.economy.freezes.is_frozen(who)
        act = self.economy.freezes.lift if is_frozen else self.economy.freezes.freeze
        self.told.frozen.pop(who, None)
        await act(who, reason="To be looked into.", operator_id=self.operator)
        self.told.frozen[who] = not is_frozen

    # What came of it

    async def check(self) -> None:
        wrong = await faults(self.economy, self.bank)
        truth = await read_truth(self.economy.database)
        rows = Counter((gift.sender_id, gift.key) for gift in truth.gifts)
        for (who, key), answer in self.told.gifts.items():
            if rows[who, key] != 1:
                wrong.append(f"the gift {key} was acknowledged, and is there {rows[who, key]} times")
            row = next((gift for gift in truth.gifts if gift.id == answer.gift.id), None)
            if row is None or row.count * row.price_coins != answer.gift.coins:
                wrong.append(f"the gift {key} is another one than was acknowledged")
        wrong += [f"the gift {key} was refused, and is there" for who, key in self.told.refused_gifts if rows[who, key]]
        purchases = {row.id for row in truth.purchases}
        wrong += [
            f"purchase {id_} was acknowledged, and is not there" for id_ in self.told.purchases.keys() - purchases
        ]
        states = {row.id: row.state for row in truth.payouts}
        wrong += [
            f"payout {id_} was acknowledged, and is not there" for id_ in self.told.payouts.keys() - states.keys()
        ]
        wrong += [
            f"payout {id_} was cancelled, and is {states[id_]}"
            for id_ in self.told.cancelled
            if states[id_] != "cancelled"
        ]
        frozen = await self.frozen()
        wrong += [
            f"{who} is frozen: {who in frozen}" for who, is_ in self.told.frozen.items() if is_ != (who in frozen)
        ]
        self.done["gifts there"] = len(truth.gifts)
        self.done["gifts taken back"] = sum(gift.reversal_id is not None for gift in truth.gifts)
        self.done.update(f"payouts {state}" for state in states.values())
        assert not wrong, "\n".join(wrong[:40])

    async def frozen(self) -> set[str]:
        async with self.economy.database.read() as connection:
            return await self.economy.freezes.check(connection, self.hosts)


async def test_not_one_unit_is_created_or_lost(
    database: Database, tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    store = "sqlite" if database.is_sqlite else "postgres"
    url = database.url.render_as_string(hide_password=False)
    people = int(NAMED) if NAMED is not None else PEOPLE[store]
    began_s = time.monotonic()
    # Its stacks cost more than all else here.
    asyncio.get_running_loop().set_debug(False)
    simulation = Simulation(url, tmp_path, clock, people=people, buys_each=BUYS_EACH[store], seed=SEED)
    try:
        with inline_sqlite():
            await simulation.run()
            await simulation.check()
    finally:
        with capsys.disabled():
            sys.stdout.write(
                f"\neconomy on {store}: seed {SEED}, {people:,} people, {simulation.fuse.commits:,} commits, "
                f"{simulation.fuse.crashes} crashes, {time.monotonic() - began_s:.0f} s\n"
                f"  done: {dict(sorted(simulation.done.items()))}\n"
                f"  refused: {dict(simulation.told.refusals)}\n"
            )
        with inline_sqlite():
            await simulation.economy.kill()
