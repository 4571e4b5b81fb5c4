import { expect, test } from "vitest";
import { codecsOf, type EncoderFacts, judgeEncoder } from "./encoder_health";

const fine: EncoderFacts = {
  picture: "avc1",
  sound: "mp4a",
  bits_per_s: 2_600_000,
  pictures_per_s: 29.9,
  keyframe_every_ms: 2_000,
};

test("an encoder that is set up as the studio advises is good", () => {
  expect(judgeEncoder(fine)).toBe("good");
});

test.each([
  ["starting", null],
  ["starting", { bits_per_s: 0, picture: null, sound: null }],
  ["pictureless", { picture: null, pictures_per_s: 0, keyframe_every_ms: null }],
  ["soundless", { sound: null }],
  ["slow", { pictures_per_s: 9.8 }],
  ["slow", { pictures_per_s: 9.8, sound: null }],
  ["sparse", { keyframe_every_ms: 10_000 }],
  ["heavy", { bits_per_s: 20_000_000 }],
  ["exotic", { picture: "hvc1" }],
  ["good", { picture: "vp09", sound: "Opus" }],
  ["good", { keyframe_every_ms: null }],
] as const)("it is %s with %o", (health, facts) => {
  expect(judgeEncoder(facts && { ...fine, ...facts })).toBe(health);
});

test("codecs have the names that people know", () => {
  expect(codecsOf(fine)).toBe("H.264 + AAC");
  expect(codecsOf({ ...fine, picture: "hvc1", sound: null })).toBe("HEVC");
  expect(codecsOf({ ...fine, picture: null, sound: "Opus" })).toBe("Opus");
});
