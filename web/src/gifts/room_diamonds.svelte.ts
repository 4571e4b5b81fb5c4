import { giftsApi } from "../net/gifts_api";
import type { RoomStore } from "../room/room.svelte";

/** Not more often than this: in a shower of gifts the sum may be as old. */
const EVERY_MS = 1_500;

/** What the gifts of a LIVE have come to for its host. The books know: shares are theirs to take, not this page's. */
export class RoomDiamonds {
  /** Null until it is known. */
  total: number | null = $state(null);
  #timer: number | undefined;
  #asking = false;
  #again = false;

  /** Follows a room until what it returns is called. */
  follow(room: RoomStore): () => void {
    const stop = room.listenToGifts(() => this.#owe(room.id));
    void this.#ask(room.id);
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  #owe(room: string): void {
    if (this.#asking) this.#again = true;
    else this.#timer ??= window.setTimeout(() => void this.#ask(room), EVERY_MS);
  }

  async #ask(room: string): Promise<void> {
    this.#timer = undefined;
    this.#asking = true;
    this.#again = false;
    try {
      this.total = (await giftsApi.totalsOfRoom(room)).diamonds;
    } catch {
      // The sum stays as it was; the next gift asks again.
    } finally {
      this.#asking = false;
      if (this.#again) this.#owe(room);
    }
  }
}
