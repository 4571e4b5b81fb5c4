import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from livehouse.pages import FrontEndMissing, LinkPreview, Pages
from livehouse.platform.http import add_error_handlers

ROOM = "01k" + "0" * 23
VIDEO = "01v" + "0" * 23


async def room_preview(room_id: str) -> LinkPreview | None:
    size = (1_200, 630)
    return LinkPreview('A "late" set & more', "Mika is LIVE.", "/cover", picture_size=size) if room_id == ROOM else None


async def profile_preview(handle: str) -> LinkPreview | None:
    if handle == "old.mika":
        return LinkPreview("Mika (@mika)", "Sings.", moved_to="/@mika")
    return LinkPreview("Mika (@mika)", "Sings.", None) if handle == "mika" else None


async def video_preview(video_id: str) -> LinkPreview | None:
    return LinkPreview("Soundcheck", "Mika on our house.", "/poster") if video_id == VIDEO else None


async def replay_preview(replay_id: str) -> LinkPreview | None:
    return LinkPreview("Last night", "A replay of Mika's LIVE.", "/still") if replay_id == ROOM else None


def origin(_request: Request) -> str:
    return "https://house.test"


def mark_viewer(_request: Request, response: Response) -> None:
    response.set_cookie("seen", "yes")


async def ticket(_request: Request, room_id: str) -> dict[str, str] | None:
    return {"url": "https://house.test:4443/</script><b>"} if room_id == ROOM else None


def make_pages(static: Path) -> Pages:
    previews = (room_preview, profile_preview, video_preview, replay_preview)
    return Pages("Our house", *previews, origin, mark_viewer, ticket, static)


PARTS = {
    "src/start.ts": {"file": "assets/start-1.js", "css": ["assets/start-1.css"], "imports": ["_base.js"]},
    "_base.js": {"file": "assets/base-2.js", "css": ["assets/base-2.css"]},
    "src/pages/watch/Watch.svelte": {"file": "assets/Watch-3.js", "imports": ["_base.js", "src/start.ts", "_room.js"]},
    "_room.js": {"file": "assets/room-4.js", "imports": ["_base.js"]},
    "src/pages/studio/Studio.svelte": {"file": "assets/Studio-5.js"},
    "src/pages/profile/ProfilePage.svelte": {"file": "assets/ProfilePage-6.js"},
    "src/pages/videos/Videos.svelte": {"file": "assets/Videos-7.js", "imports": ["_base.js"]},
    "src/pages/replay/ReplayPage.svelte": {"file": "assets/ReplayPage-10.js"},
    "src/pages/following/Following.svelte": {"file": "assets/Following-8.js"},
    "src/pages/upload/Upload.svelte": {"file": "assets/Upload-9.js"},
}


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<head><title>built</title></head><body></body>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "parts.json").write_text(json.dumps(PARTS))
    app = FastAPI()
    add_error_handlers(app)
    app.include_router(make_pages(tmp_path).router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://house.test") as client:
        yield client


async def test_a_link_to_a_live_previews_it_without_javascript(http: httpx.AsyncClient) -> None:
    response = await http.get(f"/live/{ROOM}")
    assert response.status_code == 200
    assert "<title>A &quot;late&quot; set &amp; more</title>" in response.text
    assert 'property="og:image" content="https://house.test/cover"' in response.text
    assert f'property="og:url" content="https://house.test/live/{ROOM}"' in response.text
    assert 'property="og:image:width" content="1200"' in response.text
    assert 'property="og:image:height" content="630"' in response.text
    assert 'name="twitter:card" content="summary_large_image"' in response.text
    assert "built" not in response.text


async def test_a_link_to_a_video_previews_it_with_its_poster(http: httpx.AsyncClient) -> None:
    response = await http.get(f"/videos/{VIDEO}?of=@mika")
    assert response.status_code == 200
    assert "<title>Soundcheck</title>" in response.text
    assert 'property="og:image" content="https://house.test/poster"' in response.text
    assert f'property="og:url" content="https://house.test/videos/{VIDEO}"' in response.text


async def test_a_link_to_a_replay_previews_it_with_a_still(http: httpx.AsyncClient) -> None:
    response = await http.get(f"/replay/{ROOM}")
    assert response.status_code == 200
    assert "<title>Last night</title>" in response.text
    assert 'property="og:image" content="https://house.test/still"' in response.text


async def test_a_link_to_an_old_handle_leads_to_the_new_one(http: httpx.AsyncClient) -> None:
    for method in ("GET", "HEAD"):
        response = await http.request(method, "/@old.mika")
        # Found, and not for ever: one day somebody else may be called so.
        assert (response.status_code, response.headers["location"]) == (302, "/@mika")


@pytest.mark.parametrize("path", ["/live/01k" + "1" * 23, "/videos/01v" + "1" * 23, "/replay/01k" + "1" * 23])
async def test_what_may_not_be_seen_is_not_told_in_a_preview(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)
    assert response.status_code == 200
    assert "<title>Our house</title>" in response.text
    assert "og:image" not in response.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/go-live", 200),
        ("/@mika", 200),
        ("/@nobody", 404),
        ("/nothing/here", 404),
        ("/live/short", 404),
        ("/videos", 200),
        ("/upload", 200),
        ("/following", 200),
        ("/videos/short", 404),
        (f"/replay/{ROOM}", 200),
        ("/replay/short", 404),
    ],
)
async def test_every_address_gets_the_page_and_an_honest_status(
    http: httpx.AsyncClient, path: str, status: int
) -> None:
    response = await http.get(path)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-cache"
    assert response.cookies["seen"] == "yes"
    assert "opening" not in response.text


async def test_a_live_s_page_brings_the_ticket_and_is_nobody_else_s(http: httpx.AsyncClient) -> None:
    response = await http.get(f"/live/{ROOM}")
    data = re.search(r'<script type="application/json" id="opening">(.*?)</script>', response.text)
    assert data is not None
    assert json.loads(data[1]) == {"room": ROOM, "ticket": {"url": "https://house.test:4443/</script><b>"}}
    assert response.headers["cache-control"] == "private, no-cache"
    refused = await http.get("/live/01k" + "1" * 23)
    assert "opening" not in refused.text


@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("/", {"start-1", "base-2"}),
        (f"/live/{ROOM}", {"start-1", "base-2", "Watch-3", "room-4"}),
        ("/go-live", {"start-1", "base-2", "Studio-5"}),
        ("/@mika", {"start-1", "base-2", "ProfilePage-6"}),
        (f"/videos/{VIDEO}", {"start-1", "base-2", "Videos-7"}),
        (f"/replay/{ROOM}", {"start-1", "base-2", "ReplayPage-10"}),
        ("/following", {"start-1", "base-2", "Following-8"}),
        ("/nothing/here", {"start-1", "base-2"}),
    ],
)
async def test_all_that_a_page_begins_with_is_named_in_its_head(
    http: httpx.AsyncClient, path: str, scripts: set[str]
) -> None:
    page = (await http.get(path)).text
    named = re.findall(r'<link rel="modulepreload" href="/assets/(.*?)\.js" />', page)
    assert len(named) == len(set(named))
    assert set(named) == scripts
    assert set(re.findall(r'<link rel="stylesheet" href="/assets/(.*?)\.css" />', page)) == {"start-1", "base-2"}


async def test_what_the_build_wrote_for_the_server_is_no_address(http: httpx.AsyncClient) -> None:
    assert (await http.get("/parts.json")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/go-live", "/@nobody", "/assets/main-1a2b.js", f"/live/{ROOM}"])
async def test_who_only_asks_for_the_head_gets_it(http: httpx.AsyncClient, path: str) -> None:
    whole, head = await http.get(path), await http.head(path)
    assert head.status_code == whole.status_code
    assert head.headers["content-type"] == whole.headers["content-type"]


async def test_files_with_a_hash_in_their_name_are_kept_for_ever_and_others_are_not(http: httpx.AsyncClient) -> None:
    assert "immutable" in (await http.get("/assets/main-1a2b.js")).headers["cache-control"]
    assert (await http.get("/favicon.svg")).headers["cache-control"] == "no-cache"


async def test_a_file_that_is_gone_since_the_start_is_not_there(http: httpx.AsyncClient, tmp_path: Path) -> None:
    (tmp_path / "assets" / "main-1a2b.js").unlink()
    assert (await http.get("/assets/main-1a2b.js")).status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/assets/old-hash.js", "/assets/../../etc/passwd", "/api/"])
async def test_what_is_no_page_is_not_answered_with_one(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)
    assert response.status_code == 404
    assert "<body>" not in response.text or path.startswith("/assets/..")


async def test_without_a_built_front_end_it_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(FrontEndMissing, match="make setup"):
        make_pages(tmp_path).router()
