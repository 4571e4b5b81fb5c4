// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, api } from "../net/api";
import type { Me, Video } from "../net/types";
import { session } from "../session/session.svelte";
import { keepPending, readAllPending, readPending } from "./pending";
import { Uploader } from "./uploader.svelte";

const SIZE = 3 * 1024 * 1024 + 17;
const file = () => new File([new Uint8Array(SIZE)], "train.mp4", { type: "video/mp4" });
const form = { caption: "", visibility: "public" } as const;

/** What the server does with an upload: it knows how much it has, and takes only what follows on it. */
class Server {
  has = 0;
  offsets: number[] = [];
  state: Video["state"] = "uploading";
  /** Thrown by the next calls, one each. */
  failures: (ApiError | undefined)[] = [];
  /** Takes the bytes, but its answer is lost. */
  loseAnswers = 0;

  video(): Video {
    const video = { id: "v1", author: { id: "ada" }, state: this.state, size_bytes: SIZE, uploaded_bytes: this.has };
    return video as unknown as Video;
  }

  install() {
    vi.spyOn(api.videos, "create").mockImplementation(async () => this.video());
    vi.spyOn(api.videos, "get").mockImplementation(async () => {
      if (this.state === "processing") this.state = "ready";
      return this.video();
    });
    vi.spyOn(api.videos, "putBytes").mockImplementation(async (_, offset, bytes) => {
      const failure = this.failures.shift();
      if (failure) throw failure;
      this.offsets.push(offset);
      if (offset !== this.has) {
        const details = { uploaded_bytes: this.has };
        throw new ApiError(409, { code: "offset_mismatch", message: "no", retry: true, details });
      }
      this.has += bytes.size;
      if (this.has >= SIZE) this.state = "processing";
      if (this.loseAnswers > 0) {
        this.loseAnswers -= 1;
        throw offline();
      }
      return this.video();
    });
  }
}

const offline = () => new ApiError(0, { code: "offline", message: "offline", retry: true });

let server: Server;
let done: Video[];
let uploader: Uploader;

beforeEach(() => {
  vi.useFakeTimers();
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
  session.become({ id: "ada" } as Me);
  server = new Server();
  server.install();
  done = [];
  uploader = new Uploader((video) => done.push(video));
});

afterEach(() => {
  uploader.dismiss();
  vi.useRealTimers();
});

async function settle() {
  await vi.advanceTimersByTimeAsync(60_000);
}

describe("an upload", () => {
  test("brings every byte there once, is processed, and says so once", async () => {
    void uploader.begin(file(), "train.mp4", form);
    await settle();
    expect(server.has).toBe(SIZE);
    expect(server.offsets).toEqual([...new Set(server.offsets)]);
    expect(uploader.step).toBe("ready");
    expect(done).toHaveLength(1);
    expect(readAllPending()).toEqual([]);
  });

  test("goes on by itself after the line was away", async () => {
    server.failures = [undefined, offline(), offline(), offline()];
    const steps: string[] = [];
    void uploader.begin(file(), "train.mp4", form);
    for (let turn = 0; turn < 600 && uploader.step !== "ready"; turn++) {
      await vi.advanceTimersByTimeAsync(100);
      steps.push(uploader.step);
    }
    expect(steps).toContain("waiting");
    expect(uploader.step).toBe("ready");
    expect(server.has).toBe(SIZE);
  });

  test("finds its place again when an answer was lost", async () => {
    server.loseAnswers = 1;
    void uploader.begin(file(), "train.mp4", form);
    await settle();
    expect(server.has).toBe(SIZE);
    expect(uploader.step).toBe("ready");
  });

  test("stops with what the server says when it will never be taken", async () => {
    server.failures = [undefined, new ApiError(403, { code: "suspended", message: "no", retry: false })];
    void uploader.begin(file(), "train.mp4", form);
    await settle();
    expect(uploader.step).toBe("failed");
    expect((uploader.error as ApiError).code).toBe("suspended");
  });

  test("that another page began asks for its file where that is gone, and takes no other", async () => {
    server.has = 1_000;
    keepPending({ video_id: "v1", account_id: "ada", name: "train.mp4", size_bytes: SIZE });
    await uploader.resume();
    await settle();
    expect(uploader.step).toBe("asking");
    expect(uploader.offer(new File(["x"], "train.mp4"))).toBe(false);
    expect(uploader.offer(file())).toBe(true);
    await settle();
    expect(server.offsets[0]).toBe(1_000);
    expect(uploader.step).toBe("ready");
  });

  test("of somebody else is left alone", async () => {
    keepPending({ video_id: "v1", account_id: "somebody", name: "train.mp4", size_bytes: SIZE });
    await uploader.resume();
    expect(uploader.step).toBe("none");
    expect(readAllPending()).toHaveLength(1);
  });

  test("beside another tab's leaves that one to be gone on with", async () => {
    keepPending({ video_id: "v2", account_id: "ada", name: "other.mp4", size_bytes: 5 });
    server.failures = [undefined, offline()];
    void uploader.begin(file(), "train.mp4", form);
    await vi.advanceTimersByTimeAsync(1);
    expect(readPending("ada")?.video_id).toBe("v1");
    await settle();
    expect(uploader.step).toBe("ready");
    expect(readPending("ada")?.video_id).toBe("v2");
  });

  test("is put aside when somebody else signs in, and gone on with when its owner is back", async () => {
    server.failures = [undefined, offline()];
    void uploader.begin(file(), "train.mp4", form);
    await vi.advanceTimersByTimeAsync(1);
    uploader.putAside();
    session.become({ id: "eve" } as Me);
    await uploader.resume();
    expect([uploader.step, uploader.video]).toEqual(["none", null]);
    session.become({ id: "ada" } as Me);
    await uploader.resume();
    expect(uploader.video?.id).toBe("v1");
  });

  test("that was removed meanwhile is forgotten", async () => {
    keepPending({ video_id: "v1", account_id: "ada", name: "train.mp4", size_bytes: SIZE });
    vi.spyOn(api.videos, "get").mockRejectedValue(
      new ApiError(404, { code: "no_such_video", message: "gone", retry: false }),
    );
    await uploader.resume();
    expect(uploader.step).toBe("none");
    expect(readAllPending()).toEqual([]);
  });
});
