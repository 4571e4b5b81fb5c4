"""One house in two processes, with a real Valkey between them: whoever is where, it is one LIVE."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
import pytest_asyncio

from tests.processes.people import channel, publishing, somebody, until_counted
from tests.support.app import ServedApp, served
from tests.support.broadcast import broadcasting
from tests.support.people import API, PASSWORD, Channel, Person, Refused, done
from tests.support.stores import ValkeyProcess
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")
RELAY, OTHER = 0, 1


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedApp]:
    valkey = ValkeyProcess()
    folder = tmp_path_factory.mktemp("workers")
    try:
        async with served(
            folder,
            workers=2,
            broker_url=valkey.url,
            metrics="true",
            comments_per_10_s="1000",
            sampled_events_per_s="1000",
        ) as app:
            yield app
    finally:
        valkey.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def ada(app: ServedApp) -> AsyncIterator[Person]:
    """Her requests go to the worker that has the relay."""
    async with somebody(app, RELAY) as person:
        yield person


@pytest_asyncio.fixture(loop_scope="module")
async def grace(app: ServedApp) -> AsyncIterator[Person]:
    """Her requests go to the worker that has not."""
    async with somebody(app, OTHER) as person:
        yield person


async def test_both_hear_the_same_comments_in_the_same_order_under_the_same_offsets(
    app: ServedApp, ada: Person, grace: Person
) -> None:
    async with (
        ada.on_air() as room,
        channel(app, RELAY, ada, room["id"]) as host,
        channel(app, OTHER, grace, room["id"]) as viewer,
    ):

        async def talk(speaker: str, mouth: Channel) -> None:
            for number in range(20):
                await mouth.call("comment", text=f"{speaker} {number}")

        await asyncio.gather(talk("host", host), talk("viewer", viewer))
        for ears in (host, viewer):
            await ears.wait_for(lambda ears=ears: len(ears.comments()) == 40)  # type: ignore[misc]
        heard, theirs = (
            [(event["offset"], event["comment"]["text"]) for event in ears.events("comment")] for ears in (host, viewer)
        )
        assert heard == theirs
        said = [text for _, text in heard]
        assert sorted(said) == sorted(f"{speaker} {number}" for speaker in ("host", "viewer") for number in range(20))
        async with channel(app, OTHER, ada, room["id"]) as latecomer:
            assert [comment["text"] for comment in latecomer.joined["comments"]] == said


async def test_a_viewer_counts_once_wherever_they_watch(app: ServedApp, ada: Person, grace: Person) -> None:
    async with ada.on_air() as room, channel(app, RELAY, ada, room["id"]) as host:
        async with channel(app, RELAY, grace, room["id"]), channel(app, OTHER, grace, room["id"]) as twice:
            await until_counted(host, 1)
            async with Person(app.url) as stranger, channel(app, OTHER, stranger, room["id"]):
                await until_counted(host, 2)
                await until_counted(twice, 2)
                assert (await ada.get(f"/rooms/{room['id']}"))["viewers"] == 2
        await until_counted(host, 0)


async def test_hearts_from_everywhere_add_up(app: ServedApp, ada: Person, grace: Person) -> None:
    async with (
        ada.on_air() as room,
        channel(app, RELAY, ada, room["id"]) as here,
        channel(app, OTHER, grace, room["id"]) as there,
    ):
        await asyncio.gather(*(each.call("like", count=10) for each in (here, there)))
        for each in (here, there):
            await each.wait_for(lambda each=each: each.counters().get("likes") == 20)  # type: ignore[misc]
        summary = await ada.post(f"/rooms/{room['id']}/end")
        assert (summary["likes"], summary["viewers_total"]) == (20, 1)
        assert summary["watch_average_s"] > 0


async def test_a_recording_reaches_the_relay_through_either_worker(app: ServedApp, ada: Person) -> None:
    room = await ada.prepare_room("Through two doors")

    async def is_state(state: str) -> bool:
        return bool((await ada.get(f"/rooms/{room['id']}"))["state"] == state)

    for worker in (OTHER, RELAY):
        async with publishing(app, worker, await ada.post(f"/rooms/{room['id']}/publisher")) as page:
            page.record()
            if worker == OTHER:
                await ada.start(room["id"])
            await eventually(partial(is_state, "live"), within_s=10)
        await eventually(partial(is_state, "interrupted"), within_s=10)
    await ada.post(f"/rooms/{room['id']}/end")


async def test_a_live_goes_on_air_through_a_worker_that_has_no_relay(app: ServedApp, grace: Person) -> None:
    room = await grace.prepare_room("From far away")
    early = await grace.http.post(f"{API}/rooms/{room['id']}/start")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "no_picture")
    ticket = await grace.post(f"/rooms/{room['id']}/publisher")
    assert ticket["url"].startswith(f"https://localhost:{app.port}/{room['id']}?")
    async with broadcasting(ticket):
        await grace.start(room["id"])

        async def picture() -> bool:
            answer = await grace.http.get(room["cover_url"])
            return answer.headers["content-type"] == "image/jpeg"

        await eventually(picture, within_s=10)
    # The worker that has the relay notices, and writes down for all that the picture is gone.

    async def state() -> bool:
        return bool((await grace.get(f"/rooms/{room['id']}"))["state"] == "interrupted")

    await eventually(state, within_s=8)
    async with broadcasting(await grace.post(f"/rooms/{room['id']}/publisher")):

        async def is_back() -> bool:
            return bool((await grace.get(f"/rooms/{room['id']}"))["state"] == "live")

        await eventually(is_back, within_s=8)
        await grace.post(f"/rooms/{room['id']}/end")


@pytest.mark.parametrize(("at_host", "at_viewer"), [(RELAY, OTHER), (OTHER, RELAY)])
async def test_nobody_speaks_anywhere_in_a_live_that_its_host_has_ended(
    app: ServedApp, at_host: int, at_viewer: int
) -> None:
    async with (
        somebody(app, at_host) as host,
        somebody(app, at_viewer) as guest,
        host.on_air() as room,
        channel(app, at_viewer, guest, room["id"]) as viewer,
    ):
        await viewer.call("comment", text="still here")
        await host.post(f"/rooms/{room['id']}/end")
        await viewer.wait_for(lambda: [each["room"]["state"] for each in viewer.events("room")][-1:] == ["ended"])
        with pytest.raises(Refused, match="room_ended"):
            await viewer.call("comment", text="is anybody there?")
        # The relay, wherever it is, lets nobody in any more.
        refused = await guest.http.post(f"{API}/rooms/{room['id']}/viewer")
        assert refused.status_code == 409


async def test_a_session_that_ends_at_one_worker_closes_what_it_has_open_at_the_other(
    app: ServedApp, ada: Person, grace: Person
) -> None:
    async with ada.on_air() as room, Person(app.url) as elsewhere:
        await elsewhere.post("/sessions", {"login": grace.handle, "password": PASSWORD})
        async with channel(app, OTHER, elsewhere, room["id"]) as theirs, channel(app, RELAY, grace, room["id"]) as mine:
            done(await grace.http.delete(f"{API}/sessions"))
            await asyncio.wait_for(theirs.socket.wait_closed(), 5)
            assert theirs.socket.close_code == 4103
            await mine.call("comment", text="I am still here")
            # No worker believes in it any more, not for a moment.
            answers = [await elsewhere.http.get(f"{API}/sessions") for _ in range(6)]
            assert {answer.status_code for answer in answers} == {401}


async def test_numbers_of_all_workers_come_from_any(app: ServedApp, ada: Person, grace: Person) -> None:
    async with ada.on_air() as room, channel(app, OTHER, grace, room["id"]):
        for person in (ada, grace):
            lines = (await person.http.get("/metrics")).text.splitlines()
            assert 'livehouse_channel_connections{worker="1"} 1.0' in lines
            assert 'livehouse_relay_broadcasts{worker="0"} 1.0' in lines
            assert 'livehouse_broker_ready{worker="1"} 1.0' in lines
            assert 'livehouse_workers{worker="parent"} 2.0' in lines
            assert len([line for line in lines if line.startswith("# TYPE livehouse_channel_connections ")]) == 1


async def test_both_workers_are_ready(app: ServedApp, ada: Person, grace: Person) -> None:
    for person in (ada, grace):
        answer = await person.http.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_another_server_on_the_same_port_is_refused(app: ServedApp) -> None:
    second = ServedApp(
        app.data.parent / "second",
        app.data.parent / "second.log",
        port=app.port,
        settings={"LIVEHOUSE_WORKERS": "2", "LIVEHOUSE_BROKER_URL": "redis://127.0.0.1:9/0"},
    )
    assert await asyncio.to_thread(second.spawn().wait, 20) == 1
    assert f"Port {app.port} on 127.0.0.1 is taken" in second.log()
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"{app.url}/healthz")).status_code == 200
