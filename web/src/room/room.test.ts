// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Comment } from "../net/types";
import { createRoom, type RoomStore } from "./room.svelte";

interface Sent {
  id: number;
  type: string;
  [field: string]: unknown;
}

/** The server's end of each connection that the page opens, the newest last. */
let sockets: FakeSocket[] = [];

class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: Sent[] = [];

  constructor() {
    sockets.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Sent);
  }

  close(): void {}

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const me = { id: "a", handle: "ada", nickname: "Ada", avatar_url: "/a" };
const said = (id: string, text: string, account = me): Comment => ({
  id,
  account,
  role: "viewer",
  text,
  at: "2030-01-01T00:00:00Z",
});
const line = () => sockets.at(-1) as FakeSocket;
const settle = () => vi.advanceTimersByTimeAsync(0);

/** Lets the page join on its newest connection, in a room where these comments stand. */
async function admit(comments: Comment[], offset: number): Promise<void> {
  line().say({ type: "hello", connection: "c", server_time: "2030-01-01T00:00:00Z", account: me.id });
  const join = line().sent.find((each) => each.type === "join");
  const counters = { viewers: 1, likes: 0, shares: 0 };
  const result = { kind: "snapshot", room: {}, role: "viewer", epoch: "e", offset, comments, pinned: null, counters };
  line().say({ type: "answer", id: join?.id, result });
  await settle();
}

/** Says 'hello' on a connection that dies before the answer; tells what became of it. */
async function sayAndLose(room: RoomStore): Promise<Promise<string>> {
  const outcome = room.comment("hello").then(
    () => "sent",
    (error: { code: string }) => error.code,
  );
  await settle();
  expect(line().sent.at(-1)?.type).toBe("comment");
  line().onclose?.({ code: 1006, reason: "" });
  return outcome;
}

let room: RoomStore;

beforeEach(async () => {
  vi.useFakeTimers();
  sockets = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  room = createRoom("r");
  room.open();
  await admit([said("1", "hello")], 1);
});

afterEach(() => {
  room.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each([
  ["one's own new comment is there", said("2", "hello"), "sent"],
  ["it is not there", null, "offline"],
  ["only somebody else said the same", said("2", "hello", { ...me, id: "b" }), "offline"],
  ["one's own new comment says something else", said("2", "hello!"), "offline"],
])("a comment whose answer was lost: after coming back, %s", async (_, arrived, expected) => {
  const outcome = sayAndLose(room);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sockets).toHaveLength(2);
  await admit([said("1", "hello"), ...(arrived ? [arrived] : [])], 2);
  expect(await outcome).toBe(expected);
});

test("a comment whose answer was lost, in a room where too much was said since, is not called unsent", async () => {
  const outcome = sayAndLose(room);
  await vi.advanceTimersByTimeAsync(1_000);
  await admit([said("900", "something else", { ...me, id: "b" })], 900);
  expect(await outcome).toBe("unanswered");
});

test("a comment whose answer was lost, in a room that is not reached again, is not called unsent", async () => {
  const outcome = sayAndLose(room);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(await outcome).toBe("unanswered");
});

describe("one's own comment, answered while the room is joined again", () => {
  const shown = () => room.state?.entries.map((entry) => entry.key);
  const rejoin = async (result: object) => {
    const join = line().sent.findLast((each) => each.type === "join");
    const counters = { viewers: 1, likes: 0, shares: 0 };
    line().say({ type: "answer", id: join?.id, result: { room: {}, role: "viewer", counters, ...result } });
    await settle();
  };

  const sayMine = async (offset: number) => {
    line().say({ type: "resync", room: "r" });
    const sending = room.comment("mine");
    await settle();
    const comment = said("2", "mine");
    line().say({ type: "answer", id: line().sent.at(-1)?.id, result: { comment, offset } });
    await sending;
    expect(shown()).toEqual(["1", "2"]);
  };

  test("stays where it was said, in the same epoch", async () => {
    await sayMine(2);
    const other = { type: "comment", offset: 3, comment: said("3", "later") };
    await rejoin({ kind: "recovered", epoch: "e", offset: 3, events: [other] });
    expect(shown()).toEqual(["1", "2", "3"]);
  });

  test("is left to the server in a new one, where its offset may mean another place", async () => {
    await sayMine(1);
    await rejoin({
      kind: "snapshot",
      epoch: "e2",
      offset: 0,
      comments: [said("0", "hi"), said("1", "hello")],
      pinned: null,
    });
    expect(shown()).toEqual(["0", "1"]);
    line().say({
      type: "tick",
      room: "r",
      epoch: "e2",
      offset: 1,
      events: [{ type: "comment", offset: 1, comment: said("2", "mine") }],
    });
    expect(shown()).toEqual(["0", "1", "2"]);
  });
});

test("a room that was left is not entered again", async () => {
  room.close();
  room.reconnect();
  await settle();
  expect(sockets).toHaveLength(1);
});
