import { expect, test } from "vitest";
import type { SocketEvents } from "./channel";
import { PersonalLine } from "./personal_line";
import type { Notice } from "./types";

function house() {
  const sockets: { events: SocketEvents; closed: boolean }[] = [];
  const timers = new Map<number, () => void>();
  const heard: string[] = [];
  const line = new PersonalLine({
    open: (events) => {
      const socket = { events, closed: false };
      sockets.push(socket);
      return {
        send: () => undefined,
        close: () => {
          socket.closed = true;
        },
      };
    },
    timers: {
      set: (callback) => {
        timers.set(timers.size + 1, callback);
        return timers.size;
      },
      clear: (timer) => void timers.delete(timer),
    },
    random: () => 0.5,
    onopen: () => heard.push("open"),
    onnotice: ({ kind }: Notice) => heard.push(kind),
    onunread: (unread) => heard.push(`${unread} new`),
    onevent: ({ event_id, state }) => heard.push(`${event_id} ${state}`),
    onended: () => heard.push("ended"),
  });
  const say = (message: object) => sockets.at(-1)?.events.message(JSON.stringify(message));
  return { line, sockets, timers, heard, say };
}

test("it says when it stands, and what it hears", () => {
  const { line, heard, say } = house();
  line.start();
  say({ type: "hello", connection: "c", server_time: "2026-03-14T20:00:00Z", account: "a" });
  say({ type: "notice", notice: { id: "n", kind: "live_access_opened" } });
  say({ type: "event", event_id: "e", state: "live", room_id: "r" });
  expect(heard).toEqual(["open", "live_access_opened", "e live"]);
});

test("it comes back after a loss, once", () => {
  const { line, sockets, timers } = house();
  line.start();
  sockets[0]?.events.closed(1006, "");
  expect(timers.size).toBe(1);
  timers.get(1)?.();
  line.start();
  expect(sockets.length).toBe(2);
});

test("an old socket's words are nobody's, and after the end nothing begins again", () => {
  const { line, sockets, timers, heard } = house();
  line.start();
  line.stop();
  sockets[0]?.events.message(JSON.stringify({ type: "hello" }));
  sockets[0]?.events.closed(1006, "");
  line.start();
  expect([sockets[0]?.closed, sockets.length, timers.size, heard]).toEqual([true, 1, 0, []]);
});

test("where the server says that coming back is of no use, it stays away", () => {
  const { line, sockets, timers, heard } = house();
  line.start();
  sockets[0]?.events.closed(4101, "session ended");
  expect([timers.size, heard]).toEqual([0, ["ended"]]);
});
