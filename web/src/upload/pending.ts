/** What is remembered of an upload under way, so that a reload goes on with it. The file itself lies beside it. */
export interface Pending {
  video_id: string;
  /** Whose it is: it waits while somebody else is signed in. */
  account_id: string;
  name: string;
  size_bytes: number;
}

const KEY = "livehouse.upload";

export function readPending(): Pending | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { video_id, account_id, name, size_bytes } = kept as Partial<Pending>;
    if (typeof video_id !== "string" || typeof account_id !== "string") return null;
    if (typeof name !== "string" || typeof size_bytes !== "number") return null;
    return { video_id, account_id, name, size_bytes };
  } catch {
    return null;
  }
}

export function keepPending(pending: Pending | null): void {
  try {
    if (pending) localStorage.setItem(KEY, JSON.stringify(pending));
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage the upload lasts as long as the page.
  }
}
