"""Very many viewers at once, from a process of their own: `python -m tests.support.crowd PORT ROOM COUNT ADDRESSES`.

All of them connect to the room's channel and join the room, as fast as this machine can. Prints one line of JSON when
each has got its place or a refusal, then holds the places until its standard input ends.
"""

import asyncio
import collections
import json
import resource
import struct
import sys
import time

from tests.support.raw_websocket import CLOSE, TEXT, frame

SETTLED_WITHIN_S = 100.0
# How many may be shaking hands at the same moment; more than that and this process would be what is slow.
IN_FLIGHT_MAX = 1_000


class Viewer(asyncio.Protocol):
    """One of the crowd. `fate` becomes "joined", or how it was refused."""

    def __init__(self, port: int, room: str, fate: asyncio.Future[str]) -> None:
        self._port = port
        self._room = room
        self._fate = fate
        self._unread = bytearray()
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        host = f"localhost:{self._port}"
        transport.write(
            f"GET /api/v1/channel HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if self._fate.done():
            return
        self._unread += data
        if not self._greeted:
            head, end, rest = bytes(self._unread).partition(b"\r\n\r\n")
            if not end:
                return
            status = head.split(b" ", 2)[1].decode()
            if status != "101":
                self._settle(f"HTTP {status}")
                return
            self._greeted = True
            self._unread = bytearray(rest)
            self._transport.write(frame(json.dumps({"id": 1, "type": "join", "room": self._room})))
        while (unpacked := _take_frame(self._unread)) is not None:
            kind, payload = unpacked
            if kind == CLOSE:
                self._settle(f"closed {struct.unpack('!H', payload[:2])[0]}" if payload else "closed")
                return
            if kind == TEXT and (message := json.loads(payload))["type"] == "answer":
                error = message.get("error")
                self._settle("joined" if error is None else f"refused {error['code']}")
                return

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle(f"lost {type(exc).__name__}")

    def _settle(self, fate: str) -> None:
        if not self._fate.done():
            self._fate.set_result(fate)


def _take_frame(buffer: bytearray) -> tuple[int, bytes] | None:
    if len(buffer) < 2:
        return None
    length, start = buffer[1] & 0x7F, 2
    if length == 126:
        start = 4
    elif length == 127:
        start = 10
    if len(buffer) < start:
        return None
    if start > 2:
        length = int.from_bytes(buffer[2:start], "big")
    if len(buffer) < start + length:
        return None
    taken = buffer[0] & 0x0F, bytes(buffer[start : start + length])
    del buffer[: start + length]
    return taken


async def gather_crowd(port: int, room: str, count: int, addresses: int) -> dict[str, object]:
    """Connect `count` viewers, spread over so many addresses of this machine; say how each of them fared."""
    loop = asyncio.get_running_loop()
    places = asyncio.Semaphore(IN_FLIGHT_MAX)
    keep: list[asyncio.BaseTransport] = []

    async def come(number: int) -> str:
        fate: asyncio.Future[str] = loop.create_future()
        async with places:
            try:
                transport, _ = await loop.create_connection(
                    lambda: Viewer(port, room, fate),
                    "127.0.0.1",
                    port,
                    local_addr=(f"127.0.0.{2 + number % addresses}", 0),
                )
            except OSError as error:
                return f"no connection: {error.strerror or error}"
            keep.append(transport)
            try:
                return await asyncio.wait_for(fate, SETTLED_WITHIN_S)
            except TimeoutError:
                return "no answer"

    began = time.monotonic()
    fates = await asyncio.gather(*(come(number) for number in range(count)))
    took_s = time.monotonic() - began
    sys.stdout.write(json.dumps({"fates": collections.Counter(fates), "seconds": took_s}) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    return {"kept": len(keep)}


def main() -> None:
    """Be the crowd that the arguments describe."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    port, room, count, addresses = sys.argv[1:]
    asyncio.run(gather_crowd(int(port), room, int(count), int(addresses)))


if __name__ == "__main__":
    main()
