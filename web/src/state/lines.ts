import type { AccountCard, Comment, Gift } from "../net/types";
import type { Entry } from "./room";

/** What the conversation shows: entries, with neighbours of one kind in one line. */
export type Line =
  | { key: string; kind: "comment"; comment: Comment }
  | { key: string; kind: "follow" | "moderator"; account: AccountCard }
  | { key: string; kind: "share"; account: AccountCard | null }
  | { key: string; kind: "gift"; gift: Gift; count: number }
  /** The newest of those who joined one after another, and how many more there were. */
  | { key: string; kind: "join"; account: AccountCard; more: number };

/** People who arrive together share a line, so that arrivals never push a conversation off the screen. */
export function toLines(entries: readonly Entry[]): Line[] {
  const lines: Line[] = [];
  let names = new Set<string>();
  for (const entry of entries) {
    const last = lines.at(-1);
    if (entry.kind === "comment") {
      lines.push({ key: entry.key, kind: "comment", comment: entry.comment });
    } else if (entry.kind === "join" && last?.kind === "join") {
      names.add(entry.account.id);
      // The line keeps its key and so its place; only its words change.
      lines[lines.length - 1] = { ...last, account: entry.account, more: names.size - 1 };
    } else if (entry.kind === "join") {
      names = new Set([entry.account.id]);
      lines.push({ key: entry.key, kind: "join", account: entry.account, more: 0 });
    } else if (entry.kind === "follow" || entry.kind === "moderator") {
      lines.push({ key: entry.key, kind: entry.kind, account: entry.account });
    } else if (entry.kind === "gift") {
      lines.push({ key: entry.key, kind: "gift", gift: entry.gift, count: entry.count });
    } else {
      lines.push({ key: entry.key, kind: "share", account: entry.account });
    }
  }
  return lines;
}
