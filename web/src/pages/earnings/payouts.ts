import type { Payout } from "../../net/money_types";

export const PAYOUT_BADGES = {
  in_review: "waiting",
  approved: "waiting",
  sending: "waiting",
  sent: "waiting",
  paid: "good",
  refused: "bad",
  failed: "bad",
  returned: "bad",
  cancelled: "plain",
} as const satisfies Record<Payout["state"], string>;

/** By which word its page says what became of it: who cancels their own gives no reason. */
export function wordOf({ state, reason }: Pick<Payout, "state" | "reason">): Payout["state"] | "called_off" {
  return state === "cancelled" && reason !== null ? "called_off" : state;
}

/** Nothing happens to it any more. */
export function isOver({ state }: Pick<Payout, "state">): boolean {
  return state === "paid" || state === "refused" || state === "failed" || state === "returned" || state === "cancelled";
}
