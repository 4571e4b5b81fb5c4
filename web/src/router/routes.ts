/** The addresses of the pages: one table, read both ways. Pure, so that it is tested without a browser. */

export type Route =
  | { page: "home" }
  | { page: "watch"; id: string }
  | { page: "profile"; handle: string }
  | { page: "studio" }
  | { page: "signUp" }
  | { page: "signIn" }
  | { page: "settings" }
  | { page: "missing"; path: string };

const FIXED: Record<string, Route> = {
  "/": { page: "home" },
  "/go-live": { page: "studio" },
  "/sign-up": { page: "signUp" },
  "/sign-in": { page: "signIn" },
  "/settings": { page: "settings" },
};

/** Which page a path names; never throws, whatever the path. */
export function readPath(path: string): Route {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") || "/" : path;
  const fixed = FIXED[plain];
  if (fixed) return fixed;
  const live = /^\/live\/([^/]+)$/.exec(plain);
  if (live?.[1]) return { page: "watch", id: decode(live[1]) };
  const profile = /^\/@([^/]+)$/.exec(plain);
  if (profile?.[1]) return { page: "profile", handle: decode(profile[1]) };
  return { page: "missing", path };
}

export const paths = {
  home: "/",
  studio: "/go-live",
  signUp: "/sign-up",
  signIn: "/sign-in",
  settings: "/settings",
  watch: (id: string) => `/live/${encodeURIComponent(id)}`,
  profile: (handle: string) => `/@${encodeURIComponent(handle)}`,
} as const;

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
