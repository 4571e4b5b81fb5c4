import { expect, test } from "vitest";
import type { BroadcastPlan } from "./broadcast_plan";
import { chooseRecordingType, fitPixels, recordingLadder } from "./recording_plan";

const PLAN: BroadcastPlan = {
  codec: "avc1",
  hd: { pixels_max: 1280 * 720, bitrate_max: 2_500_000, frames_per_s: 30 },
  sd: { pixels_max: 640 * 360, bitrate_max: 500_000, frames_per_s: 30 },
};

test.each([
  ["Chromium", /webm.*(avc1|h264|vp8)|mp4.*opus/, "video/webm;codecs=avc1.42E01E,opus"],
  ["Firefox", /webm.*vp8/, "video/webm;codecs=vp8,opus"],
  ["an older Safari", /mp4.*mp4a/, "video/mp4;codecs=avc1.42E01E,mp4a.40.2"],
  ["something else", /quicktime/, undefined],
])("%s records in what is passed on soonest", (_, supported, type) => {
  expect(chooseRecordingType((offered) => supported.test(offered))).toBe(type);
});

test("each step of the ladder is about half of the one before, and the last fits through a telephone line", () => {
  const ladder = recordingLadder(PLAN);
  expect(ladder[0]).toEqual(PLAN.hd);
  for (const [index, rung] of ladder.slice(1).entries()) {
    expect(rung.bitrate_max).toBeLessThanOrEqual((ladder[index]?.bitrate_max ?? 0) * 0.55);
    expect(rung.pixels_max).toBeLessThan(ladder[index]?.pixels_max ?? 0);
  }
  expect(ladder.at(-1)?.bitrate_max).toBeLessThanOrEqual(300_000);
});

test("a picture is made smaller in its own shape, in even numbers, and never larger", () => {
  expect(fitPixels({ width: 1280, height: 720 }, 640 * 360)).toEqual({ width: 640, height: 360 });
  expect(fitPixels({ width: 720, height: 1280 }, 540 * 960)).toEqual({ width: 540, height: 960 });
  expect(fitPixels({ width: 640, height: 360 }, 1280 * 720)).toEqual({ width: 640, height: 360 });
  const { width, height } = fitPixels({ width: 641, height: 363 }, 50_000);
  expect([width % 2, height % 2]).toEqual([0, 0]);
  expect(width * height).toBeLessThan(51_000);
});
