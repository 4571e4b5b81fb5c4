import { expect, test } from "vitest";
import { forget, RECENT_MAX, readRecent, remember } from "./recent_searches";

test("the newest comes first, once, and few are kept", () => {
  expect(remember(["guitar"], " ギター ")).toEqual(["ギター", "guitar"]);
  expect(remember(["ギター", "Guitar"], "guitar")).toEqual(["guitar", "ギター"]);
  expect(remember(["guitar"], "   ")).toEqual(["guitar"]);
  const many = Array.from({ length: 20 }, (_, index) => `song ${index}`).reduce<string[]>(remember, []);
  expect(many).toHaveLength(RECENT_MAX);
  expect(many[0]).toBe("song 19");
  expect(forget(many, "SONG 19")).not.toContain("song 19");
});

test("whatever is stored does no harm", () => {
  for (const stored of [null, "", "{", "7", '{"a":1}', "[1,null,{}]", '[" "]']) expect(readRecent(stored)).toEqual([]);
  expect(readRecent('["a","b"]')).toEqual(["a", "b"]);
});
