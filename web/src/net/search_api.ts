import { Http } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type SearchResults = Schemas["SearchResults"];
export type PersonFound = Schemas["PersonFound"];

/** What can be looked for, in the order in which it is shown. */
export const KINDS = ["rooms", "people", "events", "videos", "replays"] as const;
export type Kind = (typeof KINDS)[number];

const http = new Http((url, init) => fetch(url, init));

/** Looking for things. Throws `ApiError`. */
export const searchApi = {
  find: (q: string, kind: Kind | null, cursor: string | null, signal?: AbortSignal) =>
    http.request<SearchResults>("GET", "/search", {
      query: { q, kinds: kind ?? undefined, cursor: cursor ?? undefined },
      ...(signal && { signal }),
    }),
};
