"""`ws` (npm): the usual WebSocket library of Node.js; `send` to each viewer, as its documentation broadcasts."""

from benchmarks.peers._peer import NodePeer

PEER = NodePeer(
    "ws",
    """
    const { WebSocketServer, WebSocket } = require("ws");
    const port = Number(process.argv.at(-1));
    const server = new WebSocketServer({ host: "127.0.0.1", port, backlog: 4096 });
    server.on("connection", (viewer) => {
      viewer.on("error", () => viewer.terminate());
      viewer.on("message", (message) => {
        for (const one of server.clients) {
          if (one.readyState === WebSocket.OPEN) one.send(message, { binary: false });
        }
      });
    });
    """,
)
