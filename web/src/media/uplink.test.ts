import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BroadcastPlan } from "./broadcast_plan";
import type { PublisherOptions, PublisherState } from "./publisher";
import { DIRECT_MAX_MS, OTHER_AFTER_MS, planOf, Uplink } from "./uplink";

const { made, can } = vi.hoisted(() => ({
  made: [] as FakePublisher[],
  can: { direct: true, record: true },
}));

interface FakePublisher {
  kind: "direct" | "recorded";
  options: PublisherOptions;
  open: boolean;
  told: string[];
}

function fake(kind: FakePublisher["kind"]) {
  return class {
    kind = kind;
    open = true;
    told: string[] = [];
    constructor(readonly options: PublisherOptions) {
      made.push(this as unknown as FakePublisher);
    }
    start() {
      this.options.onstate("connecting");
    }
    setBroadcasting(broadcasting: boolean) {
      this.told.push(`broadcasting ${broadcasting}`);
    }
    setCamera(track: { id: string }) {
      this.told.push(track.id);
    }
    setMicrophone(track: { id: string }, mode: string) {
      this.told.push(`${track.id} ${mode}`);
    }
    setMuted(muted: boolean) {
      this.told.push(`muted ${muted}`);
    }
    readUplink() {
      return {};
    }
    restart() {}
    close() {
      this.open = false;
    }
  };
}

vi.mock("./publisher", () => ({ Publisher: fake("direct") }));
vi.mock("./recorded_publisher", () => ({ RecordedPublisher: fake("recorded") }));
vi.mock("./support", () => ({ canPublishDirectly: () => can.direct }));
vi.mock("./recording_plan", () => ({ canRecord: () => can.record }));

const PLAN = { codec: "avc1", hd: {}, sd: {} } as BroadcastPlan;
const LONG_MS = 60_000;

let ways: string[];
let states: PublisherState[];
let uplink: Uplink;

function open(): Uplink {
  ways = [];
  states = [];
  uplink = new Uplink({
    plan: PLAN,
    obtainTicket: vi.fn(),
    isFinal: () => false,
    onstate: (state) => states.push(state),
    onsoundblocked: () => undefined,
    onway: (way, detour) => ways.push(detour ? `${way}, ${detour}` : way),
  });
  return uplink;
}

function present(): FakePublisher {
  const last = made.at(-1);
  if (!last) throw new Error("nothing was made");
  return last;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  made.length = 0;
  Object.assign(can, { direct: true, record: true });
});

afterEach(() => {
  uplink.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the direct way is kept where it opens in time", () => {
  open().start();
  vi.advanceTimersByTime(DIRECT_MAX_MS - 1);
  present().options.onstate("connected");
  vi.advanceTimersByTime(LONG_MS);
  expect(ways).toEqual(["direct"]);
  expect(made).toHaveLength(1);
});

test("where UDP is swallowed the longer way is taken, with all that was said before", () => {
  const opened = open();
  opened.setMuted(true);
  opened.setCamera({ id: "camera" } as MediaStreamTrack);
  opened.setMicrophone({ id: "microphone" } as MediaStreamTrack, "music");
  opened.start();
  opened.setBroadcasting(true);
  vi.advanceTimersByTime(DIRECT_MAX_MS);
  expect(ways).toEqual(["direct", "recorded, network"]);
  expect(made[0]?.open).toBe(false);
  expect(present().told).toEqual(["muted true", "camera", "microphone music", "broadcasting true"]);
  present().options.onstate("connected");
  vi.advanceTimersByTime(LONG_MS);
  expect(made).toHaveLength(2);
});

test("a browser without WebTransport takes the longer way at once, and tries no other", () => {
  can.direct = false;
  open().start();
  vi.advanceTimersByTime(LONG_MS);
  expect(ways).toEqual(["recorded, browser"]);
});

test("a browser that records nothing keeps to the direct way", () => {
  can.record = false;
  open().start();
  vi.advanceTimersByTime(LONG_MS);
  expect(ways).toEqual(["direct"]);
});

test("on air, a way that is lost and does not come back is left for the other, and the other way round", () => {
  open().start();
  present().options.onstate("connected");
  present().options.onstate("reconnecting");
  vi.advanceTimersByTime(OTHER_AFTER_MS - 1);
  expect(ways).toEqual(["direct"]);
  vi.advanceTimersByTime(1);
  expect(ways).toEqual(["direct", "recorded, network"]);
  vi.advanceTimersByTime(OTHER_AFTER_MS);
  expect(ways.at(-1)).toBe("direct");
});

test.each(["displaced", "failed"] as const)("after '%s' no other way is tried", (state) => {
  open().start();
  present().options.onstate(state);
  vi.advanceTimersByTime(LONG_MS);
  expect(made).toHaveLength(1);
  expect(states.at(-1)).toBe(state);
});

test("what a way says after it was left is not heard", () => {
  open().start();
  vi.advanceTimersByTime(DIRECT_MAX_MS);
  const before = states.length;
  made[0]?.options.onstate("connected");
  expect(states).toHaveLength(before);
});

test("a recording is one picture", () => {
  expect(planOf(PLAN, "direct")).toBe(PLAN);
  expect(planOf(PLAN, "recorded").sd).toBeNull();
});
