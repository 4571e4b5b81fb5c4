import { expect, test } from "vitest";
import { type Advice, DELAY_MAX_MS, DELAY_MIN_MS, DelayGovernor } from "./delay_governor";

/** Plays 30 frames a second whose lateness `late_ms` tells, and returns what the governor advised. */
function play(governor: DelayGovernor, from_ms: number, seconds: number, late_ms: (frame: number) => number): Advice[] {
  const advice: Advice[] = [];
  for (let frame = 0; frame < seconds * 30; frame++) {
    const given = governor.observe(late_ms(frame), from_ms + (frame * 1_000) / 30);
    if (given.kind !== "keep") advice.push(given);
  }
  return advice;
}

test("a calm stream keeps the smallest delay", () => {
  const governor = new DelayGovernor();
  expect(play(governor, 0, 60, () => -5)).toEqual([]);
  expect(governor.delay_ms).toBe(DELAY_MIN_MS);
});

test("the burst at the beginning is not held against the network", () => {
  const governor = new DelayGovernor();
  expect(play(governor, 0, 20, (frame) => (frame < 50 ? 300 : 0))).toEqual([]);
});

test("frames that come late make the delay grow, by steps and never past its maximum", () => {
  const governor = new DelayGovernor();
  const first = play(governor, 0, 6, (frame) => (frame % 4 === 0 ? 40 : 0));
  expect(first).toEqual([{ kind: "delay", delay_ms: DELAY_MIN_MS + 40 }]);
  play(governor, 10_000, 120, (frame) => (frame % 4 === 0 ? 900 : 0));
  expect(governor.delay_ms).toBe(DELAY_MAX_MS);
});

test("the delay shrinks again when the network is calm", () => {
  const governor = new DelayGovernor();
  play(governor, 0, 30, (frame) => (frame % 4 === 0 ? 100 : 0));
  expect(governor.delay_ms).toBeGreaterThan(200);
  play(governor, 40_000, 200, () => 0);
  expect(governor.delay_ms).toBe(DELAY_MIN_MS);
});

test("clocks that drift apart are anchored again instead of buffered away", () => {
  const governor = new DelayGovernor();
  governor.arrived(25);
  governor.arrived(40);
  expect(play(governor, 0, 6, () => 30)).toEqual([{ kind: "anchor" }]);
  expect(governor.delay_ms).toBe(DELAY_MIN_MS);
});

test("pictures that are late while the sound is on time make the sound wait", () => {
  const governor = new DelayGovernor();
  governor.arrived(25);
  governor.arrived(1);
  expect(play(governor, 0, 6, () => 30)).toEqual([{ kind: "delay", delay_ms: DELAY_MIN_MS + 30 }]);
});
