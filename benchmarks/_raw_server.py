"""The least that can be: a bare uvloop loop that holds sockets and writes ready frames to all of them. Prints its port.

It answers the handshake and the join as it must for the same viewers to come, and knows nothing of them. Frames are
made before anybody comes, as long as the product's; a comment makes the next of them go to everybody. The stream begins
anew when nobody is left.

`python -m benchmarks._raw_server` serves until it is terminated.
"""

import asyncio
import json
import signal
import socket
import zlib
from typing import Final, cast

import uvloop

from benchmarks._channel_events import event_json
from benchmarks._dialects import TEXT
from livehouse.realtime import raise_open_files_limit

FRAMES: Final = 1_000
UPGRADED: Final = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    b"Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n\r\n"
)
CLOSE_OPCODE: Final = 0x88


def deflated_frame(message: dict[str, object]) -> bytes:
    """The message as a text frame, compressed without context."""
    compressor = zlib.compressobj(wbits=-15)
    payload = compressor.compress(json.dumps(message, separators=(",", ":")).encode())
    payload = (payload + compressor.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")
    size = len(payload)
    return (bytes((0xC1, size)) if size < 126 else bytes((0xC1, 126)) + size.to_bytes(2)) + payload


def tick_frame(number: int) -> bytes:
    """A tick with one comment, as long as one of the product's."""
    event = {"offset": number, **json.loads(event_json(number, TEXT))}
    name = "0" * 26
    return deflated_frame({"type": "tick", "room": name, "epoch": name, "offset": number, "events": [event]})


def answer_frame(result: dict[str, object]) -> bytes:
    """The answer to a command; these viewers do not ask to which."""
    return deflated_frame({"type": "answer", "id": 0, "result": result})


TICKS: Final = [tick_frame(number) for number in range(1, FRAMES + 1)]
ANSWERS: Final = [answer_frame({"offset": number}) for number in range(1, FRAMES + 1)]
everybody: Final[dict[asyncio.Transport, None]] = {}
said = 0


class Socket(asyncio.Protocol):
    """One socket that is held."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        global said
        if self._transport not in everybody:
            everybody[self._transport] = None
            self._transport.write(UPGRADED)
        elif data[0] == CLOSE_OPCODE:
            self._transport.close()
        elif b'"join"' in data:
            self._transport.write(answer_frame({"kind": "snapshot", "offset": said}))
        else:
            frame = TICKS[said]
            for transport in everybody:
                transport.write(frame)
            self._transport.write(ANSWERS[said])
            said += 1

    def connection_lost(self, exc: Exception | None) -> None:
        global said
        everybody.pop(self._transport, None)
        if not everybody:
            said = 0


async def serve() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    async with await loop.create_server(Socket, sock=listener):
        print(listener.getsockname()[1], flush=True)
        await stop.wait()


if __name__ == "__main__":
    raise_open_files_limit()
    uvloop.run(serve())
