import type { Socket, SocketEvents } from "./channel";

/** Opens the server's channel in this browser, with its cookies. */
export function openSocket(events: SocketEvents): Socket {
  const address = new URL("/api/v1/channel", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address);
  socket.onmessage = (event) => events.message(String(event.data));
  socket.onclose = (event) => events.closed(event.code, event.reason);
  return socket;
}
