"""A room's life: by its host, by the relay, by time, and across a restart."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.accounts import AccountLeaving
from livehouse.live_access import NoLiveAccess
from livehouse.rooms import (
    AlreadyLive,
    NoPicture,
    NoSuchRoom,
    NotTheHost,
    RoomHasEnded,
    lifecycle,
    store,
)
from livehouse.rooms.model import RoomFacts
from tests.slices.rooms.house import House


def told(house: House, room_id: str) -> list[str]:
    return [event["room"]["state"] for event in house.heard.events(room_id, "room")]


async def test_from_preparing_to_the_end_every_step_is_written_and_told(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host, title="  Songs\tat night ")
    assert (room.state, room.title, room.started_at) == ("preparing", "Songs at night", None)
    assert room.id in house.relay.open
    assert await house.rooms.mine(host.id) == room

    house.clock.advance(60)
    house.relay.broadcasting.add(room.id)
    live = await house.rooms.go_live(room.id, host.id)
    assert (live.state, live.started_at) == ("live", house.clock.now())
    # Told before the next step: a step that comes while one is being told may be told twice, the same both times.
    await house.settled()

    house.clock.advance(90)
    summary = await house.rooms.end(room.id, host.id)
    assert (summary.room.state, summary.room.ended_reason, summary.duration_s) == ("ended", "host", 90.0)
    assert await house.rooms.mine(host.id) is None
    await house.settled()
    assert told(house, room.id) == ["live", "ended"]
    assert room.id not in house.relay.open


async def test_without_a_picture_nobody_goes_live(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    with pytest.raises(NoPicture):
        await house.rooms.go_live(room.id, host.id)
    assert (await house.rooms.room(room.id, host.id)).state == "preparing"


async def test_a_check_that_read_before_the_start_does_not_take_it_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    read = store.load_running_rooms_after

    async def start_after_the_read(connection: AsyncConnection, host_id: str, rows_max: int) -> list[RoomFacts]:
        found = await read(connection, host_id, rows_max)
        house.relay.broadcasting.add(room.id)
        await house.rooms.go_live(room.id, host.id)
        return found

    monkeypatch.setattr(store, "load_running_rooms_after", start_after_the_read)
    await house.rooms.check()
    viewer = await house.enter(room)
    assert (await house.call(viewer, "like", count=1)) == {"likes": 1}


async def test_starting_and_ending_twice_changes_nothing(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    house.clock.advance(5)
    assert (await house.rooms.go_live(room.id, host.id)).started_at == room.started_at
    first = await house.rooms.end(room.id, host.id)
    house.clock.advance(5)
    assert await house.rooms.end(room.id, host.id) == first
    with pytest.raises(RoomHasEnded):
        await house.rooms.go_live(room.id, host.id)
    await house.settled()
    assert told(house, room.id) == ["live", "ended"]


async def test_ended_by_two_requests_at_once_it_ends_once(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    first, second = await asyncio.gather(house.rooms.end(room.id, host.id), house.rooms.end(room.id, host.id))
    assert first == second
    await house.settled()
    assert told(house, room.id) == ["live", "ended"]


async def test_two_requests_at_once_make_one_room(house: House) -> None:
    host = await house.sign_up("mika")
    outcomes = await asyncio.gather(*(house.prepare(host) for _ in range(5)), return_exceptions=True)
    made = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, AlreadyLive)]
    assert (len(made), len(refused)) == (1, 4)
    assert {refusal.details["room_id"] for refusal in refused} == {made[0].id}
    rows = await house.rows("SELECT id FROM rooms WHERE state <> 'ended'")
    assert [row["id"] for row in rows] == [made[0].id]


async def test_a_second_live_is_refused_and_the_first_is_named(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    house.clock.advance(600)
    with pytest.raises(AlreadyLive) as refused:
        await house.prepare(host)
    assert refused.value.details == {"room_id": room.id}
    await house.lose_picture(room.id)
    with pytest.raises(AlreadyLive):
        await house.prepare(host)


async def test_a_room_left_in_preparation_makes_way_for_another(house: House) -> None:
    host = await house.sign_up("mika")
    left = await house.prepare(host)
    house.clock.advance(30)
    room = await house.prepare(host, title="Second try")
    assert (await house.rooms.mine(host.id)) == room
    await house.settled()
    assert told(house, left.id) == ["ended"]
    assert house.relay.open == {room.id}


async def test_a_room_whose_picture_arrives_does_not_make_way(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    house.relay.broadcasting.add(room.id)
    house.clock.advance(30)
    with pytest.raises(AlreadyLive):
        await house.prepare(host)


async def test_who_may_not_go_live_hears_why(house: House) -> None:
    newcomer = await house.sign_up("nao", may_go_live=False)
    with pytest.raises(NoLiveAccess) as refused:
        await house.prepare(newcomer)
    assert [one["id"] for one in refused.value.details["requirements"] if not one["met"]] == ["quality", "terms"]


async def test_only_the_host_decides(house: House) -> None:
    host, other = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.prepare(host)
    for act in (house.rooms.go_live, house.rooms.end, house.rooms.summary):
        with pytest.raises(NoSuchRoom):
            await act(room.id, other.id)
    house.relay.broadcasting.add(room.id)
    await house.rooms.go_live(room.id, host.id)
    for act in (house.rooms.go_live, house.rooms.end, house.rooms.summary):
        with pytest.raises(NotTheHost):
            await act(room.id, other.id)
    assert (await house.rooms.room(room.id, None)).state == "live"


async def test_a_room_that_is_not_there(house: House) -> None:
    host = await house.sign_up("mika")
    for room_id in ("", "nothing", "0" * 26, "'; --", "é" * 26):
        for act in (house.rooms.go_live, house.rooms.end, house.rooms.summary, house.rooms.room):
            with pytest.raises(NoSuchRoom):
                await act(room_id, host.id)


async def test_the_picture_goes_and_comes_back_into_the_same_room(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await house.lose_picture(room.id)
    interrupted = await house.rooms.room(room.id, None)
    assert (interrupted.state, interrupted.interrupted_at) == ("interrupted", house.clock.now())
    house.clock.advance(119)
    await house.rooms.check()
    house.relay.broadcasting.add(room.id)
    await house.rooms.publisher_changed(room.id, online=True)
    await house.settled()
    resumed = await house.rooms.room(room.id, None)
    assert (resumed.state, resumed.interrupted_at, resumed.started_at) == ("live", None, room.started_at)
    house.clock.advance(600)
    await house.rooms.check()
    assert told(house, room.id) == ["live", "interrupted", "live"]


async def test_silence_ends_the_room_when_the_grace_is_over(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await house.lose_picture(room.id)
    house.clock.advance(119.9)
    await house.rooms.check()
    assert (await house.rooms.room(room.id, None)).state == "interrupted"
    house.clock.advance(0.1)
    await house.rooms.check()
    ended = await house.rooms.room(room.id, None)
    assert (ended.state, ended.ended_reason, ended.interrupted_at) == ("ended", "silence", None)
    await house.settled()
    assert told(house, room.id) == ["live", "interrupted", "ended"]
    assert room.id not in house.relay.open


async def test_the_relay_changing_its_mind_too_early_or_too_late_does_no_harm(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    await house.rooms.publisher_changed(room.id, online=True)
    await house.rooms.publisher_changed(room.id, online=False)
    await house.rooms.publisher_changed("0" * 26, online=False)
    assert (await house.rooms.room(room.id, host.id)).state == "preparing"
    house.relay.broadcasting.add(room.id)
    await house.rooms.go_live(room.id, host.id)
    await house.rooms.end(room.id, host.id)
    await house.rooms.publisher_changed(room.id, online=True)
    assert (await house.rooms.room(room.id, None)).state == "ended"


async def test_what_the_relay_forgot_to_tell_is_found_by_the_second_look(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    house.relay.broadcasting.discard(room.id)
    await house.rooms.check()
    assert (await house.rooms.room(room.id, None)).state == "live"
    await house.rooms.check()
    assert (await house.rooms.room(room.id, None)).state == "interrupted"
    house.relay.broadcasting.add(room.id)
    await house.rooms.check()
    await house.rooms.check()
    assert (await house.rooms.room(room.id, None)).state == "live"


async def test_a_check_looks_at_some_of_many_rooms_and_all_have_their_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "CHECKED_AT_ONCE", 2)
    rooms = [await house.go_live(await house.sign_up(f"host{number}")) for number in range(5)]
    late, lost, unheard = rooms[0], rooms[1:4], rooms[4]
    # An end of which neither this process nor its relay was told.
    async with house.database.transaction() as tx:
        ended = {"state": "ended", "ended_at": house.clock.now(), "ended_reason": "host"}
        await tx.execute(store.rooms.update().where(store.rooms.c.id == unheard.id).values(ended))
    await house.lose_picture(late.id)
    house.clock.advance(120)
    for room in lost:
        house.relay.broadcasting.discard(room.id)

    read: list[int] = []
    load = store.load_running_rooms_after

    async def counted(connection: AsyncConnection, host_id: str, rows_max: int) -> list[RoomFacts]:
        found = await load(connection, host_id, rows_max)
        read.append(len(found))
        return found

    monkeypatch.setattr(store, "load_running_rooms_after", counted)
    await house.rooms.check()
    # What is due does not wait for its turn.
    assert (await house.rooms.room(late.id, None)).ended_reason == "silence"
    for _ in range(5):
        await house.rooms.check()
    assert {(await house.rooms.room(room.id, None)).state for room in lost} == {"interrupted"}
    assert unheard.id not in house.relay.open
    assert max(read) == 2


async def test_a_room_never_started_is_cleared_away(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    house.clock.advance(house.settings.preparing_lifetime_s)
    await house.rooms.check()
    assert await house.rooms.mine(host.id) is None
    await house.settled()
    assert room.id not in house.relay.open


async def test_after_a_crash_the_room_waits_with_the_whole_grace(house: House, another_house: Any) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    prepared = await house.prepare(await house.sign_up("ren"))
    house.clock.advance(50)
    await house.kill()
    house.clock.advance(1_000)

    second: House = await another_house()
    await second.settled()
    found = await second.rooms.room(room.id, None)
    assert (found.state, found.interrupted_at, found.started_at) == (
        "interrupted",
        second.clock.now(),
        room.started_at,
    )
    assert second.relay.open == {room.id, prepared.id}
    second.clock.advance(119)
    await second.rooms.check()
    second.relay.broadcasting.add(room.id)
    await second.rooms.publisher_changed(room.id, online=True)
    assert (await second.rooms.room(room.id, None)).state == "live"
    await second.settled()
    assert told(second, room.id)[-1] == "live"


async def test_after_a_crash_an_interrupted_room_has_the_whole_grace_again(house: House, another_house: Any) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await house.lose_picture(room.id)
    await house.kill()
    house.clock.advance(1_000)
    second: House = await another_house()
    await second.rooms.check()
    assert (await second.rooms.room(room.id, None)).state == "interrupted"
    second.clock.advance(120)
    await second.rooms.check()
    assert (await second.rooms.room(room.id, None)).ended_reason == "silence"


async def test_an_end_that_nobody_heard_of_before_the_crash_is_told_by_the_next(
    house: House, another_house: Any
) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await house.supervisor.stop()  # the dispatcher dies first
    await house.rooms.end(room.id, host.id)
    await house.database.close()
    second: House = await another_house()
    assert told(second, room.id) == ["ended"]


async def test_who_deletes_the_account_is_not_on_the_air_any_more(house: House) -> None:
    host, other = await house.sign_up("mika"), await house.sign_up("other")
    room, others = await house.go_live(host), await house.go_live(other)
    until = house.clock.now()
    async with house.database.transaction() as tx:
        tx.emit(AccountLeaving(account_id=host.id, until=until))
    await house.settled()
    rows = await house.rows("SELECT id, state, ended_reason FROM rooms")
    assert {row["id"]: (row["state"], row["ended_reason"]) for row in rows} == {
        room.id: ("ended", "host"),
        others.id: ("live", None),
    }
    assert told(house, room.id)[-1] == "ended"
