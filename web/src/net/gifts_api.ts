import { Http } from "./http";
import type { GiftCatalogue, GiftTotals, TopSender, WeekOfSenders } from "./types";

const http = new Http((url, init) => fetch(url, init));

/** What can be given, and who gave. All calls throw `ApiError`. */
export const giftsApi = {
  catalogue: () => http.request<GiftCatalogue>("GET", "/gifts"),
  topOfRoom: async (room: string) =>
    (await http.request<{ senders: TopSender[] }>("GET", `/rooms/${encodeURIComponent(room)}/top-senders`)).senders,
  /** What a LIVE's gifts came to so far; for its host alone. */
  totalsOfRoom: (room: string) => http.request<GiftTotals>("GET", `/rooms/${encodeURIComponent(room)}/gift-totals`),
  topOfWeek: (handle: string) =>
    http.request<WeekOfSenders>("GET", `/accounts/${encodeURIComponent(handle)}/top-senders`),
};
