import random
from datetime import UTC, datetime, timedelta

from livehouse.kernel.ids import Ids, first_id_at, is_id
from tests.support.clock import FakeClock


def test_ids_ascend_within_a_millisecond_and_when_the_clock_steps_back() -> None:
    clock = FakeClock()
    ids = Ids(clock, random.Random(7).randbytes)
    made = [ids.new() for _ in range(500)]
    clock.advance(-5)
    made += [ids.new() for _ in range(500)]
    clock.advance(60)
    made.append(ids.new())
    assert made == sorted(set(made))
    assert all(is_id(value) for value in made)


def test_an_id_begins_with_its_time() -> None:
    early = Ids(FakeClock(datetime(2026, 1, 1, tzinfo=UTC))).new()
    late = Ids(FakeClock(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=1))).new()
    assert early < late


def test_ids_can_be_asked_by_time() -> None:
    clock = FakeClock()
    first = first_id_at(clock.now())
    made = Ids(clock).new()
    assert is_id(first)
    assert first <= made < first_id_at(clock.now() + timedelta(milliseconds=1))


def test_what_is_no_id_is_seen_as_such() -> None:
    assert not is_id("")
    assert not is_id("../../etc/passwd")
    assert not is_id("u" * 26)
