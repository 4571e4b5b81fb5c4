"""Rooms over HTTP: shapes, statuses, pictures, tickets and what is refused."""

import io
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from livehouse.media import Tokens
from livehouse.platform.database import StorageFull
from livehouse.rooms import store
from tests.slices.rooms.house import PICTURE, RELAY_PORT, House

FORM = {"title": "Songs at night", "topic": "music", "audience": "everyone"}


def png(width: int, height: int, colour: str = "teal") -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(packed, "PNG")
    return packed.getvalue()


def error(answer: httpx.Response, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    said = answer.json()["error"]
    assert set(said) == {"code", "message", "field", "retry", "details"}
    assert said["message"].endswith(".")
    return dict(said)


async def test_the_lives_of_those_whom_one_follows(house: House) -> None:
    fan = await house.sign_up("ren")
    shown = await house.go_live(await house.sign_up("mika"), audience="followers")
    await house.go_live(await house.sign_up("sora"))
    await house.accounts.follow(fan.id, "mika")
    async with house.browser(fan) as mine, house.browser() as anybody:
        assert [card["id"] for card in (await mine.get("/rooms?followed=true")).json()["rooms"]] == [shown.id]
        assert len((await mine.get("/rooms")).json()["rooms"]) == 2
        assert (await anybody.get("/rooms?followed=true")).json() == {"rooms": []}


async def test_a_live_from_form_to_summary(house: House) -> None:
    host = await house.sign_up("mika")
    async with house.browser(host) as mine, house.browser() as anybody:
        assert (await mine.get("/rooms/mine")).json() == {"room": None}
        created = await mine.post("/rooms", json=FORM)
        assert created.status_code == 201
        room = created.json()
        assert room["url"] == f"http://venue.example:8000/live/{room['id']}"
        assert (room["state"], room["viewers"], room["likes"], room["started_at"]) == ("preparing", 0, 0, None)
        assert room["host"] == {
            "id": host.id,
            "handle": "mika",
            "nickname": "mika",
            "avatar_url": room["host"]["avatar_url"],
        }
        assert (await mine.get("/rooms/mine")).json()["room"] == room
        error(await anybody.get(f"/rooms/{room['id']}"), 404)

        assert error(await mine.post(f"/rooms/{room['id']}/start"), 409)["code"] == "no_picture"
        house.relay.broadcasting.add(room["id"])
        live = (await mine.post(f"/rooms/{room['id']}/start")).json()
        assert (live["state"], live["started_at"]) == ("live", "2026-03-14T20:00:00Z")
        listed = (await anybody.get("/rooms")).json()["rooms"]
        assert [card["id"] for card in listed] == [room["id"]]
        assert set(listed[0]) == {
            "id", "title", "topic", "audience", "state", "host", "viewers", "likes", "cover_url", "started_at",
        }  # fmt: skip
        assert (await anybody.get("/rooms?topic=dance")).json() == {"rooms": []}
        assert error(await anybody.get("/rooms?topic=astrology"), 400)["code"] == "unknown_topic"
        assert (await anybody.get("/accounts/mika/live")).json() == {"room": listed[0]}
        error(await anybody.get("/accounts/nobody/live"), 404)

        house.clock.advance(61)
        summary = (await mine.post(f"/rooms/{room['id']}/end")).json()
        assert summary["room"]["state"] == "ended"
        assert summary["room"]["url"] == room["url"]
        del summary["room"]
        assert summary == {
            "duration_s": 61.0,
            "viewers_peak": 0,
            "viewers_total": 0,
            "watch_average_s": 0.0,
            "new_followers": 0,
            "comments": 0,
            "likes": 0,
            "shares": 0,
            "gifts": 0,
            "diamonds": 0,
        }
        assert (await mine.get(f"/rooms/{room['id']}/summary")).json()["duration_s"] == 61.0
        assert (await anybody.get(f"/rooms/{room['id']}")).json()["ended_reason"] == "host"
        assert (await anybody.get("/rooms")).json() == {"rooms": []}
        assert (await anybody.get("/accounts/mika/live")).json() == {"room": None}


async def test_a_bad_form_is_explained(house: House) -> None:
    bad: list[tuple[dict[str, object], str]] = [
        ({"title": ""}, "title_missing"),
        ({"title": " \t\u200b "}, "title_missing"),
        ({"title": "x" * 81}, "title_too_long"),
        ({"title": "x" * 10_000}, "title_too_long"),
        ({"title": 7}, "bad_input"),
        ({"topic": "astrology"}, "unknown_topic"),
        ({"audience": "nobody"}, "bad_input"),
        ({"colour": "red"}, "bad_input"),
    ]
    async with house.browser(await house.sign_up("mika")) as mine:
        for change, code in bad:
            said = error(await mine.post("/rooms", json={**FORM, **change}), 400)
            assert (said["code"], said["field"]) == (code, next(iter(change)))
        assert (await mine.get("/rooms/mine")).json() == {"room": None}


async def test_a_title_of_eighty_characters_as_one_sees_them_fits(house: House) -> None:
    async with house.browser(await house.sign_up("mika")) as mine:
        title = "👩‍👩‍👧‍👦" * 80
        assert (await mine.post("/rooms", json={**FORM, "title": title})).json()["title"] == title


async def test_who_is_not_signed_in_hosts_nothing(house: House) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    async with house.browser() as anybody:
        answers = [
            await anybody.post("/rooms", json=FORM),
            await anybody.get("/rooms/mine"),
            await anybody.post(f"/rooms/{room.id}/publisher"),
            await anybody.post(f"/rooms/{room.id}/start"),
            await anybody.post(f"/rooms/{room.id}/end"),
            await anybody.get(f"/rooms/{room.id}/summary"),
            await anybody.put(f"/rooms/{room.id}/cover", content=png(10, 10)),
        ]
    assert {error(answer, 401)["code"] for answer in answers} == {"not_signed_in"}


async def test_somebody_elses_room_is_not_mine(house: House) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    async with house.browser(await house.sign_up("ren")) as other:
        answers = [
            await other.post(f"/rooms/{room.id}/publisher"),
            await other.post(f"/rooms/{room.id}/start"),
            await other.post(f"/rooms/{room.id}/end"),
            await other.get(f"/rooms/{room.id}/summary"),
            await other.put(f"/rooms/{room.id}/cover", content=png(10, 10)),
        ]
    assert {error(answer, 403)["code"] for answer in answers} == {"not_the_host"}
    assert (await house.rooms.room(room.id, None)).state == "live"


async def test_no_live_access_says_what_is_missing(house: House) -> None:
    async with house.browser(await house.sign_up("nao", may_go_live=False)) as mine:
        said = error(await mine.post("/rooms", json=FORM), 403)
    assert said["code"] == "no_live_access"
    assert isinstance(said["details"], dict)
    assert [one["id"] for one in said["details"]["requirements"] if not one["met"]] == ["quality", "terms"]
    assert said["message"] == "Read and accept the LIVE terms."


async def test_already_live_names_the_room(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    async with house.browser(host) as mine:
        said = error(await mine.post("/rooms", json=FORM), 409)
    assert (said["code"], said["details"]) == ("already_live", {"room_id": room.id})


async def test_tickets_open_the_room_and_nothing_else(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.go_live(host)
    tokens = Tokens(b"k" * 32, house.clock, lifetime=house.rooms._tickets._tokens.lifetime)
    async with house.browser(host) as mine, house.browser() as anybody:
        for client, path, may_publish in ((mine, "publisher", True), (anybody, "viewer", False)):
            ticket = (await client.post(f"/rooms/{room.id}/{path}")).json()
            url = urlsplit(ticket["url"])
            assert (url.scheme, url.hostname, url.port, url.path) == (
                "https",
                "venue.example",
                RELAY_PORT,
                f"/{room.id}",
            )
            assert (ticket["broadcast"], ticket["certificate_sha256"]) == ("host", "ab" * 32)
            assert ticket["expires_at"] == "2026-03-14T21:00:00Z"
            grant = tokens.check_token(parse_qs(url.query)["jwt"][0], room.id)
            assert (grant.may_publish, grant.may_watch) == (may_publish, not may_publish)
        await house.rooms.end(room.id, host.id)
        for client, path in ((mine, "publisher"), (anybody, "viewer")):
            assert error(await client.post(f"/rooms/{room.id}/{path}"), 409)["code"] == "room_ended"


async def test_a_ticket_for_an_ipv6_host(house: House) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    ticket = await house.rooms.viewer_ticket(room.id, None, origin="http://[2001:db8::1]:8000")
    assert ticket.url.startswith(f"https://[2001:db8::1]:{RELAY_PORT}/{room.id}?jwt=")


async def test_a_cover_is_an_upload_else_a_frame_else_a_drawing(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    async with house.browser(host) as mine, house.browser() as anybody:

        async def shown(client: httpx.AsyncClient) -> httpx.Response:
            path = (await client.get(f"/rooms/{room.id}")).json()["cover_url"]
            answer = await client.get(f"http://venue.example:8000{path}")
            assert answer.status_code == 200
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            return answer

        error(await anybody.get(f"/rooms/{room.id}/cover"), 404)
        drawn = await shown(mine)
        assert drawn.headers["Content-Type"] == "image/svg+xml"
        assert drawn.headers["Cache-Control"] == "private, no-cache"
        head = await mine.head(f"/rooms/{room.id}/cover")
        assert (head.status_code, head.headers["Content-Type"]) == (200, "image/svg+xml")

        house.relay.broadcasting.add(room.id)
        await house.rooms.go_live(room.id, host.id)
        house.relay.pictures[room.id] = PICTURE
        frame = await shown(anybody)
        assert (frame.content, frame.headers["Content-Type"]) == (PICTURE, "image/jpeg")
        assert frame.headers["Cache-Control"] == "public, max-age=10"
        before = (await anybody.get(f"/rooms/{room.id}")).json()["cover_url"]
        house.clock.advance(10)
        assert (await anybody.get(f"/rooms/{room.id}")).json()["cover_url"] != before
        stale = await anybody.get(f"http://venue.example:8000{before}")
        assert stale.headers["Cache-Control"] == "public, no-cache"

        uploaded = await mine.put(f"/rooms/{room.id}/cover", content=png(2_000, 1_000))
        assert uploaded.status_code == 200
        cover = await shown(anybody)
        assert cover.headers["Content-Type"] == "image/webp"
        assert cover.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        with Image.open(io.BytesIO(cover.content)) as picture:
            assert picture.size == (720, 1280)
        await house.settled()
        assert house.heard.events(room.id, "room")[-1]["room"]["cover_url"] == uploaded.json()["cover_url"]
        again = await mine.put(f"/rooms/{room.id}/cover", content=png(50, 60, "tomato"))
        assert again.json()["cover_url"] != uploaded.json()["cover_url"]
        assert (await shown(anybody)).content != cover.content

        await house.rooms.end(room.id, host.id)
        assert (await shown(anybody)).headers["Content-Type"] == "image/webp"
        assert error(await mine.put(f"/rooms/{room.id}/cover", content=png(9, 9)), 409)["code"] == "room_ended"


async def test_a_cover_that_could_not_be_written_down_leaves_no_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise StorageFull("The server has no room left to save this. Tell its operator, then try again.")

    host = await house.sign_up("mika")
    room = await house.prepare(host)
    monkeypatch.setattr(store, "update_cover", fail)
    async with house.browser(host) as mine:
        assert error(await mine.put(f"/rooms/{room.id}/cover", content=png(9, 9)), 503)["code"] == "storage_full"
    assert list((house.settings.data / "files").rglob("*.webp")) == []


async def test_a_bad_cover_leaves_the_good_one(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    bad = [
        (b"", 400, "picture_unreadable"),
        (b"<svg/>", 400, "picture_unreadable"),
        (png(50, 50)[:60], 400, "picture_unreadable"),
        (b"\0" * 5_000_001, 413, "picture_too_large"),
    ]
    async with house.browser(host) as mine:
        good = (await mine.put(f"/rooms/{room.id}/cover", content=png(50, 60))).json()["cover_url"]
        for body, status, code in bad:
            assert error(await mine.put(f"/rooms/{room.id}/cover", content=body), status)["code"] == code
        assert (await mine.get(f"/rooms/{room.id}")).json()["cover_url"] == good


async def test_a_cover_for_followers_is_kept_by_their_browsers_only(house: House) -> None:
    host, fan = await house.sign_up("mika"), await house.sign_up("ren")
    await house.accounts.follow(fan.id, "mika")
    room = await house.go_live(host, audience="followers")
    async with house.browser(fan) as allowed, house.browser() as anybody:
        cover = await allowed.get(f"/rooms/{room.id}/cover")
        assert cover.headers["Cache-Control"].startswith("private, ")
        for path in ("", "/cover"):
            said = error(await anybody.get(f"/rooms/{room.id}{path}"), 403)
            assert said["code"] == "followers_only"


async def test_how_late_a_picture_is_can_be_found_out_by_whoever_may_watch(house: House) -> None:
    host = await house.sign_up("mika")
    room = await house.prepare(host)
    async with house.browser() as anybody:
        error(await anybody.get(f"/rooms/{room.id}/clock"), 404)
        house.relay.broadcasting.add(room.id)
        await house.rooms.go_live(room.id, host.id)
        house.relay.clocks[room.id] = 1_767_225_600_000_000
        answer = await anybody.get(f"/rooms/{room.id}/clock")
        assert answer.headers["Cache-Control"] == "no-store"
        now_us = int(house.clock.now().timestamp() * 1_000_000)
        assert answer.json() == {"now_us": now_us, "took_us": 0, "zero_us": 1_767_225_600_000_000}
        house.relay.clocks.clear()
        assert (await anybody.get(f"/rooms/{room.id}/clock")).json()["zero_us"] is None
        await house.rooms.end(room.id, host.id)
        assert error(await anybody.get(f"/rooms/{room.id}/clock"), 409)["code"] == "room_ended"


async def test_the_public_url_is_what_the_channel_tells(house: House, another_house: object) -> None:
    room = await house.go_live(await house.sign_up("mika"))
    assert house.heard.events(room.id, "room")[0]["room"]["url"] == f"/live/{room.id}"
    await house.kill()
    assert callable(another_house)
    second: House = await another_house(public_url="https://live.example.org")
    joined = await second.call(second.peer(), "join", room=room.id)
    assert joined["room"]["url"] == f"https://live.example.org/live/{room.id}"


async def test_every_operation_says_how_it_can_fail(house: House) -> None:
    document = json.loads(json.dumps(house.api.openapi()))
    for path, operations in document["paths"].items():
        if "/rooms" in path:
            for operation in operations.values():
                assert operation["summary"]
                assert not operation["operationId"].endswith(("_get", "_post", "_put"))
                assert {"400", "401", "403", "404"} & set(operation["responses"]), operation["operationId"]
