import { expect, test } from "vitest";
import { Keys, newKey } from "./keys";

test("a key is new each time, and one that the server takes", () => {
  const made = new Set(Array.from({ length: 100 }, newKey));
  expect(made.size).toBe(100);
  for (const key of made) expect(key).toMatch(/^[0-9a-f]{32}$/);
});

test("a wish keeps its key until it is done", () => {
  const keys = new Keys();
  const first = keys.of("pack");
  expect(keys.of("pack")).toBe(first);
  expect(keys.of("another")).not.toBe(first);
  keys.done("pack");
  expect(keys.of("pack")).not.toBe(first);
});
