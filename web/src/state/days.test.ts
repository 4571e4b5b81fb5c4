import { expect, test } from "vitest";
import { everyDay } from "./days";

test("days without views are there too, over the end of a month", () => {
  const days = [
    { day: "2026-02-27", views: 3 },
    { day: "2026-03-01", views: 5 },
  ];
  expect(everyDay(days, "2026-03-02", 28)).toEqual([
    { day: "2026-02-27", views: 3 },
    { day: "2026-02-28", views: 0 },
    { day: "2026-03-01", views: 5 },
    { day: "2026-03-02", views: 0 },
  ]);
});

test("of a long time the last days are shown, of none none", () => {
  const shown = everyDay([{ day: "2025-01-01", views: 1 }], "2026-03-02", 28);
  expect(shown).toHaveLength(28);
  expect(shown.at(-1)?.day).toBe("2026-03-02");
  expect(everyDay([], "2026-03-02", 28)).toEqual([]);
});

test("a day that is ahead of this machine's clock is not lost", () => {
  expect(everyDay([{ day: "2026-03-03", views: 2 }], "2026-03-02", 28)).toEqual([{ day: "2026-03-03", views: 2 }]);
});
