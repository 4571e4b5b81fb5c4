/**
 * Chooses how long playback waits for late frames.
 *
 * The buffer starts small, because a LIVE is a conversation; it grows when frames really come late, and shrinks
 * slowly again. When nothing at all arrives on time any more, neither picture nor sound, the two computers' clocks have
 * drifted apart and the time base must be anchored again, which no buffer could cure. When only the pictures are late,
 * being larger or slow to decode, the buffer grows, so that the sound waits for them.
 */

export const DELAY_MIN_MS = 20;
export const DELAY_MAX_MS = 400;
/** Lateness below this is not seen: it is less than half a frame. */
const TOLERATED_MS = 12;
const WINDOW_MS = 3_000;
/** The beginning says nothing: a burst of old frames is being caught up with. */
const SETTLING_MS = 2_000;
/** With fewer frames than this a window says nothing. */
const FRAMES_MIN = 20;
/** The share of frames that may come late before the buffer grows. A late frame is shown late, not lost. */
const LATE_SHARE_MAX = 0.1;
/** One bad moment must not cost a whole LIVE its nearness. */
const GROW_MAX_MS = 60;
const SHRINK_BY = 0.75;
/** Calm windows before the buffer shrinks: every change of it is heard as a small gap. */
const CALM_WINDOWS = 3;

export type Advice = { kind: "keep" } | { kind: "delay"; delay_ms: number } | { kind: "anchor" };

export class DelayGovernor {
  #delay_ms = DELAY_MIN_MS;
  #window: number[] = [];
  #begins_ms: number | undefined;
  #calm = 0;
  /** How late the earliest arrival of the window was. */
  #earliest_ms: number | undefined;

  get delay_ms(): number {
    return this.#delay_ms;
  }

  /** Takes note that something newer than all before, picture or sound, arrived `late_ms` later than the earliest did. */
  arrived(late_ms: number): void {
    if (this.#earliest_ms === undefined || late_ms < this.#earliest_ms) this.#earliest_ms = late_ms;
  }

  /** Takes note of one frame that was shown `late_ms` after it was due (negative: on time), at `now_ms`. */
  observe(late_ms: number, now_ms: number): Advice {
    this.#begins_ms ??= now_ms + SETTLING_MS;
    if (now_ms < this.#begins_ms) return { kind: "keep" };
    this.#window.push(late_ms);
    if (now_ms < this.#begins_ms + WINDOW_MS) return { kind: "keep" };
    const lateness = this.#window.sort((a, b) => a - b);
    const earliest_ms = this.#earliest_ms;
    this.#window = [];
    this.#begins_ms = now_ms;
    this.#earliest_ms = undefined;
    return lateness.length < FRAMES_MIN ? { kind: "keep" } : this.#judge(lateness, earliest_ms);
  }

  #judge(lateness: number[], earliest_ms: number | undefined): Advice {
    const at = (share: number) => lateness[Math.min(lateness.length - 1, Math.floor(lateness.length * share))] ?? 0;
    if (at(0.1) > TOLERATED_MS && (earliest_ms ?? 0) > TOLERATED_MS) {
      this.#calm = 0;
      return { kind: "anchor" };
    }
    const wanted_ms = at(1 - LATE_SHARE_MAX);
    if (wanted_ms > TOLERATED_MS) {
      this.#calm = 0;
      return this.#change(Math.min(DELAY_MAX_MS, this.#delay_ms + Math.min(wanted_ms, GROW_MAX_MS)));
    }
    this.#calm += 1;
    if (this.#calm < CALM_WINDOWS) return { kind: "keep" };
    this.#calm = 0;
    return this.#change(Math.max(DELAY_MIN_MS, this.#delay_ms * SHRINK_BY));
  }

  #change(delay_ms: number): Advice {
    const rounded_ms = Math.round(delay_ms);
    if (rounded_ms === this.#delay_ms) return { kind: "keep" };
    this.#delay_ms = rounded_ms;
    return { kind: "delay", delay_ms: rounded_ms };
  }
}
