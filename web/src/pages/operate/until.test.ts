import { expect, test } from "vitest";
import { readUntil, type Until } from "./until";

const NOW = Date.parse("2026-03-14T20:00:00Z");

test.each<[Until, string | null | undefined]>([
  [{ kind: "always" }, null],
  [{ kind: "days", days: 1 }, "2026-03-15T20:00:00.000Z"],
  [{ kind: "days", days: 30 }, "2026-04-13T20:00:00.000Z"],
  [{ kind: "own", local: "2026-03-14T20:30:00Z" }, "2026-03-14T20:30:00.000Z"],
  [{ kind: "own", local: "2026-03-14T20:00:00Z" }, undefined],
  [{ kind: "own", local: "2020-01-01T00:00" }, undefined],
  [{ kind: "own", local: "" }, undefined],
])("%j ends at %j", (until, at) => {
  expect(readUntil(until, NOW)).toBe(at);
});
