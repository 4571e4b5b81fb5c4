import { Http } from "./http";
import type {
  AccountFile,
  LogCheck,
  LogPage,
  OperatedAccount,
  OperatedReview,
  PolicyState,
  ReviewDecisionForm,
  ReviewList,
  ReviewState,
  StandingForm,
} from "./types";

const http = new Http((url, init) => fetch(url, init));
const account = (handle: string) => `/operators/accounts/${encodeURIComponent(handle)}`;

/** What only those who run the platform may ask. All calls throw `ApiError`. */
export const operatorsApi = {
  reviews: (state: ReviewState, cursor?: string) =>
    http.request<ReviewList>("GET", "/operators/reviews", { query: { state, cursor } }),
  decideReview: (id: string, form: ReviewDecisionForm) =>
    http.request<OperatedReview>("PUT", `/operators/reviews/${encodeURIComponent(id)}`, { json: form }),

  accounts: async (query: string, signal?: AbortSignal) =>
    (
      await http.request<{ accounts: OperatedAccount[] }>("GET", "/operators/accounts", {
        query: { query },
        ...(signal && { signal }),
      })
    ).accounts,
  account: (handle: string) => http.request<AccountFile>("GET", account(handle)),
  decideStanding: (handle: string, form: StandingForm) =>
    http.request<AccountFile>("POST", `${account(handle)}/standing`, { json: form }),

  log: (before?: number) => http.request<LogPage>("GET", "/operators/log", { query: { before: before?.toString() } }),
  checkLog: () => http.request<LogCheck>("GET", "/operators/log/check"),

  policy: () => http.request<PolicyState>("GET", "/operators/policy"),
};
