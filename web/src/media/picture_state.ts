/** What a viewer sees of a LIVE, judged from what the player knows. */

export type PictureState = "connecting" | "playing" | "stalled" | "unsupported" | "failed";

export interface PictureFacts {
  /** False where the browser lacks WebTransport or the stream's codec. */
  supported: boolean;
  /** The relay or the server said no for good: the LIVE has ended, or is not for this viewer. */
  refused: boolean;
  /** Attempts that failed since the last session that lived. */
  attempts: number;
  /** Milliseconds since the last picture was painted; undefined before the first. */
  sincePicture_ms: number | undefined;
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
  if (facts.sincePicture_ms === undefined) {
    return facts.attempts >= ATTEMPTS_BEFORE_FAILED ? "failed" : "connecting";
  }
  if (facts.held || facts.sincePicture_ms < STALL_MS) return "playing";
  return "stalled";
}
