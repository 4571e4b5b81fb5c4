import { expect, test } from "vitest";
import { judgeUpload, type UploadFacts } from "./upload_health";

const fine: UploadFacts = {
  connected: true,
  frames_per_s: 30,
  uplink_bits_per_s: 8_000_000,
  needed_bits_per_s: 3_000_000,
  round_trip_ms: 30,
  waiting_bytes: 20_000,
  lost_share: 0,
};

test.each([
  ["all is well", {}, "good"],
  ["the browser tells nothing of the uplink", { uplink_bits_per_s: undefined, round_trip_ms: undefined }, "good"],
  ["no second has been counted", { frames_per_s: undefined }, "starting"],
  ["the session is lost", { connected: false }, "reconnecting"],
  ["the camera stutters", { frames_per_s: 9 }, "slow"],
  ["the uplink is narrow", { uplink_bits_per_s: 1_000_000 }, "tight"],
  ["a second of pictures waits", { waiting_bytes: 375_000 }, "tight"],
  ["pictures never leave", { lost_share: 0.1 }, "tight"],
  ["the way is long", { round_trip_ms: 900 }, "tight"],
] as const)("%s", (_, changes, health) => {
  expect(judgeUpload({ ...fine, ...changes })).toBe(health);
});
