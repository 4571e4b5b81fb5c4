"""What a browser is told and asked so that other sites, scripts in names, and ended sessions can do nothing."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.support.app import ServedApp, served
from tests.support.people import PASSWORD, Bystander, Person, channel_url, cookie_header, done, refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELSEWHERE = "https://elsewhere.example"
SESSION, VIEWER = "livehouse_session", "livehouse_viewer"
SESSION_ENDED = 4103


@pytest.mark.parametrize(
    "path",
    ["/", "/go-live", "/sign-up", "/no/such/page", "/api/v1/me", "/api/v1/nothing", "/healthz", "/live/" + "0" * 26],
)
async def test_every_answer_carries_the_headers_that_protect_it(app: ServedApp, path: str) -> None:
    async with Person(app.url) as person:
        headers = (await person.http.get(path)).headers
    policy = directives(headers)
    assert policy["default-src"] == ["'self'"]
    assert policy["script-src"] == ["'self'", "'wasm-unsafe-eval'"], (
        "scripts of others, or scripts inside pages, may run"
    )
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("strict-origin-when-cross-origin", "same-origin", "no-referrer")
    assert "server" not in headers


async def test_the_pages_hold_no_script_of_their_own(app: ServedApp) -> None:
    async with Person(app.url) as person:
        page = (await person.http.get("/")).text
    found = Scripts()
    found.feed(page)
    assert found.sources, "there is no script at all"
    assert all(source.startswith("/") and not source.startswith("//") for source in found.sources)
    assert found.inline == []


async def test_a_title_cannot_bring_a_script_into_the_page(app: ServedApp) -> None:
    title = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>"
    async with Person(app.url) as host, Person(app.url) as reader:
        await host.sign_up(nickname="<b>bold</b>")
        async with host.on_air(title) as room:
            page = (await reader.http.get(f"/live/{room['id']}")).text
    found = Scripts()
    found.feed(page)
    assert "alert(1)" in page, "the preview does not carry the title"
    assert found.inline == []
    assert "<b>" not in page


async def test_cookies_are_out_of_reach_for_scripts_and_other_sites(app: ServedApp) -> None:
    async with Person(app.url) as person:
        page = await person.http.get("/")
        viewer = cookies_set(page)[VIEWER]
        answer = await person.http.post("/api/v1/accounts", json=person.sign_up_form("cookie.monster"))
        session = cookies_set(answer)[SESSION]
    for cookie in (viewer, session):
        assert cookie["httponly"] is True
        assert cookie["samesite"].lower() in ("lax", "strict")
        assert cookie["path"] == "/"
        assert len(cookie.value) >= 22, "easy to guess"
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ELSEWHERE},
        {"Origin": "null"},
        {"Origin": ELSEWHERE, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: ", ".join(headers.values()),
)
async def test_another_sites_page_changes_nothing(app: ServedApp, headers: Mapping[str, str]) -> None:
    async with Person(app.url) as person:
        me = await person.sign_up()
        async with httpx.AsyncClient(base_url=app.url, cookies=person.http.cookies, headers=headers) as tricked:
            for method, path in (
                ("PATCH", "/api/v1/me"),
                ("POST", "/api/v1/accounts"),
                ("POST", "/api/v1/sessions"),
                ("DELETE", "/api/v1/sessions/current"),
                ("PUT", f"/api/v1/accounts/{me['handle']}/follow"),
            ):
                answer = await tricked.request(method, path, json={"bio": "tricked"})
                assert answer.status_code == 403, f"{method} {path}"
                assert refusal(answer)["code"] == "cross_site_request"
        assert (await person.get("/me"))["account"]["bio"] == ""


@pytest.mark.parametrize("origin", [ELSEWHERE, "null", "http://localhost:1"])
async def test_another_sites_page_gets_no_channel(app: ServedApp, origin: str) -> None:
    async with Person(app.url) as person:
        await person.sign_up()
        cookie = cookie_header(person.http.cookies)
        with pytest.raises(InvalidStatus) as refused:
            async with connect(channel_url(app.url), origin=Origin(origin), additional_headers={"Cookie": cookie}):
                pass
    assert refused.value.response.status_code == 403


async def test_a_session_that_was_ended_is_over_everywhere_at_once(
    app: ServedApp, elsewhere: Bystander, undisturbed: None
) -> None:
    async with Person(app.url) as lost_phone, Person(app.url) as laptop:
        me = await lost_phone.sign_up()
        await laptop.post("/sessions", {"login": me["handle"], "password": PASSWORD})
        async with lost_phone.channel(elsewhere.room["id"]) as channel:
            sessions = (await laptop.get("/sessions"))["sessions"]
            assert len(sessions) == 2
            (stolen,) = [session for session in sessions if not session["current"]]
            done(await laptop.http.delete(f"/api/v1/sessions/{stolen['id']}"))
            await channel.socket.wait_closed()
            assert channel.socket.close_code == SESSION_ENDED
        assert (await lost_phone.get("/me"))["account"] is None
        for path in ("/sessions", "/rooms/mine"):
            answer = await lost_phone.http.get(f"/api/v1{path}")
            assert answer.status_code == 401
            assert refusal(answer)["code"] == "not_signed_in"
        assert (await laptop.get("/me"))["account"]["handle"] == me["handle"]


async def test_signing_out_closes_the_channel_too(app: ServedApp, elsewhere: Bystander) -> None:
    async with Person(app.url) as person:
        await person.sign_up()
        async with person.channel(elsewhere.room["id"]) as channel:
            done(await person.http.delete("/api/v1/sessions/current"))
            await channel.socket.wait_closed()
            assert channel.socket.close_code == SESSION_ENDED


async def test_guessing_passwords_and_accounts_by_the_dozen_are_slowed_down(tmp_path: Path) -> None:
    async with (
        served(tmp_path, sign_in_per_minute="5", sign_up_per_hour="3") as strict,
        Person(strict.url) as owner,
        Person(strict.url) as thief,
    ):
        login = (await owner.sign_up())["handle"]
        guesses = [
            await thief.http.post("/api/v1/sessions", json={"login": login, "password": f"guess number {number}"})
            for number in range(8)
        ]
        assert [answer.status_code for answer in guesses] == [401] * 5 + [429] * 3
        assert refusal(guesses[-1])["retry"] is True
        assert int(guesses[-1].headers["Retry-After"]) > 0
        assert (await owner.get("/me"))["account"]["handle"] == login, "the owner was signed out"

        accounts = [
            await thief.http.post("/api/v1/accounts", json=thief.sign_up_form(f"account.{number}"))
            for number in range(4)
        ]
        assert [answer.status_code for answer in accounts] == [201, 201, 429, 429]
        assert refusal(accounts[-1])["retry"] is True


async def test_whether_somebody_has_an_account_is_not_told_at_the_door(app: ServedApp) -> None:
    async with Person(app.url) as owner, Person(app.url) as thief:
        me = await owner.sign_up()
        known = await thief.http.post("/api/v1/sessions", json={"login": me["handle"], "password": "wrong wrong"})
        unknown = await thief.http.post("/api/v1/sessions", json={"login": "nobody.at.all", "password": "wrong wrong"})
    assert known.status_code == unknown.status_code == 401
    assert refusal(known) == refusal(unknown)


async def test_nobody_ends_renames_or_reads_what_is_anothers(app: ServedApp, elsewhere: Bystander) -> None:
    room_id = elsewhere.room["id"]
    async with Person(app.url) as stranger:
        await stranger.sign_up()
        for method, path in (
            ("POST", f"/rooms/{room_id}/end"),
            ("POST", f"/rooms/{room_id}/start"),
            ("GET", f"/rooms/{room_id}/summary"),
            ("PUT", f"/rooms/{room_id}/cover"),
        ):
            answer = await stranger.http.request(method, f"/api/v1{path}", content=b"\x89PNG")
            assert answer.status_code == 403, f"{method} {path}: {answer.text}"
            refusal(answer)
        profile = (await stranger.http.get("/api/v1/accounts/steady.host")).text
        assert "example.org" not in profile
        assert "1990" not in profile


class Scripts(HTMLParser):
    """The scripts of a page: those it loads, and those that stand in it, in elements or attributes.

    A script element of JSON is data, which browsers do not run.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.inline: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("src"):
            self.sources.append(str(given["src"]))
        self._inside = tag == "script" and "src" not in given and given.get("type") != "application/json"
        self.inline += [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        self.inline += [str(value) for _, value in attrs if re.match(r"\s*javascript:", value or "", re.IGNORECASE)]

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.inline.append(data)


def directives(headers: httpx.Headers) -> dict[str, list[str]]:
    parts = [part.split() for part in headers["content-security-policy"].split(";")]
    return {name: values for name, *values in parts}


def cookies_set(answer: httpx.Response) -> SimpleCookie:
    cookies = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        cookies.load(line)
    return cookies
