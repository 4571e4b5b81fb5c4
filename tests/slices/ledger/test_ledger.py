"""What the books promise, on both stores."""

import asyncio
import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from livehouse.kernel.ids import Ids
from livehouse.ledger import (
    AccountSpec,
    AlreadyReversed,
    BadPosting,
    Hold,
    HoldIsOver,
    KeyReused,
    Ledger,
    Line,
    NoSuchHold,
    NoSuchLedgerAccount,
    NoSuchTransfer,
    NotEnough,
    Posted,
    Release,
    Reverse,
    Settle,
    Transfer,
)
from livehouse.ledger.store import FACTS
from livehouse.platform.database import Database
from tests.support.clock import FakeClock

SPECS = [
    AccountSpec("shop:coins", "COIN", may_go_negative=True),
    AccountSpec("wallet:a", "COIN"),
    AccountSpec("wallet:b", "COIN"),
    AccountSpec("till:usd", "USD"),
    AccountSpec("cards:usd", "USD", may_go_negative=True),
]


@pytest.fixture
async def ledger(database: Database, clock: FakeClock) -> Ledger:
    ledger = Ledger(database, clock, Ids(clock))
    async with database.transaction() as tx:
        await ledger.open(tx, SPECS)
    return ledger


def move(key: str, source: str, target: str, amount: Any, kind: str = "test.move") -> Transfer:
    return Transfer(key, kind, (Line(source, -amount), Line(target, amount)))


async def done(ledger: Ledger, posting: Any) -> Posted:
    (outcome,) = await ledger.post(posting)
    assert isinstance(outcome, Posted), outcome
    return outcome


async def sound(ledger: Ledger) -> None:
    audit = await ledger.audit()
    assert audit.findings == []
    assert audit.is_sound


async def stands(ledger: Ledger, *names: str) -> list[tuple[int, int]]:
    found = await ledger.balances(names)
    return [(found[name].balance, found[name].held) for name in names]


async def test_a_transfer_moves_and_sums_to_zero(ledger: Ledger) -> None:
    await done(
        ledger,
        Transfer(
            "buy-1",
            "coins.bought",
            (Line("cards:usd", -499), Line("till:usd", 499), Line("shop:coins", -350), Line("wallet:a", 350)),
            {"pack": "350"},
        ),
    )
    assert await stands(ledger, "wallet:a", "shop:coins", "till:usd") == [(350, 0), (-350, 0), (499, 0)]
    (entry,) = await ledger.page("wallet:a", None, entries_max=10)
    assert (entry.sequence, entry.amount, entry.balance, entry.kind, entry.details) == (
        1,
        350,
        350,
        "coins.bought",
        {"pack": "350"},
    )
    await sound(ledger)


async def test_nobody_goes_below_zero_and_the_others_are_not_held_up(ledger: Ledger) -> None:
    outcomes = await ledger.post(
        move("1", "shop:coins", "wallet:a", 10),
        move("2", "wallet:a", "wallet:b", 7),
        move("3", "wallet:a", "wallet:b", 7),
        move("4", "wallet:a", "wallet:b", 3),
    )
    assert [type(outcome) for outcome in outcomes] == [Posted, Posted, NotEnough, Posted]
    refusal = outcomes[2]
    assert isinstance(refusal, NotEnough)
    assert (refusal.code, refusal.details["available"], refusal.details["needed"]) == ("not_enough", 3, 7)
    assert await stands(ledger, "wallet:a", "wallet:b") == [(0, 0), (10, 0)]
    # What was refused was never asked: with more in the wallet the same key goes through.
    await done(ledger, move("5", "shop:coins", "wallet:a", 7))
    assert not (await done(ledger, move("3", "wallet:a", "wallet:b", 7))).again
    await sound(ledger)


async def test_the_same_key_is_written_once_and_never_stands_for_something_else(ledger: Ledger) -> None:
    first = await done(ledger, move("buy", "shop:coins", "wallet:a", 10))
    again = await done(ledger, move("buy", "shop:coins", "wallet:a", 10))
    assert (again.id, again.at, again.again) == (first.id, first.at, True)
    assert isinstance((await ledger.post(move("buy", "shop:coins", "wallet:a", 11)))[0], KeyReused)
    twice = await ledger.post(*[move("both", "shop:coins", "wallet:a", 1)] * 2)
    assert [outcome.again for outcome in twice if isinstance(outcome, Posted)] == [False, True]
    assert await stands(ledger, "wallet:a") == [(11, 0)]


async def test_the_same_key_by_many_at_once(ledger: Ledger) -> None:
    outcomes = await asyncio.gather(*(ledger.post(move("one", "shop:coins", "wallet:a", 5)) for _ in range(8)))
    posted = [outcome for (outcome,) in outcomes if isinstance(outcome, Posted)]
    assert len(posted) == 8
    assert len({each.id for each in posted}) == 1
    assert sum(not each.again for each in posted) == 1
    assert await stands(ledger, "wallet:a") == [(5, 0)]
    # Another body under the same key, of accounts that are not held by the first: only one of them is written.
    mixed = await asyncio.gather(
        ledger.post(move("two", "shop:coins", "wallet:b", 1), move("fine", "shop:coins", "wallet:b", 1)),
        ledger.post(move("two", "cards:usd", "till:usd", 1), move("good", "cards:usd", "till:usd", 1)),
    )
    flat = [outcome for outcomes_of_one in mixed for outcome in outcomes_of_one]
    assert sorted(type(outcome).__name__ for outcome in flat) == ["KeyReused", "Posted", "Posted", "Posted"]
    await sound(ledger)


async def test_two_who_spend_the_last_coin_at_once(ledger: Ledger) -> None:
    await done(ledger, move("buy", "shop:coins", "wallet:a", 1))
    outcomes = await asyncio.gather(*(ledger.post(move(f"p{n}", "wallet:a", "wallet:b", 1)) for n in range(8)))
    assert sorted(type(outcome).__name__ for (outcome,) in outcomes) == ["NotEnough"] * 7 + ["Posted"]
    assert await stands(ledger, "wallet:a", "wallet:b") == [(0, 0), (1, 0)]
    await sound(ledger)


async def test_opposite_transfers_at_once_wait_for_nobody(ledger: Ledger) -> None:
    await ledger.post(move("a", "shop:coins", "wallet:a", 50), move("b", "shop:coins", "wallet:b", 50))
    outcomes = await asyncio.gather(
        *(ledger.post(move(f"ab{n}", "wallet:a", "wallet:b", 1)) for n in range(20)),
        *(ledger.post(move(f"ba{n}", "wallet:b", "wallet:a", 1)) for n in range(20)),
    )
    assert all(isinstance(outcome, Posted) for (outcome,) in outcomes)
    assert await stands(ledger, "wallet:a", "wallet:b") == [(50, 0), (50, 0)]
    await sound(ledger)


async def test_a_hold_is_settled_in_part_and_once(ledger: Ledger) -> None:
    await done(ledger, move("buy", "shop:coins", "wallet:a", 10))
    hold = await done(ledger, Hold("h", "test.hold", "wallet:a", "wallet:b", 8))
    assert await stands(ledger, "wallet:a") == [(10, 8)]
    assert isinstance((await ledger.post(move("spend", "wallet:a", "wallet:b", 3)))[0], NotEnough)
    assert isinstance((await ledger.post(Settle("more", hold.id, 9)))[0], BadPosting)
    settled = await done(ledger, Settle("s", hold.id, 6))
    assert await stands(ledger, "wallet:a", "wallet:b") == [(4, 0), (6, 0)]
    assert (await done(ledger, Settle("s", hold.id, 6))).id == settled.id
    outcomes = await ledger.post(Settle("s2", hold.id), Release("r", hold.id), Settle("s3", "0" * 26))
    assert [type(outcome) for outcome in outcomes] == [HoldIsOver, HoldIsOver, NoSuchHold]
    await sound(ledger)


async def test_a_hold_is_released_or_expires(ledger: Ledger, clock: FakeClock) -> None:
    await done(ledger, move("buy", "shop:coins", "wallet:a", 10))
    hold = await done(ledger, Hold("h1", "test.hold", "wallet:a", "wallet:b", 8))
    await done(ledger, Release("r", hold.id))
    assert await stands(ledger, "wallet:a") == [(10, 0)]

    soon = clock.now() + timedelta(minutes=5)
    late = await done(ledger, Hold("h2", "test.hold", "wallet:a", "wallet:b", 6, soon))
    await done(ledger, Hold("h3", "test.hold", "wallet:a", "wallet:b", 1, soon + timedelta(hours=1)))
    assert await ledger.expire_holds() == 0
    clock.advance(300)
    assert isinstance((await ledger.post(Settle("s", late.id)))[0], HoldIsOver)
    assert await stands(ledger, "wallet:a") == [(10, 1)]
    assert isinstance(
        (await ledger.post(Hold("h4", "test.hold", "wallet:a", "wallet:b", 1, clock.now())))[0], BadPosting
    )

    await done(ledger, Hold("h5", "test.hold", "wallet:a", "wallet:b", 9, clock.now() + timedelta(seconds=1)))
    clock.advance(2)
    # Nobody swept yet, and what has expired stands in nobody's way.
    await done(ledger, move("spend", "wallet:a", "wallet:b", 9))
    assert await ledger.expire_holds() == 0
    clock.advance(7_200)
    assert await ledger.expire_holds() == 1
    assert await stands(ledger, "wallet:a") == [(1, 0)]
    await sound(ledger)


async def test_a_transfer_is_taken_back_once_and_only_while_it_can_be(ledger: Ledger) -> None:
    bought = await done(ledger, move("buy", "shop:coins", "wallet:a", 10))
    await done(ledger, move("spend", "wallet:a", "wallet:b", 4))
    assert isinstance((await ledger.post(Reverse("back", bought.id, "test.refund")))[0], NotEnough)
    await done(ledger, move("more", "shop:coins", "wallet:a", 4))
    back = await done(ledger, Reverse("back", bought.id, "test.refund"))
    assert await stands(ledger, "wallet:a", "wallet:b") == [(0, 0), (4, 0)]
    outcomes = await ledger.post(Reverse("back2", bought.id, "test.refund"), Reverse("back3", "0" * 26, "test.refund"))
    assert [type(outcome) for outcome in outcomes] == [AlreadyReversed, NoSuchTransfer]
    # A reversal is a transfer like others.
    await done(ledger, Reverse("forth", back.id, "test.again"))
    assert await stands(ledger, "wallet:a") == [(10, 0)]
    await sound(ledger)


@pytest.mark.parametrize(
    "posting",
    [
        move("k", "shop:coins", "wallet:a", 0),
        move("k", "shop:coins", "wallet:a", 1.5),
        move("k", "shop:coins", "wallet:a", True),
        move("k", "shop:coins", "wallet:a", 10**14 + 1),
        Transfer("k", "test.move", (Line("shop:coins", -2), Line("wallet:a", 1))),
        Transfer("k", "test.move", (Line("shop:coins", -1), Line("till:usd", 1))),
        Transfer("k", "test.move", (Line("wallet:a", 1),)),
        Transfer("k", "test.move", (Line("wallet:a", 1), Line("wallet:a", -1))),
        Transfer("k", "test.move", tuple(Line(f"wallet:{n}", 1) for n in range(65))),
        Transfer("k", "test.move", (Line("shop:coins", -1), Line("wallet:a", 1)), {"it": object()}),
        Transfer("k", "test.move", (Line("shop:coins", -1), Line("wallet:a", 1)), {"it": "x" * 5_000}),
        Transfer("", "test.move", (Line("shop:coins", -1), Line("wallet:a", 1))),
        Transfer("ü", "test.move", (Line("shop:coins", -1), Line("wallet:a", 1))),
        Transfer("k" * 121, "test.move", (Line("shop:coins", -1), Line("wallet:a", 1))),
        Transfer("k", "Test Move", (Line("shop:coins", -1), Line("wallet:a", 1))),
        Hold("k", "test.hold", "wallet:a", "wallet:a", 1),
        Hold("k", "test.hold", "wallet:a", "till:usd", 1),
        Hold("k", "test.hold", "wallet:a", "wallet:b", -1),
        Settle("k", "0" * 26, -1),
    ],
    ids=[
        "nothing",
        "a_fraction",
        "a_truth_value",
        "too_much",
        "no_sum_of_zero",
        "two_currencies",
        "one_line",
        "an_account_twice",
        "too_many_lines",
        "details_of_no_json",
        "details_too_long",
        "no_key",
        "a_key_not_ascii",
        "a_key_too_long",
        "no_kind",
        "a_hold_for_itself",
        "a_hold_across_currencies",
        "a_hold_of_less_than_nothing",
        "settling_less_than_nothing",
    ],
)
async def test_what_can_never_be_right_is_refused_and_nothing_is_done(ledger: Ledger, posting: Any) -> None:
    await done(ledger, move("buy", "shop:coins", "wallet:a", 1))
    (outcome,) = await ledger.post(posting)
    assert isinstance(outcome, BadPosting), outcome
    assert (await ledger.audit()).transfers == 1


async def test_accounts_that_are_not_there_or_cannot_be(ledger: Ledger, database: Database) -> None:
    assert isinstance((await ledger.post(move("k", "shop:coins", "wallet:c", 1)))[0], NoSuchLedgerAccount)
    with pytest.raises(NoSuchLedgerAccount):
        await ledger.balance("wallet:c")
    for spec in (AccountSpec("Wallet", "COIN"), AccountSpec("wallet::a", "COIN"), AccountSpec("wallet", "coin")):
        async with database.transaction() as tx:
            with pytest.raises(BadPosting):
                await ledger.open(tx, [spec])
    async with database.transaction() as tx:
        await ledger.open(tx, SPECS)
    assert (await ledger.balance("wallet:a")).available == 0


async def test_statements_begin_where_the_one_before_ended(ledger: Ledger, clock: FakeClock) -> None:
    began = clock.now()
    for number in range(6):
        await done(ledger, move(f"k{number}", "shop:coins", "wallet:a", number + 1))
        clock.advance(60)
    opening, entries = await ledger.statement("wallet:a", began + timedelta(minutes=2), began + timedelta(minutes=4))
    assert (opening, [entry.amount for entry in entries]) == (3, [3, 4])
    assert entries[0].balance == opening + entries[0].amount
    pages = [await ledger.page("wallet:a", before, entries_max=2) for before in (None, 5, 1)]
    assert [[entry.sequence for entry in page] for page in pages] == [[6, 5], [4, 3], []]


async def test_the_database_itself_refuses(ledger: Ledger, database: Database) -> None:
    bought = await done(ledger, move("buy", "shop:coins", "wallet:a", 10))
    await done(ledger, Hold("h", "test.hold", "wallet:a", "wallet:b", 8))
    for statement in (
        "UPDATE ledger_entries SET amount = 11",
        "DELETE FROM ledger_entries",
        f"UPDATE ledger_transfers SET kind = 'x' WHERE id = '{bought.id}'",
        "DELETE FROM ledger_transfers",
        "UPDATE ledger_holds SET amount = 1",
        "DELETE FROM ledger_keys",
        "UPDATE ledger_accounts SET balance = -1 WHERE name = 'wallet:b'",
        "UPDATE ledger_accounts SET balance = 7 WHERE name = 'wallet:a'",
    ):
        with pytest.raises(DBAPIError):
            async with database.transaction() as tx:
                await tx.execute(sa.text(statement))
    await sound(ledger)


async def without_guards(database: Database, *statements: str) -> None:
    """What somebody does who may do everything in the database."""
    async with database.opening() as connection:
        if database.is_sqlite:
            await connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
            triggers = (
                await connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
            ).all()
            for name, _ in triggers:
                await connection.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            for table in FACTS:
                await connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            await connection.execute(sa.text(statement))
        if database.is_sqlite:
            for _, created in triggers:
                await connection.exec_driver_sql(created)
        else:
            for table in FACTS:
                await connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("UPDATE ledger_entries SET amount = amount + 1 WHERE sequence = 2", "entry 2", "it says"),
        (
            "UPDATE ledger_entries SET amount = amount + 1, balance = balance + 1 WHERE sequence = 3",
            "account wallet:a, entry 4",
            "16 and -5 make 11, it says 10",
        ),
        ("UPDATE ledger_accounts SET balance = 11 WHERE name = 'wallet:a'", "account wallet:a", "it says 11"),
        ("UPDATE ledger_accounts SET held = 1 WHERE name = 'wallet:a'", "account wallet:a", "open holds come to 2"),
        ("UPDATE ledger_accounts SET entries = 9 WHERE name = 'wallet:a'", "account wallet:a", "it says 9"),
        ("UPDATE ledger_holds SET amount = 3 WHERE kind = 'test.open'", "account wallet:a", "open holds come to 3"),
        ("UPDATE ledger_hold_ends SET ending = 'released' WHERE ending = 'settled'", "hold", "moved what it put aside"),
        ("DELETE FROM ledger_keys WHERE key = 'buy'", "transfer", "nobody asked"),
        ("UPDATE ledger_keys SET result_id = 'nothing' WHERE key = 'buy'", "key buy", "not there"),
    ],
)
async def test_the_audit_finds_what_was_changed(
    ledger: Ledger, database: Database, statement: str, where: str, what: str
) -> None:
    await done(ledger, move("buy", "shop:coins", "wallet:a", 15))
    taken_back = await done(ledger, move("gift", "wallet:a", "wallet:b", 2))
    await done(ledger, Reverse("back", taken_back.id, "test.refund"))
    settled = await done(ledger, Hold("h1", "test.hold", "wallet:a", "wallet:b", 5))
    await done(ledger, Settle("s", settled.id))
    await done(ledger, Hold("h2", "test.open", "wallet:a", "wallet:b", 2))
    await sound(ledger)
    await without_guards(database, statement)
    audit = await ledger.audit()
    found = [(finding.where, finding.what) for finding in audit.findings]
    assert any(where in at and what in why for at, why in found), found


async def test_the_audit_finds_an_entry_that_was_cut_out_and_a_transfer_that_is_one_sided(
    ledger: Ledger, database: Database
) -> None:
    await done(ledger, move("a", "shop:coins", "wallet:a", 5))
    gift = await done(ledger, move("b", "wallet:a", "wallet:b", 2))
    await done(ledger, move("c", "wallet:a", "wallet:b", 1))
    await without_guards(
        database,
        f"DELETE FROM ledger_entries WHERE transfer_id = '{gift.id}' AND amount < 0",
    )
    audit = await ledger.audit()
    found = [f"{finding.where}: {finding.what}" for finding in audit.findings]
    assert f"transfer {gift.id}: its lines in COIN sum to +2" in found
    assert any("account wallet:a, entry 3: it follows entry 1" in each for each in found)


async def test_the_audit_finds_that_the_guards_are_gone(ledger: Ledger, database: Database) -> None:
    async with database.opening() as connection:
        if database.is_sqlite:
            await connection.execute(sa.text("DROP TRIGGER ledger_entries_no_update"))
        else:
            await connection.execute(sa.text("ALTER TABLE ledger_entries DISABLE TRIGGER USER"))
    try:
        audit = await ledger.audit()
        assert [finding.where for finding in audit.findings] == ["table ledger_entries"]
    finally:
        if not database.is_sqlite:
            async with database.opening() as connection:
                await connection.execute(sa.text("ALTER TABLE ledger_entries ENABLE TRIGGER USER"))


async def test_the_audit_runs_beside_the_living_books(ledger: Ledger) -> None:
    await done(ledger, move("buy", "shop:coins", "wallet:a", 1_000))
    is_over = False

    async def spend() -> None:
        for number in range(60):
            await done(ledger, move(f"k{number}", "wallet:a", "wallet:b", 1))

    async def look() -> int:
        looks = 0
        while not is_over:
            await sound(ledger)
            looks += 1
        return looks

    looking = asyncio.create_task(look())
    await spend()
    is_over = True
    assert await looking >= 1


async def test_the_export_holds_every_entry(ledger: Ledger) -> None:
    await done(
        ledger, Transfer("k", "test.move", (Line("shop:coins", -3), Line("wallet:a", 3)), {"note": 'a "b", c\nd 🎁'})
    )
    await done(ledger, move("k2", "wallet:a", "wallet:b", 1))
    text = "".join([piece async for piece in ledger.export("csv")])
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["account"], int(row["amount"]), int(row["balance"])) for row in rows] == [
        ("shop:coins", -3, -3),
        ("wallet:a", 3, 3),
        ("wallet:a", -1, 2),
        ("wallet:b", 1, 1),
    ]
    lines = [json.loads(line) for line in "".join([piece async for piece in ledger.export("json")]).splitlines()]
    assert [line["transfer"] for line in lines] == [row["transfer"] for row in rows]
    assert lines[0]["details"] == {"note": 'a "b", c\nd 🎁'} == json.loads(rows[0]["details"])
