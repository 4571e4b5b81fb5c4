/** What is remembered of the uploads under way, so that a reload goes on with them. The files themselves lie beside it. */
export interface Pending {
  video_id: string;
  /** Whose it is: it waits while somebody else is signed in. */
  account_id: string;
  name: string;
  size_bytes: number;
}

const KEY = "livehouse.uploads";
/** Which of them this tab has begun. */
const OWN_KEY = "livehouse.upload";
/** More are never under way; the oldest are forgotten. */
const PENDING_MAX = 8;

/** All of them, the oldest first: each tab may have one. */
export function readAllPending(): Pending[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPending) : [];
  } catch {
    return [];
  }
}

/** The one that this account goes on with in this tab: what it has begun here, else the oldest. */
export function readPending(accountId: string | undefined): Pending | null {
  const own = readAllPending().filter(({ account_id }) => account_id === accountId);
  return own.find(({ video_id }) => video_id === begunHere()) ?? own[0] ?? null;
}

export function keepPending(pending: Pending): void {
  try {
    const others = readAllPending().filter(({ video_id }) => video_id !== pending.video_id);
    localStorage.setItem(KEY, JSON.stringify([...others, pending].slice(-PENDING_MAX)));
    sessionStorage.setItem(OWN_KEY, pending.video_id);
  } catch {
    // Without storage the upload lasts as long as the page.
  }
}

export function forgetPending(videoId: string): void {
  try {
    const others = readAllPending().filter(({ video_id }) => video_id !== videoId);
    if (others.length > 0) localStorage.setItem(KEY, JSON.stringify(others));
    else localStorage.removeItem(KEY);
    if (begunHere() === videoId) sessionStorage.removeItem(OWN_KEY);
  } catch {
    // See keepPending().
  }
}

function begunHere(): string | null {
  try {
    return sessionStorage.getItem(OWN_KEY);
  } catch {
    return null;
  }
}

function isPending(kept: unknown): kept is Pending {
  if (typeof kept !== "object" || kept === null) return false;
  const { video_id, account_id, name, size_bytes } = kept as Partial<Pending>;
  if (typeof video_id !== "string" || typeof account_id !== "string") return false;
  return typeof name === "string" && typeof size_bytes === "number";
}
