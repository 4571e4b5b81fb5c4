import type { Weight, WeightChanges } from "../../../net/ranking_api";

/** The weights in the groups that operators think in; what is in none of them is of a newer server, and comes last. */
const GROUPS = {
  live: [
    ...["audience", "growth", "watch", "comments", "likes", "shares", "gifts", "follows", "welcome", "fresh"],
    ...["lift", "interrupted"],
  ],
  person: ["followed_first", "followed", "topic_taste", "host_taste", "seen", "skipped"],
  repetition: ["same_topic", "same_host"],
  trial: ["trial_places", "trial_shown", "trial_known"],
  videos: ["video_share", "video_watch", "video_likes", "video_views", "video_fresh"],
} as const;

export type Group = keyof typeof GROUPS | "other";

export function grouped(weights: readonly Weight[]): { group: Group; weights: Weight[] }[] {
  const left = new Map(weights.map((weight) => [weight.name, weight]));
  const groups: { group: Group; weights: Weight[] }[] = [];
  for (const [group, names] of Object.entries(GROUPS) as [Group, readonly string[]][]) {
    const found = names.flatMap((name) => left.get(name) ?? []);
    for (const { name } of found) left.delete(name);
    if (found.length > 0) groups.push({ group, weights: found });
  }
  return left.size > 0 ? [...groups, { group: "other", weights: [...left.values()] }] : groups;
}

/** What was typed as a number, with a point or a comma; null if it is none, or outside the limits. */
export function readWeight(typed: string, { min, max }: Pick<Weight, "min" | "max">): number | null {
  const plain = typed.trim().replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const value = Number(plain);
  return value >= min && value <= max ? value : null;
}

/** What is typed differently from what holds; null while something cannot be read. */
export function changesOf(weights: readonly Weight[], typed: Readonly<Record<string, string>>): WeightChanges | null {
  const changes: WeightChanges = {};
  for (const weight of weights) {
    const value = readWeight(typed[weight.name] ?? String(weight.value), weight);
    if (value === null) return null;
    if (value !== weight.value) changes[weight.name] = value;
  }
  return changes;
}

/** How many places it would rise (or fall, below zero); null where it comes in or falls out. */
export function rise(now: number | null, after: number | null): number | null {
  return now === null || after === null ? null : now - after;
}
