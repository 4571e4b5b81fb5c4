/** What wallets and earnings are told in, until the server's own types say it. */
import type { Money } from "../money/money";
import type { AccountCard, Platform } from "./types";

export type Provider = "sandbox" | "stripe";

/** Whether somebody may do it, and why not; `on` is the day from which they may. */
export interface Allowed {
  allowed: boolean;
  code: string | null;
  message: string | null;
  on: string | null;
}

export interface Pack {
  id: string;
  coins: number;
  price: Money;
  tax: { name: string; rate_bps: number; amount: Money; is_included: boolean };
}

export interface Wallet {
  coins: number;
  debt_coins: number;
  has_open_dispute: boolean;
  is_frozen: boolean;
  provider: Provider;
  region: string;
  may_buy: Allowed;
  packs: Pack[];
}

export interface Purchase {
  id: string;
  pack: string;
  coins: number;
  total: Money;
  tax: Money;
  tax_name: string;
  state: "open" | "paid" | "expired" | "failed";
  refunded: Money;
  coins_taken_back: number;
  dispute: "open" | "won" | "lost" | null;
  created_at: string;
  paid_at: string | null;
  checkout_url: string | null;
  provider: Provider;
}

export interface PurchasePage {
  purchases: Purchase[];
  next_before: string | null;
}

export interface WalletEntry {
  sequence: number;
  at: string;
  kind: string;
  coins: number;
  balance_coins: number;
  gift: { catalogue: string; count: number; to: AccountCard | null; room_id: string } | null;
  purchase_id: string | null;
}

export interface WalletHistory {
  entries: WalletEntry[];
  next_before: number | null;
}

export interface Spending {
  coins_today: number;
  coins_month: number;
  coins_a_day: number | null;
  coins_a_month: number | null;
  pending: { coins_a_day: number | null; coins_a_month: number | null; from: string } | null;
  cooling_off_until: string | null;
  may_send: Allowed;
}

export interface SpendingForm {
  coins_a_day: number | null;
  coins_a_month: number | null;
}

export interface CatalogueGift {
  id: string;
  name: { en: string; ja: string };
  tier: "small" | "nice" | "grand" | "legend";
  price_coins: number;
  art: string;
  is_active: boolean;
  position: number;
}

export interface SandboxCheckout {
  id: string;
  coins: number;
  total: Money;
  tax: Money;
  state: Purchase["state"];
}

export interface SandboxDone {
  state: string;
  return_path: string;
}

export interface Earnings {
  diamonds: number;
  pending_diamonds: number;
  payout_diamonds: number;
  frozen_diamonds: number;
  withdrawable_diamonds: number;
  currency: string;
  rate: { diamonds: number; money: Money };
  worth: Money;
  minimum: Money;
  daily_maximum: Money;
  left_today: Money;
  review_above: Money;
  matures: { on: string; diamonds: number }[];
  provider: Provider;
  recipient: { state: "none" | "onboarding" | "ready" | "restricted" | "closed"; requirements: string[] };
  may_withdraw: Allowed;
}

export interface EarningsDay {
  day: string;
  diamonds: number;
  gifts: number;
  reversed_diamonds: number;
  payout_diamonds: number;
}

export interface EarningsEntry {
  sequence: number;
  at: string;
  kind: string;
  diamonds: number;
  balance: number;
  gift: {
    catalogue: string;
    count: number;
    coins: number;
    share_bps: number;
    sender: AccountCard | null;
    room_id: string;
  } | null;
  payout_id: string | null;
  withdrawable_at: string | null;
  is_reversed: boolean;
}

export interface EarningsEntries {
  entries: EarningsEntry[];
  next_before: number | null;
}

export interface Payout {
  id: string;
  diamonds: number;
  amount: Money;
  state: "in_review" | "approved" | "sending" | "sent" | "paid" | "refused" | "failed" | "returned" | "cancelled";
  reason: string | null;
  created_at: string;
  decided_at: string | null;
  paid_at: string | null;
}

export interface StatementMonth {
  month: string;
  opening: number;
  gifts: number;
  reversed: number;
  payouts: number;
  closing: number;
}

/** How this platform takes money and pays it out. */
export function paymentsOf(platform: Platform | null): { provider: Provider } | undefined {
  return (platform as (Platform & { payments?: { provider: Provider } }) | null)?.payments;
}
