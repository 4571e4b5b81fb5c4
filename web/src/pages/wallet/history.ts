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

/** What is the matter with an entry, for its icon: coins that come, a gift, or something put right. */
export function look(entry: Pick<WalletEntry, "kind" | "coins">): "in" | "gift" | "back" {
  if (entry.kind === "gift.sent" || entry.kind === "gift.restored") return "gift";
  return entry.kind === "coins.bought" || entry.coins > 0 ? "in" : "back";
}
