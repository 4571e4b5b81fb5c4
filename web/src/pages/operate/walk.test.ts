import { expect, test } from "vitest";
import { walk } from "./walk";

test.each<[string | null, 1 | -1, string]>([
  [null, 1, "a"],
  [null, -1, "c"],
  ["gone", 1, "a"],
  ["a", 1, "b"],
  ["b", -1, "a"],
  ["a", -1, "a"],
  ["c", 1, "c"],
])("from %j, %i leads to %j", (current, step, next) => {
  expect(walk(["a", "b", "c"], current, step)).toBe(next);
});

test("an empty list leads nowhere", () => {
  expect(walk([], null, 1)).toBeNull();
});
