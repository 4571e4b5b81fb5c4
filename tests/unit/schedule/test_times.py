"""A wall clock's time and the moment that it is, over the nights on which clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livehouse.kernel.zones import UnknownZone, access_zone
from livehouse.schedule import times
from livehouse.schedule.times import HourComesTwice, NoSuchHour, TimeUnreadable

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("local", "moment"),
    [("2026-03-28T20:30", "2026-03-28T19:30"), ("2026-03-29T20:30", "2026-03-29T18:30")],
)
def test_the_same_hour_on_the_wall_is_another_moment_in_summer(local: str, moment: str) -> None:
    pinned = times.pin(times.read_local(local), BERLIN, None)
    assert pinned == (datetime.fromisoformat(moment + "+00:00"), "first")


def test_an_hour_that_does_not_exist_is_refused_with_the_one_that_the_clocks_show_instead() -> None:
    with pytest.raises(NoSuchHour) as refused:
        times.pin(times.read_local("2026-03-29T02:30"), BERLIN, "second")
    assert refused.value.details["next"] == "2026-03-29T03:30"
    assert "Choose 03:30" in refused.value.message


def test_of_an_hour_that_comes_twice_one_has_to_be_named() -> None:
    local = times.read_local("2026-10-25T02:30")
    with pytest.raises(HourComesTwice) as refused:
        times.pin(local, BERLIN, None)
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert (refused.value.details["first"], refused.value.details["second"]) == (first, second)
    assert times.pin(local, BERLIN, "first") == (first, "first")
    assert times.pin(local, BERLIN, "second") == (second, "second")


def test_a_change_of_half_an_hour() -> None:
    with pytest.raises(NoSuchHour) as refused:
        times.pin(times.read_local("2026-10-04T02:10"), ZoneInfo("Australia/Lord_Howe"), None)
    assert refused.value.details["next"] == "2026-10-04T02:40"


def test_a_day_that_a_zone_left_out() -> None:
    """Samoa went from Thursday to Saturday: there was no 30 December 2011."""
    with pytest.raises(NoSuchHour) as refused:
        times.pin(times.read_local("2011-12-30T12:00"), ZoneInfo("Pacific/Apia"), None)
    assert refused.value.details["next"] == "2011-12-31T12:00"


def test_when_the_rules_change_the_wall_clock_stays() -> None:
    # As if the hours of these nights had been ordinary ones when the events were made.
    gone = times.settle(times.read_local("2026-03-29T02:30"), BERLIN, "first")
    assert gone.astimezone(BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"
    once = times.settle(times.read_local("2026-06-01T20:00"), BERLIN, "second")
    assert once == datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
    # It was the second of two; by the rules of now there is no such hour at all.
    assert times.settle(times.read_local("2026-03-29T02:30"), BERLIN, "second") == gone


@pytest.mark.parametrize(
    "text",
    [
        *("", "tomorrow", "2026-03-28", "2026-03-28T20:30:15", "2026-13-01T10:00", "2026-02-29T10:00"),
        *("2026-03-28T24:00", "2026-03-28T20:30Z", "2026-03-28T20:30+01:00", "٢٠٢٦-03-28T20:30", "0000-01-01T00:00"),
    ],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(TimeUnreadable):
        times.read_local(text)


@pytest.mark.parametrize(
    "name",
    [
        *("", "Mars/Olympus", "Europe", "/etc/passwd", "../../etc/passwd", "Europe/../Asia/Tokyo", "localtime"),
        *("posixrules", "posix/Asia/Tokyo", "right/Asia/Tokyo", "Asia/Tokyo\n", "Asia/" + "x" * 300, "+09:00"),
    ],
)
def test_what_is_no_zone(name: str) -> None:
    with pytest.raises(UnknownZone):
        access_zone(name)


@settings(max_examples=100)
@given(
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001  # made aware below
    zone=st.sampled_from(
        ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
    ),
)
def test_every_minute_that_a_clock_shows_can_be_named(moment: datetime, zone: str) -> None:
    at = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    rules = access_zone(zone)
    shown = at.astimezone(rules)
    local = times.read_local(times.write_local(shown))
    occurrence = "second" if shown.fold else "first"
    pinned, _ = times.pin(local, rules, occurrence)
    assert pinned == at
    assert times.settle(local, rules, occurrence) == at
