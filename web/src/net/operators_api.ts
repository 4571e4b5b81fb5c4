import { Http } from "./http";
import type {
  AccountFile,
  DisputeState,
  Flow,
  FlowAct,
  FlowGift,
  FlowList,
  FlowState,
  Freeze,
  GiftChanges,
  LogCheck,
  LogPage,
  NewGift,
  OperatedAccount,
  OperatedGift,
  OperatedPayout,
  OperatedPayoutList,
  OperatedPurchase,
  OperatedPurchaseList,
  OperatedReview,
  PayoutState,
  PolicyState,
  RefundForm,
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

  gifts: async () => (await http.request<{ gifts: OperatedGift[] }>("GET", "/operators/gifts")).gifts,
  addGift: (form: NewGift) => http.request<OperatedGift>("POST", "/operators/gifts", { json: form }),
  changeGift: (id: string, changes: GiftChanges) =>
    http.request<OperatedGift>("PATCH", `/operators/gifts/${encodeURIComponent(id)}`, { json: changes }),

  purchases: (query: string, before?: string, signal?: AbortSignal) =>
    http.request<OperatedPurchaseList>("GET", "/operators/purchases", {
      query: { query, before },
      ...(signal && { signal }),
    }),
  refund: (id: string, form: RefundForm) =>
    http.request<OperatedPurchase>("POST", `/operators/purchases/${encodeURIComponent(id)}/refund`, { json: form }),
  dispute: (id: string, act: DisputeState) =>
    http.request<OperatedPurchase>("POST", `/operators/purchases/${encodeURIComponent(id)}/sandbox-dispute`, {
      json: { act },
    }),

  payouts: (state: PayoutState, before?: string) =>
    http.request<OperatedPayoutList>("GET", "/operators/payouts", { query: { state, before } }),
  decidePayout: (id: string, grant: boolean, reason: string) =>
    http.request<OperatedPayout>("POST", `/operators/payouts/${encodeURIComponent(id)}/decision`, {
      json: { grant, reason },
    }),

  flows: (state: FlowState, before?: string) =>
    http.request<FlowList>("GET", "/operators/flows", { query: { state, before } }),
  flowGifts: async (id: string) =>
    (await http.request<{ gifts: FlowGift[] }>("GET", `/operators/flows/${encodeURIComponent(id)}/gifts`)).gifts,
  decideFlow: (id: string, act: FlowAct, reason: string) =>
    http.request<Flow>("POST", `/operators/flows/${encodeURIComponent(id)}/decision`, { json: { act, reason } }),

  /** The freeze that is in force for somebody. */
  freezeOf: async (handle: string) => {
    const query = { account: handle };
    const { freezes } = await http.request<{ freezes: Freeze[] }>("GET", "/operators/freezes", { query });
    return freezes[0] ?? null;
  },
  freeze: async (handle: string, reason: string): Promise<Freeze | null> =>
    http.request<Freeze>("POST", `${account(handle)}/freeze`, { json: { reason } }),
  unfreeze: async (handle: string, reason: string): Promise<Freeze | null> => {
    await http.request("POST", `${account(handle)}/unfreeze`, { json: { reason } });
    return null;
  },

  policy: () => http.request<PolicyState>("GET", "/operators/policy"),
};
