"""When devices stay quiet, by the clock on somebody's wall."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from livehouse.notifications.model import QuietHours, Ways, Wishes, push_at, push_ends, quiet_until


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(begin: int, end: int, zone: str = "UTC") -> QuietHours:
    return QuietHours(is_on=True, from_minute=begin * 60, until_minute=end * 60, zone=zone)


@pytest.mark.parametrize(
    ("quiet", "now", "ends"),
    [
        (hours(22, 8), "2026-01-10T21:59", None),
        (hours(22, 8), "2026-01-10T22:00", "2026-01-11T08:00"),
        (hours(22, 8), "2026-01-11T07:59", "2026-01-11T08:00"),
        (hours(22, 8), "2026-01-11T08:00", None),
        (hours(13, 15), "2026-01-10T14:00", "2026-01-10T15:00"),
        (hours(9, 9), "2026-01-10T09:00", None),
        (hours(22, 8, "Asia/Tokyo"), "2026-01-10T14:00", "2026-01-10T23:00"),
        # The clock is put forward that night, and back on this one.
        (hours(22, 8, "Europe/Berlin"), "2026-03-28T22:00", "2026-03-29T06:00"),
        (hours(22, 8, "Europe/Berlin"), "2026-10-24T22:00", "2026-10-25T07:00"),
        (QuietHours(is_on=False), "2026-01-10T23:00", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_quiet_hours_begin_and_end(quiet: QuietHours, now: str, ends: str | None) -> None:
    assert quiet_until(quiet, at(now)) == (None if ends is None else at(ends))


@given(
    some.integers(0, 1_439),
    some.integers(0, 1_439),
    some.sampled_from(["UTC", "Asia/Tokyo", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
    some.integers(0, 2 * 365 * 24 * 60),
)
def test_they_end_within_a_day_and_are_over_then(begin: int, end: int, zone: str, minutes: int) -> None:
    quiet = QuietHours(is_on=True, from_minute=begin, until_minute=end, zone=zone)
    moment = at("2025-01-01T00:00") + timedelta(minutes=minutes)
    ends = quiet_until(quiet, moment)
    if ends is not None:
        assert timedelta() < ends - moment <= timedelta(hours=25)
        assert quiet_until(quiet, ends) is None


def test_what_passes_is_not_kept_and_the_platforms_word_is_always_listed() -> None:
    night = at("2026-01-10T23:00")
    assert push_at("host_live", hours(22, 8), night) is None
    assert push_at("followed", hours(22, 8), night) == at("2026-01-11T08:00")
    assert push_ends("host_live", night) < push_ends("followed", night)
    none = Wishes({"notice": Ways(in_app=False, push=False), "gift": Ways(in_app=False, push=False)})
    assert none.ways("notice") == Ways(in_app=True, push=False)
    assert none.ways("gift") == Ways(in_app=False, push=False)
