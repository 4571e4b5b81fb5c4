import { describe, expect, test } from "vitest";
import { LIMIT_COINS_MAX, readLimit, usedShare, whenItCounts } from "./limits";

describe("a limit that was typed", () => {
  test.each([
    ["", null],
    ["  ", null],
    ["500", 500],
    ["1,500", 1_500],
    ["１５００", 1_500],
    ["0", 0],
    [String(LIMIT_COINS_MAX), LIMIT_COINS_MAX],
  ])("%j is %j", (text, coins) => {
    expect(readLimit(text)).toEqual({ coins, fault: null });
  });

  test.each([
    ["-1", "wrong"],
    ["many", "wrong"],
    ["1e3", "wrong"],
    [String(LIMIT_COINS_MAX + 1), "much"],
    ["9".repeat(30), "much"],
  ])("%j is refused: %s", (text, fault) => {
    expect(readLimit(text)).toEqual({ coins: null, fault });
  });
});

describe("a change of the limits", () => {
  const form = (coins_a_day: number | null, coins_a_month: number | null) => ({ coins_a_day, coins_a_month });

  test.each([
    [form(null, null), form(null, null), "unchanged"],
    [form(500, null), form(500, null), "unchanged"],
    [form(null, null), form(500, null), "now"],
    [form(500, 5_000), form(100, 5_000), "now"],
    [form(500, null), form(0, null), "now"],
    [form(500, null), form(501, null), "later"],
    [form(500, null), form(null, null), "later"],
    [form(500, 5_000), form(100, 6_000), "later"],
  ] as const)("from %j to %j counts %s", (now, wanted, when) => {
    expect(whenItCounts(now, wanted)).toBe(when);
  });
});

test("a limit is used up at its end, and a limit of nothing at once", () => {
  expect([usedShare(50, 200), usedShare(200, 200), usedShare(250, 200), usedShare(0, 0)]).toEqual([0.25, 1, 1, 1]);
});
