import { expect, test } from "vitest";
import { nameFacts } from "./facts";

test("facts stand where the sentence names them, a time as the reader's clock shows it", () => {
  const until = "2026-04-03T20:00:00Z";
  const shown = new Intl.DateTimeFormat("ja", { dateStyle: "medium", timeStyle: "short" }).format(new Date(until));
  const details = { until, reason: "2026 insults" };
  expect(nameFacts("{until}まで。理由: {reason}", "ja", details)).toBe(`${shown}まで。理由: 2026 insults`);
});

test("a fact that was not sent leaves no brackets behind", () => {
  expect(nameFacts("理由: {reason}", "ja")).toBe("理由: –");
});
