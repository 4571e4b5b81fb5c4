import { Http } from "./http";
import type { CatalogueGift, TopSender } from "./types";

const http = new Http((url, init) => fetch(url, init));

export interface Catalogue {
  gifts: CatalogueGift[];
  /** The same gift again within this is a combo. */
  combo_window_ms: number;
  /** So many of one gift go into one command. */
  count_max: number;
}

/** What can be given, and who gave. All calls throw `ApiError`. */
export const giftsApi = {
  catalogue: () => http.request<Catalogue>("GET", "/gifts"),
  topOfRoom: async (room: string) =>
    (await http.request<{ senders: TopSender[] }>("GET", `/rooms/${encodeURIComponent(room)}/top-senders`)).senders,
  /** What a LIVE's gifts came to so far; for its host alone. */
  totalsOfRoom: (room: string) =>
    http.request<{ gifts: number; diamonds: number }>("GET", `/rooms/${encodeURIComponent(room)}/gift-totals`),
  topOfWeek: (handle: string) =>
    http.request<{ week: string; senders: TopSender[] }>("GET", `/accounts/${encodeURIComponent(handle)}/top-senders`),
};
