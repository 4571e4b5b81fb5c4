"""What sending a gift promises, on both stores."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from livehouse.accounts import AccountDeleted
from livehouse.gifts import GiftSentResult, NotEnoughCoins
from livehouse.kernel.errors import AppError
from livehouse.live_access import TooYoungForGifts
from livehouse.rooms import NotTheHost, RoomHasEnded
from tests.slices.gifts.gift_fixtures import OpenGifts
from tests.slices.gifts.gift_house import GiftHouse
from tests.support.waiting import eventually


async def test_a_gift_moves_coins_makes_diamonds_and_is_shown_once_it_is_written(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 100)
    room = await house.go_live(mika)
    peer = await house.enter(room, aoi)
    answer = await house.call(peer, "gift", gift="coffee", count=3, price_coins=10, to=None, key="12345678")
    assert answer["balance_coins"] == 70
    gift = answer["gift"]
    assert gift["catalogue"] == {
        "id": "coffee",
        "name": {"en": "Coffee", "ja": "コーヒー"},
        "tier": "small",
        "price_coins": 10,
        "art": "coffee",
        "is_active": True,
        "position": 50,
    }
    assert (gift["sender"]["handle"], gift["recipient"]["handle"], gift["is_to_host"]) == ("aoi", "mika", True)
    assert (gift["count"], gift["coins"], gift["sender_coins"]) == (3, 30, 30)
    assert gift["combo"] == {"id": gift["id"], "count": 3}
    await house.settled()
    assert [event["gift"] for event in house.shown(room, "gift")] == [gift]
    assert (await house.coins(aoi), await house.diamonds(mika)) == (70, 15)
    statement = await house.ledger.page(f"coins:wallet:{aoi.id}", None, entries_max=1)
    assert (statement[0].kind, statement[0].amount) == ("gift.sent", -30)
    assert statement[0].details == {
        "gift": gift["id"],
        "catalogue": "coffee",
        "count": 3,
        "coins": 30,
        "share_bps": 5_000,
        "sender": aoi.id,
        "recipient": mika.id,
        "host": mika.id,
        "room": room.id,
    }
    assert await house.gifts.totals(room.id, mika.id) == {"gifts": 3, "diamonds": 15}
    with pytest.raises(NotTheHost):
        await house.gifts.totals(room.id, aoi.id)
    summary = await house.rooms.end(room.id, mika.id)
    assert (summary.gifts, summary.diamonds) == (3, 15)
    await house.audit()


async def test_a_fraction_of_a_diamond_is_carried_to_the_next_gift(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi, ren = await house.sign_up("mika"), await house.fan("aoi", 10), await house.fan("ren", 10)
    room = await house.go_live(mika)
    earned = []
    for sender in (aoi, ren, aoi, aoi):
        await house.send(sender, room)
        earned.append(await house.diamonds(mika))
    assert earned == [0, 1, 1, 2]
    await house.refused(aoi, room, count=9)
    assert await house.carry(mika) == 0


async def test_the_share_is_the_platforms_part(another_gift_house: OpenGifts) -> None:
    house: GiftHouse = await another_gift_house(gifts_share_bps=3_333)
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 100_000)
    room = await house.go_live(mika)
    for _ in range(3):
        await house.send(aoi, room, count=7)
    # 21 coins at 66.67 % are 14.0007 diamonds.
    assert (await house.diamonds(mika), await house.carry(mika)) == (14, 7)


# The same once more


async def test_the_same_key_charges_once_and_gets_the_same_answer(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 100)
    room = await house.go_live(mika)
    form = house.form("heart", price=5)
    first, at_once = await asyncio.gather(*(house.gifts.send(aoi.id, room.id, form) for _ in range(2)))
    assert first == at_once
    await house.send(aoi, room)
    house.clock.advance(3_600)
    await house.rooms.end(room.id, mika.id)
    # Whatever has happened since.
    assert await house.gifts.send(aoi.id, room.id, form) == first
    assert await house.coins(aoi) == 94
    assert len(house.shown(room, "gift")) == 2


async def test_the_same_key_with_another_body_is_refused(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, kei, aoi = await house.sign_up("mika"), await house.sign_up("kei"), await house.fan("aoi", 100)
    room, elsewhere = await house.go_live(mika), await house.go_live(kei)
    house.stage.on_stage.add((room.id, kei.id))
    await house.send(aoi, room, key="the-one-key")
    others: list[dict[str, Any]] = [{"count": 2}, {"gift": "clap"}, {"price": 2}, {"to": kei.id}]
    for other in others:
        assert (await house.refused(aoi, room, key="the-one-key", **other)).code == "idempotency_key_reused"
    assert (await house.refused(aoi, elsewhere, key="the-one-key")).code == "idempotency_key_reused"
    # Another person's keys are their own.
    ren = await house.fan("ren", 1)
    await house.send(ren, room, key="the-one-key")


# The last coin


async def test_two_phones_spend_the_last_coin_once(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 1)
    room = await house.go_live(mika)
    outcomes = await asyncio.gather(*(house.send(aoi, room) for _ in range(8)), return_exceptions=True)
    refusals = [outcome for outcome in outcomes if isinstance(outcome, AppError)]
    assert len(refusals) == 7
    assert all(isinstance(refusal, NotEnoughCoins) for refusal in refusals)
    assert refusals[0].details == {"balance_coins": 0, "needed_coins": 1}
    assert await house.coins(aoi) == 0
    await house.audit()


async def test_two_processes_spend_the_last_coin_once(gift_house: GiftHouse, another_gift_house: OpenGifts) -> None:
    one = gift_house
    other: GiftHouse = await another_gift_house(has_relay=False)
    mika, aoi = await one.sign_up("mika"), await one.fan("aoi", 5)
    room = await one.go_live(mika)
    key = "the-same-key"
    sends = [house.send(aoi, room) for house in (one, other) for _ in range(5)]
    sends += [house.send(aoi, room, key=key) for house in (one, other) for _ in range(2)]
    outcomes = await asyncio.gather(*sends, return_exceptions=True)
    sent = {outcome.gift.id for outcome in outcomes if isinstance(outcome, GiftSentResult)}
    assert len(sent) == 5
    assert {str(getattr(each, "code", "sent")) for each in outcomes} == {"sent", "not_enough_coins"}
    assert (await one.coins(aoi), await one.diamonds(mika)) == (0, 2)
    assert len(await one.rows("SELECT id FROM gifts")) == 5
    await one.audit()


# Who and where


async def test_a_room_that_ended_a_moment_ago_takes_nothing(
    gift_house: GiftHouse, another_gift_house: OpenGifts
) -> None:
    house = gift_house
    elsewhere: GiftHouse = await another_gift_house(has_relay=False)
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 10)
    room = await house.go_live(mika)
    peer = await house.enter(room, aoi)
    await house.send(aoi, room)
    # This process has not heard of the end.
    await elsewhere.rooms.end(room.id, mika.id)
    with pytest.raises(RoomHasEnded):
        await house.call(peer, "gift", gift="rose", price_coins=1, key="12345678")
    assert (await house.refused(aoi, room)).code == "room_ended"
    waiting = await house.prepare(mika)
    assert (await house.refused(aoi, waiting)).code == "no_such_room"
    assert await house.coins(aoi) == 9


async def test_a_room_that_ends_while_gifts_come_ends_after_those_that_are_answered(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 60)
    room = await house.go_live(mika)

    async def end() -> None:
        await asyncio.sleep(0)
        await house.rooms.end(room.id, mika.id)

    sends = [house.send(aoi, room) for _ in range(60)]
    outcomes = (await asyncio.gather(*sends, end(), return_exceptions=True))[:-1]
    sent = [outcome for outcome in outcomes if isinstance(outcome, GiftSentResult)]
    assert all(isinstance(each, GiftSentResult | RoomHasEnded) for each in outcomes)
    assert await house.coins(aoi) == 60 - len(sent)
    (ended,) = await house.rows("SELECT ended_at FROM rooms WHERE id = :id", id=room.id)
    assert ended["ended_at"] is not None


async def test_whoever_is_banned_suspended_or_leaving_neither_sends_nor_receives(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, kei, aoi = await house.sign_up("mika"), await house.sign_up("kei"), await house.fan("aoi", 10)
    room = await house.go_live(mika)
    house.stage.on_stage.add((room.id, kei.id))
    await house.send(aoi, room, to=kei.id)
    await house.moderation.decide(kei.id, "ban", reason="Spam.", operator_id=None)
    await house.settled()
    assert (await house.refused(aoi, room, to=kei.id)).code == "recipient_restrained"
    until = house.clock.now() + timedelta(days=1)
    await house.moderation.decide(aoi.id, "suspend", reason="Rude.", until=until, operator_id=None)
    await house.settled()
    assert (await house.refused(aoi, room)).code == "suspended"
    house.clock.advance(86_401)
    await house.send(aoi, room)
    await house.moderation.decide(mika.id, "ban", reason="Spam.", operator_id=None)
    await house.settled()
    # A ban ends the host's LIVE.
    assert (await house.refused(aoi, room)).code == "room_ended"


async def test_gifts_are_for_the_host_or_a_guest_and_never_for_oneself(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, kei, aoi = await house.sign_up("mika"), await house.sign_up("kei"), await house.fan("aoi", 10)
    await house.give(mika, 10)
    room = await house.go_live(mika)
    for to in (kei.id, "nobody", aoi.id[:-1] + "!", "0" * 26):
        assert (await house.refused(aoi, room, to=to)).code == "recipient_not_on_stage"
    assert (await house.refused(aoi, room, to=aoi.id)).code == "gift_to_oneself"
    assert (await house.refused(mika, room)).code == "gift_to_oneself"
    house.stage.on_stage.add((room.id, kei.id))
    sent = await house.send(aoi, room, count=4, to=kei.id)
    assert (sent.gift.recipient.id, sent.gift.is_to_host) == (kei.id, False)
    assert (await house.diamonds(kei), await house.diamonds(mika)) == (2, 0)
    # A host may give to a guest.
    await house.send(mika, room, to=kei.id)


async def test_both_sides_are_old_enough_where_they_live(gift_house: GiftHouse) -> None:
    house = gift_house
    today = house.clock.now().date()
    born = today.replace(year=today.year - 18)
    mika = await house.sign_up("mika", born=born)
    jun = await house.fan("jun", 10, born=born, region="KR")
    aoi = await house.fan("aoi", 10)
    room, younger = await house.go_live(mika), await house.sign_up("yuna", born=born, region="KR")
    refusal = await house.refused(jun, room)
    assert (refusal.code, refusal.status) == ("too_young_for_gifts", 403)
    on = today.replace(year=today.year + 1)
    assert refusal.details == {"who": "sender", "age_min": 19, "on": on.isoformat()}
    house.stage.on_stage.add((room.id, younger.id))
    refusal = await house.refused(aoi, room, to=younger.id)
    # Nobody learns a birth date by sending gifts.
    assert (type(refusal), refusal.details) == (TooYoungForGifts, {"who": "recipient"})
    house.clock.advance((on - today).days * 86_400.0)
    await house.send(jun, room)
    await house.send(aoi, room, to=younger.id)
    child = await house.fan("nao", 10, born=date(2012, 1, 1))
    assert (await house.refused(child, room)).code == "too_young_for_gifts"


async def test_only_who_may_watch_may_send(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 10)
    room = await house.go_live(mika, audience="followers")
    assert (await house.refused(aoi, room)).code == "followers_only"
    await house.accounts.follow(aoi.id, "mika")
    await house.send(aoi, room)


async def test_frozen_money_is_not_spent(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi, ops = await house.sign_up("mika"), await house.fan("aoi", 10), await house.sign_up("ops.person")
    room = await house.go_live(mika)
    await house.freezes.freeze(aoi.id, reason="A ring.", operator_id=ops.id)
    assert (await house.refused(aoi, room)).code == "money_frozen"
    spending = await house.gifts.spendings.of(aoi.id)
    assert (spending.may_send.allowed, spending.may_send.code) == (False, "money_frozen")
    await house.freezes.lift(aoi.id, reason="It was none.", operator_id=ops.id)
    await house.send(aoi, room)


# What is sent


async def test_what_is_no_count_no_price_and_no_key_is_refused(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 10)
    room = await house.go_live(mika)
    for count in (0, -1, 100, -(10**30), 10**12):
        refusal = await house.refused(aoi, room, count=count)
        assert (refusal.code, refusal.details) == ("gift_count_invalid", {"count_max": 99})
    bodies: list[dict[str, Any]] = [
        {"count": 1.5},
        {"count": "1"},
        {"count": True},
        {"price_coins": 0.5},
        {"price_coins": -1},
        {"key": "seven77"},
        {"key": "with space"},
        {"key": "k" * 65},
    ]
    peer = await house.enter(room, aoi)
    async with house.browser(aoi) as browser:
        for body in bodies:
            form = {"gift": "rose", "price_coins": 1, "key": "12345678", **body}
            answer = await browser.post(f"/rooms/{room.id}/gifts", json=form)
            code = answer.json()["error"]["code"]
            assert code in ("bad_input", "bad_idempotency_key", "gift_price_changed"), body
            with pytest.raises(AppError) as refused:
                await house.call(peer, "gift", **form)
            assert refused.value.code in ("bad_command", "bad_idempotency_key", "gift_price_changed"), body
    assert await house.coins(aoi) == 10
    assert await house.rows("SELECT id FROM gifts") == []


async def test_programs_send_gifts_over_http(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 10)
    room = await house.go_live(mika)
    form = {"gift": "heart", "price_coins": 5, "key": "12345678"}
    async with house.browser(aoi) as browser:
        first = await browser.post(f"/rooms/{room.id}/gifts", json=form)
        again = await browser.post(f"/rooms/{room.id}/gifts", json=form)
        dear = await browser.post(
            f"/rooms/{room.id}/gifts", json={"gift": "moon", "price_coins": 499, "key": "abcdefgh"}
        )
        top = (await browser.get(f"/rooms/{room.id}/top-senders")).json()
        week = (await browser.get("/accounts/mika/top-senders?week=2026-W11")).json()
        wrong = await browser.get("/accounts/mika/top-senders?week=2026-W54")
    assert (first.status_code, first.json()["balance_coins"]) == (201, 5)
    assert first.json() == again.json()
    error = dear.json()["error"]
    assert (dear.status_code, error["code"]) == (409, "not_enough_coins")
    assert error["details"] == {"balance_coins": 5, "needed_coins": 499}
    assert [(sender["account"]["handle"], sender["coins"]) for sender in top["senders"]] == [("aoi", 5)]
    assert (week["week"], [sender["coins"] for sender in week["senders"]]) == ("2026-W11", [5])
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "week_invalid")
    async with house.browser() as stranger:
        assert (await stranger.post(f"/rooms/{room.id}/gifts", json=form)).status_code == 401


# In one batch with others


async def test_a_refused_gift_costs_the_others_nothing(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, kei = await house.sign_up("mika"), await house.sign_up("kei")
    fans = [await house.fan(f"fan{number}", 3) for number in range(6)]
    poor = await house.fan("poor")
    room = await house.go_live(mika)
    house.stage.broken_for.add(kei.id)
    outcomes = await asyncio.gather(
        *(house.send(fan, room) for fan in fans),
        house.send(poor, room),
        house.send(fans[0], room, "moon", price=499),
        house.send(fans[1], room, "no_such_gift"),
        house.send(fans[2], room, price=2),
        # What fails here is a fault of the server, and still only this one's.
        house.send(fans[3], room, to=kei.id),
        return_exceptions=True,
    )
    codes = [getattr(outcome, "code", "sent") for outcome in outcomes]
    assert codes[:6] == ["sent"] * 6
    assert codes[6:] == ["not_enough_coins", "not_enough_coins", "gift_unknown", "gift_price_changed", "internal"]
    assert [await house.coins(fan) for fan in fans] == [2] * 6
    assert await house.diamonds(mika) == 3
    await house.audit()


async def test_what_no_database_reads_gets_into_no_batch(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 10)
    room = await house.go_live(mika)
    for gift in ("", "\0", "rose\0", "Rose", "r" * 41):
        assert (await house.refused(aoi, room, gift)).code == "gift_unknown"


async def test_a_queue_that_is_full_refuses_and_is_open_again_later(another_gift_house: OpenGifts) -> None:
    house: GiftHouse = await another_gift_house(gifts_waiting_max=5, gifts_per_commit_max=2)
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 100)
    room = await house.go_live(mika)
    await house.send(aoi, room)
    outcomes = await asyncio.gather(*(house.send(aoi, room) for _ in range(20)), return_exceptions=True)
    codes = [getattr(outcome, "code", "sent") for outcome in outcomes]
    assert set(codes) == {"sent", "gifts_busy"}
    assert codes.count("sent") <= 7
    await house.send(aoi, room)
    assert await house.coins(aoi) == 98 - codes.count("sent")


# What is kept, and for whom


async def test_a_returning_viewer_is_told_the_top_senders_anew(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi, ren = await house.sign_up("mika"), await house.fan("aoi", 100), await house.fan("ren", 100)
    room = await house.go_live(mika)
    peer = house.peer(viewer="browser")
    joined = await house.call(peer, "join", room=room.id)
    assert (joined["kind"], joined["top_senders"]) == ("snapshot", [])
    await house.send(aoi, room, "heart", price=5)
    await house.send(ren, room, "coffee", price=10)
    await house.settled()
    expected = [("ren", 10), ("aoi", 5)]

    async def again(**position: Any) -> tuple[str, list[tuple[str, int]]]:
        answer = await house.call(house.peer(viewer="other"), "join", room=room.id, **position)
        return answer["kind"], [(top["account"]["handle"], top["coins"]) for top in answer["top_senders"]]

    async def ticked() -> bool:
        return (await again())[1] == expected

    await eventually(ticked, within_s=5, every_s=0.02)
    assert await again() == ("snapshot", expected)
    assert await again(epoch=joined["epoch"], offset=joined["offset"]) == ("recovered", expected)
    # Another process reads it from the database.
    assert [sender.coins for sender in await house.gifts.top_senders(room.id, None)] == [10, 5]


async def test_one_gets_all_that_one_sent_and_what_was_given_outlives_the_account(gift_house: GiftHouse) -> None:
    house = gift_house
    mika, aoi = await house.sign_up("mika"), await house.fan("aoi", 100)
    room = await house.go_live(mika)
    sent = await house.send(aoi, room, count=2)
    await house.gifts.spendings.set_limits(aoi.id, 10, 50)
    own, hosts = await house.gifts.export(aoi.id), await house.gifts.export(mika.id)
    fact = {
        "id": sent.gift.id,
        "at": house.clock.now(),
        "room": room.id,
        "gift": "rose",
        "count": 2,
        "coins": 2,
        "is_taken_back": False,
    }
    assert (own["sent"], own["received"]) == ([{**fact, "to": mika.id}], [])
    assert (hosts["sent"], hosts["received"]) == ([], [{**fact, "from": aoi.id, "diamonds": 1}])
    assert json.loads(msgspec.json.encode(own))["spending"]["coins_a_day"] == 10
    async with house.database.transaction() as tx:
        tx.emit(AccountDeleted(account_id=aoi.id))
    await house.settled()
    (row,) = await house.rows("SELECT limit_day, limit_month, day_coins FROM gift_spenders")
    assert tuple(row.values()) == (None, None, 2)
    assert await house.diamonds(mika) == 1
    await house.audit()


async def test_viewers_of_a_fast_room_hear_who_gave_most_whatever_they_are_spared(gift_house: GiftHouse) -> None:
    house = gift_house
    mika = await house.sign_up("mika")
    fans = [await house.fan(f"fan{number}", 10) for number in range(3)]
    room = await house.go_live(mika)
    await asyncio.gather(*(house.send(fan, room, count=number + 1) for number, fan in enumerate(fans)))
    await house.settled()
    carried = [entry.message for where, entry in house.heard.entries if where == room.id]
    gifts = [message for message in carried if b'"type":"gift"' in message.payload]
    assert [message.sampled for message in gifts] == [True] * 3
    assert {message.speaker for message in gifts} == {fan.id for fan in fans}

    async def listed() -> bool:
        return bool(house.shown(room, "top_senders"))

    await eventually(listed, within_s=10, every_s=0.05)
    assert [sender["coins"] for sender in house.shown(room, "top_senders")[-1]["senders"]] == [3, 2, 1]
    # Nobody misses a big one.
    await house.give(fans[0], 1_000)
    await house.send(fans[0], room, "guitar", price=300)
    await house.settled()
    last = next(entry.message for _, entry in reversed(house.heard.entries) if b'"gift"' in entry.message.payload)
    assert last.sampled is False
