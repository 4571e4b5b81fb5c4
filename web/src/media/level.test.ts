import { expect, test } from "vitest";
import { levelOf } from "./level";

function tone(amplitude: number): Float32Array {
  return Float32Array.from({ length: 1024 }, (_, index) => amplitude * Math.sin(index / 5));
}

test("silence is empty and unheard", () => {
  expect(levelOf(new Float32Array(1024))).toEqual({ value: 0, heard: false });
  expect(levelOf(new Float32Array(0))).toEqual({ value: 0, heard: false });
});

test("louder sound fills more of the meter", () => {
  const values = [0.01, 0.05, 0.2, 0.9].map((amplitude) => levelOf(tone(amplitude)).value);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(values[0]).toBeGreaterThan(0);
  expect(values[3]).toBeLessThanOrEqual(1);
});

test("a voice counts as heard, the hiss of an open line does not", () => {
  expect(levelOf(tone(0.05)).heard).toBe(true);
  expect(levelOf(tone(0.0005)).heard).toBe(false);
});
