"""Buying coins by Stripe: the real library against a server that speaks Stripe's shapes, on both stores."""

import asyncio
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livehouse.accounts import Account
from livehouse.payments import CoinsBought, CoinsGivenBack, CoinsTakenBack
from livehouse.payments import purchase_store as store
from livehouse.payments.errors import (
    DisputeStands,
    NoSuchProvider,
    NotPaid,
    ProviderRefused,
    ProviderUnavailable,
    RefundTooLarge,
    WebhookRefused,
)
from livehouse.payments.model import Purchase
from tests.slices.payments.conftest import OpenShop
from tests.slices.payments.wallet_house import StripeHouse, one_store
from tests.support.stripe_server import StripeServer


async def test_coins_are_bought(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren", region="JP", language="ja")
    begun = await stripe_shop.begin(ren, "coins_700")
    session = stripe.last_session()
    assert begun.checkout_url == session["url"]
    assert (session["amount_total"], session["currency"], session["locale"]) == (1600, "jpy", "ja")
    assert session["client_reference_id"] == session["metadata"]["purchase"] == begun.id
    assert session["success_url"] == session["cancel_url"] == f"http://venue.example:8000/wallet?purchase={begun.id}"
    assert session["expires_at"] == int(begun.expires_at.timestamp())
    assert session["payment_method_types"] == ["card"]
    assert await stripe_shop.purse(ren) == (0, 0)
    stripe.pay(session["id"])
    await stripe_shop.receive_all()
    assert await stripe_shop.purse(ren) == (700, 0)
    assert await stripe_shop.money() == {"stripe:jpy": 1600, "sales:jpy": -1455, "tax:jpy": -145}
    assert stripe_shop.heard == [
        CoinsBought(account_id=ren.id, purchase_id=begun.id, coins=700, at=stripe_shop.clock.now())
    ]
    (receipt,) = await stripe_shop.letters()
    assert receipt.subject == "700 コインの領収書 · Livehouse"
    assert "消費税 (10 %): JPY 145" in receipt.text
    assert "サンドボックス" not in receipt.text
    await stripe_shop.check_books()


@one_store
async def test_currencies_keep_their_digits(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    for region, amount, currency in (("KW", 3050, "kwd"), ("KR", 15000, "krw"), ("GB", 1000, "gbp")):
        ren = await stripe_shop.sign_up(f"ren_{currency}", region=region)
        purchase, intent = await stripe_shop.paid(ren)
        session = stripe.last_session()
        assert (session["amount_total"], session["currency"], purchase.total) == (amount, currency, amount)
        half = amount // 2 // 10 * 10
        stripe.refund(intent, half)
        await stripe_shop.receive_all()
        purchase = await stripe_shop.payments.purchase(ren.id, purchase.id)
        assert purchase.refunded == half
        assert purchase.coins_taken_back == -(-700 * half // amount)
    await stripe_shop.check_books()


@one_store
async def test_who_waits_need_not_wait_for_the_webhook(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    assert begun.checkout_id is not None
    asked = len(stripe.calls)
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "open"
    assert len(stripe.calls) == asked + 1
    stripe.pay(begun.checkout_id)
    stripe_shop.clock.advance(1)
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "open"
    assert len(stripe.calls) == asked + 1, "asked again within two seconds"
    stripe_shop.clock.advance(1)
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "paid"
    await stripe_shop.receive_all()
    assert await stripe_shop.purse(ren) == (700, 0)


@one_store
async def test_a_declined_card_leaves_the_page_open_for_another(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    assert begun.checkout_id is not None
    stripe.decline(begun.checkout_id)
    await stripe_shop.receive_all()
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "open"
    assert await stripe_shop.letters() == []
    stripe.pay(begun.checkout_id)
    await stripe_shop.receive_all()
    assert await stripe_shop.purse(ren) == (700, 0)


@one_store
@pytest.mark.parametrize("paid", [True, False])
async def test_a_bank_that_takes_days(stripe_shop: StripeHouse, stripe: StripeServer, paid: bool) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    assert begun.checkout_id is not None
    stripe.begin_delayed(begun.checkout_id)
    await stripe_shop.receive_all()
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "open"
    stripe.end_delayed(begun.checkout_id, paid=paid)
    await stripe_shop.receive_all()
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == ("paid" if paid else "failed")
    assert await stripe_shop.purse(ren) == (700 if paid else 0, 0)


@one_store
async def test_a_page_that_nobody_pays_at_expires(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    looks = 0
    for _ in range(15):
        stripe_shop.clock.advance(300)
        looks += await stripe_shop.payments.look_around()
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "expired"
    assert 3 <= looks <= 10, "asked ever more rarely, until it is over"
    await stripe_shop.receive_all()
    assert await stripe_shop.purse(ren) == (0, 0)


@one_store
async def test_what_nobody_tells_is_found(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    """Webhooks that never come."""
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    assert begun.checkout_id is not None
    intent = stripe.pay(begun.checkout_id)
    stripe_shop.clock.advance(61)
    await stripe_shop.shop.reconciler.look_around()
    assert await stripe_shop.purse(ren) == (700, 0)
    stripe.refund(intent["id"])
    await stripe_shop.shop.reconciler.look_around()
    assert await stripe_shop.purse(ren) == (700, 0)
    stripe_shop.clock.advance(86_400)
    await stripe_shop.shop.reconciler.look_around()
    assert await stripe_shop.purse(ren) == (0, 0)
    await stripe_shop.check_books()


# Webhooks


@one_store
async def test_forged_replayed_and_old_ones_are_refused(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    assert begun.checkout_id is not None
    stripe.pay(begun.checkout_id)
    event = stripe.events[-1]
    body, headers = stripe.signed(event)
    signature = headers["Stripe-Signature"]
    for wrong_body, wrong_signature in (
        (body, None),
        (body, ""),
        (body, signature.replace("v1=", "v0=")),
        (body + b" ", signature),
        (body, stripe.signed(event, secret="whsec_another")[1]["Stripe-Signature"]),
        stripe_signed_old(stripe, event, 301),
        stripe_signed_old(stripe, event, -301),
        (b"{", sign_any(stripe_shop, b"{")),
        (b"\xff\xfe", sign_any(stripe_shop, b"\xff\xfe")),
        (b'{"id": 5}', sign_any(stripe_shop, b'{"id": 5}')),
    ):
        with pytest.raises(WebhookRefused):
            await stripe_shop.webhooks.receive("stripe", wrong_body, wrong_signature)
    with pytest.raises(NoSuchProvider):
        await stripe_shop.webhooks.receive("sandbox", body, signature)
    assert await stripe_shop.purse(ren) == (0, 0)
    await stripe_shop.webhooks.receive("stripe", body, signature)
    assert await stripe_shop.purse(ren) == (700, 0)
    asked = len(stripe.calls)
    # The very same once more, while its signature is young: it was acted on already.
    await stripe_shop.webhooks.receive("stripe", body, signature)
    assert len(stripe.calls) == asked
    stripe_shop.clock.advance(301)
    with pytest.raises(WebhookRefused):
        await stripe_shop.webhooks.receive("stripe", body, signature)


def stripe_signed_old(stripe: StripeServer, event: dict[str, Any], seconds: int) -> tuple[bytes, str]:
    body, headers = stripe.signed(event, at=stripe.now() - seconds)
    return body, headers["Stripe-Signature"]


def sign_any(house: StripeHouse, body: bytes) -> str:
    from livehouse.payments.signature import sign

    return sign(body, house.settings.stripe_webhook_secrets[0], house.clock.now())


@one_store
async def test_over_http_the_body_is_taken_as_it_is(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    assert begun.checkout_id is not None
    stripe.pay(begun.checkout_id)
    async with stripe_shop.browser() as sender:
        body, headers = stripe.signed(stripe.events[-1])
        forged = await sender.post("/payments/webhooks/stripe", content=body)
        assert (forged.status_code, forged.json()["error"]["code"]) == (400, "webhook_refused")
        assert (await sender.post("/payments/webhooks/stripe", content=body, headers=headers)).status_code == 200
        assert (await sender.post("/payments/webhooks/paypal", content=body, headers=headers)).status_code == 404
        stripe.fail_next("unavailable", "unavailable", "unavailable")
        body, headers = stripe.signed(stripe.events[-2])
        later = await sender.post("/payments/webhooks/stripe", content=body, headers=headers)
        assert (later.status_code, later.json()["error"]["retry"]) == (503, True)
        assert (await sender.post("/payments/webhooks/stripe", content=body, headers=headers)).status_code == 200
    assert await stripe_shop.purse(ren) == (700, 0)


@one_store
async def test_what_is_unknown_or_of_others_is_noted(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    purchase, _ = await stripe_shop.paid(ren)
    strange = [
        stripe.happened("customer.created", {"id": "cus_1", "object": "customer"}),
        stripe.happened("charge.refunded", {"id": "ch_9", "object": "charge", "payment_intent": "pi_999999"}),
        stripe.happened("checkout.session.completed", {"id": "cs_9", "object": "checkout.session", "metadata": None}),
        stripe.happened(
            "charge.succeeded", {"id": "ch_8", "object": "charge", "metadata": {"purchase": "of another shop"}}
        ),
    ]
    for event in strange:
        await stripe_shop.receive(event)
    noted = {row["id"] for row in await stripe_shop.rows("SELECT id FROM payment_events")}
    assert {event["id"] for event in strange} <= noted
    assert await stripe_shop.payments.purchase(ren.id, purchase.id) == purchase
    stripe_shop.clock.advance(31 * 86_400)
    await stripe_shop.webhooks.forget_old()
    assert await stripe_shop.rows("SELECT id FROM payment_events") == []


Step = Literal["pay", "refund some", "refund all", "dispute", "win", "lose", "inquiry", "fail refund", "spend", "hear"]
STEPS: tuple[Step, ...] = (
    "pay", "refund some", "refund all", "dispute", "win", "lose", "inquiry", "fail refund", "spend", "hear", "hear",
)  # fmt: skip


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=10), random=st.randoms(use_true_random=False))
async def test_in_any_order_the_same_in_the_end(
    stripe_shop: StripeHouse, stripe: StripeServer, steps: list[Step], random: Any
) -> None:
    """Whatever happens at Stripe, and however its events come: too early, late, twice."""
    buyer = await stripe_shop.sign_up(f"buyer{len(stripe.objects)}")
    money_before = await stripe_shop.money()
    begun = await stripe_shop.begin(buyer, "coins_350")
    assert begun.checkout_id is not None
    first = len(stripe.events)
    intent: str | None = None
    spent = 0
    if "pay" not in steps:
        steps = ["pay", *steps]
    for step in steps:
        if step == "hear" and len(stripe.events) > first:
            await stripe_shop.receive(random.choice(stripe.events[first:]))
        elif step == "spend":
            coins, _ = await stripe_shop.purse(buyer)
            if coins > 0:
                spending = random.randint(1, coins)
                await stripe_shop.spend(buyer, spending)
                spent += spending
        elif step == "pay" and intent is None:
            intent = stripe.pay(begun.checkout_id)["id"]
        elif intent is not None:
            happen(stripe, intent, step, random)
    rest = stripe.events[first:] * 2
    random.shuffle(rest)
    for event in rest:
        await stripe_shop.receive(event)
    await stripe_shop.tell()
    after = await stripe_shop.payments.purchase(buyer.id, begun.id)
    assert intent is not None
    charge = stripe.objects[stripe.objects[intent]["latest_charge"]]
    disputes = [each for each in stripe.all("dispute") if each["payment_intent"] == intent]
    disputed = sum(each["amount"] for each in disputes if each["status"] in ("needs_response", "lost"))
    gone = min(charge["amount"], charge["amount_refunded"] + disputed)
    taken = -(-350 * gone // charge["amount"])
    assert (after.state, after.refunded, after.coins_taken_back) == ("paid", charge["amount_refunded"], taken)
    coins, owed = await stripe_shop.purse(buyer)
    assert coins - owed == 350 - spent - taken
    money = await stripe_shop.money()
    assert money.get("stripe:usd", 0) - money_before.get("stripe:usd", 0) == charge["amount"] - gone
    heard = [event for event in stripe_shop.heard if getattr(event, "purchase_id", None) == begun.id]
    assert sum(isinstance(event, CoinsBought) for event in heard) == 1
    await stripe_shop.check_books()


def happen(stripe: StripeServer, intent: str, step: Step, random: Any) -> None:
    charge = stripe.objects[stripe.objects[intent]["latest_charge"]]
    left = charge["amount"] - charge["amount_refunded"]
    disputes = [each for each in stripe.all("dispute") if each["payment_intent"] == intent]
    standing = [each for each in disputes if each["status"] == "needs_response"]
    is_free = not any(each["status"] in ("needs_response", "lost") for each in disputes)
    match step:
        case "refund some" if is_free and left > 1:
            stripe.refund(intent, random.randint(1, left - 1))
        case "refund all" if is_free and left > 0:
            stripe.refund(intent)
        case "dispute" if is_free and left > 0:
            stripe.dispute(intent, left)
        case "inquiry" if is_free and left > 0:
            stripe.dispute(intent, left, status="warning_needs_response")
        case "win" if standing:
            stripe.close_dispute(standing[0]["id"], "won")
        case "lose" if standing:
            stripe.close_dispute(standing[0]["id"], "lost")
        case "fail refund":
            for refund in stripe.all("refund"):
                if refund["payment_intent"] == intent and refund["status"] == "succeeded":
                    stripe.fail_refund(refund["id"])
                    break
        case _:
            pass


async def test_looks_that_overlap_do_not_write_what_is_old(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    """Who asked before a refund and writes after it must ask again."""
    ren = await stripe_shop.sign_up("ren")
    purchase, intent = await stripe_shop.paid(ren)
    convergence = stripe_shop.payments._convergence
    async with stripe_shop.database.read() as connection:
        seen = await store.load(connection, purchase.id)
    assert seen is not None
    old = await stripe_shop.shop.provider.look(str(purchase.checkout_id))
    stripe.refund(intent)
    await stripe_shop.receive_all()
    assert await convergence._apply(seen, old, None, checkout_id=str(purchase.checkout_id)) is None
    assert await stripe_shop.purse(ren) == (0, 0)
    # Many at once: each writes what it saw, or sees it anew.
    stripe.dispute(intent, 1)
    await asyncio.gather(*(convergence.converge(purchase.id) for _ in range(4)))
    assert await stripe_shop.purse(ren) == (0, 0)
    await stripe_shop.check_books()


# Refunds and disputes


async def refunded(house: StripeHouse, purchase: Purchase, amount: int | None, key: str | None = None) -> Purchase:
    operator = next(iter(await house.accounts.operators()))
    return await house.refunds.refund(
        purchase.id, amount, reason="As they asked.", key=key or house.ids.new(), operator_id=operator.id
    )


async def operators_and_ren(house: StripeHouse) -> Account:
    await house.make_operator(await house.sign_up("odette"))
    return await house.sign_up("ren")


async def test_an_operator_refunds_in_parts(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await operators_and_ren(stripe_shop)
    purchase, _ = await stripe_shop.paid(ren)
    part = await refunded(stripe_shop, purchase, 100, "the-first-part")
    assert (part.refunded, part.coins_taken_back) == (100, 70)
    assert await refunded(stripe_shop, purchase, 100, "the-first-part") == msgspec.structs.replace(
        part, version=part.version + 1
    )
    assert await stripe_shop.purse(ren) == (630, 0)
    with pytest.raises(RefundTooLarge) as caught:
        await refunded(stripe_shop, purchase, 901)
    assert caught.value.details["refundable"] == {"currency": "USD", "amount": 900}
    whole = await refunded(stripe_shop, purchase, None)
    assert (whole.refunded, whole.coins_taken_back) == (1000, 700)
    with pytest.raises(RefundTooLarge):
        await refunded(stripe_shop, purchase, None)
    await stripe_shop.receive_all()
    assert await stripe_shop.purse(ren) == (0, 0)
    assert await stripe_shop.money() == {}
    assert [each["amount"] for each in stripe.all("refund")] == [100, 900]
    acts = await stripe_shop.moderation.log.about(ren.id)
    assert [entry.act for entry in acts] == ["purchase.refund", "purchase.refund"]
    await stripe_shop.check_books()


async def test_what_was_spent_becomes_a_debt_and_the_next_purchase_pays_it(
    stripe_shop: StripeHouse, stripe: StripeServer
) -> None:
    ren = await operators_and_ren(stripe_shop)
    purchase, _ = await stripe_shop.paid(ren, "coins_700")
    await stripe_shop.spend(ren, 600)
    await refunded(stripe_shop, purchase, None)
    assert await stripe_shop.purse(ren) == (0, 600)
    await stripe_shop.tell()
    assert purchase.paid_at is not None
    assert CoinsTakenBack(account_id=ren.id, purchase_id=purchase.id, since=purchase.paid_at) in stripe_shop.heard
    assert (await stripe_shop.payments.wallet(ren.id)).debt_coins == 600
    await stripe_shop.paid(ren, "coins_350")
    assert await stripe_shop.purse(ren) == (0, 250)
    await stripe_shop.paid(ren, "coins_350")
    assert await stripe_shop.purse(ren) == (100, 0)
    kinds = [(line.kind, line.amount) for line in await stripe_shop.lines(ren)]
    assert kinds == [
        ("coins.bought", 700),
        ("gift.sent", -600),
        ("coins.taken_back", -100),
        ("coins.bought", 350),
        ("debt.settled", -350),
        ("coins.bought", 350),
        ("debt.settled", -250),
    ]
    await stripe_shop.check_books()


async def test_a_dispute_takes_all_back_and_gives_it_again_when_won(
    stripe_shop: StripeHouse, stripe: StripeServer
) -> None:
    ren = await operators_and_ren(stripe_shop)
    purchase, intent = await stripe_shop.paid(ren)
    await stripe_shop.spend(ren, 500)
    dispute = stripe.dispute(intent)
    await stripe_shop.receive_all()
    assert await stripe_shop.purse(ren) == (0, 500)
    assert await stripe_shop.payments.has_open_dispute(ren.id)
    assert (await stripe_shop.payments.wallet(ren.id)).has_open_dispute
    with pytest.raises(DisputeStands):
        await refunded(stripe_shop, purchase, None)
    stripe.close_dispute(dispute["id"], "won")
    await stripe_shop.receive_all()
    assert await stripe_shop.purse(ren) == (200, 0)
    assert not await stripe_shop.payments.has_open_dispute(ren.id)
    assert CoinsGivenBack(account_id=ren.id, purchase_id=purchase.id) in stripe_shop.heard
    subjects = [mail.subject.partition(" · ")[0] for mail in await stripe_shop.letters()]
    assert subjects == ["Receipt for 700 coins", "Your payment was paid back", "Your coins are back"]
    # Won, and still to be refunded by who pleases.
    assert (await refunded(stripe_shop, purchase, None)).refunded == 1000
    assert await stripe_shop.purse(ren) == (0, 500)
    await stripe_shop.check_books()


async def test_a_dispute_that_is_heard_of_before_the_payment(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    assert begun.checkout_id is not None
    intent = stripe.pay(begun.checkout_id)["id"]
    dispute = stripe.dispute(intent)
    created = next(event for event in stripe.events if event["type"] == "charge.dispute.created")
    await stripe_shop.receive(created)
    after = await stripe_shop.payments.purchase(ren.id, begun.id)
    assert (after.state, after.dispute, after.coins_taken_back) == ("paid", "open", 700)
    assert await stripe_shop.purse(ren) == (0, 0)
    stripe.close_dispute(dispute["id"], "lost")
    stripe.close_dispute(dispute["id"], "won")
    # Won on appeal; and what said that it was lost comes after it.
    for event in reversed(stripe.events):
        await stripe_shop.receive(event)
    after = await stripe_shop.payments.purchase(ren.id, begun.id)
    assert (after.dispute, after.coins_taken_back) == ("won", 0)
    assert await stripe_shop.purse(ren) == (700, 0)
    await stripe_shop.check_books()


@one_store
async def test_an_inquiry_of_the_bank_takes_nothing(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    purchase, intent = await stripe_shop.paid(ren)
    inquiry = stripe.dispute(intent, status="warning_needs_response")
    await stripe_shop.receive_all()
    stripe.close_dispute(inquiry["id"], "warning_closed")
    await stripe_shop.receive_all()
    assert (await stripe_shop.payments.purchase(ren.id, purchase.id)).dispute is None
    assert await stripe_shop.purse(ren) == (700, 0)


@one_store
async def test_a_refund_that_fails_gives_the_coins_back(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await operators_and_ren(stripe_shop)
    purchase, _ = await stripe_shop.paid(ren)
    await refunded(stripe_shop, purchase, 500)
    (refund,) = stripe.all("refund")
    stripe.fail_refund(refund["id"])
    await stripe_shop.receive_all()
    assert (await stripe_shop.payments.purchase(ren.id, purchase.id)).refunded == 0
    assert await stripe_shop.purse(ren) == (700, 0)
    await stripe_shop.check_books()


@one_store
async def test_what_cannot_be_refunded(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await operators_and_ren(stripe_shop)
    begun = await stripe_shop.begin(ren)
    with pytest.raises(NotPaid):
        await refunded(stripe_shop, begun, None)
    purchase, intent = await stripe_shop.paid(ren)
    # Somebody refunded at Stripe's pages, and nobody has told yet.
    stripe.refund(intent, 900)
    with pytest.raises(ProviderRefused, match="greater than unrefunded"):
        await refunded(stripe_shop, purchase, 500, "half-of-it")
    with pytest.raises(ProviderRefused, match="before"):
        await refunded(stripe_shop, purchase, 500, "half-of-it")
    await stripe_shop.receive_all()
    assert (await refunded(stripe_shop, purchase, 100)).refunded == 1000
    assert [row["state"] for row in await stripe_shop.rows("SELECT state FROM refunds ORDER BY id")] == [
        "refused",
        "done",
    ]


# When something breaks


@one_store
async def test_while_stripe_is_away_nothing_is_lost_or_bought_twice(
    stripe_shop: StripeHouse, stripe: StripeServer
) -> None:
    ren = await stripe_shop.sign_up("ren")
    stripe.fail_next("unavailable", "cut off", "rate limit")
    with pytest.raises(ProviderUnavailable):
        await stripe_shop.begin(ren, key="one-wish-only")
    assert stripe.all("checkout.session") == []
    begun = await stripe_shop.begin(ren, key="one-wish-only")
    assert begun.checkout_id == stripe.last_session()["id"]
    assert begun == await stripe_shop.begin(ren, key="one-wish-only")
    assert len(stripe.all("checkout.session")) == 1
    assert begun.checkout_id is not None
    stripe.pay(begun.checkout_id)
    stripe.fail_next("cut off", "cut off", "cut off")
    stripe_shop.clock.advance(2)
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "open"
    stripe_shop.clock.advance(2)
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "paid"


@one_store
async def test_an_answer_that_is_lost_is_asked_for_again(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await operators_and_ren(stripe_shop)
    stripe.fail_next("answer lost")
    begun = await stripe_shop.begin(ren)
    assert len(stripe.all("checkout.session")) == 1
    assert begun.checkout_id is not None
    stripe.pay(begun.checkout_id)
    await stripe_shop.receive_all()
    # The look for an earlier one, the refund itself without an answer, and the same again under the same key.
    stripe.fail_next("nothing", "answer lost")
    await refunded(stripe_shop, begun, 100)
    assert [each["amount"] for each in stripe.all("refund")] == [100]


async def test_a_crash_between_provider_and_commit(
    stripe_shop: StripeHouse, another_stripe_shop: OpenShop, stripe: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies after Stripe made the page, and one that dies after it made a refund."""
    ren = await operators_and_ren(stripe_shop)

    class Killed(BaseException):
        pass

    async def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", die)
        with pytest.raises(Killed):
            await stripe_shop.begin(ren)
    session = stripe.last_session()
    assert await stripe_shop.rows("SELECT checkout_id FROM purchases") == [{"checkout_id": None}]
    # The page is known to Stripe only, and somebody may have paid there.
    stripe.pay(session["id"])
    other = await another_stripe_shop()
    other.clock.advance(61)
    await other.shop.reconciler.look_around()
    assert await other.purse(ren) == (700, 0)
    assert len(stripe.all("checkout.session")) == 1
    (purchase,) = (await other.payments.purchases(ren.id, None)).purchases

    with monkeypatch.context() as patch:
        patch.setattr(store, "end_refund", die)
        with pytest.raises(Killed):
            await refunded(other, purchase, 400)
    # A day and more later: Stripe has forgotten the key, and not the refund.
    stripe._answers.clear()
    other.clock.advance(90_000)
    await other.shop.reconciler.look_around()
    assert [each["amount"] for each in stripe.all("refund")] == [400]
    assert (await other.payments.purchase(ren.id, purchase.id)).refunded == 400
    assert [row["state"] for row in await other.rows("SELECT state FROM refunds")] == ["done"]
    await other.check_books()


@one_store
async def test_a_page_that_stripe_never_made(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    """Away for an hour: the page that it should have made would be over already."""
    ren = await stripe_shop.sign_up("ren")
    stripe.fail_next("cut off", "cut off", "cut off")
    with pytest.raises(ProviderUnavailable):
        await stripe_shop.begin(ren, key="one-wish-only")
    stripe_shop.clock.advance(3_600)
    await stripe_shop.shop.reconciler.look_around()
    with pytest.raises(ProviderRefused):
        await stripe_shop.begin(ren, key="one-wish-only")
    (purchase,) = (await stripe_shop.payments.purchases(ren.id, None)).purchases
    assert (purchase.state, purchase.next_look_at) == ("failed", None)


@one_store
async def test_more_than_was_paid_is_never_taken_back(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    purchase, intent = await stripe_shop.paid(ren)
    charge = stripe.objects[stripe.objects[intent]["latest_charge"]]
    charge["amount_refunded"] = 5_000
    await stripe_shop.receive(stripe.happened("x." * 60 + "refunded", charge))
    await stripe_shop.receive(stripe.happened("charge.refunded", charge))
    after = await stripe_shop.payments.purchase(ren.id, purchase.id)
    assert (after.refunded, after.coins_taken_back) == (1000, 700)
    assert await stripe_shop.purse(ren) == (0, 0)
    await stripe_shop.check_books()


@one_store
async def test_paid_at_a_page_that_nobody_here_remembers(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    """Made before a crash, paid at, and heard of days later, when Stripe has forgotten the key."""
    ren, mio = await stripe_shop.sign_up("ren"), await stripe_shop.sign_up("mio")
    begun, other = await stripe_shop.begin(ren), await stripe_shop.begin(mio)
    stripe.pay(str(begun.checkout_id))
    completed = stripe.events[-1]
    async with stripe_shop.database.transaction() as tx:
        for each in (begun, other):
            await store.write(tx, msgspec.structs.replace(each, checkout_id=None, checkout_url=None))
    stripe._answers.clear()
    stripe_shop.clock.advance(2 * 86_400)
    await stripe_shop.receive(completed)
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).checkout_id == begun.checkout_id
    assert await stripe_shop.purse(ren) == (700, 0)
    # Nobody else gets anything for it.
    foreign = stripe.happened("checkout.session.completed", stripe.objects[str(begun.checkout_id)])
    foreign["data"]["object"]["metadata"] = {"purchase": other.id}
    await stripe_shop.receive(foreign)
    assert await stripe_shop.purse(mio) == (0, 0)
    assert (await stripe_shop.payments.purchase(mio.id, other.id)).checkout_id is None


@one_store
async def test_a_key_that_stripe_does_not_take(another_stripe_shop: OpenShop, stripe: StripeServer) -> None:
    house = await another_stripe_shop(stripe_secret_key="sk_test_wrong")
    ren = await house.sign_up("ren")
    with pytest.raises(ProviderUnavailable):
        await house.begin(ren)
    assert stripe.calls == []


@one_store
async def test_a_price_that_is_not_ours_buys_nothing(stripe_shop: StripeHouse, stripe: StripeServer) -> None:
    ren = await stripe_shop.sign_up("ren")
    begun = await stripe_shop.begin(ren)
    stripe.last_session()["amount_total"] = 1
    stripe.pay(str(begun.checkout_id))
    await stripe_shop.receive_all()
    assert (await stripe_shop.payments.purchase(ren.id, begun.id)).state == "open"
    assert await stripe_shop.purse(ren) == (0, 0)


async def test_each_open_purchase_is_asked_about_by_one_process(
    stripe_shop: StripeHouse, another_stripe_shop: OpenShop, stripe: StripeServer
) -> None:
    other = await another_stripe_shop()
    people = [await stripe_shop.sign_up(f"buyer{number}") for number in range(2)]
    for person in people:
        stripe.pay(str((await stripe_shop.begin(person, "coins_350")).checkout_id))
    stripe_shop.clock.advance(61)
    before = len(stripe.calls)
    asked = await asyncio.gather(*(house.payments.look_around() for house in (stripe_shop, other, stripe_shop, other)))
    assert sum(asked) == len(people)
    assert len(stripe.calls) - before == len(people)
    assert [await other.purse(person) for person in people] == [(350, 0)] * 2
    # And those who hear of it at the same time as somebody asks.
    await asyncio.gather(
        *(house.receive(event) for event in stripe.events[-3:] for house in (stripe_shop, other)),
        *(house.payments.look_around() for house in (stripe_shop, other)),
    )
    assert [await other.purse(person) for person in people] == [(350, 0)] * 2
    await other.check_books()
