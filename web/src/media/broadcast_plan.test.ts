import { expect, test } from "vitest";
import { bitrateOf, planBroadcast, qualityOf } from "./broadcast_plan";

const upright = { width: 720, height: 1280 };

test("a quick machine sends a sharp and a light rendition, within their bit rates", () => {
  const plan = planBroadcast("avc1", upright, 8);
  expect(qualityOf(plan)).toBe("sharp");
  expect(plan.hd.bitrate_max).toBe(2_500_000);
  expect(plan.sd?.bitrate_max).toBe(500_000);
  expect(bitrateOf(plan)).toBe(3_128_000);
});

test("a slower machine sends less, and always something", () => {
  const qualities = [8, 24, 34, 60, 500].map((cost) => qualityOf(planBroadcast("vp8", upright, cost)));
  expect(qualities).toEqual(["sharp", "good", "good", "light", "light"]);
  expect(planBroadcast("vp8", upright, 500).sd).toBeNull();
});

test("a small camera is sent once, as it is", () => {
  const plan = planBroadcast("avc1", { width: 640, height: 360 }, 5);
  expect(plan).toMatchObject({ sd: null, hd: { pixels_max: 640 * 360 } });
});
