"""Bad input over HTTP: titles that are none, and bodies without end."""

import asyncio
import json
import select
import socket
from dataclasses import dataclass

import pytest

from tests.support.app import ServedApp
from tests.support.people import Bystander, Person, cookie_header, refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

GIGABYTE = 1_000_000_000
CHUNK = b"\xff" * 65_536
# What may be in the buffers of both kernels when the refusal arrives; the largest upload is 5 MB.
SENT_BYTES_MAX = 24_000_000
SERVER_GROWTH_BYTES_MAX = 64_000_000
REFUSED_WITHIN_S = 10.0


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("x" * 10_000, id="10,000 characters"),
        pytest.param("\U0001f468\u200d\U0001f469\u200d\U0001f467" * 81, id="81 families"),
        pytest.param("", id="empty"),
        pytest.param(" \t\n\u3000\u200b\u2060 ", id="nothing that one sees"),
        pytest.param(None, id="null"),
        pytest.param(["a", "list"], id="a list"),
    ],
)
async def test_a_title_that_is_none_is_refused_with_what_to_do(
    app: ServedApp, undisturbed: None, title: object
) -> None:
    async with Person(app.url) as host:
        await host.sign_up()
        await host.accept_live_terms()
        answer = await host.http.post("/api/v1/rooms", json={"title": title, "topic": "music", "audience": "everyone"})
        error = refusal(answer)
        assert answer.status_code in (400, 422)
        assert error["field"] == "title"
        assert (await host.get("/rooms/mine"))["room"] is None, "a room was made all the same"
        room = await host.post("/rooms", {"title": "A title", "topic": "music", "audience": "everyone"})
        assert room["title"] == "A title"


async def test_a_title_as_long_as_it_may_be_is_taken_whole(app: ServedApp) -> None:
    async with Person(app.url) as host:
        await host.sign_up()
        title = "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 80
        assert (await host.prepare_room(title))["title"] == title


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"title":' + b"[" * 20_000, b'{"title":1e999}'],
    ids=["nothing", "half", "a list", "null", "no UTF-8", "deep", "endless number"],
)
async def test_a_body_that_is_no_request_is_refused(app: ServedApp, undisturbed: None, body: bytes) -> None:
    async with Person(app.url) as host:
        await host.sign_up()
        answer = await host.http.post("/api/v1/rooms", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422)
        refusal(answer)


@dataclass(frozen=True)
class Refusal:
    """How the server ended an upload."""

    status: int
    body: bytes
    sent_bytes: int


@pytest.mark.parametrize("declared", [True, False], ids=["with its length", "chunked"])
@pytest.mark.parametrize("where", ["sign-up", "cover", "avatar"])
async def test_a_body_of_a_gigabyte_is_refused_early(
    app: ServedApp, elsewhere: Bystander, undisturbed: None, where: str, declared: bool
) -> None:
    async with Person(app.url) as host:
        await host.sign_up()
        room = await host.prepare_room()
        method, path = {
            "sign-up": ("POST", "/api/v1/accounts"),
            "cover": ("PUT", f"/api/v1/rooms/{room['id']}/cover"),
            "avatar": ("PUT", "/api/v1/me/avatar"),
        }[where]
        before = app.memory_bytes()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost:{app.port}\r\nOrigin: {app.url}\r\n"
            f"Cookie: {cookie_header(host.http.cookies)}\r\n"
            f"Content-Type: {'application/json' if where == 'sign-up' else 'image/png'}\r\n"
            + (f"Content-Length: {GIGABYTE}\r\n\r\n" if declared else "Transfer-Encoding: chunked\r\n\r\n")
        )
        ended = await asyncio.to_thread(_upload, app.port, head.encode(), chunked=not declared)
        assert ended.status == 413
        error = json.loads(ended.body)["error"]
        assert error["message"]
        assert ended.sent_bytes < SENT_BYTES_MAX, "the server read on and on"
        assert app.memory_bytes() - before < SERVER_GROWTH_BYTES_MAX
        assert await host.get("/rooms/mine"), "the account was affected"


def _upload(port: int, head: bytes, *, chunked: bool) -> Refusal:
    """Send up to a gigabyte until the server answers or hangs up; what it said then is still there to be read."""
    piece = b"%x\r\n%b\r\n" % (len(CHUNK), CHUNK) if chunked else CHUNK
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=REFUSED_WITHIN_S) as connection:
        connection.sendall(head)
        try:
            while sent < GIGABYTE and not select.select([connection], [], [], 0)[0]:
                connection.sendall(piece)
                sent += len(piece)
        except ConnectionError:
            pass
        said = b""
        try:
            while chunk := connection.recv(65_536):
                said += chunk
        except ConnectionError:
            pass
    assert said, f"it hung up after {sent} bytes without a word"
    answer_head, _, body = said.partition(b"\r\n\r\n")
    return Refusal(int(answer_head.split(b" ", 2)[1]), body, sent)
