import { feedApi } from "./feed";
import { type Fetch, Http } from "./http";
import type {
  AccountCard,
  HandleCheck,
  LiveAccess,
  Me,
  MediaClock,
  NewRoom,
  Platform,
  Profile,
  Room,
  RoomCard,
  Session,
  SignedIn,
  SignUp,
  Summary,
  Ticket,
} from "./types";
import { videoApi } from "./videos";

export { ApiError } from "./http";

/** Every call of the HTTP API by its name. All of them throw `ApiError`. */
export function createApi(fetch: Fetch) {
  const http = new Http(fetch);
  const account = (handle: string) => `/accounts/${encodeURIComponent(handle)}`;
  const room = (id: string) => `/rooms/${encodeURIComponent(id)}`;

  return {
    platform: () => http.request<Platform>("GET", "/platform"),

    checkHandle: (handle: string) => http.request<HandleCheck>("GET", `/handles/${encodeURIComponent(handle)}`),

    me: async () => (await http.request<{ account: Me | null }>("GET", "/me")).account,
    signUp: (form: SignUp) => http.request<Me>("POST", "/accounts", { json: form }),
    signIn: (login: string, password: string) =>
      http.request<SignedIn>("POST", "/sessions", { json: { login, password } }),
    signOut: () => http.request<void>("DELETE", "/sessions/current"),
    sessions: async () => (await http.request<{ sessions: Session[] }>("GET", "/sessions")).sessions,
    endSession: (id: string) => http.request<void>("DELETE", `/sessions/${encodeURIComponent(id)}`),
    endOtherSessions: () => http.request<void>("DELETE", "/sessions"),
    updateMe: (changes: { nickname?: string; bio?: string }) => http.request<Me>("PATCH", "/me", { json: changes }),
    putAvatar: (picture: Blob) => http.request<Me>("PUT", "/me/avatar", { body: picture }),
    removeAvatar: () => http.request<Me>("DELETE", "/me/avatar"),

    profile: (handle: string) => http.request<Profile>("GET", account(handle)),
    follow: (handle: string) => http.request<Profile>("PUT", `${account(handle)}/follow`),
    unfollow: (handle: string) => http.request<Profile>("DELETE", `${account(handle)}/follow`),
    liveOf: async (handle: string) =>
      (await http.request<{ room: RoomCard | null }>("GET", `${account(handle)}/live`)).room,

    moderators: async () => (await http.request<{ moderators: AccountCard[] }>("GET", "/me/moderators")).moderators,
    nameModerator: async (handle: string) =>
      (await http.request<{ moderators: AccountCard[] }>("PUT", `/me/moderators/${encodeURIComponent(handle)}`))
        .moderators,
    dismissModerator: async (handle: string) =>
      (await http.request<{ moderators: AccountCard[] }>("DELETE", `/me/moderators/${encodeURIComponent(handle)}`))
        .moderators,

    liveAccess: () => http.request<LiveAccess>("GET", "/live-access"),
    acceptLiveTerms: (version: string) => http.request<LiveAccess>("POST", "/live-access/terms", { json: { version } }),

    /** LIVEs of the hosts whom one follows. */
    followedRooms: async (signal?: AbortSignal) =>
      (
        await http.request<{ rooms: RoomCard[] }>("GET", "/rooms", {
          query: { followed: "true" },
          ...(signal && { signal }),
        })
      ).rooms,
    room: (id: string) => http.request<Room>("GET", room(id)),
    myRoom: async () => (await http.request<{ room: Room | null }>("GET", "/rooms/mine")).room,
    createRoom: (form: NewRoom) => http.request<Room>("POST", "/rooms", { json: form }),
    putCover: (id: string, picture: Blob) => http.request<Room>("PUT", `${room(id)}/cover`, { body: picture }),
    publisherTicket: (id: string) => http.request<Ticket>("POST", `${room(id)}/publisher`),
    viewerTicket: (id: string) => http.request<Ticket>("POST", `${room(id)}/viewer`),
    mediaClock: (id: string) => http.request<MediaClock>("GET", `${room(id)}/clock`),
    startRoom: (id: string) => http.request<Room>("POST", `${room(id)}/start`),
    endRoom: (id: string) => http.request<Summary>("POST", `${room(id)}/end`),
    summary: (id: string) => http.request<Summary>("GET", `${room(id)}/summary`),

    feed: feedApi(http),
    videos: videoApi(http),
  };
}

export type Api = ReturnType<typeof createApi>;

/** The API of the server that this page came from. */
export const api: Api = createApi((url, init) => fetch(url, init));
