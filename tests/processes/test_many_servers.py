"""Two servers on one PostgreSQL and one Valkey, as on two machines: one has the relay, the other sends people there."""

import io
import re
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image

from tests.support.app import served
from tests.support.broadcast import broadcasting, relay_session
from tests.support.people import Person
from tests.support.stores import ValkeyProcess
from tests.support.waiting import eventually


def picture() -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (72, 128), "teal").save(packed, "PNG")
    return packed.getvalue()


async def test_a_live_of_one_server_is_watched_and_talked_in_at_the_other(
    tmp_path: Path, valkey: ValkeyProcess, own_database_url: str
) -> None:
    shared = {
        "database_url": own_database_url,
        "relay_key": secrets.token_hex(32),
        "files": str(tmp_path / "files"),
    }
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    async with served(tmp_path / "first", broker_url=valkey.url, **shared) as first:
        relay_url = f"https://localhost:{first.port}"
        async with (
            served(tmp_path / "second", broker_url=valkey.url, relay="false", relay_url=relay_url, **shared) as second,
            Person(first.url) as guest,
            Person(second.url) as host,
        ):
            await guest.sign_up()
            await host.sign_up()
            room = await host.prepare_room()
            ticket = await host.post(f"/rooms/{room['id']}/publisher")
            assert ticket["url"].startswith(f"{relay_url}/{room['id']}?")
            page = await host.http.get("/")
            assert relay_url in page.headers["content-security-policy"]
            async with broadcasting(ticket):
                await host.start(room["id"])
                async with guest.channel(room["id"]) as here, host.channel(room["id"]) as there:
                    await here.call("comment", text="from the first")
                    await there.wait_for_comment("from the first")
                    await there.call("comment", text="from the second")
                    for ears in (here, there):
                        await ears.wait_for_comment("from the second")
                    assert here.events("comment") == there.events("comment")
                # A viewer's ticket of the server without the relay opens the other one's.
                async with relay_session(await host.post(f"/rooms/{room['id']}/viewer")):
                    pass
                # By HLS it is the same at both: the one without the relay asks the other.
                hls_path = urlsplit((await host.post(f"/rooms/{room['id']}/viewer"))["hls_url"]).path

                async def same_at_both(path: str) -> bytes:
                    answers = [await person.http.get(path) for person in (guest, host)]
                    assert [answer.status_code for answer in answers] == [200, 200], answers[1].text
                    assert answers[0].content == answers[1].content
                    assert answers[0].headers["cache-control"] == answers[1].headers["cache-control"]
                    return answers[0].content

                # The list of renditions tells the bit rate, which is measured anew while the broadcast begins.
                async def same_renditions() -> bool:
                    with suppress(AssertionError):
                        return b"video1.m3u8" in await same_at_both(hls_path)
                    return False

                await eventually(same_renditions, within_s=10)
                playlist = (await host.http.get(hls_path.replace("index", "video1"))).text
                for name in re.findall(r"^video1/\d+\.m4s$|(?<=MAP:URI=\")[^\"]+", playlist, re.MULTILINE):
                    assert await same_at_both(hls_path.replace("index.m3u8", name))
                refused = await host.http.get(hls_path.replace("index.m3u8", "video1/1.m4s"))
                assert (refused.status_code, refused.json()["error"]["code"]) == (404, "no_such_piece")
                uploaded = await host.http.put(f"/api/v1/rooms/{room['id']}/cover", content=picture())
                assert uploaded.is_success

                async def is_shown() -> bool:
                    cover_url = (await guest.get(f"/rooms/{room['id']}"))["cover_url"]
                    return (await guest.http.get(cover_url)).headers["content-type"] == "image/webp"

                await eventually(is_shown, within_s=5)
                await host.post(f"/rooms/{room['id']}/end")
            assert "two servers have a media relay" not in first.log() + second.log()
