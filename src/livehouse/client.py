"""A client of the rooms' channel, for bots, simulated viewers, tests and benchmarks.

It depends on nothing of the server: what it knows is docs/protocol.md.

    async with ChannelClient("http://localhost:8000", cookies={"livehouse_session": …}) as client:
        await client.join(room_id)
        await client.comment("hello")
        async for message in client:
            ...
"""

import asyncio
import json
import random as random_module
from collections import deque
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

CHANNEL_PATH: Final = "/api/v1/channel"
_DO_NOT_COME_BACK: Final = range(4100, 4200)
_DO_NOT_TRY_AGAIN: Final = frozenset({400, 401, 403, 404, 426})


class CommandRefused(Exception):
    """The server answered a command with an error."""

    def __init__(self, code: str, message: str, *, retry: bool) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.retry = retry


class ChannelLost(Exception):
    """The connection ended before the answer came; whether the command was done is not known."""


class ChannelClosed(Exception):
    """The server closed the connection for good (codes 4100 to 4199), or refused the handshake."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


class Backoff:
    """Waiting times between attempts: exponential with full jitter, so that a restarted server is not stampeded.

    Args:
        first_s: the longest first wait; doubled after each failure.
        longest_s: where the doubling ends.
    """

    def __init__(self, random: random_module.Random, *, first_s: float = 0.5, longest_s: float = 15.0) -> None:
        self._random = random
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures = 0

    def reset(self) -> None:
        """The last attempt succeeded."""
        self._failures = 0

    def next_s(self) -> float:
        """How long to wait before the next attempt."""
        ceiling_s = min(self._longest_s, self._first_s * 2 ** min(self._failures, 30))
        self._failures += 1
        return self._random.uniform(0.0, ceiling_s)


class ChannelClient:
    """One connection that stays: it reconnects, resumes where it was, and never yields an event twice.

    Iterating yields the server's messages as dictionaries: `hello`, `tick`, and after every join, by you or after a
    reconnect, `{"type": "joined", …}` with its result. A consumer that does not keep up loses the oldest (`dropped`).

    Args:
        url: where the platform is, e.g. `http://localhost:8000`, or the channel's own ws:// address.
        cookies: who is asking.
        random: where the jitter comes from.
        answer_s_max: how long to wait for an answer.
        messages_max: messages kept for a consumer that is behind.
        reconnects: whether to come back by itself; entering the context then also waits for a server that is not up.
    """

    def __init__(
        self,
        url: str,
        *,
        cookies: Mapping[str, str] | None = None,
        random: random_module.Random | None = None,
        answer_s_max: float = 10.0,
        messages_max: int = 1_000,
        reconnects: bool = True,
    ) -> None:
        self.url = channel_url(url)
        self.room: str | None = None
        self.epoch: str | None = None
        self.offset: int | None = None
        self.dropped = 0
        self._cookies = dict(cookies or {})
        self._backoff = Backoff(random or random_module.Random())  # noqa: S311 - jitter, no secret
        self._answer_s_max = answer_s_max
        self._messages: deque[dict[str, Any]] = deque()
        self._messages_max = messages_max
        self._reconnects = reconnects
        self._wake = asyncio.Event()
        self._connected = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last_id = 0
        self._closed: Exception | None = None
        self._task: asyncio.Task[None] | None = None
        self._rejoining: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="channel-client")
        await self._connected.wait()
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in (self._rejoining, self._task):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    def __aiter__(self) -> AsyncIterator[dict[str, Any]]:
        return self

    async def __anext__(self) -> dict[str, Any]:
        while not self._messages:
            if self._closed is not None:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        return self._messages.popleft()

    # Commands

    async def join(self, room: str) -> dict[str, Any]:
        """Enter a room; its snapshot."""
        self.room, self.epoch, self.offset = room, None, None
        return await self._join()

    async def leave(self) -> None:
        """Leave the room."""
        self.room = None
        await self.command("leave")

    async def comment(self, text: str) -> dict[str, Any]:
        """Say something; the comment and its offset."""
        return await self.command("comment", text=text)

    async def like(self, count: int = 1) -> int:
        """Send hearts; the room's total."""
        return int((await self.command("like", count=count))["likes"])

    async def react(self, emoji: str) -> None:
        """Send a reaction."""
        await self.command("react", emoji=emoji)

    async def share(self, via: str = "link") -> int:
        """Say that the room was shared; the room's total."""
        return int((await self.command("share", via=via))["shares"])

    async def command(self, command_type: str, **fields: object) -> dict[str, Any]:
        """Send any command; the result in its answer.

        Raises:
            CommandRefused: the server said no.
            ChannelLost: the connection ended first.
            ChannelClosed: the connection is closed for good.
            TimeoutError: no answer came in time.
        """
        async with asyncio.timeout(self._answer_s_max):
            await self._connected.wait()
            self._check_open()
            return await self._ask(command_type, fields)

    async def _ask(self, command_type: str, fields: Mapping[str, object]) -> dict[str, Any]:
        if self._socket is None:
            raise ChannelLost
        self._last_id += 1
        command_id = self._last_id
        answered = self._answers[command_id] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send(json.dumps({"id": command_id, "type": command_type, **fields}))
            answer = await answered
        except ConnectionClosed as error:
            raise ChannelLost from error
        finally:
            del self._answers[command_id]
        if (refusal := answer.get("error")) is not None:
            raise CommandRefused(refusal["code"], refusal["message"], retry=refusal["retry"])
        result: dict[str, Any] = answer["result"]
        return result

    async def _join(self) -> dict[str, Any]:
        fields: dict[str, object] = {"room": self.room}
        if self.epoch is not None:
            fields |= {"epoch": self.epoch, "offset": self.offset}
        async with asyncio.timeout(self._answer_s_max):
            return await self._ask("join", fields)

    # The connection's life

    async def _run(self) -> None:
        while self._closed is None:
            try:
                await self._live_once()
            except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
                self._note_end(error)
            finally:
                self._connected.clear()
                self._socket = None
                for answered in self._answers.values():
                    if not answered.done():
                        answered.set_exception(ChannelLost())
            if self._closed is None:
                await asyncio.sleep(self._backoff.next_s())
        self._connected.set()
        self._wake.set()

    async def _live_once(self) -> None:
        headers = {}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        async with connect(self.url, additional_headers=headers, max_size=None, ping_interval=None) as socket:
            self._socket = socket
            self._connected.set()
            self._backoff.reset()
            if self.room is not None:
                self._rejoin()
            async for text in socket:
                self._take(json.loads(text))
            # The iteration ends silently on an ordinary close; with which code decides whether to come back.
            self._note_code(socket.close_code, socket.close_reason)

    def _note_end(self, error: Exception) -> None:
        received = error.rcvd if isinstance(error, ConnectionClosed) else None
        if received is not None:
            self._note_code(received.code, received.reason)
        elif isinstance(error, InvalidStatus) and error.response.status_code in _DO_NOT_TRY_AGAIN:
            self._closed = ChannelClosed(error.response.status_code, "the handshake was refused")
        elif not self._reconnects:
            self._closed = ChannelClosed(1006, str(error))

    def _note_code(self, code: int | None, reason: str | None) -> None:
        if code in _DO_NOT_COME_BACK or not self._reconnects:
            self._closed = ChannelClosed(code or 1006, reason or "")

    def _check_open(self) -> None:
        if self._closed is not None:
            raise self._closed

    def _rejoin(self) -> None:
        # Not awaited here: the answer comes through the very loop that calls this.
        self._rejoining = asyncio.create_task(self._rejoin_quietly(), name="channel-client-rejoin")

    async def _rejoin_quietly(self) -> None:
        try:
            await self._join()
        except CommandRefused as refusal:
            # The room is over, or closed to us: there is nothing to go back to.
            if not refusal.retry:
                self.room = None
            self._keep({"type": "refused", "code": refusal.code})
        except (ChannelLost, TimeoutError):
            pass  # the next connection tries again

    # What comes in

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "answer":
                self._take_answer(message)
            case "tick":
                self._take_tick(message)
            case "resync":
                if message["room"] == self.room:
                    self._rejoin()
            case _:
                self._keep(message)

    def _take_answer(self, answer: dict[str, Any]) -> None:
        result = answer.get("result") or {}
        if result.get("kind") in ("snapshot", "recovered"):
            # Noted here and not where the answer is awaited: ticks that follow at once must find the position.
            if result["kind"] == "recovered":
                self._forget_known(result)
            self.epoch, self.offset = result["epoch"], result["offset"]
            self._keep({"type": "joined", **result})
        answered = self._answers.get(answer["id"])
        if answered is not None and not answered.done():
            answered.set_result(answer)

    def _take_tick(self, tick: dict[str, Any]) -> None:
        if tick["room"] != self.room or tick["epoch"] != self.epoch:
            return
        self._forget_known(tick)
        self.offset = max(self.offset or 0, tick["offset"])
        self._keep(tick)

    def _forget_known(self, message: dict[str, Any]) -> None:
        known = self.offset or 0
        message["events"] = [event for event in message["events"] if event["offset"] > known]

    def _keep(self, message: dict[str, Any]) -> None:
        if len(self._messages) >= self._messages_max:
            self._messages.popleft()
            self.dropped += 1
        self._messages.append(message)
        self._wake.set()


def channel_url(url: str) -> str:
    """The channel's address, from itself or from the platform's."""
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    path = parts.path if parts.path not in ("", "/") else CHANNEL_PATH
    return urlunsplit((scheme, parts.netloc, path, parts.query, ""))
