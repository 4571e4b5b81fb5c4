import type { RoomCard } from "../net/types";

/**
 * The LIVEs that one swipes through. Their order stays while one watches, whatever the ranking does meanwhile:
 * the one above is still the one that was left.
 */
export function mergeFeed(feed: readonly RoomCard[], fresh: readonly RoomCard[], current: string): RoomCard[] {
  const news = new Map(fresh.map((card) => [card.id, card]));
  const known = new Set(feed.map((card) => card.id));
  const kept = feed.flatMap((card) => news.get(card.id) ?? (card.id === current ? card : []));
  return [...kept, ...fresh.filter((card) => !known.has(card.id))];
}
