/** By whose share, and by which of its ways, an address brought somebody; and to which page. */
export interface Trace {
  code: string;
  via: string;
  path: string;
}

const WAYS = new Set("system link qr embed x facebook whatsapp telegram line reddit bluesky email".split(" "));

/** What `?s=CODE.WAY` says, if it says anything. */
export function readTrace(address: { pathname: string; search: string }): Trace | null {
  const [code = "", via = ""] = (new URLSearchParams(address.search).get("s") ?? "").split(".");
  if (!/^[\w-]{11}$/.test(code)) return null;
  return { code, via: WAYS.has(via) ? via : "link", path: address.pathname };
}

/** The address without it: whoever copies it from the browser shares for themselves. */
export function withoutTrace(href: string): string {
  const url = new URL(href);
  url.searchParams.delete("s");
  return url.pathname + url.search + url.hash;
}
