"""What a standing keeps an account from, and what it leaves it."""

from datetime import timedelta

import pytest

from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.moderation import Banned, Standing, Suspended
from livehouse.moderation.errors import AlreadyBanned, OperatorStanding, OwnStanding
from livehouse.realtime import MemoryBroker
from tests.slices.moderation.helping import PASSWORD, make_operator, typed
from tests.slices.rooms.fixtures import OpenHouse
from tests.slices.rooms.house import House


async def sign_in(house: House, handle: str) -> str:
    return (await house.sessions.sign_in(handle, PASSWORD, address="192.0.2.9", user_agent=None)).token


async def test_who_is_suspended_signs_in_and_watches_but_does_not_comment_or_go_live(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("fan")
    room = await house.go_live(host)
    peer = await house.enter(room, fan)
    await house.call(peer, "comment", text="before")
    await typed(house, fan, "suspend", reason="Insults.")
    with pytest.raises(Suspended, match=r"suspended until 21 March 2026, 20:00 UTC\. .*Insults\.") as refused:
        await house.call(peer, "comment", text="after")
    assert refused.value.details == {"until": house.clock.now() + timedelta(days=7), "reason": "Insults."}
    with pytest.raises(Suspended):
        await house.moderation.check_may_post(fan.id)
    with pytest.raises(Suspended):
        await house.moderation.check_may_go_live(fan.id)
    assert await house.sessions.resolve(await sign_in(house, "fan")) is not None
    await house.enter(room, fan)
    assert [event["comment"]["text"] for event in house.heard.events(room.id, "comment")] == ["before"]


async def test_a_suspension_ends_by_itself(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("fan")
    room = await house.go_live(host)
    peer = await house.enter(room, fan)
    await typed(house, fan, "suspend", days=1)
    house.clock.advance(24 * 3600 - 1)
    with pytest.raises(Suspended):
        await house.call(peer, "comment", text="too early")
    house.clock.advance(1)
    await house.call(peer, "comment", text="again")
    assert await house.moderation.standing_of(fan.id) == Standing()


async def test_a_warning_and_a_strike_keep_nobody_from_anything_here(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await typed(house, host, "warn")
    await typed(house, host, "strike")
    await house.settled()
    assert (await house.rooms.room(room.id, None)).state == "live"
    await house.moderation.check_may_go_live(host.id)
    await house.moderation.check_may_speak(host.id)
    await sign_in(house, "mika")


async def test_who_is_banned_is_signed_out_everywhere_and_stays_out_until_it_is_lifted(house: House) -> None:
    fan = await house.sign_up("fan")
    tokens = [await sign_in(house, "fan") for _ in range(3)]
    await typed(house, fan, "ban", reason="Threats.")
    fresh = House(house.database.url.render_as_string(hide_password=False), house.settings.data, house.clock)
    assert [await fresh.sessions.resolve(token) for token in tokens] == [None, None, None]
    await fresh.kill()
    with pytest.raises(Banned, match=r"banned from this platform\. The reason: Threats\."):
        await sign_in(house, "fan")
    with pytest.raises(Banned):
        await house.moderation.check_may_speak(fan.id)
    assert await house.sessions.list_sessions(fan.id) == []
    await typed(house, fan, "lift", reason="A mistake.")
    assert await house.sessions.resolve(await sign_in(house, "fan")) is not None


async def test_who_signs_in_while_they_are_banned_is_not_left_with_a_session(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fan = await house.sign_up("fan")
    asked = 0
    whole = house.moderation.check_may_sign_in

    async def ban_after_the_first_look(account_id: str) -> None:
        nonlocal asked
        asked += 1
        await whole(account_id)
        if asked == 1:
            await typed(house, fan, "ban")

    monkeypatch.setattr(house.sessions, "_guards", [ban_after_the_first_look])
    with pytest.raises(Banned):
        await sign_in(house, "fan")
    assert asked == 2
    assert await house.sessions.list_sessions(fan.id) == []


async def test_every_process_knows_at_once(
    house: House, another_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = MemoryBroker(house.clock, lambda: "epoch")
    here, there = await another_house(broker=broker), await another_house(broker=broker, has_relay=False)
    fan = await here.sign_up("fan")
    await there.moderation.check_may_speak(fan.id)  # and remembers it
    await typed(here, fan, "suspend")
    await here.settled()
    with pytest.raises(Suspended):
        await there.moderation.check_may_speak(fan.id)


async def test_a_process_that_does_not_hear_of_it_knows_within_seconds(house: House, another_house: OpenHouse) -> None:
    deaf = await another_house(has_relay=False)
    fan = await house.sign_up("fan")
    await deaf.moderation.check_may_speak(fan.id)
    await typed(house, fan, "suspend")
    house.clock.advance(5)
    with pytest.raises(Suspended):
        await deaf.moderation.check_may_speak(fan.id)


async def test_nobody_decides_about_themselves_and_operators_are_restrained_by_the_command_line_only(
    house: House,
) -> None:
    one, other = await house.sign_up("one"), await house.sign_up("other")
    for operator in (one, other):
        await make_operator(house, operator)
    decide = house.moderation.decide
    for act in ("warn", "lift"):
        with pytest.raises(OwnStanding):
            await decide(one.id, act, reason="me", operator_id=one.id)  # type: ignore[arg-type]
    for act in ("suspend", "ban"):
        with pytest.raises(OperatorStanding, match="livehouse user ban"):
            await decide(other.id, act, reason="a coup", operator_id=one.id)  # type: ignore[arg-type]
    assert (await decide(other.id, "warn", reason="Careful.", operator_id=one.id)).state == "warned"
    assert (await typed(house, other, "ban")).state == "banned"
    # What was typed can be taken back by the page.
    assert (await decide(other.id, "lift", reason="Sorry.", operator_id=one.id)).state == "good"


async def test_a_reason_is_needed_and_fits(house: House) -> None:
    fan = await house.sign_up("fan")
    refused: tuple[tuple[str, type[Exception]], ...] = (
        ("", TextMissing),
        (" \n", TextMissing),
        ("x" * 301, TextTooLong),
    )
    for reason, error in refused:
        with pytest.raises(error):
            await typed(house, fan, "warn", reason=reason)
    assert await house.moderation.standing_of(fan.id) == Standing()


async def test_a_refused_decision_leaves_nothing_behind(house: House) -> None:
    fan = await house.sign_up("fan")
    await typed(house, fan, "ban")
    with pytest.raises(AlreadyBanned):
        await typed(house, fan, "strike")
    assert await house.rows("SELECT * FROM strikes") == []
    assert len(await house.rows("SELECT * FROM operator_log")) == 1


async def test_standings_of_many_are_read_at_once(house: House) -> None:
    people = [await house.sign_up(f"person{number}") for number in range(4)]
    await typed(house, people[0], "ban")
    await typed(house, people[1], "suspend")
    await typed(house, people[2], "strike")
    await typed(house, people[2], "strike")
    standings = await house.moderation.standings_of([person.id for person in people])
    assert [standings[person.id].state for person in people] == ["banned", "suspended", "warned", "good"]
    assert len(standings[people[2].id].strikes_at) == 2


async def test_what_is_kept_about_somebody_can_be_given_to_them(house: House) -> None:
    fan = await house.sign_up("fan")
    await typed(house, fan, "strike", reason="Once.")
    exported = await house.moderation.export(fan.id)
    assert exported["standing"]["state"] == "warned"  # type: ignore[index]
    assert [strike["reason"] for strike in exported["decisions"]["strikes"]] == ["Once."]  # type: ignore[index]
