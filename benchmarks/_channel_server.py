"""The product's channel alone: its WebSocket protocol class under uvicorn, two rooms, one command. Prints its port.

`python -m benchmarks._channel_server` serves until it is terminated.
"""

import socket
from collections.abc import Mapping
from random import Random

import msgspec
import uvicorn
import uvloop
from prometheus_client import CollectorRegistry

from benchmarks._channel_events import Commented, Say, comment_of
from livehouse.kernel.clock import SystemClock
from livehouse.kernel.ids import Ids
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import (
    ChannelLimits,
    Handshake,
    HubLimits,
    Identity,
    MemoryBroker,
    Peer,
    Realtime,
    raise_open_files_limit,
)

COMMENTS_KEPT = 50


class LastComments:
    """What a newcomer gets."""

    def __init__(self) -> None:
        self._comments: list[object] = []

    def apply(self, offset: int, event: Commented) -> None:
        self._comments.append(event.comment)
        del self._comments[:-COMMENTS_KEPT]

    def snapshot(self) -> Mapping[str, object]:
        return {"comments": list(self._comments)}


class Join(msgspec.Struct, frozen=True):
    room: str


async def serve() -> None:
    clock, supervisor = SystemClock(), Supervisor()
    ids = Ids(clock)

    async def authenticate(handshake: Handshake) -> Identity:
        return Identity(None, None, ids.new())

    realtime = Realtime(
        broker=MemoryBroker(clock, ids.new),
        authenticate=authenticate,
        clock=clock,
        ids=ids,
        random=Random(1),
        registry=CollectorRegistry(),
        supervisor=supervisor,
        channel_limits=ChannelLimits(connections_per_address_max=50_000),
        # Everything is delivered: what is measured is the fan-out, not the art of leaving out.
        hub_limits=HubLimits(sampled_per_s=None),
    )
    hub, said = realtime.hub, 0

    async def join(peer: Peer, payload: Join) -> dict[str, object]:
        return (await hub.subscribe(peer, payload.room)).result(role="viewer")

    async def say(peer: Peer, payload: Say) -> dict[str, object]:
        nonlocal said
        said += 1
        event = comment_of(peer.id, said, payload.text)
        offset = await hub.publish(peer.room or "", event, sampled=True, speaker=peer.id)
        return {"comment": event.comment, "offset": offset}

    async def load() -> LastComments:
        return LastComments()

    async def no_application(scope: object, receive: object, send: object) -> None:
        """Serve nothing but the channel."""

    realtime.router.register("join", Join, join)
    realtime.router.register("comment", Say, say)
    await realtime.start()
    for room in ("room", "small"):
        await hub.open(room, load)
    config = uvicorn.Config(
        no_application, ws=realtime.uvicorn_protocol_class(), lifespan="off", log_level="warning", backlog=4096
    )
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    print(listener.getsockname()[1], flush=True)
    await uvicorn.Server(config).serve([listener])
    await supervisor.stop()


if __name__ == "__main__":
    raise_open_files_limit()
    uvloop.run(serve())
