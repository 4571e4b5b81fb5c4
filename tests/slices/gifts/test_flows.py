"""Suspicious flows on the real databases: found once, grown, dismissed, frozen, and shown to operators only."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from livehouse import accounts
from livehouse.gifts import flows_store
from livehouse.gifts.flows import Flows, NoSuchFlow, weeks_between
from livehouse.gifts.flows_model import Flow, FlowState
from livehouse.gifts.flows_routes import flows_router
from livehouse.gifts.tables import gifts, week_senders
from livehouse.kernel.errors import Conflict, Unavailable
from livehouse.ledger import Ledger
from livehouse.payments import Freezes
from livehouse.platform.database import Transaction
from livehouse.platform.http import API, add_error_handlers
from tests.slices.moderation.helping import make_operator
from tests.slices.rooms.house import House
from tests.support.gift_crowds import NOW, World
from tests.support.waiting import eventually


class Held:
    """Freezes as payments keep them, without the books."""

    def __init__(self) -> None:
        self.frozen: set[str] = set()
        self.fails_at: int | None = None

    async def check(self, reader: Transaction, account_ids: Collection[str]) -> Collection[str]:
        return self.frozen & set(account_ids)

    async def freeze(self, account_id: str, *, reason: str, operator_id: str | None) -> None:
        if self.fails_at is not None and len(self.frozen) >= self.fails_at:
            raise RuntimeError("the process ends here")
        if account_id in self.frozen:
            raise Conflict("frozen already")
        self.frozen.add(account_id)

    async def lift(self, account_id: str, *, reason: str, operator_id: str | None) -> None:
        if account_id not in self.frozen:
            raise Conflict("not frozen")
        self.frozen.discard(account_id)


class Watch:
    """Flows on a house, with a month of somebody's gifts written down."""

    def __init__(self, house: House, **settings: object) -> None:
        self.house = house
        self.held = Held()
        self.first: dict[str, datetime] = {}
        self.ids: dict[str, str] = {}
        self.flows = Flows(
            house.database,
            house.settings.model_copy(update=settings),
            house.clock,
            house.ids,
            accounts=house.accounts,
            moderation=house.moderation,
            purchases=self,
            freezes=self.held,
            registry=CollectorRegistry(),
        )

    async def first_purchases(self, account_ids: Collection[str], since: datetime) -> Mapping[str, datetime]:
        return {name: self.first[name] for name in account_ids if name in self.first and self.first[name] > since}

    async def write(self, world: World) -> None:
        """Write the world's people and gifts, as if sent when the world says."""
        now = self.house.clock.now()
        people = {gift.sender for gift in world.gifts} | {gift.recipient for gift in world.gifts}
        for name in sorted(people - self.ids.keys()):
            account = await self.house.sign_up(name.replace("-", "_"), may_go_live=False)
            self.ids[name] = account.id
            async with self.house.database.transaction() as tx:
                made_at = world.payers[name].created_at
                await tx.execute(
                    sa.text("UPDATE accounts SET created_at = :at WHERE id = :id").bindparams(
                        sa.bindparam("at", made_at, flows_store.flows.c.since.type), id=account.id
                    )
                )
            if (first := world.payers[name].first_purchase_at) is not None:
                self.first[account.id] = first
        # Ids ascend with time: the oldest gift is written first, and the clock is where it was at the end.
        rows, weeks = [], defaultdict(int)
        for gift in sorted(world.gifts, key=lambda one: one.at):
            self.house.clock.advance((gift.at - self.house.clock.now()).total_seconds())
            gift_id = self.gift_ids.new()
            sender, recipient = self.ids[gift.sender], self.ids[gift.recipient]
            year, week, _ = gift.at.isocalendar()
            weeks[recipient, f"{year}-W{week:02}", sender] += gift.coins
            rows.append(
                {
                    "id": gift_id,
                    "sender_id": sender,
                    "key": gift_id,
                    "room_id": recipient,
                    "host_id": recipient,
                    "recipient_id": recipient,
                    "catalogue_id": "rose",
                    "version": 1,
                    "count": gift.coins,
                    "price_coins": 1,
                    "diamonds": gift.coins // 2,
                    "share_bps": 5_000,
                    "combo_id": gift_id,
                    "combo_count": 1,
                    "sender_coins": 0,
                    "balance_coins": 0,
                    "at": gift.at,
                    "transfer_id": gift_id,
                }
            )
        self.house.clock.advance((now - self.house.clock.now()).total_seconds())
        async with self.house.database.transaction() as tx:
            await tx.execute(gifts.insert(), rows)
            statement = tx.insert(week_senders)
            statement = statement.on_conflict_do_update(
                index_elements=["recipient_id", "week", "sender_id"],
                set_={"coins": week_senders.c.coins + statement.excluded.coins},
            )
            await tx.execute(
                statement,
                [
                    {"recipient_id": recipient, "week": week, "sender_id": sender, "coins": coins}
                    for (recipient, week, sender), coins in weeks.items()
                ],
            )

    @property
    def gift_ids(self) -> Any:
        # A new one each time: within one process ids never step back, and these gifts are written afterwards.
        return type(self.house.ids)(self.house.clock)

    async def found(self, state: FlowState = "open") -> list[Flow]:
        return list((await self.flows.page(state, None)).flows)

    def name_of(self, account_id: str) -> str:
        return next(name for name, known in self.ids.items() if known == account_id)


@pytest.fixture
async def watch(house: House) -> Watch:
    house.clock.advance((NOW - house.clock.now()).total_seconds())
    return Watch(house)


def ring_world(coins: int = 12_000) -> World:
    world = World(Random(1))
    world.ring(3, coins, 0.8)
    one, other = (world.person(f"couple-{side}", age_days=50) for side in "ab")
    for day in range(10):
        world.give(one, other, 300, day + 0.5)
        world.give(other, one, 280, day + 0.6)
    return world


async def operator_of(house: House) -> str:
    odette = await house.sign_up("odette", may_go_live=False)
    await make_operator(house, odette)
    return odette.id


async def test_a_ring_is_found_once_and_the_couple_is_left_alone(watch: Watch) -> None:
    await watch.write(ring_world())
    assert await watch.flows.look() == 1
    assert await watch.flows.look() == 0
    (flow,) = await watch.found()
    assert flow.kind == "ring"
    assert {watch.name_of(account_id) for account_id in flow.accounts} == {"ring-0", "ring-1", "ring-2"}
    assert flow.coins == flow.numbers["coins"] == 12_000 + 9_600 + 7_680
    assert flow.diamonds == flow.coins // 2
    assert flow.since < flow.until <= NOW


async def test_what_was_taken_back_does_not_count(watch: Watch) -> None:
    await watch.write(ring_world())
    async with watch.house.database.transaction() as tx:
        await tx.execute(gifts.update().values(reversal_id="r" * 26, reversed_for="p" * 26))
        await tx.execute(week_senders.update().values(coins=0))
    assert await watch.flows.look() == 0


async def test_stolen_cards_are_a_burst_and_new_payers(watch: Watch) -> None:
    world = World(Random(2))
    world.stolen_cards(6, 5_000)
    await watch.write(world)
    assert await watch.flows.look() == 2
    found = {flow.kind: flow for flow in await watch.found()}
    assert set(found) == {"burst", "new_payers"}
    for flow in found.values():
        parts = {watch.name_of(account_id): part for account_id, part in flow.accounts.items()}
        assert parts == {"fence": "recipient"} | {f"card-{number}": "sender" for number in range(6)}
    assert found["burst"].coins == sum(gift.coins for gift in world.gifts if gift.sender.startswith("card"))
    # An hour later, and after a restart, it is the same burst, and nothing is known twice.
    watch.house.clock.advance(3_600)
    again = Watch(watch.house)
    again.first = watch.first
    assert await again.flows.look() == 0
    assert len(await again.found()) == 2


async def test_the_past_is_kept_while_it_says_what_is_usual(watch: Watch) -> None:
    before = World(Random(3))
    host = before.person("hana", age_days=100)
    fan = before.person("sora", age_days=100)
    for day in range(1, 20):
        before.give(fan, host, 500, day)
    await watch.write(before)
    assert await watch.flows.look() == 0
    rows = await watch.house.rows("SELECT COUNT(*) AS slices, SUM(coins) AS coins FROM flow_slices")
    assert (rows[0]["slices"], rows[0]["coins"]) == (19, 9_500)
    # What is too old to say what is usual is forgotten.
    watch.house.clock.advance(15 * 86_400)
    assert await watch.flows.look() == 0
    rows = await watch.house.rows("SELECT COUNT(*) AS slices FROM flow_slices")
    assert rows[0]["slices"] == 13


async def test_a_dismissed_flow_stays_away_until_it_has_doubled(watch: Watch) -> None:
    await watch.write(ring_world())
    await watch.flows.look()
    operator_id = await operator_of(watch.house)
    (flow,) = await watch.found()
    assert await watch.flows.count_of([*flow.accounts, operator_id]) == dict.fromkeys(flow.accounts, 1)
    dismissed = await watch.flows.decide(
        flow.id, "dismiss", reason="A band that plays together.", operator_id=operator_id
    )
    assert (dismissed.state, dismissed.note) == ("dismissed", "A band that plays together.")
    assert await watch.flows.count_of(flow.accounts.keys()) == {}

    more = World(Random(1))
    for name in ("ring-0", "ring-1", "ring-2"):
        more.payers[name] = ring_world().payers[name]
    more.give("ring-0", "ring-1", 9_000, 0.2)
    more.give("ring-1", "ring-2", 9_000, 0.2)
    more.give("ring-2", "ring-0", 6_000, 0.2)
    await watch.write(more)
    assert await watch.flows.look() == 0
    (grown,) = await watch.found("dismissed")
    assert (grown.id, grown.coins) == (flow.id, flow.coins + 24_000)

    await watch.write(more)
    assert await watch.flows.look() == 1
    (back,) = await watch.found()
    assert (back.id, back.decided_by, back.coins) == (flow.id, operator_id, flow.coins + 48_000)
    assert await watch.found("dismissed") == []


async def test_a_freeze_holds_everybody_and_ends_for_those_it_began_for(watch: Watch) -> None:
    await watch.write(ring_world())
    await watch.flows.look()
    operator_id = await operator_of(watch.house)
    (flow,) = await watch.found()
    members = set(flow.accounts)
    other = sorted(members)[0]
    watch.held.frozen.add(other)
    await watch.flows.decide(flow.id, "freeze", reason="It comes back.", operator_id=operator_id)
    assert watch.held.frozen == members
    assert [each.id for each in await watch.found("frozen")] == [flow.id]
    assert await watch.flows.look() == 0
    freed = await watch.flows.decide(flow.id, "unfreeze", reason="They explained it.", operator_id=operator_id)
    # Whoever was frozen before stays so.
    assert watch.held.frozen == {other}
    assert freed.state == "dismissed"
    acts = await watch.house.rows("SELECT act, subject FROM operator_log ORDER BY number")
    assert [(row["act"], row["subject"]) for row in acts] == [("flow.freeze", flow.id), ("flow.unfreeze", flow.id)]


async def test_a_freeze_that_ends_in_the_middle_is_finished_by_freezing_again(watch: Watch) -> None:
    await watch.write(ring_world())
    await watch.flows.look()
    operator_id = await operator_of(watch.house)
    (flow,) = await watch.found()
    watch.held.fails_at = 1
    with pytest.raises(RuntimeError):
        await watch.flows.decide(flow.id, "freeze", reason="It comes back.", operator_id=operator_id)
    assert [each.state for each in await watch.found("frozen")] == ["frozen"]
    assert len(watch.held.frozen) == 1
    watch.held.fails_at = None
    await watch.flows.decide(flow.id, "freeze", reason="It comes back.", operator_id=operator_id)
    assert watch.held.frozen == set(flow.accounts)
    await watch.flows.decide(flow.id, "unfreeze", reason="They explained it.", operator_id=operator_id)
    assert watch.held.frozen == set()


async def test_whom_two_frozen_flows_name_stays_frozen_until_both_end(watch: Watch) -> None:
    world = World(Random(2))
    world.stolen_cards(6, 5_000)
    await watch.write(world)
    await watch.flows.look()
    operator_id = await operator_of(watch.house)
    first, second = await watch.found()
    for flow in (first, second):
        await watch.flows.decide(flow.id, "freeze", reason="Cards of others.", operator_id=operator_id)
    await watch.flows.decide(first.id, "unfreeze", reason="Once.", operator_id=operator_id)
    assert watch.held.frozen == set(second.accounts)
    await watch.flows.decide(second.id, "unfreeze", reason="Twice.", operator_id=operator_id)
    assert watch.held.frozen == set()


async def test_a_freeze_is_one_of_payments(watch: Watch) -> None:
    house = watch.house
    ledger = Ledger(house.database, house.clock, house.ids)
    freezes = Freezes(house.database, house.settings, house.clock, house.ids, ledger, house.accounts, house.moderation)
    watch.flows = Flows(
        house.database,
        house.settings,
        house.clock,
        house.ids,
        accounts=house.accounts,
        moderation=house.moderation,
        purchases=watch,
        freezes=freezes,
        registry=CollectorRegistry(),
    )
    await watch.write(ring_world())
    await watch.flows.look()
    operator_id = await operator_of(house)
    (flow,) = await watch.found()
    one = sorted(flow.accounts)[0]
    await freezes.freeze(one, reason="Long before.", operator_id=operator_id)
    await watch.flows.decide(flow.id, "freeze", reason="It comes back.", operator_id=operator_id)
    assert [await freezes.is_frozen(account_id) for account_id in flow.accounts] == [True] * 3
    await watch.flows.decide(flow.id, "unfreeze", reason="They explained it.", operator_id=operator_id)
    assert {account_id for account_id in flow.accounts if await freezes.is_frozen(account_id)} == {one}


# Over HTTP


def routes_of(watch: Watch) -> FastAPI:
    api = FastAPI()
    api.state.authenticator = watch.house.authenticator
    add_error_handlers(api)
    api.include_router(flows_router(watch.flows), prefix=API)
    return api


def browser(watch: Watch, token: str | None) -> httpx.AsyncClient:
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(routes_of(watch)), base_url=f"http://venue.example:8000{API}"
    )
    if token is not None:
        client.cookies.set(accounts.SESSION_COOKIE, token)
    return client


async def test_operators_see_the_reason_and_decide(watch: Watch) -> None:
    await watch.write(ring_world())
    await watch.flows.look()
    operator_id = await operator_of(watch.house)
    token = await watch.house.sessions.start(operator_id, address="192.0.2.7", user_agent=None)
    async with browser(watch, token) as operator:
        (flow,) = (await operator.get("/operators/flows")).json()["flows"]
        assert flow["reason"]["code"] == "ring"
        assert flow["reason"]["message"].startswith("3 accounts gave each other 29,280 coins in a circle")
        assert {each["account"]["handle"] for each in flow["accounts"]} == {"ring_0", "ring_1", "ring_2"}
        assert {each["part"] for each in flow["accounts"]} == {"member"}
        assert (flow["state"], flow["decided_by"], flow["note"]) == ("open", None, None)

        names = {each["account"]["id"]: each["account"]["handle"] for each in flow["accounts"]}
        given = (await operator.get(f"/operators/flows/{flow['id']}/gifts")).json()["gifts"]
        assert [(names[each["sender_id"]], names[each["recipient_id"]]) for each in given] == [
            ("ring_0", "ring_1"),
            ("ring_1", "ring_2"),
            ("ring_2", "ring_0"),
        ]
        assert sum(each["coins"] for each in given) == flow["coins"]
        assert given == sorted(given, key=lambda each: -each["coins"])
        answer = await operator.get("/operators/flows/nothing/gifts")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, NoSuchFlow.code)

        address = f"/operators/flows/{flow['id']}/decision"
        refusals = [
            (400, "required", {"act": "dismiss", "reason": " "}),
            (400, "bad_input", {"act": "burn", "reason": "x"}),
            (409, "flow_decided", {"act": "unfreeze", "reason": "x"}),
        ]
        for status, code, form in refusals:
            answer = await operator.post(address, json=form)
            assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        answer = await operator.post("/operators/flows/nothing/decision", json={"act": "dismiss", "reason": "x"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, NoSuchFlow.code)

        frozen = (await operator.post(address, json={"act": "freeze", "reason": "It comes back."})).json()
        assert (frozen["state"], frozen["decided_by"]["handle"], frozen["note"]) == (
            "frozen",
            "odette",
            "It comes back.",
        )
        assert (await operator.get("/operators/flows")).json() == {"flows": [], "next_before": None}
        (listed,) = (await operator.get("/operators/flows?state=frozen")).json()["flows"]
        assert listed == frozen


async def test_nobody_else_sees_them_and_nobody_decides_about_themselves(watch: Watch) -> None:
    await watch.write(ring_world())
    await watch.flows.look()
    (flow,) = await watch.found()
    member = next(iter(flow.accounts))
    token = await watch.house.sessions.start(member, address="192.0.2.7", user_agent=None)
    address, form = f"/operators/flows/{flow.id}/decision", {"act": "dismiss", "reason": "It is fine."}
    async with browser(watch, None) as stranger, browser(watch, token) as person:
        assert (await stranger.get("/operators/flows")).status_code == 401
        assert (await person.get("/operators/flows")).status_code == 403
        assert (await person.get(f"/operators/flows/{flow.id}/gifts")).status_code == 403
        assert (await person.post(address, json=form)).status_code == 403
        await make_operator(watch.house, SimpleNamespace(id=member))
        answer = await person.post(address, json=form)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "own_flow")
    assert [each.state for each in await watch.found()] == ["open"]


async def test_pages_follow_each_other(watch: Watch) -> None:
    await watch.write(ring_world())
    await watch.flows.look()
    (flow,) = await watch.found()
    async with watch.house.database.transaction() as tx:
        for _ in range(60):
            watch.house.clock.advance(1)
            await tx.execute(
                flows_store.flows.insert().from_select(
                    [column.name for column in flows_store.flows.c],
                    sa.select(
                        *(
                            sa.literal(watch.house.ids.new()) if column.name == "id" else column
                            for column in flows_store.flows.c
                        )
                    ).where(flows_store.flows.c.id == flow.id),
                )
            )
    first = await watch.flows.page("open", None)
    rest = await watch.flows.page("open", first.next_before)
    assert (len(first.flows), len(rest.flows), rest.next_before) == (50, 11, None)
    ids = [each.id for each in (*first.flows, *rest.flows)]
    assert ids == sorted(ids, reverse=True)


async def test_the_work_goes_on_and_survives_a_lost_database(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = Watch(watch.house, flows_every_s=0.01)
    looks = 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise Unavailable("away")
        return 0

    monkeypatch.setattr(quick.flows, "look", look)
    quick.flows.start(watch.house.supervisor)

    async def looked_again() -> bool:
        return looks >= 3

    await eventually(looked_again, within_s=10, every_s=0.01)


def test_weeks_cover_the_turn_of_the_year() -> None:
    end = datetime(2027, 1, 5, 12, tzinfo=NOW.tzinfo)
    assert weeks_between(end - timedelta(days=15), end) == ["2026-W52", "2026-W53", "2027-W01"]
