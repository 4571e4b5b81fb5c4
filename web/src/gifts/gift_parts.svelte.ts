type Parts = typeof import("./room_parts");

const RETRY_MS = 5_000;

/** The gifts' part of a room's pages, which is fetched when there is time for it. */
class GiftParts {
  loaded: Parts | null = $state.raw(null);
  #loading = false;

  async load(): Promise<void> {
    if (this.loaded || this.#loading) return;
    this.#loading = true;
    try {
      this.loaded = await import("./room_parts");
    } catch {
      // Without a network there are no gifts to show either; the next time there may be.
      setTimeout(() => void this.load(), RETRY_MS);
    } finally {
      this.#loading = false;
    }
  }
}

export const giftParts = new GiftParts();
