/**
 * Whose hearts rise. One's own rise at the tap; the room's total then grows by them too, and that growth must not
 * rise a second time as somebody else's.
 */
export interface Likes {
  /** The room's total as last heard, or null before. */
  total: number | null;
  /** Tapped, not yet sent. */
  waiting: number;
  /** In commands whose answers are still to come. */
  asked: number;
  /** Of those, not yet found in the total. */
  sent: number;
}

export const noLikes: Likes = { total: null, waiting: 0, asked: 0, sent: 0 };

/** The server takes at most this many in one command. */
export const LIKES_PER_COMMAND_MAX = 50;

export function tap(likes: Likes): Likes {
  return { ...likes, waiting: likes.waiting + 1 };
}

/** What to send now; the rest waits for its turn. */
export function takeBatch(likes: Likes): { likes: Likes; count: number } {
  const count = Math.min(likes.waiting, LIKES_PER_COMMAND_MAX);
  const { waiting, asked, sent } = likes;
  return { count, likes: { ...likes, waiting: waiting - count, asked: asked + count, sent: sent + count } };
}

/**
 * A batch was answered, refused or lost. What is not in the total by now never will be: more taps than a person can
 * make are not counted, and nothing is sent twice.
 */
export function settleBatch(likes: Likes, count: number): Likes {
  const asked = likes.asked - count;
  return { ...likes, asked, sent: Math.min(likes.sent, asked) };
}

/** The total on entering the room: whatever was answered is in it, and none of it rises. */
export function enterAt(likes: Likes, total: number): Likes {
  return { ...likes, total, sent: likes.asked };
}

/** A new total, and how many of its hearts are other people's. */
export function hearTotal(likes: Likes, total: number): { likes: Likes; others: number } {
  if (likes.total === null) return { likes: { ...likes, total }, others: 0 };
  const grown = Math.max(0, total - likes.total);
  const own = Math.min(grown, likes.sent);
  return { likes: { ...likes, total: likes.total + grown, sent: likes.sent - own }, others: grown - own };
}

/** What to show: the total with one's own that are still on their way. */
export function shownLikes(likes: Likes, total: number): number {
  return total + likes.waiting + likes.sent;
}
