"""`aiohttp` (PyPI): its web server's WebSockets, on uvloop; `send_str` to each viewer, one after another."""

import sys

from benchmarks.peers._peer import PythonPeer

PEER = PythonPeer("aiohttp", __name__)


def serve(port: int) -> None:
    from aiohttp import WSMsgType, web

    everybody: set[web.WebSocketResponse] = set()

    async def handle(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        everybody.add(socket)
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    for viewer in list(everybody):
                        if not viewer.closed:
                            await viewer.send_str(message.data)
        finally:
            everybody.discard(socket)
        return socket

    app = web.Application()
    app.router.add_get("/", handle)
    web.run_app(
        app, host="127.0.0.1", port=port, backlog=4096, access_log=None, print=None, loop=uvloop.new_event_loop()
    )


if __name__ == "__main__":
    import uvloop

    serve(int(sys.argv[1]))
