/** What a push says, and what becomes of it. Pure, so that it is tested without a browser. */

/** As the server seals it (`notifications/push_words.py`). */
export interface PushMessage {
  tag: string;
  title: string;
  body?: string;
  url: string;
  icon?: string;
  lang: string;
  at_ms: number;
}

export interface Shown {
  title: string;
  options: NotificationOptions & { timestamp?: number; data: { url: string } };
}

const SOMETHING_NEW = "Livehouse";

/** What to show for it. A push must be shown whatever it holds, or the browser takes the right to get any away. */
export function readPush(text: string | undefined, looking: boolean): Shown {
  const { tag, title, body, url, icon, lang, at_ms } = parse(text);
  const shown: Shown = {
    title: typeof title === "string" && title ? title : SOMETHING_NEW,
    // Whoever looks at the platform just now sees the bell; nothing need ring.
    options: { data: { url: safePath(url) }, badge: "/favicon.svg", silent: looking },
  };
  if (typeof tag === "string") shown.options.tag = tag;
  if (typeof body === "string" && body) shown.options.body = body;
  if (typeof icon === "string") shown.options.icon = safePath(icon);
  if (typeof lang === "string") shown.options.lang = lang;
  if (typeof at_ms === "number") shown.options.timestamp = at_ms;
  return shown;
}

function parse(text: string | undefined): Partial<Record<keyof PushMessage, unknown>> {
  try {
    const read: unknown = JSON.parse(text ?? "");
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}

/** A page of ours, whatever was sent: the list of notifications otherwise. */
export function safePath(url: unknown): string {
  return typeof url === "string" && /^\/(?![/\\])/.test(url) ? url : "/notifications";
}

/** The tab that shows this page already, if there is one: nobody's LIVE is taken off the air to show another. */
export function findTab<Tab extends { url: string }>(tabs: readonly Tab[], address: string): Tab | undefined {
  return tabs.find(({ url }) => url === address || url.split(/[?#]/)[0] === address);
}
