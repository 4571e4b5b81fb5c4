export interface ScrolledPage<Item> {
  items: readonly Item[];
  /** What the next page is asked for with; null at the end. */
  next: string | null;
}

export type AskNext<Item> = (cursor: string | null | undefined) => Promise<ScrolledPage<Item>>;

/** A list whose next page is asked for when its end comes into sight. None is in it twice. */
export class Scrolled<Item extends { id: string }> {
  items: readonly Item[] = $state.raw([]);
  /** Where the next page begins; undefined before the first. */
  cursor: string | null | undefined = $state(undefined);
  failure: unknown = $state.raw(null);
  loading = $state(false);
  /** How many have come. */
  pages = 0;
  #ask: AskNext<Item> | null = null;

  /** Begins anew with what `ask` answers; with nothing at all, if there is nothing to ask. */
  begin(ask: AskNext<Item> | null): void {
    this.#ask = ask;
    this.items = [];
    this.cursor = undefined;
    this.failure = null;
    this.loading = false;
    this.pages = 0;
    void this.more();
  }

  async more(): Promise<void> {
    const ask = this.#ask;
    if (!ask || this.loading || this.cursor === null) return;
    this.loading = true;
    try {
      const page = await ask(this.cursor);
      if (ask !== this.#ask) return;
      const known = new Set(this.items.map(({ id }) => id));
      this.items = [...this.items, ...page.items.filter(({ id }) => !known.has(id))];
      this.cursor = page.next;
      this.pages += 1;
      this.failure = null;
    } catch (error) {
      if (ask === this.#ask) this.failure = error;
    } finally {
      if (ask === this.#ask) this.loading = false;
    }
  }

  /** Asks anew for all pages that have come, and shows what `merge` makes of what is shown and of what is there now. */
  async renew(merge: (shown: readonly Item[], fresh: readonly Item[]) => Item[]): Promise<void> {
    const ask = this.#ask;
    const { pages } = this;
    if (pages === 0) return this.more();
    if (!ask || this.loading) return;
    try {
      const fresh: Item[] = [];
      let next: string | null | undefined;
      for (let page = 0; page < pages && next !== null; page += 1) {
        const answer = await ask(next);
        fresh.push(...answer.items);
        next = answer.next;
      }
      // Meanwhile it began anew, or grew.
      if (ask !== this.#ask || pages !== this.pages) return;
      this.items = merge(this.items, fresh);
      this.cursor = next;
      this.failure = null;
    } catch (error) {
      if (ask === this.#ask) this.failure = error;
    }
  }

  /** An item that has just come about, first of all. */
  putFirst(item: Item): void {
    this.items = [item, ...this.items.filter(({ id }) => id !== item.id)];
  }

  drop(gone: string): void {
    this.items = this.items.filter(({ id }) => id !== gone);
  }

  /** For what stands near the list's end: the next page is on its way before one is there. */
  readonly near = (end: HTMLElement): (() => void) => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting && !this.failure) void this.more();
    });
    observer.observe(end);
    return () => observer.disconnect();
  };
}
