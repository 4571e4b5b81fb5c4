import { expect, test } from "vitest";
import { chooseRendition } from "./rendition";

const renditions = {
  "video/hd": { codedWidth: 720, codedHeight: 1280 },
  "video/sd": { codedWidth: 352, codedHeight: 640 },
};

test.each([
  ["a phone's whole screen", 1170 * 2532, false, "video/hd"],
  ["a small plain screen", 390 * 844, false, "video/sd"],
  ["a thumbnail", 100 * 180, false, "video/sd"],
  ["a stage that is not measured yet", 0, false, "video/sd"],
  ["a strained network", 1170 * 2532, true, "video/sd"],
] as const)("%s", (_, stage_px, strained, name) => {
  expect(chooseRendition(renditions, stage_px, strained)).toBe(name);
});

test("nothing to choose from", () => {
  expect(chooseRendition({}, 1_000, false)).toBeUndefined();
});
