"""Every diamond is explained: by day, by month, down to the single gift; over HTTP."""

import csv
import io
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from livehouse.accounts import Account
from livehouse.payments.earnings import MonthInvalid
from tests.slices.payouts.payout_house import WEEK_S, PayoutHouse
from tests.support.clock import FakeClock
from tests.support.people import done, refusal

TIME = "%Y-%m-%dT%H:%M:%SZ"


@pytest.fixture
async def host(house: PayoutHouse, clock: FakeClock) -> Account:
    """Somebody with a gift that was taken back and given again, a payout that came back, and one that did not."""
    host = await house.sign_up("hana")
    fan = await house.sign_up("fan")
    await house.set_up(host)
    await house.gift(fan, host, 3_000)
    first = await house.gift(fan, host, 2_000, catalogue="lantern")
    clock.advance(86_400)
    reversal = await house.take(first)
    clock.advance(20 * 86_400)
    await house.take(reversal, "gift.restored")
    back = await house.withdraw(host, 2_000)
    await house.work()
    await house.sandbox_payouts.act(back.recipient_reference, "close")
    clock.advance(10)
    await house.work()
    await house.set_up(host)
    await house.withdraw(host, 2_500)
    await house.work()
    await house.gift(fan, host, 40)
    return host


async def test_days_and_months_sum_up(house: PayoutHouse, clock: FakeClock, host: Account) -> None:
    assert clock.now() == datetime(2026, 4, 4, 20, 0, 10, tzinfo=UTC)
    days = await house.earnings.days(host.id, 30)
    assert len(days) == 30
    told = {
        day.day.isoformat(): (day.diamonds, day.gifts, day.reversed, day.payouts)
        for day in days
        if day.diamonds or day.gifts or day.reversed or day.payouts
    }
    assert told == {"2026-03-14": (5_000, 2, 0, 0), "2026-03-15": (0, 0, 2_000, 0), "2026-04-04": (2_040, 1, 0, 2_500)}
    assert len(await house.earnings.days(host.id, 1)) == 1
    months = await house.earnings.months(host.id)
    assert [(each.month, each.opening, each.gifts, each.reversed, each.payouts, each.closing) for each in months] == [
        ("2026-04", 3_000, 2_040, 0, 2_500, 2_540),
        ("2026-03", 0, 5_000, 2_000, 0, 3_000),
    ]
    assert (await house.earned(host)).balance == 2_540
    clock.advance(60 * 86_400)
    assert [(each.month, each.closing) for each in await house.earnings.months(host.id)][:2] == [
        ("2026-06", 2_540),
        ("2026-05", 2_540),
    ]
    later = await house.earnings.statement(host.id, "2027-01")
    assert (later.month.opening, later.month.closing, later.entries) == (2_540, 2_540, [])
    for wrong in ("2026", "2026-13", "2026-1", "2026-1a", "1999-12", "٢٠٢٦-١١"):
        with pytest.raises(MonthInvalid):
            await house.earnings.statement(host.id, wrong)
    assert await house.earnings.months((await house.sign_up("nobody")).id) == []


async def test_every_line_says_why_and_when(house: PayoutHouse, clock: FakeClock, host: Account) -> None:
    page = await house.earnings.entries(host.id, None, None)
    lines = list(reversed(page.entries))
    assert [(line.kind, line.diamonds, line.is_reversed) for line in lines] == [
        ("gift.sent", 3_000, False),
        ("gift.sent", 2_000, True),
        ("gift.reversed", -2_000, True),
        ("gift.restored", 2_000, False),
        ("payout.sent", -2_000, True),
        ("payout.returned", 2_000, False),
        ("payout.sent", -2_500, False),
        ("gift.sent", 40, False),
    ]
    begun = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
    # Given again, it is as old as when it was sent.
    assert [line.withdrawable_at for line in lines] == [
        begun + timedelta(days=7),
        None,
        None,
        begun + timedelta(days=7),
        None,
        None,
        None,
        clock.now() + timedelta(days=7),
    ]
    assert lines[2].gift is not None
    assert (lines[2].gift.catalogue, lines[2].gift.coins, lines[2].gift.share_bps) == ("lantern", 4_000, 5_000)
    assert page.cards[lines[0].gift.sender_id or ""].handle == "fan"  # type: ignore[union-attr]
    assert lines[4].payout_id == lines[5].payout_id
    assert lines[4].payout_id is not None
    only = await house.earnings.entries(host.id, begun.date(), None)
    assert [line.diamonds for line in only.entries] == [2_000, 3_000]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_over_http(house: PayoutHouse, clock: FakeClock, host: Account) -> None:
    async with house.browser() as nobody:
        assert refusal(await nobody.get("/me/earnings"))["code"] == "not_signed_in"
    async with house.browser(host) as browser:
        told = done(await browser.get("/me/earnings"))
        assert {name: told[name] for name in told if name.endswith("diamonds")} == {
            "diamonds": 2_540,
            "pending_diamonds": 40,
            "payout_diamonds": 0,
            "frozen_diamonds": 0,
            "withdrawable_diamonds": 2_500,
        }
        assert told["rate"] == {"diamonds": 1_000, "money": {"currency": "USD", "amount": 500, "digits": 2}}
        assert told["worth"]["amount"] == 1_250
        assert told["left_today"]["amount"] == 100_000 - 1_250 - 1_000
        assert told["matures"] == [{"on": "2026-04-11", "diamonds": 40}]
        assert told["recipient"] == {"state": "ready", "requirements": []}
        assert told["may_withdraw"] == {"allowed": True, "code": None, "message": None, "on": None}
        assert told["provider"] == "sandbox"

        payout = done(await browser.post("/me/payouts", json={"diamonds": 2_000, "key": "a-key-of-mine"}))
        assert (payout["state"], payout["amount"]["amount"]) == ("approved", 1_000)
        listed = done(await browser.get("/me/payouts"))["payouts"]
        assert [each["state"] for each in listed] == ["approved", "sent", "returned"]
        cancelled = done(await browser.post(f"/me/payouts/{payout['id']}/cancel"))
        assert cancelled["state"] == "cancelled"
        for body in ({"diamonds": "2000"}, {"diamonds": 2_000.5}, {"diamonds": True}, {"diamonds": 2_000, "more": 1}):
            answer = await browser.post("/me/payouts", json={"key": "a-key-of-mine", **body})
            assert answer.status_code == 400, body
        answer = await browser.post("/me/payouts", json={"diamonds": 1, "key": "another-key"})
        assert refusal(answer)["details"] == {"currency": "USD", "minimum": 1_000, "diamonds": 2_000}
        assert refusal(await browser.get("/me/earnings/statements/now"))["code"] == "month_invalid"
        statement = done(await browser.get("/me/earnings/statements/2026-04"))
        assert (statement["opening"], statement["closing"], statement["is_whole"]) == (3_000, 2_540, True)
        assert len(statement["entries"]) == 5
        table = await browser.get("/me/earnings/statements/2026-04?format=csv")
        assert table.headers["content-disposition"] == 'attachment; filename="livehouse-2026-04.csv"'
        rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
        assert sum(int(row["diamonds"]) for row in rows) == -460
        assert rows[0]["sender"] == "fan"
        day = done(await browser.get("/me/earnings/entries?day=2026-03-14"))
        assert [entry["gift"]["sender"]["handle"] for entry in day["entries"]] == ["fan", "fan"]
        days = done(await browser.get("/me/earnings/days?days=2"))["days"]
        assert days[-1] == {
            "day": "2026-04-04",
            "diamonds": 2_040,
            "gifts": 1,
            "reversed_diamonds": 0,
            "payout_diamonds": 2_500,
        }
        assert (await browser.get("/me/earnings/days?days=0")).status_code == 400


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_sandbox_page(house: PayoutHouse) -> None:
    host, other = await house.sign_up("hana"), await house.sign_up("other")
    async with house.browser(host) as browser, house.browser(other) as stranger:
        url = done(await browser.post("/me/payouts/recipient"))["onboarding_url"]
        assert url.startswith("http://venue.example:8000/sandbox/recipients/")
        page = "/sandbox/recipients/" + url.rpartition("/")[2]
        assert done(await browser.get(page))["state"] == "onboarding"
        assert refusal(await stranger.get(page))["code"] == "no_sandbox"
        assert refusal(await stranger.post(page, json={"act": "close"}))["code"] == "no_sandbox"
        for act, state in (
            ("complete", "ready"),
            ("restrict", "restricted"),
            ("complete", "ready"),
            ("close", "closed"),
        ):
            answer = done(await browser.post(page, json={"act": act}))
            assert answer == {"state": state, "return_path": "/earnings"}
            assert done(await browser.get("/me/earnings"))["recipient"]["state"] == state
        assert done(await browser.post(page, json={"act": "complete"}))["state"] == "closed"


async def test_operators_over_http(house: PayoutHouse, clock: FakeClock) -> None:
    host = await house.rich_host()
    operator = await house.sign_up("odette")
    await house.make_operator(operator)
    payout = await house.withdraw(host, 50_000)
    async with house.browser(host) as browser:
        assert refusal(await browser.get("/operators/payouts"))["code"] == "operators_only"
    async with house.browser(operator) as browser:
        (told,) = done(await browser.get("/operators/payouts?state=in_review"))["payouts"]
        assert (told["account"]["handle"], told["earned_total_diamonds"], told["flags"]) == ("hana", 100_000, 0)
        decision = f"/operators/payouts/{payout.id}/decision"
        assert refusal(await browser.post(decision, json={"grant": False, "reason": ""}))["code"] == "required"
        done(await browser.post(decision, json={"grant": True, "reason": ""}))
        assert refusal(await browser.post(decision, json={"grant": True}))["code"] == "payout_under_way"
        await house.work()
        (told,) = done(await browser.get("/operators/payouts?state=sent"))["payouts"]
        assert told["earned_total_diamonds"] == 100_000
        assert told["decided_by"]["handle"] == "odette"
        assert refusal(await browser.get("/operators/payouts?state=lost"))["code"] == "bad_input"
        assert done(await browser.get("/operators/payouts?state=all"))["next_before"] is None

        frozen = done(await browser.post("/operators/accounts/hana/freeze", json={"reason": "A ring."}))
        assert (frozen["held_diamonds"], frozen["frozen_by"]["handle"]) == (50_000, "odette")
        assert refusal(await _freeze(browser, "hana"))["code"] == "already_frozen"
        assert refusal(await _freeze(browser, "odette"))["code"] == "own_freeze"
        assert refusal(await _freeze(browser, "nobody.here"))["code"] == "no_such_account"
        (listed,) = done(await browser.get("/operators/freezes"))["freezes"]
        assert listed["account"]["handle"] == "hana"
        assert done(await browser.get("/operators/freezes?account=@Hana"))["freezes"] == [listed]
        assert done(await browser.get("/operators/freezes?account=odette"))["freezes"] == []
        assert refusal(await browser.get("/operators/freezes?account=nobody.here"))["code"] == "no_such_account"
        lifted = done(await browser.post("/operators/accounts/hana/unfreeze", json={"reason": "All is well."}))
        assert lifted["lift_reason"] == "All is well."
        assert done(await browser.get("/operators/freezes"))["freezes"] == []
        assert len(done(await browser.get("/operators/freezes?state=lifted"))["freezes"]) == 1
        assert done(await browser.get("/operators/freezes?account=hana"))["freezes"] == []
        assert len(done(await browser.get("/operators/freezes?account=hana&state=lifted"))["freezes"]) == 1


async def _freeze(browser: httpx.AsyncClient, handle: str) -> httpx.Response:
    return await browser.post(f"/operators/accounts/{handle}/freeze", json={"reason": "x"})


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_pages_of_lines(house: PayoutHouse, clock: FakeClock) -> None:
    host, fan = await house.sign_up("hana"), await house.sign_up("fan")
    for _ in range(3):
        await house.gift(fan, host, 10)
        clock.advance(WEEK_S)
    object.__setattr__(house.settings, "payouts_listed_max", 2)
    first = await house.earnings.entries(host.id, None, None)
    assert [line.sequence for line in first.entries] == [3, 2]
    second = await house.earnings.entries(host.id, None, first.next_before)
    assert [line.sequence for line in second.entries] == [1]
    assert second.next_before is None
    exported = await house.earnings.export(host.id)
    assert len(exported["entries"]) == 3  # type: ignore[arg-type]
