"""Hosts withdraw, with the sandbox: what they may, what becomes of it, and what is refused."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from livehouse.accounts import Account, AccountDeleted
from livehouse.kernel.errors import AppError
from livehouse.kernel.keys import BadIdempotencyKey, IdempotencyKeyReused
from livehouse.kernel.money import BadAmount, Money
from livehouse.ledger import Line, Transfer
from livehouse.live_access import TooYoungForGifts
from livehouse.payments import MoneyFrozen, debt, wallet
from livehouse.payments.payout_errors import (
    AbovePayoutDailyMaximum,
    BelowPayoutMinimum,
    CoinsOwed,
    DisputeUnresolved,
    NoPayoutRecipient,
    NoSuchPayout,
    NotWithdrawable,
    OwnPayout,
    PayoutRecipientNotReady,
    PayoutUnderWay,
)
from livehouse.payments.payout_model import Payout
from tests.slices.payouts.conftest import OpenHouse
from tests.slices.payouts.payout_house import ORIGIN, WEEK_S, PayoutHouse
from tests.support.clock import FakeClock


async def refused(error: type[AppError], doing: Any) -> AppError:
    with pytest.raises(error) as caught:
        await doing
    return caught.value


async def test_diamonds_become_money(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host()
    # Two diamonds are a cent; the odd one stays.
    payout = await house.withdraw(host, 2_001)
    assert (payout.state, payout.diamonds, payout.money) == ("approved", 2_000, Money("USD", 1_000))
    assert (await house.earned(host)).held == 2_000
    await house.work()
    sent = await house.now(payout)
    assert sent.state == "sent"
    assert (await house.earned(host)).balance == 98_000
    assert await house.money() == {"sandbox:usd": -1_000, "payouts:usd": 1_000}
    clock.advance(6)
    await house.work()
    paid = await house.now(payout)
    assert (paid.state, paid.paid_at, paid.reason) == ("paid", clock.now(), None)
    await house.sound()
    (letter,) = await house.letters()
    assert letter.to == "hana@example.org"
    assert "USD 10.00" in letter.subject
    assert "2,000 diamonds" in letter.text
    assert f"{ORIGIN}/earnings" in letter.text
    assert "No money was moved." in letter.text


async def test_what_was_earned_lately_waits_a_week_to_the_second(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.sign_up("hana")
    fan = await house.sign_up("fan")
    await house.set_up(host)
    await house.gift(fan, host, 3_000)
    clock.advance(86_400)
    later = await house.gift(fan, host, 500)
    clock.advance(WEEK_S - 86_400 - 1)
    refusal = await refused(NotWithdrawable, house.withdraw(host, 2_000))
    assert refusal.details["withdrawable_diamonds"] == 0
    standing = await house.payouts.standing(host.id)
    assert not standing.may_withdraw.allowed
    assert standing.may_withdraw.on is not None
    first_on = (clock.now() + timedelta(seconds=1)).date()
    assert standing.may_withdraw.on.date() == first_on
    assert dict(standing.position.matures) == {first_on: 3_000, first_on + timedelta(days=1): 500}
    clock.advance(1)
    standing = await house.payouts.standing(host.id)
    assert (standing.position.withdrawable, standing.position.pending) == (3_000, 500)
    assert standing.may_withdraw.allowed
    assert standing.worth == Money("USD", 1_500)
    # A younger gift that is taken back is nobody's, and takes nothing of the older ones.
    await house.take(later)
    position = await house.payouts.position(host.id)
    assert (position.total, position.withdrawable, position.pending) == (3_000, 3_000, 0)
    await refused(NotWithdrawable, house.withdraw(host, 3_001))
    await house.withdraw(host, 3_000)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_withdrawn_diamonds_do_not_make_younger_ones_ripe(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host(diamonds=3_000)
    fan = await house.sign_up("fan")
    old = await house.gift(fan, host, 2_000)
    clock.advance(WEEK_S)
    await house.gift(fan, host, 4_000)
    await house.withdraw(host, 3_000)
    await house.work()
    # An old gift is taken back after the rest was withdrawn.
    await house.take(old)
    position = await house.payouts.position(host.id)
    assert (position.total, position.pending, position.withdrawable) == (4_000, 4_000, 0)
    await refused(NotWithdrawable, house.withdraw(host, 2_000))
    await house.sound()


async def test_the_same_wish_is_one_payout(house: PayoutHouse) -> None:
    host = await house.rich_host()
    first = await house.withdraw(host, 5_000, "a-key-of-mine")
    assert (await house.withdraw(host, 5_000, "a-key-of-mine")).id == first.id
    await refused(IdempotencyKeyReused, house.withdraw(host, 5_001, "a-key-of-mine"))
    await refused(BadIdempotencyKey, house.withdraw(host, 5_000, "short"))
    many = await asyncio.gather(*(house.withdraw(host, 4_000, "another-key") for _ in range(6)))
    assert len({payout.id for payout in many}) == 1
    assert (await house.earned(host)).held == 9_000
    # Another host may have the same key.
    other = await house.rich_host("other")
    assert (await house.withdraw(other, 5_000, "a-key-of-mine")).id != first.id
    await house.sound()


async def test_two_requests_at_once_for_the_same_diamonds(house: PayoutHouse, another_house: OpenHouse) -> None:
    host = await house.rich_host(diamonds=6_000)
    second = await another_house()
    outcomes = await asyncio.gather(
        *(each.withdraw(host, 4_000) for each in (house, second, house, second)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotWithdrawable"] * 3 + ["Payout"]
    assert (await house.earned(host)).held == 4_000
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("diamonds", [0, -1, 10**13, True, 2_000.0, "2000"])
async def test_amounts_that_are_none(house: PayoutHouse, diamonds: Any) -> None:
    host = await house.sign_up("hana")
    await refused(BadAmount, house.withdraw(host, diamonds))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_least_and_the_most(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host(diamonds=500_000)
    refusal = await refused(BelowPayoutMinimum, house.withdraw(host, 1_999))
    assert refusal.details == {"currency": "USD", "minimum": 1_000, "diamonds": 2_000}
    midnight = (clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    clock.advance((midnight - clock.now()).total_seconds() - 2)
    await house.withdraw(host, 120_000)
    gone = await house.withdraw(host, 40_000)
    refusal = await refused(AbovePayoutDailyMaximum, house.withdraw(host, 40_002))
    assert refusal.details["left"] == 20_000
    # What came to nothing used up nothing.
    await house.payouts.cancel(host.id, gone.id)
    await house.withdraw(host, 80_000)
    assert (await house.payouts.standing(host.id)).left_today == Money("USD", 0)
    standing = await house.payouts.standing(host.id)
    assert standing.may_withdraw.refusal is not None
    assert standing.may_withdraw.refusal.code == "above_payout_daily_maximum"
    clock.advance(2)
    await house.withdraw(host, 2_000)
    await house.sound()


async def test_what_is_large_waits_for_an_operator(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host()
    operator = await house.sign_up("odette")
    at_the_bar = await house.withdraw(host, 40_000)
    above = await house.withdraw(host, 40_002)
    assert (at_the_bar.state, above.state) == ("approved", "in_review")
    await house.work()
    assert (await house.now(above)).state == "in_review"
    await refused(OwnPayout, house.payouts.decide(above.id, grants=True, reason="", operator_id=host.id))
    await refused(NoSuchPayout, house.payouts.decide("0" * 26, grants=True, reason="", operator_id=operator.id))
    with pytest.raises(AppError, match="Write something"):
        await house.payouts.decide(above.id, grants=False, reason=" ", operator_id=operator.id)
    granted = await house.payouts.decide(above.id, grants=True, reason="A known host.", operator_id=operator.id)
    assert (granted.state, granted.decided_by) == ("approved", operator.id)
    await refused(PayoutUnderWay, house.payouts.decide(above.id, grants=False, reason="No.", operator_id=operator.id))
    await house.work()
    clock.advance(10)
    await house.work()
    assert {(await house.now(each)).state for each in (at_the_bar, above)} == {"paid"}

    clock.advance(86_400)
    fan = await house.sign_up("fan")
    await house.gift(fan, host, 60_000)
    clock.advance(WEEK_S)
    another = await house.withdraw(host, 50_000)
    refusal = await house.payouts.decide(
        another.id, grants=False, reason="Tell us who you are.", operator_id=operator.id
    )
    assert (refusal.state, refusal.reason) == ("refused", "Tell us who you are.")
    assert (await house.earned(host)).held == 0
    assert "Tell us who you are." in (await house.letters())[-1].text
    log = await house.moderation.log.about(host.id)
    assert [entry.act for entry in log] == ["payout.refuse", "payout.grant"]
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_one_may_take_it_back_until_it_is_sent(house: PayoutHouse) -> None:
    host = await house.rich_host()
    other = await house.sign_up("other")
    payout = await house.withdraw(host, 2_000)
    await refused(NoSuchPayout, house.payouts.cancel(other.id, payout.id))
    for _ in range(2):
        assert (await house.payouts.cancel(host.id, payout.id)).state == "cancelled"
    assert (await house.earned(host)).held == 0
    await house.work()
    assert (await house.now(payout)).state == "cancelled"
    sent = await house.withdraw(host, 2_000)
    await house.work()
    assert (await refused(PayoutUnderWay, house.payouts.cancel(host.id, sent.id))).details["state"] == "sent"
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_who_may_not(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host()
    young = await house.sign_up("young", born=date(clock.now().year - 16, 1, 1))
    await refused(TooYoungForGifts, house.withdraw(young, 2_000))
    standing = await house.payouts.standing(young.id)
    assert standing.may_withdraw.refusal is not None
    assert standing.may_withdraw.refusal.code == "too_young_for_gifts"
    nobody = await house.sign_up("nobody")
    await refused(NoPayoutRecipient, house.withdraw(nobody, 2_000))
    url = await house.payouts.set_up(nobody.id, origin=ORIGIN)
    refusal = await refused(PayoutRecipientNotReady, house.withdraw(nobody, 2_000))
    assert refusal.details["state"] == "onboarding"
    assert await house.payouts.set_up(nobody.id, origin=ORIGIN) == url

    # A debt.
    async with house.database.transaction() as tx:
        await house.ledger.open(tx, [wallet(host.id), debt(host.id)])
    lines = (Line(debt(host.id).name, -5), Line(wallet(host.id).name, 5))
    await house.ledger.post(Transfer("owes", "coins.taken_back", lines))
    assert (await refused(CoinsOwed, house.withdraw(host, 2_000))).details["debt_coins"] == 5
    back = (Line(debt(host.id).name, 5), Line(wallet(host.id).name, -5))
    await house.ledger.post(Transfer("settles", "debt.settled", back))

    # A dispute of a payment of one's own; won, it is as if there had been none.
    operator = await house.sign_up("odette")
    purchase = await house.bought(host)
    waiting = await house.withdraw(host, 2_000)
    await house.refunds.dispute(purchase.id, "open", operator_id=operator.id)
    await house.tell()
    await refused(DisputeUnresolved, house.withdraw(host, 2_000))
    await house.work()
    assert (await house.now(waiting)).state == "approved"
    await house.refunds.dispute(purchase.id, "won", operator_id=operator.id)
    await house.tell()
    clock.advance(301)
    await house.work()
    assert (await house.now(waiting)).state == "sent"
    await house.withdraw(host, 2_000)
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_freeze_or_a_debt_that_comes_after_stops_what_is_not_sent(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host()
    payout = await house.withdraw(host, 2_000)
    await house.freezes.freeze(host.id, reason="Looks odd.", operator_id=None)
    await house.work()
    assert (await house.now(payout)).state == "approved"
    clock.advance(3_600)
    await house.work()
    assert (await house.now(payout)).state == "approved"
    await house.freezes.lift(host.id, reason="All is well.", operator_id=None)
    await house.tell()
    await house.work()
    assert (await house.now(payout)).state == "sent"

    async with house.database.transaction() as tx:
        await house.ledger.open(tx, [wallet(host.id), debt(host.id)])
    lines = (Line(debt(host.id).name, -5), Line(wallet(host.id).name, 5))
    second = await house.withdraw(host, 2_000)
    await house.ledger.post(Transfer("owes", "coins.taken_back", lines))
    await house.work()
    assert (await house.now(second)).state == "approved"
    back = (Line(debt(host.id).name, 5), Line(wallet(host.id).name, -5))
    await house.ledger.post(Transfer("settles", "debt.settled", back))
    clock.advance(301)
    await house.work()
    assert (await house.now(second)).state == "sent"
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_account_that_was_closed(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host(language="ja")
    payout = await house.withdraw(host, 2_000)
    reference = payout.recipient_reference
    await house.sandbox_payouts.act(reference, "close")
    await house.work()
    failed = await house.now(payout)
    assert (failed.state, failed.reason) == ("failed", "the account that would be paid is closed")
    assert (await house.earned(host)).held == 0
    letter = (await house.letters())[-1]
    assert "出金できませんでした" in letter.subject
    await house.payouts.recipient_changed(reference)
    refusal = await refused(PayoutRecipientNotReady, house.withdraw(host, 2_000))
    assert refusal.details["state"] == "closed"
    # Set up anew it is another account, and all goes on.
    assert await house.set_up(host) != reference
    again = await house.withdraw(host, 2_000)
    await house.work()
    # Closed between the sending and the arrival: it comes back, once.
    await house.sandbox_payouts.act(again.recipient_reference, "close")
    clock.advance(10)
    await house.work()
    await house.work()
    returned = await house.now(again)
    assert (returned.state, returned.reason) == ("returned", "The bank account is closed.")
    assert (await house.earned(host)).available == 100_000
    # Given back, they were earned long ago.
    assert (await house.payouts.position(host.id)).withdrawable == 100_000
    assert await house.money() == {}
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("region", "diamonds", "used", "amount"),
    [
        # ¥750 for 1,000: 2,001 make ¥1,500.75, and ¥1,500 take 2,000.
        ("JP", 2_001, 2_000, Money("JPY", 1_500)),
        # 1.530 dinars for 1,000, the last digit a 0: 2,007 make 3.070, for which 2,007 are needed.
        ("KW", 2_012, 2_007, Money("KWD", 3_070)),
        ("US", 2_003, 2_002, Money("USD", 1_001)),
    ],
)
async def test_currencies_with_no_digits_and_with_three(
    house: PayoutHouse, region: str, diamonds: int, used: int, amount: Money
) -> None:
    host = await house.rich_host(region=region)
    payout = await house.withdraw(host, diamonds)
    assert (payout.diamonds, payout.money) == (used, amount)
    await house.work()
    assert (await house.money())[f"payouts:{amount.currency.lower()}"] == amount.amount
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_rate_of_zero_is_refused_when_the_file_is_read(another_house: OpenHouse, tmp_path: Path) -> None:
    from livehouse.payments import PricesInvalid
    from livehouse.payments import prices as price_list

    standard = (Path(price_list.__file__).parent / "prices.toml").read_text()
    mine = tmp_path / "prices.toml"
    mine.write_text(standard.replace("per_1000_diamonds = 500", "per_1000_diamonds = 0", 1))
    with pytest.raises(PricesInvalid, match="per_1000_diamonds"):
        await another_house(prices=str(mine))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_clocks_that_jump(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host()
    # A clock that is a year ahead takes it, and what it wrote must not keep it from others for a year.
    clock.advance(365 * 86_400)
    payout = await house.withdraw(host, 2_000)
    await house.work()
    assert (await house.now(payout)).state == "sent"
    clock.set_back(365 * 86_400)
    await house.work()
    assert (await house.now(payout)).state == "sent"
    clock.advance(365 * 86_400 + 10)
    await house.work()
    assert (await house.now(payout)).state == "paid"
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_who_leaves_loses_nothing(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host()
    payout = await house.withdraw(host, 2_000)
    large = await house.withdraw(host, 50_000)
    operator = await house.sign_up("odette")
    await _delete(house, host)
    await house.work()
    clock.advance(10)
    await house.work()
    assert (await house.now(payout)).state == "paid"
    granted = await house.payouts.decide(large.id, grants=True, reason="", operator_id=operator.id)
    await house.work()
    clock.advance(10)
    await house.work()
    assert (await house.now(granted)).state == "paid"
    assert (await house.earned(host)).balance == 48_000
    # Nobody is written to any more.
    assert await house.letters() == []
    await house.sound()
    # Somebody who was never paid leaves no trace at the provider's.
    shy = await house.sign_up("shy")
    await house.payouts.set_up(shy.id, origin=ORIGIN)
    await _delete(house, shy)
    assert await house.rows("SELECT * FROM payout_recipients WHERE account_id = :id", id=shy.id) == []


async def _delete(house: PayoutHouse, account: Account) -> None:
    async with house.database.transaction() as tx:
        import sqlalchemy as sa

        await tx.execute(
            sa.text("UPDATE accounts SET deleted_at = :at, email = :email WHERE id = :id").bindparams(
                sa.bindparam("at", house.clock.now(), sa.DateTime(timezone=True)), id=account.id, email=account.id
            )
        )
        tx.emit(AccountDeleted(account_id=account.id))
    await house.tell()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_pages_and_what_is_exported(house: PayoutHouse) -> None:
    host = await house.rich_host()
    made: list[Payout] = [await house.withdraw(host, 2_000) for _ in range(3)]
    page = await house.payouts.page(host.id, None)
    assert [each.id for each in page.payouts] == [each.id for each in reversed(made)]
    assert page.next_before is None
    exported = await house.payouts.export(host.id)
    assert len(exported["payouts"]) == 3  # type: ignore[arg-type]
    assert "decided_by" not in str(exported)
    await house.freezes.freeze(host.id, reason="x", operator_id=None)
    await refused(MoneyFrozen, house.withdraw(host, 2_000))
