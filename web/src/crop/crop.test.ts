import { expect, test } from "vitest";
import { type Crop, centred, cropBox, moveCrop, ZOOM_MAX } from "./crop";

const lying = { width: 4000, height: 3000 };
const upright = { width: 1080, height: 1920 };
const tiny = { width: 90, height: 30 };
const wide = { width: 400, height: 200 };

const cover = { width: 720, height: 1280 };
const square = { width: 512, height: 512 };

test("a picture of the frame's shape is kept whole", () => {
  expect(cropBox(upright, cover, centred)).toEqual({ left: 0, top: 0, width: 1080, height: 1920 });
});

test("of a lying picture the middle is taken, in the frame's shape", () => {
  const box = cropBox(lying, cover, centred);
  expect(box.height).toBe(3000);
  expect(box.width / box.height).toBeCloseTo(cover.width / cover.height);
  expect(box.left).toBeCloseTo((4000 - box.width) / 2);
});

test("a square shows the whole shorter side at first, from the middle", () => {
  expect(cropBox(wide, square, centred)).toEqual({ left: 100, top: 0, width: 200, height: 200 });
});

test.each([
  ["lying", lying],
  ["upright", upright],
  ["tiny", tiny],
] as const)("however a %s picture is moved, the frame stays filled", (_, picture) => {
  for (const frame of [cover, square]) {
    let crop: Crop = centred;
    const changes = [{ right: 3 }, { down: -9, zoom: 2 }, { right: -40 }, { zoom: 0.01 }, { down: 5, zoom: 100 }];
    for (const change of changes) {
      crop = moveCrop(picture, frame, crop, change);
      const box = cropBox(picture, frame, crop);
      expect(crop.zoom).toBeGreaterThanOrEqual(1);
      expect(crop.zoom).toBeLessThanOrEqual(ZOOM_MAX);
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(picture.width + 1e-6);
      expect(box.top + box.height).toBeLessThanOrEqual(picture.height + 1e-6);
    }
  }
});

test.each([
  [
    { zoom: 1, x: -0.125, y: 2.5 },
    { zoom: 1, x: 0.25, y: 0.5 },
  ],
  [
    { zoom: 9, x: 0, y: 0 },
    { zoom: 4, x: 0.0625, y: 0.125 },
  ],
  [
    { zoom: 0.1, x: 0.975, y: 0.5 },
    { zoom: 1, x: 0.75, y: 0.5 },
  ],
])("%j is kept inside", (crop, kept) => {
  expect(moveCrop(wide, square, crop, {})).toEqual(kept);
});

test("dragging to the right shows what lies further left", () => {
  const before = cropBox(lying, cover, centred);
  const after = cropBox(lying, cover, moveCrop(lying, cover, centred, { right: 0.1 }));
  expect(after.left).toBeCloseTo(before.left - 0.1 * before.width);
});
