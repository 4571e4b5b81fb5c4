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

/** Nothing happens to it any more. */
export function isOver({ state }: Pick<Payout, "state">): boolean {
  return state === "paid" || state === "refused" || state === "failed" || state === "returned" || state === "cancelled";
}
