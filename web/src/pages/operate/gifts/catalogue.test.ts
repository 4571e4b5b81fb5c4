import { expect, test } from "vitest";
import { byTier, idOf, lastPosition, moved, ordered, type Placed } from "./catalogue";

const gift = (id: string, tier: Placed["tier"], position: number): Placed => ({ id, tier, position });
const SHELF = [gift("moon", "grand", 1), gift("clap", "small", 5), gift("rose", "small", 2), gift("apple", "small", 5)];

test("gifts stand by tier, then by position; where two have the same one, by their ids", () => {
  expect(ordered(SHELF).map(({ id }) => id)).toEqual(["rose", "apple", "clap", "moon"]);
  expect(byTier(SHELF).map(({ tier, gifts }) => [tier, gifts.length])).toEqual([
    ["small", 3],
    ["grand", 1],
  ]);
});

test.each<[string, [string, number][], string, -1 | 1, [string, number][]]>([
  [
    "changes places",
    [
      ["a", 2],
      ["b", 5],
      ["c", 9],
    ],
    "b",
    1,
    [
      ["c", 5],
      ["b", 9],
    ],
  ],
  [
    "goes up",
    [
      ["a", 2],
      ["b", 5],
      ["c", 9],
    ],
    "b",
    -1,
    [
      ["b", 2],
      ["a", 5],
    ],
  ],
  [
    "is the first already",
    [
      ["a", 2],
      ["b", 5],
    ],
    "a",
    -1,
    [],
  ],
  [
    "is the last already",
    [
      ["a", 2],
      ["b", 5],
    ],
    "b",
    1,
    [],
  ],
  [
    "is told apart from its neighbour",
    [
      ["a", 4],
      ["b", 4],
    ],
    "a",
    1,
    [["a", 5]],
  ],
  [
    "makes room behind it",
    [
      ["a", 4],
      ["b", 4],
      ["c", 5],
    ],
    "b",
    -1,
    [
      ["a", 5],
      ["c", 6],
    ],
  ],
  ["is not there", [["a", 4]], "z", 1, []],
])("a gift that is moved %s", (_, places, id, step, changes) => {
  const beside = places.map(([name, position]) => gift(name, "small", position));
  expect(moved(beside, id, step).map((each) => [each.id, each.position])).toEqual(changes);
});

test("a new gift comes behind all others", () => {
  expect(lastPosition(SHELF)).toBe(6);
  expect(lastPosition([])).toBe(1);
});

test.each([
  ["Paper crane", "paper_crane"],
  ["  Café au lait! ", "cafe_au_lait"],
  ["№ 5", "no_5"],
  ["ばら", ""],
  ["a".repeat(50), "a".repeat(40)],
  [`${"a".repeat(39)} b`, "a".repeat(39)],
])("%j is called %j", (name, id) => {
  expect(idOf(name, 40)).toBe(id);
});
