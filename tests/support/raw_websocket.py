"""A WebSocket client that may break every rule: it sends what it is told, and reads only when asked."""

import asyncio
import base64
import os
import secrets
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
REPLY_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Closed:
    """How the server ended it: the close frame's code and words, or None when it just hung up."""

    code: int | None
    reason: str


class RawWebSocket:
    """A connection after its handshake; made by `open`."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._unread = bytearray()

    @classmethod
    async def open(
        cls, port: int, path: str, *, headers: Mapping[str, str] | None = None, receive_buffer_bytes: int | None = None
    ) -> Self:
        """Connect; raises AssertionError with the server's answer when it refuses."""
        connection = socket.socket()
        if receive_buffer_bytes is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
        made = cls(connection)
        lines = {
            "Host": f"localhost:{port}",
            "Origin": f"http://localhost:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
            "Sec-WebSocket-Version": "13",
            **(headers or {}),
        }
        request = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        await made.send_bytes(request.encode())
        answer = await made._read_until(b"\r\n\r\n")
        assert b" 101 " in answer.split(b"\r\n")[0], answer.decode(errors="replace")
        return made

    async def send_bytes(self, data: bytes) -> None:
        """Send bytes that need not be frames at all."""
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    async def send(self, payload: bytes | str, *, kind: int = TEXT) -> None:
        await self.send_bytes(frame(payload, kind=kind))

    async def read_frame(self) -> tuple[int, bytes]:
        """The next frame's kind and payload; ConnectionError when the server hangs up."""
        async with asyncio.timeout(REPLY_TIMEOUT_S):
            first, second = await self._read(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", await self._read(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self._read(8))
            return first & 0x0F, await self._read(length)

    async def wait_closed(self) -> Closed:
        """Read on until the server ends it."""
        try:
            while True:
                kind, payload = await self.read_frame()
                if kind == CLOSE:
                    if len(payload) < 2:
                        return Closed(None, "")
                    return Closed(struct.unpack("!H", payload[:2])[0], payload[2:].decode())
        except ConnectionError:
            return Closed(None, "")

    def abort(self) -> None:
        self._socket.close()

    async def _read(self, count: int) -> bytes:
        while len(self._unread) < count:
            await self._fill()
        taken = bytes(self._unread[:count])
        del self._unread[:count]
        return taken

    async def _read_until(self, end: bytes) -> bytes:
        while end not in self._unread:
            await self._fill()
        return await self._read(self._unread.index(end) + len(end))

    async def _fill(self) -> None:
        chunk = await asyncio.get_running_loop().sock_recv(self._socket, 65_536)
        if not chunk:
            raise ConnectionResetError("the server hung up")
        self._unread += chunk


def frame(payload: bytes | str, *, kind: int = TEXT, final: bool = True) -> bytes:
    """A client's frame, masked as the protocol wants it."""
    data = payload.encode() if isinstance(payload, str) else payload
    mask = os.urandom(4)
    if len(data) < 126:
        length = struct.pack("!B", 0x80 | len(data))
    elif len(data) < 65_536:
        length = struct.pack("!BH", 0x80 | 126, len(data))
    else:
        length = struct.pack("!BQ", 0x80 | 127, len(data))
    key = (mask * (len(data) // 4 + 1))[: len(data)]
    masked = (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(len(data), "big")
    return bytes([(0x80 if final else 0) | kind]) + length + mask + masked
