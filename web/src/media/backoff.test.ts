import { expect, test } from "vitest";
import { waitBeforeAttempt } from "./backoff";

test("waits grow, stay under five seconds, and keep at least half of their ceiling", () => {
  const shortest = [0, 1, 2, 3, 4, 5, 50].map((attempt) => waitBeforeAttempt(attempt, () => 0));
  expect(shortest).toEqual([150, 300, 600, 1_200, 2_400, 2_500, 2_500]);
  expect(waitBeforeAttempt(50, () => 1)).toBe(5_000);
});

test("two viewers who lost the relay together come back at different moments", () => {
  expect(waitBeforeAttempt(3, () => 0.2)).not.toBe(waitBeforeAttempt(3, () => 0.8));
});
