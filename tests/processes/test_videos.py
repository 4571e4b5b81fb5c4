"""A video and the death of the server that makes it: the upload is kept, and the film is made by the next one."""

from pathlib import Path
from typing import Any

import httpx

from tests.support.app import ServedApp, served
from tests.support.films import make_film
from tests.support.people import API, Person, done
from tests.support.small_disk import small_disk
from tests.support.waiting import eventually

READY_WITHIN_S = 90.0


async def test_a_killed_server_goes_on_with_what_it_was_making(tmp_path: Path) -> None:
    film = make_film(1, 20, width=360, height=640, rate=20, loop=20)
    async with served(tmp_path) as app, Person(app.url) as author:
        await author.sign_up()
        video = await author.post("/videos", {"size_bytes": len(film), "caption": "through a power cut"})
        half = len(film) // 2
        await _send(author, video["id"], 0, film[:half])

        await _die_and_come_back(app)
        # What has arrived is there, and the rest follows.
        assert (await author.get(f"/videos/{video['id']}"))["uploaded_bytes"] == half
        await _send(author, video["id"], half, film[half:])

        await eventually(lambda: _is_being_made(author, video["id"]), within_s=READY_WITHIN_S, every_s=0.05)
        await _die_and_come_back(app)
        ready = await eventually(lambda: _ready(author, video["id"]), within_s=READY_WITHIN_S)
        assert ready is not None
        assert 19 < ready["length_s"] < 21
        played = await author.http.get(ready["renditions"][0]["url"], headers={"Range": "bytes=0-99"})
        assert (played.status_code, len(played.content)) == (206, 100)
        assert not list((tmp_path / "data" / "work").iterdir())


async def test_an_upload_waits_for_room_on_the_disk(tmp_path: Path) -> None:
    film = make_film(2, 2.0)
    with small_disk(tmp_path) as disk:
        app = ServedApp(disk.folder / "data", tmp_path / "livehouse.log", wrapper=disk.wrapper)
        await app.start()
        try:
            async with Person(app.url) as author:
                await author.sign_up()
                video = await author.post("/videos", {"size_bytes": len(film)})
                disk.fill()
                path = f"{API}/videos/{video['id']}/bytes"
                refused = await author.http.put(path, params={"offset": 0}, content=film)
                error = refused.json()["error"]
                assert (refused.status_code, error["code"], error["retry"]) == (503, "storage_full", True)
                disk.free()
                await _send(author, video["id"], 0, film)
                await eventually(lambda: _ready(author, video["id"]), within_s=READY_WITHIN_S)
        finally:
            app.kill()


async def _send(author: Person, video_id: str, offset: int, data: bytes) -> None:
    path = f"{API}/videos/{video_id}/bytes"
    done(await author.http.put(path, params={"offset": offset}, content=data))


async def _die_and_come_back(app: ServedApp) -> None:
    app.kill()
    await app.start()


async def _is_being_made(author: Person, video_id: str) -> bool:
    video = await author.get(f"/videos/{video_id}")
    assert video["state"] == "processing", "it was made too fast to kill its maker; take a longer film"
    return bool(video["progress"] > 0)


async def _ready(author: Person, video_id: str) -> dict[str, Any] | None:
    try:
        video = await author.get(f"/videos/{video_id}")
    except httpx.TransportError:
        return None
    assert video["state"] in ("processing", "ready"), video
    return video if video["state"] == "ready" else None
