import { describe, expect, test } from "vitest";
import { dayAt, niceStep, plot, stepTo } from "./chart";

const days = (...amounts: number[]) => amounts.map((diamonds) => ({ diamonds, reversed_diamonds: 0 }));

test.each([
  [0, 3, 1],
  [1, 3, 1],
  [9, 3, 5],
  [10, 3, 5],
  [30, 3, 10],
  [31, 3, 20],
  [14_999, 3, 5_000],
  [1_000_000, 3, 500_000],
])("%i in %i steps goes by %i", (most, count, step) => {
  expect(niceStep(most, count)).toBe(step);
  expect(niceStep(most, count) * count).toBeGreaterThanOrEqual(most);
});

describe("a plot", () => {
  test("of nothing is a line at the foot, with a scale", () => {
    const { bars, zero, lines } = plot(days(0, 0, 0), 300, 100);
    expect(zero).toBe(100);
    expect(bars.map(({ height }) => height)).toEqual([0, 0, 0]);
    expect(lines.map(({ value }) => value)).toEqual([0, 1]);
  });

  test("is as high as its scale says", () => {
    const { bars, lines } = plot(days(10, 20, 40), 300, 100);
    expect(lines.map(({ value }) => value)).toEqual([0, 20, 40]);
    expect(lines.map(({ y }) => Math.round(y))).toEqual([100, 50, 0]);
    expect(bars.map(({ height }) => Math.round(height))).toEqual([25, 50, 100]);
    expect(bars.every(({ y, height }) => Math.abs(y + height - 100) < 1e-9)).toBe(true);
  });

  test("shows a single diamond beside a million", () => {
    const [small] = plot(days(1, 1_000_000), 300, 100).bars;
    expect(small?.height).toBeGreaterThan(1);
  });

  test("has what was taken back below the line, and within the picture", () => {
    const { bars, zero } = plot(
      [
        { diamonds: 60, reversed_diamonds: 0 },
        { diamonds: 0, reversed_diamonds: 40 },
      ],
      200,
      100,
    );
    expect(zero).toBeGreaterThan(0);
    expect(zero).toBeLessThan(100);
    expect(bars[1]?.height).toBe(0);
    expect(zero + (bars[1]?.below ?? 0)).toBeCloseTo(100);
  });

  test("keeps its bars apart and inside", () => {
    const { bars } = plot(days(...Array.from({ length: 90 }, (_, index) => index)), 300, 100);
    expect(bars[0]?.x).toBeGreaterThan(0);
    for (const [index, bar] of bars.entries()) {
      expect(bar.x + bar.width).toBeLessThan(bars[index + 1]?.x ?? 300);
    }
  });
});

test("a finger finds the day under it", () => {
  expect([0, 0.04, 0.5, 0.999, 1, -0.2, 7].map((share) => dayAt(share, 30))).toEqual([0, 1, 15, 29, 29, 0, 29]);
});

test.each([
  ["ArrowLeft", 0, 0],
  ["ArrowLeft", 5, 4],
  ["ArrowRight", 29, 29],
  ["PageUp", 10, 3],
  ["PageDown", 25, 29],
  ["Home", 12, 0],
  ["End", 12, 29],
  ["a", 12, null],
])("%s leads from day %i to %j", (key, from, to) => {
  expect(stepTo(key, from, 30)).toBe(to);
});
