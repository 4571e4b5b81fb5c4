"""`socket.io` (npm): `io.emit` to everybody, which encodes once; WebSocket from the start, no polling."""

from benchmarks.peers._peer import NodePeer

PEER = NodePeer(
    "socket.io",
    """
    const { createServer } = require("http");
    const { Server } = require("socket.io");
    const http = createServer();
    const io = new Server(http, { transports: ["websocket"], serveClient: false });
    io.on("connection", (viewer) => viewer.on("comment", (comment) => io.emit("comment", comment)));
    http.listen({ host: "127.0.0.1", port: Number(process.argv.at(-1)), backlog: 4096 });
    """,
    dialect="socket.io",
    path="/socket.io/",
)
