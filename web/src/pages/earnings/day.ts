import type { EarningsEntry } from "../../net/money_types";

/** What one LIVE brought on a day. */
export interface Live {
  /** Null where nobody knows any more in which it was. */
  room_id: string | null;
  diamonds: number;
  coins: number;
  /** Several of the same that were sent at once are one. */
  gifts: number;
  /** Newest first. */
  entries: EarningsEntry[];
}

/** A day's gifts by the LIVEs in which they came, the latest LIVE first; and what else moved, such as payouts. */
export function byLive(entries: readonly EarningsEntry[]): { lives: Live[]; others: EarningsEntry[] } {
  const lives = new Map<string | null, Live>();
  const others: EarningsEntry[] = [];
  for (const entry of entries) {
    if (!entry.gift) {
      others.push(entry);
      continue;
    }
    const { room_id } = entry.gift;
    const live = lives.get(room_id) ?? { room_id, diamonds: 0, coins: 0, gifts: 0, entries: [] };
    live.diamonds += entry.diamonds;
    // What is undone is counted where it is undone; a gift that came and went has brought nothing.
    live.coins += entry.kind === "gift.reversed" ? -entry.gift.coins : entry.gift.coins;
    live.gifts += entry.kind === "gift.sent" ? 1 : 0;
    live.entries.push(entry);
    lives.set(room_id, live);
  }
  return { lives: [...lives.values()], others };
}

/** The host's part of a gift's coins, in basis points: what the platform keeps is the rest. */
export function hostShare(share_bps: number): number {
  return 10_000 - share_bps;
}
