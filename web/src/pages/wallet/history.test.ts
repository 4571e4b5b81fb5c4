import { expect, test } from "vitest";
import { groupByDay, look } from "./history";

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
