import type { WalletEntry } from "../../net/money_types";

export interface Group<Entry> {
  /** The reader's own day of all of them. */
  day: string;
  entries: Entry[];
}

/** Entries, newest first, by the day on which they happened; `dayOf` says which day that is where the reader lives. */
export function groupByDay<Entry extends { at: string }>(
  entries: readonly Entry[],
  dayOf: (at: string) => string,
): Group<Entry>[] {
  const groups: Group<Entry>[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = groups.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else groups.push({ day, entries: [entry] });
  }
  return groups;
}

/** A page of older entries after those that are shown; what came twice, because something was added meanwhile, once. */
export function withOlder<Entry extends { sequence: number }>(
  shown: readonly Entry[],
  older: readonly Entry[],
): Entry[] {
  const known = new Set(shown.map(({ sequence }) => sequence));
  return [...shown, ...older.filter(({ sequence }) => !known.has(sequence))];
}

/** The newest page before those that are shown; a gap between them, if more came than a page holds, starts anew. */
export function withNewest<Entry extends { sequence: number }>(
  shown: readonly Entry[],
  newest: readonly Entry[],
): Entry[] | null {
  if (shown.length === 0) return [...newest];
  const known = new Set(shown.map(({ sequence }) => sequence));
  return newest.some(({ sequence }) => known.has(sequence)) ? withOlder(newest, shown) : null;
}

/** What is the matter with an entry, for its icon: coins that come, a gift, or something put right. */
export function look(entry: Pick<WalletEntry, "kind" | "coins">): "in" | "gift" | "back" {
  if (entry.kind === "gift.sent" || entry.kind === "gift.restored") return "gift";
  return entry.kind === "coins.bought" || entry.coins > 0 ? "in" : "back";
}
