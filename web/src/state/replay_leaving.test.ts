import { expect, test } from "vitest";
import { leaving } from "./replay_leaving";

const now = Date.parse("2026-11-22T12:00:00Z");

test("what is deleted early says when, however long its time would last", () => {
  const replay = { deletes_early_on: "2026-11-25", expires_at: "2027-02-01T00:00:00Z" };
  expect(leaving(replay, now)).toEqual({ on: "2026-11-25", early: true });
});

test.each([
  ["2027-02-01T00:00:00Z", false],
  ["2026-11-29T12:00:00Z", false],
  ["2026-11-29T11:59:59Z", true],
  ["2026-11-22T11:00:00Z", true],
])("one whose time ends at %s is about to go: %j", (expires_at, told) => {
  expect(leaving({ deletes_early_on: null, expires_at }, now)).toEqual(told ? { on: expires_at, early: false } : null);
});
