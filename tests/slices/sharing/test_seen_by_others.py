"""What other sites and their programs get: pictures of links, and how to embed. On one store: the SQL is others'."""

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.slices.sharing.house import ORIGIN, SharingHouse

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def png(width: int, height: int, colour: str) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(packed, "PNG")
    return packed.getvalue()


def jpeg(colour: str) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (540, 960), colour).save(packed, "JPEG")
    return packed.getvalue()


async def seen(house: SharingHouse, kind: str, thing_id: str, query: str = "") -> Image.Image:
    async with house.browser() as anybody:
        answer = await anybody.get(f"/previews/{kind}/{thing_id}{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.format == "JPEG"
    return picture


async def test_a_live_s_link_shows_the_stream_lying_on_its_side(house: SharingHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    async with house.browser() as anybody:
        assert (await anybody.get(f"/previews/live/{room.id}")).status_code == 404
    house.relay.broadcasting.add(room.id)
    await house.rooms.go_live(room.id, host.id)
    house.relay.pictures[room.id] = b"\xff\xd8\xff\xe0 no picture"
    drawn = await seen(house, "live", room.id)
    house.relay.pictures[room.id] = jpeg("tomato")
    house.clock.advance(61)
    framed = await seen(house, "live", room.id)
    assert drawn.size == framed.size == (1_200, 630)
    red, green, blue = framed.getpixel((600, 315))  # type: ignore[misc]
    assert (red > 240, green < 120, blue < 100) == (True, True, True)
    # The badge: there while the LIVE is on.
    assert framed.getpixel((50, 78)) == pytest.approx((216, 27, 82), abs=12)
    async with house.browser(host) as mine:
        await mine.put(f"/rooms/{room.id}/cover", content=png(50, 60, "navy"))
    await house.rooms.end(room.id, host.id)
    after = await seen(house, "live", room.id)
    assert after.getpixel((600, 315)) == pytest.approx((0, 0, 128), abs=12)
    assert after.getpixel((50, 78)) != pytest.approx((216, 27, 82), abs=40)


async def test_everything_that_is_shared_shows_a_picture_that_networks_take(house: SharingHouse) -> None:
    host = await house.sign_up("mika")
    video, event = await house.post_video(host), await house.plan(host)
    await house.files.put(f"videos/{video}/poster.webp", png(90, 160, "lime"))
    for kind, thing_id in (("video", video), ("event", event.id), ("profile", host.id)):
        assert (await seen(house, kind, thing_id)).size == (1_200, 630)
    assert (await seen(house, "video", video)).getpixel((600, 315)) == pytest.approx((0, 255, 0), abs=12)
    await house.avatars.upload(host.id, png(64, 64, "blue"))
    assert (await seen(house, "profile", host.id)).getpixel((600, 315)) == pytest.approx((0, 0, 255), abs=12)
    assert (await seen(house, "profile", host.id, "?w=300")).size == (300, 158)
    hidden, ours = (
        await house.post_video(host, visibility="private"),
        await house.post_video(host, visibility="followers"),
    )
    async with house.browser(host) as own:
        for path, status in (
            (f"video/{hidden}", 404),
            (f"video/{ours}", 403),
            (f"video/{video}?w=0", 400),
            (f"video/{video}?w=100000", 400),
            (f"cat/{video}", 400),
            ("video/nonsense", 404),
        ):
            assert (await own.get(f"/previews/{path}")).status_code == status, path


async def ask(house: SharingHouse, **query: Any) -> Any:
    async with house.browser() as anybody:
        return await anybody.get(f"{ORIGIN}/oembed", params=query)


async def test_other_sites_ask_how_to_embed(house: SharingHouse) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host, title='<b>Bold</b> & "loud"')
    url = f"{ORIGIN}/live/{room.id}?s=AAAAAAAAAAA.x"
    answer = await ask(house, url=url, maxwidth=200, maxheight=2_000)
    body = answer.json()
    assert (answer.status_code, body["type"], body["version"]) == (200, "video", "1.0")
    assert (body["width"], body["height"], body["thumbnail_width"]) == (200, 355, 200)
    assert body["title"] == '<b>Bold</b> & "loud"'
    assert body["author_url"] == f"{ORIGIN}/@mika"
    assert f'src="{ORIGIN}/embed/live/{room.id}"' in body["html"]
    assert "<b>" not in body["html"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    xml = await ask(house, url=url, format="xml")
    assert xml.headers["content-type"].startswith("text/xml")
    said = {element.tag: element.text for element in ElementTree.fromstring(xml.content)}
    assert (said["title"], said["type"]) == (body["title"], "video")
    await house.sharing.allow(host.id, "nobody", [])
    assert (await ask(house, url=url)).json()["type"] == "link"
    assert (await ask(house, url=f"{ORIGIN}/@mika")).json()["type"] == "link"


async def test_what_cannot_be_embedded_is_refused_as_the_specification_says(house: SharingHouse) -> None:
    host = await house.sign_up("mika")
    grown_up = await house.go_live(host, audience="adults")
    ours, secret = (
        await house.post_video(host, visibility="followers"),
        await house.post_video(host, visibility="private"),
    )
    for query, status, code in (
        ({"url": f"{ORIGIN}/live/{grown_up.id}"}, 401, "not_for_everybody"),
        ({"url": f"{ORIGIN}/videos/{ours}"}, 401, "not_for_everybody"),
        ({"url": f"{ORIGIN}/videos/{secret}"}, 404, "nothing_to_embed"),
        ({"url": f"{ORIGIN}/@nobody"}, 404, "nothing_to_embed"),
        ({"url": f"https://evil.example/live/{grown_up.id}"}, 404, "nothing_to_embed"),
        ({"url": f"{ORIGIN}/live/{grown_up.id}?{'x' * 10_000}"}, 404, "nothing_to_embed"),
        ({"url": "http://127.0.0.1:5432/"}, 404, "nothing_to_embed"),
        ({}, 404, "nothing_to_embed"),
        ({"url": f"{ORIGIN}/@mika", "format": "yaml"}, 501, "format_unknown"),
        ({"url": f"{ORIGIN}/@mika", "maxwidth": "-1"}, 400, "size_invalid"),
        ({"url": f"{ORIGIN}/@mika", "maxheight": "wide"}, 400, "size_invalid"),
    ):
        answer = await ask(house, **query)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), query
