import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ticket } from "../net/types";
import { PublishClosed, PublishSocket } from "./publish_socket";

const TICKET = {
  url: "https://relay:8000/room1?jwt=secret",
  websocket_url: "ws://stage/api/v1/publish",
  broadcast: "host",
  certificate_sha256: null,
  expires_at: "2026-01-01T13:00:00Z",
} as Ticket;

class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket;
  readyState = 1;
  bufferedAmount = 0;
  sent: (string | Blob)[] = [];
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.last = this;
  }

  send(data: string | Blob) {
    this.sent.push(data);
  }

  close(code = 1005) {
    this.readyState = 3;
    this.onclose?.({ code, reason: "" });
  }

  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  messages(type: string) {
    return this.sent.filter((data) => typeof data === "string" && data.includes(`"type":"${type}"`)) as string[];
  }
}

async function entered(): Promise<PublishSocket> {
  const opening = PublishSocket.open(TICKET, "page", new AbortController().signal);
  FakeSocket.last.onopen?.();
  FakeSocket.last.say({ type: "entered", resumed: false });
  return await opening;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("WebSocket", FakeSocket);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it enters with what the ticket says, and its address carries no secret", async () => {
  await entered();
  expect(FakeSocket.last.url).toBe(TICKET.websocket_url);
  expect(JSON.parse(String(FakeSocket.last.sent[0]))).toEqual({
    type: "enter",
    room: "room1",
    token: "secret",
    page: "page",
  });
});

test.each([
  [4000, false],
  [4003, false],
  [1006, false],
  [4103, true],
  [4106, true],
])("closed with %i before it has entered, it is refused for good: %s", async (code, isFinal) => {
  const opening = PublishSocket.open(TICKET, "page", new AbortController().signal);
  FakeSocket.last.close(code);
  const error = await opening.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PublishClosed);
  expect((error as PublishClosed).isFinal).toBe(isFinal);
});

test("large pieces are cut, in order and without loss", async () => {
  const socket = await entered();
  socket.begin("video/webm", 12.5);
  const data = new Blob([new Uint8Array(150_000)]);
  socket.send(data);
  const pieces = FakeSocket.last.sent.filter((sent): sent is Blob => sent instanceof Blob);
  expect(pieces.map((piece) => piece.size)).toEqual([65_536, 65_536, 18_928]);
  const begin = FakeSocket.last.sent.findIndex((sent) => typeof sent === "string" && sent.includes("begin"));
  expect(FakeSocket.last.sent.findIndex((sent) => sent instanceof Blob)).toBeGreaterThan(begin);
});

test("what waits is seen by pings that come back late, by ones that do not, and by the browser's own queue", async () => {
  const socket = await entered();
  vi.advanceTimersByTime(40);
  FakeSocket.last.say({ type: "pong", id: 1, bytes: 0 });
  expect(socket.round_trip_ms).toBe(40);
  expect(socket.waiting_ms(1_000_000)).toBe(0);

  vi.advanceTimersByTime(1_000);
  expect(FakeSocket.last.messages("ping")).toHaveLength(2);
  vi.advanceTimersByTime(1_400);
  expect(socket.waiting_ms(1_000_000)).toBeGreaterThan(1_200);
  FakeSocket.last.say({ type: "pong", id: 2, bytes: 100_000 });
  FakeSocket.last.say({ type: "pong", id: 3, bytes: 100_000 });
  expect(socket.round_trip_ms).toBe(40);

  FakeSocket.last.bufferedAmount = 250_000;
  expect(socket.waiting_ms(1_000_000)).toBe(2_000);
});

test("what arrives is counted by the server's word", async () => {
  const socket = await entered();
  vi.advanceTimersByTime(500);
  FakeSocket.last.say({ type: "pong", id: 1, bytes: 0 });
  vi.advanceTimersByTime(1_000);
  FakeSocket.last.say({ type: "pong", id: 2, bytes: 50_000 });
  expect(socket.arriving_bits_per_s).toBe(400_000);
});

test("a connection that is open in name only is closed", async () => {
  const socket = await entered();
  vi.advanceTimersByTime(11_000);
  expect(FakeSocket.last.readyState).toBe(3);
  expect((await socket.closed).isFinal).toBe(false);
});

test("who leaves says so", async () => {
  const socket = await entered();
  socket.close();
  expect((await socket.closed).code).toBe(1000);
});
