import pytest

from livehouse.media import revoked
from livehouse.media.revoked import EndedSessions
from tests.support.clock import FakeClock


def test_an_ended_session_is_known_while_its_tickets_could_be_used() -> None:
    clock = FakeClock()
    ended = EndedSessions(clock, ticket_lifetime_s=60)
    ended.add("first")
    clock.advance(59)
    ended.add("second")
    assert ("first" in ended, "second" in ended, "third" in ended, None in ended) == (True, True, False, False)
    clock.advance(1)
    ended.add("third")
    assert ("first" in ended, "second" in ended) == (False, True)


def test_no_more_are_remembered_than_the_maximum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revoked, "ENDED_MAX", 2)
    ended = EndedSessions(FakeClock(), ticket_lifetime_s=60)
    for session_id in ("first", "second", "third"):
        ended.add(session_id)
    assert ("first" in ended, "second" in ended, "third" in ended) == (False, True, True)
