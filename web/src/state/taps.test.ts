import { expect, test } from "vitest";
import { isSingle, noTaps, tap } from "./taps";

test("a tap that stays alone is one", () => {
  const { taps, means } = tap(noTaps, 1_000);
  expect(means).toBe("wait");
  expect(isSingle(taps, 1_000)).toBe(true);
});

test("two in quick succession are a like, and the first of them is no single tap", () => {
  const first = tap(noTaps, 1_000);
  const second = tap(first.taps, 1_200);
  expect(second.means).toBe("like");
  expect(isSingle(second.taps, 1_000)).toBe(false);
  expect(isSingle(second.taps, 1_200)).toBe(false);
});

test("each further quick tap is a like, and a later one is single again", () => {
  let taps = tap(noTaps, 0).taps;
  for (const now of [200, 400, 600]) {
    const next = tap(taps, now);
    expect(next.means).toBe("like");
    taps = next.taps;
  }
  expect(tap(taps, 2_000).means).toBe("wait");
});
