/**
 * How much a recording may send, judged by how long what was sent waits to arrive.
 *
 * A recording cannot leave out single pictures as WebCodecs can: what the network does not take waits, and viewers wait
 * with it. So it becomes smaller early, stops altogether before seconds have gathered, and grows again with patience.
 */

/** What always waits so long stands in a queue, and is felt in every answer of the host. A hiccup is none. */
const STRAINED_MS = 400;
/** A queue is what did not go away for so long (as in RFC 8289, whose target and interval are a network's own). */
const WINDOW_MS = 2_500;
/** More than this is given up: viewers see a stand-still, and then the present again. */
export const WAITING_MAX_MS = 4_000;
/** After giving up, recording begins again when no more than this waits. */
const DRAINED_MS = 300;
const RELAXED_MS = 200;
/** How long a change is given to show. */
const SETTLING_MS = 3_000;
const CALM_MIN_MS = 15_000;
const CALM_MAX_MS = 240_000;
/** Strained again so soon after growing, the network has no room for more; the next try comes later. */
const REGRETTED_MS = 15_000;

export interface UploadStep {
  /** 0 is the best; each further one is smaller. */
  level: number;
  /** Nothing is recorded until what waits has left. */
  halted: boolean;
}

export class UploadGovernor {
  readonly #levels: number;
  #level = 0;
  #halted = false;
  #changed_ms = Number.NEGATIVE_INFINITY;
  #grew_ms = Number.NEGATIVE_INFINITY;
  #calmSince_ms: number | undefined;
  #patience_ms = CALM_MIN_MS;
  #window: { at_ms: number; waiting_ms: number }[] = [];

  constructor(levels: number) {
    this.#levels = levels;
  }

  get step(): UploadStep {
    return { level: this.#level, halted: this.#halted };
  }

  /** Takes note that at `now_ms` what was sent last will have waited `waiting_ms`; says what to do from now on. */
  observe(waiting_ms: number, now_ms: number): UploadStep {
    const queue_ms = this.#queue(waiting_ms, now_ms);
    if (queue_ms >= RELAXED_MS) this.#calmSince_ms = undefined;
    else this.#calmSince_ms ??= now_ms;
    if (this.#halted) {
      if (waiting_ms <= DRAINED_MS) this.#set(this.#level, false, now_ms);
    } else if (waiting_ms > WAITING_MAX_MS) {
      this.#strain(now_ms);
      this.#set(this.#levels - 1, true, now_ms);
    } else if (now_ms - this.#changed_ms >= SETTLING_MS) {
      if (queue_ms > STRAINED_MS) this.#shrink(now_ms);
      else if (this.#calmSince_ms !== undefined && now_ms - this.#calmSince_ms >= this.#patience_ms) this.#grow(now_ms);
    }
    return this.step;
  }

  /** A new connection: nothing waits, and what it carries is to be found out. */
  reset(now_ms: number): void {
    this.#set(this.#level, false, now_ms);
    this.#calmSince_ms = undefined;
  }

  /** The least that anything waited within the window. */
  #queue(waiting_ms: number, now_ms: number): number {
    this.#window.push({ at_ms: now_ms, waiting_ms });
    while ((this.#window[0]?.at_ms ?? now_ms) < now_ms - WINDOW_MS) this.#window.shift();
    return Math.min(...this.#window.map((seen) => seen.waiting_ms));
  }

  #shrink(now_ms: number): void {
    if (this.#level === this.#levels - 1) return;
    this.#strain(now_ms);
    this.#set(this.#level + 1, false, now_ms);
  }

  #grow(now_ms: number): void {
    if (this.#level === 0) return;
    this.#grew_ms = now_ms;
    this.#calmSince_ms = now_ms;
    this.#set(this.#level - 1, false, now_ms);
  }

  #strain(now_ms: number): void {
    this.#patience_ms =
      now_ms - this.#grew_ms < REGRETTED_MS ? Math.min(CALM_MAX_MS, this.#patience_ms * 2) : CALM_MIN_MS;
  }

  #set(level: number, halted: boolean, now_ms: number): void {
    this.#level = level;
    this.#halted = halted;
    this.#changed_ms = now_ms;
    this.#window = [];
  }
}
