"""The Python client against a real channel: it stays, resumes, and never yields an event twice."""

import asyncio
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from livehouse.client import Backoff, ChannelClient, ChannelClosed, CommandRefused, channel_url
from livehouse.kernel.errors import NotSignedIn
from livehouse.realtime import ChannelLimits
from tests.slices.realtime.house import House, serve_house
from tests.support.channel import Said, empty_projection


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with serve_house() as house:
        yield house


async def offsets_until(client: ChannelClient, last: int) -> list[int]:
    """The offsets of the events that come, until one of them is `last`."""
    offsets: list[int] = []
    async with asyncio.timeout(10):
        async for message in client:
            offsets += [event["offset"] for event in message.get("events", [])]
            if last in offsets:
                break
    return offsets


async def message_of(client: ChannelClient, message_type: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        async for message in client:
            if message["type"] == message_type:
                return message
    raise AssertionError(f"the channel closed before there was any {message_type}")


def client_of(house: House, **how: Any) -> ChannelClient:
    return ChannelClient(house.url, cookies={"name": "ada"}, random=Random(1), **how)


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("http://localhost:8000", "ws://localhost:8000/api/v1/channel"),
        ("https://live.example/", "wss://live.example/api/v1/channel"),
        ("ws://localhost:1/other", "ws://localhost:1/other"),
    ],
)
def test_addresses(url: str, channel: str) -> None:
    assert channel_url(url) == channel


def test_waiting_grows_to_a_limit_and_starts_over() -> None:
    backoff = Backoff(Random(1), first_s=1.0, longest_s=8.0)
    waits = [backoff.next_s() for _ in range(2_000)]
    assert max(waits[:1]) <= 1.0
    assert max(waits[:2]) <= 2.0
    assert 7.0 < max(waits) <= 8.0
    # Full jitter: as likely short as long.
    assert 3.5 < sum(waits[10:]) / len(waits[10:]) < 4.5
    backoff.reset()
    assert backoff.next_s() <= 1.0


async def test_join_talk_and_listen(house: House) -> None:
    async with client_of(house) as client:
        joined = await client.join("room")
        assert (joined["kind"], joined["said"]) == ("snapshot", [])
        assert await client.comment("hello") == {"offset": 1}
        assert await offsets_until(client, 1) == [1]
        with pytest.raises(CommandRefused) as caught:
            await client.command("sing")
        assert (caught.value.code, caught.value.retry) == ("unknown_command", False)
        with pytest.raises(CommandRefused, match="no_such_room"):
            await client.join("elsewhere")


async def test_a_refusal_says_all_that_the_server_said() -> None:
    refused = CommandRefused(
        {"code": "too_long", "message": "Shorter.", "retry": False, "field": "text", "details": {"characters_max": 150}}
    )
    assert (refused.code, refused.message, refused.retry) == ("too_long", "Shorter.", False)
    assert (refused.field, refused.details) == ("text", {"characters_max": 150})
    assert str(refused) == "too_long: Shorter."


async def test_who_is_refused_elsewhere_stays_in_the_room(house: House) -> None:
    async with client_of(house) as client:
        await client.join("room")
        with pytest.raises(CommandRefused):
            await client.join("elsewhere")
        assert client.room == "room"
        await client.comment("still here")
        assert await offsets_until(client, 1) == [1]


async def test_who_moves_hears_the_new_room_only(house: House) -> None:
    await house.hub.open("next door", empty_projection)
    async with client_of(house) as client:
        await client.join("room")
        await house.hub.publish("room", Said("one"))
        assert await offsets_until(client, 1) == [1]
        await client.join("next door")
        await house.hub.publish("room", Said("two"))
        await house.hub.publish("next door", Said("uno"))
        await house.hub.publish("next door", Said("due"))
        assert await offsets_until(client, 2) == [1, 2]
        assert client.room == "next door"


async def test_who_left_is_in_no_room_after_a_loss(house: House) -> None:
    async with client_of(house) as client:
        await client.join("room")
        await client.leave()
        await house.stop()
        await house.serve()
        await client.command("ping")
        assert len(house.joined) == 1


async def test_a_command_that_is_given_while_the_server_is_away_is_done_in_the_room(house: House) -> None:
    async with client_of(house, backoff=Backoff(Random(1), first_s=0.01, longest_s=0.05)) as client:
        await client.join("room")
        await house.stop()
        commenting = asyncio.create_task(client.comment("as soon as I can"))
        await asyncio.sleep(0.05)
        await house.serve()
        assert await commenting == {"offset": 1}
        assert await offsets_until(client, 1) == [1]


async def test_a_server_that_is_full_is_asked_less_and_less() -> None:
    async with serve_house(channel_limits=ChannelLimits(connections_max=0)) as house:
        coming = asyncio.create_task(
            client_of(house, backoff=Backoff(Random(1), first_s=0.001, longest_s=60.0)).__aenter__()
        )
        await asyncio.sleep(1.0)
        # Waits of half a millisecond, doubled on average: 11 in the first second, where a hundred would be no trouble.
        assert 5 <= house.metric("handshakes_total", status="503") <= 20
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


async def test_what_was_missed_while_the_server_was_away_comes_once(house: House) -> None:
    async with client_of(house) as client:
        await client.join("room")
        await house.hub.publish("room", Said("before"))
        assert await offsets_until(client, 1) == [1]
        await house.stop()
        await house.hub.publish("room", Said("meanwhile"))
        await house.serve()
        recovered = await message_of(client, "joined")
        assert recovered["kind"] == "recovered"
        assert [event["text"] for event in recovered["events"]] == ["meanwhile"]
        await house.hub.publish("room", Said("after"))
        assert await offsets_until(client, 3) == [3]
        assert client.offset == 3


async def test_a_resync_is_answered_by_joining_again(house: House) -> None:
    async with client_of(house) as client:
        await client.join("room")
        await message_of(client, "joined")
        house.hub.resync(house.joined[-1])
        await house.hub.publish("room", Said("missed"))
        assert await offsets_until(client, 1) == [1]
        await house.hub.publish("room", Said("after"))
        assert await offsets_until(client, 2) == [2]


async def test_a_room_that_is_over_is_not_joined_again(house: House) -> None:
    async with client_of(house) as client:
        await client.join("room")
        await house.stop()
        await house.hub.forget("room")
        await house.serve()
        assert (await message_of(client, "refused"))["code"] == "no_such_room"
        assert client.room is None


async def test_closed_for_good_is_closed_for_good(house: House) -> None:
    async with client_of(house) as client:
        await client.join("room")
        house.hub.close_session("session-ada")
        messages = [message["type"] async for message in client]
        assert messages[0] == "hello"
        with pytest.raises(ChannelClosed) as caught:
            await client.comment("anybody?")
        assert caught.value.code == 4103


async def test_who_is_not_let_in_does_not_keep_knocking(house: House) -> None:
    with pytest.raises(ChannelClosed) as caught:
        async with ChannelClient(house.url, cookies={"name": "stranger"}):
            pass
    assert caught.value.code == 401
    assert caught.value.reason == NotSignedIn().message
    assert house.metric("handshakes_total", status="401") == 1


async def test_one_that_shall_not_reconnect_does_not(house: House) -> None:
    async with client_of(house, reconnects=False) as client:
        await house.stop()
        assert [message["type"] async for message in client] == ["hello"]
        with pytest.raises(ChannelClosed):
            await client.command("ping")
        await house.serve()


async def test_who_does_not_listen_loses_the_oldest(house: House) -> None:
    async with client_of(house, messages_max=3) as client:
        await client.join("room")
        for number in range(10):
            await house.hub.publish("room", Said(str(number)))
            await asyncio.sleep(0.06)
        await client.command("ping")
        assert client.dropped > 0
        assert (await offsets_until(client, 10))[-1] == 10
