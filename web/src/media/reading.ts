import type { WayName } from "./way_choice";

/** What a player can say of itself at one moment; null is what cannot be known here, or not yet. */
export interface Reading {
  way: WayName;
  /** Null until a picture has come. */
  size: { width: number; height: number } | null;
  codec: string | null;
  frames_per_s: number | null;
  frames_shown: number;
  /** Pictures that should have been shown and were not. */
  frames_lost: number;
  /** Of picture and sound together. */
  bits_per_s: number | null;
  /** What is ready to be played. */
  buffer_ms: number | null;
  /** How far the picture is ahead of the sound; negative: behind. */
  drift_ms: number | null;
  round_trip_ms: number | null;
  /** How often the picture stood still, or the session was lost. */
  interruptions: number;
  /** From the server's receiving the picture to the eye. */
  delay_ms: number | null;
}

const METER_INTERVAL_MS = 900;

/** Turns a count into so many a second, of the time between two readings. */
export class RateMeter {
  #at_ms: number | undefined;
  #count = 0;
  #rate: number | null = null;

  /** `count` is the sum so far; where it falls, counting has begun anew. */
  read(count: number, now_ms: number): number | null {
    const elapsed_ms = this.#at_ms === undefined ? 0 : now_ms - this.#at_ms;
    if (this.#at_ms !== undefined && elapsed_ms < METER_INTERVAL_MS) return this.#rate;
    if (elapsed_ms > 0) this.#rate = ((count < this.#count ? count : count - this.#count) * 1_000) / elapsed_ms;
    this.#at_ms = now_ms;
    this.#count = count;
    return this.#rate;
  }
}
