"""What keeps people from spending in a rush: the pace, their own limits, the cool-off after a leap."""

import asyncio
from typing import Any

from tests.slices.gifts.gift_fixtures import OpenGifts
from tests.slices.gifts.gift_house import GiftHouse

DAY_S = 86_400.0


async def test_gifts_come_at_a_pace_whichever_process_they_come_to(another_gift_house: OpenGifts) -> None:
    one: GiftHouse = await another_gift_house(gifts_per_10_s=5)
    other: GiftHouse = await another_gift_house(gifts_per_10_s=5, has_relay=False)
    mika, aoi = await one.sign_up("mika"), await one.fan("aoi", 100)
    room = await one.go_live(mika)
    outcomes = await asyncio.gather(
        *(house.send(aoi, room) for house in (one, other) for _ in range(5)), return_exceptions=True
    )
    codes = sorted(getattr(outcome, "code", "sent") for outcome in outcomes)
    assert codes == ["sent"] * 5 + ["too_fast"] * 5
    refusal = await one.refused(aoi, room)
    assert (refusal.retry, refusal.details) == (True, {"retry_after_s": 2})
    one.clock.advance(2.0)
    await one.send(aoi, room)
    assert (await one.refused(aoi, room)).code == "too_fast"


async def test_limits_hold_at_once_when_lowered_and_after_a_day_when_raised(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 1_000)
    room = await house.go_live(mika)
    await house.send(aoi, room, "bouquet", price=50)

    async with house.browser(aoi) as browser:

        async def limit(day: Any, month: Any) -> dict[str, Any]:
            answer = await browser.put("/me/spending", json={"coins_a_day": day, "coins_a_month": month})
            body: dict[str, Any] = answer.json()
            return body

        assert (await limit(60, 100))["coins_today"] == 50
        refusal = await house.refused(aoi, room, "bouquet", price=50)
        assert (refusal.code, refusal.details) == (
            "spending_limit_reached",
            {"period": "day", "limit_coins": 60, "left_coins": 10},
        )
        await house.send(aoi, room, "coffee", price=10)
        raised = await limit(1_000, None)
        assert (raised["coins_a_day"], raised["coins_a_month"]) == (60, 100)
        pending = raised["pending"]
        assert (pending["coins_a_day"], pending["coins_a_month"]) == (1_000, None)
        house.clock.advance(DAY_S / 2)
        # Asked for once more, it comes no later.
        assert (await limit(1_000, None))["pending"] == pending
        refusal = await house.refused(aoi, room, "bouquet", price=50)
        # It is the next day in UTC, and still the same month.
        assert refusal.details["period"] == "month"
        house.clock.advance(DAY_S / 2)
        await house.send(aoi, room, "bouquet", price=50)
        spending = (await browser.get("/me/spending")).json()
        assert (spending["coins_today"], spending["coins_month"], spending["coins_a_day"]) == (50, 110, 1_000)
        assert (spending["pending"], spending["may_send"]["allowed"]) == (None, True)
        for bad in (-1, 1.5, "10", True, 10**12):
            wrong = await browser.put("/me/spending", json={"coins_a_day": bad, "coins_a_month": None})
            assert wrong.status_code == 400, bad
        wrong = await browser.put("/me/spending", json={"coins_a_day": 10, "coins_a_month": 5})
        assert wrong.json()["error"]["code"] == "spending_limit_invalid"


async def test_a_leap_is_followed_by_a_pause_once_and_then_the_bar_is_higher(another_gift_house: OpenGifts) -> None:
    house: GiftHouse = await another_gift_house(spending_leap_coins=100)
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 10_000)
    room = await house.go_live(mika)
    await house.send(aoi, room, "lantern", price=99)
    refusal = await house.refused(aoi, room, "guitar", price=300)
    until = house.clock.now().replace(minute=15)
    assert (refusal.code, refusal.details) == ("cooling_off", {"until": until.isoformat()})
    # Smaller ones wait as well: it is a pause.
    assert (await house.refused(aoi, room)).code == "cooling_off"
    assert (await house.gifts.spendings.of(aoi.id)).cooling_off_until == until
    house.clock.advance(15 * 60)
    await house.send(aoi, room, "guitar", price=300)
    assert (await house.refused(aoi, room)).code == "cooling_off"
    # Who usually spends much leaps later: five times the mean of 399 and 1.
    house.clock.advance(DAY_S)
    await house.send(aoi, room)
    house.clock.advance(DAY_S)
    await house.send(aoi, room, "moon", price=499, count=2)
    assert (await house.refused(aoi, room, "clap", count=3)).code == "cooling_off"


async def test_who_cannot_pay_is_not_sent_to_cool_off(another_gift_house: OpenGifts) -> None:
    house: GiftHouse = await another_gift_house(spending_leap_coins=100)
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 50)
    room = await house.go_live(mika)
    assert (await house.refused(aoi, room, "guitar", price=300)).code == "not_enough_coins"
    await house.send(aoi, room, "bouquet", price=50)
