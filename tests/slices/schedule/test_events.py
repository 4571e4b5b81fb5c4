"""Events over HTTP: scheduling, changing, cancelling, who sees them, who comes, and what is refused."""

import asyncio
import io
import json
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from livehouse.accounts import AccountDeleted, AccountLeaving
from livehouse.schedule import EventCancelled, EventChanged, EventScheduled, store
from tests.slices.schedule.conftest import ON_SQLITE, OpenSchedule
from tests.slices.schedule.house import ScheduleHouse

FORM = {"title": "Songs at night", "topic": "music", "local_start": "2026-03-16T20:00", "zone": "Asia/Tokyo"}


def error(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    said: dict[str, Any] = answer.json()["error"]
    assert said["message"].endswith(".")
    return said


async def test_an_event_from_form_to_cancellation(house: ScheduleHouse) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    async with house.browser(host) as mine, house.browser(fan) as theirs, house.browser() as anybody:
        form = {**FORM, "title": "  Songs\nat \r\n night ", "description": "One.\r\nTwo.\n", "duration_minutes": 90}
        created = await mine.post("/events", json=form)
        assert created.status_code == 201
        event = created.json()
        assert (event["title"], event["description"], event["duration_minutes"]) == ("Songs at night", "One.\nTwo.", 90)
        assert (event["starts_at"], event["local_start"], event["zone"]) == (
            "2026-03-16T11:00:00Z", "2026-03-16T20:00", "Asia/Tokyo",
        )  # fmt: skip
        assert (event["state"], event["going"], event["is_mine"], event["room_id"]) == ("scheduled", 0, True, None)
        assert event["url"] == f"http://venue.example:8000/event/{event['id']}"

        assert error(await anybody.put(f"/events/{event['id']}/rsvp"), 401)["code"] == "not_signed_in"
        assert error(await mine.put(f"/events/{event['id']}/rsvp"), 409)["code"] == "host_is_going"
        for _ in range(2):
            seen = (await theirs.put(f"/events/{event['id']}/rsvp")).json()
            assert (seen["going"], seen["am_going"], seen["is_mine"]) == (1, True, False)
        assert (await anybody.get(f"/events/{event['id']}")).json() == {**seen, "am_going": False}
        assert [each["id"] for each in (await theirs.get("/me/events")).json()["going"]] == [event["id"]]
        for _ in range(2):
            assert (await theirs.delete(f"/events/{event['id']}/rsvp")).json()["going"] == 0
        await theirs.put(f"/events/{event['id']}/rsvp")

        error(await theirs.patch(f"/events/{event['id']}", json={"title": "Mine"}), 403)
        changed = (await mine.patch(f"/events/{event['id']}", json={"zone": "Europe/Berlin"})).json()
        assert (changed["starts_at"], changed["local_start"]) == ("2026-03-16T19:00:00Z", "2026-03-16T20:00")
        assert (changed["going"], changed["title"]) == (1, "Songs at night")
        same = (await mine.patch(f"/events/{event['id']}", json={"zone": "Europe/Berlin"})).json()
        assert same["updated_at"] == changed["updated_at"]

        error(await theirs.post(f"/events/{event['id']}/cancel", json={"reason": "no"}), 403)
        for reason in ("My voice is gone. Next week!", "Another one"):
            cancelled = (await mine.post(f"/events/{event['id']}/cancel", json={"reason": reason})).json()
            assert (cancelled["state"], cancelled["cancelled_by"]) == ("cancelled", "host")
            assert cancelled["cancel_reason"] == "My voice is gone. Next week!"
        assert error(await theirs.put(f"/events/{event['id']}/rsvp"), 409)["details"] == {"state": "cancelled"}
        assert error(await mine.patch(f"/events/{event['id']}", json={"title": "x"}), 409)["code"] == "event_not_open"
        assert (await anybody.get("/events")).json() == {"events": [], "next_cursor": None}
        past = (await anybody.get("/accounts/mika/events?when=past")).json()["events"]
        assert [each["id"] for each in past] == [event["id"]]
    assert [type(told) for told in house.news] == [EventScheduled, EventChanged, EventCancelled]
    assert house.news[1].changed == ("starts_at",)  # type: ignore[attr-defined]
    # Whoever comes, and the host, hear of it wherever they are.
    assert {account for account, message in house.told if message.event_id == event["id"]} == {host.id, fan.id}


@ON_SQLITE
async def test_what_is_refused_says_what_to_do(house: ScheduleHouse) -> None:
    host = await house.sign_up("mika")
    async with house.browser(host) as mine, house.browser() as anybody:
        error(await anybody.post("/events", json=FORM), 401)
        for changes, code, field in (
            ({"title": " \n "}, "event_title_missing", "title"),
            ({"title": "x" * 81}, "too_long", "title"),
            ({"description": "x" * 2_001}, "too_long", "description"),
            ({"topic": "astrology"}, "unknown_topic", "topic"),
            ({"local_start": "2026-03-14T20:00", "zone": "UTC"}, "event_in_the_past", "local_start"),
            ({"local_start": "2025-03-16T20:00"}, "event_in_the_past", "local_start"),
            ({"local_start": "0001-01-01T00:00"}, "event_in_the_past", "local_start"),
            ({"local_start": "2031-03-14T20:00"}, "event_too_far_ahead", "local_start"),
            ({"local_start": "9999-12-31T23:59", "zone": "America/New_York"}, "event_too_far_ahead", "local_start"),
            ({"local_start": "soon"}, "time_unreadable", "local_start"),
            ({"zone": "Mars/Olympus"}, "unknown_zone", "zone"),
            ({"local_start": "2026-03-29T02:30", "zone": "Europe/Berlin"}, "no_such_hour", "local_start"),
            ({"local_start": "2026-10-25T02:30", "zone": "Europe/Berlin"}, "hour_comes_twice", "occurrence"),
            ({"duration_minutes": 0}, "event_duration_invalid", "duration_minutes"),
            ({"duration_minutes": 721}, "event_duration_invalid", "duration_minutes"),
            ({"duration_minutes": 10**12}, "bad_input", "duration_minutes"),
            ({"audience": "nobody"}, "bad_input", "audience"),
            ({"surprise": 1}, "bad_input", "surprise"),
        ):
            said = error(await mine.post("/events", json={**FORM, **changes}), 400)
            assert (said["code"], said["field"]) == (code, field)
        second = {**FORM, "local_start": "2026-10-25T02:30", "zone": "Europe/Berlin", "occurrence": "second"}
        event = (await mine.post("/events", json=second)).json()
        assert event["starts_at"] == "2026-10-25T01:30:00Z"
        # Another hour of that day needs no such word any more; this one still does.
        moved = (await mine.patch(f"/events/{event['id']}", json={"local_start": "2026-10-25T04:00"})).json()
        assert (moved["starts_at"], moved["occurrence"]) == ("2026-10-25T03:00:00Z", "first")
        for path in ("/events/nonsense", f"/events/{'0' * 26}", "/events/%E2%80%8B"):
            assert error(await anybody.get(path), 404)["code"] == "no_such_event"
        for cursor in (
            "x",
            "f~20260316T110000",
            "o~yesterday~" + event["id"],
            "u~20260316T110000~" + event["id"],
            "~~",
        ):
            assert error(await anybody.get("/events", params={"cursor": cursor}), 400)["code"] == "bad_cursor"


@ON_SQLITE
async def test_more_of_them_than_anybody_needs(another_house: OpenSchedule) -> None:
    house = await another_house(event_changes_per_hour=1_000, events_upcoming_max=4)
    host = await house.sign_up("mika")
    async with house.browser(host) as mine:
        answers = [
            await mine.post("/events", json={**FORM, "local_start": f"2026-04-{n:02}T20:00"}) for n in range(1, 7)
        ]
        assert [answer.status_code for answer in answers] == [201] * 4 + [409] * 2
        assert error(answers[-1], 409)["code"] == "too_many_events"
    house = await another_house(event_changes_per_hour=2)
    other = await house.sign_up("sora")
    async with house.browser(other) as theirs:
        form = {**FORM, "local_start": "2026-05-01T20:00"}
        for _ in range(2):
            created = (await theirs.post("/events", json=form)).json()
            await theirs.post(f"/events/{created['id']}/cancel", json={})
        said = error(await theirs.post("/events", json=form), 429)
        assert said["details"]["retry_after_s"] > 0


async def test_one_cannot_be_in_two_lives_at_once(house: ScheduleHouse) -> None:
    host = await house.sign_up("mika")
    async with house.browser(host) as mine:
        # A button pressed twice: one of them is the event, and the other is told so.
        answers = await asyncio.gather(*(mine.post("/events", json=FORM) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        event = next(answer for answer in answers if answer.status_code == 201).json()
        refused = next(answer for answer in answers if answer.status_code == 409)
        assert error(refused, 409)["details"] == {"event_id": event["id"], "title": "Songs at night"}
        within = {**FORM, "local_start": "2026-03-16T20:59", "title": "Another"}
        assert error(await mine.post("/events", json=within), 409)["code"] == "events_overlap"
        after = (await mine.post("/events", json={**within, "local_start": "2026-03-16T21:00"})).json()
        longer = await mine.patch(f"/events/{event['id']}", json={"duration_minutes": 61})
        assert error(longer, 409)["details"]["event_id"] == after["id"]
        await mine.post(f"/events/{after['id']}/cancel", json={})
        assert (await mine.patch(f"/events/{event['id']}", json={"duration_minutes": 61})).status_code == 200


async def test_who_sees_what(house: ScheduleHouse) -> None:
    mika, sora = await house.sign_up("mika"), await house.sign_up("sora")
    ren, child = await house.sign_up("ren"), await house.sign_up("kid", born=date(2012, 1, 1))
    await house.accounts.follow(ren.id, "mika")
    for_all = await house.plan(sora, "2026-03-16T20:00", title="For all")
    for_followers = await house.plan(mika, "2026-03-17T20:00", title="For followers", audience="followers")
    for_adults = await house.plan(sora, "2026-03-15T20:00", title="For adults", audience="adults")
    public_of_mika = await house.plan(mika, "2026-03-18T20:00", title="For all, too")

    async def titles(of: httpx.AsyncClient, path: str) -> list[str]:
        return [each["title"] for each in (await of.get(path)).json()["events"]]

    async with (
        house.browser(ren) as follower,
        house.browser(child) as minor,
        house.browser(sora) as host,
        house.browser() as anybody,
    ):
        # Those of the followed first, then everybody's; in both the next first.
        assert await titles(follower, "/events") == ["For followers", "For all, too", "For adults", "For all"]
        assert await titles(anybody, "/events") == ["For all", "For all, too"]
        assert await titles(minor, "/events") == ["For all", "For all, too"]
        assert await titles(host, "/events") == ["For adults", "For all", "For all, too"]
        assert await titles(anybody, "/events?topic=dance") == []
        assert await titles(anybody, "/accounts/mika/events") == ["For all, too"]
        assert await titles(follower, "/accounts/mika/events") == ["For followers", "For all, too"]

        said = error(await anybody.get(f"/events/{for_followers.id}"), 403)
        assert (said["code"], said["details"]) == ("event_for_followers", {"handle": "mika"})
        assert error(await minor.get(f"/events/{for_adults.id}"), 403)["code"] == "event_for_adults"
        assert error(await minor.put(f"/events/{for_adults.id}/rsvp"), 403)["code"] == "event_for_adults"
        for path in ("calendar.ics", "cover"):
            error(await anybody.get(f"/events/{for_followers.id}/{path}"), 403)

        # Whoever follows no longer comes no longer to what is for followers, and still to the rest.
        for event in (for_followers, public_of_mika):
            assert (await follower.put(f"/events/{event.id}/rsvp")).json()["going"] == 1
        await house.accounts.unfollow(ren.id, "mika")
        await house.settled()
        assert [each["title"] for each in (await follower.get("/me/events")).json()["going"]] == ["For all, too"]
    found = await house.schedule.find([for_adults.id, for_followers.id, for_all.id, "nonsense"], None)
    assert [event.id for event in found] == [for_all.id]


async def test_who_follows_a_great_many_sees_what_is_coming_up(house: ScheduleHouse) -> None:
    mika, ren = await house.sign_up("mika"), await house.sign_up("ren")
    await house.plan(mika, title="Songs")
    # More than either store takes as single parameters.
    many = [house.ids.new() for _ in range(70_000)]
    async with house.database.read() as connection:
        near = await store.load_upcoming(connection, house.clock.now(), host_ids=[*many, mika.id], rows_max=5)
        others = await store.load_upcoming(connection, house.clock.now(), but_host_ids=[*many, mika.id], rows_max=5)
        rest = await store.load_upcoming(connection, house.clock.now(), but_host_ids=[*many, ren.id], rows_max=5)
    assert ([one.title for one in near], others, [one.title for one in rest]) == (["Songs"], [], ["Songs"])


async def test_pages_of_the_list_leave_nothing_out_and_repeat_nothing(another_house: OpenSchedule) -> None:
    house = await another_house(events_listed_max=3)
    mika, sora, ren = [await house.sign_up(name) for name in ("mika", "sora", "ren")]
    await house.accounts.follow(ren.id, "mika")
    expected = []
    for host in (mika, sora):
        expected += [(await house.plan(host, f"2026-03-{16 + day}T20:00")).id for day in range(4)]
    async with house.browser(ren) as theirs:
        seen: list[str] = []
        cursor: dict[str, str] = {}
        for _ in range(6):
            page = (await theirs.get("/events", params=cursor)).json()
            assert len(page["events"]) <= 3
            seen += [event["id"] for event in page["events"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert seen == expected
        pages = [(await theirs.get("/accounts/mika/events")).json()]
        pages.append((await theirs.get("/accounts/mika/events", params={"cursor": pages[0]["next_cursor"]})).json())
        assert [event["id"] for page in pages for event in page["events"]] == expected[:4]


@ON_SQLITE
async def test_a_host_who_may_not_go_live_then(house: ScheduleHouse) -> None:
    mika, sora = await house.sign_up("mika"), await house.sign_up("sora")
    nobody_yet = await house.sign_up("newcomer", may_go_live=False)
    async with house.browser(nobody_yet) as theirs:
        assert error(await theirs.post("/events", json=FORM), 403)["code"] == "no_live_access"
    soon = await house.plan(mika, "2026-03-16T20:00")
    later = await house.plan(mika, "2026-04-16T20:00")
    until = house.clock.now() + timedelta(days=7)
    await house.moderation.decide(mika.id, "suspend", reason="Spam.", until=until, operator_id=None)
    await house.settled()
    async with house.browser() as anybody:
        suspended = (await anybody.get(f"/events/{soon.id}")).json()
        assert (suspended["state"], suspended["cancelled_by"]) == ("cancelled", "platform")
        assert suspended["cancel_reason"] is None
        assert (await anybody.get(f"/events/{later.id}")).json()["state"] == "scheduled"
        await house.moderation.decide(mika.id, "ban", reason="Spam.", operator_id=None)
        await house.settled()
        assert (await anybody.get(f"/events/{later.id}")).json()["state"] == "cancelled"
        assert (await anybody.get("/events")).json()["events"] == []

        leaving = await house.plan(sora)
        async with house.database.transaction() as tx:
            tx.emit(AccountLeaving(account_id=sora.id, until=until))
        await house.settled()
        assert (await anybody.get(f"/events/{leaving.id}")).json()["state"] == "cancelled"
    assert [told.by for told in await house.told_of(EventCancelled)] == ["platform"] * 3


async def test_accounts_take_their_events_along(house: ScheduleHouse) -> None:
    mika, ren = await house.sign_up("mika"), await house.sign_up("ren")
    event, other = await house.plan(mika), await house.plan(ren, "2026-03-20T20:00")
    await house.schedule.say_going(event.id, ren.id)
    await house.schedule.say_going(other.id, mika.id)
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(picture, "PNG")
    async with house.browser(mika) as mine, house.browser() as anybody:
        covered = (await mine.put(f"/events/{event.id}/cover", content=picture.getvalue())).json()
        address = covered["cover_url"].removeprefix("/api/v1")
        shown = await anybody.get(address)
        assert (shown.headers["content-type"], Image.open(io.BytesIO(shown.content)).size) == (
            "image/webp",
            (1200, 675),
        )
        assert error(await mine.put(f"/events/{event.id}/cover", content=b"no"), 400)["code"] == "picture_unreadable"
        exported = await house.schedule.export(mika.id)
        assert [each["title"] for each in exported["hosted"]] == ["Songs at night"]  # type: ignore[attr-defined]
        assert [each["event"] for each in exported["going"]] == [other.id]  # type: ignore[attr-defined]
        json.dumps(exported, default=str)

        for _ in range(2):
            async with house.database.transaction() as tx:
                tx.emit(AccountDeleted(account_id=mika.id))
            await house.settled()
        error(await anybody.get(f"/events/{event.id}"), 404)
        assert (await anybody.get(f"/events/{other.id}")).json()["going"] == 0
    assert await house.rows("SELECT * FROM event_rsvps") == []
    assert [row["id"] for row in await house.rows("SELECT id FROM events")] == [other.id]
    assert not list((house.settings.data / "files" / "events").rglob("*.webp"))


@ON_SQLITE
async def test_what_is_told_to_a_page_that_asks_for_who_comes(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    event = await house.plan(mika)
    guests = [await house.sign_up(f"guest_{n}") for n in range(3)]
    for guest in guests:
        await house.schedule.say_going(event.id, guest.id)
    facts = await house.schedule.facts(event.id)
    assert facts is not None
    assert await house.schedule.going_to(facts) == (sorted(guest.id for guest in guests), None)
    page = [facts.id for facts in await house.schedule.to_come()]
    assert page == [event.id]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_a_crowd_that_says_yes_at_once_is_counted_right(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    event = await house.plan(mika)
    guests = [await house.sign_up(f"guest_{n}") for n in range(6)]
    said = [house.schedule.say_going(event.id, guest.id) for guest in guests for _ in range(2)]
    await asyncio.gather(*said)
    await asyncio.gather(*(house.schedule.say_not_going(event.id, guest.id) for guest in guests[:2]))
    assert (await house.schedule.event(event.id, None)).going == 4
    assert len(await house.rows("SELECT * FROM event_rsvps")) == 4
