"""Pushes to devices: sealed, signed, in time, quiet at night, and never into our own network."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from livehouse.accounts import Account
from livehouse.notifications.model import QuietHours, Ways
from livehouse.notifications.push_http import EndpointRefused, EndpointUnreached, PushClient
from livehouse.rooms import Room
from tests.slices.notifications.conftest import ON_SQLITE, OpenHouse
from tests.slices.notifications.house import MessageHouse
from tests.support.push_service import Device, PushService, claims_of
from tests.support.waiting import eventually

OUTCOME = "livehouse_pushes_total"


async def add_device(house: MessageHouse, service: PushService, account: Account) -> tuple[Device, str]:
    """A device of the account, and the session that it is signed in with."""
    device, session_id = service.device(), await house.session_of(account)
    await house.devices.add(account.id, session_id, endpoint=service.origin + device.path, **device.keys)
    return device, session_id


async def go_live_before(house: MessageHouse, *fans: Account) -> Room:
    """A host whom these follow goes LIVE."""
    host = await house.sign_up("hanna")
    for fan in fans:
        await house.follow(fan, host)
    room = await house.go_live(host, title="Songs at night")
    await house.caught_up()
    return room


def outcomes(house: MessageHouse) -> dict[str, float]:
    found = {}
    for name in ("sent", "failed", "gone", "refused", "given_up", "needless"):
        if number := house.registry.get_sample_value(OUTCOME, {"outcome": name}):
            found[name] = number
    return found


async def test_a_push_is_sealed_signed_and_says_what_is_needed(house: MessageHouse, push_service: PushService) -> None:
    fan, fuyu = await house.sign_up("fanny"), await house.sign_up("fuyu")
    await house.accounts.update_profile(fuyu.id, language="ja")
    (device, _), (another, _) = [await add_device(house, push_service, who) for who in (fan, fuyu)]
    room = await go_live_before(house, fan, fuyu)
    assert await house.push() == 2
    [push], [headers] = device.came, device.headers
    notification = (await house.list_of(fan))[0]
    assert push == {
        "tag": notification.id,
        "title": "hanna is LIVE",
        "body": "Songs at night",
        "url": f"/live/{room.id}",
        "icon": notification.accounts[0].avatar_url,
        "lang": "en",
        "at_ms": int(notification.at.timestamp() * 1000),
    }
    assert (another.came[0]["title"], another.came[0]["lang"]) == ("hannaさんがLIVE配信中", "ja")
    claims, key = claims_of(headers["authorization"])
    assert (claims["aud"], key) == (push_service.origin, house.messenger.push_key)
    assert claims["sub"].startswith("mailto:")
    assert timedelta() < timedelta(seconds=claims["exp"] - house.clock.now().timestamp()) <= timedelta(hours=24)
    assert (headers["ttl"], headers["content-encoding"]) == ("1800", "aes128gcm")
    assert headers["topic"] == notification.id
    assert await house.push() == 0, "once"
    assert outcomes(house) == {"sent": 2}


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_is_gone_is_forgotten(house: MessageHouse, push_service: PushService, status: int) -> None:
    fan = await house.sign_up("fanny")
    device, session_id = await add_device(house, push_service, fan)
    device.answers = [(status, {})]
    await go_live_before(house, fan)
    assert await house.push() == 1
    assert await house.devices.of_session(session_id) is None
    assert await house.rows("SELECT id FROM push_deliveries") == []
    assert outcomes(house) == {"gone": 1}


@pytest.mark.parametrize(
    ("answer", "pause_s"),
    [((503, {}), 30), ((429, {"Retry-After": "90"}), 90), ((500, {"Retry-After": "x"}), 30), (None, 30)],
    ids=["busy", "asked to wait", "broken", "slow"],
)
@ON_SQLITE
async def test_a_service_that_cannot_now_is_asked_again_later(
    another_house: OpenHouse, push_service: PushService, answer: Any, pause_s: int
) -> None:
    house = await another_house(push_answer_s_max=3.0 if answer is None else 60.0)
    fan, other = await house.sign_up("fanny"), await house.sign_up("olly")
    device, _ = await add_device(house, push_service, fan)
    quick, _ = await add_device(house, push_service, other)
    device.answers = [answer, (201, {})]
    await go_live_before(house, fan, other)
    # Whoever is slow is cut off, and keeps nobody else waiting.
    assert await house.push() == 2
    assert (len(device.came), len(quick.came)) == (0, 1)
    house.clock.advance(pause_s - 1)
    assert await house.push() == 0
    house.clock.advance(1)
    assert await house.push() == 1
    assert len(device.came) == 1
    assert outcomes(house) == {"failed": 1, "sent": 2}


@ON_SQLITE
async def test_attempts_end_and_so_does_a_device_to_which_nothing_comes(
    another_house: OpenHouse, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livehouse.notifications.pushes.FAILURES_MAX", 2)
    house = await another_house(push_attempts_max=2)
    fan = await house.sign_up("fanny")
    device, session_id = await add_device(house, push_service, fan)
    device.answers = [(503, {})]
    for handle in ("ada", "bob"):
        assert await house.devices.of_session(session_id) is not None
        await house.accounts.follow((await house.sign_up(handle)).id, fan.handle)
        await house.caught_up()
        await house.listed.mark_read(fan.id, "0" * 26)
        for _ in range(3):
            await house.push()
            house.clock.advance(60)
        await house.read_all(fan)
    assert outcomes(house) == {"failed": 2, "given_up": 2}
    assert await house.devices.of_session(session_id) is None


@ON_SQLITE
async def test_what_is_read_or_over_rings_no_more(house: MessageHouse, push_service: PushService) -> None:
    fan, late = await house.sign_up("fanny"), await house.sign_up("lara")
    (device, _), (another, _) = [await add_device(house, push_service, who) for who in (fan, late)]
    another.answers = [(503, {}), (201, {})]
    room = await go_live_before(house, fan, late)
    await house.read_all(fan)
    assert await house.push() == 1
    house.clock.advance(30)
    await house.rooms.end(room.id, room.host.id)
    assert await house.push() == 1
    assert device.came == another.came == []
    assert outcomes(house) == {"failed": 1, "needless": 1}


@ON_SQLITE
async def test_at_night_devices_stay_quiet(house: MessageHouse, push_service: PushService) -> None:
    fan = await house.sign_up("fanny")
    device, _ = await add_device(house, push_service, fan)
    # The clock says 20:00 in UTC, which is 5:00 in Tokyo.
    quiet = QuietHours(is_on=True, from_minute=23 * 60, until_minute=7 * 60, zone="Asia/Tokyo")
    await house.wishes.change(fan.id, {}, quiet)
    await go_live_before(house, fan)
    for handle in ("ada", "bob"):
        await house.accounts.follow((await house.sign_up(handle)).id, fan.handle)
    await house.caught_up()
    assert await house.push() == 0
    house.clock.advance(2 * 3_600 - 1)
    assert await house.push() == 0
    house.clock.advance(1)
    assert await house.push() == 1, "the LIVE was passing"
    assert [push["title"] for push in device.came] == ["bob and 1 more follow you"]


@ON_SQLITE
async def test_what_comes_to_one_that_waits_to_be_read_does_not_ring_again(
    house: MessageHouse, push_service: PushService
) -> None:
    me = await house.sign_up("mia")
    device, _ = await add_device(house, push_service, me)
    for handle in ("ada", "bob"):
        await house.follow(await house.sign_up(handle), me)
        await house.push()
    assert [push["title"] for push in device.came] == ["ada follows you"]
    await house.read_all(me)
    await house.follow(await house.sign_up("cyd"), me)
    await house.push()
    assert [push["title"] for push in device.came] == ["ada follows you", "cyd follows you"]


@ON_SQLITE
async def test_only_what_is_wished_for_is_pushed(house: MessageHouse, push_service: PushService) -> None:
    fan = await house.sign_up("fanny")
    device, _ = await add_device(house, push_service, fan)
    await house.wishes.change(fan.id, {"host_live": Ways(in_app=True, push=False)}, None)
    await go_live_before(house, fan)
    assert (await house.push(), device.came, len(await house.list_of(fan))) == (0, [], 1)


async def test_a_device_is_its_sessions_and_ends_with_it(house: MessageHouse, push_service: PushService) -> None:
    fan, other = await house.sign_up("fanny"), await house.sign_up("olly")
    device, session_id = await add_device(house, push_service, fan)
    kept, kept_session = await add_device(house, push_service, fan)
    assert await house.devices.count(fan.id) == 2
    await house.sessions.end(fan.id, session_id)
    await house.caught_up()
    assert await house.devices.count(fan.id) == 1
    # Somebody else signs in with the same browser: what it gets is theirs from now on.
    another_session = await house.session_of(other)
    await house.devices.add(other.id, another_session, endpoint=push_service.origin + kept.path, **kept.keys)
    assert (await house.devices.count(fan.id), await house.devices.of_session(kept_session)) == (0, None)
    await go_live_before(house, fan, other)
    await house.push()
    assert (len(device.came), len(kept.came)) == (0, 1)


@ON_SQLITE
async def test_a_session_that_ran_out_gets_nothing_more(house: MessageHouse, push_service: PushService) -> None:
    fan = await house.sign_up("fanny")
    device, session_id = await add_device(house, push_service, fan)
    house.clock.advance(31 * 86_400)
    await go_live_before(house, fan)
    await house.push()
    assert (device.came, await house.devices.of_session(session_id)) == ([], None)


@ON_SQLITE
async def test_subscribing_over_http(house: MessageHouse, push_service: PushService) -> None:
    fan, device = await house.sign_up("fanny"), push_service.device()
    form = push_service.subscription(device)
    async with house.browser(fan) as browser:
        added = await browser.post("/me/push-subscriptions", json=form)
        assert added.status_code == 201, added.text
        settings = (await browser.get("/me/notification-settings")).json()
        assert (settings["this_device"], settings["devices"]) == (True, 1)
        for wrong in ({"p256dh": "AAAA", "auth": form["keys"]["auth"]}, {**form["keys"], "auth": "?"}):
            refused = await browser.post("/me/push-subscriptions", json={**form, "keys": wrong})
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "push_keys_invalid")
        assert (await browser.delete("/me/push-subscriptions")).status_code == 204
        assert not (await browser.get("/me/notification-settings")).json()["this_device"]
    async with house.browser() as stranger:
        assert (await stranger.post("/me/push-subscriptions", json=form)).status_code == 401


@ON_SQLITE
async def test_where_pushes_are_switched_off_nobody_subscribes(
    another_house: OpenHouse, push_service: PushService
) -> None:
    house = await another_house(push=False)
    assert house.messenger.push_key is None
    form = push_service.subscription(push_service.device())
    async with house.browser(await house.sign_up("fanny")) as browser:
        refused = await browser.post("/me/push-subscriptions", json=form)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "push_switched_off")


INSIDE = [
    "http://push.example/1",
    "https://127.0.0.1/1",
    "https://127.1/1",
    "https://2130706433/1",
    "https://0x7f.0.0.1/1",
    "https://localhost/1",
    "https://[::1]/1",
    "https://[::ffff:10.0.0.1]/1",
    "https://[64:ff9b::a00:1]/1",
    "https://[2002:a00:1::]/1",
    "https://[::127.0.0.1]/1",
    "https://[::ffff:0:127.0.0.1]/1",
    "https://[64:ff9b:1::a00:1]/1",
    "https://[fd00::1]/1",
    "https://[fe80::1%25eth0]/1",
    "https://10.0.0.1/1",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/1",
    "https://192.168.1.1/1",
    "https://0.0.0.0/1",
    "https://8.8.8.8:8443/1",
    "https://somebody@8.8.8.8/1",
    "https:///1",
    "https://8.8.8.8:99999/1",
    "https://8.8.8.8/ 1",
    "https://8.8.8.8/" + "a" * 2_048,
    "ftp://8.8.8.8/1",
    "file:///etc/passwd",
    "",
]


@ON_SQLITE
async def test_addresses_inside_the_network_are_refused(house: MessageHouse, push_service: PushService) -> None:
    fan, device = await house.sign_up("fanny"), push_service.device()
    async with house.browser(fan) as browser:
        for endpoint in INSIDE[:8] + INSIDE[-4:]:
            form = {**push_service.subscription(device), "endpoint": endpoint}
            refused = await browser.post("/me/push-subscriptions", json=form)
            assert refused.status_code == 400, endpoint
    client = PushClient(answer_s_max=1)
    for endpoint in INSIDE:
        with pytest.raises((EndpointRefused, EndpointUnreached)):
            await client.check(endpoint)
        with pytest.raises((EndpointRefused, EndpointUnreached)):
            await client.post(endpoint, {}, b"")
    await client.close()


async def test_a_name_that_is_outside_when_asked_and_inside_when_used_is_refused(push_service: PushService) -> None:
    answers: list[Sequence[str]] = [["93.184.216.34"], ["127.0.0.1"], ["93.184.216.34", "10.0.0.1"]]

    async def resolve(_host: str, _port: int) -> list[str]:
        return list(answers.pop(0))

    client = PushClient(answer_s_max=1, resolver=resolve)
    await client.check("https://rebinding.example/1")
    for _ in range(2):
        with pytest.raises(EndpointRefused):
            await client.post("https://rebinding.example/1", {}, b"")
    await client.close()


@ON_SQLITE
async def test_a_redirect_into_the_network_is_not_followed(house: MessageHouse, push_service: PushService) -> None:
    fan = await house.sign_up("fanny")
    device, _ = await add_device(house, push_service, fan)
    device.answers = [(307, {"Location": f"{push_service.origin}/inside"})]
    await go_live_before(house, fan)
    await house.push()
    assert (push_service.strangers, outcomes(house)) == ([], {"given_up": 1})


@ON_SQLITE
async def test_a_push_service_that_is_slow_keeps_nobody_else_waiting(
    house: MessageHouse, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livehouse.notifications.pushes.AT_ONCE_MAX", 3)
    fans = [await house.sign_up(f"fan{number}") for number in range(6)]
    devices = [(await add_device(house, push_service, fan))[0] for fan in fans]
    for slow in devices[:2]:
        slow.answers = [None]
    assert house.messenger.pushes is not None
    house.supervisor.start("pushes", house.messenger.pushes.work)
    await go_live_before(house, *fans)

    async def others_have_it() -> bool:
        return [len(device.came) for device in devices[2:]] == [1] * 4

    await eventually(others_have_it, within_s=30, every_s=0.02)

    async def is_noted() -> bool:
        return len(await house.rows("SELECT id FROM push_deliveries")) == 2

    await eventually(is_noted, within_s=30, every_s=0.02)


async def test_a_device_that_subscribes_twice_at_once_is_one_device(
    house: MessageHouse, push_service: PushService
) -> None:
    fan, device = await house.sign_up("fanny"), push_service.device()
    session_id = await house.session_of(fan)
    address = push_service.origin + device.path
    await asyncio.gather(*(house.devices.add(fan.id, session_id, endpoint=address, **device.keys) for _ in range(5)))
    assert await house.devices.count(fan.id) == 1


async def test_two_processes_send_each_push_once(another_house: OpenHouse, push_service: PushService) -> None:
    house = await another_house()
    other = await another_house(broker=house.broker)
    fans = [await house.sign_up(f"fan{number}") for number in range(6)]
    devices = [(await add_device(house, push_service, fan))[0] for fan in fans]
    await go_live_before(house, *fans)
    await asyncio.gather(house.push(), other.push())
    assert [len(device.came) for device in devices] == [1] * 6
