import { expect, test } from "vitest";
import { chooseRendition, qualitiesOf, Strain } from "./rendition";

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

test.each([
  [720, "video/hd"],
  [352, "video/sd"],
  [1080, "video/hd"],
  [144, "video/sd"],
])("who wants %sp gets what is nearest, whatever the stage and the network", (quality, name) => {
  expect(chooseRendition(renditions, 100, true, quality)).toBe(name);
});

test("each height can be chosen once, the best first", () => {
  const sizes = [
    { width: 360, height: 640 },
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
    { width: 0, height: 0 },
  ];
  expect(qualitiesOf(sizes)).toEqual([720, 360]);
});

test("a network that was strained is spared for a while, and for longer each time", () => {
  const strain = new Strain();
  const sparedFor = (from_ms: number) => {
    strain.observe(true, from_ms);
    let at_ms = from_ms;
    while (strain.observe(false, at_ms)) at_ms += 250;
    return at_ms - from_ms;
  };
  expect(strain.observe(false, 1_000)).toBe(false);
  const first_ms = sparedFor(10_000);
  const second_ms = sparedFor(40_000);
  const third_ms = sparedFor(120_000);
  expect(second_ms).toBe(first_ms * 2);
  expect(third_ms).toBe(first_ms * 4);
  expect(sparedFor(3_600_000)).toBe(first_ms);
});
