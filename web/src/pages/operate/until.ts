/** When something an operator decides is to end: so many days from now, a time of one's own, or never. */
export type Until = { kind: "always" } | { kind: "days"; days: number } | { kind: "own"; local: string };

const DAY_MS = 86_400_000;

/** The moment as the server wants it; null for never. An own time that is none, or is over, is `undefined`. */
export function readUntil(until: Until, now: number): string | null | undefined {
  if (until.kind === "always") return null;
  const at = until.kind === "days" ? now + until.days * DAY_MS : Date.parse(until.local);
  return Number.isNaN(at) || at <= now ? undefined : new Date(at).toISOString();
}
