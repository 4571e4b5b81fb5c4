/** Counts the pictures that were shown and, by the gaps between their times, those that were not. */

/** Distances remembered; their median is the distance that pictures have at present. */
const WINDOW = 30;
/** Cameras do not keep time exactly. */
const GAP = 1.6;
/** A longer gap is an interruption, not pictures lost. */
const GAP_MAX_MS = 5_000;
/** Up to so many pictures of the last seconds tell how many there are a second. */
const RATE_WINDOW_MS = 2_000;

export class FrameTally {
  #shown = 0;
  #lost = 0;
  #distances: number[] = [];
  #last_ms: number | undefined;
  #recent: number[] = [];

  get shown(): number {
    return this.#shown;
  }

  get lost(): number {
    return this.#lost;
  }

  /** Pictures shown a second; null before there were two. */
  rate(now_ms: number): number | null {
    this.#recent = this.#recent.filter((at_ms) => now_ms - at_ms < RATE_WINDOW_MS);
    return this.#shown < 2 ? null : this.#recent.length / (RATE_WINDOW_MS / 1_000);
  }

  /** A picture of the time `timestamp_ms` was shown at `now_ms`. */
  show(timestamp_ms: number, now_ms: number): void {
    this.#shown += 1;
    this.#recent.push(now_ms);
    const distance_ms = this.#last_ms === undefined ? 0 : timestamp_ms - this.#last_ms;
    this.#last_ms = timestamp_ms;
    if (distance_ms <= 0 || distance_ms > GAP_MAX_MS) return;
    const usual_ms = median(this.#distances);
    this.#distances.push(distance_ms);
    if (this.#distances.length > WINDOW) this.#distances.shift();
    if (usual_ms === undefined || distance_ms < usual_ms * GAP) return;
    this.#lost += Math.round(distance_ms / usual_ms) - 1;
  }

  /** What comes next does not go on where the last picture was. */
  interrupt(): void {
    this.#last_ms = undefined;
  }
}

function median(values: readonly number[]): number | undefined {
  if (values.length < 5) return undefined;
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
