"""Calendar files, as an independent reader of them (vobject) understands them, and the addresses of feeds."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

import pytest
import vobject

from livehouse.schedule import Change, calendars
from livehouse.schedule.calendar import Entry, write_calendar
from tests.slices.schedule.conftest import ON_SQLITE
from tests.slices.schedule.house import ScheduleHouse


def read(text: str) -> Any:
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75  # octets, RFC 5545, section 3.1
    return vobject.readOne(text)


def by_title(calendar: Any) -> dict[str, Any]:
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


@ON_SQLITE
async def test_a_file_that_calendars_open(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    title = "Songs; at, night\\ with “Ren”\nBEGIN:VALARM 夜の歌 🎤 " + "é" * 20
    event = await house.plan(
        mika, "2026-03-28T20:30", "Europe/Berlin", title=title, description="One.\nTwo; three, four.\r\nEND:VCALENDAR"
    )
    async with house.browser() as anybody:
        answer = await anybody.get(f"/events/{event.id}/calendar.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        calendar = read(answer.text)
        assert calendar.method.value == "PUBLISH"
        (written,) = calendar.vevent_list
        assert written.summary.value == event.title
        assert "\n" not in event.title
        link = f"http://venue.example:8000/event/{event.id}"
        assert written.description.value == f"One.\nTwo; three, four.\nEND:VCALENDAR\n\n{link}"
        assert written.url.value == link
        assert written.dtstart.value.astimezone(UTC) == event.starts_at
        assert written.dtend.value.astimezone(UTC) == event.starts_at + timedelta(minutes=60)
        # On the host's wall clock, with the zone's rules in the file.
        assert "DTSTART;TZID=Europe/Berlin:20260328T203000" in answer.text
        assert [zone.tzid.value for zone in calendar.vtimezone_list] == ["Europe/Berlin"]
        alarms = [alarm.trigger.value for alarm in written.valarm_list]
        assert alarms == [timedelta(days=-1), timedelta(minutes=-10)]
        assert {alarm.action.value for alarm in written.valarm_list} == {"DISPLAY"}
        assert (written.status.value, written.sequence.value) == ("CONFIRMED", "0")
        uid = written.uid.value

        # The night on which clocks go forward: three hours of event, two hours more on the wall.
        await house.schedule.change(event.id, mika.id, Change(local_start="2026-03-29T00:30", duration_minutes=180))
        moved = read((await anybody.get(f"/events/{event.id}/calendar.ics")).text).vevent
        assert (moved.uid.value, moved.sequence.value) == (uid, "1")
        assert moved.dtstart.value.astimezone(UTC).isoformat() == "2026-03-28T23:30:00+00:00"
        assert (moved.dtend.value - moved.dtstart.value).total_seconds() == 4 * 3_600
        assert moved.dtend.value.astimezone(UTC).isoformat() == "2026-03-29T02:30:00+00:00"

        await house.schedule.cancel(event.id, mika.id, "No voice.")
        off = read((await anybody.get(f"/events/{event.id}/calendar.ics")).text).vevent
        assert (off.uid.value, off.status.value, off.sequence.value) == (uid, "CANCELLED", "2")
        assert off.description.value.startswith("No voice.\n\n")
        assert "valarm" not in off.contents


@ON_SQLITE
async def test_zones_are_written_so_that_another_reader_finds_the_moment(house: ScheduleHouse) -> None:
    mika = await house.sign_up("mika")
    expected = {}
    for number, (local, zone) in enumerate(
        [
            ("2026-03-29T03:00", "Europe/Berlin"),
            ("2026-10-25T01:59", "Europe/Berlin"),
            ("2026-10-25T03:00", "Europe/Berlin"),
            ("2026-07-01T20:00", "America/New_York"),
            ("2026-12-01T20:00", "Australia/Lord_Howe"),
            ("2026-06-01T09:15", "Asia/Kathmandu"),
            ("2026-06-02T09:15", "UTC"),
        ]
    ):
        event = await house.plan(mika, local, zone, title=f"Event {number}", duration_minutes=30)
        expected[event.title] = event.starts_at
    twice = await house.plan(mika, "2026-11-01T01:30", "America/New_York", title="Twice", occurrence="second")
    expected["Twice"] = twice.starts_at
    async with house.browser() as anybody:
        answer = await anybody.get("/accounts/mika/events.ics")
        calendar = read(answer.text)
        found = {title: event.dtstart.value.astimezone(UTC) for title, event in by_title(calendar).items()}
        assert found == expected
        # The second of an hour that comes twice can only be said in UTC.
        assert "DTSTART:20261101T063000Z" in answer.text
        zones = [zone.tzid.value for zone in calendar.vtimezone_list]
        assert sorted(zones) == ["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin"]


async def test_what_only_some_may_see_is_in_no_public_calendar(house: ScheduleHouse) -> None:
    mika, ren, sora = [await house.sign_up(name) for name in ("mika", "ren", "sora")]
    await house.accounts.follow(ren.id, "mika")
    await house.plan(mika, "2026-03-16T20:00", title="For all")
    inner = await house.plan(mika, "2026-03-17T20:00", title="For followers", audience="followers")
    await house.plan(sora, "2026-03-18T20:00", title="Of Sora")
    await house.schedule.say_going(inner.id, ren.id)
    async with house.browser(ren) as theirs, house.browser() as calendar_program:

        async def titles(path: str) -> set[str]:
            answer = await calendar_program.get(path)
            assert answer.status_code == 200, answer.text
            return set(by_title(read(answer.text)))

        assert await titles("/accounts/mika/events.ics") == {"For all"}
        assert (await calendar_program.get("/accounts/nobody/events.ics")).status_code == 404
        mine = (await theirs.get("/me/calendar")).json()
        assert mine == (await theirs.get("/me/calendar")).json()
        assert mine["url"] == f"http://venue.example:8000/api/v1/calendars/{mine['key']}.ics"
        own = mine["url"].removeprefix("http://venue.example:8000/api/v1")
        assert await titles(own) == {"For followers"}
        assert await titles(f"/accounts/mika/events.ics?key={mine['key']}") == {"For all", "For followers"}
        assert await titles(f"/events/{inner.id}/calendar.ics?key={mine['key']}") == {"For followers"}
        # Nothing that one could make up, and no other's number or key.
        key = mine["key"]
        for wrong in (key[:-1], key + "0", sora.id + key[26:], f"{ren.id}2{key[27:]}", "x", ren.id, "0" * 60, "é" * 60):
            for path in (f"/calendars/{wrong}.ics", f"/accounts/mika/events.ics?key={wrong}"):
                refused = await calendar_program.get(path)
                assert (refused.status_code, refused.json()["error"]["code"]) == (404, "no_such_calendar")
        # Whoever follows no longer sees it no longer, and another address ends the one before.
        await house.accounts.unfollow(ren.id, "mika")
        await house.settled()
        assert await titles(f"/accounts/mika/events.ics?key={key}") == {"For all"}
        renewed = (await theirs.post("/me/calendar/renewal")).json()
        assert renewed["key"] != key
        assert (await calendar_program.get(own)).status_code == 404
        assert (await calendar_program.get(f"/calendars/{renewed['key']}.ics")).status_code == 200


@ON_SQLITE
async def test_a_feed_is_written_again_when_there_is_something_new_in_it(
    house: ScheduleHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    mika, ren = await house.sign_up("mika"), await house.sign_up("ren")
    event = await house.plan(mika, "2026-03-16T20:00", title="Songs")
    written: list[int] = []

    def counted(entries: Sequence[Entry], *, name: str | None) -> bytes:
        written.append(len(entries))
        return write_calendar(entries, name=name)

    monkeypatch.setattr(calendars, "write_calendar", counted)
    async with house.browser() as calendar_program:

        async def feed() -> str:
            return (await calendar_program.get("/accounts/mika/events.ics")).text

        first = await feed()
        await house.schedule.say_going(event.id, ren.id)
        assert await feed() == first
        assert written == [1]
        await house.schedule.change(event.id, mika.id, Change(title="Dances"))
        assert set(by_title(read(await feed()))) == {"Dances"}
