import { expect, test } from "vitest";
import { FrameTally } from "./frame_tally";

function play(tally: FrameTally, timestamps: Iterable<number>): void {
  for (const at of timestamps) tally.show(at, at);
}

/** `count` pictures, `each` milliseconds apart. */
const pictures = (from: number, count: number, each: number) =>
  Array.from({ length: count }, (_, i) => from + i * each);

test("a steady stream loses nothing, though a camera does not keep time exactly", () => {
  const tally = new FrameTally();
  play(
    tally,
    pictures(0, 90, 33).map((at, i) => at + (i % 2) * 9),
  );
  expect([tally.shown, tally.lost]).toEqual([90, 0]);
  expect(tally.rate(90 * 33)).toBeCloseTo(30, -1);
});

test("gaps are counted as the pictures that are missing in them", () => {
  const tally = new FrameTally();
  play(tally, [...pictures(0, 30, 33), ...pictures(29 * 33 + 4 * 33, 30, 33), ...pictures(62 * 33 + 2 * 33, 10, 33)]);
  expect(tally.lost).toBe(3 + 1);
});

test("a camera that slows down in the dark loses nothing for long", () => {
  const tally = new FrameTally();
  play(tally, [...pictures(0, 60, 33), ...pictures(60 * 33, 200, 66)]);
  expect(tally.lost).toBeLessThan(20);
});

test("interruptions are not pictures lost", () => {
  const tally = new FrameTally();
  play(tally, pictures(0, 30, 33));
  tally.interrupt();
  play(tally, pictures(4_000, 30, 33));
  play(tally, pictures(60_000, 30, 33));
  expect(tally.lost).toBe(0);
  expect(tally.rate(70_000)).toBe(0);
});
