/** The order of the catalogue, and how it is changed. Pure. */

export const TIERS = ["small", "nice", "grand", "legend"] as const;
export type Tier = (typeof TIERS)[number];

export interface Placed {
  id: string;
  tier: Tier;
  position: number;
}

/** All by tier and, within it, by position: as the tray shows them. */
export function ordered<Gift extends Placed>(gifts: readonly Gift[]): Gift[] {
  return [...gifts].sort(
    (a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || a.position - b.position || (a.id < b.id ? -1 : 1),
  );
}

/** The tiers that have gifts, each with its own. */
export function byTier<Gift extends Placed>(gifts: readonly Gift[]): { tier: Tier; gifts: Gift[] }[] {
  const all = ordered(gifts);
  return TIERS.map((tier) => ({ tier, gifts: all.filter((gift) => gift.tier === tier) })).filter(
    (each) => each.gifts.length > 0,
  );
}

/**
 * The positions that change when the gift goes one place up or down among those beside it, in their order: it changes
 * with its neighbour, and where several have the same position, these are told apart first.
 */
export function moved(beside: readonly Placed[], id: string, step: -1 | 1): { id: string; position: number }[] {
  const at = beside.findIndex((each) => each.id === id);
  const [one, other] = [beside[at], beside[at + step]];
  if (!one || !other) return [];
  const order = [...beside];
  order[at] = other;
  order[at + step] = one;
  let last = -1;
  const positions = beside.map(({ position }) => {
    last = Math.max(position, last + 1);
    return last;
  });
  return order.flatMap((each, index) => {
    const position = positions[index] ?? each.position;
    return position === each.position ? [] : [{ id: each.id, position }];
  });
}

/** The position behind all others. */
export function lastPosition(gifts: readonly Placed[]): number {
  return Math.max(0, ...gifts.map(({ position }) => position)) + 1;
}

/** An id made of a name: 'Paper crane!' becomes `paper_crane`. */
export function idOf(name: string, length_max: number): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, length_max)
    .replace(/^_+|_+$/g, "");
}
