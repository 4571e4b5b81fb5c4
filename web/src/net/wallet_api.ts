import { Http } from "./http";
import type {
  Purchase,
  PurchaseList,
  SandboxCheckout,
  SandboxPaid,
  Spending,
  SpendingForm,
  Wallet,
  WalletHistory,
} from "./money_types";

const http = new Http((url, init) => fetch(url, init));
const checkout = (id: string) => `/sandbox/checkouts/${encodeURIComponent(id)}`;

/** Coins: what there is, what was bought, where it went. All calls throw `ApiError`. */
export const walletApi = {
  wallet: () => http.request<Wallet>("GET", "/me/wallet"),
  history: (before?: number) =>
    http.request<WalletHistory>("GET", "/me/wallet/history", { query: { before: before?.toString() } }),

  /** The same `key` again is the same purchase, however often it is sent. */
  buy: (pack: string, key: string) => http.request<Purchase>("POST", "/me/purchases", { json: { pack, key } }),
  purchases: (before?: string) => http.request<PurchaseList>("GET", "/me/purchases", { query: { before } }),
  purchase: (id: string) => http.request<Purchase>("GET", `/me/purchases/${encodeURIComponent(id)}`),

  spending: () => http.request<Spending>("GET", "/me/spending"),
  limitSpending: (form: SpendingForm) => http.request<Spending>("PUT", "/me/spending", { json: form }),

  sandboxCheckout: (id: string) => http.request<SandboxCheckout>("GET", checkout(id)),
  actInSandbox: (id: string, act: "pay" | "decline" | "cancel") =>
    http.request<SandboxPaid>("POST", checkout(id), { json: { act } }),
};
