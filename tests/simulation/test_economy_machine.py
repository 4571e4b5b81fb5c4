"""Every operation with money in any order, beside a model that a child could check, on both databases.

After each step everybody's coins, debts, diamonds and fractions, and the state of every purchase and payout, are what
the model says; whatever is refused is refused with the code that the model foresees. Some steps end their process at a
commit, before or after it; the same wish under the same key, asked of the next process, then has the same end.

`LIVEHOUSE_MACHINE_EXAMPLES=500` makes longer runs.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from livehouse.gifts import SendGift
from livehouse.gifts.catalogue import GiftChanges
from livehouse.kernel.errors import AppError
from livehouse.payments.accounts import debt, earned, wallet
from livehouse.payments.payout_rules import exchange
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from tests.support.bank import Bank
from tests.support.clock import FakeClock
from tests.support.crashes import CrashingDatabase, Fuse
from tests.support.economy import Economy, read_truth
from tests.support.inline_sqlite import inline_sqlite
from tests.support.stores import empty

EXAMPLES: Final = {"sqlite": 6, "postgres": 2}
STEPS: Final = {"sqlite": 40, "postgres": 20}
NAMED: Final = os.environ.get("LIVEHOUSE_MACHINE_EXAMPLES")
ORIGIN: Final = "https://house.example"
HOLD: Final = timedelta(days=7)
GIFTS: Final = ("rose", "cake", "tram", "aurora")
WHO: Final = st.integers(0, 3)
# None goes well; else at which commit of the step its process ends, and whether before or after it.
CRASH: Final = st.one_of(st.none(), st.none(), st.tuples(st.integers(1, 4), st.sampled_from(("before", "after"))))


class PlannedFuse(Fuse):
    """Blows once, at a commit that is named."""

    def __init__(self) -> None:
        super().__init__(Random(0))
        self.plan: tuple[int, str] | None = None

    def blows(self) -> str | None:
        if self.plan is None:
            return None
        left, fate = self.plan
        self.plan = (left - 1, fate) if left > 1 else None
        return fate if left == 1 else None


@dataclass
class GiftFact:
    sender: str
    host: str
    coins: int
    diamonds: int
    at: datetime
    gained_at: datetime
    reversed_for: str | None = None


@dataclass
class PurchaseFact:
    id: str
    who: str
    coins: int
    total: int
    state: str = "open"
    paid_at: datetime | None = None
    coins_taken: int = 0
    money_taken: int = 0


@dataclass
class PayoutFact:
    id: str
    who: str
    diamonds: int
    state: str


@dataclass
class Model:
    """What there is, in a few dictionaries."""

    wallet: dict[str, int] = field(default_factory=dict)
    debt: dict[str, int] = field(default_factory=dict)
    carry: dict[str, int] = field(default_factory=dict)
    gifts: list[GiftFact] = field(default_factory=list)
    purchases: dict[str, PurchaseFact] = field(default_factory=dict)
    payouts: dict[str, PayoutFact] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)

    def earned(self, who: str) -> int:
        made = sum(gift.diamonds for gift in self.gifts if gift.host == who and gift.reversed_for is None)
        return made - sum(
            one.diamonds for one in self.payouts.values() if one.who == who and one.state in ("sent", "paid")
        )

    def held(self, who: str) -> int:
        waiting = ("in_review", "approved", "sending")
        return sum(one.diamonds for one in self.payouts.values() if one.who == who and one.state in waiting)

    def young(self, who: str, now: datetime) -> int:
        return sum(
            gift.diamonds
            for gift in self.gifts
            if gift.host == who and gift.reversed_for is None and gift.gained_at > now - HOLD
        )

    def settle(self, who: str) -> None:
        pays = min(self.wallet[who], self.debt[who])
        self.wallet[who] -= pays
        self.debt[who] -= pays

    def take_back(self, who: str, purchase: PurchaseFact) -> None:
        """Gifts, newest first, until the debt is covered; unsent payouts keep none, and what is withdrawn stays."""
        assert purchase.paid_at is not None
        for gift in reversed(self.gifts):
            if self.debt[who] - self.wallet[who] <= 0:
                break
            if gift.sender != who or gift.reversed_for is not None or gift.at < purchase.paid_at:
                continue
            free = self.earned(gift.host) - self.held(gift.host)
            unsent = [
                one for one in self.payouts.values() if one.who == gift.host and one.state in ("in_review", "approved")
            ]
            if free + sum(one.diamonds for one in unsent) < gift.diamonds:
                continue
            while self.earned(gift.host) - self.held(gift.host) < gift.diamonds:
                unsent.pop().state = "cancelled"
            gift.reversed_for = purchase.id
            self.wallet[who] += gift.coins
            self.carry[gift.host] -= gift.coins * 5_000 - gift.diamonds * 10_000
        self.settle(who)

    def give_back(self, who: str, purchase: PurchaseFact, now: datetime) -> None:
        for gift in self.gifts:
            is_its = gift.sender == who and gift.reversed_for == purchase.id
            if is_its and gift.coins <= self.wallet[who] - self.debt[who]:
                gift.reversed_for, gift.gained_at = None, now
                self.wallet[who] -= gift.coins
                self.carry[gift.host] += gift.coins * 5_000 - gift.diamonds * 10_000

    def converge(self, purchase: PurchaseFact, payment: Any, now: datetime) -> None:
        who = purchase.who
        if payment.state != "paid":
            purchase.state = payment.state
            return
        if purchase.state != "paid":
            purchase.state, purchase.paid_at = "paid", now
            self.wallet[who] += purchase.coins
            self.settle(who)
        gone = payment.price.amount - payment.kept
        change = -(-purchase.coins * gone // purchase.total) - purchase.coins_taken
        direction = gone - purchase.money_taken
        purchase.coins_taken += change
        purchase.money_taken = gone
        if direction > 0:
            taken = min(change, self.wallet[who])
            self.wallet[who] -= taken
            self.debt[who] += change - taken
            self.take_back(who, purchase)
        elif direction < 0:
            pays = min(-change, self.debt[who])
            self.debt[who] -= pays
            self.wallet[who] += -change - pays
            self.give_back(who, purchase, now)


class EconomyMachine(RuleBasedStateMachine):
    """Two who watch and two who host; all of them may buy, send and be sent gifts."""

    make_url: ClassVar[Callable[[Path], Awaitable[str]]]
    count: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(debug=False)
        self.folder = Path(tempfile.mkdtemp(prefix="economy-"))
        self.clock = FakeClock()
        self.bank = Bank(Random(1), self.clock)
        self.fuse = CrashingDatabase.fuse = PlannedFuse()
        self.model = Model()
        self.keys = iter(range(10**6))
        self.run(self.set_up())

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    async def set_up(self) -> None:
        self.url = await type(self).make_url(self.folder)
        await self.open()
        self.people = await self.economy.people(4, regions=("US", "JP", "US", "KW"))
        self.operator = (await self.economy.people(1))[0]
        self.rooms = await self.economy.rooms_of(self.people[2:])
        for who in self.people:
            self.model.wallet[who] = self.model.debt[who] = self.model.carry[who] = 0
        for host in self.people[2:]:
            await self.economy.payouts.set_up(host, origin=ORIGIN)
        self.model.prices = {
            gift.id: gift.price_coins for gift in await self.economy.gifts.catalogue.gifts() if gift.id in GIFTS
        }

    async def open(self) -> None:
        self.economy = Economy(self.url, self.folder, self.clock, self.bank)
        await self.economy.start()

    def key(self) -> str:
        return f"wish-{next(self.keys):08}"

    def do(self, act: Callable[[], Awaitable[Any]], crash: tuple[int, str] | None = None) -> Any:
        """What comes of an act: its result, or the code by which it is refused.

        If its process ends over it, it is asked again of the next one, as somebody does who heard nothing.
        """

        async def once() -> Any:
            try:
                return await act()
            except AppError as refusal:
                return refusal.code

        async def through() -> Any:
            self.fuse.plan = crash
            database = self.economy.database
            assert isinstance(database, CrashingDatabase)
            death = asyncio.ensure_future(database.died.wait())
            doing = asyncio.ensure_future(once())
            await asyncio.wait([doing, death], return_when=asyncio.FIRST_COMPLETED)
            telling = asyncio.ensure_future(self.economy.settled())
            if not death.done():
                await asyncio.wait([telling, death], return_when=asyncio.FIRST_COMPLETED)
            self.fuse.plan = None
            died = death.done()
            for task in (death, telling, *((doing,) if died else ())):
                task.cancel()
            await asyncio.gather(death, telling, doing, return_exceptions=True)
            if not died:
                return doing.result()
            await self.economy.kill()
            await self.open()
            result = await once()
            await self.economy.settled()
            return result

        return self.run(through())

    # Steps

    @initialize(
        packs=st.tuples(*[st.integers(4, 6)] * 4),
        gifts=st.lists(st.tuples(WHO, st.integers(2, 3), st.sampled_from(GIFTS)), min_size=4, max_size=8),
        is_long_ago=st.booleans(),
    )
    def an_evening(self, packs: tuple[int, ...], gifts: list[tuple[int, int, str]], is_long_ago: bool) -> None:
        """What comes later is about something: all have bought coins, and some have given."""
        for who, pack in enumerate(packs):
            self.buys(who=who, pack=pack, crash=None)
            self.pays(which=-1, state="paid", crash=None)
        for who, host in ((0, 2), (1, 3)):
            self.gives(who=who, host=host, gift="aurora", count=1, is_stale=False, crash=None)
        for who, host, gift in gifts:
            self.gives(who=who, host=host, gift=gift, count=1, is_stale=False, crash=None)
        if is_long_ago:
            self.time_passes(jump_s=8 * 86_400.0)

    @rule(who=WHO, pack=st.integers(0, 9), crash=CRASH)
    def buys(self, who: int, pack: int, crash: Any) -> None:
        person = self.people[who]
        packs = self.economy.market("US" if who in (0, 2) else "JP" if who == 1 else "KW").packs
        wanted, key = packs[pack % len(packs)], self.key()
        bought = self.do(lambda: self.economy.payments.buy(person, wanted.id, key, origin=ORIGIN), crash)
        if person in self.model.frozen:
            assert bought == "money_frozen"
            return
        fact = PurchaseFact(bought.id, person, wanted.coins, wanted.price.amount)
        self.model.purchases[bought.id] = fact
        again = self.do(lambda: self.economy.payments.buy(person, wanted.id, key, origin=ORIGIN))
        assert again.id == bought.id

    def purchase(self, which: int) -> PurchaseFact:
        every = list(self.model.purchases.values())
        return every[which % len(every)]

    def converge(self, purchase: PurchaseFact, crash: Any) -> None:
        """The bank tells; its webhook comes twice."""
        payment = self.bank.payments_made[f"cs_{purchase.id}"]

        async def told() -> None:
            await self.economy.receive(self.bank, all_of_them=True)

        self.do(told, crash)
        self.model.converge(purchase, payment, self.clock.now())
        self.do(told)

    @rule(which=st.integers(0, 99), state=st.sampled_from(("paid", "paid", "paid", "expired", "failed")), crash=CRASH)
    def pays(self, which: int, state: Any, crash: Any) -> None:
        if not self.model.purchases:
            return
        purchase = self.purchase(which)
        if self.bank.decide(f"cs_{purchase.id}", state):
            self.converge(purchase, crash)

    @rule(which=st.integers(0, 99), act=st.sampled_from(("open", "open", "won", "lost")), crash=CRASH)
    def disputes(self, which: int, act: Any, crash: Any) -> None:
        purchase = self.purchase(which)
        if self.bank.dispute(f"cs_{purchase.id}", act):
            self.converge(purchase, crash)

    @rule(which=st.integers(0, 99), tenths=st.integers(1, 13), crash=CRASH)
    def refunds(self, which: int, tenths: int, crash: Any) -> None:
        purchase = self.purchase(which)
        payment = self.bank.payments_made[f"cs_{purchase.id}"]
        left = payment.price.amount - payment.refunded
        # Providers take amounts in dinars with a 0 at their end.
        amount = None if tenths == 10 else max(10, payment.price.amount * tenths // 100 * 10)
        expected = None
        if purchase.state != "paid":
            expected = "not_paid"
        elif payment.dispute in ("open", "lost"):
            expected = "dispute_stands"
        elif (left if amount is None else amount) > left or left == 0:
            expected = "refund_too_large"
        key = self.key()

        async def refund() -> Any:
            return await self.economy.shop.refunds.refund(
                purchase.id, amount, reason="Asked for.", key=key, operator_id=self.operator
            )

        result = self.do(refund, crash)
        if expected is not None:
            assert result == expected, (result, expected)
            return
        assert not isinstance(result, str), result
        self.converge(purchase, None)
        assert (self.do(refund)).id == purchase.id

    @rule(
        who=WHO,
        host=st.integers(2, 3),
        gift=st.sampled_from(GIFTS),
        count=st.sampled_from((1, 1, 2, 7)),
        is_stale=st.sampled_from((False, False, False, False, True)),
        crash=CRASH,
    )
    def gives(self, who: int, host: int, gift: str, count: int, is_stale: bool, crash: Any) -> None:
        model, sender, to = self.model, self.people[who], self.people[host]
        coins = model.prices[gift] * count
        form = SendGift(gift=gift, price_coins=model.prices[gift] + is_stale, key=self.key(), count=count)
        result = self.do(lambda: self.economy.gifts.send(sender, self.rooms[to], form), crash)
        expected = None
        if sender in model.frozen:
            expected = "money_frozen"
        elif sender == to:
            expected = "gift_to_oneself"
        elif is_stale:
            expected = "gift_price_changed"
        elif coins > model.wallet[sender] - model.debt[sender]:
            expected = "not_enough_coins"
        if expected is not None:
            assert result == expected, (result, expected)
            return
        assert not isinstance(result, str), result
        parts = coins * 5_000 + model.carry[to]
        diamonds = max(0, parts // 10_000)
        model.carry[to] = parts - diamonds * 10_000
        model.wallet[sender] -= coins
        model.gifts.append(GiftFact(sender, to, coins, diamonds, result.gift.at, result.gift.at))
        assert (result.gift.coins, result.balance_coins) == (coins, model.wallet[sender])
        # The same once more is the same gift; another one under its key is none.
        assert self.do(lambda: self.economy.gifts.send(sender, self.rooms[to], form)) == result
        other = SendGift(gift=gift, price_coins=form.price_coins, key=form.key, count=count + 1)
        assert self.do(lambda: self.economy.gifts.send(sender, self.rooms[to], other)) == "idempotency_key_reused"

    @rule(gift=st.sampled_from(GIFTS), price=st.integers(1, 3_000))
    def changes_a_price(self, gift: str, price: int) -> None:
        self.do(
            lambda: self.economy.gifts.catalogue.change(gift, GiftChanges(price_coins=price), operator_id=self.operator)
        )
        self.model.prices[gift] = price

    @rule(host=st.integers(2, 3), percent=st.sampled_from((100, 100, 60, 30, 101)), crash=CRASH)
    def withdraws(self, host: int, percent: int, crash: Any) -> None:
        model, who = self.model, self.people[host]
        terms = self.economy.market("US" if host == 2 else "KW").payouts
        young = min(model.young(who, self.clock.now()), model.earned(who) - model.held(who))
        withdrawable = model.earned(who) - model.held(who) - young
        wanted = max(1, withdrawable * percent // 100 + (percent > 100))
        result_of = exchange(wanted, terms, step=10 if host == 3 else 1)
        key = self.key()
        result = self.do(lambda: self.economy.payouts.request(who, diamonds=wanted, key=key, origin=ORIGIN), crash)
        expected = None
        if who in model.frozen:
            expected = "money_frozen"
        elif any(
            self.bank.payments_made[f"cs_{one.id}"].dispute == "open" and one.state == "paid"
            for one in model.purchases.values()
            if one.who == who
        ):
            expected = "dispute_unresolved"
        elif model.debt[who]:
            expected = "coins_owed"
        elif result_of.amount < terms.minimum:
            expected = "below_payout_minimum"
        elif wanted > withdrawable:
            expected = "not_withdrawable"
        if expected is None and result == "above_payout_daily_maximum":
            return
        if expected is not None:
            assert result == expected, (result, expected)
            return
        assert not isinstance(result, str), result
        assert (result.diamonds, result.amount) == (result_of.diamonds, result_of.amount)
        state = "in_review" if result.amount > terms.review_above else "approved"
        model.payouts[result.id] = PayoutFact(result.id, who, result.diamonds, state)
        assert result.state == state

    def payout(self, which: int) -> PayoutFact:
        every = list(self.model.payouts.values())
        return every[which % len(every)]

    @precondition(lambda self: self.model.payouts)
    @rule(which=st.integers(0, 99), grants=st.booleans())
    def decides_on_a_payout(self, which: int, grants: bool) -> None:
        payout = self.payout(which)
        result = self.do(
            lambda: self.economy.payouts.decide(
                payout.id, grants=grants, reason="Looked at.", operator_id=self.operator
            )
        )
        if payout.state != "in_review":
            assert result == "payout_under_way"
        else:
            payout.state = "approved" if grants else "refused"

    @precondition(lambda self: self.model.payouts)
    @rule(which=st.integers(0, 99), crash=CRASH)
    def cancels_a_payout(self, which: int, crash: Any) -> None:
        payout = self.payout(which)
        result = self.do(lambda: self.economy.payouts.cancel(payout.who, payout.id), crash)
        if payout.state in ("in_review", "approved", "cancelled"):
            payout.state = "cancelled"
        else:
            assert result == "payout_under_way"

    @precondition(lambda self: self.model.payouts)
    @rule(arrives=st.sampled_from(("paid", "paid", "failed")), crash=CRASH)
    def payouts_go_on(self, arrives: str, crash: Any) -> None:
        """A day passes: what is approved is sent unless something stands in its way, and arrives, or not."""

        async def look() -> None:
            while await self.economy.payouts.worker.look_around():
                pass

        model = self.model
        self.clock.advance(25 * 3_600)
        self.do(look, crash)
        # What a process that died had taken on is the next one's after a few minutes.
        self.clock.advance(300)
        self.do(look)
        for payout in model.payouts.values():
            is_disputed = any(
                self.bank.payments_made[f"cs_{one.id}"].dispute == "open"
                for one in model.purchases.values()
                if one.who == payout.who and one.state == "paid"
            )
            if payout.state == "approved" and not (payout.who in model.frozen or model.debt[payout.who] or is_disputed):
                payout.state = "sent"
        self.compare()
        moved = {payout_id for payout_id in self.bank.sendings if self.on_its_way(payout_id)}
        for payout_id in moved:
            self.bank.move(payout_id, arrives)
            model.payouts[payout_id].state = "paid" if arrives == "paid" else "returned"
        self.clock.advance(25 * 3_600)
        self.do(look)

    @rule(host=st.integers(2, 3), arrives=st.sampled_from(("paid", "failed")), crash=CRASH)
    def cashes_out(self, host: int, arrives: str, crash: Any) -> None:
        """All the way, as hosts do at the end of a week."""
        self.time_passes(jump_s=8 * 86_400.0)
        self.withdraws(host=host, percent=100, crash=crash)
        if self.model.payouts:
            self.decides_on_a_payout(which=-1, grants=True)
            self.payouts_go_on(arrives=arrives, crash=crash)

    @rule(which=st.integers(0, 99), crash=CRASH)
    def wins_a_dispute(self, which: int, crash: Any) -> None:
        """The bank decides for us: what was taken back is given back."""
        self.disputes(which=which, act="open", crash=None)
        self.disputes(which=which, act="won", crash=crash)

    def on_its_way(self, payout_id: str) -> bool:
        return self.bank.sendings[payout_id].state == "on_its_way"

    @rule(who=WHO, is_other_way=st.sampled_from((False, False, False, True)))
    def freezes_or_lifts(self, who: int, is_other_way: bool) -> None:
        person, freezes = self.people[who], self.economy.freezes
        is_frozen = person in self.model.frozen
        lifts = is_frozen != is_other_way
        act = freezes.lift if lifts else freezes.freeze
        result = self.do(lambda: act(person, reason="To be looked into.", operator_id=self.operator))
        assert (result in ("already_frozen", "not_frozen")) == is_other_way
        self.model.frozen.add(person)
        if lifts:
            self.model.frozen.discard(person)

    @rule(jump_s=st.sampled_from((1_800.0, 8 * 86_400.0, 8 * 86_400.0, -3_600.0)))
    def time_passes(self, jump_s: float) -> None:
        if jump_s > 0:
            self.clock.advance(jump_s)
        else:
            self.clock.set_back(-jump_s)

    @rule()
    def the_server_is_killed(self) -> None:
        async def again() -> None:
            await self.economy.kill()
            await self.open()

        self.run(again())

    # What holds after each of them

    @invariant()
    def compare(self) -> None:
        truth = self.run(read_truth(self.economy.database))
        model = self.model
        is_ = {
            who: (
                truth.balance(wallet(who)),
                -truth.balance(debt(who)),
                truth.balance(earned(who)),
                truth.carries.get(who, 0),
            )
            for who in self.people
        }
        should_be = {
            who: (model.wallet[who], model.debt[who], model.earned(who), model.carry[who]) for who in self.people
        }
        assert is_ == should_be, (is_, should_be)
        assert {row.id: row.state for row in truth.purchases} == {one.id: one.state for one in model.purchases.values()}
        assert {row.id: row.state for row in truth.payouts} == {one.id: one.state for one in model.payouts.values()}
        standing = [gift for gift in truth.gifts if gift.reversal_id is None]
        assert len(truth.gifts) == len(model.gifts)
        assert len(standing) == sum(gift.reversed_for is None for gift in model.gifts)
        assert all(total == 0 for total in truth.by_currency.values())
        held = {currency: amount for currency, amount in self.bank.money().items()}
        for currency in ("USD", "JPY", "KWD"):
            books = truth.balances.get(f"money:stripe:{currency.lower()}", 0)
            assert books == held.get(currency, 0), currency

    def teardown(self) -> None:
        try:
            audit = self.run(self.economy.ledger.audit())
            assert not audit.findings, audit.findings
        finally:
            self.run(self.economy.kill())
            self.runner.close()
            shutil.rmtree(self.folder)


def run_machine(store: str, make_url: Callable[[Path], Awaitable[str]]) -> None:
    machine = type("Machine", (EconomyMachine,), {"make_url": staticmethod(make_url)})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=EXAMPLES[store] if NAMED is None else int(NAMED),
            stateful_step_count=STEPS[store],
            deadline=None,
            derandomize=NAMED is None,
            # To find a shorter way to a fault takes minutes: for those who look into one.
            phases=(Phase.generate,) if NAMED is None else (Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_operation_does_what_the_model_says(empty_sqlite: Path) -> None:
    async def make_url(folder: Path) -> str:
        shutil.copyfile(empty_sqlite, folder / "economy.sqlite3")
        return f"sqlite+aiosqlite:///{folder / 'economy.sqlite3'}"

    with inline_sqlite():
        run_machine("sqlite", make_url)


def test_every_operation_does_what_the_model_says_on_postgresql(postgres_with_tables: str) -> None:
    async def make_url(folder: Path) -> str:
        database = Database(postgres_with_tables, FakeClock(), Events())
        await empty(database)
        await database.close()
        return postgres_with_tables

    run_machine("postgres", make_url)


pytestmark = pytest.mark.timeout(300)
