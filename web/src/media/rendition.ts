/** Which of a broadcast's renditions to watch. */

export interface Rendition {
  codedWidth?: number | undefined;
  codedHeight?: number | undefined;
}

/** What the viewer wants: a height in the usual words (720 for 720p, which upright is the width), or what suits. */
export type Quality = number | "auto";

/** A rendition with this share of the stage's pixels still looks sharp on it. */
const SHARP_ENOUGH = 0.6;

/**
 * The name of the smallest rendition that looks sharp on a stage of `stage_px` pixels; the smallest of all when the
 * network is `strained`; the one nearest to what the viewer wants, if they say; undefined when there is nothing to choose.
 */
export function chooseRendition(
  renditions: Readonly<Record<string, Rendition>>,
  stage_px: number,
  strained: boolean,
  quality: Quality = "auto",
): string | undefined {
  const bySize = Object.entries(renditions)
    .map(([name, { codedWidth = 0, codedHeight = 0 }]) => ({ name, width: codedWidth, height: codedHeight }))
    .sort((a, b) => a.width * a.height - b.width * b.height);
  if (quality !== "auto") return nearest(bySize, quality)?.name;
  if (strained) return bySize[0]?.name;
  const sharp = bySize.find(({ width, height }) => width * height >= stage_px * SHARP_ENOUGH);
  return (sharp ?? bySize.at(-1))?.name;
}

/** The one whose shorter side is nearest to `quality`. */
export function nearest<T extends { width: number; height: number }>(
  renditions: readonly T[],
  quality: number,
): T | undefined {
  const distance = ({ width, height }: T) => Math.abs(Math.min(width, height) - quality);
  return renditions.reduce<T | undefined>(
    (best, each) => (best && distance(best) <= distance(each) ? best : each),
    undefined,
  );
}

/** What can be wanted of these renditions, the best first, each once. */
export function qualitiesOf(renditions: readonly { width: number; height: number }[]): number[] {
  const sides = renditions.map(({ width, height }) => Math.min(width, height)).filter((side) => side > 0);
  return [...new Set(sides)].sort((a, b) => b - a);
}

const RELIEF_BASE_MS = 15_000;
const RELIEF_MAX_MS = 240_000;
/** Without trouble for so long, what was is forgotten. */
const FORGIVEN_AFTER_MS = 300_000;

/**
 * Remembers that the network was strained. The way back to the better rendition is tried later each time that it
 * failed: to see the picture change twice a minute is worse than to see the lighter one.
 */
export class Strain {
  #until_ms = Number.NEGATIVE_INFINITY;
  #relief_ms = RELIEF_BASE_MS;
  #wasStrained = false;

  /** Whether to spare the network at `now_ms`, where it shows itself `strained` or not just now. */
  observe(strained: boolean, now_ms: number): boolean {
    if (strained) {
      if (!this.#wasStrained) {
        if (now_ms - this.#until_ms > FORGIVEN_AFTER_MS) this.#relief_ms = RELIEF_BASE_MS;
        else this.#relief_ms = Math.min(RELIEF_MAX_MS, this.#relief_ms * 2);
      }
      this.#until_ms = now_ms + this.#relief_ms;
    }
    this.#wasStrained = now_ms < this.#until_ms;
    return this.#wasStrained;
  }
}
