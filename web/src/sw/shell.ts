/** What of the app is kept for when there is no line. Pure, so that it is tested without a worker. */

/** Files of a build carry their content's hash in their names, and never change. */
export const ASSETS = "/assets/";

/** Pages that are not the app's: players in other sites' pages are of no use without a line. */
const APART = ["/embed/", "/api/", "/replays/", "/hls/"];

/** The files without which a page of the app does not begin, as its head names them. */
export function filesOf(page: string): string[] {
  const named = page.matchAll(/\s(?:href|src)="(\/assets\/[^"?#]+)"/g);
  return [...new Set([...named].map(([, file]) => file as string))];
}

export type Handling = "page" | "asset" | "leave";

/** What the worker does about a request: most are none of its business. */
export function handlingOf(request: { method: string; mode: string; url: string }, origin: string): Handling {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return "leave";
  if (url.pathname.startsWith(ASSETS)) return "asset";
  if (request.mode !== "navigate" || APART.some((path) => url.pathname.startsWith(path))) return "leave";
  // What has an ending is a file that somebody opened by itself.
  return /\.\w+$/.test(url.pathname) ? "leave" : "page";
}

/** Where what another app shares leads: to the LIVE, video or person that its words name, else to a search for them. */
export function pathOfWords(words: readonly string[], origin: string): string {
  for (const word of words.flatMap((text) => text.split(/\s+/))) {
    if (!URL.canParse(word)) continue;
    const url = new URL(word);
    if (url.origin === origin) return url.pathname + url.search;
  }
  const query = words.join(" ").trim();
  return query ? `/search?${new URLSearchParams({ q: [...query].slice(0, QUERY_MAX).join("") })}` : "/";
}

const QUERY_MAX = 80;
