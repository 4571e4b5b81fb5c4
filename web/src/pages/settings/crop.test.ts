import { expect, test } from "vitest";
import { keepInside, sideOf, wholeCrop } from "./crop";

const wide = { width: 400, height: 200 };

test("the whole shorter side is seen at first, from the middle", () => {
  expect(wholeCrop(wide)).toEqual({ zoom: 1, x: 200, y: 100 });
  expect(sideOf(wide, wholeCrop(wide))).toBe(200);
});

test.each([
  [
    { zoom: 1, x: -50, y: 500 },
    { zoom: 1, x: 100, y: 100 },
  ],
  [
    { zoom: 9, x: 0, y: 0 },
    { zoom: 4, x: 25, y: 25 },
  ],
  [
    { zoom: 0.1, x: 390, y: 100 },
    { zoom: 1, x: 300, y: 100 },
  ],
])("%j is kept inside", (crop, kept) => {
  expect(keepInside(wide, crop)).toEqual(kept);
});
