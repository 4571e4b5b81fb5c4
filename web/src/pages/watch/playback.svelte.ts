import type { PictureState } from "../../media/picture_state";
import type { Reading } from "../../media/reading";
import type { Quality } from "../../media/rendition";

/** How the picture and the sound of the watching page stand: told by the picture, shown and changed around it. */
export class Playback {
  picture: PictureState = $state("connecting");
  /** The person's wish; it holds from one LIVE to the next. */
  muted = $state(false);
  /** Likewise. */
  quality: Quality = $state("auto");
  /** What can be chosen in this LIVE, the best first. */
  qualities: readonly number[] = $state.raw([]);
  /** The browser wants a tap before there may be sound. */
  blocked = $state(false);
  /** The choice of quality is open. */
  choosing = $state(false);
  /** What the player measures of itself is shown. */
  stats = $state(false);
  /** How the picture plays just now. */
  read: () => Reading | null = () => null;

  readonly silent = $derived(this.muted || this.blocked);
  /** Something is seen or heard. */
  readonly plays = $derived(this.picture === "playing" || this.picture === "sound");

  toggle(): void {
    // The tap itself is what the browser waited for: then there is sound, and nothing to mute yet.
    if (this.blocked) {
      this.muted = false;
      this.blocked = false;
    } else {
      this.muted = !this.muted;
    }
  }
}
