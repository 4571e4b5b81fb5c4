import { expect, test } from "vitest";
import { chooseFormat, recordingName, ringAt } from "./recording";

test("of what the browser can record in, what is read fastest is taken", () => {
  expect(chooseFormat(() => true)?.extension).toBe("mp4");
  expect(chooseFormat((mime) => mime.includes("vp8"))).toEqual({
    mime: "video/webm;codecs=vp8,opus",
    extension: "webm",
  });
  expect(chooseFormat(() => false)).toBeNull();
});

test.each([
  [0, { share: 0, left_s: 180, ending: false }],
  [90, { share: 0.5, left_s: 90, ending: false }],
  [169.5, { share: 169.5 / 180, left_s: 11, ending: false }],
  [170, { share: 170 / 180, left_s: 10, ending: true }],
  [200, { share: 1, left_s: 0, ending: true }],
])("after %s s of three minutes", (recorded_s, ring) => {
  expect(ringAt(recorded_s, 180)).toEqual(ring);
});

test("a recording has a name that a file can have", () => {
  expect(recordingName(new Date("2026-03-04T05:06:07Z"), { mime: "", extension: "webm" })).toBe(
    "recording-2026-03-04T05-06-07.webm",
  );
});
