import { Http } from "./http";
import type { LiveAccess, Notice, QualityReport, Standing } from "./types";

const http = new Http((url, init) => fetch(url, init));

/** Who may go live, and why not yet. All calls throw `ApiError`. */
export const accessApi = {
  access: () => http.request<LiveAccess>("GET", "/live-access"),
  quality: () => http.request<QualityReport>("GET", "/live-access/quality"),
  applyForReview: (note: string) => http.request<LiveAccess>("POST", "/live-access/review", { json: { note } }),
  withdrawReview: () => http.request<LiveAccess>("DELETE", "/live-access/review"),

  notices: async () => (await http.request<{ notices: Notice[] }>("GET", "/me/notices")).notices,
  readNotices: (id: string) => http.request<void>("PUT", "/me/notices/read", { json: { id } }),
  standing: () => http.request<Standing>("GET", "/me/standing"),
};
