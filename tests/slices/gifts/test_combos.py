"""Combos go on, are settled once, and outlive the process that began them."""

import asyncio

from tests.slices.gifts.gift_fixtures import OpenGifts
from tests.slices.gifts.gift_house import GiftHouse


async def test_a_combo_goes_on_while_its_window_is_open_and_is_settled_once(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi, ren = await house.sign_up("mika"), await house.fan("aoi", 100), await house.fan("ren", 100)
    room = await house.go_live(mika)
    first = await house.send(aoi, room)
    house.clock.advance(2.9)
    second = await house.send(aoi, room, count=3)
    other_gift, other_sender = await house.send(aoi, room, "clap"), await house.send(ren, room)
    assert first.gift.combo.id == second.gift.combo.id == first.gift.id
    assert (first.gift.combo.count, second.gift.combo.count) == (1, 4)
    assert len({sent.gift.combo.id for sent in (second, other_gift, other_sender)}) == 3
    house.clock.advance(3.0)
    # To the very end of the window.
    third = await house.send(aoi, room)
    assert (third.gift.combo.id, third.gift.combo.count) == (first.gift.id, 5)
    house.clock.advance(3.1)
    fresh = await house.send(aoi, room)
    assert (fresh.gift.combo.id, fresh.gift.combo.count) == (fresh.gift.id, 1)
    await asyncio.gather(house.gifts.settle_combos(), house.gifts.settle_combos())
    await house.settled()
    (ended,) = house.shown(room, "combo")
    # Of the single gifts there is nothing to say.
    assert (ended["id"], ended["count"], ended["coins"]) == (first.gift.id, 5, 5)
    assert (ended["sender"]["handle"], ended["recipient"]["handle"]) == ("aoi", "mika")
    rows = await house.rows("SELECT settled_at FROM gift_combos WHERE settled_at IS NULL")
    assert len(rows) == 1


async def test_a_combo_outlives_its_process_and_two_that_look_settle_it_once(
    gift_house: GiftHouse, another_gift_house: OpenGifts
) -> None:
    begun = gift_house
    mika, aoi = await begun.sign_up("mika"), await begun.fan("aoi", 100)
    room = await begun.go_live(mika)
    first = await begun.send(aoi, room, count=2)
    other: GiftHouse = await another_gift_house(has_relay=False)
    # It goes on in whatever process the next gift comes to.
    second = await other.send(aoi, room, count=2)
    assert (second.gift.combo.id, second.gift.combo.count) == (first.gift.id, 4)
    # Open before the combo is over: one that opens later tells again what another has not told to the end.
    third: GiftHouse = await another_gift_house(has_relay=False)
    await begun.kill()
    begun.clock.advance(3.1)
    await asyncio.gather(*(house.gifts.settle_combos() for house in (other, third) for _ in range(2)))
    await asyncio.gather(other.settled(), third.settled())
    told = [*other.shown(room, "combo"), *third.shown(room, "combo")]
    assert [(event["id"], event["count"]) for event in told] == [(first.gift.id, 4)]
