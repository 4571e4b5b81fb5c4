"""Viewers for a load generator: bare WebSocket clients, thousands of them on one event loop.

What they receive is decoded once however many of them receive the same bytes, so that a thousand viewers cost less than
the server that is measured. Every one of them checks by number that nothing is missing and nothing comes twice.
"""

import asyncio
import socket
import time
import zlib
from collections.abc import Callable, Sequence
from typing import Final, cast

from benchmarks._dialects import Accepted, Asked, Dialect, Heard, Joined, Liked, Refused
from benchmarks._sequence import Ledger

SERVER: Final = "127.0.0.1"
# A server may let only so many in from one address, and an address has only so many ports.
VIEWERS_PER_ADDRESS: Final = 1_000
CONNECTS_AT_ONCE: Final = 100
JOIN_S_MAX: Final = 120.0
ASK_S: Final = 0.1
# Distinct payloads remembered: more than are under way at any time.
DECODED_MAX: Final = 5_000
DEFLATE_TAIL: Final = b"\x00\x00\xff\xff"


class Hall:
    """What all viewers of one load share: how they speak, what was heard, and how their commands fared."""

    def __init__(self, port: int, dialect: Dialect, *, deflate: bool) -> None:
        self.port = port
        self.dialect = dialect
        self.deflate = deflate
        self.heard: list[Heard] = []
        self.accepted = 0
        self.liked = 0
        self.refused: list[str] = []
        self.last_accepted = 0
        self.disconnected = 0
        self.messages = 0
        self.bytes = 0
        self._decoded: dict[bytes, Heard] = {}

    def read(self, payload: bytes, *, deflated: bool) -> Heard | Joined | Asked | None:
        """What a message says to the viewer who got it; answers to commands are counted here."""
        known = self._decoded.get(payload)
        if known is not None:
            return known
        text = zlib.decompressobj(-15).decompress(payload + DEFLATE_TAIL) if deflated else payload
        message = self.dialect.read(text)
        match message:
            case Heard():
                self.heard.append(message)
                if len(self._decoded) >= DECODED_MAX:
                    self._decoded.clear()
                self._decoded[payload] = message
                return message
            case Joined() | Asked():
                return message
            case Liked():
                self.liked += 1
            case Accepted(number):
                self.accepted += 1
                self.last_accepted = max(self.last_accepted, number)
            case Refused(code):
                self.refused.append(code)
        return None


class Viewer(asyncio.Protocol):
    """One viewer, from the handshake to the close.

    Args:
        cookie: who it is; nobody in particular if None.
        is_timed: whether what it hears counts among the deliveries and delays; its numbers are checked in any case.
    """

    def __init__(self, hall: Hall, *, cookie: str | None = None, is_timed: bool = True) -> None:
        self._hall = hall
        self._cookie = cookie
        self._is_timed = is_timed
        self._left = b""
        self._is_open = False
        self._is_leaving = False
        self.ledger = Ledger()
        self.joined: asyncio.Future[Joined] = asyncio.get_running_loop().create_future()
        self.asked_s = 0.0
        self.joined_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's, though they do the same.
        self._transport = cast(asyncio.Transport, transport)
        hall = self._hall
        host = f"{SERVER}:{hall.port}"
        lines = [
            f"GET {hall.dialect.path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
        ]
        if hall.deflate:
            lines.append("Sec-WebSocket-Extensions: permessage-deflate")
        if self._cookie is not None:
            lines.append(f"Cookie: {self._cookie}")
        self._transport.write("\r\n".join([*lines, "", ""]).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._is_leaving:
            self._hall.disconnected += 1
        if not self.joined.done():
            self.joined.set_exception(ConnectionError(f"the connection was lost before it had joined: {exc}"))

    def send(self, text: str) -> None:
        payload = text.encode()
        size = len(payload)
        head = bytes((0x81, 0x80 | size)) if size < 126 else bytes((0x81, 0xFE)) + size.to_bytes(2)
        # A mask of zeros is a mask: the payload goes as it is.
        self._transport.write(head + b"\x00\x00\x00\x00" + payload)

    def leave(self) -> None:
        """Close with 1000, as a page does that is left."""
        self._is_leaving = True
        self._transport.write(b"\x88\x82\x00\x00\x00\x00\x03\xe8")
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        now_s = time.monotonic()
        if self._left:
            data = self._left + data
        position = 0
        if not self._is_open:
            position = self._open(data)
            if not self._is_open:
                self._left = data
                return
        hall, ledger, size_all = self._hall, self.ledger, len(data)
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
                self._take_control(first & 0x0F, data[start:position])
                continue
            hall.messages += 1
            hall.bytes += position - start
            heard = hall.read(data[start:position], deflated=bool(first & 0x40))
            if isinstance(heard, Heard):
                if heard.is_contiguous and heard.numbers[0] == ledger.last + 1:
                    ledger.last = heard.numbers[-1]
                else:
                    ledger.take(heard.numbers)
                if self._is_timed:
                    heard.received_s.append(now_s)
            elif isinstance(heard, Joined):
                self._note_joined(heard, now_s)
            elif heard is not None:
                self.send(heard.answer)
        self._left = data[position:]

    def _open(self, data: bytes) -> int:
        """Where the frames begin, once the handshake is answered."""
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return 0
        if not data.startswith(b"HTTP/1.1 101"):
            self.joined.set_exception(ConnectionError(data[:end].decode(errors="replace")))
            self._transport.abort()
            return 0
        self._is_open = True
        self.asked_s = time.monotonic()
        for text in self._hall.dialect.opening():
            self.send(text)
        if not self._hall.dialect.joins:
            self._note_joined(Joined(0), self.asked_s)
        return end + 4

    def _note_joined(self, joined: Joined, now_s: float) -> None:
        if not self.joined.done():
            self.joined_s = now_s
            self.ledger.last = joined.number
            self.joined.set_result(joined)

    def _take_control(self, opcode: int, payload: bytes) -> None:
        if opcode == 0x9:
            self._transport.write(bytes((0x8A, 0x80 | len(payload))) + b"\x00\x00\x00\x00" + payload)


async def enter(hall: Hall, number: int, *, cookie: str | None = None, is_timed: bool = True) -> Viewer:
    """A viewer who has joined, from the address of this machine that its number belongs to.

    Raises:
        OSError: it was not let in.
    """
    loop = asyncio.get_running_loop()
    connection = socket.socket()
    try:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.bind((f"127.0.0.{2 + number // VIEWERS_PER_ADDRESS}", 0))
        await loop.sock_connect(connection, (SERVER, hall.port))
    except BaseException:
        connection.close()
        raise
    _, viewer = await loop.create_connection(lambda: Viewer(hall, cookie=cookie, is_timed=is_timed), sock=connection)
    await viewer.joined
    return viewer


async def enter_all(hall: Hall, numbers: range, cookies: Sequence[str] = ()) -> list[Viewer]:
    """Viewers with these numbers, some at a time; the first carry one cookie each."""
    viewers: list[Viewer] = []
    async with asyncio.timeout(JOIN_S_MAX):
        for start in range(numbers.start, numbers.stop, CONNECTS_AT_ONCE):
            wave = range(start, min(start + CONNECTS_AT_ONCE, numbers.stop))
            viewers += await asyncio.gather(
                *(enter(hall, number, cookie=cookies[number] if number < len(cookies) else None) for number in wave)
            )
    return viewers


async def wait_until(is_done: Callable[[], bool], *, within_s: float) -> None:
    """Give what is still under way its time, and no more than it needs."""
    deadline_s = time.monotonic() + within_s
    while not is_done() and time.monotonic() < deadline_s:  # noqa: ASYNC110  # thousands of viewers: asked, not told
        await asyncio.sleep(ASK_S)
