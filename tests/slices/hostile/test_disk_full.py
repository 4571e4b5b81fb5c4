"""The disk fills while people are live: the LIVE goes on, what cannot be kept is refused, what was said is not lost."""

import asyncio
import io
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from tests.slices.hostile.conftest import DELAY_MAX_S
from tests.support.app import ServedApp
from tests.support.people import Person, bystander, refusal
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECOVERS_WITHIN_S = 15.0


@pytest_asyncio.fixture(loop_scope="session")
async def disk(tmp_path: Path) -> AsyncIterator[SmallDisk]:
    with small_disk(tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def cramped(disk: SmallDisk, tmp_path: Path) -> AsyncIterator[ServedApp]:
    """A server whose data lie on the small disk."""
    app = ServedApp(disk.folder / "data", tmp_path / "livehouse.log", wrapper=disk.wrapper)
    await app.start()
    yield app
    app.kill()


async def test_the_show_goes_on_and_nothing_that_was_accepted_is_lost(cramped: ServedApp, disk: SmallDisk) -> None:
    async with bystander(cramped.url) as live:
        room_id = live.room["id"]
        await live.measure_delay()
        await _empty_the_log(disk)
        disk.fill()

        said = [await live.say() for _ in range(5)]
        assert await live.measure_delay() < DELAY_MAX_S
        await _cannot_sign_up(cramped)
        async with Person(cramped.url) as passer_by:
            assert (await passer_by.get(f"/rooms/{room_id}"))["state"] == "live"
            await passer_by.post(f"/rooms/{room_id}/viewer")

        disk.free()
        async with Person(cramped.url) as newcomer:
            await _signs_up_again(newcomer)
        said.append(await live.say())
        await _kept(cramped, room_id, said)


async def _empty_the_log(disk: SmallDisk) -> None:
    """SQLite's log is written anew from its beginning once all of it is in the database: there must be no such room."""
    script = (
        "import sqlite3, sys; "
        "connection = sqlite3.connect(sys.argv[1], timeout=10); "
        "print(connection.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()[0])"
    )
    command = [*disk.wrapper, sys.executable, "-c", script, str(disk.folder / "data" / "livehouse.sqlite3")]

    async def is_empty() -> bool:
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
        return done.stdout.strip() == "0"

    await eventually(is_empty, within_s=RECOVERS_WITHIN_S)


async def _cannot_sign_up(app: ServedApp) -> None:
    """Refused with words, as something to try again later; the page that asks does not break."""
    async with Person(app.url) as newcomer:
        answer = await newcomer.http.post("/api/v1/accounts", json=newcomer.sign_up_form("too.late"))
        assert answer.status_code in (503, 507), answer.text
        error = refusal(answer)
        assert error["retry"] is True
        assert "disk" in error["message"] or "room" in error["message"], "it does not say why"


async def _cannot_change_the_cover(host: Person, room_id: str) -> None:
    packed = io.BytesIO()
    Image.effect_noise((720, 1280), 90).save(packed, "PNG")
    error = refusal(await host.http.put(f"/api/v1/rooms/{room_id}/cover", content=packed.getvalue()))
    assert (error["code"], error["retry"]) == ("storage_full", True)


async def _signs_up_again(newcomer: Person) -> None:
    async def ask() -> bool:
        answer = await newcomer.http.post("/api/v1/accounts", json=newcomer.sign_up_form("just.in.time"))
        return answer.status_code == 201

    await eventually(ask, within_s=RECOVERS_WITHIN_S)


async def _kept(app: ServedApp, room_id: str, said: list[str]) -> None:
    """After a crash and a new start, the room's comments are all there, each once, in their order."""
    await asyncio.sleep(2)  # what was held back while the disk was full is written within a second
    app.kill()
    await app.start()
    async with Person(app.url) as reader, reader.channel(room_id) as channel:
        texts = [comment["text"] for comment in channel.joined["comments"]]
        assert [text for text in texts if text in said] == said


async def test_a_live_can_end_while_the_disk_is_full(cramped: ServedApp, disk: SmallDisk) -> None:
    async with Person(cramped.url) as host:
        await host.sign_up()
        async with host.on_air() as room:
            disk.fill()
            await _cannot_change_the_cover(host, room["id"])
            answer = await host.http.post(f"/api/v1/rooms/{room['id']}/end")
            if answer.is_error:  # refused is good as long as it says why and works as soon as there is room
                assert refusal(answer)["retry"] is True
            disk.free()
            await eventually(lambda: _is_ended(host, room["id"]), within_s=RECOVERS_WITHIN_S)
        assert (await host.get(f"/rooms/{room['id']}"))["state"] == "ended"


async def _is_ended(host: Person, room_id: str) -> bool:
    return (await host.http.post(f"/api/v1/rooms/{room_id}/end")).is_success
