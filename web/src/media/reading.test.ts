import { expect, test } from "vitest";
import { RateMeter } from "./reading";

test("so many a second, of the time between two readings", () => {
  const meter = new RateMeter();
  expect(meter.read(1_000, 0)).toBeNull();
  expect(meter.read(1_500, 100)).toBeNull();
  expect(meter.read(5_000, 2_000)).toBe(2_000);
  expect(meter.read(9_000, 2_100)).toBe(2_000);
  expect(meter.read(9_000, 4_000)).toBe(2_000);
  expect(meter.read(9_000, 6_000)).toBe(0);
});

test("a count that begins anew is never negative", () => {
  const meter = new RateMeter();
  meter.read(10_000, 0);
  expect(meter.read(400, 2_000)).toBe(200);
});
