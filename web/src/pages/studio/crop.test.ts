import { expect, test } from "vitest";
import { COVER, type Crop, centred, cropBox, moveCrop, ZOOM_MAX } from "./crop";

const lying = { width: 4000, height: 3000 };
const upright = { width: 1080, height: 1920 };
const tiny = { width: 90, height: 30 };

test("a picture of the cover's shape is kept whole", () => {
  expect(cropBox(upright, centred)).toEqual({ left: 0, top: 0, width: 1080, height: 1920 });
});

test("of a lying picture the middle is taken, in the cover's shape", () => {
  const box = cropBox(lying, centred);
  expect(box.height).toBe(3000);
  expect(box.width / box.height).toBeCloseTo(COVER.width / COVER.height);
  expect(box.left).toBeCloseTo((4000 - box.width) / 2);
});

test.each([
  ["lying", lying],
  ["upright", upright],
  ["tiny", tiny],
] as const)("however a %s picture is moved, the frame stays filled", (_, size) => {
  let crop: Crop = centred;
  const changes = [{ right: 3 }, { down: -9, zoom: 2 }, { right: -40 }, { zoom: 0.01 }, { down: 5, zoom: 100 }];
  for (const change of changes) {
    crop = moveCrop(size, crop, change);
    const box = cropBox(size, crop);
    expect(crop.zoom).toBeGreaterThanOrEqual(1);
    expect(crop.zoom).toBeLessThanOrEqual(ZOOM_MAX);
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.top).toBeGreaterThanOrEqual(0);
    expect(box.left + box.width).toBeLessThanOrEqual(size.width + 1e-6);
    expect(box.top + box.height).toBeLessThanOrEqual(size.height + 1e-6);
  }
});

test("dragging to the right shows what lies further left", () => {
  const before = cropBox(lying, centred);
  expect(cropBox(lying, moveCrop(lying, centred, { right: 0.1 })).left).toBeLessThan(before.left);
});
