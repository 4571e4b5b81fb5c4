import { calm } from "../../ui/motion.svelte";

/** How the video that is watched stands, told by its element; and what the viewer wants of it. */
export class Player {
  /** The viewer's wish; browsers let a page begin only without sound, so that is how it begins. */
  muted = $state(true);
  /** Held by the viewer; another video begins playing. */
  held = $state(false);
  position_s = $state(0);
  length_s = $state(0);
  /** It should play, but has nothing to show yet. */
  waiting = $state(false);
  failed = $state(false);
  /** Whether this video has shown its first frame. */
  begun = $state(false);
  #element: HTMLVideoElement | null = null;

  /** The element of the current video, or null when it goes. */
  attach(element: HTMLVideoElement | null): void {
    this.#element = element;
    // For whom moves should be few, nothing moves before they say so.
    this.held = calm.current;
    this.position_s = 0;
    this.length_s = 0;
    this.waiting = false;
    this.failed = false;
    this.begun = false;
    this.comeBack();
  }

  /** What failed while it was only a neighbour, or while there was no line, is loaded anew; true if something was. */
  comeBack(): boolean {
    const element = this.#element;
    if (!element?.error) return false;
    const at_s = this.position_s;
    this.failed = false;
    element.load();
    element.currentTime = at_s;
    return true;
  }

  toggle(): void {
    this.held = !this.held;
  }

  toggleSound(): void {
    this.muted = !this.muted;
  }

  seek(position_s: number): void {
    if (!this.#element || this.length_s === 0) return;
    const target_s = Math.min(this.length_s, Math.max(0, position_s));
    this.#element.currentTime = target_s;
    this.position_s = target_s;
  }
}

/** One for the page's life: who has turned the sound on wants it with the next video too. */
export const player = new Player();
