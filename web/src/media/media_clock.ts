/** What time it is by the server's clock, and when pictures were there, for the delay that a player tells. */

export interface ClockAnswer {
  now_us: number;
  took_us: number;
  zero_us: number | null;
}

/** Clocks run apart by some milliseconds a minute at worst. */
const GOOD_FOR_MS = 60_000;
const RETRY_AFTER_MS = 5_000;
/** A picture cannot be from the future, but clocks cannot be compared exactly. */
const DELAY_MIN_MS = -150;
/** Past this it is no delay: the host has begun a new count of time. */
const DELAY_MAX_MS = 60_000;

/** Asks only while somebody reads it. */
export class MediaClock {
  readonly #ask: () => Promise<ClockAnswer>;
  readonly #now_ms: () => number;
  /** What to add to the page's own clock to have the server's. */
  #offset_ms: number | undefined;
  #zero_ms: number | null = null;
  #askAt_ms = Number.NEGATIVE_INFINITY;
  #asking = false;

  constructor(ask: () => Promise<ClockAnswer>, now_ms: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#now_ms = now_ms;
  }

  /** The delay of a picture with the publisher's `timestamp_ms` that is seen at `seen_ms`; null while it is not known. */
  delayOf(timestamp_ms: number, seen_ms: number): number | null {
    this.#refresh();
    if (this.#zero_ms === null) return null;
    return this.#delay(this.#zero_ms + timestamp_ms, seen_ms);
  }

  /** The same of a picture whose time by the server's clock is known. */
  delaySince(recordedAt_ms: number, seen_ms: number): number | null {
    this.#refresh();
    return this.#delay(recordedAt_ms, seen_ms);
  }

  #delay(arrived_ms: number, seen_ms: number): number | null {
    if (this.#offset_ms === undefined) return null;
    const delay_ms = seen_ms + this.#offset_ms - arrived_ms;
    if (delay_ms >= DELAY_MIN_MS && delay_ms <= DELAY_MAX_MS) return Math.max(0, delay_ms);
    this.#askAt_ms = Math.min(this.#askAt_ms, this.#now_ms() + RETRY_AFTER_MS);
    return null;
  }

  #refresh(): void {
    if (this.#asking || this.#now_ms() < this.#askAt_ms) return;
    this.#asking = true;
    void this.#compare().finally(() => {
      this.#asking = false;
    });
  }

  async #compare(): Promise<void> {
    const asked_ms = this.#now_ms();
    try {
      const { now_us, took_us, zero_us } = await this.#ask();
      const answered_ms = this.#now_ms();
      // The answer was made `took_us` after the question arrived; what is left of the wait was the way, half of it back.
      const back_ms = Math.max(0, answered_ms - asked_ms - took_us / 1_000) / 2;
      this.#offset_ms = now_us / 1_000 + back_ms - answered_ms;
      this.#zero_ms = zero_us === null ? null : zero_us / 1_000;
      this.#askAt_ms = answered_ms + (zero_us === null ? RETRY_AFTER_MS : GOOD_FOR_MS);
    } catch {
      this.#askAt_ms = this.#now_ms() + RETRY_AFTER_MS;
    }
  }
}
