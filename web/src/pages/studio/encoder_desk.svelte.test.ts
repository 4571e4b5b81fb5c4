import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StreamKey } from "../../net/stream_key_api";
import { EncoderDesk } from "./encoder_desk.svelte";

const { streamKeyApi, told } = vi.hoisted(() => ({
  streamKeyApi: { read: vi.fn(), renew: vi.fn(), setAutoLive: vi.fn() },
  told: [] as string[],
}));

vi.mock("../../net/stream_key_api", () => ({ streamKeyApi }));
vi.mock("../../i18n/explain", () => ({ explain: (error: Error) => error.message }));
vi.mock("../../ui/toasts.svelte", () => ({ toasts: { show: (text: string) => told.push(text) } }));

const LOOK_MS = 2_000;
const none: StreamKey = {
  server: "rtmp://here:1935/live",
  exists: false,
  hint: null,
  created_at: null,
  last_used_at: null,
  is_publishing: false,
  auto_live: null,
  auto_live_held_until: null,
};
const made = (hint: string): StreamKey => ({ ...none, exists: true, hint });

let desk: EncoderDesk;
let stop: () => void;
let looked = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("document", { hidden: false, addEventListener: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  streamKeyApi.read.mockResolvedValue(none);
  desk = new EncoderDesk();
  looked = 0;
  stop = desk.follow(async () => {
    looked += 1;
  });
});

afterEach(() => {
  stop();
  vi.resetAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  told.length = 0;
});

test("a key is shown until there is another one", async () => {
  streamKeyApi.renew.mockResolvedValue({ ...made("cdef"), key: "live_abcdef" });
  await desk.renew();
  expect(desk.key).toBe("live_abcdef");
  streamKeyApi.read.mockResolvedValue({ ...made("cdef"), is_publishing: true });
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect([desk.key, desk.known?.is_publishing]).toEqual(["live_abcdef", true]);
  // Renewed from another page: the one that stands here opens nothing any more.
  streamKeyApi.read.mockResolvedValue(made("wxyz"));
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect([desk.key, desk.known?.hint]).toEqual([null, "wxyz"]);
});

test("an answer from before a renewal does not take it back", async () => {
  let answer: (known: StreamKey) => void = () => undefined;
  streamKeyApi.read.mockReturnValue(new Promise((resolve) => (answer = resolve)));
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  streamKeyApi.renew.mockResolvedValue({ ...made("cdef"), key: "live_abcdef" });
  await desk.renew();
  answer(none);
  await vi.advanceTimersByTimeAsync(0);
  expect([desk.key, desk.known?.hint]).toEqual(["live_abcdef", "cdef"]);
});

test("what cannot be read is said, and read again", async () => {
  streamKeyApi.read.mockRejectedValue(new Error("offline"));
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(desk.error).toEqual(new Error("offline"));
  streamKeyApi.read.mockResolvedValue(none);
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect([desk.error, desk.known]).toEqual([null, none]);
  expect(looked).toBe(3);
});

test("what was refused changes nothing, and is told", async () => {
  await vi.advanceTimersByTimeAsync(0);
  streamKeyApi.setAutoLive.mockRejectedValue(new Error("Make one first."));
  await desk.setAutoLive({ title: "Late set", topic: "music", audience: "everyone", is_recorded: true });
  expect([told, desk.known, desk.busy]).toEqual([["Make one first."], none, false]);
});
