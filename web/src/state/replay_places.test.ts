import { beforeEach, expect, test } from "vitest";
import { keepPlace, readPlace } from "./replay_places";

let kept: Map<string, string>;
let storage: Storage;

beforeEach(() => {
  kept = new Map();
  storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
});

test("who stopped in the middle goes on there", () => {
  keepPlace(storage, "a", 61.7, 600);
  expect([readPlace(storage, "a"), readPlace(storage, "b")]).toEqual([61, 0]);
});

test.each([
  ["hardly begun", 19],
  ["at the end of a long one", 3_500],
  ["a few seconds before the end", 3_590],
])("who has %s begins anew", (_, at_s) => {
  keepPlace(storage, "a", 1_000, 3_600);
  keepPlace(storage, "a", at_s, 3_600);
  expect(readPlace(storage, "a")).toBe(0);
  expect(kept.size).toBe(0);
});

test("of a short one the last seconds are its end", () => {
  keepPlace(storage, "a", 26, 40);
  expect(readPlace(storage, "a")).toBe(0);
});

test("the places of the last fifty are kept", () => {
  for (let number = 0; number < 60; number++) keepPlace(storage, `replay ${number}`, 100 + number, 600);
  expect([readPlace(storage, "replay 9"), readPlace(storage, "replay 10")]).toEqual([0, 110]);
});

test.each(["", "{", "7", '["a"]', '[["a","b"]]', '[["a",-4]]', "null"])("%j is no place", (text) => {
  kept.set("livehouse.replayPlaces", text);
  expect(readPlace(storage, "a")).toBe(0);
  keepPlace(storage, "a", 30, 600);
  expect(readPlace(storage, "a")).toBe(30);
});

test("a browser that keeps nothing does no harm", () => {
  storage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  keepPlace(storage, "a", 30, 600);
  expect(readPlace(storage, "a")).toBe(0);
});
