import type { Http } from "./http";
import type {
  AccountPage,
  NewVideo,
  Video,
  VideoChanges,
  VideoComment,
  VideoCommentPage,
  VideoNumbers,
  VideoPage,
} from "./types";

type Cursor = string | null | undefined;

/** The calls that concern videos, and the lists of people and LIVEs beside them. All of them throw `ApiError`. */
export function videoApi(http: Http) {
  const video = (id: string) => `/videos/${encodeURIComponent(id)}`;
  const page = <T>(path: string, cursor: Cursor, signal?: AbortSignal) =>
    http.request<T>("GET", path, { query: { cursor: cursor ?? undefined }, ...(signal && { signal }) });

  return {
    followed: (cursor?: Cursor, signal?: AbortSignal) => page<VideoPage>("/feed/following/videos", cursor, signal),
    of: (handle: string, cursor?: Cursor, signal?: AbortSignal) =>
      page<VideoPage>(`/accounts/${encodeURIComponent(handle)}/videos`, cursor, signal),
    mine: (cursor?: Cursor, signal?: AbortSignal) => page<VideoPage>("/me/videos", cursor, signal),

    get: (id: string) => http.request<Video>("GET", video(id)),
    create: (form: NewVideo) => http.request<Video>("POST", "/videos", { json: form }),
    putBytes: (id: string, offset: number, bytes: Blob, signal?: AbortSignal) =>
      http.request<Video>("PUT", `${video(id)}/bytes`, {
        query: { offset: String(offset) },
        body: bytes,
        ...(signal && { signal }),
      }),
    change: (id: string, changes: VideoChanges) => http.request<Video>("PATCH", video(id), { json: changes }),
    remove: (id: string) => http.request<void>("DELETE", video(id)),

    like: (id: string) => http.request<Video>("PUT", `${video(id)}/like`),
    unlike: (id: string) => http.request<Video>("DELETE", `${video(id)}/like`),
    comments: (id: string, cursor?: Cursor) => page<VideoCommentPage>(`${video(id)}/comments`, cursor),
    comment: (id: string, text: string) =>
      http.request<VideoComment>("POST", `${video(id)}/comments`, { json: { text } }),
    removeComment: (id: string, commentId: string) =>
      http.request<void>("DELETE", `${video(id)}/comments/${encodeURIComponent(commentId)}`),

    beginPlay: async (id: string) => (await http.request<{ play_id: string }>("POST", `${video(id)}/plays`)).play_id,
    tellWatched: (id: string, playId: string, watched: readonly (readonly [number, number])[]) =>
      http.request<void>("PUT", `${video(id)}/plays/${encodeURIComponent(playId)}`, {
        json: { watched },
        keepalive: true,
      }),
    /** Where a page that is left tells the same by a beacon, which can only POST. */
    playUrl: (id: string, playId: string) => `/api/v1${video(id)}/plays/${encodeURIComponent(playId)}`,
    numbers: (id: string) => http.request<VideoNumbers>("GET", `${video(id)}/numbers`),

    followers: (handle: string, cursor?: Cursor) =>
      page<AccountPage>(`/accounts/${encodeURIComponent(handle)}/followers`, cursor),
    following: (handle: string, cursor?: Cursor) =>
      page<AccountPage>(`/accounts/${encodeURIComponent(handle)}/following`, cursor),
  };
}
