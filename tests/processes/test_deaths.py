"""What the living feel of a death: of a worker, of the one that has the relay, of the broker."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livehouse.client import ChannelClient
from tests.processes.people import channel, client, somebody, until_counted
from tests.support.app import ServedApp, served
from tests.support.broadcast import broadcasting
from tests.support.people import API, PASSWORD, Channel, Person, Refused, done
from tests.support.stores import ValkeyProcess
from tests.support.waiting import eventually

RELAY, OTHER = 0, 1
COUNT_RIGHT_S = 5.0
SERVED_S = 1.0
HEALED_S = 15.0


@pytest.fixture
async def app(tmp_path: Path, valkey: ValkeyProcess, own_database_url: str) -> AsyncIterator[ServedApp]:
    async with served(
        tmp_path,
        workers=2,
        broker_url=valkey.url,
        database_url=own_database_url,
        comments_per_10_s="1000",
        channel_commands_per_s="1000",
        sampled_events_per_s="1000",
    ) as running:
        yield running


class Listener:
    """Keeps every comment that a client yields, by its offset."""

    def __init__(self, source: ChannelClient) -> None:
        self.source = source
        self.heard: list[tuple[int, str]] = []
        self.recovered = 0

    async def listen(self) -> None:
        async for message in self.source:
            if message["type"] == "joined" and message["kind"] == "recovered":
                self.recovered += 1
            for event in message.get("events", ()):
                if event["type"] == "comment":
                    self.heard.append((event["offset"], event["comment"]["text"]))


async def test_viewers_of_a_killed_worker_miss_nothing_and_are_counted_right_again(app: ServedApp) -> None:
    async with (
        somebody(app, RELAY) as host,
        somebody(app, RELAY) as guest,
        host.on_air() as room,
        channel(app, RELAY, host, room["id"]) as stage,
        client(app, OTHER, guest) as viewer,
        # Somebody who goes with the worker and does not come back.
        Person(app.url) as stranger,
        channel(app, OTHER, stranger, room["id"]),
    ):
        await viewer.join(room["id"])
        listener = Listener(viewer)
        listening = asyncio.create_task(listener.listen())
        await until_counted(stage, 2)
        said: list[str] = []

        async def talk(until_s: float) -> None:
            while time.monotonic() < until_s:
                said.append(f"number {len(said)}")
                await stage.call("comment", text=said[-1])
                await asyncio.sleep(0.02)

        talking = asyncio.create_task(talk(time.monotonic() + 4))
        await asyncio.sleep(0.5)
        app.kill_worker(OTHER)
        killed_s = time.monotonic()
        await until_counted(stage, 1, within_s=COUNT_RIGHT_S + 1)
        right_after_s = time.monotonic() - killed_s
        await talking

        async def has_all() -> bool:
            return len(listener.heard) >= len(said)

        await eventually(has_all, within_s=10)
        listening.cancel()
        assert [text for _, text in listener.heard] == said
        assert len({offset for offset, _ in listener.heard}) == len(said)
        assert listener.recovered >= 1
        assert right_after_s < COUNT_RIGHT_S

        async def is_back() -> bool:
            return set(app.worker_pids()) == {RELAY, OTHER}

        await eventually(is_back, within_s=20)
        assert "killed by SIGKILL" in app.log()


async def test_nobody_waits_at_the_door_of_a_dead_worker(app: ServedApp) -> None:
    app.kill_worker(OTHER)

    async def serving_after_s() -> float:
        began_s = time.monotonic()
        async with Person(app.url) as person:
            assert (await person.http.get("/healthz")).is_success
        return time.monotonic() - began_s

    def successors() -> int:
        return app.log().partition("a worker died")[2].count("a worker serves")

    # One in two knocks at the dead one's door, where its successor is seconds away.
    waits = []
    while not successors() and len(waits) < 16:
        waits.append(await serving_after_s())
    assert waits, "the successor was there at once"
    assert max(waits) < SERVED_S, waits

    # Once it is there it has its own door again.
    async def successor_serves() -> bool:
        return successors() == 1

    await eventually(successor_serves, within_s=20)
    async with somebody(app, OTHER), somebody(app, RELAY):
        pass


async def test_a_live_outlasts_the_worker_that_has_the_relay(app: ServedApp) -> None:
    async with somebody(app, OTHER) as host, somebody(app, OTHER) as guest:
        room = await host.prepare_room("The show that goes on")
        ticket = await host.post(f"/rooms/{room['id']}/publisher")
        async with broadcasting(ticket):
            await host.start(room["id"])
            async with channel(app, OTHER, guest, room["id"]) as viewer:
                app.kill_worker(RELAY)
                await viewer.wait_for(lambda: states(viewer)[-1:] == ["interrupted"], within_s=HEALED_S)
                # Talk does not stop.
                await viewer.call("comment", text="where is the picture?")
                again = await host.post(f"/rooms/{room['id']}/publisher")
                # Pages that know the relay by its certificate still do.
                assert again["certificate_sha256"] == ticket["certificate_sha256"]
                async with broadcasting(again):
                    await viewer.wait_for(lambda: states(viewer)[-1:] == ["live"], within_s=HEALED_S)
                    assert (await host.get(f"/rooms/{room['id']}"))["state"] == "live"
                    await host.post(f"/rooms/{room['id']}/end")


async def test_without_the_broker_everybody_is_told_so_and_with_it_all_is_well(
    app: ServedApp, valkey: ValkeyProcess
) -> None:
    async with (
        somebody(app, RELAY) as host,
        somebody(app, OTHER) as guest,
        somebody(app, RELAY) as leaver,
        somebody(app, OTHER) as same_leaver,
        host.on_air() as room,
        channel(app, RELAY, host, room["id"]) as stage,
        client(app, OTHER, guest) as viewer,
    ):
        await viewer.join(room["id"])
        listener = Listener(viewer)
        listening = asyncio.create_task(listener.listen())
        await stage.call("comment", text="before")
        await until_counted(stage, 1)
        await same_leaver.post("/sessions", {"login": leaver.handle, "password": PASSWORD})
        async with channel(app, OTHER, same_leaver, room["id"]) as left_open:
            valkey.stop()
            assert await eventually(lambda: refusal_of(stage, "into the void"), within_s=5) == "unavailable"
            for person in (host, guest):
                answer = await person.http.get("/readyz")
                assert answer.status_code == 503
                assert "LIVEs are shared through cannot be reached" in answer.json()["error"]["message"]
                assert answer.json()["error"]["retry"]
                assert (await person.http.get("/healthz")).status_code == 200
                # What needs no broker goes on.
                assert (await person.get(f"/rooms/{room['id']}"))["state"] == "live"
            # A session ends while nobody can be told.
            done(await leaver.http.delete(f"{API}/sessions"))
            valkey.start()
            await asyncio.wait_for(left_open.socket.wait_closed(), HEALED_S)
            assert left_open.socket.close_code == 4103
        for person in (host, guest):
            await eventually(lambda person=person: is_ready(person), within_s=HEALED_S)  # type: ignore[misc]
        await stage.wait_for(lambda: any(message["type"] == "resync" for message in stage.heard), within_s=HEALED_S)
        stage.heard.clear()
        stage.joined = await stage.call("join", room=room["id"])
        assert [comment["text"] for comment in stage.joined["comments"]] == ["before"]
        await stage.call("comment", text="after")
        await stage.wait_for_comment("after")
        await until_counted(stage, 1)

        async def has_heard() -> bool:
            return [text for _, text in listener.heard] == ["before", "after"]

        await eventually(has_heard, within_s=HEALED_S)
        listening.cancel()


def states(ears: Channel) -> list[str]:
    return [event["room"]["state"] for event in ears.events("room")]


async def is_ready(person: Person) -> bool:
    return (await person.http.get("/readyz")).status_code == 200


async def refusal_of(mouth: Channel, text: str) -> str:
    """The code with which a comment is refused; nothing if it is not."""
    try:
        await mouth.call("comment", text=text)
    except Refused as refused:
        return refused.code
    return ""
