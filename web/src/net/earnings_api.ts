import { Http } from "./http";
import type {
  Earnings,
  EarningsDay,
  EarningsEntries,
  Payout,
  PayoutList,
  SandboxRecipient,
  SandboxRecipientDone,
  StatementMonth,
} from "./money_types";

const http = new Http((url, init) => fetch(url, init));
const recipient = (id: string) => `/sandbox/recipients/${encodeURIComponent(id)}`;

/** Diamonds: what was earned with what, and its way out. All calls throw `ApiError`. */
export const earningsApi = {
  earnings: () => http.request<Earnings>("GET", "/me/earnings"),
  days: async (days: number) =>
    (await http.request<{ days: EarningsDay[] }>("GET", "/me/earnings/days", { query: { days: `${days}` } })).days,
  entries: (day: string, before?: number) =>
    http.request<EarningsEntries>("GET", "/me/earnings/entries", { query: { day, before: before?.toString() } }),
  statements: async () => (await http.request<{ months: StatementMonth[] }>("GET", "/me/earnings/statements")).months,

  payouts: (before?: string) => http.request<PayoutList>("GET", "/me/payouts", { query: { before } }),
  /** The same `key` again is the same payout, however often it is sent. */
  withdraw: (diamonds: number, key: string) => http.request<Payout>("POST", "/me/payouts", { json: { diamonds, key } }),
  cancelPayout: (id: string) => http.request<Payout>("POST", `/me/payouts/${encodeURIComponent(id)}/cancel`),
  beRecipient: () => http.request<{ onboarding_url: string }>("POST", "/me/payouts/recipient"),

  sandboxRecipient: (id: string) => http.request<SandboxRecipient>("GET", recipient(id)),
  actInSandbox: (id: string, act: "complete" | "restrict" | "close") =>
    http.request<SandboxRecipientDone>("POST", recipient(id), { json: { act } }),
};

/** Where the browser itself fetches a month's statement, as a file. */
export const statementUrl = (month: string) => `/api/v1/me/earnings/statements/${encodeURIComponent(month)}?format=csv`;
