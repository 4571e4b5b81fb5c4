import type { Http } from "./http";
import type { components } from "./schema";

type Cursor = string | null | undefined;

type Schemas = components["schemas"];

/** Why something stands where it stands: in a word, and in the numbers behind it (docs/ranking.md has every name). */
export type Why = Schemas["Why"];
export type WhyPart = Why["parts"][number];
export type FeedItem = Schemas["FeedItem"];
export type FeedPage = Schemas["FeedPage"];

export type FeedName = "live" | "for_you" | "room_swipe" | "search";

/** That one was shown something, for how long, and what came of it. */
export interface Impression {
  kind: "live" | "video";
  id: string;
  position: number;
  dwell_ms: number;
  outcome: "seen" | "opened" | "skipped";
}

/** The calls that concern what one is shown. All of them throw `ApiError`. */
export function feedApi(http: Http) {
  return {
    /** The best LIVEs now. */
    live: (topic?: string, cursor?: Cursor, signal?: AbortSignal) =>
      http.request<FeedPage>("GET", "/feed/live", {
        query: { topic, cursor: cursor ?? undefined },
        ...(signal && { signal }),
      }),
    /** What is chosen for this person: videos and LIVEs, or LIVEs alone. */
    forYou: (kinds: "all" | "live", cursor?: Cursor, signal?: AbortSignal) =>
      http.request<FeedPage>("GET", "/feed/for-you", {
        query: { kinds, cursor: cursor ?? undefined },
        ...(signal && { signal }),
      }),
    tell: (feed: FeedName, items: readonly Impression[]) =>
      http.request<void>("POST", "/feed/impressions", { json: { feed, items }, keepalive: true }),
  };
}
