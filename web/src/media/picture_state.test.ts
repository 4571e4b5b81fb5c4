import { expect, test } from "vitest";
import { judgePicture, mergePictures, type PictureFacts, type PictureState, STALL_MS } from "./picture_state";

const facts: PictureFacts = {
  supported: true,
  refused: false,
  attempts: 0,
  sincePicture_ms: undefined,
  soundOnly: false,
  held: false,
};

test.each([
  ["before the first picture", {}, "connecting"],
  ["while the relay is tried in vain", { attempts: 2 }, "connecting"],
  ["after many tries in vain", { attempts: 4 }, "failed"],
  ["while pictures come", { sincePicture_ms: 30 }, "playing"],
  ["when they stop", { sincePicture_ms: STALL_MS }, "stalled"],
  ["when they stop because the viewer paused", { sincePicture_ms: 60_000, held: true }, "playing"],
  ["when the network is lost after a picture", { sincePicture_ms: 60_000, attempts: 9 }, "stalled"],
  ["when the host sends sound alone", { soundOnly: true }, "sound"],
  ["when the LIVE has ended", { sincePicture_ms: 30, refused: true }, "failed"],
  ["in a browser without what it takes", { supported: false, refused: true }, "unsupported"],
] as const)("%s", (_, changes, state) => {
  expect(judgePicture({ ...facts, ...changes })).toBe(state);
});

test.each<[string, PictureState[], boolean, PictureState]>([
  ["one way plays, the other is still tried", ["playing", "connecting"], false, "playing"],
  ["one way is lost, the other begins", ["stalled", "connecting"], true, "stalled"],
  ["one way was given up after it had played", ["connecting"], true, "stalled"],
  ["one way failed, the other is tried", ["failed", "connecting"], false, "connecting"],
  ["both failed", ["failed", "failed"], false, "failed"],
  ["one way is unknown to the browser, the other fails", ["unsupported", "failed"], false, "failed"],
  ["no way is left", [], false, "unsupported"],
])("%s", (_, states, seen, merged) => {
  expect(mergePictures(states, seen)).toBe(merged);
});
