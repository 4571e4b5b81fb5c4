import type { components } from "./schema";

/** What wallets and earnings are told in, by the names that their pages use. Generated as those in `types.ts`. */
type Schemas = components["schemas"];

export type Wallet = Schemas["Wallet"];
/** Whether somebody may do it, and why not; `on` is the day from which they may. */
export type Allowed = Schemas["Allowed"];

export type Pack = Schemas["Pack"];
export type Purchase = Schemas["Purchase"];
export type PurchaseList = Schemas["PurchaseList"];
export type WalletEntry = Schemas["WalletEntry"];
export type WalletHistory = Schemas["WalletHistory"];
export type Spending = Schemas["Spending"];
export type SpendingForm = Schemas["LimitsForm"];

export type Earnings = Schemas["Earnings"];
export type EarningsDay = Schemas["EarningsDay"];
export type EarningsEntry = Schemas["EarningsEntry"];
export type EarningsEntries = Schemas["EarningsEntries"];
export type Payout = Schemas["Payout"];
export type PayoutList = Schemas["PayoutList"];
export type StatementMonth = Schemas["StatementMonth"];

export type SandboxCheckout = Schemas["SandboxCheckoutBody"];
export type SandboxPaid = Schemas["SandboxActed"];
export type SandboxRecipient = Schemas["SandboxRecipient"];
export type SandboxRecipientDone = Schemas["SandboxRecipientDone"];
