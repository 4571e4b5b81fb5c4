/** Which of a broadcast's renditions to watch. */

export interface Rendition {
  codedWidth?: number | undefined;
  codedHeight?: number | undefined;
}

/** A rendition with this share of the stage's pixels still looks sharp on it. */
const SHARP_ENOUGH = 0.6;

/**
 * The name of the smallest rendition that looks sharp on a stage of `stage_px` pixels; the smallest of all when the
 * network is `strained`; undefined when there is nothing to choose.
 */
export function chooseRendition(
  renditions: Readonly<Record<string, Rendition>>,
  stage_px: number,
  strained: boolean,
): string | undefined {
  const bySize = Object.entries(renditions)
    .map(([name, { codedWidth = 0, codedHeight = 0 }]) => ({ name, pixels: codedWidth * codedHeight }))
    .sort((a, b) => a.pixels - b.pixels);
  if (strained) return bySize[0]?.name;
  const sharp = bySize.find(({ pixels }) => pixels >= stage_px * SHARP_ENOUGH);
  return (sharp ?? bySize.at(-1))?.name;
}
