"""The people in a room: who may come in, who is counted, what they send."""

import asyncio
from datetime import date
from typing import Any

import pytest

from livehouse.kernel.errors import BadInput, Unavailable
from livehouse.platform.database import Database, StorageUnavailable
from livehouse.realtime import MemoryBroker
from livehouse.rooms import (
    AdultsOnly,
    FollowersOnly,
    NoSuchRoom,
    NotInRoom,
    NotOnAir,
    RoomHasEnded,
    UnknownReaction,
)
from tests.slices.rooms.house import House


class BrokenStore:
    """Makes a house's transactions fail until it is mended; what was begun is rolled back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
        self._monkeypatch = monkeypatch
        self._database = database

    def break_down(self) -> None:
        def refuse(*_: object) -> Any:
            raise StorageUnavailable("The server cannot save anything just now. Try again in a moment.")

        self._monkeypatch.setattr(self._database, "transaction", refuse)

    def mend(self) -> None:
        self._monkeypatch.undo()


@pytest.fixture
def broken_store(monkeypatch: pytest.MonkeyPatch, house: House) -> BrokenStore:
    return BrokenStore(monkeypatch, house.database)


async def test_a_newcomer_gets_the_room_as_it_is(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    answer = await house.call(house.peer(viewer="a"), "join", room=room.id)
    assert answer["kind"] == "snapshot"
    assert answer["role"] == "viewer"
    assert answer["room"]["state"] == "live"
    assert answer["room"]["host"]["handle"] == "mika"
    assert answer["counters"] == {"viewers": 1, "likes": 0, "shares": 0}
    assert (answer["comments"], answer["pinned"]) == ([], None)
    hosting = house.peer(host)
    assert (await house.call(hosting, "join", room=room.id))["role"] == "host"
    assert hosting.audience == "all"


async def test_who_comes_while_the_broker_is_away_can_watch_and_is_told_of_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    fan = house.peer(await house.sign_up("fan"))

    async def refuse(*_: object) -> int:
        raise Unavailable("This cannot be passed on to others just now. Try again in a few seconds.")

    with monkeypatch.context() as away:
        away.setattr(MemoryBroker, "publish", refuse)
        assert (await house.call(fan, "join", room=room.id))["kind"] == "snapshot"
    await house.call(fan, "leave")
    await house.call(fan, "join", room=room.id)
    assert [event["account"]["handle"] for event in house.heard.events(room.id, "join")] == ["fan"]


async def test_who_comes_back_in_time_gets_what_was_missed(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await asyncio.sleep(0.1)  # the tick that says so
    peer = house.peer()
    first = await house.call(peer, "join", room=room.id)
    await house.call(peer, "leave")
    await house.lose_picture(room.id)
    await asyncio.sleep(0.1)  # the tick that carries it
    again = await house.call(peer, "join", room=room.id, epoch=first["epoch"], offset=first["offset"])
    assert again["kind"] == "recovered"
    assert [event["room"]["state"] for event in again["events"]] == ["interrupted"]
    assert again["room"]["state"] == "interrupted"
    other_epoch = await house.call(peer, "join", room=room.id, epoch="another", offset=first["offset"])
    assert other_epoch["kind"] == "snapshot"


async def test_viewers_are_people_and_the_host_is_none_of_them(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    await house.enter(room, host)
    phone, laptop = await house.enter(room, fan), await house.enter(room, fan)
    stranger = await house.enter(room, viewer="a stranger")
    assert (await house.rooms.room(room.id, None)).viewers == 2
    assert house.heard.counters[room.id]["viewers"] == 2
    house.clock.advance(10)
    await house.call(stranger, "leave")
    house.hub.disconnect(phone)
    assert (await house.rooms.room(room.id, None)).viewers == 1
    house.clock.advance(20)
    house.hub.disconnect(laptop)
    await house.enter(room, viewer="another stranger")
    house.clock.advance(15)
    summary = await house.rooms.end(room.id, host.id)
    assert (summary.viewers_peak, summary.viewers_total) == (2, 3)
    assert summary.watch_average_s == round((10 + 30 + 15) / 3, 1)


@pytest.mark.parametrize("written_between", [False, True])
async def test_a_stranger_who_signs_up_while_watching_stays_one_viewer(house: House, written_between: bool) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    stranger = await house.enter(room, viewer="one browser")
    house.clock.advance(10)
    if written_between:
        await house.rooms.summary(room.id, host.id)
    known = house.peer(fan, viewer="one browser")
    await house.call(known, "join", room=room.id)
    house.hub.disconnect(stranger)
    assert (await house.rooms.room(room.id, None)).viewers == 1
    house.clock.advance(20)
    await house.enter(room, viewer="another browser")
    summary = await house.rooms.end(room.id, host.id)
    assert summary.viewers_total == 2
    assert summary.watch_average_s == round((10 + 20) / 2, 1)


async def test_who_lingers_after_the_end_watches_nothing_more(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    lingering = await house.enter(room)
    await house.enter(room, viewer="another browser")
    house.clock.advance(10)
    assert house.heard.counters[room.id]["viewers"] == 2
    await house.rooms.end(room.id, host.id)
    assert (await house.rooms.room(room.id, None)).viewers == 0
    house.clock.advance(1_000)
    await house.call(lingering, "leave")
    late = await house.call(house.peer(None, viewer="a third one"), "join", room=room.id)
    assert late["counters"]["viewers"] == 0, "the other one lingers, but watches nothing either"
    assert (await house.rooms.summary(room.id, host.id)).watch_average_s == 10


async def test_what_was_watched_before_a_crash_is_known_but_for_the_last_seconds(
    house: House, another_house: Any
) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    await house.enter(room)
    house.clock.advance(31)
    await house.until_rows("SELECT 1 FROM room_viewers WHERE watched_s = 31")
    house.clock.advance(8)
    await house.kill()
    second: House = await another_house()
    summary = await second.rooms.summary(room.id, host.id)
    assert (summary.viewers_peak, summary.viewers_total) == (1, 1)
    assert summary.watch_average_s == 31


async def test_a_room_for_followers(house: House) -> None:
    host, fan, stranger = [await house.sign_up(handle) for handle in ("mika", "ren", "sora")]
    await house.accounts.follow(fan.id, "mika")
    room = await house.go_live(host, audience="followers")
    for allowed in (host, fan):
        await house.call(house.peer(allowed), "join", room=room.id)
        assert [card.id for card in await house.rooms.on_air(allowed.id)] == [room.id]
        assert (await house.rooms.live_room_of("@mika", allowed.id)) is not None
    for account_id, peer in ((stranger.id, house.peer(stranger)), (None, house.peer())):
        with pytest.raises(FollowersOnly):
            await house.call(peer, "join", room=room.id)
        assert peer.room is None
        with pytest.raises(FollowersOnly):
            await house.rooms.viewer_ticket(room.id, account_id, origin="http://localhost:8000")
        assert await house.rooms.on_air(account_id) == []
        assert await house.rooms.live_room_of("mika", account_id) is None


async def test_a_room_for_adults(house: House) -> None:
    host = await house.sign_up("mika", born=date(2009, 1, 1))
    adult, minor = await house.sign_up("ren"), await house.sign_up("sora", born=date(2009, 1, 1))
    room = await house.go_live(host, audience="adults")
    await house.call(house.peer(host), "join", room=room.id)
    await house.call(house.peer(adult), "join", room=room.id)
    assert [card.id for card in await house.rooms.on_air(adult.id)] == [room.id]
    for account_id, peer in ((minor.id, house.peer(minor)), (None, house.peer())):
        with pytest.raises(AdultsOnly):
            await house.call(peer, "join", room=room.id)
        assert await house.rooms.on_air(account_id) == []


async def test_a_room_in_preparation_is_its_hosts_business(house: House) -> None:
    host, other = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.prepare(host)
    joined = await house.call(house.peer(host), "join", room=room.id)
    assert joined["room"]["state"] == "preparing"
    for account_id, peer in ((other.id, house.peer(other)), (None, house.peer())):
        with pytest.raises(NoSuchRoom):
            await house.call(peer, "join", room=room.id)
        with pytest.raises(NoSuchRoom):
            await house.rooms.room(room.id, account_id)
    assert await house.rooms.on_air(host.id) == []
    with pytest.raises(NotOnAir):
        await house.rooms.viewer_ticket(room.id, host.id, origin="http://localhost:8000")


@pytest.mark.parametrize("room_id", ["0" * 26, "\u0000", "a" * 64])
async def test_a_room_that_never_was_cannot_be_joined(house: House, room_id: str) -> None:
    with pytest.raises(NoSuchRoom):
        await house.call(house.peer(), "join", room=room_id)


async def test_commands_need_a_room_that_is_on_the_air(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    commands: list[tuple[str, dict[str, Any]]] = [
        ("like", {"count": 1}),
        ("react", {"emoji": "🔥"}),
        ("comment", {"text": "hello"}),
        ("pin", {"comment": None}),
    ]
    peer = house.peer(host)
    for command, fields in commands:
        with pytest.raises(NotInRoom):
            await house.call(peer, command, **fields)
    await house.call(peer, "join", room=room.id)
    for command, fields in commands:
        with pytest.raises(NotOnAir):
            await house.call(peer, command, **fields)
    await house.rooms.end(room.id, host.id)
    for command, fields in commands:
        with pytest.raises(RoomHasEnded):
            await house.call(peer, command, **fields)


async def test_likes_of_many_add_up_exactly_and_survive_a_crash(house: House, another_house: Any) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    peers = [await house.enter(room, viewer=f"viewer {number}") for number in range(40)]
    for _ in range(5):
        await asyncio.gather(*(house.call(peer, "like", count=3) for peer in peers))
        house.clock.advance(1)
    assert (await house.call(peers[0], "like", count=2))["likes"] == 602
    assert house.heard.counters[room.id]["likes"] == 602
    await house.until_rows("SELECT 1 FROM rooms WHERE likes = 602")
    await house.kill()
    second: House = await another_house()
    joined = await second.call(second.peer(), "join", room=room.id)
    assert joined["counters"]["likes"] == 602
    assert (await second.rooms.end(room.id, host.id)).likes == 602


async def test_likes_are_written_when_the_house_stops(house: House, another_house: Any) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    peer = await house.enter(room)
    await house.call(peer, "like", count=7)
    await house.rooms.note_shared(room.id, None)
    house.clock.advance(12)
    await house.stop()
    second: House = await another_house()
    summary = await second.rooms.summary(room.id, host.id)
    assert (summary.likes, summary.shares, summary.viewers_total, summary.watch_average_s) == (7, 1, 1, 12)


async def test_what_is_over_the_rate_does_not_count_and_the_answer_says_so(house: House) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    eager, calm = await house.enter(room, viewer="eager"), await house.enter(room, viewer="calm")
    totals = [(await house.call(eager, "like", count=50))["likes"] for _ in range(3)]
    assert totals == [50, 50, 50]
    assert (await house.call(calm, "like", count=1))["likes"] == 51
    house.clock.advance(1)
    assert (await house.call(eager, "like", count=50))["likes"] == 76
    # Coming back does not make a new allowance.
    await house.call(eager, "leave")
    await house.call(eager, "join", room=room.id)
    assert (await house.call(eager, "like", count=50))["likes"] == 76
    with pytest.raises(BadInput, match="at most 50"):
        await house.call(eager, "like", count=51)


async def test_nothing_counted_is_lost_while_the_store_is_away(house: House, broken_store: BrokenStore) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    peer = await house.enter(room)
    broken_store.break_down()
    await house.call(peer, "like", count=5)
    await house.rooms.note_shared(room.id, None)
    await asyncio.sleep(0.4)
    house.clock.advance(3)
    assert (await house.call(peer, "like", count=6))["likes"] == 11
    with pytest.raises(Unavailable):
        await house.rooms.end(room.id, host.id)
    broken_store.mend()
    summary = await house.rooms.end(room.id, host.id)
    assert (summary.likes, summary.shares, summary.viewers_total, summary.watch_average_s) == (11, 1, 1, 3)


async def test_reactions_are_those_on_offer(house: House) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    peer = await house.enter(room)
    await house.call(peer, "react", emoji="🔥")
    assert house.heard.reactions == [(room.id, "🔥")]
    with pytest.raises(UnknownReaction):
        await house.call(peer, "react", emoji="💩")


async def test_shares_are_told_and_counted_while_it_is_on_the_air(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    assert await house.rooms.note_shared(room.id, host.id) == 0
    house.relay.broadcasting.add(room.id)
    await house.rooms.go_live(room.id, host.id)
    fan = await house.sign_up("ren")
    # Whoever shares need not be in it.
    assert [await house.rooms.note_shared(room.id, who) for who in (fan.id, None, None)] == [1, 2, 3]
    accounts = [event["account"] for event in house.heard.events(room.id, "share")]
    assert [account and account["handle"] for account in accounts] == ["ren", None, None]
    await house.rooms.end(room.id, host.id)
    assert await house.rooms.note_shared(room.id, fan.id) == 3
    with pytest.raises(NoSuchRoom):
        await house.rooms.note_shared("no such room", fan.id)


async def test_coming_is_told_of_people_once_in_ten_minutes(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    await house.enter(room, host)
    await house.enter(room)
    peer = await house.enter(room, fan)
    for pause_s in (10, 300, 289):
        house.clock.advance(pause_s)
        await house.call(peer, "leave")
        await house.call(peer, "join", room=room.id)
    joins = [event["account"]["handle"] for event in house.heard.events(room.id, "join")]
    assert joins == ["ren"]
    house.clock.advance(1)
    await house.enter(room, fan)
    assert len(house.heard.events(room.id, "join")) == 2


async def test_following_the_host_is_told_and_counted_once_per_person(house: House) -> None:
    host, fan, other = [await house.sign_up(handle) for handle in ("mika", "ren", "sora")]
    await house.accounts.follow(other.id, "mika")  # before the LIVE
    room = await house.go_live(host)
    for _ in range(3):
        await house.accounts.follow(fan.id, "mika")
        await house.accounts.unfollow(fan.id, "mika")
    await house.accounts.follow(fan.id, "sora")
    await house.settled()
    assert [event["account"]["handle"] for event in house.heard.events(room.id, "follow")] == ["ren"]
    assert (await house.rooms.end(room.id, host.id)).new_followers == 1


async def test_one_connection_is_in_one_room(house: House) -> None:
    first = await house.go_live(await house.sign_up("mika"))
    second = await house.go_live(await house.sign_up("ren"))
    peer = await house.enter(first)
    await house.call(peer, "join", room=second.id)
    assert (await house.rooms.room(first.id, None)).viewers == 0
    assert (await house.rooms.room(second.id, None)).viewers == 1


async def test_the_most_watched_room_comes_first(house: House) -> None:
    quiet = await house.go_live(await house.sign_up("mika"))
    busy = await house.go_live(await house.sign_up("ren"))
    newest = await house.go_live(await house.sign_up("sora"))
    for viewer in ("a", "b"):
        await house.enter(busy, viewer=viewer)
    await house.lose_picture(quiet.id)
    listed = await house.rooms.on_air(None)
    assert [(card.id, card.viewers, card.state) for card in listed] == [
        (busy.id, 2, "live"),
        (newest.id, 0, "live"),
        (quiet.id, 0, "interrupted"),
    ]


async def test_an_ended_room_is_let_go_when_everybody_has_left(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    peer = await house.enter(room)
    await house.rooms.end(room.id, host.id)
    await house.settled()
    late = await house.call(house.peer(viewer="late"), "join", room=room.id)
    assert late["room"]["state"] == "ended"
    house.clock.advance(61)
    await house.rooms.check()
    assert house.hub.is_open(room.id)
    house.hub.disconnect(peer)
    for other in [peer for peer in house.peers if peer.room == room.id]:
        house.hub.disconnect(other)
    await house.rooms.check()
    assert not house.hub.is_open(room.id)
    assert (await house.rooms.summary(room.id, host.id)).viewers_total == 1
