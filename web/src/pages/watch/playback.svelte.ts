import type { PictureState } from "../../media/picture_state";

/** How the picture and the sound of the watching page stand: told by the picture, shown and changed around it. */
export class Playback {
  picture: PictureState = $state("connecting");
  /** The person's wish; it holds from one LIVE to the next. */
  muted = $state(false);
  /** The browser wants a tap before there may be sound. */
  blocked = $state(false);

  readonly silent = $derived(this.muted || this.blocked);

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
