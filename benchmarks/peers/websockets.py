"""`websockets` (PyPI): its asyncio server and its `broadcast`, on uvloop: one frame, and a write for each viewer."""

import asyncio
import sys

from benchmarks.peers._peer import PythonPeer

PEER = PythonPeer("websockets", __name__)


async def serve(port: int) -> None:
    from websockets.asyncio.server import ServerConnection, broadcast
    from websockets.asyncio.server import serve as serve_websockets

    everybody: set[ServerConnection] = set()

    async def handle(connection: ServerConnection) -> None:
        everybody.add(connection)
        try:
            async for message in connection:
                broadcast(everybody, message)
        finally:
            everybody.discard(connection)

    async with serve_websockets(handle, "127.0.0.1", port, compression=None, ping_interval=None, backlog=4096):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(int(sys.argv[1])))
