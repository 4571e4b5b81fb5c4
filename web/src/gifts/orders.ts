import type { CatalogueGift, GiftForm } from "../net/types";

/**
 * Taps that come close together are one order. Pure: who holds it says when the time is over (`GATHER_MS` after the
 * first tap) and sends what it takes out.
 */
export interface Gathering {
  gift: CatalogueGift;
  to: string | null;
  count: number;
}

export const GATHER_MS = 250;

/** What a tap makes of what is gathered, and what must be sent before it: another gift, or as many as go into one. */
export function tapGift(
  gathered: Gathering | null,
  gift: CatalogueGift,
  to: string | null,
  count_max: number,
): { gathered: Gathering | null; full: Gathering[] } {
  const goesOn = gathered?.gift.id === gift.id && gathered.gift.price_coins === gift.price_coins && gathered.to === to;
  const full = gathered && !goesOn ? [gathered] : [];
  const now = { gift, to, count: (goesOn ? gathered.count : 0) + 1 };
  return now.count >= count_max ? { gathered: null, full: [...full, now] } : { gathered: now, full };
}

/** What is sent of it. The key is made once: whoever sends it again sends the same. */
export function orderOf(gathering: Gathering, key: string): GiftForm {
  const { gift, to, count } = gathering;
  return { gift: gift.id, count, price_coins: gift.price_coins, to, key };
}

export function costOf(gathering: Gathering): number {
  return gathering.gift.price_coins * gathering.count;
}
