// @vitest-environment jsdom
import * as Publish from "@moq/publish";
import * as Watch from "@moq/watch";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beginOpening, takeOpening } from "./opening";
import { openTransport, PUBLISH_PROTOCOLS, WATCH_PROTOCOLS } from "./transport";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const TICKET = {
  url: "https://house.test:4443/r1?jwt=secret",
  broadcast: "host",
  certificate_sha256: "00ff10",
  expires_at: "2026-01-01T13:00:00Z",
  websocket_url: null,
  hls_url: null,
};

class FakeTransport {
  static made: FakeTransport[] = [];
  readonly ready: Promise<void>;
  readonly closed = new Promise<void>(() => undefined);
  isClosed = false;
  settle!: { resolve: () => void; reject: (error: Error) => void };

  constructor(
    readonly url: string,
    readonly options: { protocols: string[]; serverCertificateHashes?: { value: Uint8Array }[] },
  ) {
    this.ready = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    FakeTransport.made.push(this);
  }

  close() {
    this.isClosed = true;
    this.settle.reject(new Error("closed"));
  }
}

function given(ticket: object | null): void {
  document.body.innerHTML = ticket
    ? `<script type="application/json" id="opening">${JSON.stringify({ room: "r1", ticket })}</script>`
    : "";
}

beforeEach(() => {
  FakeTransport.made = [];
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal("WebTransport", FakeTransport);
  vi.stubGlobal("VideoDecoder", class {});
  vi.stubGlobal("AudioDecoder", class {});
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 Chrome/156.0.0.0");
});

afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("a page that brings a ticket has opened the way before anybody asks, for its room and once", async () => {
  given(TICKET);
  beginOpening();
  const [made] = FakeTransport.made;
  expect(made?.url).toBe(TICKET.url);
  expect(made?.options.serverCertificateHashes?.[0]?.value).toEqual(Uint8Array.of(0, 255, 16));
  expect(takeOpening("another")).toBeUndefined();
  const opening = takeOpening("r1");
  made?.settle.resolve();
  expect(opening?.ticket).toEqual(TICKET);
  expect(await opening?.transport).toBe(made);
  expect(takeOpening("r1")).toBeUndefined();
  vi.advanceTimersByTime(60_000);
  expect(made?.isClosed).toBe(false);
});

test("what nobody takes is closed", async () => {
  given(TICKET);
  beginOpening();
  FakeTransport.made[0]?.settle.resolve();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(FakeTransport.made[0]?.isClosed).toBe(true);
  expect(takeOpening("r1")).toBeUndefined();
});

test.each([
  ["no ticket", null],
  ["an old one, out of the browser's cache", { ...TICKET, expires_at: "2026-01-01T12:00:10Z" }],
])("nothing is opened with %s", (_, ticket) => {
  given(ticket);
  beginOpening();
  expect(FakeTransport.made).toEqual([]);
});

test("a way that cannot be opened is told to who takes it, and to nobody else", async () => {
  given(TICKET);
  beginOpening();
  FakeTransport.made[0]?.settle.reject(new Error("no way"));
  await vi.advanceTimersByTimeAsync(0);
  await expect(takeOpening("r1")?.transport).rejects.toThrow("no way");
});

test("an attempt that is given up closes what it was opening", async () => {
  const stop = new AbortController();
  const opening = openTransport(TICKET, WATCH_PROTOCOLS, stop.signal);
  stop.abort();
  await expect(opening).rejects.toThrow("closed");
  await expect(openTransport(TICKET, WATCH_PROTOCOLS, stop.signal)).rejects.toThrow();
  expect(FakeTransport.made).toHaveLength(1);
});

test.each([
  ["watching", Watch.Net, WATCH_PROTOCOLS],
  ["publishing", Publish.Net, PUBLISH_PROTOCOLS],
] as const)("what %s asks the relay to speak is what its package would ask for first", async (_, net, protocols) => {
  // The packages use it; Node has it from version 22 on.
  const withResolvers = () => {
    let settle = {};
    const promise = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    return { promise, ...settle };
  };
  vi.stubGlobal("Promise", Object.assign(class extends Promise<unknown> {}, { withResolvers }));
  const connecting = net.Connection.connect(new URL(TICKET.url), { websocket: { enabled: false } });
  await vi.waitFor(() => expect(FakeTransport.made).toHaveLength(1));
  expect(FakeTransport.made[0]?.options.protocols.slice(0, protocols.length)).toEqual(protocols);
  FakeTransport.made[0]?.close();
  await expect(connecting).rejects.toThrow();
});
