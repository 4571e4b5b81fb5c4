import { language } from "../../../i18n/index.svelte";
import type { Moved, Weight, WeightChanges } from "../../../net/ranking_api";

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

/**
 * What was typed as a number; null if it is none, or outside the limits. A point or a comma separates what comes after
 * it; commas before groups of three separate nothing. Full-width figures are what a Japanese keyboard types.
 */
export function readWeight(typed: string, { min, max }: Pick<Weight, "min" | "max">): number | null {
  const plain = typed.normalize("NFKC").replace(/[\s'’]/g, "");
  const number = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain.replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(number)) return null;
  const value = Number(number);
  return value >= min && value <= max ? value : null;
}

/** A number as it is read: '10,000', '0.5'. */
export function written(value: number): string {
  return new Intl.NumberFormat(language.locale, { maximumFractionDigits: 6 }).format(value);
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

/** So many places of a feed are shown: what happens further down few will see. */
export const PLACES = 20;

/** What stands in the first places then, and after it what stands there now and would not any more. */
export function firstPlaces(moved: readonly Moved[]): Moved[] {
  const within = (place: number | null) => place !== null && place < PLACES;
  return [
    ...moved.filter(({ then }) => within(then)),
    ...moved.filter(({ now, then }) => within(now) && !within(then)),
  ];
}

/** How many places it would rise (or fall, below zero); null where it comes in or falls out. */
export function rise(now: number | null, after: number | null): number | null {
  return now === null || after === null ? null : now - after;
}
