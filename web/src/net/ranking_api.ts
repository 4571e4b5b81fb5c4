import { Http } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Ranking = Schemas["Ranking"];
export type Weight = Schemas["Weight"];
export type RankingPreview = Schemas["Preview"];
export type Moved = Schemas["Moved"];
/** Weights that are to be different, by name. */
export type WeightChanges = Record<string, number>;

const http = new Http((url, init) => fetch(url, init));

/** What operators do with the ranking of the feeds. All calls throw `ApiError`. */
export const rankingApi = {
  get: () => http.request<Ranking>("GET", "/operators/ranking"),
  preview: (weights: WeightChanges, signal?: AbortSignal) =>
    http.request<RankingPreview>("POST", "/operators/ranking/preview", {
      json: { weights },
      ...(signal && { signal }),
    }),
  change: (weights: WeightChanges, basedOn: number, reason: string) =>
    http.request<Ranking>("PUT", "/operators/ranking", { json: { weights, based_on: basedOn, reason } }),
};
