"""Buying coins in the sandbox, over HTTP, on both stores."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from livehouse.kernel.errors import TooFast
from livehouse.payments import CoinsBought
from livehouse.payments.errors import BuyingLimitReached, CheckoutIsOver, WebhookRefused
from livehouse.payments.events import SandboxNews
from livehouse.platform.database import UtcDateTime
from tests.slices.payments.conftest import OpenShop
from tests.slices.payments.wallet_house import ShopHouse, one_store


def done(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def refusal(answer: httpx.Response) -> tuple[int, str]:
    error = answer.json()["error"]
    assert error["message"].rstrip()[-1] in ".!"
    return answer.status_code, error["code"]


async def test_coins_are_bought(shop: ShopHouse) -> None:
    ren = await shop.sign_up("ren", region="DE")
    async with shop.browser(ren) as browser:
        wallet = done(await browser.get("/me/wallet"))
        assert (wallet["coins"], wallet["debt_coins"], wallet["provider"]) == (0, 0, "sandbox")
        assert wallet["may_buy"] == {"allowed": True, "code": None, "message": None, "on": None}
        pack = wallet["packs"][1]
        assert pack == {
            "id": "coins_350",
            "coins": 350,
            "price": {"currency": "EUR", "amount": 600, "digits": 2},
            "tax": {
                "name": "VAT",
                "rate_bps": 1900,
                "amount": {"currency": "EUR", "amount": 96, "digits": 2},
                "is_included": True,
            },
        }
        form = {"pack": "coins_350", "key": "my-first-coins"}
        begun = done(await browser.post("/me/purchases", json=form), 201)
        assert (begun["state"], begun["coins"], begun["total"]["amount"], begun["tax"]["amount"]) == (
            "open",
            350,
            600,
            96,
        )
        assert done(await browser.post("/me/purchases", json=form), 201) == begun
        checkout_id = begun["checkout_url"].removeprefix("/sandbox/checkout/")
        shown = done(await browser.get(f"/sandbox/checkouts/{checkout_id}"))
        assert shown == {
            "id": checkout_id,
            "coins": 350,
            "total": {"currency": "EUR", "amount": 600, "digits": 2},
            "tax": {"currency": "EUR", "amount": 96, "digits": 2},
            "state": "open",
        }
        paid = done(await browser.post(f"/sandbox/checkouts/{checkout_id}", json={"act": "pay"}))
        assert paid == {"state": "paid", "return_path": f"/wallet?purchase={begun['id']}"}
        await shop.tell()
        bought = done(await browser.get(f"/me/purchases/{begun['id']}"))
        assert (bought["state"], bought["checkout_url"], bought["paid_at"]) == ("paid", None, "2026-03-14T20:00:00Z")
        assert done(await browser.get("/me/wallet"))["coins"] == 350
        (entry,) = done(await browser.get("/me/wallet/history"))["entries"]
        assert (entry["kind"], entry["coins"], entry["balance_coins"], entry["purchase_id"]) == (
            "coins.bought",
            350,
            350,
            begun["id"],
        )
        assert done(await browser.get("/me/purchases"))["purchases"] == [bought]
    assert shop.heard == [CoinsBought(account_id=ren.id, purchase_id=begun["id"], coins=350, at=shop.clock.now())]
    assert await shop.money() == {"sandbox:eur": 600, "sales:eur": -504, "tax:eur": -96}
    await shop.check_books()
    (receipt,) = await shop.letters()
    assert receipt.to == "ren@example.org"
    for text in ("EUR 6.00", "VAT (19 %): EUR 0.96", "SANDBOX", "2026-03-14 20:00 UTC"):
        assert text in receipt.text


@one_store
async def test_what_cannot_be_bought(shop: ShopHouse) -> None:
    ren = await shop.sign_up("ren")
    async with shop.browser(ren) as browser, shop.browser() as stranger:
        good = {"pack": "coins_70", "key": "12345678"}
        assert refusal(await stranger.post("/me/purchases", json=good)) == (401, "not_signed_in")
        for change, status, code in (
            ({"pack": "coins_71"}, 404, "no_such_pack"),
            ({"pack": "coins_-70"}, 404, "no_such_pack"),
            ({"pack": 70}, 400, "bad_input"),
            ({"key": "1234567"}, 400, "bad_idempotency_key"),
            ({"key": "1234 678"}, 400, "bad_idempotency_key"),
            ({"key": "鍵鍵鍵鍵鍵鍵鍵鍵"}, 400, "bad_idempotency_key"),
            ({"key": "x" * 65}, 400, "bad_input"),
            ({"price": 1}, 400, "bad_input"),
        ):
            assert refusal(await browser.post("/me/purchases", json=good | change)) == (status, code), change
        done(await browser.post("/me/purchases", json=good), 201)
        other = await browser.post("/me/purchases", json=good | {"pack": "coins_350"})
        assert refusal(other) == (409, "idempotency_key_reused")
        assert len(done(await browser.get("/me/purchases"))["purchases"]) == 1


@one_store
async def test_coins_are_for_grown_ups_of_the_region(shop: ShopHouse) -> None:
    # Eighteen tomorrow.
    young = await shop.sign_up("young", born=date(2008, 3, 15))
    async with shop.browser(young) as browser:
        may = done(await browser.get("/me/wallet"))["may_buy"]
        assert (may["allowed"], may["code"], may["on"]) == (False, "too_young_for_gifts", "2026-03-15")
        form = {"pack": "coins_70", "key": "12345678"}
        assert refusal(await browser.post("/me/purchases", json=form)) == (403, "too_young_for_gifts")
        shop.clock.advance(4 * 3_600)
        assert done(await browser.get("/me/wallet"))["may_buy"]["allowed"]
        done(await browser.post("/me/purchases", json=form), 201)


@one_store
async def test_who_is_frozen_buys_nothing(shop: ShopHouse) -> None:
    ren, odette = await shop.sign_up("ren"), await shop.sign_up("odette")
    await shop.make_operator(odette)
    await shop.freezes.freeze(ren.id, reason="Let us see.", operator_id=odette.id)
    async with shop.browser(ren) as browser:
        wallet = done(await browser.get("/me/wallet"))
        assert wallet["is_frozen"]
        assert wallet["may_buy"]["code"] == "money_frozen"
        form = {"pack": "coins_70", "key": "12345678"}
        assert refusal(await browser.post("/me/purchases", json=form)) == (403, "money_frozen")


async def test_so_many_coins_a_day_and_no_more(another_shop: OpenShop) -> None:
    shop: ShopHouse = await another_shop(coins_bought_per_day_max=1_500)
    ren = await shop.sign_up("ren")
    await shop.bought(ren, "coins_700")
    left = await shop.begin(ren, "coins_700")
    assert left.checkout_id is not None
    # Two phones at the same time, for what is left once the page that nobody paid at is closed.
    phones = await asyncio.gather(
        *(shop.begin(ren, "coins_700", key) for key in ("the-first-phone", "the-second-phone")), return_exceptions=True
    )
    refused = [each for each in phones if isinstance(each, BuyingLimitReached)]
    begun = [each for each in phones if not isinstance(each, BaseException)]
    assert len(begun) >= 1
    assert len(begun) + len(refused) == 2
    with pytest.raises(BuyingLimitReached) as caught:
        await shop.begin(ren, "coins_1400")
    assert caught.value.details == {"coins_a_day": 1_500, "coins_left": 800}
    assert (await shop.payments.purchase(ren.id, left.id)).state == "expired"
    with pytest.raises(CheckoutIsOver):
        await shop.sandbox.act(left.checkout_id, ren.id, "pay")
    open_now = [each for each in (await shop.payments.purchases(ren.id, None)).purchases if each.state == "open"]
    assert sum(each.coins for each in open_now) <= 800
    shop.clock.advance(86_401)
    assert (await shop.begin(ren, "coins_1400")).state == "open"


async def test_the_same_wish_from_many_hands_is_one(shop: ShopHouse) -> None:
    ren = await shop.sign_up("ren")
    begun = await asyncio.gather(*(shop.begin(ren, "coins_350", "one-wish") for _ in range(5)))
    assert len({(purchase.id, purchase.checkout_id) for purchase in begun}) == 1
    assert begun[0].checkout_id is not None
    assert await shop.rows("SELECT count(*) AS many FROM purchases") == [{"many": 1}]
    assert await shop.rows("SELECT count(*) AS many FROM sandbox_checkouts") == [{"many": 1}]
    outcomes = await asyncio.gather(
        *(shop.sandbox.act(begun[0].checkout_id, ren.id, act) for act in ("pay", "pay", "cancel")),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, CheckoutIsOver) for outcome in outcomes) in (1, 2)
    await shop.tell()
    state = (await shop.payments.purchase(ren.id, begun[0].id)).state
    assert await shop.purse(ren) == ((350, 0) if state == "paid" else (0, 0))
    await shop.check_books()


@one_store
async def test_begun_too_often(another_shop: OpenShop) -> None:
    shop: ShopHouse = await another_shop(purchases_per_hour=2)
    ren = await shop.sign_up("ren")
    for number in (1, 2):
        await shop.begin(ren, "coins_70", f"the-{number}-wish")
    with pytest.raises(TooFast):
        await shop.begin(ren, "coins_70")
    # What was asked for already is no new wish.
    assert (await shop.begin(ren, "coins_70", "the-1-wish")).state == "open"


@one_store
@pytest.mark.parametrize(("act", "state"), [("decline", "failed"), ("cancel", "expired")])
async def test_what_is_not_paid_buys_nothing(shop: ShopHouse, act: Any, state: str) -> None:
    ren, other = await shop.sign_up("ren"), await shop.sign_up("other")
    begun = await shop.begin(ren)
    path = f"/sandbox/checkouts/{begun.checkout_id}"
    async with shop.browser(ren) as browser, shop.browser(other) as others, shop.browser() as stranger:
        assert refusal(await others.get(path)) == (404, "no_such_checkout")
        assert refusal(await others.post(path, json={"act": "pay"})) == (404, "no_such_checkout")
        assert refusal(await stranger.post(path, json={"act": "pay"})) == (401, "not_signed_in")
        assert refusal(await others.get(f"/me/purchases/{begun.id}")) == (404, "no_such_purchase")
        assert refusal(await browser.post(path, json={"act": "steal"})) == (400, "bad_input")
        assert done(await browser.post(path, json={"act": act}))["return_path"] == f"/wallet?purchase={begun.id}"
        assert refusal(await browser.post(path, json={"act": "pay"})) == (409, "checkout_is_over")
        await shop.tell()
        assert done(await browser.get(f"/me/purchases/{begun.id}"))["state"] == state
    assert await shop.purse(ren) == (0, 0)
    assert await shop.money() == {}
    assert await shop.letters() == []


@one_store
async def test_the_time_to_pay_ends(shop: ShopHouse) -> None:
    ren = await shop.sign_up("ren")
    begun = await shop.begin(ren)
    shop.clock.advance(3_600)
    async with shop.browser(ren) as browser:
        path = f"/sandbox/checkouts/{begun.checkout_id}"
        assert done(await browser.get(path))["state"] == "expired"
        assert refusal(await browser.post(path, json={"act": "pay"})) == (409, "checkout_is_over")
        assert done(await browser.get(f"/me/purchases/{begun.id}"))["state"] == "expired"


@one_store
async def test_the_sandbox_signs_what_it_tells(shop: ShopHouse) -> None:
    ren = await shop.sign_up("ren")
    begun = await shop.begin(ren)
    about = {"object": "checkout", "checkout": str(begun.checkout_id), "purchase": begun.id}
    news = SandboxNews(event_id="evt_1", kind="checkout.paid", about=about, at=shop.clock.now())
    body, signature = shop.sandbox.webhook(news)
    with pytest.raises(WebhookRefused):
        await shop.webhooks.receive("sandbox", body.replace(b"paid", b"Paid"), signature)
    # Told, and not so: the sandbox is asked, as any provider is.
    await shop.webhooks.receive("sandbox", body, signature)
    assert await shop.purse(ren) == (0, 0)
    await shop.act(begun, "pay")
    assert await shop.purse(ren) == (700, 0)
    for _ in range(2):
        await shop.webhooks.receive("sandbox", *shop.sandbox.webhook(news))
    assert await shop.purse(ren) == (700, 0)


async def test_operators_look_refund_and_play_the_bank(shop: ShopHouse) -> None:
    ren, mio, odette = await shop.sign_up("ren"), await shop.sign_up("mio"), await shop.sign_up("odette")
    await shop.make_operator(odette)
    first, second = await shop.bought(ren, "coins_700"), await shop.bought(mio, "coins_350")
    async with shop.browser(odette) as operator, shop.browser(ren) as browser:
        assert refusal(await browser.get("/operators/purchases")) == (403, "operators_only")
        found = done(await operator.get("/operators/purchases"))
        assert [each["id"] for each in found["purchases"]] == [second.id, first.id]
        assert found["purchases"][1]["account"]["handle"] == "ren"
        assert found["purchases"][1]["refundable"] == {"currency": "USD", "amount": 1000, "digits": 2}
        for query in ("ren", "ren@example.org", ren.id, first.id, first.id.upper(), str(first.checkout_id)):
            found = done(await operator.get("/operators/purchases", params={"query": query}))
            assert [each["id"] for each in found["purchases"]] == [first.id], query
        assert done(await operator.get("/operators/purchases", params={"query": "nobody"}))["purchases"] == []
        path = f"/operators/purchases/{first.id}"
        form = {"amount": 500, "reason": "Bought by mistake.", "key": "refund-of-ren"}
        assert refusal(await browser.post(f"{path}/refund", json=form)) == (403, "operators_only")
        for change, status, code in (
            ({"amount": 0}, 400, "bad_amount"),
            ({"amount": -5}, 400, "bad_amount"),
            ({"amount": 10**15}, 400, "bad_amount"),
            ({"amount": 1.5}, 400, "bad_input"),
            ({"amount": True}, 400, "bad_input"),
            ({"amount": "500"}, 400, "bad_input"),
            ({"amount": 1_001}, 409, "refund_too_large"),
            ({"reason": "  "}, 400, "required"),
            ({"key": "short"}, 400, "bad_idempotency_key"),
        ):
            assert refusal(await operator.post(f"{path}/refund", json=form | change)) == (status, code), change
        missing = f"/operators/purchases/{odette.id}/refund"
        assert refusal(await operator.post(missing, json=form)) == (404, "no_such_purchase")
        after = done(await operator.post(f"{path}/refund", json=form))
        assert (after["refunded"]["amount"], after["refundable"]["amount"], after["coins_taken_back"]) == (
            500,
            500,
            350,
        )
        assert done(await operator.post(f"{path}/refund", json=form)) == after
        assert refusal(await operator.post(f"{path}/refund", json=form | {"amount": 499})) == (
            409,
            "idempotency_key_reused",
        )
        disputed = done(await operator.post(f"{path}/sandbox-dispute", json={"act": "open"}))
        assert (disputed["dispute"], disputed["coins_taken_back"], disputed["refundable"]["amount"]) == ("open", 700, 0)
        again = {"amount": None, "reason": "x", "key": "another-refund"}
        assert refusal(await operator.post(f"{path}/refund", json=again)) == (409, "dispute_stands")
        assert done(await browser.get("/me/wallet"))["has_open_dispute"]
        lost = done(await operator.post(f"{path}/sandbox-dispute", json={"act": "lost"}))
        assert (lost["dispute"], lost["coins_taken_back"]) == ("lost", 700)
        won = done(await operator.post(f"{path}/sandbox-dispute", json={"act": "won"}))
        assert (won["dispute"], won["coins_taken_back"]) == ("won", 350)
        never = f"/operators/purchases/{(await shop.begin(ren)).id}/sandbox-dispute"
        assert refusal(await operator.post(never, json={"act": "open"})) == (409, "not_paid")
    await shop.tell()
    assert await shop.purse(ren) == (350, 0)
    assert [entry.act for entry in await shop.moderation.log.about(ren.id)].count("purchase.sandbox_dispute") == 3
    await shop.check_books()


async def test_lists_come_in_pages(another_shop: OpenShop) -> None:
    shop: ShopHouse = await another_shop(purchases_listed_max=2)
    ren = await shop.sign_up("ren")
    ids = [(await shop.bought(ren, "coins_70")).id for _ in range(5)]
    async with shop.browser(ren) as browser:
        seen: list[str] = []
        lines: list[int] = []
        params: dict[str, Any] = {}
        while True:
            page = done(await browser.get("/me/purchases", params=params))
            seen += [each["id"] for each in page["purchases"]]
            if page["next_before"] is None:
                break
            params = {"before": page["next_before"]}
        params = {}
        while True:
            page = done(await browser.get("/me/wallet/history", params=params))
            lines += [each["sequence"] for each in page["entries"]]
            if page["next_before"] is None:
                break
            params = {"before": page["next_before"]}
        assert seen == ids[::-1]
        assert lines == [5, 4, 3, 2, 1]
        for before in (0, -1, "x", 2**64):
            answer = await browser.get("/me/wallet/history", params={"before": before})
            assert refusal(answer) == (400, "bad_input"), before
    exported = await shop.payments.export(ren.id)
    assert [purchase.id for purchase in exported["purchases"]] == ids[::-1]
    assert len(exported["wallet"]) == 5


async def test_debts_are_settled_as_far_as_there_are_coins(shop: ShopHouse) -> None:
    ren, odette = await shop.sign_up("ren"), await shop.sign_up("odette")
    await shop.make_operator(odette)
    assert await shop.payments.settle_debt(ren.id) == 0
    first = await shop.bought(ren, "coins_700")
    assert first.paid_at is not None
    await shop.spend(ren, 700)
    await shop.refunds.refund(first.id, None, reason="x", key="all-of-it", operator_id=odette.id)
    assert await shop.purse(ren) == (0, 700)
    await shop.spend(ren, -300)
    assert await asyncio.gather(*(shop.payments.settle_debt(ren.id) for _ in range(3))) in (
        [300, 0, 0],
        [0, 300, 0],
        [0, 0, 300],
    )
    assert await shop.purse(ren) == (0, 400)
    hour = timedelta(hours=1)
    assert await shop.payments.first_purchases([ren.id, odette.id], first.paid_at - hour) == {ren.id: first.paid_at}
    assert await shop.payments.first_purchases([ren.id], first.paid_at + hour) == {}
    await shop.check_books()


@one_store
async def test_a_deleted_account_gets_no_letter(shop: ShopHouse) -> None:
    ren, odette = await shop.sign_up("ren"), await shop.sign_up("odette")
    await shop.make_operator(odette)
    bought = await shop.bought(ren)
    async with shop.database.transaction() as tx:
        await tx.execute(
            sa.text("UPDATE accounts SET deleted_at = :at WHERE id = :id").bindparams(
                sa.bindparam("at", shop.clock.now(), UtcDateTime), id=ren.id
            )
        )
    await shop.refunds.refund(bought.id, None, reason="x", key="all-of-it", operator_id=odette.id)
    assert await shop.purse(ren) == (0, 0)
    assert len(await shop.letters()) == 1
    (found,) = (await shop.refunds.find("", None)).purchases
    async with shop.browser(odette) as operator:
        (shown,) = done(await operator.get("/operators/purchases"))["purchases"]
    assert shown["id"] == found.id == bought.id
