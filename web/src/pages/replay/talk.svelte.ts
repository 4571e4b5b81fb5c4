import type { GiftFeed } from "../../gifts/feed.svelte";
import { replaysApi } from "../../net/replays_api";
import { toLines } from "../../state/lines";
import {
  addWindow,
  giftsBetween,
  noTalk,
  reopen,
  shownRange,
  type Talk,
  toEntries,
  WINDOW_S,
  windowsWanted,
} from "../../state/replay_talk";

const RETRY_MS = 4_000;
/** What is being said while one looks on comes this much later, at most. */
const GROWS_MS = 8_000;

/** What was said and given in a LIVE, coming as its replay comes to it. */
export class ReplayTalk {
  /** What did not come is asked for again by itself; until then this says so. */
  failed = $state(false);
  readonly #id: string;
  #talk: Talk = $state.raw(noTalk);
  #position_s = $state(0);
  #asked = new Set<number>();
  #ended = new AbortController();
  #retry: number | undefined;
  #growing: number | undefined;
  #known = $state(false);

  readonly #range = $derived(shownRange(this.#talk, this.#position_s));
  // Numbers that are the same are no news: what is shown is made anew only when something was said.
  readonly #from = $derived(this.#range.from);
  readonly #to = $derived(this.#range.to);
  readonly entries = $derived(toEntries(this.#talk, { from: this.#from, to: this.#to }));
  readonly lines = $derived(toLines(this.entries));

  // What a list of comments asks of a room; this one is over, and nobody can be late for it.
  readonly status = { phase: "joined" } as const;
  readonly room = { state: "ended" } as const;
  readonly state = $derived(this.#known || this.failed ? { entries: this.entries } : null);

  constructor(id: string) {
    this.#id = id;
  }

  /** The replay is at this second. The gifts that were passed on the way are given to `feed`. */
  follow(
    position_s: number,
    { length_s, rate, grows }: { length_s: number; rate: number; grows: boolean },
    feed: GiftFeed | null,
  ): void {
    if (feed && position_s > this.#position_s) this.#give(this.#position_s, position_s, feed);
    this.#position_s = position_s;
    for (const index of windowsWanted(this.#talk, position_s, length_s, rate)) {
      void this.#ask(index, grows && (index + 1) * WINDOW_S > length_s);
    }
  }

  /** One has jumped: what lies between is not passed. */
  jump(position_s: number): void {
    this.#position_s = position_s;
  }

  /** The second at which a comment was made. */
  secondOf(comment_id: string): number | null {
    return this.#talk.said.find((each) => each.kind === "comment" && each.comment.id === comment_id)?.at_s ?? null;
  }

  close(): void {
    this.#ended.abort();
    clearTimeout(this.#retry);
    clearTimeout(this.#growing);
  }

  #give(from_s: number, until_s: number, feed: GiftFeed): void {
    for (const gift of giftsBetween(this.#talk, from_s, until_s)) feed.hear(gift);
  }

  /** @param open it is not over yet: there will be more in it. */
  async #ask(index: number, open: boolean): Promise<void> {
    if (this.#asked.has(index)) return;
    this.#asked.add(index);
    const from_s = index * WINDOW_S;
    try {
      const moments = await replaysApi.moments(this.#id, from_s, from_s + WINDOW_S, this.#ended.signal);
      this.#talk = addWindow(this.#talk, index, moments, this.#position_s);
      this.#known = true;
      this.failed = false;
      if (open) {
        clearTimeout(this.#growing);
        this.#growing = window.setTimeout(() => {
          this.#talk = reopen(this.#talk, index);
        }, GROWS_MS);
      }
      // What is known is not asked for; what was forgotten since may be.
      this.#asked.delete(index);
    } catch {
      if (this.#ended.signal.aborted) return;
      this.failed = true;
      clearTimeout(this.#retry);
      this.#retry = window.setTimeout(() => this.#asked.clear(), RETRY_MS);
    }
  }
}
