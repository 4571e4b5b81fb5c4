import type { Money } from "../../money/money";
import type { Pack, Purchase } from "../../net/money_types";

export type PurchaseStanding = "open" | "paid" | "expired" | "failed" | "refunded" | "partly" | "disputed" | "lost";

/** How a purchase stands, with what happened after it was paid. */
export function standing(purchase: Pick<Purchase, "state" | "dispute" | "refunded" | "total">): PurchaseStanding {
  const { state, dispute, refunded, total } = purchase;
  if (state !== "paid") return state;
  if (dispute === "open") return "disputed";
  if (dispute === "lost") return "lost";
  if (refunded.amount >= total.amount) return "refunded";
  return refunded.amount > 0 ? "partly" : "paid";
}

export function netOf({ total, tax }: Pick<Purchase, "total" | "tax">): Money {
  return { ...total, amount: total.amount - tax.amount };
}

/** How much less one coin of a pack costs than one of the dearest, from 0 to 1. */
export function savedShare(pack: Pack, packs: readonly Pack[]): number {
  const price = (each: Pack) => each.price.amount / each.coins;
  const dearest = Math.max(...packs.map(price));
  return dearest > 0 ? 1 - price(pack) / dearest : 0;
}

/** What of a pack pays a debt, and what is left to give. */
export function afterDebt(coins: number, debt_coins: number): { debt: number; left: number } {
  const debt = Math.min(coins, debt_coins);
  return { debt, left: coins - debt };
}
