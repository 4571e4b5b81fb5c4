import { describe, expect, test } from "vitest";
import type { Marker } from "../net/replay_types";
import {
  cutAround,
  cutOf,
  heightOf,
  liveliest,
  livelyAt,
  missingAt,
  moveEnd,
  nextLively,
  previousLively,
  reachOf,
  reasons,
} from "./replay_bar";

const marker = (at_s: number, times_usual = 2, made: Partial<Marker> = {}): Marker => ({
  at_s,
  until_s: at_s + 60,
  comments: 0,
  likes: 0,
  gifts: 0,
  diamonds: 0,
  viewers: 0,
  times_usual,
  ...made,
});
const markers = [marker(600, 4), marker(120, 2), marker(1_800, 4)];
const limits = { length_s: 2_000, least_s: 3, most_s: 180 };

describe("lively minutes", () => {
  test("the one that is playing, the next and the last one", () => {
    expect(livelyAt(markers, 119)).toBeNull();
    expect(livelyAt(markers, 120)?.at_s).toBe(120);
    expect(livelyAt(markers, 180)).toBeNull();
    expect(nextLively(markers, 0)?.at_s).toBe(120);
    expect(nextLively(markers, 120)?.at_s).toBe(600);
    expect(nextLively(markers, 1_800)).toBeNull();
    expect(previousLively(markers, 640)?.at_s).toBe(600);
    expect(previousLively(markers, 601)?.at_s).toBe(120);
    expect(previousLively(markers, 100)).toBeNull();
  });

  test("of two as lively as each other the first is the liveliest", () => {
    expect(liveliest(markers)?.at_s).toBe(600);
    expect(liveliest([])).toBeNull();
  });

  test("the liveliest stands tallest, and what is hardly more than usual is low", () => {
    expect(heightOf(marker(0, 4), markers)).toBe(1);
    expect(heightOf(marker(0, 2), markers)).toBeCloseTo(1 / 3);
    expect(heightOf(marker(0, 0.5), [marker(0, 0.5)])).toBe(1);
  });

  test("what made it lively is told, and nothing is told of nothing", () => {
    expect(reasons(marker(0, 2, { likes: 40, comments: 9 }), false)).toEqual([
      { what: "comments", count: 9 },
      { what: "likes", count: 40 },
    ]);
  });

  test("what it earned is told to its host alone", () => {
    const given = marker(0, 2, { gifts: 2, diamonds: 300 });
    expect(reasons(given, true).map(({ what }) => what)).toEqual(["gifts", "diamonds"]);
    expect(reasons(given, false).map(({ what }) => what)).toEqual(["gifts"]);
  });
});

test("a missing part is told when one comes to it, for some seconds", () => {
  const missing = [{ at_s: 100, duration_s: 30, reason: "interrupted" as const }];
  expect(missingAt(missing, 99)).toBeNull();
  expect(missingAt(missing, 100)).toBe(missing[0]);
  expect(missingAt(missing, 105.9)).toBe(missing[0]);
  expect(missingAt(missing, 106)).toBeNull();
});

describe("a part that is cut out", () => {
  test("is the lively minute, within the replay and not too long", () => {
    expect(cutOf(marker(600), limits)).toEqual({ from_s: 600, until_s: 660 });
    expect(cutOf({ at_s: 600, until_s: 900 }, limits)).toEqual({ from_s: 600, until_s: 780 });
    expect(cutOf({ at_s: 1_980, until_s: 2_040 }, limits)).toEqual({ from_s: 1_980, until_s: 2_000 });
    expect(cutOf({ at_s: 0, until_s: 60 }, { ...limits, length_s: 8 })).toEqual({ from_s: 0, until_s: 8 });
  });

  test("around where one is, half a minute, also at either end", () => {
    expect(cutAround(500, limits)).toEqual({ from_s: 485, until_s: 515 });
    expect(cutAround(2, limits)).toEqual({ from_s: 0, until_s: 30 });
    expect(cutAround(1_999, limits)).toEqual({ from_s: 1_970, until_s: 2_000 });
  });

  const cut = { from_s: 600, until_s: 660 };

  test("one end moves alone while the length allows it", () => {
    expect(moveEnd(cut, "from", 590, limits)).toEqual({ from_s: 590, until_s: 660 });
    expect(moveEnd(cut, "until", 700, limits)).toEqual({ from_s: 600, until_s: 700 });
  });

  test("the other end comes along where it would be too long or too short", () => {
    expect(moveEnd(cut, "from", 400, limits)).toEqual({ from_s: 400, until_s: 580 });
    expect(moveEnd(cut, "from", 659, limits)).toEqual({ from_s: 659, until_s: 662 });
    expect(moveEnd(cut, "until", 900, limits)).toEqual({ from_s: 720, until_s: 900 });
    expect(moveEnd(cut, "until", 601, limits)).toEqual({ from_s: 598, until_s: 601 });
  });

  test.each([-50, 0, 1_999.9, 5_000, 1])("an end that is moved to %d stays in the replay, in its lengths", (to_s) => {
    for (const end of ["from", "until"] as const) {
      const moved = moveEnd(cut, end, to_s, limits);
      expect(moved.from_s).toBeGreaterThanOrEqual(0);
      expect(moved.until_s).toBeLessThanOrEqual(limits.length_s);
      expect(moved.until_s - moved.from_s).toBeGreaterThanOrEqual(limits.least_s - 1e-9);
      expect(moved.until_s - moved.from_s).toBeLessThanOrEqual(limits.most_s + 1e-9);
    }
  });

  test("what lies around it is within reach", () => {
    expect(reachOf(cut, 700)).toEqual({ from_s: 510, until_s: 700 });
  });
});
