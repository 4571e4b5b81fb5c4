"""Moderators: named by hosts, in every LIVE of theirs, at once, on every process."""

import pytest

from livehouse.accounts import Account, NoSuchAccount
from livehouse.realtime import Peer
from livehouse.rooms.moderators import OwnModerator, TooManyModerators
from tests.slices.rooms.fixtures import OpenHouse
from tests.slices.rooms.house import House
from tests.support.waiting import eventually


async def until_told(peer: Peer, audience: str) -> None:
    async def told() -> bool:
        return peer.audience == audience

    await eventually(told, within_s=10, every_s=0.01)


async def handles(house: House, host: Account) -> list[str]:
    return [card.handle for card in await house.rooms.moderators.of(host.id)]


async def test_who_is_named_in_mid_live_sees_everything_from_then_on_and_speaks_as_one(house: House) -> None:
    host, mod = await house.sign_up("mika"), await house.sign_up("june")
    room = await house.go_live(host)
    peer, other = await house.enter(room, mod), await house.enter(room, viewer="somebody")
    assert peer.audience == "sampled"
    await house.rooms.moderators.name(host.id, "@June")
    await until_told(peer, "all")
    assert other.audience == "sampled"
    [told] = house.heard.events(room.id, "moderator")
    assert (told["account"]["handle"], told["named"]) == ("june", True)
    said = await house.call(peer, "comment", text="hello")
    assert said["comment"]["role"] == "moderator"
    assert house.heard.counters[room.id]["viewers"] == 2, "a moderator watches like anybody"
    await house.rooms.moderators.dismiss(host.id, "june")
    await until_told(peer, "sampled")
    assert (await house.call(peer, "comment", text="bye"))["comment"]["role"] == "viewer"


async def test_it_holds_in_every_live_of_the_host_and_in_nobody_elses(house: House, another_house: OpenHouse) -> None:
    host, other, mod = [await house.sign_up(handle) for handle in ("mika", "otto", "june")]
    await house.rooms.moderators.name(host.id, "june")
    await house.rooms.moderators.name(host.id, "june")
    assert await handles(house, host) == ["june"]
    for who, role, audience in ((host, "moderator", "all"), (other, "viewer", "sampled")):
        room = await house.go_live(who)
        peer = house.peer(mod)
        assert (await house.call(peer, "join", room=room.id))["role"] == role
        assert peer.audience == audience
    elsewhere = await another_house(has_relay=False)
    assert await handles(elsewhere, host) == ["june"]


async def test_nobody_but_an_account_of_somebody_else_and_not_too_many(another_house: OpenHouse) -> None:
    house = await another_house(moderators_max=2)
    host = await house.sign_up("mika")
    for handle in ("june", "otto", "haru"):
        await house.sign_up(handle)
    with pytest.raises(OwnModerator):
        await house.rooms.moderators.name(host.id, "mika")
    with pytest.raises(NoSuchAccount):
        await house.rooms.moderators.name(host.id, "nobody.here")
    await house.rooms.moderators.name(host.id, "june")
    await house.rooms.moderators.name(host.id, "otto")
    with pytest.raises(TooManyModerators):
        await house.rooms.moderators.name(host.id, "haru")
    await house.rooms.moderators.name(host.id, "otto")
    await house.rooms.moderators.dismiss(host.id, "june")
    await house.rooms.moderators.dismiss(host.id, "june")
    await house.rooms.moderators.name(host.id, "haru")
    assert await handles(house, host) == ["otto", "haru"]


async def test_over_http_it_is_the_signed_in_hosts_business(house: House) -> None:
    host, mod = await house.sign_up("mika"), await house.sign_up("june")
    async with house.browser(host) as browser, house.browser(mod) as theirs, house.browser() as stranger:
        named = await browser.put("/me/moderators/june")
        assert [card["id"] for card in named.json()["moderators"]] == [mod.id]
        assert (await theirs.get("/me/moderators")).json() == {"moderators": []}
        assert (await browser.put("/me/moderators/mika")).json()["error"]["code"] == "own_moderator"
        assert (await stranger.get("/me/moderators")).status_code == 401
        assert (await browser.delete("/me/moderators/june")).json() == {"moderators": []}
