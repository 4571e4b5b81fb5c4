type Parts = typeof import("./picture_parts");

/** What belongs to the picture and is not needed before it; fetched when there is one. */
class PictureParts {
  loaded: Parts | null = $state.raw(null);
  #loading = false;

  async load(): Promise<void> {
    if (this.loaded || this.#loading) return;
    this.#loading = true;
    try {
      this.loaded = await import("./picture_parts");
    } catch {
      // Without a network; it comes with the next picture.
    } finally {
      this.#loading = false;
    }
  }
}

export const pictureParts = new PictureParts();
