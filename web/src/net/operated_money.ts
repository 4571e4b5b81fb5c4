import type { Money } from "../money/money";
import type { AccountCard } from "./types";

export type GiftTier = "small" | "nice" | "grand" | "legend";

export interface OperatedGift {
  id: string;
  name: { en: string; ja: string };
  tier: GiftTier;
  price_coins: number;
  art: string;
  is_active: boolean;
  position: number;
  sent_count: number;
  sent_coins: number;
}

export type NewGift = Pick<OperatedGift, "id" | "name" | "tier" | "price_coins" | "art" | "position">;
export type GiftChanges = Partial<Omit<NewGift, "id"> & { is_active: boolean }>;

export type DisputeState = "open" | "won" | "lost";

export interface OperatedPurchase {
  id: string;
  account: AccountCard;
  pack: string;
  coins: number;
  total: Money;
  tax: Money;
  tax_name: string;
  state: "open" | "paid" | "expired" | "failed";
  refunded: Money;
  refundable: Money;
  coins_taken_back: number;
  dispute: DisputeState | null;
  created_at: string;
  paid_at: string | null;
  provider: "sandbox" | "stripe";
}

export interface OperatedPurchasePage {
  purchases: OperatedPurchase[];
  next_before: string | null;
}

export interface RefundForm {
  /** Minor units; null is all that is left. */
  amount: number | null;
  reason: string;
  key: string;
}

export type PayoutState =
  | "in_review"
  | "approved"
  | "sending"
  | "sent"
  | "paid"
  | "refused"
  | "failed"
  | "returned"
  | "cancelled";

export interface OperatedPayout {
  id: string;
  account: AccountCard;
  diamonds: number;
  amount: Money;
  state: PayoutState;
  reason: string | null;
  created_at: string;
  decided_at: string | null;
  paid_at: string | null;
  earned_total_diamonds: number;
  flags: number;
}

export type FlowKind = "ring" | "burst" | "new_payers";
export type FlowState = "open" | "dismissed" | "frozen";
export type FlowPart = "sender" | "recipient" | "member";

export interface Flow {
  id: string;
  kind: FlowKind;
  state: FlowState;
  accounts: { account: AccountCard; part: FlowPart }[];
  coins: number;
  diamonds: number;
  since: string;
  until: string;
  reason: { code: string; message: string; numbers: Record<string, number> };
  found_at: string;
  decided_by: AccountCard | null;
  note: string | null;
  /** Who gave whom, most coins first. */
  gifts: { from: string; to: string; coins: number }[];
}

export interface FlowPage {
  flows: Flow[];
  next_before: string | null;
}

export type FlowAct = "dismiss" | "freeze" | "unfreeze";

export interface Freeze {
  id: string;
  account: AccountCard;
  reason: string;
  frozen_at: string;
  frozen_by: AccountCard | null;
  lifted_at: string | null;
}
