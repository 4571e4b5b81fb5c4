/** What the server has written into the page of a player (`sharing/first_view.py`). */
export interface PlayerFacts {
  kind: "live" | "video" | "replay";
  id: string;
  title: string;
  host: string;
  handle: string;
  avatar: string;
  /** Of the thing's own picture; empty where it has none. */
  picture: string;
  state: string;
  language: "en" | "ja";
  platform: string;
  /** Where it is watched on the platform itself. */
  address: string;
  /** Of a video; null for what is not one file. */
  film: string | null;
}

export function readFacts(page: Document): PlayerFacts | null {
  const text = page.getElementById("player")?.textContent;
  return text ? (JSON.parse(text) as PlayerFacts) : null;
}
