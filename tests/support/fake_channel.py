"""A server of the channel that fails in every way a network and a server can, decided by a seed."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from livehouse.realtime.frames import text_frame

HISTORY_MAX = 30


class Line:
    """One connection as the server sees it."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.joined = False
        self.silent = False
        self.over = False

    async def say(self, **message: object) -> None:
        if not (self.silent or self.over):
            try:
                await self.socket.send(json.dumps(message))
            except ConnectionClosed:
                self.over = True

    async def close(self, code: int) -> None:
        self.over = True
        await self.socket.close(code, "as the seed wants it")

    def cut(self, random: Random) -> None:
        """Break off, perhaps in the middle of a message."""
        self.over = True
        if self.socket.state is not State.OPEN:
            return
        whole = text_frame(b'{"type":"tick","room":"room","epoch":"e1","offset":7,"events":[]}')
        self.socket.transport.write(whole[: random.randrange(len(whole))])
        self.socket.transport.abort()


class FakeChannel:
    """One room whose state is the list of all that was said; see docs/protocol.md for what a client may expect of it.

    Args:
        seed: decides everything.
        faults: how often connections fail by themselves, from 0 to 1.
    """

    def __init__(self, seed: int, *, faults: float = 0.1) -> None:
        self.random = Random(seed)
        self.faults = faults
        self.url = ""
        self.lines: list[Line] = []
        self.heard: Counter[str] = Counter()
        self.said: list[str] = []  # in this epoch and before
        self.sampled: set[str] = set()
        self._epoch = 1
        self._first = 0  # how many were said before this epoch

    @property
    def epoch(self) -> str:
        return f"e{self._epoch}"

    @property
    def offset(self) -> int:
        return len(self.said) - self._first

    # What happens in the room

    async def publish(self, text: str, *, sampled: bool = False) -> int:
        self.said.append(text)
        if sampled:
            self.sampled.add(text)
        offset = self.offset
        for line in self.lines:
            if line.joined and not (sampled and self.random.random() < 0.5):
                await line.say(**self._tick(offset, [self._event(offset)]))
        return offset

    async def begin_anew(self) -> None:
        """The server forgets its history, and tells everybody to join again."""
        self._epoch += 1
        self._first = len(self.said)
        for line in self.lines:
            await self.resync(line)

    async def resync(self, line: Line) -> None:
        if line.joined:
            line.joined = False
            await line.say(type="resync", room="room")

    async def fail(self) -> None:
        """Something goes wrong with the newest connection, or does not."""
        if not self.lines or self.lines[-1].over or self.random.random() > self.faults:
            return
        line = self.lines[-1]
        match self.random.choice(["cut", "cut", "close", "silence", "resync", "resync", "anew"]):
            case "cut":
                line.cut(self.random)
            case "close":
                await line.close(self.random.choice([1001, 1011, 4000, 4001, 4002, 4099]))
            case "silence":
                line.silent = True
            case "resync":
                await self.resync(line)
            case _:
                await self.begin_anew()

    # What clients say

    async def serve(self, socket: ServerConnection) -> None:
        line = Line(socket)
        assert all(other.over for other in self.lines), "a second connection beside one that is open"
        self.lines.append(line)
        fate = self.random.random()
        if fate < self.faults:
            await line.close(4002)
        elif fate < 2 * self.faults:
            line.cut(self.random)
        else:
            line.silent = fate < 2.5 * self.faults
            await line.say(type="hello", connection="c", server_time="2026-03-14T20:00:00Z", account=None)
        try:
            async for text in socket:
                await self._obey(line, json.loads(text))
        except ConnectionClosed:
            pass
        line.over = True

    async def _obey(self, line: Line, command: dict[str, Any]) -> None:
        if line.over or line.silent:
            return
        self.heard[f"{len(self.lines)}/{command['id']}"] += 1
        answer = await self._answer(line, command)
        if self.random.random() < self.faults / 3:
            line.silent = True  # done, and never answered
        await line.say(type="answer", id=command["id"], **answer)

    async def _answer(self, line: Line, command: dict[str, Any]) -> dict[str, Any]:
        match command["type"]:
            case "join" if self.random.random() < self.faults:
                return {"error": {"code": "unavailable", "message": "Try again.", "retry": True}}
            case "join":
                line.joined = True
                return {"result": self._join(command.get("epoch"), command.get("offset"))}
            case "comment":
                self.heard[command["text"]] += 1
                if not line.joined:
                    return {"error": {"code": "not_in_room", "message": "Join first.", "retry": False}}
                return {"result": {"offset": await self.publish(command["text"])}}
            case _:
                return {"result": {}}

    def _join(self, epoch: str | None, offset: int | None) -> dict[str, Any]:
        position = {"epoch": self.epoch, "offset": self.offset, "counters": {}}
        if epoch == self.epoch and offset is not None and self.offset - HISTORY_MAX <= offset <= self.offset:
            missed = [self._event(number) for number in range(offset + 1, self.offset + 1)]
            return {"kind": "recovered", "events": missed, **position}
        return {"kind": "snapshot", "said": list(self.said), **position}

    def _event(self, offset: int) -> dict[str, Any]:
        return {"offset": offset, "type": "said", "text": self.said[self._first + offset - 1]}

    def _tick(self, offset: int, events: list[dict[str, Any]]) -> dict[str, Any]:
        return {"type": "tick", "room": "room", "epoch": self.epoch, "offset": offset, "events": events}


@asynccontextmanager
async def fake_channel(seed: int, *, faults: float = 0.1) -> AsyncIterator[FakeChannel]:
    fake = FakeChannel(seed, faults=faults)
    async with serve(fake.serve, "127.0.0.1", 0, compression=None, close_timeout=1) as server:
        fake.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v1/channel"
        yield fake
        for line in fake.lines:
            line.socket.transport.abort()
