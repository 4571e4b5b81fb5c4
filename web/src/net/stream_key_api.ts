import { Http } from "./http";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type StreamKey = Schemas["StreamKey"];
export type NewStreamKey = Schemas["NewStreamKey"];
export type EncoderTrouble = Schemas["EncoderTrouble"];
export type EncoderUpload = Schemas["EncoderUpload"];
export type AutoLive = Schemas["AutoLive"];

const http = new Http((url, init) => fetch(url, init));
const PATH = "/me/stream-key";

/** What an encoder needs of its host. All of them throw `ApiError`. */
export const streamKeyApi = {
  read: () => http.request<StreamKey>("GET", PATH),
  renew: () => http.request<NewStreamKey>("POST", PATH),
  remove: () => http.request<void>("DELETE", PATH),
  /** Lets the encoder go LIVE by itself under this title, or no longer. */
  setAutoLive: (auto_live: AutoLive | null) =>
    http.request<StreamKey>("PUT", `${PATH}/auto-live`, {
      json: auto_live ? { on: true, ...auto_live } : { on: false },
    }),
};
