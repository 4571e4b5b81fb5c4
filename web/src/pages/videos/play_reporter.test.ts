import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../../net/api";
import { type PlayLine, PlayReporter, REPORT_INTERVAL_MS } from "./play_reporter";

class Line implements PlayLine {
  begun: string[] = [];
  told: [string, [number, number][]][] = [];
  left: [string, [number, number][]][] = [];
  broken = false;
  asked = 0;
  refusal: ApiError | null = null;
  forgotten = "";

  begin = async (videoId: string) => {
    this.asked += 1;
    if (this.refusal) throw this.refusal;
    if (this.broken) throw new Error("offline");
    this.begun.push(videoId);
    return `play${this.begun.length}`;
  };
  tell = async (_: string, playId: string, watched: [number, number][]) => {
    if (this.broken) throw new Error("offline");
    if (playId === this.forgotten) throw new ApiError(404, { code: "no_such_play", message: "over", retry: false });
    this.told.push([playId, watched]);
  };
  tellLeaving = (_: string, playId: string, watched: [number, number][]) => {
    this.left.push([playId, watched]);
  };
}

let line: Line;
let reporter: PlayReporter;

beforeEach(() => {
  vi.useFakeTimers();
  line = new Line();
  reporter = new PlayReporter("v1", line);
});

afterEach(() => {
  reporter.close();
  vi.useRealTimers();
});

/** The player's ticks, four a second, in real time. */
async function play(from_s: number, to_s: number) {
  for (let at = from_s; at <= to_s; at += 0.25) {
    reporter.at(at);
    await vi.advanceTimersByTimeAsync(250);
  }
}

describe("what a viewer watched", () => {
  test("does not ask a line that is away at every tick, and is told in full when it is back", async () => {
    line.broken = true;
    await play(0, 11);
    expect(line.asked).toBe(3);
    line.broken = false;
    await play(11, 17);
    expect(line.told.at(-1)?.[1][0]?.[0]).toBe(0);
  });

  test("of a video that is gone is told to nobody", async () => {
    line.refusal = new ApiError(404, { code: "no_such_video", message: "gone", retry: false });
    await play(0, 16);
    expect([line.asked, line.told.length]).toEqual([1, 0]);
  });

  test("is told every five seconds, each time as a whole", async () => {
    await play(0, 12);
    expect(line.begun).toEqual(["v1"]);
    expect(line.told.length).toBe(2);
    for (const [id, [piece]] of line.told) {
      expect(id).toBe("play1");
      expect(piece?.[0]).toBe(0);
    }
    expect(line.told[1]?.[1][0]?.[1]).toBeGreaterThan(9);
  });

  test("is told on a pause, and not again while nothing happens", async () => {
    await play(0, 2);
    reporter.paused();
    await vi.advanceTimersByTimeAsync(10 * REPORT_INTERVAL_MS);
    expect(line.told).toEqual([["play1", [[0, 2]]]]);
  });

  test("is told by a beacon when the page goes away", async () => {
    await play(0, 3);
    reporter.left();
    reporter.left();
    expect(line.left).toEqual([["play1", [[0, 3]]]]);
  });

  test("is not lost with a connection: the next report that arrives has all of it", async () => {
    line.broken = true;
    await play(0, 7);
    expect(line.told).toEqual([]);
    line.broken = false;
    await play(7.25, 12);
    expect(line.told.at(-1)?.[1][0]?.[0]).toBe(0);
  });

  test("a viewing that the server has forgotten goes on as another", async () => {
    line.forgotten = "play1";
    await play(0, 11);
    expect(line.begun).toHaveLength(2);
    expect(line.told.at(-1)).toMatchObject(["play2", [[0, expect.any(Number)]]]);
  });

  test("who swipes past at once is not worth a word", async () => {
    reporter.at(0);
    reporter.at(0.1);
    reporter.close();
    await vi.advanceTimersByTimeAsync(REPORT_INTERVAL_MS);
    expect(line.told).toEqual([]);
  });

  test("more jumps than one play holds go on in another", async () => {
    for (let turn = 0; turn < 101; turn++) {
      reporter.at(turn % 2 ? 60 : 0);
      reporter.at(turn % 2 ? 61 : 1);
    }
    await vi.advanceTimersByTimeAsync(REPORT_INTERVAL_MS);
    await play(90, 91);
    reporter.paused();
    await vi.advanceTimersByTimeAsync(REPORT_INTERVAL_MS);
    expect(Math.max(...line.told.map(([, watched]) => watched.length))).toBeLessThanOrEqual(100);
  });
});
