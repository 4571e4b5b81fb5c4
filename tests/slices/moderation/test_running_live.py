"""A LIVE of somebody who may not go live any more ends at once."""

import asyncio
from typing import Any

import pytest

from livehouse.live_access import NoLiveAccess
from livehouse.moderation import Act, Banned, StandingChanged, Suspended
from livehouse.rooms import RoomHasEnded
from tests.slices.moderation.helping import typed
from tests.slices.rooms.house import House


async def test_it_ends_and_everybody_in_it_hears_so(house: House) -> None:
    fan = await house.sign_up("fan")
    acts: tuple[Act, ...] = ("suspend", "ban")
    for act in acts:
        host = await house.sign_up(f"{act}ed.host")
        room = await house.go_live(host)
        peer = await house.enter(room, fan)
        await typed(house, host, act)
        await house.settled()
        told = house.heard.events(room.id, "room")[-1]["room"]
        assert (told["state"], told["ended_reason"]) == ("ended", "standing")
        assert room.id not in house.relay.open
        with pytest.raises(RoomHasEnded):
            await house.call(peer, "comment", text="what happened?")
    rows = await house.rows("SELECT state, ended_reason FROM rooms")
    assert [(row["state"], row["ended_reason"]) for row in rows] == [("ended", "standing")] * 2


async def test_so_does_one_that_is_being_prepared_or_waits_for_its_host(house: House) -> None:
    one, other = await house.sign_up("one"), await house.sign_up("other")
    prepared = await house.prepare(one)
    live = await house.go_live(other)
    await house.lose_picture(live.id)
    for host in (one, other):
        await typed(house, host, "suspend")
    await house.settled()
    rows = await house.rows("SELECT id, ended_reason FROM rooms ORDER BY id")
    assert {row["id"]: row["ended_reason"] for row in rows} == {prepared.id: "standing", live.id: "standing"}


async def test_who_is_suspended_is_told_so_when_they_want_to_prepare_another(house: House) -> None:
    host = await house.sign_up("mika")
    await typed(house, host, "suspend")
    with pytest.raises(NoLiveAccess) as refused:
        await house.prepare(host)
    requirements: Any = refused.value.details["requirements"]
    assert "standing" in [each["id"] for each in requirements if not each["met"]]
    assert "suspended" in refused.value.message
    house.clock.advance(7 * 24 * 3600)
    await house.prepare(host)


async def test_others_go_on(house: House) -> None:
    host, other, viewer = await house.sign_up("mika"), await house.sign_up("other"), await house.sign_up("vivi")
    await house.go_live(host)
    room = await house.go_live(other)
    await house.enter(room, viewer)
    await typed(house, host, "ban")
    await typed(house, viewer, "suspend")
    await house.settled()
    assert (await house.rooms.room(room.id, None)).state == "live"


async def test_a_room_that_was_prepared_before_does_not_go_live_after(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    house.relay.broadcasting.add(room.id)
    # The event is not told yet, as if this process were slow.
    await house.supervisor.stop()
    await typed(house, host, "suspend")
    with pytest.raises(Suspended):
        await house.rooms.go_live(room.id, host.id)
    await typed(house, host, "ban")
    with pytest.raises(Banned):
        await house.rooms.go_live(room.id, host.id)


async def test_what_was_lifted_before_the_news_came_ends_nothing(house: House) -> None:
    host = await house.sign_up("mika")
    await typed(house, host, "suspend")
    await typed(house, host, "lift")
    room = await house.go_live(host)
    late = StandingChanged(account_id=host.id, state="suspended", at=house.clock.now())
    await house.events.deliver(late)
    await house.settled()
    assert (await house.rooms.room(room.id, None)).state == "live"


async def test_hearing_of_it_twice_changes_nothing(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await typed(house, host, "ban")
    await house.settled()
    again = StandingChanged(account_id=host.id, state="banned", at=house.clock.now())
    await asyncio.gather(house.events.deliver(again), house.events.deliver(again))
    await house.settled()
    ends = [event for event in house.heard.events(room.id, "room") if event["room"]["state"] == "ended"]
    assert len(ends) == 1
