import pytest

from livehouse.realtime.presence import Presence
from tests.support.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_a_viewer_with_many_tabs_counts_once(clock: FakeClock) -> None:
    presence = Presence(clock)
    assert presence.enter("room", "ada") is True
    assert presence.enter("room", "ada") is False
    assert presence.enter("room", "bo") is True
    assert presence.viewers("room") == 2
    assert presence.leave("room", "ada") is False
    assert presence.viewers("room") == 2
    assert presence.leave("room", "ada") is True
    assert presence.viewers("room") == 1
    assert presence.viewers("elsewhere") == 0


def test_listeners_hear_of_first_and_last_with_the_time_watched(clock: FakeClock) -> None:
    presence = Presence(clock)
    heard: list[tuple[str, str, str, float]] = []
    presence.listen(lambda *change: heard.append(change))
    presence.enter("room", "ada")
    clock.advance(30)
    presence.enter("room", "ada")
    presence.leave("room", "ada")
    clock.advance(12.5)
    presence.leave("room", "ada")
    assert heard == [("room", "ada", "joined", 0.0), ("room", "ada", "left", 42.5)]
