"""The Python client over whatever a network can do, by seeds: nothing doubled, nothing lost, nothing sent twice."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from livehouse.client import Backoff, ChannelClient, ChannelClosed, ChannelLost, CommandRefused
from tests.support.fake_channel import FakeChannel, fake_channel
from tests.support.waiting import eventually

ROUNDS = 60
ANSWER_S_MAX = 0.25


def client_of(fake: FakeChannel, seed: int, **how: Any) -> ChannelClient:
    backoff = Backoff(Random(seed), first_s=0.001, longest_s=0.01)
    return ChannelClient(fake.url, backoff=backoff, answer_s_max=ANSWER_S_MAX, **how)


async def until(happened: Callable[[], bool]) -> None:
    async def ask() -> bool:
        return happened()

    await eventually(ask, within_s=10, every_s=0.005)


class Reader:
    """Folds what a client yields, and minds that nothing comes twice or out of order."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.position: tuple[str, int] | None = None

    async def read(self, client: ChannelClient) -> None:
        async for message in client:
            self.take(message)

    def take(self, message: dict[str, Any]) -> None:
        if message.get("kind") == "snapshot":
            self.said = list(message["said"])
        elif "events" in message:
            assert self.position is not None
            assert message["epoch"] == self.position[0], "events of another epoch"
            for event in message["events"]:
                assert event["offset"] > self.position[1], "an event came twice, or late"
                self.said.append(event["text"])
                self.position = (self.position[0], event["offset"])
        if "epoch" in message:
            self.position = (message["epoch"], message["offset"])


class Talker:
    """Says things, and keeps what became of each."""

    def __init__(self, client: ChannelClient) -> None:
        self.client = client
        self.fates: dict[str, str] = {}

    async def say(self, text: str) -> None:
        try:
            await self.client.comment(text)
            self.fates[text] = "said"
        except ChannelLost:
            self.fates[text] = "lost"
        except TimeoutError:
            self.fates[text] = "late"
        except CommandRefused as refusal:
            self.fates[text] = refusal.code


@pytest.mark.parametrize("sampled", [False, True])
@pytest.mark.parametrize("seed", range(12))
async def test_after_any_history_the_client_knows_what_was_said(seed: int, sampled: bool) -> None:
    random = Random(seed)
    async with fake_channel(seed) as fake, client_of(fake, seed) as client:
        reader, talker = Reader(), Talker(client)
        reading = asyncio.create_task(reader.read(client))
        async with asyncio.timeout(20), asyncio.TaskGroup() as talking:
            while client.room is None:
                try:
                    await client.join("room")
                except (ChannelLost, CommandRefused, TimeoutError):
                    await asyncio.sleep(0)
            for number in range(ROUNDS):
                for _ in range(random.choice([0, 1, 1, 5, 40])):
                    await fake.publish(f"{len(fake.said)}", sampled=sampled)
                await fake.fail()
                if random.random() < 0.5:
                    talking.create_task(talker.say(f"own {number}"))
                await asyncio.sleep(random.choice([0.0, 0.001, 0.004]))
        fake.faults = 0.0
        if fake.lines[-1].silent:
            fake.lines[-1].cut(random)
        # With a client that is back, what is said last is heard, and stands where the room stands.
        while talker.fates.get("the end") != "said":
            await talker.say("the end")
        await until(lambda: reader.position == (fake.epoch, fake.offset))
        assert not reading.done()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert client.dropped == 0
    kept = [text for text in reader.said if text not in fake.sampled]
    assert kept == [text for text in fake.said if text not in fake.sampled]
    assert not [text for text, times in Counter(reader.said).items() if times > 1]
    assert reader.said == [text for text in fake.said if text in set(reader.said)]
    del fake.heard["the end"]  # said again and again, until an answer came
    assert not [command for command, times in fake.heard.items() if times > 1], "sent twice"
    for text, fate in talker.fates.items():
        assert fate in {"said", "lost", "late", "not_in_room"}
        assert fate != "said" or text in fake.said


async def test_who_tries_again_at_once_does_not_keep_the_client_from_coming_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with fake_channel(1, faults=0) as fake, client_of(fake, 1) as client:
        await client.join("room")
        lost, was_lost = asyncio.Event(), ClientConnection.connection_lost

        def losing(socket: ClientConnection, error: Exception | None) -> None:
            lost.set()  # so that the talker below wakes before the loop that reads
            was_lost(socket, error)

        monkeypatch.setattr(ClientConnection, "connection_lost", losing)
        fake.lines[-1].cut(Random(1))
        await lost.wait()
        talker, tries = Talker(client), 0
        while talker.fates.get("the end") != "said" and tries < 100:
            await talker.say("the end")  # at once, with nothing between
            tries += 1
        assert talker.fates["the end"] == "said"


@pytest.mark.parametrize("code", [4100, 4103, 4150, 4199])
async def test_after_a_code_from_4100_it_does_not_come_back(code: int) -> None:
    async with fake_channel(1, faults=0) as fake, client_of(fake, 1) as client:
        await fake.lines[0].close(code)
        assert [message["type"] async for message in client] == ["hello"]
        with pytest.raises(ChannelClosed, match="as the seed wants it") as closed:
            await client.comment("anybody?")
        assert closed.value.code == code
        await asyncio.sleep(0.05)
        assert len(fake.lines) == 1


@pytest.mark.parametrize("code", [1000, 1001, 1011, 4000, 4001, 4002, 4099])
async def test_after_any_other_code_it_does(code: int) -> None:
    async with fake_channel(1, faults=0) as fake, client_of(fake, 1) as client:
        await client.join("room")
        await fake.lines[0].close(code)
        await until(lambda: len(fake.lines) == 2 and fake.lines[1].joined)


async def test_a_server_that_gives_no_sign_of_life_is_given_up() -> None:
    async with fake_channel(1, faults=0) as fake, client_of(fake, 1, heartbeat_s=0.05) as client:
        await client.join("room")
        fake.lines[0].socket.transport.pause_reading()
        fake.lines[0].over = True
        await until(lambda: len(fake.lines) == 2 and fake.lines[1].joined)


async def test_a_server_that_answers_nothing_is_given_up() -> None:
    async with fake_channel(1, faults=0) as fake, client_of(fake, 1) as client:
        await client.join("room")
        fake.lines[0].silent = fake.lines[0].over = True
        with pytest.raises(TimeoutError):
            await client.command("ping")
        await until(lambda: len(fake.lines) == 2 and fake.lines[1].joined)
        await client.command("ping")


async def test_a_server_that_speaks_something_else_is_left_for_good() -> None:
    async with fake_channel(1, faults=0) as fake, client_of(fake, 1) as client:
        await fake.lines[0].socket.send("not JSON")
        assert [message["type"] async for message in client] == ["hello"]
        with pytest.raises(ChannelClosed, match="not understood"):
            await client.command("ping")


async def test_who_ends_the_client_ends_what_waits() -> None:
    async with fake_channel(1, faults=0) as fake:
        async with client_of(fake, 1) as client:
            await client.join("room")
            fake.lines[0].silent = True
            waiting = asyncio.create_task(client.command("ping"))
            await asyncio.sleep(0.01)
        with pytest.raises(ChannelLost):
            await waiting
        with pytest.raises(ChannelClosed):
            await client.command("ping")
        assert [message["type"] async for message in client] == ["hello", "joined"]
