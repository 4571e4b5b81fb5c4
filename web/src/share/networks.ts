import type { ShareVia } from "../net/types";

export interface Network {
  via: Exclude<ShareVia, "system" | "link" | "qr" | "embed">;
  /** As it calls itself; e-mail has a name in each language. */
  name: string | null;
  /** Where one says there what to say. Nothing is asked of it before the person goes there. */
  address: (url: string, text: string) => string;
}

const query = (base: string, fields: Record<string, string>) => `${base}?${new URLSearchParams(fields)}`;

/** By the addresses that each of them documents for links of other sites. */
export const NETWORKS: readonly Network[] = [
  { via: "x", name: "X", address: (url, text) => query("https://x.com/intent/post", { url, text }) },
  {
    via: "facebook",
    name: "Facebook",
    address: (url) => query("https://www.facebook.com/sharer/sharer.php", { u: url }),
  },
  { via: "whatsapp", name: "WhatsApp", address: (url, text) => query("https://wa.me/", { text: `${text} ${url}` }) },
  { via: "telegram", name: "Telegram", address: (url, text) => query("https://t.me/share/url", { url, text }) },
  {
    via: "line",
    name: "LINE",
    address: (url, text) => query("https://social-plugins.line.me/lineit/share", { url, text }),
  },
  {
    via: "reddit",
    name: "Reddit",
    address: (url, text) => query("https://www.reddit.com/submit", { url, title: text }),
  },
  {
    via: "bluesky",
    name: "Bluesky",
    address: (url, text) => query("https://bsky.app/intent/compose", { text: `${text} ${url}` }),
  },
  {
    via: "email",
    name: null,
    // Programs for mail read a plus sign as itself.
    address: (url, text) => `mailto:?subject=${encodeURIComponent(text)}&body=${encodeURIComponent(`${text}\n${url}`)}`,
  },
];

/** The link for a way, with what the plain link says besides: where a replay begins, say. */
export function withExtras(link: string, plain: string): string {
  const url = new URL(link);
  for (const [name, value] of new URL(plain).searchParams) url.searchParams.set(name, value);
  return url.href;
}

/** What another page shows a player by. */
export function embedCode(address: string, title: string): string {
  return (
    `<iframe src="${attribute(address)}" width="360" height="640" title="${attribute(title)}" ` +
    `allow="autoplay; fullscreen; picture-in-picture" allowfullscreen loading="lazy" ` +
    `referrerpolicy="strict-origin-when-cross-origin" style="border:0"></iframe>`
  );
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
