/**
 * The LIVEs that one swipes through. Their order stays while one watches, whatever the ranking does meanwhile:
 * the one above is still the one that was left.
 */
export function mergeFeed<Card extends { id: string }>(
  feed: readonly Card[],
  fresh: readonly Card[],
  current: string,
): Card[] {
  const news = new Map(fresh.map((card) => [card.id, card]));
  const known = new Set(feed.map((card) => card.id));
  const kept = feed.flatMap((card) => news.get(card.id) ?? (card.id === current ? card : []));
  return [...kept, ...fresh.filter((card) => !known.has(card.id))];
}
