import type { PurchaseStanding } from "./purchase";

/** How each looks. */
export const BADGES = {
  open: "waiting",
  paid: "good",
  expired: "plain",
  failed: "bad",
  refunded: "plain",
  partly: "plain",
  disputed: "waiting",
  lost: "bad",
} as const satisfies Record<PurchaseStanding, string>;
