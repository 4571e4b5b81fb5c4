import { describe, expect, test } from "vitest";
import { groupByDay, look, withNewest, withOlder } from "./history";

const list = (...sequences: number[]) => sequences.map((sequence) => ({ sequence }));
const at = (...moments: string[]) => moments.map((each) => ({ at: each }));

test("entries stand under the reader's own days", () => {
  const entries = at("2026-11-22T00:10:00Z", "2026-11-21T23:50:00Z", "2026-11-21T01:00:00Z");
  const utc = groupByDay(entries, (moment) => moment.slice(0, 10));
  expect(utc.map(({ day, entries: of }) => [day, of.length])).toEqual([
    ["2026-11-22", 1],
    ["2026-11-21", 2],
  ]);
  const tokyo = (moment: string) => new Date(Date.parse(moment) + 9 * 3_600_000).toISOString().slice(0, 10);
  expect(groupByDay(entries, tokyo).map(({ day, entries: of }) => [day, of.length])).toEqual([
    ["2026-11-22", 2],
    ["2026-11-21", 1],
  ]);
  expect(groupByDay([], tokyo)).toEqual([]);
});

describe("pages of a list that grows", () => {
  test("older ones come after, and none twice", () => {
    expect(withOlder(list(9, 8, 7), list(7, 6, 5))).toEqual(list(9, 8, 7, 6, 5));
  });

  test("newer ones come before", () => {
    expect(withNewest(list(7, 6, 5), list(9, 8, 7))).toEqual(list(9, 8, 7, 6, 5));
    expect(withNewest([], list(2, 1))).toEqual(list(2, 1));
  });

  test("where more came than a page holds, the list begins anew", () => {
    expect(withNewest(list(3, 2, 1), list(9, 8))).toBeNull();
  });
});

test.each([
  ["coins.bought", 500, "in"],
  ["coins.given_back", 500, "in"],
  ["gift.sent", -5, "gift"],
  ["gift.restored", -5, "gift"],
  ["gift.reversed", 5, "in"],
  ["coins.taken_back", -5, "back"],
  ["debt.settled", -5, "back"],
  ["something.new", -5, "back"],
] as const)("%s of %i looks like %s", (kind, coins, expected) => {
  expect(look({ kind, coins })).toBe(expected);
});
