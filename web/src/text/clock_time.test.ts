import { expect, test } from "vitest";
import { clockTime } from "./clock_time";

test.each([
  [0, "0:00"],
  [7.9, "0:07"],
  [754, "12:34"],
  [3_849, "1:04:09"],
  [-3, "0:00"],
])("%s s", (seconds, text) => {
  expect(clockTime(seconds)).toBe(text);
});
