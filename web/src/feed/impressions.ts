import type { FeedName, Impression } from "../net/feed";

/** What is shown for less was scrolled past: nobody saw it. */
export const SEEN_MS = 1_000;
/** What fills the screen and is left sooner was not wanted. */
export const SKIPPED_MS = 2_500;
const TELL_MS = 5_000;
/** The server takes so many at once. */
const TOLD_AT_ONCE_MAX = 100;

export interface Place {
  feed: FeedName;
  kind: "live" | "video";
  id: string;
  position: number;
}

export type Tell = (feed: FeedName, items: readonly Impression[]) => Promise<void>;

interface Showing extends Place {
  /** Null while nobody looks at the page. */
  since_ms: number | null;
  looked_ms: number;
}

/**
 * Notes what was shown to this person and for how long, and tells the server now and then: the ranking learns from it
 * what they like, and does not show them the same again and again.
 */
export class Impressions {
  readonly #tell: Tell;
  readonly #now: () => number;
  #showing = new Map<string, Showing>();
  #waiting = new Map<FeedName, Impression[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: Tell, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  /** It is on the screen from now on. */
  show(place: Place): void {
    const key = keyOf(place);
    if (!this.#showing.has(key)) this.#showing.set(key, { ...place, since_ms: this.#now(), looked_ms: 0 });
  }

  /** It is on the screen no longer. What had the screen to itself and was left at once was skipped. */
  hide(place: Place, alone = false): void {
    const shown = this.#showing.get(keyOf(place));
    if (!shown) return;
    this.#showing.delete(keyOf(place));
    const dwell_ms = this.#looked(shown);
    if (alone) this.#note(shown, dwell_ms, dwell_ms < SKIPPED_MS ? "skipped" : "seen");
    else if (dwell_ms >= SEEN_MS) this.#note(shown, dwell_ms, "seen");
  }

  /** The person chose it. */
  open(place: Place): void {
    const shown = this.#showing.get(keyOf(place));
    this.#showing.delete(keyOf(place));
    this.#note(place, shown ? this.#looked(shown) : 0, "opened");
  }

  /** The page is put away; what it shows is looked at by nobody until `wake`. */
  sleep(): void {
    for (const shown of this.#showing.values()) {
      shown.looked_ms = this.#looked(shown);
      shown.since_ms = null;
    }
    this.flush();
  }

  wake(): void {
    for (const shown of this.#showing.values()) shown.since_ms ??= this.#now();
  }

  /** Tells what there is. What cannot be told is dropped: it is not worth a word, nor a second try. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [feed, items] of this.#waiting) {
      for (let from = 0; from < items.length; from += TOLD_AT_ONCE_MAX) {
        this.#tell(feed, items.slice(from, from + TOLD_AT_ONCE_MAX)).catch(() => undefined);
      }
    }
    this.#waiting.clear();
  }

  #looked({ since_ms, looked_ms }: Showing): number {
    return Math.round(looked_ms + (since_ms === null ? 0 : this.#now() - since_ms));
  }

  #note({ feed, kind, id, position }: Place, dwell_ms: number, outcome: Impression["outcome"]): void {
    const waiting = this.#waiting.get(feed) ?? [];
    waiting.push({ kind, id, position, dwell_ms, outcome });
    this.#waiting.set(feed, waiting);
    this.#timer ??= setTimeout(() => this.flush(), TELL_MS);
  }
}

function keyOf({ feed, kind, id }: Place): string {
  return `${feed} ${kind} ${id}`;
}
