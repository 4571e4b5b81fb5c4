/**
 * Keeps pictures with their sound.
 *
 * What a loudspeaker plays was handed to it a while ago: a few milliseconds in a laptop, a quarter of a second over
 * Bluetooth. Pictures are held back for as long as that is measured to take. People notice from some 45 ms with the
 * sound ahead and 125 ms with it behind (ITU-R BT.1359); 80 ms is what we promise either way.
 */

export const DRIFT_MAX_MS = 80;
/** Below this nothing is changed: the measurement itself is no better. */
const TOLERATED_MS = 25;
/** Each picture held back is one that the decoder cannot use again; more would make it stop. */
export const HELD_MAX_MS = 250;
/** Measured with each picture. */
const WINDOW = 20;
/** After a change the next measurements still show what was before. */
const SETTLING = 12;

export class LipSync {
  #held_ms = 0;
  #drift_ms: number | undefined;
  #window: number[] = [];
  /** What the window before this one said; one bad second alone changes nothing. */
  #before_ms: number | undefined;
  #ignored = SETTLING;

  /** For how long pictures are to be held back. */
  get held_ms(): number {
    return this.#held_ms;
  }

  /** How far the picture is ahead of the sound (negative: behind); undefined until it has been measured. */
  get drift_ms(): number | undefined {
    return this.#drift_ms;
  }

  /** Takes note of one measurement. */
  observe(drift_ms: number): void {
    if (this.#ignored > 0) {
      this.#ignored -= 1;
      return;
    }
    this.#window.push(drift_ms);
    if (this.#window.length < WINDOW) return;
    const sorted = this.#window.sort((a, b) => a - b);
    const median_ms = sorted[WINDOW / 2] ?? 0;
    this.#window = [];
    this.#drift_ms = median_ms;
    const before_ms = this.#before_ms;
    this.#before_ms = median_ms;
    if (before_ms === undefined || Math.sign(before_ms) !== Math.sign(median_ms)) return;
    const off_ms = Math.abs(before_ms) < Math.abs(median_ms) ? before_ms : median_ms;
    if (Math.abs(off_ms) <= TOLERATED_MS) return;
    const held_ms = Math.round(Math.min(HELD_MAX_MS, Math.max(0, this.#held_ms + off_ms)));
    if (held_ms === this.#held_ms) return;
    this.#held_ms = held_ms;
    this.#before_ms = undefined;
    this.#ignored = SETTLING;
  }

  /** Sound or picture have begun anew, or one of them is not there. */
  forget(): void {
    this.#drift_ms = undefined;
    this.#window = [];
    this.#before_ms = undefined;
    this.#ignored = SETTLING;
  }
}
