/** What a viewer sees of a LIVE, judged from what the player knows. */

export type PictureState =
  | "connecting"
  | "playing"
  /** The host sends sound alone. */
  | "sound"
  | "stalled"
  | "unsupported"
  | "failed";

export interface PictureFacts {
  /** False where the browser cannot decode what comes. */
  supported: boolean;
  /** The relay or the server said no for good: the LIVE has ended, or is not for this viewer. */
  refused: boolean;
  /** Attempts that failed since the last session that lived. */
  attempts: number;
  /** Milliseconds since the last picture was painted; undefined before the first. */
  sincePicture_ms: number | undefined;
  /** The host offers sound, and no picture to wait for. */
  soundOnly: boolean;
  /** Playback is held on purpose (paused, or the tab is hidden), so no pictures are expected. */
  held: boolean;
}

/** A picture older than this means that the stream has stopped: three frames of a stream at one frame a second. */
export const STALL_MS = 1_500;
/** With so many attempts in vain and never a picture, the viewer is told; trying goes on. */
const ATTEMPTS_BEFORE_FAILED = 4;

export function judgePicture(facts: PictureFacts): PictureState {
  if (!facts.supported) return "unsupported";
  if (facts.refused) return "failed";
  if (facts.soundOnly) return "sound";
  if (facts.sincePicture_ms === undefined) {
    return facts.attempts >= ATTEMPTS_BEFORE_FAILED ? "failed" : "connecting";
  }
  if (facts.held || facts.sincePicture_ms < STALL_MS) return "playing";
  return "stalled";
}

/**
 * What a viewer sees while several ways to them are under way: the best of it. `seen`: there has been a picture, which
 * stays on the stage meanwhile.
 */
export function mergePictures(states: readonly PictureState[], seen: boolean): PictureState {
  for (const state of ["playing", "sound", "stalled"] as const) if (states.includes(state)) return state;
  if (states.length === 0 || states.every((state) => state === "unsupported")) return "unsupported";
  if (states.every((state) => state === "unsupported" || state === "failed")) return "failed";
  return seen ? "stalled" : "connecting";
}
