"""Freezes: nothing is spent, nothing is lost."""

import asyncio
from typing import Any

import pytest

from livehouse.kernel.errors import AppError
from livehouse.ledger import NotEnough, Posted, Reverse
from livehouse.payments import AlreadyFrozen, MoneyFrozen, NotFrozen, OwnFreeze
from tests.slices.payouts.conftest import OpenHouse
from tests.slices.payouts.payout_house import PayoutHouse
from tests.support.clock import FakeClock


async def refused(error: type[AppError], doing: Any) -> None:
    with pytest.raises(error):
        await doing


async def test_frozen_diamonds_are_kept_and_given_back(house: PayoutHouse) -> None:
    host = await house.rich_host()
    operator = await house.sign_up("odette")
    under_way = await house.withdraw(host, 2_000)
    await refused(OwnFreeze, house.freezes.freeze(host.id, reason="x", operator_id=host.id))
    freeze = await house.freezes.freeze(host.id, reason="A ring of gifts.", operator_id=operator.id)
    await refused(AlreadyFrozen, house.freezes.freeze(host.id, reason="x", operator_id=operator.id))
    assert freeze.held == 98_000
    assert (await house.earned(host)).available == 0
    position = await house.payouts.position(host.id)
    assert (position.frozen, position.in_payouts, position.withdrawable, position.pending) == (98_000, 2_000, 0, 0)
    await refused(MoneyFrozen, house.withdraw(host, 2_000))
    async with house.database.read() as connection:
        assert await house.freezes.check(connection, [host.id, operator.id]) == {host.id}
        assert await house.freezes.check(connection, []) == set()
    await house.sound()

    # What comes later stays as well, though nobody held it yet; and the keeper puts it aside.
    fan = await house.sign_up("fan")
    await house.gift(fan, host, 500)
    await refused(MoneyFrozen, house.withdraw(host, 2_000))
    assert await house.freezes.look() == 1
    assert await house.freezes.look() == 0
    assert (await house.earned(host)).available == 0
    # Also what is given back.
    await house.payouts.cancel(host.id, under_way.id)
    await house.freezes.look()
    (standing,) = (await house.freezes.page(None, is_open=True)).freezes
    assert standing.held == 100_500
    await house.sound()

    lifted = await house.freezes.lift(host.id, reason="It was a wedding.", operator_id=operator.id)
    assert (lifted.held, lifted.lift_reason) == (0, "It was a wedding.")
    assert (await house.earned(host)).available == 100_500
    await refused(NotFrozen, house.freezes.lift(host.id, reason="x", operator_id=operator.id))
    log = await house.moderation.log.about(host.id)
    assert [entry.act for entry in log] == ["money.unfreeze", "money.freeze"]
    await house.withdraw(host, 2_000)
    # And once more.
    await house.freezes.freeze(host.id, reason="Again.", operator_id=None)
    assert len(await house.freezes.of(host.id)) == 2
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_somebody_with_nothing_is_frozen_too(house: PayoutHouse) -> None:
    host = await house.sign_up("hana")
    fan = await house.sign_up("fan")
    assert (await house.freezes.freeze(host.id, reason="x", operator_id=None)).held == 0
    await house.gift(fan, host, 500)
    await house.freezes.look()
    assert (await house.earned(host)).available == 0
    await house.freezes.lift(host.id, reason="x", operator_id=None)
    assert (await house.earned(host)).available == 500


async def test_gifts_are_taken_back_from_frozen_diamonds(house: PayoutHouse) -> None:
    host = await house.rich_host()
    fan = await house.sign_up("fan")
    gift = await house.gift(fan, host, 500)
    await house.freezes.freeze(host.id, reason="x", operator_id=None)
    (outcome,) = await house.ledger.post(Reverse("plain", gift, "gift.reversed"))
    assert isinstance(outcome, NotEnough)
    # As the slice of gifts does it.
    async with house.database.transaction() as tx:
        releases = await house.freezes.loosen(tx, [host.id, fan.id])
        outcomes = await house.ledger.post_in(tx, [*releases, Reverse("loosened", gift, "gift.reversed")])
    assert all(isinstance(each, Posted) for each in outcomes)
    await refused(MoneyFrozen, house.withdraw(host, 2_000))
    await house.tell()
    # What is left is held again.
    balance = await house.earned(host)
    assert (balance.balance, balance.available) == (100_000, 0)
    await house.sound()
    await house.freezes.lift(host.id, reason="x", operator_id=None)
    assert (await house.earned(host)).available == 100_000


async def test_freezing_and_withdrawing_at_once(house: PayoutHouse, another_house: OpenHouse, clock: FakeClock) -> None:
    host = await house.rich_host(diamonds=10_000)
    second = await another_house()
    outcomes = await asyncio.gather(
        house.withdraw(host, 4_000),
        second.freezes.freeze(host.id, reason="x", operator_id=None),
        house.withdraw(host, 4_000),
        house.freezes.freeze(host.id, reason="x", operator_id=None),
        return_exceptions=True,
    )
    assert sum(isinstance(each, AlreadyFrozen) for each in outcomes) == 1
    assert not any(isinstance(each, Exception) and not isinstance(each, AppError) for each in outcomes)
    assert (await house.earned(host)).available == 0
    await house.work()
    rows = await house.rows("SELECT state FROM payouts")
    assert {row["state"] for row in rows} <= {"approved"}
    await house.sound()
    await house.freezes.lift(host.id, reason="x", operator_id=None)
    clock.advance(400)
    await house.work()
    await house.sound()
