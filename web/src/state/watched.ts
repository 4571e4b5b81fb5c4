/**
 * Which seconds of a video were watched, in the order in which they were: what passed while it played, not where one
 * jumped to. Watched twice is there twice. Pure; the player tells it where it is.
 */
export interface Watched {
  /** Ended pieces, each from one second of the video to a later one. */
  pieces: readonly (readonly [number, number])[];
  /** The piece that grows while the video plays. */
  open: readonly [number, number] | null;
}

export const nothingWatched: Watched = { pieces: [], open: null };

/** Players tell their position about four times a second; a longer step is a jump, or a page that slept. */
const STEP_MAX_S = 1.5;
/** Shorter pieces are scrubbing, not watching. */
const PIECE_MIN_S = 0.05;
/** So many pieces make one play; who jumps about more begins another. */
export const PIECES_MAX = 100;

/** The video plays, and is at `position_s` now. */
export function watch(watched: Watched, position_s: number): Watched {
  const { open } = watched;
  if (!open) return { ...watched, open: [position_s, position_s] };
  const step_s = position_s - open[1];
  if (step_s >= 0 && step_s <= STEP_MAX_S) return { ...watched, open: [open[0], position_s] };
  return { ...pause(watched), open: [position_s, position_s] };
}

/** It stands still, or goes on from elsewhere. */
export function pause(watched: Watched): Watched {
  const { pieces, open } = watched;
  if (!open) return watched;
  return { pieces: open[1] - open[0] >= PIECE_MIN_S ? [...pieces, open] : pieces, open: null };
}

/** As it is told to the server: the whole play until now, to the hundredth of a second. */
export function toReport(watched: Watched): [number, number][] {
  return pause(watched).pieces.map(([from_s, to_s]) => [hundredths(from_s), hundredths(to_s)]);
}

export function watchedSeconds(watched: Watched): number {
  return pause(watched).pieces.reduce((sum, [from_s, to_s]) => sum + to_s - from_s, 0);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
