/** The order of the videos that one swipes through: their ids. What they show lives elsewhere, once for every list. */
export interface VideoFeed {
  ids: readonly string[];
  /** Where the next page begins; null after the last one, undefined before the first. */
  cursor: string | null | undefined;
}

export const emptyFeed: VideoFeed = { ids: [], cursor: undefined };

/** So near to the end the next page is asked for: it is there before one is. */
const AHEAD = 4;

export function addPage(feed: VideoFeed, ids: readonly string[], cursor: string | null): VideoFeed {
  const known = new Set(feed.ids);
  // While pages are read new videos come in at the top, and push old ones over to the next page: each is shown once.
  const fresh = ids.filter((id) => !known.has(id) && known.add(id));
  return { ids: [...feed.ids, ...fresh], cursor };
}

/** Opened at a video that may not be in the feed, or not yet: it comes first, and the others after it. */
export function openAt(feed: VideoFeed, id: string): VideoFeed {
  return feed.ids.includes(id) ? feed : { ...feed, ids: [id, ...feed.ids] };
}

export function without(feed: VideoFeed, id: string): VideoFeed {
  return { ...feed, ids: feed.ids.filter((each) => each !== id) };
}

/** The newest first: those that came since the feed was read stand above it. */
export function addNewest(feed: VideoFeed, ids: readonly string[]): VideoFeed {
  const known = new Set(feed.ids);
  return { ...feed, ids: [...ids.filter((id) => !known.has(id)), ...feed.ids] };
}

export function wantsMore(feed: VideoFeed, current: string | null): boolean {
  if (feed.cursor === null) return false;
  if (feed.cursor === undefined || current === null) return true;
  return feed.ids.length - feed.ids.indexOf(current) <= AHEAD;
}

/** What to show when the current one is gone: the one after it, else the one before. */
export function neighbourOf(feed: VideoFeed, id: string): string | null {
  const index = feed.ids.indexOf(id);
  return feed.ids[index + 1] ?? feed.ids[index - 1] ?? null;
}
