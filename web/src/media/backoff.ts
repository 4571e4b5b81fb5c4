/** Waits between attempts to reach the relay again. */

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first repeat).
 *
 * Doubles up to five seconds; the upper half is random, so that an audience which lost the relay together does not
 * come back in one stampede.
 */
export function waitBeforeAttempt(attempt: number, random: () => number): number {
  const ceiling_ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return ceiling_ms / 2 + (ceiling_ms / 2) * random();
}
