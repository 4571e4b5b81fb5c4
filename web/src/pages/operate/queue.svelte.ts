import { explain } from "../../i18n/explain";
import { poll } from "../../ui/poll";
import { toasts } from "../../ui/toasts.svelte";

export interface Identified {
  id: string;
}

export interface Page<Item> {
  items: Item[];
  /** What the next page is asked for with; null at the end. */
  next: string | null;
}

export type Ask<Item> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;

/** A list that operators work through. Its first page is asked for again and again; what was asked for beyond stays. */
export class Queue<Item extends Identified> {
  /** Null until the first answer. */
  items: Item[] | null = $state.raw(null);
  failure: unknown = $state.raw(null);
  next: string | null = $state(null);
  /** Whether a further page is on its way. */
  busy = $state(false);
  #ask: Ask<Item> | undefined;
  /** Whose answer is shown. */
  #answered: Ask<Item> | undefined;
  /** What was opened stays open when a decision, or another operator's, takes it off the list. */
  #kept: Item | undefined;

  /**
   * Begins anew with what `ask` answers, and asks on until the returned function is called. What was shown goes at
   * once, or `stays` until the answer is there.
   */
  follow(ask: Ask<Item>, interval_ms: number, { stays = false } = {}): () => void {
    this.#ask = ask;
    this.failure = null;
    if (!stays) {
      this.items = null;
      this.next = null;
    }
    return poll((signal) => this.#refresh(ask, signal), interval_ms);
  }

  async #refresh(ask: Ask<Item>, signal: AbortSignal): Promise<void> {
    try {
      const page = await ask(undefined, signal);
      if (signal.aborted) return;
      const first = new Set(page.items.map(({ id }) => id));
      const isOther = this.#answered !== ask;
      const beyond = isOther || this.next === page.next ? [] : (this.items ?? []).slice(page.items.length);
      this.#answered = ask;
      this.items = [...page.items, ...beyond.filter(({ id }) => !first.has(id))];
      if (beyond.length === 0) this.next = page.next;
      this.failure = null;
    } catch (error) {
      if (!signal.aborted) this.failure = error;
    }
  }

  async more(): Promise<void> {
    const ask = this.#ask;
    if (!ask || this.next === null || this.busy) return;
    this.busy = true;
    try {
      const page = await ask(this.next, new AbortController().signal);
      if (ask !== this.#ask) return;
      const shown = new Set((this.items ?? []).map(({ id }) => id));
      this.items = [...(this.items ?? []), ...page.items.filter(({ id }) => !shown.has(id))];
      this.next = page.next;
    } catch (error) {
      toasts.show(explain(error), "bad");
    } finally {
      this.busy = false;
    }
  }

  /** The item as it is now, after somebody decided about it; `stays` unless that takes it off this list. */
  replace(item: Item, stays: boolean): void {
    this.#kept = item;
    const items = this.items ?? [];
    this.items = stays
      ? items.map((each) => (each.id === item.id ? item : each))
      : items.filter(({ id }) => id !== item.id);
  }

  /** The item of that id, if it is in the list or was when it was opened. */
  find(id: string | null): Item | null {
    const found = this.items?.find((each) => each.id === id);
    if (found) this.#kept = found;
    return found ?? (this.#kept?.id === id ? this.#kept : null);
  }
}
