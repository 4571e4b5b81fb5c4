import { Http } from "./http";
import type { EmbeddingWish, ShareKind, ShareLinks, SharesOverview, SharesReport, ShareVia } from "./types";

const http = new Http((url, init) => fetch(url, init));

/** The calls of sharing. All of them throw `ApiError`. */
export const shareApi = {
  /** One's links to something; with `via`, that it was passed on by that just now. */
  share: (kind: ShareKind, id: string, via: ShareVia | null = null) =>
    http.request<ShareLinks>("POST", "/shares", { json: { kind, id, via } }),
  arrive: (code: string, arrival: { path: string; via: ShareVia }) =>
    http.request<void>("POST", `/shares/${encodeURIComponent(code)}/arrivals`, { json: arrival, keepalive: true }),
  mine: () => http.request<SharesOverview>("GET", "/me/shares"),
  of: (kind: ShareKind, id: string) =>
    http.request<SharesReport>("GET", `/me/shares/${kind}/${encodeURIComponent(id)}`),
  embedding: () => http.request<EmbeddingWish>("GET", "/me/embedding"),
  allow: (wish: EmbeddingWish) => http.request<EmbeddingWish>("PUT", "/me/embedding", { json: wish }),
};
