"""An event and its LIVE: begun by its host, followed to its end, missed, and what else a host may do meanwhile."""

from datetime import timedelta
from typing import Any

import httpx

from livehouse.rooms import AutoLive
from livehouse.schedule import Change, EventBegan, EventEnded, EventMessage
from tests.slices.schedule.conftest import ON_SQLITE, OpenSchedule
from tests.slices.schedule.house import ScheduleHouse

TONIGHT = "2026-03-14T20:20"  # twenty minutes after the clock begins


async def state(of: httpx.AsyncClient, event_id: str) -> str:
    return str((await of.get(f"/events/{event_id}")).json()["state"])


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


async def test_an_event_becomes_a_live_and_is_over_with_it(house: ScheduleHouse) -> None:
    mika, ren = await house.sign_up("mika"), await house.sign_up("ren")
    event = await house.plan(mika, TONIGHT, description="All of them.")
    await house.schedule.say_going(event.id, ren.id)
    async with house.browser(mika) as mine, house.browser(ren) as theirs:
        due = (await mine.get("/me/events")).json()["due"]
        assert (due["id"], due["state"]) == (event.id, "due")
        assert (await theirs.get("/me/events")).json()["due"] is None
        form = {name: due[name] for name in ("title", "topic", "audience")}
        room = (await mine.post("/rooms", json=form)).json()
        for _ in range(2):
            linked = (await mine.put(f"/events/{event.id}/room", json={"room_id": room["id"]})).json()
            # Nobody may know of a room that is being prepared.
            assert (linked["state"], linked["room_id"]) == ("due", None)
        await house.settled()
        assert await house.told_of(EventBegan) == []

        house.relay.broadcasting.add(room["id"])
        assert (await mine.post(f"/rooms/{room['id']}/start")).status_code == 200
        began = await house.told_of(EventBegan)
        assert [(told.event_id, told.room_id) for told in began] == [(event.id, room["id"])]
        seen = (await theirs.get(f"/events/{event.id}")).json()
        assert (seen["state"], seen["room_id"], seen["going"]) == ("live", room["id"], 1)
        assert code(await theirs.put(f"/events/{event.id}/rsvp")) == "event_not_open"
        assert code(await mine.post(f"/events/{event.id}/cancel", json={})) == "event_not_open"
        assert (await mine.get("/me/events")).json()["due"] is None
        # Those who come are led there at once.
        message = EventMessage(event_id=event.id, state="live", room_id=room["id"])
        assert [told for told in house.told if told == (ren.id, message)] == [(ren.id, message)]

        house.clock.advance(600)
        await mine.post(f"/rooms/{room['id']}/end")
        await house.settled()
        over = (await theirs.get(f"/events/{event.id}")).json()
        assert (over["state"], over["room_id"]) == ("over", room["id"])
        assert (await theirs.get("/me/events")).json()["going"] == []
        # Its host has ended it: that it could go on is not offered.
        assert (await mine.get("/me/events")).json()["due"] is None
    assert [told.room_id for told in await house.told_of(EventEnded)] == [room["id"]]


@ON_SQLITE
async def test_a_live_that_broke_off_goes_on_in_another_one(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    event = await house.plan(mika, TONIGHT)
    async with house.browser(mika) as mine, house.browser() as anybody:
        first = await house.go_live(mika)
        assert (await mine.put(f"/events/{event.id}/room", json={"room_id": first.id})).json()["state"] == "live"
        await house.lose_picture(first.id)
        house.clock.advance(121)
        await house.rooms.check()
        await house.settled()
        assert await state(anybody, event.id) == "over"
        assert (await mine.get("/me/events")).json()["due"]["id"] == event.id

        # One that is prepared and given up changes nothing.
        given_up = await house.prepare(mika)
        await mine.put(f"/events/{event.id}/room", json={"room_id": given_up.id})
        await mine.post(f"/rooms/{given_up.id}/end")
        await house.settled()
        assert (await anybody.get(f"/events/{event.id}")).json()["room_id"] == first.id

        second = await house.prepare(mika)
        await mine.put(f"/events/{event.id}/room", json={"room_id": second.id})
        house.relay.broadcasting.add(second.id)
        await mine.post(f"/rooms/{second.id}/start")
        await house.settled()
        again = (await anybody.get(f"/events/{event.id}")).json()
        assert (again["state"], again["room_id"]) == ("live", second.id)
        await mine.post(f"/rooms/{second.id}/end")
        await house.settled()
        assert await state(anybody, event.id) == "over"
    # It began once.
    assert [told.room_id for told in await house.told_of(EventBegan)] == [first.id]


@ON_SQLITE
async def test_an_event_is_missed_when_its_time_goes_by(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    event = await house.plan(mika, TONIGHT, duration_minutes=5)
    async with house.browser(mika) as mine, house.browser() as anybody:
        house.clock.advance(20 * 60 + 29 * 60)
        # Late is not missed, even of a short one.
        assert await state(anybody, event.id) == "due"
        assert len((await anybody.get("/events")).json()["events"]) == 1
        house.clock.advance(60)
        assert await state(anybody, event.id) == "missed"
        assert (await anybody.get("/events")).json()["events"] == []
        room = await house.go_live(mika)
        refused = await mine.put(f"/events/{event.id}/room", json={"room_id": room.id})
        assert code(refused) == "event_not_open"
        assert (await mine.get("/me/events")).json() == {"hosting": [], "going": [], "due": None}


@ON_SQLITE
async def test_a_live_beside_the_event_is_not_the_event(house: ScheduleHouse) -> None:
    mika, sora = await house.sign_up("mika"), await house.sign_up("sora")
    event = await house.plan(mika, "2026-03-14T22:00")
    others = await house.go_live(sora)
    async with house.browser(mika) as mine, house.browser(sora) as theirs, house.browser() as anybody:
        room = await house.go_live(mika)
        early = await mine.put(f"/events/{event.id}/room", json={"room_id": room.id})
        assert code(early) == "event_not_due"
        assert early.json()["error"]["details"] == {"due_from": "2026-03-14T21:30:00+00:00"}
        house.clock.advance(5_400)
        await house.settled()
        assert await state(anybody, event.id) == "due"

        async def link(by: httpx.AsyncClient, room_id: str) -> str:
            return code(await by.put(f"/events/{event.id}/room", json={"room_id": room_id}))

        assert await link(theirs, others.id) == "not_the_events_host"
        assert await link(mine, others.id) == "no_such_room"
        assert await link(mine, "nonsense") == "no_such_room"
        await mine.post(f"/rooms/{room.id}/end")
        assert await link(mine, room.id) == "room_ended"
        narrow = await house.prepare(mika, audience="followers")
        assert await link(mine, narrow.id) == "room_too_narrow"

        # What was chosen can be taken back before it begins.
        house.clock.advance(10)
        chosen = await house.prepare(mika)
        await mine.put(f"/events/{event.id}/room", json={"room_id": chosen.id})
        assert (await mine.delete(f"/events/{event.id}/room")).json()["state"] == "due"
        house.relay.broadcasting.add(chosen.id)
        await mine.post(f"/rooms/{chosen.id}/start")
        await house.settled()
        assert await state(anybody, event.id) == "due"
        # And the LIVE that is on anyway can be made the event after all.
        assert (await mine.put(f"/events/{event.id}/room", json={"room_id": chosen.id})).json()["state"] == "live"
    assert [told.room_id for told in await house.told_of(EventBegan)] == [chosen.id]


@ON_SQLITE
async def test_an_event_that_was_put_off_does_not_begin_with_what_was_prepared_for_it(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    event = await house.plan(mika, TONIGHT)
    room = await house.prepare(mika)
    await house.schedule.link_room(event.id, mika.id, room.id)
    await house.schedule.change(event.id, mika.id, Change(local_start="2026-03-21T20:00"))
    house.relay.broadcasting.add(room.id)
    await house.rooms.go_live(room.id, mika.id)
    assert await house.told_of(EventBegan) == []
    assert (await house.schedule.event(event.id, None)).state == "scheduled"


async def test_one_live_is_one_event_at_a_time(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    one = await house.plan(mika, TONIGHT, duration_minutes=10)
    other = await house.plan(mika, "2026-03-14T20:30", duration_minutes=10)
    room = await house.go_live(mika)
    async with house.browser(mika) as mine:
        for event in (one, other):
            assert (await mine.put(f"/events/{event.id}/room", json={"room_id": room.id})).json()["state"] == "live"
        assert await state(mine, one.id) == "over"
    assert [told.event_id for told in await house.told_of(EventBegan)] == [one.id, other.id]


@ON_SQLITE
async def test_an_encoder_that_goes_live_by_itself_begins_the_event_that_is_due(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    event = await house.plan(mika, TONIGHT)

    async def encode(audience: Any) -> str:
        auto = AutoLive(title="From OBS", topic="music", audience=audience)
        room = await house.rooms._lifecycle.create(
            mika.id, title=auto.title, topic="music", audience=audience, source="encoder", starts_itself=True
        )
        house.relay.broadcasting.add(room.id)
        await house.rooms.publisher_changed(room.id, online=True)
        await house.settled()
        return room.id

    narrow = await encode("followers")
    assert (await house.schedule.event(event.id, None)).state == "due"
    await house.rooms.end(narrow, mika.id)
    room_id = await encode("everyone")
    begun = await house.schedule.event(event.id, None)
    assert (begun.state, begun.room_id) == ("live", room_id)


async def test_what_was_told_to_nobody_is_found(another_house: OpenSchedule) -> None:
    """The process dies between a room's step and the event's; whoever looks next puts it right, once."""
    first = await another_house()
    mika = await first.sign_up("mika")
    event = await first.plan(mika, TONIGHT)
    room = await first.prepare(mika)
    await first.schedule.link_room(event.id, mika.id, room.id)
    first.relay.broadcasting.add(room.id)
    first.events._handlers.clear()
    await first.rooms.go_live(room.id, mika.id)
    await first.settled()
    assert (await first.schedule.event(event.id, None)).state == "due"
    second = await another_house()
    second.relay.broadcasting.add(room.id)
    for _ in range(2):
        await second.schedule._stage.mend()
    assert (await second.schedule.event(event.id, None)).state == "live"
    assert [told.room_id for told in await second.told_of(EventBegan)] == [room.id]
    second.events._handlers.clear()
    await second.rooms.end(room.id, mika.id)
    await second.settled()
    third = await another_house(has_relay=False)
    third.clock.advance(30)
    await third.schedule._stage.mend()
    over = await third.schedule.event(event.id, None)
    assert over.state == "over"
    assert over.ended_at == third.clock.now() - timedelta(seconds=30)
