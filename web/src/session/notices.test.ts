// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { accessApi } from "../net/access_api";
import { api } from "../net/api";
import type { Me, Notice } from "../net/types";
import { toasts } from "../ui/toasts.svelte";
import { notices } from "./notices.svelte";
import { session } from "./session.svelte";

/** The browser's sockets, as far as the line uses them. */
class FakeSocket {
  static all: FakeSocket[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  closed = false;

  constructor() {
    FakeSocket.all.push(this);
  }

  close(): void {
    this.closed = true;
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const HELLO = { type: "hello", connection: "c", server_time: "2026-03-14T20:00:00Z", account: "a" };
const notice = (id: string, kind: string, read_at: string | null = null) =>
  ({ id, kind, created_at: "2026-03-14T20:00:00Z", reason: null, until: null, read_at }) as Notice;
const said = () => toasts.shown.map(({ text }) => text);

beforeEach(() => {
  vi.restoreAllMocks();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all = [];
  toasts.shown = [];
  // Another person each time: what was said to the last is not kept from the next.
  session.become({ id: crypto.randomUUID() } as Me);
  vi.spyOn(accessApi, "readNotices").mockResolvedValue(undefined);
  vi.spyOn(accessApi, "notices").mockResolvedValue([]);
});

test("what comes while the page is looked at is said once, and marked as read", () => {
  const stop = notices.listen();
  const before = notices.heard;
  for (let times = 0; times < 2; times++) {
    FakeSocket.all[0]?.say({ type: "notice", notice: notice("n1", "live_access_opened") });
  }
  stop();
  expect(said()).toEqual(["The stage is yours: you may go LIVE now."]);
  expect(notices.heard - before).toBe(1);
  expect(accessApi.readNotices).toHaveBeenCalledExactlyOnceWith("n1");
  expect(FakeSocket.all[0]?.closed).toBe(true);
});

test("what was said while nobody listened is caught up with, oldest first, and what was read is not", async () => {
  vi.spyOn(accessApi, "notices").mockResolvedValue([
    notice("n3", "live_access_opened"),
    notice("n2", "review_granted"),
    notice("n1", "review_refused", "2026-03-14T21:00:00Z"),
  ]);
  const stop = notices.listen();
  FakeSocket.all[0]?.say(HELLO);
  await vi.waitFor(() => expect(toasts.shown.length).toBe(2));
  stop();
  expect(said()).toEqual(["A review let you in", "The stage is yours: you may go LIVE now."]);
});

test("a kind that this page has no words for is not shown, yet pages ask again", () => {
  const before = notices.heard;
  notices.hear(notice("n9", "something_newer"));
  expect([said(), notices.heard - before]).toEqual([[], 1]);
});

test("whose session has ended is not shown as signed in any longer", async () => {
  vi.spyOn(api, "me").mockResolvedValue(null);
  const stop = notices.listen();
  FakeSocket.all[0]?.onclose?.({ code: 4101, reason: "session ended" });
  await vi.waitFor(() => expect(session.me).toBeNull());
  stop();
});

test("nobody is listened to while the page is hidden", () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  const stop = notices.listen();
  expect(FakeSocket.all).toEqual([]);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.all.length).toBe(1);
  stop();
});
