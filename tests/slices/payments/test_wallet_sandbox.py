"""Buying coins in the sandbox, over HTTP, on both stores."""

from typing import Any

import httpx

from livehouse.payments import CoinsBought
from tests.slices.payments.wallet_house import ShopHouse


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
            "price": {"currency": "EUR", "amount": 599, "digits": 2},
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
            599,
            96,
        )
        assert done(await browser.post("/me/purchases", json=form), 201) == begun
        checkout_id = begun["checkout_url"].removeprefix("/sandbox/checkout/")
        shown = done(await browser.get(f"/sandbox/checkouts/{checkout_id}"))
        assert shown == {
            "id": checkout_id,
            "coins": 350,
            "total": {"currency": "EUR", "amount": 599, "digits": 2},
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
    assert await shop.money() == {"sandbox:eur": 599, "sales:eur": -503, "tax:eur": -96}
    await shop.check_books()
    (receipt,) = await shop.letters()
    assert receipt.to == "ren@example.org"
    for text in ("EUR 5.99", "VAT (19 %): EUR 0.96", "SANDBOX", "2026-03-14 20:00 UTC"):
        assert text in receipt.text
