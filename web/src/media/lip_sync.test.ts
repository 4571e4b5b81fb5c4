import { expect, test } from "vitest";
import { DRIFT_MAX_MS, HELD_MAX_MS, LipSync } from "./lip_sync";

/** A loudspeaker that is `late_ms` behind, listened to for some seconds; the drift that is left. */
function listen(sync: LipSync, seconds: number, late_ms: (tick: number) => number): number {
  let drift_ms = 0;
  for (let tick = 0; tick < seconds * 20; tick++) {
    drift_ms = late_ms(tick) - sync.held_ms;
    sync.observe(drift_ms);
  }
  return drift_ms;
}

test("a laptop's loudspeaker needs nothing", () => {
  const sync = new LipSync();
  listen(sync, 10, () => 15);
  expect(sync.held_ms).toBe(0);
  expect(sync.drift_ms).toBe(15);
});

test.each([90, 180, 240])("headphones that are %s ms behind are waited for", (late_ms) => {
  const sync = new LipSync();
  const left_ms = listen(sync, 6, (tick) => late_ms + (tick % 3) * 8 - 8);
  expect(Math.abs(left_ms)).toBeLessThan(DRIFT_MAX_MS / 2);
});

test("headphones taken off again give the time back", () => {
  const sync = new LipSync();
  listen(sync, 6, () => 180);
  expect(sync.held_ms).toBe(180);
  listen(sync, 6, () => 10);
  expect(sync.held_ms).toBe(10);
});

test("single bad measurements change nothing", () => {
  const sync = new LipSync();
  listen(sync, 20, (tick) => (tick % 4 === 0 ? 900 : 5));
  expect(sync.held_ms).toBe(0);
});

test("a second of confusion, as when the sound begins, changes nothing", () => {
  const sync = new LipSync();
  listen(sync, 0.6, () => 0);
  listen(sync, 1, () => 1_500);
  listen(sync, 10, () => 8);
  expect(sync.held_ms).toBe(0);
});

test("decoders are never made to keep pictures for longer than they can", () => {
  const sync = new LipSync();
  listen(sync, 20, () => 2_000);
  expect(sync.held_ms).toBe(HELD_MAX_MS);
  expect(sync.drift_ms).toBe(2_000 - HELD_MAX_MS);
});

test("sound that is late because the picture was early is never pulled ahead", () => {
  const sync = new LipSync();
  listen(sync, 5, () => -60);
  expect(sync.held_ms).toBe(0);
  expect(sync.drift_ms).toBe(-60);
  sync.forget();
  expect(sync.drift_ms).toBeUndefined();
});
