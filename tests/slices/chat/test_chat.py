"""What is said in a room: shown at once, written soon, remembered after a crash."""

import asyncio
from typing import Any

import msgspec
import pytest

from livehouse.accounts import Account, AccountDeleted
from livehouse.chat import CommentMissing, CommentTooLong, NoSuchComment, OnlyHostPins
from livehouse.kernel.errors import NotSignedIn, TooFast
from livehouse.realtime import Peer
from livehouse.rooms import NotInRoom, RoomHasEnded
from tests.slices.accounts.test_avatars import picture
from tests.slices.rooms.house import House
from tests.support.waiting import eventually


async def say(house: House, peer: Peer, text: str) -> dict[str, Any]:
    return await house.call(peer, "comment", text=text)


async def written(house: House, room_id: str) -> list[str]:
    rows = await house.rows("SELECT text FROM comments WHERE room_id = :room ORDER BY id", room=room_id)
    return [row["text"] for row in rows]


async def until_written(house: House, room_id: str, texts: list[str]) -> None:
    async def are_written() -> bool:
        return await written(house, room_id) == texts

    await eventually(are_written, within_s=10, every_s=0.02)


async def test_a_comment_is_answered_told_and_written(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    answer = await say(house, await house.enter(room, fan), "  good   evening ")
    comment = answer["comment"]
    assert comment["text"] == "good evening"
    assert comment["account"]["handle"] == "ren"
    assert (comment["role"], comment["at"]) == ("viewer", "2026-03-14T20:00:00Z")
    assert house.heard.events(room.id, "comment") == [{"type": "comment", "comment": comment}]
    assert answer["offset"] == house.heard.entries[-1][1].offset
    assert (await say(house, await house.enter(room, host), "welcome"))["comment"]["role"] == "host"
    await until_written(house, room.id, ["good evening", "welcome"])


async def test_comments_go_on_while_the_host_is_away_and_end_with_the_room(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    peer = await house.enter(room, fan)
    await house.lose_picture(room.id)
    await say(house, peer, "still here")
    await house.rooms.end(room.id, host.id)
    with pytest.raises(RoomHasEnded):
        await say(house, peer, "hello?")


async def test_who_is_not_signed_in_reads_only(house: House) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    with pytest.raises(NotSignedIn, match="Sign in to comment"):
        await say(house, await house.enter(room), "hello")
    with pytest.raises(NotSignedIn):
        await say(house, house.peer(), "hello")


async def test_what_cannot_be_said(house: House) -> None:
    fan = await house.sign_up("ren")
    room = await house.go_live(await house.sign_up("mika"))
    peer = await house.enter(room, fan)
    for text, refusal in (("", CommentMissing), (" \n ", CommentMissing), ("x" * 151, CommentTooLong)):
        with pytest.raises(refusal):
            await say(house, peer, text)
    with pytest.raises(CommentTooLong):
        await say(house, peer, "x" * 9_999)
    assert house.heard.events(room.id, "comment") == []


async def test_one_person_cannot_fill_the_room(house: House) -> None:
    fan, other = await house.sign_up("ren"), await house.sign_up("sora")
    room = await house.go_live(await house.sign_up("mika"))
    # Two tabs are one person.
    tabs = [await house.enter(room, fan), await house.enter(room, fan)]
    for number in range(house.settings.comments_per_10_s):
        await say(house, tabs[number % 2], f"comment {number}")
    with pytest.raises(TooFast) as refused:
        await say(house, tabs[0], "one more")
    assert 1 <= int(str(refused.value.details["retry_after_s"])) <= 10
    await say(house, await house.enter(room, other), "hello")


async def test_a_newcomer_gets_the_last_fifty_and_the_pinned_one(house: House) -> None:
    host = await house.sign_up("mika")
    fans = [await house.sign_up(f"fan{number}") for number in range(6)]
    room = await house.go_live(host)
    peers = [await house.enter(room, fan) for fan in fans]
    first = (await say(house, peers[0], "comment 0"))["comment"]
    for number in range(1, 60):
        await say(house, peers[number % 6], f"comment {number}")
    await house.call(await house.enter(room, host), "pin", comment=first["id"])
    await house.settled()
    await asyncio.sleep(0.1)  # the tick
    joined = await house.call(house.peer(), "join", room=room.id)
    assert [comment["text"] for comment in joined["comments"]] == [f"comment {number}" for number in range(10, 60)]
    assert joined["pinned"] == first
    assert house.heard.events(room.id, "pin") == [{"type": "pin", "comment": first}]


async def test_a_pin_is_replaced_and_taken_away(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    hosting, watching = await house.enter(room, host), await house.enter(room, fan)
    ids = [(await say(house, watching, text))["comment"]["id"] for text in ("one", "two")]
    for comment_id in (*ids, None, None):
        await house.call(hosting, "pin", comment=comment_id)
    await house.settled()
    told = [event["comment"] and event["comment"]["text"] for event in house.heard.events(room.id, "pin")]
    assert told[-1] is None
    assert await house.rows("SELECT * FROM pinned_comments") == []
    with pytest.raises(OnlyHostPins):
        await house.call(watching, "pin", comment=ids[0])
    for comment_id in ("0" * 26, "\u0000", ""):
        with pytest.raises(NoSuchComment):
            await house.call(hosting, "pin", comment=comment_id)


async def test_a_comment_of_another_room_cannot_be_pinned(house: House) -> None:
    host, other, fan = [await house.sign_up(handle) for handle in ("mika", "ren", "sora")]
    room, elsewhere = await house.go_live(host), await house.go_live(other)
    comment = (await say(house, await house.enter(elsewhere, fan), "over there"))["comment"]
    with pytest.raises(NoSuchComment):
        await house.call(await house.enter(room, host), "pin", comment=comment["id"])


async def test_after_a_crash_comments_and_pin_are_there(house: House, another_house: Any) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    peer = await house.enter(room, fan)
    texts = [f"comment {number}" for number in range(12)]
    comments = [(await say(house, peer, text))["comment"] for text in texts]
    await house.call(await house.enter(room, host), "pin", comment=comments[3]["id"])
    await until_written(house, room.id, texts)
    await house.kill()
    second: House = await another_house()
    joined = await second.call(second.peer(), "join", room=room.id)
    assert joined["comments"] == comments
    assert joined["pinned"] == comments[3]
    assert joined["room"]["state"] == "interrupted"


async def test_what_waits_is_written_when_the_house_stops(house: House, another_house: Any) -> None:
    fan = await house.sign_up("ren")
    room = await house.go_live(await house.sign_up("mika"))
    await say(house, await house.enter(room, fan), "last words")
    await house.stop()
    second: House = await another_house()
    joined = await second.call(second.peer(), "join", room=room.id)
    assert [comment["text"] for comment in joined["comments"]] == ["last words"]


async def test_the_summary_counts_comments_that_are_hardly_said(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    peer = await house.enter(room, fan)
    for number in range(7):
        await say(house, peer, f"comment {number}")
    assert (await house.rooms.end(room.id, host.id)).comments == 7


async def test_a_comment_without_a_room(house: House) -> None:
    with pytest.raises(NotInRoom):
        await say(house, house.peer(await house.sign_up("ren")), "hello")


async def test_many_speakers_at_once_are_all_heard_in_one_order(house: House) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    fans = [await house.sign_up(f"fan{number}") for number in range(8)]
    peers = [await house.enter(room, fan) for fan in fans]
    answers = await asyncio.gather(
        *(say(house, peer, f"{number} from {peer.identity.account_id}") for number in range(5) for peer in peers)
    )
    by_offset = [answer["comment"] for answer in sorted(answers, key=lambda answer: int(answer["offset"]))]
    told = [event["comment"] for event in house.heard.events(room.id, "comment")]
    assert len(told) == 40
    assert told == by_offset
    assert [comment["id"] for comment in told] == sorted(comment["id"] for comment in told)
    await house.chat.stop()
    assert await written(house, room.id) == [comment["text"] for comment in told]


async def test_an_export_has_what_one_said_hosted_and_watched_and_nothing_of_others(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    await say(house, await house.enter(room, fan), "hello")
    await say(house, await house.enter(room, host), "welcome")
    await until_written(house, room.id, ["hello", "welcome"])
    assert await house.chat.export(fan.id) == [{"room": room.id, "at": house.clock.now(), "text": "hello"}]
    house.clock.advance(60)
    await house.rooms.end(room.id, host.id)
    await house.settled()
    await house.until_rows("SELECT 1 FROM room_viewers WHERE viewer_key = :fan AND watched_s >= 60", fan=fan.id)
    exported = {
        name: msgspec.to_builtins(await house.rooms.export(who.id)) for name, who in (("fan", fan), ("host", host))
    }
    assert exported["fan"]["hosted"] == []
    assert [watched["room"] for watched in exported["fan"]["watched"]] == [room.id]
    assert [hosted["title"] for hosted in exported["host"]["hosted"]] == ["Songs at night"]
    assert (exported["host"]["moderators"], exported["fan"]["moderates_for"]) == ([], [])


async def test_of_a_deleted_account_the_words_and_pictures_go_and_the_numbers_of_others_stay(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    room = await house.go_live(host)
    comment = (await say(house, await house.enter(room, fan), "I live in Elm Street"))["comment"]
    await say(house, await house.enter(room, host), "welcome")
    await house.call(await house.enter(room, host), "pin", comment=comment["id"])
    await house.rooms.moderators.name(host.id, "ren")
    assert (await house.rooms.export(fan.id))["moderates_for"] == ["mika"]
    async with house.browser(host) as browser:
        assert (await browser.put(f"/rooms/{room.id}/cover", content=picture())).status_code == 200
    await until_written(house, room.id, ["I live in Elm Street", "welcome"])

    async def forget(account: Account) -> None:
        async with house.database.transaction() as tx:
            tx.emit(AccountDeleted(account_id=account.id))
        await house.settled()

    await forget(fan)
    assert await written(house, room.id) == ["", "welcome"]
    assert await house.chat.tally(room.id) == {"comments": 2}, "it was said, whoever it was"
    talk = (await house.chat.load(room.id)).snapshot()
    assert ([each.text for each in talk["comments"]], talk["pinned"]) == (["welcome"], None)  # type: ignore[attr-defined]
    assert (await house.rooms.export(host.id))["moderators"] == []
    await house.rooms.end(room.id, host.id)
    await forget(host)
    assert await house.rows("SELECT title, cover_id FROM rooms") == [{"title": "", "cover_id": None}]
    assert [path for path in house.settings.files_folder.rglob("*.webp") if path.is_file()] == []
