import { Http } from "./http";
import type { HighlightForm, Moments, OwnReplayPage, Replay, ReplayChanges, ReplayPage } from "./replay_types";
import type { Video } from "./types";

const http = new Http((url, init) => fetch(url, init));
const replay = (id: string) => `/replays/${encodeURIComponent(id)}`;
const before = (cursor?: string | null) => ({ query: { before: cursor ?? undefined } });

/** LIVEs that are over, as they were recorded. All calls throw `ApiError`. */
export const replaysApi = {
  of: (handle: string, cursor?: string | null) =>
    http.request<ReplayPage>("GET", `/accounts/${encodeURIComponent(handle)}/replays`, before(cursor)),
  /** One's own, hidden ones too, and the room that they take. */
  mine: (cursor?: string | null) => http.request<OwnReplayPage>("GET", "/me/replays", before(cursor)),

  get: (id: string) => http.request<Replay>("GET", replay(id)),
  /** What was said and given from one second to another, at most 120 of them. */
  moments: (id: string, from_s: number, until_s: number, signal?: AbortSignal) =>
    http.request<Moments>("GET", `${replay(id)}/moments`, {
      query: { from_s: String(from_s), until_s: String(until_s) },
      ...(signal && { signal }),
    }),
  change: (id: string, changes: ReplayChanges) => http.request<Replay>("PATCH", replay(id), { json: changes }),
  remove: (id: string) => http.request<void>("DELETE", replay(id)),
  cut: (id: string, form: HighlightForm) => http.request<Video>("POST", `${replay(id)}/highlights`, { json: form }),
  countView: (id: string) => http.request<void>("POST", `${replay(id)}/views`),
};
