import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Room } from "../../net/types";
import { Studio } from "./studio.svelte";

const { api, measureEncoding, publishers, stores, camera } = vi.hoisted(() => ({
  api: {
    liveAccess: vi.fn(),
    acceptLiveTerms: vi.fn(),
    myRoom: vi.fn(),
    createRoom: vi.fn(),
    startRoom: vi.fn(),
    endRoom: vi.fn(),
    room: vi.fn(),
  },
  measureEncoding: vi.fn(async () => ({ state: "ready", plan: { hd: {}, sd: null } })),
  publishers: [] as { open: boolean }[],
  /** What became of the connections to the room. */
  stores: [] as ("opened" | "closed")[],
  camera: { opening: Promise.resolve(), opened: 0 },
}));

vi.mock("../../i18n/index.svelte", () => ({ t: (key: string) => key, lookUp: () => undefined }));
vi.mock("../../net/api", async () => ({ ...(await vi.importActual<object>("../../net/http")), api }));
vi.mock("../../media/support", () => ({ canPublish: () => true }));
vi.mock("./encoding", () => ({ measureEncoding }));
vi.mock("../../media/broadcast_plan", () => ({ bitrateOf: () => 1_000_000 }));
vi.mock("../../media/uplink", () => ({
  planOf: (plan: object) => plan,
  Uplink: class {
    open = true;
    constructor() {
      publishers.push(this);
    }
    start() {}
    setMuted() {}
    setCamera() {}
    setBroadcasting() {}
    readUplink() {
      return {};
    }
    close() {
      this.open = false;
    }
  },
}));
vi.mock("../../room/room.svelte", () => ({
  createRoom: () => ({ open: () => stores.push("opened"), close: () => stores.push("closed") }),
}));
vi.mock("./capture.svelte", () => ({
  Capture: class {
    camera: object | null = null;
    microphone = null;
    mode = "voice";
    frames_per_s = 30;
    async start() {
      camera.opened += 1;
      await camera.opening;
      this.camera = {};
    }
    stop() {
      this.camera = null;
    }
  },
}));

/** Longer than the count and than any page takes to leave the stage. */
const LONG_MS = 5_000;

function room(state: Room["state"]): Room {
  return { id: "r1", state, title: "Late set" } as Room;
}

/** A promise and its end. */
function pending<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

let studio: Studio;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("document", { hidden: false });
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  api.liveAccess.mockResolvedValue({ allowed: true });
  api.myRoom.mockResolvedValue(null);
  api.createRoom.mockResolvedValue(room("preparing"));
  api.startRoom.mockResolvedValue(room("live"));
  api.endRoom.mockResolvedValue({ room: room("ended") });
  camera.opening = Promise.resolve();
  studio = new Studio();
});

afterEach(() => {
  studio.close();
  vi.clearAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  publishers.length = 0;
  stores.length = 0;
  camera.opened = 0;
});

async function reachPreflight(): Promise<void> {
  await studio.load();
  await studio.prepare();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(studio.step).toBe("preflight");
}

/** To the moment in which the server is asked to begin; returns how to let it answer. */
async function reachStart(): Promise<(room: Room) => void> {
  await reachPreflight();
  const start = pending<Room>();
  api.startRoom.mockReturnValue(start.promise);
  void studio.goLive();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(api.startRoom).toHaveBeenCalledOnce();
  return start.resolve;
}

async function goOnAir(): Promise<void> {
  const begin = await reachStart();
  begin(room("live"));
  await vi.advanceTimersByTimeAsync(0);
  expect(studio.step).toBe("onAir");
}

const openPublishers = () => publishers.filter(({ open }) => open).length;

test("a LIVE begins after the count", async () => {
  await goOnAir();
  expect(stores).toEqual(["opened"]);
  expect(openPublishers()).toBe(1);
});

test("a LIVE that was cancelled while it began ends, and the host is back in the set-up", async () => {
  const begin = await reachStart();
  studio.cancelCount();
  begin(room("live"));
  await vi.advanceTimersByTimeAsync(0);
  expect(studio.step).toBe("setup");
  expect(api.endRoom).toHaveBeenCalledExactlyOnceWith("r1");
  expect(stores).toEqual([]);
  expect(openPublishers()).toBe(0);
});

test("a cancelled LIVE that could not begin says nothing of it", async () => {
  await reachPreflight();
  let fail: (error: Error) => void = () => undefined;
  api.startRoom.mockReturnValue(
    new Promise((_, reject) => {
      fail = reject;
    }),
  );
  void studio.goLive();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  studio.cancelCount();
  fail(new Error("late"));
  await vi.advanceTimersByTimeAsync(0);
  expect(studio.step).toBe("preflight");
  expect(studio.problem).toBeNull();
});

test("a studio that was left while the LIVE began ends it and opens no room", async () => {
  const begin = await reachStart();
  studio.close();
  begin(room("live"));
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(api.endRoom).toHaveBeenCalledExactlyOnceWith("r1");
  expect(stores).toEqual([]);
});

test("whether a replay is kept is what the host has said", async () => {
  await studio.load();
  studio.draft.is_recorded = false;
  await studio.prepare();
  expect(api.createRoom).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ is_recorded: false }));
});

test("a room that is made after the studio was left is thrown away", async () => {
  await studio.load();
  const made = pending<Room>();
  api.createRoom.mockReturnValue(made.promise);
  void studio.prepare();
  await vi.advanceTimersByTimeAsync(0);
  studio.close();
  made.resolve(room("preparing"));
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(api.endRoom).toHaveBeenCalledExactlyOnceWith("r1");
  expect(publishers).toEqual([]);
});

test("a studio that was left before its terms were answered opens no camera", async () => {
  api.liveAccess.mockResolvedValue({ allowed: false });
  await studio.load();
  const answer = pending<object>();
  api.acceptLiveTerms.mockReturnValue(answer.promise);
  void studio.acceptTerms("1");
  studio.close();
  answer.resolve({ allowed: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(camera.opened).toBe(0);
});

test("coming back ends where the studio is left", async () => {
  api.myRoom.mockResolvedValue(room("interrupted"));
  await studio.load();
  const asked = pending<void>();
  camera.opening = asked.promise;
  void studio.comeBack();
  await vi.advanceTimersByTimeAsync(0);
  studio.close();
  asked.resolve();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(measureEncoding).not.toHaveBeenCalled();
  expect(stores).toEqual([]);
});

test("coming back ends where the studio is left at the stage door", async () => {
  api.myRoom.mockResolvedValue(room("interrupted"));
  await studio.load();
  void studio.comeBack();
  await vi.advanceTimersByTimeAsync(100);
  expect(publishers).toEqual([]);
  studio.close();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(publishers).toEqual([]);
  expect(stores).toEqual([]);
});

test("coming back goes on air", async () => {
  api.myRoom.mockResolvedValue(room("interrupted"));
  await studio.load();
  void studio.comeBack();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(studio.step).toBe("onAir");
  expect(openPublishers()).toBe(1);
});

test("a LIVE that ends while this page takes over again is not broadcast into", async () => {
  await goOnAir();
  void studio.takeOver();
  await studio.end();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(studio.step).toBe("summary");
  expect(openPublishers()).toBe(0);
});

test("whoever else signs in does not broadcast into a LIVE that is not theirs", async () => {
  await goOnAir();
  await studio.load();
  expect(openPublishers()).toBe(0);
  expect(stores).toEqual(["opened", "closed"]);
});

test("taking over twice leaves one broadcast", async () => {
  await goOnAir();
  void studio.takeOver();
  void studio.takeOver();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(openPublishers()).toBe(1);
});

test("a host who is signed out as the LIVE is ended for them is told that it is over", async () => {
  await goOnAir();
  api.room.mockResolvedValueOnce(room("live")).mockResolvedValueOnce({ ...room("ended"), ended_reason: "standing" });
  void studio.signedOut();
  await vi.advanceTimersByTimeAsync(500);
  expect(studio.step).toBe("onAir");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(studio.step).toBe("over");
  expect(studio.room?.ended_reason).toBe("standing");
  expect(publishers.some(({ open }) => open)).toBe(false);
  expect(stores).toEqual(["opened", "closed"]);
});

test("a host who was only signed out stays where they are", async () => {
  await goOnAir();
  api.room.mockResolvedValue(room("interrupted"));
  await Promise.all([studio.signedOut(), vi.advanceTimersByTimeAsync(60_000)]);
  expect(studio.step).toBe("onAir");
});

const encoders = (state: Room["state"]): Room => ({ ...room(state), source: "encoder" });

async function awaitEncoder(): Promise<void> {
  await studio.load();
  studio.draft.source = "encoder";
  await studio.chooseSource();
  expect(studio.capture.camera).toBeNull();
  api.createRoom.mockResolvedValue(encoders("preparing"));
  api.startRoom.mockResolvedValue(encoders("live"));
  await studio.prepare();
  expect(api.createRoom).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ source: "encoder" }));
  expect(studio.step).toBe("encoder");
}

test("nothing is sent from the page of a LIVE from an encoder", async () => {
  await awaitEncoder();
  void studio.goLive();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(studio.step).toBe("onAir");
  expect(stores).toEqual(["opened"]);
  expect(publishers).toEqual([]);
  studio.heed(true);
  expect(studio.health).toBe("good");
  studio.heed(false);
  expect(studio.health).toBe("reconnecting");
});

test("after a cancelled count the encoder is still awaited", async () => {
  await awaitEncoder();
  void studio.goLive();
  await vi.advanceTimersByTimeAsync(1);
  studio.cancelCount();
  await vi.advanceTimersByTimeAsync(LONG_MS);
  expect(studio.step).toBe("encoder");
  expect(api.startRoom).not.toHaveBeenCalled();
});

test("a LIVE waits for its encoder when its host leaves the page, and is found again", async () => {
  await awaitEncoder();
  studio.close();
  expect(api.endRoom).not.toHaveBeenCalled();

  api.myRoom.mockResolvedValue(encoders("preparing"));
  studio = new Studio();
  await studio.load();
  expect(studio.step).toBe("encoder");
});

test.each(["live", "interrupted"] as const)("a LIVE from an encoder that is %s is entered at once", async (state) => {
  api.myRoom.mockResolvedValue(encoders(state));
  await studio.load();
  expect(studio.step).toBe("onAir");
  expect(camera.opened).toBe(0);
  expect(publishers).toEqual([]);
});

test("while an encoder is awaited, what happens elsewhere is seen", async () => {
  await awaitEncoder();
  api.myRoom.mockResolvedValue(encoders("preparing"));
  await studio.lookAgain();
  api.myRoom.mockRejectedValue(new Error("offline"));
  await studio.lookAgain();
  expect(studio.step).toBe("encoder");
  api.myRoom.mockResolvedValue(encoders("live"));
  await studio.lookAgain();
  expect(studio.step).toBe("onAir");
});

test("a LIVE that was called off elsewhere leads back to the set-up", async () => {
  await awaitEncoder();
  api.myRoom.mockResolvedValue(null);
  await studio.lookAgain();
  expect(studio.step).toBe("setup");
  expect(studio.room).toBeNull();
});
