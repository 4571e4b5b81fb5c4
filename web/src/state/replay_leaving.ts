import type { ReplayCard } from "../net/replay_types";

/** A replay whose time is over within so long is about to go: long enough to be read, and to download it. */
const SOON_MS = 7 * 24 * 3_600_000;

/** That a replay is about to be deleted: when, and whether before its time, because there is no room. */
export interface Leaving {
  on: string;
  early: boolean;
}

export function leaving(
  { deletes_early_on, expires_at }: Pick<ReplayCard, "deletes_early_on" | "expires_at">,
  now_ms: number,
): Leaving | null {
  if (deletes_early_on !== null) return { on: deletes_early_on, early: true };
  return Date.parse(expires_at) - now_ms < SOON_MS ? { on: expires_at, early: false } : null;
}
