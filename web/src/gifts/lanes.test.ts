import { describe, expect, test } from "vitest";
import type { Gift } from "../net/types";
import { gift } from "../testing/gifts";
import { Chance } from "../testing/seeded";
import { hearGift, LANES_MAX, type Lanes, nextEnd, noLanes, pass, settleCombo, WAITING_MAX } from "./lanes";

const STAY_MS = 3_000;

const hear = (lanes: Lanes, heard: Gift, now_ms = 0, own = false) => hearGift(lanes, heard, own, now_ms);
const shown = (lanes: Lanes) => lanes.shown.map((banner) => banner && `${banner.id}×${banner.count}`);
const waiting = (lanes: Lanes) => lanes.waiting.map((banner) => banner.id);

describe("banners of combos", () => {
  test("a combo has one lane, counts up in it, and goes when its window has closed", () => {
    let lanes = hear(noLanes(STAY_MS), gift("a", 1), 0);
    lanes = hear(lanes, gift("a", 5), 2_000);
    expect(shown(lanes)).toEqual(["a×5", null, null]);
    expect(nextEnd(lanes)).toBe(5_000);
    expect(shown(pass(lanes, 4_999))).toEqual(["a×5", null, null]);
    expect(shown(pass(lanes, 5_000))).toEqual([null, null, null]);
    expect(nextEnd(pass(lanes, 5_000))).toBeNull();
  });

  test("a number that was heard late neither counts down nor keeps the banner", () => {
    const lanes = hear(hear(noLanes(STAY_MS), gift("a", 5), 0), gift("a", 3), 2_000);
    expect(shown(lanes)).toEqual(["a×5", null, null]);
    expect(nextEnd(lanes)).toBe(STAY_MS);
  });

  test("further combos wait for a lane; one's own before all others", () => {
    let lanes = noLanes(STAY_MS);
    for (const id of ["a", "b", "c", "d", "e"]) lanes = hear(lanes, gift(id, 1), 0);
    lanes = hear(lanes, gift("mine", 1), 0, true);
    lanes = hear(lanes, gift("mine too", 1), 0, true);
    lanes = hear(lanes, gift("e", 7), 500);
    expect(shown(lanes)).toEqual(["a×1", "b×1", "c×1"]);
    expect(waiting(lanes)).toEqual(["mine", "mine too", "d", "e"]);
    lanes = pass(lanes, STAY_MS);
    expect(shown(lanes)).toEqual(["mine×1", "mine too×1", "d×1"]);
    // What waited has its time from when it is seen.
    expect(nextEnd(lanes)).toBe(2 * STAY_MS);
    expect(shown(pass(lanes, 2 * STAY_MS))).toEqual(["e×7", null, null]);
  });

  test("what a combo came to in the end is shown also by who missed some of it", () => {
    const lanes = settleCombo(hear(noLanes(STAY_MS), gift("a", 4)), "a", 12);
    expect(shown(lanes)).toEqual(["a×12", null, null]);
    expect(shown(settleCombo(lanes, "a", 3))).toEqual(["a×12", null, null]);
  });

  test("too many that wait: the least of other people's go, never one's own", () => {
    let lanes = noLanes(STAY_MS);
    for (let index = 0; index < LANES_MAX + WAITING_MAX; index++) lanes = hear(lanes, gift(`s${index}`, 2), 0);
    lanes = hear(lanes, gift("dear", 1, "legend"), 0);
    lanes = hear(lanes, gift("mine", 1), 0, true);
    expect(lanes.waiting.length).toBe(WAITING_MAX);
    expect(waiting(lanes)[0]).toBe("mine");
    expect(waiting(lanes)).toContain("dear");
    for (let index = 0; index < 2 * WAITING_MAX; index++) lanes = hear(lanes, gift(`m${index}`, 1), 0, true);
    expect(lanes.waiting.length).toBe(WAITING_MAX);
    expect(lanes.waiting.every((banner) => banner.own)).toBe(true);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "whatever comes, no lane is wasted and nothing is shown twice (seed %i)",
    (seed) => {
      const chance = new Chance(seed);
      let lanes = noLanes(STAY_MS);
      const counts = new Map<string, number>();
      for (let now_ms = 0; now_ms < 120_000; now_ms += chance.whole(900)) {
        const id = `c${chance.whole(40)}`;
        const count = (counts.get(id) ?? 0) + 1 + chance.whole(3);
        counts.set(id, count);
        lanes = hearGift(lanes, gift(id, count, chance.pick(["small", "nice", "grand"])), chance.happens(0.1), now_ms);
        if (chance.happens(0.7)) lanes = pass(lanes, now_ms);
        const ids = [...lanes.shown.flatMap((banner) => banner?.id ?? []), ...waiting(lanes)];
        expect(new Set(ids).size).toBe(ids.length);
        if (lanes.waiting.length > 0) expect(lanes.shown).not.toContain(null);
        for (const banner of lanes.shown) if (banner?.id === id) expect(banner.count).toBe(count);
      }
      for (let now_ms = 120_000; nextEnd(lanes) !== null; now_ms += STAY_MS) lanes = pass(lanes, now_ms);
      expect(waiting(lanes)).toEqual([]);
    },
  );
});
