from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.rooms import model
from livehouse.rooms.model import (
    AdultsOnly,
    Audience,
    EndedReason,
    FollowersOnly,
    NoSuchRoom,
    NotOnAir,
    NotTheHost,
    Onlooker,
    RoomFacts,
    RoomHasEnded,
    TitleMissing,
    TitleTooLong,
    UnknownTopic,
)

BEGAN = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)
GRACE = timedelta(seconds=120)
LIFETIME = timedelta(hours=1)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


def prepared(audience: Audience = "everyone") -> RoomFacts:
    return RoomFacts(id="room", host_id="host", title="Songs", topic="music", audience=audience, created_at=BEGAN)


def live(audience: Audience = "everyone") -> RoomFacts:
    return model.start(prepared(audience), BEGAN)


def check_invariants(room: RoomFacts) -> None:
    assert (room.state == "interrupted") == (room.interrupted_at is not None)
    assert (room.state == "ended") == (room.ended_at is not None) == (room.ended_reason is not None)
    if room.state == "preparing":
        assert room.started_at is None
    if room.is_on_air:
        assert room.started_at is not None
    times = [room.created_at, room.started_at, room.interrupted_at or room.ended_at]
    known = [time for time in times if time is not None]
    assert known == sorted(known)


STEPS = {
    "start": model.start,
    "interrupt": model.interrupt,
    "resume": lambda room, _now: model.resume(room),
    "restart": model.begin_grace_anew,
    "end by host": lambda room, now: model.end(room, now, "host"),
    "end by silence": lambda room, now: model.end(room, now, "silence"),
}
ALLOWED = {
    ("preparing", "live"),
    ("live", "interrupted"),
    ("interrupted", "live"),
    ("preparing", "ended"),
    ("live", "ended"),
    ("interrupted", "ended"),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 300)), max_size=30))
def test_whatever_happens_in_whatever_order_the_life_stays_a_life(steps: list[tuple[str, int]]) -> None:
    room, now = prepared(), BEGAN
    for name, pause_s in steps:
        now += timedelta(seconds=pause_s)
        try:
            after = STEPS[name](room, now)
        except RoomHasEnded:
            assert (name, room.state) == ("start", "ended")
            continue
        assert after.state == room.state or (room.state, after.state) in ALLOWED
        check_invariants(after)
        # The same once more is nothing new, so a request that is sent twice does no harm.
        assert STEPS[name](after, now) == after or name == "start"
        if room.started_at is not None:
            assert after.started_at == room.started_at
        if room.state == "ended":
            assert after is room
        unchanged = {"id", "host_id", "title", "topic", "audience", "created_at"}
        for field in unchanged:
            assert getattr(after, field) == getattr(room, field)
        room = after


def test_the_first_reason_of_an_end_stays() -> None:
    for reason in get_args(EndedReason):
        ended = model.end(live(), BEGAN, reason)
        assert model.end(ended, BEGAN + GRACE, "platform").ended_reason == reason


def test_only_waiting_rooms_end_by_themselves() -> None:
    def ends_at(room: RoomFacts) -> datetime | None:
        return model.ends_at(room, grace=GRACE, preparing_lifetime=LIFETIME)

    lost = BEGAN + timedelta(minutes=5)
    assert ends_at(prepared()) == BEGAN + LIFETIME
    assert ends_at(live()) is None
    assert ends_at(model.interrupt(live(), lost)) == lost + GRACE
    assert ends_at(model.resume(model.interrupt(live(), lost))) is None
    assert ends_at(model.end(live(), lost, "host")) is None


def test_a_restart_gives_the_whole_grace() -> None:
    restarted = BEGAN + timedelta(hours=2)
    interrupted = model.interrupt(live(), BEGAN)
    assert model.begin_grace_anew(live(), restarted).interrupted_at == restarted
    assert model.begin_grace_anew(interrupted, restarted).interrupted_at == restarted
    assert model.begin_grace_anew(prepared(), restarted) == prepared()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_host_may_always_watch(audience: Audience) -> None:
    for room in (prepared(audience), live(audience), model.end(live(audience), BEGAN, "host")):
        model.check_may_watch(room, Onlooker(account_id="host"))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nobody_else_knows_of_a_room_that_never_began(audience: Audience) -> None:
    devoted = Onlooker(account_id="fan", follows_host=True, is_adult=True)
    for room in (prepared(audience), model.end(prepared(audience), BEGAN, "silence")):
        for onlooker in (devoted, Onlooker()):
            with pytest.raises(NoSuchRoom):
                model.check_may_watch(room, onlooker)


def test_who_may_watch_what() -> None:
    def admitted(onlooker: Onlooker) -> list[Audience]:
        return [audience for audience in AUDIENCES if model.may_watch(live(audience), onlooker)]

    assert admitted(Onlooker()) == ["everyone"]
    assert admitted(Onlooker(account_id="a")) == ["everyone"]
    assert admitted(Onlooker(account_id="a", follows_host=True)) == ["everyone", "followers"]
    assert admitted(Onlooker(account_id="a", is_adult=True)) == ["everyone", "adults"]


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(FollowersOnly, match="Sign in and follow the host"):
        model.check_may_watch(live("followers"), Onlooker())
    with pytest.raises(FollowersOnly, match=r"Follow the host"):
        model.check_may_watch(live("followers"), Onlooker(account_id="a"))
    with pytest.raises(AdultsOnly, match="Sign in"):
        model.check_may_watch(live("adults"), Onlooker())
    with pytest.raises(AdultsOnly, match="birth date"):
        model.check_may_watch(live("adults"), Onlooker(account_id="a"))


def test_what_needs_the_host_and_what_needs_the_air() -> None:
    model.check_is_host(live(), "host", what="end this LIVE")
    with pytest.raises(NotTheHost, match="Only the host can end this LIVE"):
        model.check_is_host(live(), "fan", what="end this LIVE")
    model.check_on_air(live())
    model.check_on_air(model.interrupt(live(), BEGAN))
    with pytest.raises(NotOnAir):
        model.check_on_air(prepared())
    with pytest.raises(RoomHasEnded):
        model.check_on_air(model.end(live(), BEGAN, "host"))


def test_nobody_signed_in_is_no_host() -> None:
    room = msgspec.structs.replace(live(), host_id="host")
    assert model.role_of(None, room) == "viewer"
    assert model.role_of("host", room) == "host"


def test_titles() -> None:
    assert model.clean_title("  Songs \n at\tnight ", graphemes_max=80) == "Songs at night"
    with pytest.raises(TitleMissing):
        model.clean_title(" \u200b ", graphemes_max=80)
    for length in (81, 10_000):
        with pytest.raises(TitleTooLong, match="80 characters"):
            model.clean_title("é" * length, graphemes_max=80)


def test_topics() -> None:
    model.check_topic("music", ("music", "talk"))
    with pytest.raises(UnknownTopic) as refused:
        model.check_topic("Music", ("music", "talk"))
    assert refused.value.details == {"topics": ["music", "talk"]}
