import { explain } from "../i18n/explain";
import { toasts } from "./toasts.svelte";

export interface Page<Item, Cursor> {
  items: readonly Item[];
  /** What the page of those before these is asked for with; null at the first of all. */
  next: Cursor | null;
}

export type AskBefore<Item, Cursor> = (before?: Cursor) => Promise<Page<Item, Cursor>>;

/** A list that grows at its head, and is read towards its beginning a page at a time. None is in it twice. */
export class NewestFirst<Item, Cursor> {
  /** Null until the first answer. */
  items: readonly Item[] | null = $state.raw(null);
  failure: unknown = $state.raw(null);
  next: Cursor | null = $state.raw(null);
  /** Whether a further page is on its way. */
  busy = $state(false);
  readonly #ask: AskBefore<Item, Cursor>;
  readonly #keyOf: (item: Item) => unknown;
  /** Counts how often the list began anew. */
  #began = 0;

  constructor(ask: AskBefore<Item, Cursor>, keyOf: (item: Item) => unknown) {
    this.#ask = ask;
    this.#keyOf = keyOf;
  }

  /** Asks for the newest ones; the answer counts until the returned function is called. */
  refresh(): () => void {
    let gone = false;
    this.#ask().then(
      (page) => {
        if (!gone) this.#take(page);
      },
      (error: unknown) => {
        if (!gone) this.failure = error;
      },
    );
    return () => {
      gone = true;
    };
  }

  #take(page: Page<Item, Cursor>): void {
    this.failure = null;
    const shown = this.items ?? [];
    const known = new Set(shown.map(this.#keyOf));
    if (page.items.some((item) => known.has(this.#keyOf(item)))) {
      this.items = this.#after(page.items, shown);
      return;
    }
    // The first answer; or more came than a page holds, and what is between them nobody knows.
    this.#began += 1;
    this.items = page.items;
    this.next = page.next;
  }

  /** Asks for those before the last one that is shown. */
  async more(): Promise<void> {
    if (this.next === null || this.busy) return;
    const began = this.#began;
    this.busy = true;
    try {
      const page = await this.#ask(this.next);
      if (began !== this.#began) return;
      this.items = this.#after(this.items ?? [], page.items);
      this.next = page.next;
    } catch (error) {
      toasts.show(explain(error), "bad");
    } finally {
      this.busy = false;
    }
  }

  #after(newer: readonly Item[], older: readonly Item[]): Item[] {
    const known = new Set(newer.map(this.#keyOf));
    return [...newer, ...older.filter((item) => !known.has(this.#keyOf(item)))];
  }
}
