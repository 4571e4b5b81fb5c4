/** The addresses of the pages: one table, read both ways. Pure, so that it is tested without a browser. */

/** What one swipes through: what is chosen for this person (LIVEs too), or videos of the followed, or one person's. */
export type VideoSource = "for-you" | "following" | `@${string}`;

export type Route =
  | { page: "home" }
  | { page: "watch"; id: string }
  /** A LIVE that is over, from its beginning or from a second of it. */
  | { page: "replay"; id: string; at_s: number | null }
  /** A LIVE that is to come. */
  | { page: "event"; id: string }
  | { page: "events" }
  | { page: "profile"; handle: string; part?: ProfilePart }
  | { page: "studio" }
  | { page: "signUp" }
  | { page: "signIn" }
  | { page: "settings" }
  | { page: "notifications" }
  /**
   * One video full screen, and those before and after it; without an id it begins with the first. Among those that are
   * chosen for somebody there may be LIVEs.
   */
  | { page: "videos"; id: string | null; source: VideoSource; live?: true }
  | { page: "upload" }
  | { page: "following" }
  /** What is looked for, and of what kind alone. */
  | { page: "search"; text: string; kind: SearchKind | null }
  | { page: "access" }
  | { page: "reset" }
  | { page: "confirm" }
  | { page: "outbox" }
  /** A purchase is named by its provider's page, which leads back here. */
  | { page: "wallet"; purchase: string | null }
  | { page: "earnings" }
  /** What came of shares: of all of them, or those of one thing. */
  | { page: "shares"; of: { kind: SharedKind; id: string } | null }
  /** Stands in for a provider's own pages where no money moves. */
  | { page: "sandbox"; of: SandboxPage; id: string }
  | { page: "operate"; part: OperatePart; id: string | null }
  | { page: "missing"; path: string };

/** What can be looked for by itself. */
export type SearchKind = "rooms" | "people" | "events" | "videos" | "replays";

/** What can be shared. */
export type SharedKind = "live" | "video" | "replay" | "event" | "profile";

/** The part of a profile that an address can name. */
export type ProfilePart = "replays" | "events";

/** What operators look after. Of these one can be open, by its id or their handle… */
export type OperatedPart = "reviews" | "people" | "gifts" | "purchases" | "payouts" | "flows";
/** …and these are one page each. */
export type OperatePart = OperatedPart | "ranking" | "log" | "policy";

export type SandboxPage = "checkout" | "recipients";

const FIXED: Record<string, Route> = {
  "/": { page: "home" },
  "/go-live": { page: "studio" },
  "/sign-up": { page: "signUp" },
  "/sign-in": { page: "signIn" },
  "/settings": { page: "settings" },
  "/notifications": { page: "notifications" },
  "/events": { page: "events" },
  "/upload": { page: "upload" },
  "/following": { page: "following" },
  "/access": { page: "access" },
  "/reset": { page: "reset" },
  "/confirm": { page: "confirm" },
  "/outbox": { page: "outbox" },
  "/earnings": { page: "earnings" },
  "/operate": { page: "operate", part: "reviews", id: null },
};

const OPERATED = /^\/operate\/(?:(reviews|people|gifts|purchases|payouts|flows)(?:\/([^/]+))?|(ranking|log|policy))$/;

/** Which page an address names; never throws, whatever the address. */
export function readPath(path: string, search = ""): Route {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") || "/" : path;
  const fixed = FIXED[plain];
  if (fixed) return fixed;
  const live = /^\/live\/([^/]+)$/.exec(plain);
  if (live?.[1]) return { page: "watch", id: decode(live[1]) };
  const replay = /^\/replay\/([^/]+)$/.exec(plain);
  if (replay?.[1]) return { page: "replay", id: decode(replay[1]), at_s: readSecond(search) };
  const event = /^\/event\/([^/]+)$/.exec(plain);
  if (event?.[1]) return { page: "event", id: decode(event[1]) };
  const profile = /^\/@([^/]+)$/.exec(plain);
  if (profile?.[1]) {
    const part = new URLSearchParams(search).get("part");
    const named = part === "replays" || part === "events" ? part : null;
    return { page: "profile", handle: decode(profile[1]), ...(named && { part: named }) };
  }
  const operated = OPERATED.exec(plain);
  if (operated) {
    const part = (operated[1] ?? operated[3]) as OperatePart;
    return { page: "operate", part, id: operated[2] ? decode(operated[2]) : null };
  }
  const shares = /^\/shares(?:\/(live|video|replay|event|profile)\/([^/]+))?$/.exec(plain);
  if (shares) {
    const [, kind, id] = shares;
    return { page: "shares", of: kind && id ? { kind: kind as SharedKind, id: decode(id) } : null };
  }
  if (plain === "/wallet") return { page: "wallet", purchase: new URLSearchParams(search).get("purchase") };
  const sandbox = /^\/sandbox\/(checkout|recipients)\/([^/]+)$/.exec(plain);
  if (sandbox?.[2]) return { page: "sandbox", of: sandbox[1] as SandboxPage, id: decode(sandbox[2]) };
  if (plain === "/search") {
    const asked = new URLSearchParams(search);
    return { page: "search", text: asked.get("q") ?? "", kind: readKind(asked.get("kind")) };
  }
  const videos = /^\/videos(?:\/([^/]+))?$/.exec(plain);
  if (videos) {
    const source = readSource(search);
    if (videos[1]) return { page: "videos", id: decode(videos[1]), source };
    const live = source === "for-you" ? new URLSearchParams(search).get("live") : null;
    return { page: "videos", id: live || null, source, ...(live && { live: true as const }) };
  }
  return { page: "missing", path };
}

function readSource(search: string): VideoSource {
  const of = new URLSearchParams(search).get("of");
  if (of === "following") return of;
  return of?.startsWith("@") && of.length > 1 ? (of as VideoSource) : "for-you";
}

function readKind(kind: string | null): SearchKind | null {
  const known: readonly string[] = ["rooms", "people", "events", "videos", "replays"] satisfies SearchKind[];
  return kind !== null && known.includes(kind) ? (kind as SearchKind) : null;
}

function readSecond(search: string): number | null {
  const at = new URLSearchParams(search).get("t");
  return at !== null && /^\d{1,6}$/.test(at) ? Number(at) : null;
}

export const paths = {
  home: "/",
  studio: "/go-live",
  signUp: "/sign-up",
  signIn: "/sign-in",
  settings: "/settings",
  notifications: "/notifications",
  event: (id: string) => `/event/${encodeURIComponent(id)}`,
  events: "/events",
  eventsOf: (handle: string) => `/@${encodeURIComponent(handle)}?part=events`,
  upload: "/upload",
  following: "/following",
  search: (text = "", kind: SearchKind | null = null) => {
    const asked = new URLSearchParams({ ...(text && { q: text }), ...(kind && { kind }) }).toString();
    return asked ? `/search?${asked}` : "/search";
  },
  access: "/access",
  reset: "/reset",
  confirm: "/confirm",
  outbox: "/outbox",
  wallet: "/wallet",
  purchase: (id: string) => `/wallet?${new URLSearchParams({ purchase: id })}`,
  earnings: "/earnings",
  shares: "/shares",
  sharesOf: (kind: SharedKind, id: string) => `/shares/${kind}/${encodeURIComponent(id)}`,
  sandbox: (of: SandboxPage, id: string) => `/sandbox/${of}/${encodeURIComponent(id)}`,
  operate: (part: OperatePart = "reviews") => (part === "reviews" ? "/operate" : `/operate/${part}`),
  operated: (part: OperatedPart, id: string) => `/operate/${part}/${encodeURIComponent(id)}`,
  watch: (id: string) => `/live/${encodeURIComponent(id)}`,
  replay: (id: string, at_s?: number) =>
    `/replay/${encodeURIComponent(id)}${at_s ? `?${new URLSearchParams({ t: String(Math.floor(at_s)) })}` : ""}`,
  profile: (handle: string) => `/@${encodeURIComponent(handle)}`,
  replays: (handle: string) => `/@${encodeURIComponent(handle)}?part=replays`,
  videos: (source: VideoSource = "for-you") => `/videos${sourceQuery(source)}`,
  video: (id: string, source: VideoSource = "for-you") => `/videos/${encodeURIComponent(id)}${sourceQuery(source)}`,
  /** A LIVE as it is met among the videos. */
  liveAmongVideos: (id: string) => `/videos?${new URLSearchParams({ live: id })}`,
} as const;

function sourceQuery(source: VideoSource): string {
  return source === "for-you" ? "" : `?${new URLSearchParams({ of: source })}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
