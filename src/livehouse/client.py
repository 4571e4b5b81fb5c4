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
import secrets
from collections import deque
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

CHANNEL_PATH: Final = "/api/v1/channel"
MESSAGE_BYTES_MAX: Final = 16 * 1024 * 1024
"""Largest message from the server; one that is larger ends the connection."""

_DO_NOT_COME_BACK: Final = range(4100, 4200)
# How a handshake is refused by which another one like it would be refused as well.
_REFUSED_FOR_GOOD: Final = frozenset({400, 401, 403, 404, 426})
_ABNORMAL: Final = 1006  # RFC 6455, 7.4.1: the connection ended without a close frame
_PROTOCOL_ERROR: Final = 1002
_CLOSE_S_MAX: Final = 2.0


class CommandRefused(Exception):
    """The server answered a command with an error.

    Attributes:
        code: what is wrong, by a name that does not change.
        message: a sentence for the person.
        retry: whether the same command may be accepted later.
        field: which field of the command is wrong, if one is.
        details: more for programs, such as `retry_after_s`.
    """

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code: str = error["code"]
        self.message: str = error["message"]
        self.retry: bool = error["retry"]
        self.field: str | None = error.get("field")
        self.details: dict[str, Any] = error.get("details") or {}


class ChannelLost(Exception):
    """The connection ended before the answer came; whether the command was done is not known. It is not sent again."""


class ChannelClosed(Exception):
    """There will be no other connection.

    Attributes:
        code: the close code (4100 to 4199, or any if the client does not reconnect), or the HTTP status of a handshake
            that was refused for good.
        reason: the server's words.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


class _JoinAgain(Exception):
    """The server cannot let the client back into its room just now."""


class Backoff:
    """Waiting times between attempts: exponential with full jitter, so that a restarted server is not stampeded.

    Args:
        random: where the jitter comes from.
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

    Iterating yields the server's messages as dictionaries: `hello`, `tick`, after every join, by you or after a
    reconnect, `{"type": "joined", …}` with its result, and `{"type": "refused", …}` with the error when the room cannot
    be entered again. It ends when the channel is closed for good. A "joined" of the kind "snapshot" begins anew: what
    it holds was perhaps seen before. A consumer that does not keep up loses the oldest messages (`dropped`).

    Args:
        url: where the platform is, e.g. `http://localhost:8000`, or the channel's own ws:// address.
        cookies: who is asking.
        random: where the jitter comes from.
        backoff: how long to wait between attempts; made of `random` if there is none.
        answer_s_max: how long to wait for an answer. A connection on which anything takes longer, be it a greeting or
            the way back into the room, is given up for another one.
        heartbeat_s: how often the server is asked for a sign of life; None never asks.
        messages_max: messages kept for a consumer that is behind.
        reconnects: whether to come back by itself; entering the context then also waits for a server that is not up.

    Attributes:
        room, epoch, offset: where the client stands; None when it is in no room.
        dropped: messages that nobody took in time.

    Raises:
        ChannelClosed: on entering the context, when the server does not want this client, or cannot be reached and
            `reconnects` is off.
    """

    def __init__(
        self,
        url: str,
        *,
        cookies: Mapping[str, str] | None = None,
        random: random_module.Random | None = None,
        backoff: Backoff | None = None,
        answer_s_max: float = 10.0,
        heartbeat_s: float | None = 20.0,
        messages_max: int = 1_000,
        reconnects: bool = True,
    ) -> None:
        self.url = channel_url(url)
        self.room: str | None = None
        self.epoch: str | None = None
        self.offset: int | None = None
        self.dropped = 0
        self._headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        self._backoff = backoff or Backoff(random or random_module.Random())  # noqa: S311 - jitter, no secret
        self._answer_s_max = answer_s_max
        self._heartbeat_s = heartbeat_s
        self._messages: deque[dict[str, Any]] = deque()
        self._messages_max = messages_max
        self._reconnects = reconnects
        self._news = asyncio.Event()
        self._ready = asyncio.Event()  # greeted, and back in the room; or closed for good
        self._socket: ClientConnection | None = None
        self._deadline: asyncio.Timeout | None = None
        self._answers: dict[int, asyncio.Future[dict[str, Any] | None]] = {}  # None: the connection ended first
        self._joins: dict[int, str] = {}  # rooms by the ids of joins that are not answered yet
        self._rejoins: set[int] = set()  # those of them that nobody waits for
        self._last_id = 0
        self._closed: ChannelClosed | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="channel-client")
        try:
            await self._ready.wait()
        except asyncio.CancelledError:
            await self._end()
            raise
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def __aiter__(self) -> AsyncIterator[dict[str, Any]]:
        return self

    async def __anext__(self) -> dict[str, Any]:
        while not self._messages:
            if self._closed is not None:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._messages.popleft()

    # Commands

    async def join(self, room: str) -> dict[str, Any]:
        """Enter a room; its snapshot. If it fails, the client stays in the room where it was, if any.

        Raises:
            CommandRefused, ChannelLost, ChannelClosed, TimeoutError: as for `command`.
        """
        return await self._call("join", {"room": room}, room)

    async def leave(self) -> None:
        """Leave the room; after an error too it is not entered again."""
        self.room = self.epoch = self.offset = None
        await self.command("leave")

    async def comment(self, text: str) -> dict[str, Any]:
        """Say something; the comment and its offset. It also comes with a tick, unless the room is too fast."""
        return await self.command("comment", text=text)

    async def like(self, count: int = 1) -> int:
        """Send hearts; the room's total."""
        return int((await self.command("like", count=count))["likes"])

    async def react(self, emoji: str) -> None:
        """Send a reaction."""
        await self.command("react", emoji=emoji)

    async def gift(self, gift: str, price_coins: int, *, count: int = 1, to: str | None = None) -> dict[str, Any]:
        """Send a gift of the catalogue (`GET /gifts`) to the host, or to the guest with this account id.

        `price_coins` is the price of one that the sender was shown. After `ChannelLost` nobody knows whether it was
        sent: repeat it with the same key by `command` to be sure that it is paid for once.
        """
        key = secrets.token_hex(12)
        return await self.command("gift", gift=gift, count=count, price_coins=price_coins, to=to, key=key)

    async def command(self, command_type: str, **fields: object) -> dict[str, Any]:
        """Send any command, once; the result in its answer. While the connection is down it waits for the next one.

        Raises:
            CommandRefused: the server said no.
            ChannelLost: the connection ended first.
            ChannelClosed: the connection is closed for good.
            TimeoutError: no answer came in time; the connection is given up for another one.
        """
        return await self._call(command_type, fields)

    async def _call(self, command_type: str, fields: Mapping[str, object], room: str | None = None) -> dict[str, Any]:
        socket = None
        try:
            async with asyncio.timeout(self._answer_s_max):
                await self._ready.wait()
                self._check_open()
                socket = self._socket
                answer = await self._ask(command_type, fields, room)
        except TimeoutError:
            # A server that answers nothing is gone, whatever the socket believes.
            if socket is not None and socket is self._socket:
                self._hurry(0.0)
            raise
        if (refusal := answer.get("error")) is not None:
            raise CommandRefused(refusal)
        result: dict[str, Any] = answer["result"]
        return result

    async def _ask(self, command_type: str, fields: Mapping[str, object], room: str | None) -> dict[str, Any]:
        socket = self._socket
        if socket is None:
            raise ChannelLost("the connection has just ended")
        command_id = self._new_id()
        answered: asyncio.Future[dict[str, Any] | None] = asyncio.get_running_loop().create_future()
        self._answers[command_id] = answered
        if room is not None:
            self._joins[command_id] = room
        try:
            await self._send(socket, command_id, command_type, fields)
            answer = await answered
        except ConnectionClosed as error:
            if socket is self._socket:
                # Not left to the loop that reads: who tries again at once would never let that loop run.
                self._socket = None
                self._ready.clear()
            raise ChannelLost("the connection ended before the command was sent") from error
        finally:
            del self._answers[command_id]
        if answer is None:
            raise ChannelLost("the connection ended before the answer came")
        return answer

    async def _send(
        self, socket: ClientConnection, command_id: int, command_type: str, fields: Mapping[str, object]
    ) -> None:
        await socket.send(json.dumps({"id": command_id, "type": command_type, **fields}))

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _check_open(self) -> None:
        if self._closed is not None:
            raise self._closed

    # The connection's life

    async def _run(self) -> None:
        """Connect until the server closes for good. The supervisor of everything that comes in."""
        closed = ChannelClosed(_ABNORMAL, "the client has ended")
        try:
            while True:
                end = await self._live_once()
                if end is not None:
                    closed = end
                    break
                await asyncio.sleep(self._backoff.next_s())
        except Exception as error:
            # Whoever waits is told, instead of waiting for ever.
            closed = ChannelClosed(_PROTOCOL_ERROR, f"what the server said was not understood: {error!r}")
        finally:
            self._closed = closed
            self._ready.set()
            self._news.set()

    async def _live_once(self) -> ChannelClosed | None:
        """One connection, to its end; why there is to be no other, if so."""
        code, reason = _ABNORMAL, ""
        try:
            async with (
                asyncio.timeout(self._answer_s_max) as self._deadline,
                connect(
                    self.url,
                    additional_headers=self._headers,
                    max_size=MESSAGE_BYTES_MAX,
                    open_timeout=None,
                    close_timeout=_CLOSE_S_MAX,
                    ping_interval=self._heartbeat_s,
                    ping_timeout=self._answer_s_max,
                ) as socket,
            ):
                self._socket = socket
                try:
                    async for text in socket:
                        await self._take(socket, json.loads(text))
                except ConnectionClosed:
                    pass  # as told by the code; an ordinary close ends the iteration without a word
                code, reason = socket.close_code or _ABNORMAL, socket.close_reason or ""
        except InvalidStatus as error:
            if error.response.status_code in _REFUSED_FOR_GOOD:
                return ChannelClosed(error.response.status_code, _words_of(error.response.body))
            reason = str(error)
        except (OSError, TimeoutError, InvalidHandshake, _JoinAgain) as error:
            reason = str(error) or type(error).__name__
        finally:
            self._let_go()
        gone = code in _DO_NOT_COME_BACK or not self._reconnects
        return ChannelClosed(code, reason) if gone else None

    def _let_go(self) -> None:
        """Forget the connection, and tell those who wait for its answers."""
        self._ready.clear()
        self._socket = None
        self._joins.clear()
        self._rejoins.clear()
        for answered in self._answers.values():
            if not answered.done():
                answered.set_result(None)

    async def _rejoin(self, socket: ClientConnection, room: str) -> None:
        """Ask for what was missed. The answer comes through the loop that called this, so it is not awaited here."""
        if self._joins.keys() - self._rejoins:
            # It is moving to another room, and this join would come after that one.
            raise _JoinAgain("told to join again while joining another room")
        self._hurry(self._answer_s_max)
        command_id = self._new_id()
        self._joins[command_id] = room
        self._rejoins.add(command_id)
        await self._send(socket, command_id, "join", {"room": room, "epoch": self.epoch, "offset": self.offset})

    def _settle(self) -> None:
        """All is well: the next failure is the first one."""
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(None)
        self._backoff.reset()
        if self._socket is not None:
            self._ready.set()

    def _hurry(self, within_s: float) -> None:
        """Give the connection up unless `_settle` is called in time."""
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(asyncio.get_running_loop().time() + within_s)

    # What comes in

    async def _take(self, socket: ClientConnection, message: dict[str, Any]) -> None:
        room = self.room
        match message["type"]:
            case "answer":
                self._take_answer(message)
            case "tick":
                self._take_tick(message)
            case "hello":
                self._keep(message)
                if room is None:
                    self._settle()
                else:
                    await self._rejoin(socket, room)
            case "resync":
                if room is not None and message["room"] == room:
                    await self._rejoin(socket, room)
            case _:
                self._keep(message)

    def _take_answer(self, answer: dict[str, Any]) -> None:
        command_id = answer["id"]
        room, error = self._joins.pop(command_id, None), answer.get("error")
        rejoins = command_id in self._rejoins
        self._rejoins.discard(command_id)
        # Noted here and not where the answer is awaited: ticks that follow at once must find the position.
        if room is not None and error is None and (room == self.room or not rejoins):
            self._enter(room, answer["result"])
        if rejoins:
            self._take_rejoin(error)
        answered = self._answers.get(command_id)
        if answered is not None and not answered.done():
            answered.set_result(answer)

    def _enter(self, room: str, result: dict[str, Any]) -> None:
        if result["kind"] == "recovered":
            self._forget_known(result)
        self.room, self.epoch, self.offset = room, result["epoch"], result["offset"]
        self._keep({"type": "joined", **result})

    def _take_rejoin(self, error: Mapping[str, Any] | None) -> None:
        if error is not None:
            if error["retry"]:
                raise _JoinAgain(error["message"])
            # The room is over, or closed to us: there is nothing to go back to.
            self.room = self.epoch = self.offset = None
            self._keep({"type": "refused", **error})
        if not self._rejoins:
            self._settle()

    def _take_tick(self, tick: dict[str, Any]) -> None:
        # While a rejoin is under way its answer will hold what this tick says, from the position that was named.
        if tick["room"] != self.room or tick["epoch"] != self.epoch or self._rejoins:
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
        self._news.set()


def _words_of(body: bytes | bytearray) -> str:
    """The sentence in the body of a handshake's refusal."""
    try:
        return str(json.loads(body)["error"]["message"])
    except (ValueError, LookupError, TypeError):
        return "the handshake was refused"


def channel_url(url: str) -> str:
    """The channel's address, from itself or from the platform's."""
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
    path = parts.path if parts.path not in ("", "/") else CHANNEL_PATH
    return urlunsplit((scheme, parts.netloc, path, parts.query, ""))
