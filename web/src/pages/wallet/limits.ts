import type { Spending, SpendingForm } from "../../net/money_types";

/** What the server takes at most. */
export const LIMIT_COINS_MAX = 100_000_000;

export type LimitFault = "wrong" | "much";

/** A limit as it was typed: so many coins, null for none, or what is wrong. Full-width figures are read too. */
export function readLimit(text: string): { coins: number | null; fault: null } | { coins: null; fault: LimitFault } {
  const plain = text.normalize("NFKC").replace(/[\s,.'’]/g, "");
  if (plain === "") return { coins: null, fault: null };
  if (!/^\d+$/.test(plain)) return { coins: null, fault: "wrong" };
  const coins = Number(plain);
  return coins > LIMIT_COINS_MAX ? { coins: null, fault: "much" } : { coins, fault: null };
}

const bound = (coins: number | null) => coins ?? Number.POSITIVE_INFINITY;

/** When a change counts: at once where it only protects more, later where any part of it allows more. */
export function whenItCounts(now: SpendingForm, wanted: SpendingForm): "unchanged" | "now" | "later" {
  const pairs = [
    [bound(now.coins_a_day), bound(wanted.coins_a_day)],
    [bound(now.coins_a_month), bound(wanted.coins_a_month)],
  ] as const;
  if (pairs.every(([is, will]) => is === will)) return "unchanged";
  return pairs.some(([is, will]) => will > is) ? "later" : "now";
}

/** How much of a limit is used, from 0 to 1; a limit of nothing is used up. */
export function usedShare(spent: number, limit: number): number {
  return limit === 0 ? 1 : Math.min(1, spent / limit);
}

/** What is in force now, as a form. */
export function present({ coins_a_day, coins_a_month }: Spending): SpendingForm {
  return { coins_a_day, coins_a_month };
}
