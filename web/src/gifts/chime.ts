import type { GiftTier } from "../net/types";

/** The sounds that tell a host of gifts: a short motif for each tier, made here and nowhere recorded. */
export interface Tone {
  at_s: number;
  /** In semitones above A4. */
  pitch: number;
  length_s: number;
  /** From 0 to 1. */
  strength: number;
}

const A4_HZ = 440;
/** Not more often than this, except for something grander: a shower of roses is one sound, not a hundred. */
export const REST_MS: Record<GiftTier, number> = { small: 350, nice: 500, grand: 900, legend: 1_600 };
const RANK: Record<GiftTier, number> = { small: 0, nice: 1, grand: 2, legend: 3 };

const run = (pitches: readonly number[], step_s: number, length_s: number, strength: number): Tone[] =>
  pitches.map((pitch, index) => ({ at_s: index * step_s, pitch, length_s, strength }));

export const MOTIFS: Record<GiftTier, readonly Tone[]> = {
  small: run([7, 14], 0.08, 0.35, 0.5),
  nice: run([3, 7, 10, 15], 0.09, 0.5, 0.55),
  grand: [...run([-2, 3, 7, 10], 0.11, 0.6, 0.6), ...run([15, 19, 22], 0, 1.2, 0.4).map(later(0.46))],
  legend: [
    ...run([-9, -2, 3, 7], 0.13, 0.9, 0.6),
    ...run([10, 15, 19, 22], 0.1, 0.8, 0.5).map(later(0.55)),
    ...run([-9, 3, 10, 15, 19], 0, 2.2, 0.4).map(later(1.02)),
  ],
};

function later(by_s: number): (tone: Tone) => Tone {
  return (tone) => ({ ...tone, at_s: tone.at_s + by_s });
}

/** Whether a gift is heard, when the last was heard `since_ms` ago. */
export function isHeard(tier: GiftTier, last: GiftTier | null, since_ms: number): boolean {
  return last === null || since_ms >= REST_MS[last] || RANK[tier] > RANK[last];
}

/** A bell: a tone, a softer one far above it, and both fade. */
function strike(context: AudioContext, out: AudioNode, tone: Tone, from_s: number): void {
  const begins = from_s + tone.at_s;
  for (const { ratio, share, fades } of [
    { ratio: 1, share: 0.8, fades: 1 },
    { ratio: 2.76, share: 0.16, fades: 0.45 },
  ]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const ends = begins + tone.length_s * fades;
    oscillator.frequency.value = A4_HZ * 2 ** (tone.pitch / 12) * ratio;
    gain.gain.setValueAtTime(0, begins);
    gain.gain.linearRampToValueAtTime(tone.strength * share, begins + 0.008);
    gain.gain.exponentialRampToValueAtTime(0.0006, ends);
    oscillator.connect(gain).connect(out);
    oscillator.start(begins);
    oscillator.stop(ends + 0.02);
  }
}

/** Plays the motifs. The browser allows it once the page was pressed, which going LIVE is. */
export class Chime {
  #context: AudioContext | null = null;
  #out: GainNode | null = null;
  #last: GiftTier | null = null;
  #lastAt_ms = 0;

  /** @param volume from 0 to 1. True if it is heard. */
  play(tier: GiftTier, volume: number): boolean {
    const now = performance.now();
    if (volume <= 0 || !isHeard(tier, this.#last, now - this.#lastAt_ms)) return false;
    this.#last = tier;
    this.#lastAt_ms = now;
    this.#context ??= new AudioContext();
    const context = this.#context;
    if (!this.#out) {
      this.#out = context.createGain();
      this.#out.connect(context.destination);
    }
    // Loudness is heard by its square.
    this.#out.gain.value = volume ** 2 * 0.6;
    if (context.state === "suspended") void context.resume().catch(() => undefined);
    for (const tone of MOTIFS[tier]) strike(context, this.#out, tone, context.currentTime + 0.01);
    return true;
  }

  close(): void {
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
    this.#out = null;
  }
}
