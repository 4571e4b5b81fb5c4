/** A delay as people are told of it: more precisely it is never known. */
export function roundDelay(delay_ms: number): number {
  const STEP_MS = 10;
  return Math.max(STEP_MS, Math.round(delay_ms / STEP_MS) * STEP_MS);
}
