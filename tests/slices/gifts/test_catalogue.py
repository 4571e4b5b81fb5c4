"""The catalogue, and what operators do with it."""

from typing import Any

from livehouse.accounts import Account
from livehouse.gifts import SEED
from tests.slices.gifts.gift_fixtures import OpenGifts
from tests.slices.gifts.gift_house import GiftHouse


async def operator(house: GiftHouse) -> Account:
    account = await house.sign_up("keeper.one")
    async with house.database.transaction() as tx:
        await house.accounts.set_operator(tx, account.id, is_operator=True)
    return account


async def test_a_house_begins_with_twenty_four_gifts_in_four_tiers(
    gift_house: GiftHouse, another_gift_house: OpenGifts
) -> None:
    await another_gift_house(has_relay=False)
    async with gift_house.browser() as browser:
        offered = (await browser.get("/gifts")).json()
    assert [gift["id"] for gift in offered["gifts"]] == [gift.id for gift in SEED]
    assert len(offered["gifts"]) == 24
    assert {gift["tier"] for gift in offered["gifts"]} == {"small", "nice", "grand", "legend"}
    prices = [gift["price_coins"] for gift in offered["gifts"]]
    assert (min(prices), max(prices)) == (1, 30_000)
    assert (offered["combo_window_ms"], offered["count_max"]) == (3_000, 99)


async def test_a_new_price_holds_for_later_gifts_only(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi, keeper = await house.sign_up("mika"), await house.fan("aoi", 100), await operator(house)
    room = await house.go_live(mika)
    before = await house.send(aoi, room, key="before-the-change")
    async with house.browser(keeper) as browser:
        changed = await browser.patch("/operators/gifts/rose", json={"price_coins": 3})
    assert (changed.status_code, changed.json()["price_coins"]) == (200, 3)
    refusal = await house.refused(aoi, room)
    assert (refusal.code, refusal.details) == ("gift_price_changed", {"price_coins": 3})
    after = await house.send(aoi, room, price=3)
    assert (before.gift.coins, after.gift.coins) == (1, 3)
    # What was sent stays what it was, also when it is asked for again.
    assert await house.send(aoi, room, key="before-the-change") == before
    assert after.gift.combo.id == before.gift.id
    async with house.browser(keeper) as browser:
        gone = await browser.patch("/operators/gifts/rose", json={"is_active": False})
        sold = (await browser.get("/operators/gifts")).json()["gifts"]
    assert gone.json()["is_active"] is False
    assert (await house.refused(aoi, room, price=3)).code == "gift_retired"
    rose = next(gift for gift in sold if gift["id"] == "rose")
    assert (rose["sent_count"], rose["sent_coins"]) == (2, 4)
    entries = await house.operators_log.about("rose")
    assert [entry.act for entry in entries] == ["gifts.change", "gifts.change"]
    assert '"from":1,"to":3' in entries[1].details.replace(" ", "")


async def test_operators_add_gifts_that_can_be_sent_at_once(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi, keeper = await house.sign_up("mika"), await house.fan("aoi", 100), await operator(house)
    room = await house.go_live(mika)
    form: dict[str, Any] = {
        "id": "red_balloon",
        "name": {"en": " Red  balloon ", "ja": "赤い風船"},
        "tier": "small",
        "price_coins": 7,
        "art": "lantern",
        "position": 15,
    }
    async with house.browser(keeper) as browser:
        added = await browser.post("/operators/gifts", json=form)
        again = await browser.post("/operators/gifts", json=form)
        listed = (await browser.get("/gifts")).json()["gifts"]
        assert added.status_code == 201
        assert added.json()["name"] == {"en": "Red balloon", "ja": "赤い風船"}
        assert (again.status_code, again.json()["error"]["code"]) == (409, "gift_exists")
        assert [gift["id"] for gift in listed[:3]] == ["rose", "red_balloon", "clap"]
        await house.send(aoi, room, "red_balloon", price=7)
        for bad, code in (
            ({"price_coins": 0}, "gift_price_invalid"),
            ({"price_coins": 30_001}, "gift_price_invalid"),
            ({"price_coins": 1.0}, "bad_input"),
            ({"art": "../../etc"}, "gift_art_unknown"),
            ({"position": -1}, "gift_position_invalid"),
            ({"tier": "huge"}, "bad_input"),
            ({"name": {"en": "", "ja": "あ"}}, "required"),
            ({"name": {"en": "a" * 31, "ja": "あ"}}, "too_long"),
            ({"id": "Bad Id"}, "gift_id_invalid"),
        ):
            answer = await browser.post("/operators/gifts", json={**form, "id": "another", **bad})
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, code), bad
        missing = await browser.patch("/operators/gifts/nothing", json={"price_coins": 1})
        assert missing.json()["error"]["code"] == "gift_unknown"
    async with house.browser(aoi) as browser:
        for answer in (
            await browser.get("/operators/gifts"),
            await browser.post("/operators/gifts", json=form),
            await browser.patch("/operators/gifts/rose", json={"price_coins": 2}),
        ):
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "operators_only")
