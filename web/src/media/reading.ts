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

/** Turns counts of bytes into bits a second. */
export class ByteMeter {
  #at_ms: number | undefined;
  #bytes = 0;
  #bits_per_s: number | null = null;

  /** `bytes` is the sum so far; where it falls, counting has begun anew. */
  read(bytes: number, now_ms: number): number | null {
    const elapsed_ms = this.#at_ms === undefined ? 0 : now_ms - this.#at_ms;
    if (this.#at_ms !== undefined && elapsed_ms < METER_INTERVAL_MS) return this.#bits_per_s;
    if (elapsed_ms > 0) {
      const more = bytes < this.#bytes ? bytes : bytes - this.#bytes;
      this.#bits_per_s = (more * 8_000) / elapsed_ms;
    }
    this.#at_ms = now_ms;
    this.#bytes = bytes;
    return this.#bits_per_s;
  }
}

const METER_INTERVAL_MS = 900;
