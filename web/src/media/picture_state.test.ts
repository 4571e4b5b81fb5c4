import { expect, test } from "vitest";
import { judgePicture, type PictureFacts, STALL_MS } from "./picture_state";

const facts: PictureFacts = { supported: true, refused: false, attempts: 0, sincePicture_ms: undefined, held: false };

test.each([
  ["before the first picture", {}, "connecting"],
  ["while the relay is tried in vain", { attempts: 2 }, "connecting"],
  ["after many tries in vain", { attempts: 4 }, "failed"],
  ["while pictures come", { sincePicture_ms: 30 }, "playing"],
  ["when they stop", { sincePicture_ms: STALL_MS }, "stalled"],
  ["when they stop because the viewer paused", { sincePicture_ms: 60_000, held: true }, "playing"],
  ["when the network is lost after a picture", { sincePicture_ms: 60_000, attempts: 9 }, "stalled"],
  ["when the LIVE has ended", { sincePicture_ms: 30, refused: true }, "failed"],
  ["in a browser without what it takes", { supported: false, refused: true }, "unsupported"],
] as const)("%s", (_, changes, state) => {
  expect(judgePicture({ ...facts, ...changes })).toBe(state);
});
