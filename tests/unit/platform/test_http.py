from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel

from livehouse.kernel.errors import Conflict
from livehouse.platform.http import RelayAddress, RequestGuard, add_error_handlers


class Note(BaseModel):
    text: str


class Taken(Conflict):
    code = "taken"


def make_app() -> FastAPI:
    app = FastAPI()
    add_error_handlers(app)

    @app.post("/notes")
    async def write(note: Note) -> Note:
        if note.text == "taken":
            raise Taken("Choose another text.", field="text", next="other")
        return note

    @app.put("/upload")
    async def upload(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.get("/fault")
    async def fault() -> None:
        raise RuntimeError("a secret of ours")

    return app


def browser(public_origin: str | None = None) -> httpx.AsyncClient:
    guarded = RequestGuard(
        make_app(),
        body_bytes_max=100,
        uploads=[(r"/upload", 1_000)],
        relay=RelayAddress(port=4443),
        secure=False,
        public_origin=public_origin,
    )
    transport = httpx.ASGITransport(guarded, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://house.test:8000")


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with browser() as client:
        yield client


async def test_an_error_has_the_documented_shape(http: httpx.AsyncClient) -> None:
    response = await http.post("/notes", json={"text": "taken"})
    assert response.status_code == 409
    assert response.json() == {
        "error": {
            "code": "taken",
            "message": "Choose another text.",
            "field": "text",
            "retry": False,
            "details": {"next": "other"},
        }
    }


async def test_invalid_input_names_its_field(http: httpx.AsyncClient) -> None:
    response = await http.post("/notes", json={})
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["field"]) == (400, "bad_input", "text")


async def test_a_fault_of_ours_tells_nothing_of_our_insides(http: httpx.AsyncClient) -> None:
    response = await http.get("/fault")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal_error"
    assert "secret" not in response.text


async def test_an_address_that_is_nothing_says_so(http: httpx.AsyncClient) -> None:
    response = await http.get("/nothing")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://house.test:8000"}, 200),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
    ],
)
async def test_changes_come_from_our_own_pages_only(
    http: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    response = await http.post("/notes", json={"text": "hi"}, headers=headers)
    assert response.status_code == status
    if status == 403:
        assert response.json()["error"]["code"] == "cross_site_request"


async def test_a_body_over_the_limit_is_refused_by_what_it_declares(http: httpx.AsyncClient) -> None:
    response = await http.put("/upload", content=b"x" * 1_001)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")
    assert response.headers["connection"] == "close"


@pytest.mark.parametrize(("method", "path"), [("PUT", "/upload"), ("POST", "/notes")])
async def test_a_body_over_the_limit_is_refused_while_it_comes(http: httpx.AsyncClient, method: str, path: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1_000_000):
            sent += 100
            yield b"x" * 100

    response = await http.request(method, path, content=endless())
    assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")
    assert sent <= 1_200


async def test_an_upload_has_a_limit_of_its_own(http: httpx.AsyncClient) -> None:
    assert (await http.put("/upload", content=b"x" * 1_000)).json() == {"bytes": 1_000}
    assert (await http.post("/notes", json={"text": "x" * 200})).status_code == 413


async def test_every_response_carries_the_safety_headers(http: httpx.AsyncClient) -> None:
    for response in (await http.get("/nothing"), await http.post("/notes", json={"text": "hi"})):
        policy = response.headers["content-security-policy"]
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", "")
        assert "https://house.test:4443" in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in policy


async def test_behind_a_proxy_the_public_address_counts_whatever_host_it_names() -> None:
    async with browser("https://live.test") as http:
        written = await http.post("/notes", json={"text": "hi"}, headers={"origin": "https://live.test"})
        assert written.status_code == 200
        policy = written.headers["content-security-policy"]
        assert " https://live.test:4443;" in policy
        assert " wss://live.test:443 " in policy
        assert "house.test" not in policy
        for elsewhere in ("http://live.test", "https://evil.test"):
            refused = await http.post("/notes", json={"text": "hi"}, headers={"origin": elsewhere})
            assert refused.status_code == 403


@pytest.mark.parametrize("host", ["[::1", "a; script-src *", "a b", "a:70000", "[:::::]", "a@b", "a,b"])
async def test_a_host_that_is_none_is_refused_and_does_not_reach_the_policy(http: httpx.AsyncClient, host: str) -> None:
    response = await http.get("/nothing", headers={"host": host})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_host")
    assert host not in response.headers["content-security-policy"]
    assert "https://localhost:4443" in response.headers["content-security-policy"]


async def test_a_host_can_be_an_address_in_brackets(http: httpx.AsyncClient) -> None:
    response = await http.get("/nothing", headers={"host": "[::1]:8000"})
    policy = response.headers["content-security-policy"]
    assert "connect-src 'self' ws://[::1]:8000 wss://[::1]:8000 https://[::1]:4443;" in policy


@pytest.mark.parametrize("address", ["/not%00hing", "/nothing?before=a%00b"])
async def test_a_nul_in_an_address_reaches_nobody(http: httpx.AsyncClient, address: str) -> None:
    response = await http.get(address)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_input")
