"""Hosts are paid by Stripe Connect: the real library, against a server that speaks Stripe's shapes."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livehouse.accounts import Account
from livehouse.kernel.money import Money
from livehouse.payments.errors import ProviderUnavailable
from livehouse.payments.payout_errors import PayoutRecipientNotReady
from livehouse.payments.payout_model import Payout
from livehouse.payments.payout_worker import CLAIM
from livehouse.platform.database import Database
from tests.slices.payments.wallet_house import ORIGIN
from tests.slices.payouts.conftest import OpenHouse
from tests.slices.payouts.payout_house import ConnectHouse
from tests.support.clock import FakeClock
from tests.support.stripe_connect import ConnectServer
from tests.support.stripe_server import Object

SOON_S = 3_700


def count(server: ConnectServer, path: str) -> int:
    return sum(method == "POST" and called == path for method, called in server.calls)


async def again(house: ConnectHouse, clock: FakeClock, seconds: float = SOON_S) -> None:
    clock.advance(seconds)
    await house.work()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_from_setting_up_to_the_bank(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock
) -> None:
    house = stripe_house
    host = await house.sign_up("hana")
    url = await house.payouts.set_up(host.id, origin=ORIGIN)
    account = connect.last("account")
    assert url.startswith(f"https://connect.stripe.com/setup/e/{account['id']}/")
    assert (account["type"], account["country"], account["email"]) == ("express", "US", "hana@example.org")
    assert account["settings"]["payouts"]["schedule"]["interval"] == "manual"
    standing = await house.payouts.standing(host.id)
    assert standing.recipient is not None
    assert standing.recipient.state == "onboarding"
    assert "external_account" in standing.recipient.requirements
    # Another link, and no other account.
    assert await house.payouts.set_up(host.id, origin=ORIGIN) != url
    assert count(connect, "/v1/accounts") == 1
    # Nobody told, and whoever comes back sees it.
    connect.complete(account["id"])
    clock.advance(6)
    standing = await house.payouts.standing(host.id)
    assert standing.recipient is not None
    assert standing.recipient.state == "ready"

    rich = await house.rich_host("rich")
    payout = await house.withdraw(rich, 20_000)
    await house.work()
    transfer, sent = connect.last("transfer"), connect.last("payout")
    assert (transfer["amount"], transfer["currency"], transfer["transfer_group"]) == (10_000, "usd", payout.id)
    assert (sent["amount"], sent["currency"], sent["_account"]) == (10_000, "usd", transfer["destination"])
    present = await house.now(payout)
    assert (present.state, present.transfer_reference, present.payout_reference) == (
        "sent",
        transfer["id"],
        sent["id"],
    )
    await house.receive(connect.arrive(sent["id"]))
    await house.work()
    assert (await house.now(payout)).state == "paid"
    assert await house.money() == {"stripe:usd": -10_000, "payouts:usd": 10_000}
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_answers_that_are_lost_move_the_money_once(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock
) -> None:
    house = stripe_house
    host = await house.rich_host()
    payout = await house.withdraw(host, 20_000)
    # Every call is answered, and no answer arrives, time and again: the library's own tries, and ours.
    connect.fail_next(*["answer lost"] * 12)
    for _ in range(6):
        await again(house, clock)
    connect.fail_next("unavailable", "rate limit", "cut off", "answer lost")
    for _ in range(4):
        await again(house, clock)
    assert connect.failed == 16
    assert count(connect, "/v1/transfers") == 1
    assert count(connect, "/v1/payouts") == 1
    await house.receive(connect.arrive(connect.last("payout")["id"]))
    await house.work()
    assert (await house.now(payout)).state == "paid"
    await house.sound()


async def test_a_process_that_dies_between_the_transfer_and_its_commit(
    stripe_house: ConnectHouse,
    another_stripe_house: OpenHouse,
    connect: ConnectServer,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = await stripe_house.rich_host()
    payout = await stripe_house.withdraw(host, 20_000)

    class Died(BaseException):
        pass

    async def die(*_: object) -> None:
        raise Died

    # After the transfer, and then after the payout.
    for step in ("_sent", "_note_reference"):
        with monkeypatch.context() as patched:
            patched.setattr(stripe_house.payouts.worker, step, die)
            with pytest.raises(Died):
                await stripe_house.payouts.worker.look_around()
        # Others leave it alone until the claim runs out. By then Stripe has forgotten the keys.
        await stripe_house.work()
        connect._answers.clear()
        clock.advance(CLAIM.total_seconds())
    successor = await another_stripe_house()
    await successor.work()
    assert count(connect, "/v1/transfers") == 1
    assert count(connect, "/v1/payouts") == 1
    present = await successor.now(payout)
    assert (present.state, present.payout_reference) == ("sent", connect.last("payout")["id"])
    await successor.sound()


async def test_two_processes_whose_claims_overlap_send_it_once(
    stripe_house: ConnectHouse, another_stripe_house: OpenHouse, connect: ConnectServer, clock: FakeClock
) -> None:
    host = await stripe_house.rich_host()
    payouts = [await stripe_house.withdraw(host, 4_000) for _ in range(3)]
    second = await another_stripe_house()
    await asyncio.gather(stripe_house.work(), second.work(), stripe_house.work())
    # A clock that jumps lets every claim run out while it is still seen to.
    clock.advance(CLAIM.total_seconds() * 2)
    await asyncio.gather(stripe_house.work(), second.work(), second.work())
    assert len(connect.all("transfer")) == len(connect.all("payout")) == 3
    assert {(await second.now(each)).state for each in payouts} == {"sent"}
    await second.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_platform_has_no_money_at_stripe_for_a_day(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock
) -> None:
    house = stripe_house
    host = await house.rich_host()
    connect.balance["usd"] = 9_999
    payout = await house.withdraw(host, 20_000)
    await house.work()
    for _ in range(3):
        await again(house, clock)
    present = await house.now(payout)
    assert (present.state, present.refusals) == ("sending", 4)
    # Stripe would repeat its refusal under the old key for a day; a new one is used after each.
    connect.balance["usd"] = 10_000
    await again(house, clock)
    assert (await house.now(payout)).state == "sent"
    assert count(connect, "/v1/transfers") == 1
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("when", ["before", "between", "after"])
async def test_an_account_that_stripe_closes(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock, when: str
) -> None:
    house = stripe_house
    host = await house.rich_host()
    payout = await house.withdraw(host, 20_000)
    account = payout.recipient_reference
    if when == "before":
        connect.reject(account)
    if when == "between":
        made = connect._create_transfer

        def close_after(call: object) -> Object:
            transfer = made(call)  # type: ignore[arg-type]
            connect.reject(account)
            return transfer

        connect._routes = [
            (method, pattern, close_after if handler == made else handler)
            for method, pattern, handler in connect._routes
        ]
    await house.work()
    if when == "after":
        await house.receive(connect.reject(account))
        await house.receive(connect.bounce(connect.last("payout")["id"]))
        await house.work()
    present = await house.now(payout)
    assert present.state == ("failed" if when == "before" else "returned")
    assert present.reason
    assert (await house.earned(host)).available == 100_000
    assert await house.money() == {}
    assert connect.balance["usd"] == 10**12 if when != "before" else "usd" not in connect.balance
    for event in connect.events[-4:]:
        await house.receive(event)
    with pytest.raises(PayoutRecipientNotReady):
        await house.withdraw(host, 20_000)
    # Set up anew, it is another account.
    assert await house.set_up(host) != account
    await house.withdraw(host, 20_000)
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_account_that_is_not_ours_any_more(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock
) -> None:
    house = stripe_house
    host = await house.rich_host()
    payout = await house.withdraw(host, 20_000)
    await house.receive(connect.revoke(payout.recipient_reference))
    recipient = (await house.payouts.standing(host.id)).recipient
    assert recipient is not None
    assert recipient.state == "closed"
    await house.work()
    assert (await house.now(payout)).state == "failed"
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_money_in_another_currency_goes_on_in_it(stripe_house: ConnectHouse, connect: ConnectServer) -> None:
    house = stripe_house
    host = await house.rich_host()
    connect.rates[connect.last("account")["id"]] = ("jpy", 150)
    await house.withdraw(host, 20_000)
    await house.work()
    sent = connect.last("payout")
    assert (sent["amount"], sent["currency"]) == (1_500_000, "jpy")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("region", "diamonds", "ours", "theirs"),
    [("KW", 4_000, Money("KWD", 6_120), 6_120)],
)
async def test_amounts_as_stripe_writes_them(
    stripe_house: ConnectHouse, connect: ConnectServer, region: str, diamonds: int, ours: Money, theirs: int
) -> None:
    host = await stripe_house.rich_host(region=region)
    payout = await stripe_house.withdraw(host, diamonds)
    await stripe_house.work()
    assert payout.money == ours
    assert connect.last("transfer")["amount"] == theirs
    await stripe_house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_comes_back_after_it_was_paid(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock
) -> None:
    house = stripe_house
    host = await house.rich_host()
    payout = await house.withdraw(host, 20_000)
    await house.work()
    sent = connect.last("payout")["id"]
    await house.receive(connect.arrive(sent))
    await house.work()
    assert (await house.now(payout)).state == "paid"
    clock.advance(3 * 86_400)
    # The webhook is lost; the daily look finds it.
    connect.bounce(sent, "no_account")
    await house.work()
    returned = await house.now(payout)
    assert (returned.state, returned.reason) == ("returned", "There is no such bank account.")
    assert connect.last("transfer")["reversed"]
    assert (await house.earned(host)).available == 100_000
    assert (await house.payouts.position(host.id)).withdrawable == 100_000
    assert ["came back" in letter.subject for letter in await house.letters()] == [False, True]
    # Late news of what is over changes nothing.
    for event in reversed(connect.events):
        await house.receive(event)
    await house.work()
    assert (await house.now(payout)).state == "returned"
    assert len(connect.all("transfer_reversal")) == 1
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_money_that_cannot_be_taken_back_yet(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock
) -> None:
    house = stripe_house
    host = await house.rich_host()
    payout = await house.withdraw(host, 20_000)
    await house.work()
    sent = connect.last("payout")
    # The host's account at Stripe lacks it: nothing is given back to the diamonds before the money is.
    connect._add(sent["_account"], "usd", -5_000)
    await house.receive(connect.bounce(sent["id"]))
    await house.work()
    assert (await house.now(payout)).state == "sent"
    assert (await house.earned(host)).balance == 80_000
    connect._add(sent["_account"], "usd", 5_000)
    await again(house, clock)
    assert (await house.now(payout)).state == "returned"
    await house.sound()


# Webhooks

# What may happen to one payout at Stripe, one step after the other.
STORIES: dict[str, Callable[[ConnectServer], None]] = {
    "paid": lambda server: _do(server, "arrive"),
    "failed": lambda server: _do(server, "bounce"),
    "paid and sent back": lambda server: _do(server, "arrive", "bounce"),
    "cancelled": lambda server: _do(server, "cancel"),
    "reversed by hand": lambda server: _do(server, "cancel", "reverse"),
    "restricted meanwhile": lambda server: _do(server, "restrict", "bounce", "complete"),
}
ENDS = {
    "paid": "paid",
    "failed": "returned",
    "paid and sent back": "returned",
    "cancelled": "returned",
    "reversed by hand": "returned",
    "restricted meanwhile": "returned",
}


def _do(server: ConnectServer, *steps: str) -> None:
    for step in steps:
        if step == "reverse":
            server.reverse(server.last("transfer")["id"])
        elif step in ("restrict", "complete"):
            getattr(server, step)(server.last("account")["id"])
        else:
            getattr(server, step)(server.last("payout")["id"])


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_webhooks_in_any_order_repeated_and_late(empty_sqlite: Path, data: st.DataObject) -> None:
    story = data.draw(st.sampled_from(sorted(STORIES)), label="story")

    async def play() -> None:
        clock = FakeClock()
        server = ConnectServer(clock)
        async with server.running():
            house = ConnectHouse(f"sqlite+aiosqlite:///{file}", file.parent, clock, server)
            try:
                await _play(house, server, clock, story, data)
            finally:
                await house.close()

    with tempfile.TemporaryDirectory() as folder:
        file = Path(shutil.copy(empty_sqlite, folder))
        asyncio.run(play())


async def _play(house: ConnectHouse, server: ConnectServer, clock: FakeClock, story: str, data: st.DataObject) -> None:
    host = await house.rich_host()
    payout = await house.withdraw(host, 20_000)
    await house.work()
    STORIES[story](server)
    events = [event for event in server.events if not event["type"].startswith("charge")]
    order = data.draw(st.permutations(range(len(events))), label="order")
    repeated = data.draw(st.lists(st.sampled_from(range(len(events))), max_size=4), label="repeated")
    works = data.draw(st.sets(st.integers(0, len(events) + 4)), label="works after")
    for position, index in enumerate([*order, *repeated]):
        await house.receive(events[index])
        if position in works:
            await house.work()
        clock.advance(1)
    await house.work()
    present = await house.now(payout)
    assert present.state == ENDS[story], story
    await _check_converged(house, server, host, present)


async def _check_converged(house: ConnectHouse, server: ConnectServer, host: Account, payout: Payout) -> None:
    is_paid = payout.state == "paid"
    assert (await house.earned(host)).balance == (80_000 if is_paid else 100_000)
    assert server.balance["usd"] == 10**12 - (10_000 if is_paid else 0)
    assert len(server.all("transfer")) == 1
    recipient = (await house.payouts.standing(host.id)).recipient
    assert recipient is not None
    assert recipient.state == "ready"
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_webhooks_that_are_not_about_us(stripe_house: ConnectHouse, connect: ConnectServer) -> None:
    house = stripe_house
    host = await house.rich_host()
    payout = await house.withdraw(host, 20_000)
    await house.work()
    other = connect.keep(id="acct_other", object="account", metadata={}, requirements={})
    strange = connect.keep(id="po_other", object="payout", metadata={"livehouse_payout": "not an id"}, amount=1)
    for event in (
        connect.happened("account.updated", other, account="acct_other"),
        connect.happened("payout.failed", strange, account="acct_other"),
        connect.happened("payout.failed", {**strange, "metadata": {"livehouse_payout": "0" * 26}}),
        connect.happened("transfer.reversed", {"id": "tr_other", "object": "transfer"}),
    ):
        await house.receive(event)
    # Somebody else's event with our payout's name only makes us look: Stripe is asked, not the event.
    forged = {**strange, "status": "failed", "metadata": {"livehouse_payout": payout.id}}
    await house.receive(connect.happened("payout.failed", forged, account="acct_other"))
    await house.work()
    assert (await house.now(payout)).state == "sent"
    await house.sound()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_while_stripe_is_away_nothing_is_lost(
    stripe_house: ConnectHouse, connect: ConnectServer, clock: FakeClock, database: Database
) -> None:
    house = stripe_house
    host = await house.sign_up("hana")
    connect.fail_next("unavailable", "unavailable", "unavailable")
    with pytest.raises(ProviderUnavailable):
        await house.payouts.set_up(host.id, origin=ORIGIN)
    await house.payouts.set_up(host.id, origin=ORIGIN)
    connect.fail_next("unavailable", "unavailable", "unavailable")
    clock.advance(timedelta(minutes=1).total_seconds())
    # The page is worth showing without Stripe.
    standing = await house.payouts.standing(host.id)
    assert standing.recipient is not None
    assert standing.recipient.state == "onboarding"
