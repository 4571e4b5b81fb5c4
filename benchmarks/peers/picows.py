"""`picows` (PyPI): a WebSocket library in Cython, on uvloop; `send` to each viewer."""

import sys

from benchmarks.peers._peer import PythonPeer

PEER = PythonPeer("picows", __name__)


async def serve(port: int) -> None:
    from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

    everybody: set[WSTransport] = set()

    class Viewer(WSListener):
        def on_ws_connected(self, transport: WSTransport) -> None:
            everybody.add(transport)

        def on_ws_disconnected(self, transport: WSTransport) -> None:
            everybody.discard(transport)

        def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
            if frame.msg_type == WSMsgType.TEXT:
                message = frame.get_payload_as_bytes()
                for viewer in everybody:
                    viewer.send(WSMsgType.TEXT, message)
            elif frame.msg_type == WSMsgType.CLOSE:
                transport.disconnect()

    def admit(request: WSUpgradeRequest) -> Viewer:
        return Viewer()

    server = await ws_create_server(admit, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(int(sys.argv[1])))
