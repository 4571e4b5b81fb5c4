"""The channel without sockets: a scheduler and peers that a test drives by hand."""

import heapq
import json
import zlib
from collections.abc import Callable, Mapping
from itertools import count
from random import Random
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry

from livehouse.realtime import (
    ChannelLimits,
    CloseCode,
    HistoryLimits,
    Hub,
    HubLimits,
    Identity,
    MemoryBroker,
    Peer,
)
from livehouse.realtime.metrics import ChannelMetrics
from tests.support.clock import FakeClock


class Said(msgspec.Struct, frozen=True, tag="said", tag_field="type"):
    text: str


class Pinned(msgspec.Struct, frozen=True, tag="pinned", tag_field="type"):
    text: str | None


class LastSaid:
    """A projection: the last few things said, and what is pinned."""

    def __init__(self, kept_max: int = 5) -> None:
        self.kept_max = kept_max
        self.said: list[str] = []
        self.pinned: str | None = None

    def apply(self, offset: int, event: Said | Pinned) -> None:
        if isinstance(event, Said):
            self.said = [*self.said, event.text][-self.kept_max :]
        else:
            self.pinned = event.text

    def snapshot(self) -> Mapping[str, object]:
        return {"said": self.said, "pinned": self.pinned}


async def empty_projection() -> LastSaid:
    return LastSaid()


class FakeTimer:
    def __init__(self, callback: Callable[..., object], args: tuple[Any, ...]) -> None:
        self.callback = callback
        self.args = args
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeScheduler:
    """Runs what is due when the test lets time pass."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self._numbers = count()
        self._due: list[tuple[float, int, FakeTimer]] = []

    def call_soon(self, callback: Callable[..., object], *args: Any) -> FakeTimer:
        return self.call_later(0.0, callback, *args)

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any) -> FakeTimer:
        timer = FakeTimer(callback, args)
        heapq.heappush(self._due, (self.clock.monotonic() + delay, next(self._numbers), timer))
        return timer

    def step(self) -> None:
        """One turn of the loop: what is due now, and nothing of what that brings."""
        due, self._due = self._due, []
        for when_s, number, timer in sorted(due, key=lambda each: each[:2]):
            if when_s > self.clock.monotonic() + 1e-9:
                heapq.heappush(self._due, (when_s, number, timer))
            elif not timer.cancelled:
                timer.callback(*timer.args)

    def advance(self, seconds: float = 0.0) -> None:
        until_s = self.clock.monotonic() + seconds
        while self._due and self._due[0][0] <= until_s + 1e-9:
            when_s, _, timer = heapq.heappop(self._due)
            if when_s > self.clock.monotonic():
                self.clock.advance(when_s - self.clock.monotonic())
            if not timer.cancelled:
                timer.callback(*timer.args)
        self.clock.advance(until_s - self.clock.monotonic())


class Screen:
    """The other end of a peer: keeps what was written."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.unsent = 0
        self.closed: CloseCode | None = None

    def write(self, frame: bytes) -> None:
        self.frames.append(frame)

    def send(self, frame: bytes) -> None:
        self.write(frame)

    def unsent_bytes(self) -> int:
        return self.unsent

    def close(self, code: CloseCode, reason: str) -> None:
        self.closed = code

    def take(self) -> list[dict[str, Any]]:
        """The messages written since the last call."""
        data, self.frames = b"".join(self.frames), []
        return decode_frames(data)

    def take_offsets(self) -> list[int]:
        """The offsets of the events in them."""
        return [event["offset"] for message in self.take() for event in message.get("events", [])]


def decode_frames(data: bytes) -> list[dict[str, Any]]:
    """The JSON messages in a server's frames."""
    messages = []
    position = 0
    while position < len(data):
        first, size = data[position], data[position + 1]
        position += 2
        for marker, width in ((126, 2), (127, 8)):
            if size == marker:
                size = int.from_bytes(data[position : position + width])
                position += width
                break
        payload = data[position : position + size]
        position += size
        if first & 0x40:
            payload = zlib.decompressobj(-15).decompress(payload + b"\x00\x00\xff\xff")
        messages.append(json.loads(payload))
    return messages


class Stagehand:
    """A hub on a memory broker, with a clock that the test moves."""

    def __init__(
        self,
        *,
        limits: HubLimits | None = None,
        channel_limits: ChannelLimits | None = None,
        history: HistoryLimits | None = None,
        seed: int = 1,
        event_types: tuple[type[msgspec.Struct], ...] = (),
    ) -> None:
        self.clock = FakeClock()
        self.scheduler = FakeScheduler(self.clock)
        self.registry = CollectorRegistry()
        self.metrics = ChannelMetrics(self.registry)
        self._numbers = count(1)
        self.broker = MemoryBroker(self.clock, lambda: f"epoch-{next(self._numbers)}", history)
        self.hub = Hub(
            self.broker,
            self.clock,
            Random(seed),
            self.metrics,
            limits=limits,
            channel_limits=channel_limits,
            scheduler=self.scheduler,
            event_types=event_types,
        )

    def peer(
        self,
        viewer_key: str = "viewer",
        *,
        account_id: str | None = None,
        session_id: str | None = None,
        deflates: bool = False,
    ) -> tuple[Peer, Screen]:
        screen = Screen()
        identity = Identity(account_id, session_id, viewer_key)
        peer = Peer(f"peer-{next(self._numbers)}", identity, screen, screen.write, deflates=deflates)
        self.hub.connect(peer)
        return peer, screen

    async def joined(self, room: str = "room", **how: Any) -> tuple[Peer, Screen]:
        """A peer that is in the room, with nothing on its screen."""
        peer, screen = self.peer(how.pop("viewer_key", "viewer"), deflates=how.pop("deflates", False))
        await self.hub.subscribe(peer, room, **how)
        peer.release()
        self.scheduler.advance(1.0)
        screen.take()
        return peer, screen
