import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from livehouse.accounts import AccountCard
from livehouse.kernel.errors import Forbidden
from livehouse.pages import FrontEndMissing, Pages
from livehouse.platform.http import RelayAddress, RequestGuard, add_error_handlers
from livehouse.sharing import Address, Embedding, NoSuchThing, Thing

ROOM, VIDEO, FOLLOWERS = "01k" + "0" * 23, "01v" + "0" * 23, "01f" + "0" * 23
MIKA = AccountCard(id="01m" + "0" * 23, handle="mika", nickname='Mika </title><b>"', avatar_url="/avatar")
HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)> "late" & more'


def thing(address: Address) -> Thing:
    paths = {"live": "/live/", "video": "/videos/", "replay": "/replay/", "event": "/event/", "profile": "/@"}
    is_profile = address.kind == "profile"
    return Thing(
        kind=address.kind,
        id=MIKA.id if is_profile else address.name,
        path=paths[address.kind] + (MIKA.handle if is_profile else address.name),
        owner=MIKA,
        title=HOSTILE,
        text=HOSTILE,
        state="live" if address.kind == "live" else "ready",
        is_for_all=True,
        picture_version="7",
        picture_url="/cover",
        at=datetime(2026, 3, 16, 20, 0, tzinfo=UTC),
        viewers=1_234 if address.kind == "live" else None,
        film_url="/film.mp4" if address.kind == "video" else None,
    )


async def access(address: Address) -> Thing:
    if address.name == FOLLOWERS:
        raise Forbidden("For followers.")
    if address.name not in (ROOM, VIDEO, "mika", "old.mika", "MIKA"):
        raise NoSuchThing
    return thing(address)


async def embedding(_account_id: str) -> Embedding:
    return allowed


allowed = Embedding()


def origin(_request: Request) -> str:
    return "https://house.test"


def mark_viewer(_request: Request, response: Response) -> None:
    response.set_cookie("seen", "yes")


async def ticket(_request: Request, room_id: str) -> dict[str, str] | None:
    return {"url": "https://house.test:4443/</script><b>"} if room_id == ROOM else None


def make_pages(static: Path) -> Pages:
    return Pages("Our house", access, embedding, origin, mark_viewer, ticket, static)


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
    "src/pages/event/EventPage.svelte": {"file": "assets/EventPage-11.js"},
}
PLAYER_PARTS = {
    "src/embed/start.ts": {"file": "assets/player-1.js", "css": ["assets/player-1.css"]},
    "src/embed/LivePlayer.svelte": {"file": "assets/live-2.js", "imports": ["src/embed/start.ts"]},
    "src/embed/FilmPlayer.svelte": {"file": "assets/film-3.js", "imports": ["src/embed/start.ts"]},
}
INDEX = """<html lang="en"><head><title>built</title></head><body><div id="app"></div>
<script type="module" src="/assets/main-1a2b.js"></script></body></html>"""


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "embed.html").write_text(INDEX)
    (tmp_path / "player_parts.json").write_text(json.dumps(PLAYER_PARTS))
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "parts.json").write_text(json.dumps(PARTS))
    app = FastAPI()
    add_error_handlers(app)
    app.include_router(make_pages(tmp_path).router())
    guarded = RequestGuard(app, body_bytes_max=1_000, uploads=[], relay=RelayAddress(), secure=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url="http://house.test") as client:
        yield client


class Reader(HTMLParser):
    """What a program that runs no scripts reads of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.facts: dict[str, str] = {}
        self.discovery: dict[str, str] = {}
        self.elements: list[str] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._in: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = {name: value or "" for name, value in attrs}
        self.elements.append(tag)
        self._in.append(tag)
        assert not any(name.startswith("on") or name == "style" for name in fields), fields
        if tag == "meta":
            self.facts[fields.get("property") or fields.get("name", "")] = fields.get("content", "")
        if tag == "link" and fields.get("rel") == "alternate":
            self.discovery[fields["type"]] = fields["href"]
        if tag == "script":
            self.scripts.append(fields.get("type", "") + fields.get("src", ""))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize(
    "path", [f"/live/{ROOM}", f"/videos/{VIDEO}?of=@mika", f"/replay/{ROOM}", f"/event/{ROOM}", "/@mika"]
)
async def test_a_shared_page_can_be_read_without_javascript(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)
    assert response.status_code == 200
    page = Reader(response.text)
    plain = path.partition("?")[0]
    is_profile = plain.startswith("/@")
    title = f"{MIKA.nickname} (@mika)" if is_profile else HOSTILE
    assert page.facts["og:title"] == title
    assert page.facts["og:url"] == "https://house.test" + plain
    assert page.facts["og:image"].startswith("https://house.test/api/v1/previews/")
    assert (page.facts["og:image:width"], page.facts["og:image:height"]) == ("1200", "630")
    assert page.facts["twitter:card"] == "summary_large_image"
    assert page.facts["description"]
    asked = parse_qs(urlsplit(page.discovery["application/json+oembed"]).query)
    assert asked == {"url": ["https://house.test" + plain], "format": ["json"]}
    assert "format=xml" in page.discovery["text/xml+oembed"]
    # What people wrote is text: no element of theirs, no script but ours.
    assert HOSTILE in page.texts
    assert MIKA.nickname in page.texts
    assert "b" not in page.elements
    assert page.elements.count("h1") == 1
    assert page.scripts[-1] == "module/assets/main-1a2b.js"
    assert set(page.scripts[:-1]) <= {"application/json"}
    assert page.elements.count("noscript") == 1
    assert "Turn JavaScript on" in response.text
    assert ("video" in page.elements) == plain.startswith("/videos")
    assert "built" not in response.text


async def test_it_speaks_the_reader_s_language(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"/live/{ROOM}", headers={"accept-language": "ja,en;q=0.5"})
    assert '<html lang="ja">' in answer.text
    assert "LIVE配信中" in answer.text
    assert "Accept-Language" in answer.headers["vary"]


async def test_a_link_to_an_old_handle_leads_to_the_new_one(http: httpx.AsyncClient) -> None:
    for method in ("GET", "HEAD"):
        response = await http.request(method, "/@old.mika")
        # Found, and not for ever: one day somebody else may be called so.
        assert (response.status_code, response.headers["location"]) == (302, "/@mika")
        # By whose share somebody came goes along.
        response = await http.request(method, "/@old.mika?s=AAAAAAAAAAA.x")
        assert response.headers["location"] == "/@mika?s=AAAAAAAAAAA.x"
        assert (await http.request(method, "/@MIKA")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/live/01k" + "1" * 23, "/videos/01v" + "1" * 23, "/replay/01k" + "1" * 23, f"/live/{FOLLOWERS}"]
)
async def test_what_may_not_be_seen_is_not_told_in_a_preview(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)
    assert response.status_code == 200
    assert "<title>Our house</title>" in response.text
    page = Reader(response.text)
    assert page.facts["og:image"] == "https://house.test/icons/app-512.png"
    assert "oembed" not in response.text
    # Who has no scripts is told what is missing, and nothing of what is there.
    assert page.elements.count("noscript") == 1
    assert "Our house needs JavaScript. Turn it on and load this page again." in page.texts


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
        (f"/embed/live/{ROOM}", {"player-1", "live-2"}),
        (f"/embed/video/{VIDEO}", {"player-1", "film-3"}),
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
    styles = {"player-1"} if path.startswith("/embed/") else {"start-1", "base-2"}
    assert set(re.findall(r'<link rel="stylesheet" href="/assets/(.*?)\.css" />', page)) == styles


async def test_what_the_build_wrote_for_the_server_is_no_address(http: httpx.AsyncClient) -> None:
    for path in ("/parts.json", "/player_parts.json", "/embed.html"):
        assert (await http.get(path)).status_code == 404


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


# Players in other sites' pages


def framed_by(site: str | None) -> dict[str, str]:
    """What a browser sends of a page of `site` that shows the answer in a frame."""
    headers = {"sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site"}
    return headers if site is None else {**headers, "referer": f"{site}/"}


def ancestors_of(response: httpx.Response) -> str:
    return response.headers["content-security-policy"].rpartition("frame-ancestors ")[2]


@pytest.mark.parametrize(
    ("wish", "site", "status", "ancestors"),
    [
        (Embedding(), "https://blog.example", 200, "*"),
        (Embedding(), None, 200, "*"),
        (Embedding("nobody"), "https://blog.example", 403, "*"),
        (Embedding("nobody"), None, 403, "*"),
        (Embedding("listed", ("blog.example",)), "https://blog.example", 200, "'self' blog.example"),
        (Embedding("listed", ("blog.example",)), "https://evil.example", 403, "*"),
        # It does not say who it is: its browser knows.
        (Embedding("listed", ("blog.example",)), None, 200, "'self' blog.example"),
        (Embedding("listed", ()), "https://blog.example", 403, "*"),
    ],
)
async def test_a_host_says_which_sites_may_show_a_player(
    http: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    wish: Embedding,
    site: str | None,
    status: int,
    ancestors: str,
) -> None:
    monkeypatch.setitem(globals(), "allowed", wish)
    response = await http.get(f"/embed/live/{ROOM}?s=AAAAAAAAAAA.line", headers=framed_by(site))
    assert (response.status_code, ancestors_of(response)) == (status, ancestors)
    page = Reader(response.text)
    assert "set-cookie" not in response.headers
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["x-robots-tag"] == "noindex"
    assert f'href="https://house.test/live/{ROOM}?s=AAAAAAAAAAA.embed"' in response.text
    assert "b" not in page.elements
    if status == 200:
        assert "application/json" in page.scripts
    else:
        # A page that says why, and nothing that runs or shows the LIVE.
        assert page.scripts == []
        assert "This cannot be shown here" in page.texts
        assert "/cover" not in response.text
    # By itself, as a page of its own, nobody else's site has it.
    alone = await http.get(f"/embed/live/{ROOM}", headers={"sec-fetch-dest": "document"})
    assert alone.status_code == 200
    assert ancestors_of(alone) == ("'self'" if wish.who == "nobody" else ancestors_of(alone))


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/embed/live/01k" + "1" * 23, 404, "There is nothing to play here"),
        ("/embed/live/short", 404, "There is nothing to play here"),
        (f"/embed/event/{ROOM}", 404, "There is nothing to play here"),
        ("/embed/", 404, "There is nothing to play here"),
        (f"/embed/video/{FOLLOWERS}", 401, "This is not for everybody"),
    ],
)
async def test_where_no_player_is_a_page_says_so(http: httpx.AsyncClient, path: str, status: int, said: str) -> None:
    response = await http.get(path, headers=framed_by("https://blog.example"))
    assert response.status_code == status
    assert said in response.text
    assert Reader(response.text).scripts == []


async def test_no_other_page_can_be_framed(http: httpx.AsyncClient) -> None:
    for path in ("/", f"/live/{ROOM}", "/@mika", "/settings-of-nobody"):
        assert ancestors_of(await http.get(path)) == "'none'"


async def test_programs_are_told_what_to_read(http: httpx.AsyncClient) -> None:
    answer = await http.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Allow: /api/v1/previews/\nDisallow: /api/\n" in answer.text
    assert re.search(r"^Sitemap: https?://[^/\s]+/sitemap\.xml$", answer.text, re.MULTILINE)
