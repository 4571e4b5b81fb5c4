/**
 * What taps on a playing video mean: one holds it or lets it go on, two in quick succession are a like, and each
 * further one that follows is another. Pure; times are milliseconds of any clock.
 */
export interface Taps {
  last_ms: number;
  /** Whether the taps at hand are likes already. */
  liking: boolean;
}

export const noTaps: Taps = { last_ms: Number.NEGATIVE_INFINITY, liking: false };

/** Two taps so close together are a double tap; so long one waits before a single one counts. */
export const DOUBLE_TAP_MS = 280;

export function tap(taps: Taps, now_ms: number): { taps: Taps; means: "like" | "wait" } {
  const follows = now_ms - taps.last_ms < DOUBLE_TAP_MS;
  return { taps: { last_ms: now_ms, liking: follows }, means: follows ? "like" : "wait" };
}

/** Asked after the wait that `tap` demanded: whether that tap stayed alone. */
export function isSingle(taps: Taps, tapped_ms: number): boolean {
  return !taps.liking && taps.last_ms === tapped_ms;
}
