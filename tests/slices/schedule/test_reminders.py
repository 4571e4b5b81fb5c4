"""Reminders a day and ten minutes before: once each, whatever dies, however late, and whatever the zone's rules do."""

import asyncio
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from livehouse.schedule import Change, Event, EventChanged, EventReminderDue, EventScheduled
from tests.slices.schedule.conftest import ON_SQLITE, OpenSchedule
from tests.slices.schedule.house import ScheduleHouse

DAY_S, HOUR_S, MINUTE_S = 86_400, 3_600, 60


async def leads(house: ScheduleHouse) -> list[str]:
    return [told.lead for told in await house.told_of(EventReminderDue)]


async def test_each_reminder_is_told_once_by_however_many_processes(another_house: OpenSchedule) -> None:
    houses = [await another_house(has_relay=number == 0) for number in range(3)]
    house = houses[0]
    host = await house.sign_up("mika")
    event = await house.plan(host, "2026-03-16T20:00")

    async def told() -> list[str]:
        await asyncio.gather(*(each.look() for each in houses))
        return [lead for each in houses for lead in await leads(each)]

    house.clock.advance(DAY_S - 1)
    assert await told() == []
    house.clock.advance(1)
    assert await told() == ["day"]
    # One of them dies, and another one takes its place.
    await houses.pop().kill()
    houses.append(await another_house(has_relay=False))
    house.clock.advance(DAY_S - 10 * MINUTE_S)
    assert sorted(await told()) in (["day", "ten_minutes"], ["ten_minutes"])
    house.clock.advance(HOUR_S)
    before = await told()
    assert await told() == before
    reminders = [each for house in houses for each in await house.told_of(EventReminderDue)]
    assert {each.starts_at for each in reminders} == {event.starts_at}


async def test_a_reminder_that_was_written_is_told_by_the_next_process(another_house: OpenSchedule) -> None:
    first = await another_house()
    host = await first.sign_up("mika")
    event = await first.plan(host)
    first.clock.advance(DAY_S)
    # It dies between the commit and telling.
    await first.supervisor.stop()
    await first.schedule.reminders.look()
    await first.kill()
    assert [type(told) for told in first.news] == [EventScheduled]
    second = await another_house()
    await second.look()
    assert [(told.event_id, told.lead) for told in await second.told_of(EventReminderDue)] == [(event.id, "day")]


@ON_SQLITE
async def test_what_was_missed_is_told_while_it_helps(house: ScheduleHouse) -> None:
    host = await house.sign_up("mika")

    async def after(seconds: float, event: Event) -> list[str]:
        """What is told when the platform was away from now until then."""
        house.news.clear()
        house.clock.advance(seconds)
        await house.look()
        assert {told.event_id for told in house.news} <= {event.id}
        told = await leads(house)
        left = (event.starts_at - house.clock.now()).total_seconds()
        house.clock.advance(max(0, left) + 12 * HOUR_S)
        await house.look()
        return told

    def in_two_days() -> str:
        return (house.clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")

    # Some hours late, only the last one of both, and none of what is on already.
    assert await after(DAY_S + 5 * HOUR_S, await house.plan(host, in_two_days())) == ["day"]
    assert await after(2 * DAY_S - 30 * MINUTE_S, await house.plan(host, in_two_days())) == []
    assert await after(2 * DAY_S - 5 * MINUTE_S, await house.plan(host, in_two_days())) == ["ten_minutes"]
    assert await after(2 * DAY_S, await house.plan(host, in_two_days())) == []


@ON_SQLITE
async def test_no_reminder_of_what_one_just_heard_of_nor_of_what_will_not_be(house: ScheduleHouse) -> None:
    host = await house.sign_up("mika")
    tonight = await house.plan(host, "2026-03-14T21:00")
    await house.look()
    assert await leads(house) == []
    house.clock.advance(51 * MINUTE_S)
    await house.look()
    assert await leads(house) == ["ten_minutes"]
    house.news.clear()

    house.clock.advance(DAY_S)
    for act in ("cancel", "begin"):
        event = await house.plan(host, (house.clock.now() + timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M"))
        if act == "cancel":
            await house.schedule.cancel(event.id, host.id, "")
        else:
            room = await house.go_live(host)
            await house.schedule.link_room(event.id, host.id, room.id)
        house.clock.advance(15 * MINUTE_S)
        await house.look()
        assert await leads(house) == []
        house.clock.advance(DAY_S)
    assert (await house.schedule.event(tonight.id, None)).state == "missed"


@ON_SQLITE
async def test_another_time_has_its_own_reminders(house: ScheduleHouse) -> None:
    host = await house.sign_up("mika")
    event = await house.plan(host, "2026-03-16T20:00")
    house.clock.advance(DAY_S)
    await house.look()
    await house.schedule.change(event.id, host.id, Change(local_start="2026-03-18T20:00"))
    house.clock.advance(DAY_S)
    await house.look()
    assert await leads(house) == ["day"]
    house.clock.advance(DAY_S)
    await house.look()
    first, second = await house.told_of(EventReminderDue)
    assert (first.lead, second.lead) == ("day", "day")
    assert second.starts_at - first.starts_at == timedelta(days=2)


async def test_when_the_rules_of_a_zone_change_the_event_follows_its_wall_clock(another_house: OpenSchedule) -> None:
    first = await another_house()
    host = await first.sign_up("mika")
    event = await first.plan(host, "2026-06-16T20:00", zone="Europe/Berlin")
    steady = await first.plan(host, "2026-06-17T20:00", zone="Europe/Berlin")
    assert event.starts_at == datetime(2026, 6, 16, 18, 0, tzinfo=UTC)
    # As if it had been made by data in which Berlin knew no summer time.
    async with first.database.transaction() as tx:
        moved = "UPDATE events SET starts_at = :at, closes_at = :until, day_reminder_at = :day WHERE id = :id"
        times = {
            "at": event.starts_at + timedelta(hours=1),
            "until": event.closes_at + timedelta(hours=1),
            "day": event.starts_at - timedelta(hours=23),
        }
        if first.database.is_sqlite:
            written = {name: at.strftime("%Y-%m-%d %H:%M:%S.%f") for name, at in times.items()}
        else:
            written = times  # type: ignore[assignment]
        await tx.execute(sa.text(moved).bindparams(id=event.id, **written))
    houses = [first, await another_house(has_relay=False)]
    assert (await first.schedule.event(event.id, None)).starts_at == event.starts_at + timedelta(hours=1)
    settled = await asyncio.gather(*(house.schedule.reminders.settle() for house in houses))
    assert sum(settled) == 1
    mended = await first.schedule.event(event.id, None)
    assert (mended.starts_at, mended.closes_at) == (event.starts_at, event.closes_at)
    told = [each for house in houses for each in await house.told_of(EventChanged)]
    assert [(each.event_id, each.changed, each.revision) for each in told] == [(event.id, ("starts_at",), 1)]
    assert (await first.schedule.event(steady.id, None)).updated_at == steady.updated_at
    stored = await first.schedule.facts(event.id)
    assert stored is not None
    assert stored.day_reminder_at == event.starts_at - timedelta(days=1)
