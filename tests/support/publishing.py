"""A page that publishes by WebSocket, without a browser: a recording of a moving picture, sent in real time."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.recordings import CHROMIUM, recording

WAIT_S = 20.0


class PublishingPage:
    """Enters with a ticket when its block begins; `name` is what it is known by when it comes back."""

    def __init__(self, ticket: Mapping[str, Any], *, name: str = "page-1") -> None:
        address = urlsplit(ticket["url"])
        self.url: str = ticket["websocket_url"]
        self.room_id = address.path.strip("/")
        self.token = parse_qs(address.query)["jwt"][0]
        self.name = name
        self.resumed: bool | None = None
        self._socket: ClientConnection | None = None
        self._recording: asyncio.Task[None] | None = None

    @property
    def socket(self) -> ClientConnection:
        assert self._socket is not None
        return self._socket

    async def __aenter__(self) -> Self:
        await self.connect()
        await self.enter()
        self.resumed = (await self.hear())["resumed"]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop_recording()
        await self.socket.close()

    async def connect(self) -> None:
        """Open the connection, and say nothing."""
        self._socket = await connect(self.url, compression=None)

    async def enter(self) -> None:
        await self.say(type="enter", room=self.room_id, token=self.token, page=self.name)

    async def say(self, **message: object) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(WAIT_S):
            heard: dict[str, Any] = json.loads(await self.socket.recv())
        return heard

    async def closed(self) -> int:
        """Wait for the server to close the connection: its code."""
        async with asyncio.timeout(WAIT_S):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        return self.socket.close_code or 0

    def record(self, **options: Any) -> None:
        """Record and send, in real time, until the connection ends."""
        self._recording = asyncio.create_task(self._record(**options))

    async def stop_recording(self) -> None:
        if self._recording is not None:
            self._recording.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                await self._recording

    async def drop(self) -> None:
        """Lose the connection, as a network does: without a word."""
        await self.stop_recording()
        self.socket.transport.abort()

    async def _record(self, **options: Any) -> None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        await self.say(type="begin", mime=CHROMIUM, at_ms=began_s * 1_000)
        for piece in recording(60, **options):
            await self.socket.send(piece.data)
            await asyncio.sleep(max(0.0, began_s + piece.until_ms / 1_000 - loop.time()))
