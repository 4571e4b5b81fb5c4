"""A small house with nothing in it but the channel: one room, and commands to join it and to talk."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import msgspec
import uvicorn
from prometheus_client import CollectorRegistry

from livehouse.kernel.clock import SystemClock
from livehouse.kernel.errors import NotSignedIn
from livehouse.kernel.ids import Ids
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import (
    CHANNEL_PATH,
    ChannelLimits,
    Handshake,
    HistoryLimits,
    HubLimits,
    Identity,
    MemoryBroker,
    Peer,
    Realtime,
)
from tests.support.channel import Said, empty_projection


class Join(msgspec.Struct, frozen=True):
    room: str
    epoch: str | None = None
    offset: int | None = None


class Talk(msgspec.Struct, frozen=True):
    text: str


class House:
    """Serves on a free port of this machine.

    Who signs in is decided by the cookie `name`: nobody is let in as "stranger", asking for "slow" takes for ever, and
    "broken" breaks the asking.
    """

    def __init__(
        self, *, channel_limits: ChannelLimits | None = None, hub_limits: HubLimits | None = None, send_buffer: int = 0
    ) -> None:
        self.clock = SystemClock()
        self.ids = Ids(self.clock)
        self.registry = CollectorRegistry()
        self.supervisor = Supervisor()
        self.broker = MemoryBroker(self.clock, self.ids.new, HistoryLimits())
        self.realtime = Realtime(
            broker=self.broker,
            authenticate=self.authenticate,
            clock=self.clock,
            ids=self.ids,
            random=Random(1),
            registry=self.registry,
            supervisor=self.supervisor,
            channel_limits=channel_limits,
            hub_limits=hub_limits or HubLimits(sampled_per_s=None),
        )
        self.hub = self.realtime.hub
        self.realtime.router.register("join", Join, self.join)
        self.realtime.router.register("leave", Leave, self.leave)
        self.realtime.router.register("comment", Talk, self.talk)
        self._send_buffer = send_buffer
        self.joined: list[Peer] = []
        self.port = 0
        self.server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}{CHANNEL_PATH}"

    async def authenticate(self, handshake: Handshake) -> Identity:
        name = handshake.cookies.get("name", "somebody")
        if name == "stranger":
            raise NotSignedIn
        if name == "slow":
            await asyncio.sleep(60)
        if name == "broken":
            raise ZeroDivisionError
        return Identity(name, f"session-{name}", name)

    async def join(self, peer: Peer, payload: Join) -> dict[str, object]:
        self.joined.append(peer)
        answer = await self.hub.subscribe(peer, payload.room, epoch=payload.epoch, offset=payload.offset)
        return answer.result(role="viewer")

    async def leave(self, peer: Peer, payload: "Leave") -> None:
        await self.hub.unsubscribe(peer)

    async def talk(self, peer: Peer, payload: Talk) -> dict[str, object]:
        return {"offset": await self.hub.publish(peer.room or "", Said(payload.text))}

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        """What serves everything else: a WebSocket that greets."""
        assert scope["type"] == "websocket"
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": f"ordinary {scope['path']}"})
        await send({"type": "websocket.close"})

    async def serve(self) -> None:
        """Serve until `stop`; again on the same port after it."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self._send_buffer:
            # Inherited by accepted sockets, so that the kernel does not hide a client that does not read.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._send_buffer)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(1_024)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            interface="asgi3",
            ws=self.realtime.uvicorn_protocol_class(),
            lifespan="off",
            log_config=None,
            log_level="critical",
        )
        self.server = uvicorn.Server(config)
        self._serving = asyncio.create_task(self.server.serve([listener]))
        while not self.server.started:  # noqa: ASYNC110 - uvicorn announces it in no other way
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        assert self.server is not None
        assert self._serving is not None
        self.server.should_exit = True
        await self._serving

    def metric(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(f"livehouse_channel_{name}", labels) or 0.0


class Leave(msgspec.Struct, frozen=True):
    pass


@asynccontextmanager
async def serve_house(**how: Any) -> AsyncIterator[House]:
    house = House(**how)
    await house.realtime.start()
    await house.hub.open("room", empty_projection)
    await house.serve()
    try:
        yield house
    finally:
        await house.stop()
        await house.supervisor.stop()
