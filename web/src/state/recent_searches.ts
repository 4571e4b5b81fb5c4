/** What somebody looked for before, kept in their browser alone. Pure. */

export const RECENT_MAX = 8;

/** With the newest first, each once; two spellings that differ in case are one. */
export function remember(recent: readonly string[], text: string): string[] {
  const said = text.trim();
  if (!said) return [...recent];
  return [said, ...forget(recent, said)].slice(0, RECENT_MAX);
}

export function forget(recent: readonly string[], text: string): string[] {
  const key = text.toLowerCase();
  return recent.filter((each) => each.toLowerCase() !== key);
}

/** What was stored, whatever became of it. */
export function readRecent(stored: string | null): string[] {
  try {
    const read: unknown = JSON.parse(stored ?? "[]");
    if (!Array.isArray(read)) return [];
    return read.filter((each): each is string => typeof each === "string" && each.trim() !== "").slice(0, RECENT_MAX);
  } catch {
    return [];
  }
}
