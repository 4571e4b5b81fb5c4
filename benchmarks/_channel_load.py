"""The load of the channel's benchmarks, in a process of its own: many viewers, some of whom speak.

Viewers are bare protocols on one event loop: what they receive is decoded once however many of them receive it, so that
a thousand of them cost less than the server that is measured. Loss is checked by offset, for every viewer; the delay of
a comment is the time from before it was sent to after it was received, on the one clock that processes share.

`python -m benchmarks._channel_load '{"port": …, …}'` prints one JSON object.
"""

import asyncio
import json
import os
import sys
import time
import zlib
from array import array
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import uvloop

from livehouse.realtime import raise_open_files_limit

CONNECTS_AT_ONCE = 100
JOIN_S_MAX = 60.0
TEXT = "this song is exactly what I needed tonight, thank you so much"
# Distinct payloads remembered: more than are under way at any time.
DECODED_MAX = 5_000
BIN_MS = 0.05


@dataclass(frozen=True)
class Load:
    port: int
    server_pid: int
    viewers: int
    comments_per_s: float
    speakers: int
    seconds: float
    warm_up_s: float
    deflate: bool


@dataclass
class Result:
    deliveries: int = 0
    """Comments received during the measured time, summed over all viewers."""
    seconds: float = 0.0
    server_cpu_s: float = 0.0
    offered: int = 0
    accepted: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    disconnected: int = 0
    messages: int = 0
    bytes: int = 0
    latency_p50_ms: float = 0.0
    latency_p99_ms: float = 0.0
    latency_max_ms: float = 0.0


@dataclass
class Batch:
    """The comments of one message, decoded once for all viewers."""

    first: int
    last: int
    is_contiguous: bool
    sent_s: list[float]
    received_s: "array[float]" = field(default_factory=lambda: array("d"))


class Tally:
    """What all viewers share."""

    def __init__(self) -> None:
        self.result = Result()
        self.batches: list[Batch] = []
        self._decoded: dict[bytes, Batch | None] = {}
        self.joined_at: int | None = None
        self.last_offset = 0

    def decode(self, payload: bytes, *, deflated: bool) -> Batch | None:
        """The comments in a message; None for one that holds none."""
        if payload in self._decoded:
            return self._decoded[payload]
        text = zlib.decompressobj(-15).decompress(payload + b"\x00\x00\xff\xff") if deflated else payload
        message = json.loads(text)
        batch = None
        if message["type"] == "answer":
            self._note_answer(message)
            return None
        events = message["events"] if message["type"] == "tick" else [message]
        comments = [event for event in events if event["type"] == "comment"]
        if comments:
            offsets = [event["offset"] for event in comments]
            batch = Batch(
                offsets[0],
                offsets[-1],
                offsets == list(range(offsets[0], offsets[-1] + 1)),
                [float(event["comment"]["text"].partition(" ")[0]) for event in comments],
            )
            self.batches.append(batch)
        if len(self._decoded) >= DECODED_MAX:
            self._decoded.clear()
        self._decoded[payload] = batch
        return batch

    def _note_answer(self, answer: dict[str, Any]) -> None:
        if "error" in answer:
            self.result.refused += 1
        elif "kind" in answer["result"]:
            self.joined_at = self.last_offset = answer["result"]["offset"]
        else:
            self.result.accepted += 1
            self.last_offset = max(self.last_offset, answer["result"]["offset"])


class Viewer(asyncio.Protocol):
    def __init__(self, tally: Tally, load: Load) -> None:
        self.tally = tally
        self.load = load
        self.last = 0
        self.left = b""
        self.upgraded = False
        self.joined = asyncio.get_running_loop().create_future()
        self.ending = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's, though they do the same.
        self.transport = transport = cast(asyncio.Transport, transport)
        extensions = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if self.load.deflate else ""
        transport.write(
            f"GET /api/v1/channel HTTP/1.1\r\nHost: 127.0.0.1:{self.load.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extensions}"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ending:
            self.tally.result.disconnected += 1
        if not self.joined.done():
            self.joined.set_exception(ConnectionError(f"connection lost before it had joined: {exc}"))

    def command(self, number: int, kind: str, **fields: object) -> None:
        payload = json.dumps({"id": number, "type": kind, **fields}).encode()
        size = len(payload)
        head = bytes((0x81, 0x80 | size)) if size < 126 else bytes((0x81, 0xFE)) + size.to_bytes(2)
        # A mask of zeros is a mask: the payload goes as it is.
        self.transport.write(head + b"\x00\x00\x00\x00" + payload)

    def leave(self) -> None:
        """Close with 1000, as a page does that is left."""
        self.ending = True
        self.transport.write(b"\x88\x82\x00\x00\x00\x00\x03\xe8")
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        now_s = time.monotonic()
        if self.left:
            data = self.left + data
        position = 0
        if not self.upgraded:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self.left = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                self.joined.set_exception(ConnectionError(data[:end].decode()))
                return
            self.upgraded = True
            position = end + 4
            self.command(0, "join", room="room")
        size_all = len(data)
        result, tally = self.tally.result, self.tally
        while size_all - position >= 2:
            first, size = data[position], data[position + 1]
            start = position + 2
            if size == 126:
                if size_all - position < 4:
                    break
                size = (data[position + 2] << 8) | data[position + 3]
                start = position + 4
            elif size == 127:
                if size_all - position < 10:
                    break
                size = int.from_bytes(data[position + 2 : position + 10])
                start = position + 10
            if size_all < start + size:
                break
            position = start + size
            if first & 0x0F != 1:
                continue
            result.messages += 1
            result.bytes += position - start
            batch = tally.decode(data[start:position], deflated=bool(first & 0x40))
            if batch is None:
                if tally.joined_at is not None:
                    # Nobody speaks while viewers join; the message just decoded was this viewer's snapshot.
                    self.last, tally.joined_at = tally.joined_at, None
                    self.joined.set_result(None)
                continue
            if batch.first != self.last + 1 or not batch.is_contiguous:
                self._note_gap(batch)
            self.last = max(self.last, batch.last)
            batch.received_s.append(now_s)
        self.left = data[position:]

    def _note_gap(self, batch: Batch) -> None:
        missing = batch.first - self.last - 1
        if missing >= 0:
            self.tally.result.lost += missing + (batch.last - batch.first + 1 - len(batch.sent_s))
        else:
            self.tally.result.doubled += -missing


def cpu_s(pid: int) -> float:
    """Processor seconds that the process has used, in user and kernel mode (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run(load: Load) -> Result:
    loop = asyncio.get_running_loop()
    tally = Tally()
    result = tally.result
    viewers: list[Viewer] = []
    async with asyncio.timeout(JOIN_S_MAX):
        for start in range(0, load.viewers, CONNECTS_AT_ONCE):
            wave = [
                loop.create_connection(lambda: Viewer(tally, load), "127.0.0.1", load.port)
                for _ in range(min(CONNECTS_AT_ONCE, load.viewers - start))
            ]
            arrived = [protocol for _, protocol in await asyncio.gather(*wave)]
            viewers += arrived
            await asyncio.gather(*(viewer.joined for viewer in arrived))

    await _speak(load, viewers, load.warm_up_s, result)
    began_s, cpu_before_s, before = time.monotonic(), cpu_s(load.server_pid), _delivered(tally)
    await _speak(load, viewers, load.seconds, result)
    result.deliveries = _delivered(tally) - before
    result.seconds = time.monotonic() - began_s
    result.server_cpu_s = cpu_s(load.server_pid) - cpu_before_s

    # Whatever is still under way may come; what has not come by then is lost.
    for _ in range(50):
        settled = result.accepted + result.refused == result.offered
        if settled and all(viewer.last == tally.last_offset for viewer in viewers):
            break
        await asyncio.sleep(0.1)
    result.lost += sum(max(0, tally.last_offset - viewer.last) for viewer in viewers)
    _measure_latency(tally.batches, began_s, result)
    for viewer in viewers:
        viewer.leave()
    await asyncio.sleep(0.2)
    return result


def _delivered(tally: Tally) -> int:
    return sum(len(batch.received_s) * len(batch.sent_s) for batch in tally.batches)


async def _speak(load: Load, viewers: list[Viewer], seconds: float, result: Result) -> None:
    """Offer comments at the rate for so long, evenly, whatever the server does (an open loop)."""
    began_s = time.monotonic()
    said = 0
    while (passed_s := time.monotonic() - began_s) < seconds:
        while said < passed_s * load.comments_per_s:
            said += 1
            result.offered += 1
            viewer = viewers[result.offered % load.speakers]
            viewer.command(result.offered, "comment", text=f"{time.monotonic():.6f} {TEXT}")
        await asyncio.sleep(0.002)


def _measure_latency(batches: list[Batch], since_s: float, result: Result) -> None:
    """Percentiles over every single delivery of comments sent since then."""
    bins: np.ndarray = np.zeros(400_000, dtype=np.int64)
    for batch in batches:
        sent = np.array([sent_s for sent_s in batch.sent_s if sent_s >= since_s])
        received = np.frombuffer(batch.received_s, dtype=np.float64)
        if not len(sent) or not len(received):
            continue
        delays = ((received[:, None] - sent[None, :]).ravel() * (1_000 / BIN_MS)).astype(np.int64)
        bins += np.bincount(np.clip(delays, 0, len(bins) - 1), minlength=len(bins))
    total = bins.sum()
    if not total:
        return
    below = np.cumsum(bins)
    result.latency_p50_ms = float(np.searchsorted(below, total * 0.50) * BIN_MS)
    result.latency_p99_ms = float(np.searchsorted(below, total * 0.99) * BIN_MS)
    result.latency_max_ms = float(np.flatnonzero(bins)[-1] * BIN_MS)


if __name__ == "__main__":
    raise_open_files_limit()
    print(json.dumps(asdict(uvloop.run(run(Load(**json.loads(sys.argv[1])))))))
