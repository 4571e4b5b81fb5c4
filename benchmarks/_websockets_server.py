"""The baseline of the fan-out benchmark: the `websockets` library's own server and its `broadcast`. Prints its port.

It gets what makes it fastest: uvloop, no compression, no rooms, no history. Every comment is one message to everybody,
as `broadcast` is meant to be used.

`python -m benchmarks._websockets_server` serves until it is terminated.
"""

import asyncio
import signal
import socket

import msgspec
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast
from websockets.asyncio.server import serve as serve_websockets

from benchmarks._channel_events import Say, comment_of
from livehouse.realtime import Envelope, raise_open_files_limit


async def serve() -> None:
    encode = msgspec.json.encode
    read_say, read_envelope = msgspec.json.Decoder(Say).decode, msgspec.json.Decoder(Envelope).decode
    everybody: set[ServerConnection] = set()
    said = 0

    async def handle(connection: ServerConnection) -> None:
        nonlocal said
        everybody.add(connection)
        try:
            async for message in connection:
                envelope = read_envelope(message)
                if envelope.type == "join":
                    result: object = {"kind": "snapshot", "offset": said}
                else:
                    said += 1
                    event = comment_of(connection.id.hex, said, read_say(message).text)
                    broadcast(everybody, (b'{"offset":%d,' % said + encode(event)[1:]).decode())
                    result = {"comment": event.comment, "offset": said}
                await connection.send(encode({"type": "answer", "id": envelope.id, "result": result}).decode())
        finally:
            everybody.discard(connection)

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    async with serve_websockets(handle, sock=listener, compression=None, ping_interval=None, close_timeout=0.1):
        print(listener.getsockname()[1], flush=True)
        await stop.wait()


if __name__ == "__main__":
    raise_open_files_limit()
    uvloop.run(serve())
