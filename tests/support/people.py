"""People who use the served product without a browser: over real HTTP, the real channel and the real relay."""

import asyncio
import itertools
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.support.broadcast import broadcasting
from tests.support.waiting import eventually

API = "/api/v1"
PASSWORD = "a quiet stage at midnight"
ANSWER_TIMEOUT_S = 10.0
START_TIMEOUT_S = 15.0


class Refused(Exception):
    """The server answered a command with an error; `code` and `message` are its."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: str = error["code"]
        self.message: str = error["message"]


class Person:
    """Somebody at `url`, signed in once `sign_up` was called."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.handle = ""
        self.http = httpx.AsyncClient(base_url=url, timeout=20, headers={"Origin": url})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def sign_up(self, handle: str | None = None, **changes: object) -> dict[str, Any]:
        """Make an account of a grown-up and return it."""
        return await self.post("/accounts", {**self.sign_up_form(handle or new_handle()), **changes})

    def sign_up_form(self, handle: str) -> dict[str, Any]:
        """What a grown-up fills in."""
        self.handle = handle
        return {
            "handle": handle,
            "email": f"{handle}@example.org",
            "password": PASSWORD,
            "birth_date": "1990-05-17",
            "region": "JP",
            "accept_terms": True,
        }

    async def get(self, path: str) -> dict[str, Any]:
        return done(await self.http.get(API + path))

    async def post(self, path: str, body: object = None) -> dict[str, Any]:
        return done(await self.http.post(API + path, json=body))

    async def put(self, path: str, body: object = None) -> dict[str, Any]:
        return done(await self.http.put(API + path, json=body))

    async def accept_live_terms(self) -> None:
        platform = await self.get("/platform")
        await self.post("/live-access/terms", {"version": platform["live_terms_version"]})

    async def prepare_room(self, title: str = "A stage for tests", audience: str = "everyone") -> dict[str, Any]:
        """A room that is being prepared, by somebody who has accepted the terms."""
        await self.accept_live_terms()
        return await self.post("/rooms", {"title": title, "topic": "music", "audience": audience})

    @asynccontextmanager
    async def on_air(self, title: str = "A stage for tests") -> AsyncIterator[dict[str, Any]]:
        """A room of this person that is live, with a picture that moves, until the block ends."""
        room = await self.prepare_room(title)
        ticket = await self.post(f"/rooms/{room['id']}/publisher")
        async with broadcasting(ticket):
            yield await self.start(room["id"])
            await self.http.post(f"{API}/rooms/{room['id']}/end")

    async def start(self, room_id: str) -> dict[str, Any]:
        """Go on air as soon as the relay sees the broadcast."""

        async def ask() -> dict[str, Any] | None:
            answer = await self.http.post(f"{API}/rooms/{room_id}/start")
            # A conflict: the relay has not seen the first frame yet.
            return None if answer.status_code == 409 else done(answer)

        started = await eventually(ask, within_s=START_TIMEOUT_S)
        assert started is not None
        return started

    async def buy_coins(self, pack: str) -> None:
        """Buy a pack in the sandbox, and wait until its coins are there."""
        purchase = await self.post("/me/purchases", {"pack": pack, "key": secrets.token_hex(8)})
        await self.post(f"/sandbox/checkouts/{purchase['checkout_url'].rpartition('/')[2]}", {"act": "pay"})

        async def is_paid() -> bool:
            return bool((await self.get(f"/me/purchases/{purchase['id']}"))["state"] == "paid")

        await eventually(is_paid, within_s=ANSWER_TIMEOUT_S)

    async def give(self, room_id: str, gift: str, *, count: int = 1) -> dict[str, Any]:
        """Send a gift of the catalogue to the room's host."""
        catalogue = {each["id"]: each for each in (await self.get("/gifts"))["gifts"]}
        form = {"gift": gift, "count": count, "price_coins": catalogue[gift]["price_coins"], "to": None}
        return await self.post(f"/rooms/{room_id}/gifts", {**form, "key": secrets.token_hex(8)})

    @asynccontextmanager
    async def channel(self, room_id: str | None = None) -> AsyncIterator["Channel"]:
        """A connection to the channel with this person's cookies, in the room if one is named."""
        async with (
            connect(
                channel_url(self.url),
                origin=Origin(self.url),
                additional_headers={"Cookie": cookie_header(self.http.cookies)},
                max_size=None,
            ) as socket,
            Channel(socket) as channel,
        ):
            if room_id is not None:
                channel.joined = await channel.call("join", room=room_id)
            yield channel


class Channel:
    """The client's end of the channel: commands get their answers, everything else is kept in `heard`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.joined: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._ids = itertools.count(1)
        self._news = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listening is not None
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def call(self, command: str, **fields: object) -> dict[str, Any]:
        """Send a command and return its result; raise `Refused` with the server's words."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"id": number, "type": command, **fields}))
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            message = await answer
        if message.get("error"):
            raise Refused(message["error"])
        result: dict[str, Any] = message.get("result") or {}
        return result

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Every event of one kind heard so far, oldest first."""
        return [
            event
            for message in self.heard
            if message["type"] == "tick"
            for event in message["events"]
            if event["type"] == kind
        ]

    def comments(self) -> list[str]:
        return [event["comment"]["text"] for event in self.events("comment")]

    def counters(self) -> dict[str, int]:
        """The totals last heard."""
        for message in reversed(self.heard):
            if message["type"] == "tick" and message.get("counters"):
                totals: dict[str, int] = message["counters"]
                return totals
        return dict(self.joined.get("counters") or {})

    async def wait_for(self, happened: Callable[[], bool], within_s: float = ANSWER_TIMEOUT_S) -> None:
        """Wait until what was heard makes `happened` true; TimeoutError with what was heard otherwise."""
        try:
            async with asyncio.timeout(within_s), self._news:
                await self._news.wait_for(happened)
        except TimeoutError:
            raise TimeoutError(f"heard so far: {json.dumps(self.heard[-20:], ensure_ascii=False)}") from None

    async def wait_for_comment(self, text: str, within_s: float = ANSWER_TIMEOUT_S) -> None:
        await self.wait_for(lambda: text in self.comments(), within_s)

    async def _listen(self) -> None:
        async for frame in self.socket:
            message = json.loads(frame)
            if message["type"] == "answer":
                waiting = self._answers.pop(message["id"], None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)
            else:
                self.heard.append(message)
            async with self._news:
                self._news.notify_all()


def new_handle() -> str:
    """A handle that nobody has."""
    return f"someone.{secrets.token_hex(4)}"


def channel_url(url: str) -> str:
    return url.replace("http", "ws", 1) + f"{API}/channel"


def cookie_header(cookies: httpx.Cookies) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies.jar)


def done(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer that must have been a good one."""
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:400]}"
    if answer.status_code == 204 or not answer.content:
        return {}
    body: dict[str, Any] = answer.json()
    return body


def refusal(answer: httpx.Response) -> dict[str, Any]:
    """The error of an answer that must have been a refusal in the one shape that the API documents."""
    assert answer.is_error, f"{answer.request.method} {answer.request.url} was accepted: {answer.text[:400]}"
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"code", "message", "field", "retry", "details"}, error
    assert error["message"].strip(), error
    return error


class Bystander:
    """A LIVE of somebody else, with a viewer who talks: whatever happens elsewhere, it must not feel it."""

    def __init__(self, url: str, room: dict[str, Any], viewer: Channel, host: Channel) -> None:
        self.url = url
        self.room = room
        self._viewer = viewer
        self._host = host
        self._numbers = itertools.count(1)

    async def say(self) -> str:
        """The viewer says something new, and the host hears it; returns what it was."""
        text = f"is everything all right over there? ({next(self._numbers)})"
        await self._viewer.call("comment", text=text)
        await self._host.wait_for_comment(text)
        return text

    async def measure_delay(self) -> float:
        """Seconds from the viewer's comment to the host's ear; TimeoutError past 10."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self.say()
        return loop.time() - began


@asynccontextmanager
async def bystander(url: str) -> AsyncIterator[Bystander]:
    """A LIVE that minds its own business on the same server."""
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(Person(url))
        viewer = await stack.enter_async_context(Person(url))
        await host.sign_up("steady.host")
        await viewer.sign_up("steady.viewer")
        room = await stack.enter_async_context(host.on_air("The steady room"))
        ears = await stack.enter_async_context(host.channel(room["id"]))
        mouth = await stack.enter_async_context(viewer.channel(room["id"]))
        yield Bystander(url, room, mouth, ears)
