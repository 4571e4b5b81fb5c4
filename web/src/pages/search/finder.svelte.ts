import { type Kind, type SearchResults, searchApi } from "../../net/search_api";

/** Of what is typed quickly only the end is looked for. */
const PAUSE_MS = 90;
/** What was found is believed so long: it is typed back and forth. */
const FRESH_MS = 20_000;
const KEPT_MAX = 40;

interface Kept {
  at_ms: number;
  results: SearchResults;
}

/** Nothing can be found by these alone. */
const nothing = (text: string) => !/[\p{L}\p{N}\p{So}]/u.test(text);

/** Looks for what is being typed: the newest wish counts, and what was asked for before is let go of. */
export class Finder {
  text = $state("");
  kind: Kind | null = $state(null);
  /** Null while nothing is looked for, or nothing was found out yet. */
  results: SearchResults | null = $state.raw(null);
  failure: unknown = $state.raw(null);
  busy = $state(false);
  readonly idle = $derived(nothing(this.text));

  readonly #kept = new Map<string, Kept>();
  #asked: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last_ms = Number.NEGATIVE_INFINITY;

  /** The text is another one now; what is shown stays until there is something else. */
  type(text: string): void {
    this.text = text;
    this.#let_go();
    if (this.idle) {
      this.#show(null);
      return;
    }
    const known = this.#recall(this.#key());
    if (known) {
      this.#show(known);
      return;
    }
    this.busy = true;
    const since_ms = performance.now() - this.#last_ms;
    // The first letter is not kept waiting.
    if (since_ms > PAUSE_MS * 2) void this.#ask();
    else this.#timer = setTimeout(() => void this.#ask(), PAUSE_MS);
    this.#last_ms = performance.now();
  }

  choose(kind: Kind | null): void {
    if (this.kind === kind) return;
    this.kind = kind;
    this.results = null;
    this.again();
  }

  again(): void {
    this.failure = null;
    this.#last_ms = Number.NEGATIVE_INFINITY;
    this.type(this.text);
  }

  /** More of the one kind that is shown. */
  async more(): Promise<void> {
    const { results, kind, text } = this;
    if (!results?.next_cursor || !kind || this.busy || this.failure) return;
    this.busy = true;
    const asked = new AbortController();
    this.#asked = asked;
    try {
      const page = await searchApi.find(text, kind, results.next_cursor, asked.signal);
      if (asked.signal.aborted) return;
      const both = join(results, page, kind);
      this.#keep(this.#key(), both);
      this.#show(both);
    } catch (error) {
      if (!asked.signal.aborted) this.#fail(error);
    }
  }

  stop(): void {
    this.#let_go();
  }

  async #ask(): Promise<void> {
    const key = this.#key();
    const asked = new AbortController();
    this.#asked = asked;
    try {
      const results = await searchApi.find(this.text, this.kind, null, asked.signal);
      if (asked.signal.aborted) return;
      this.#keep(key, results);
      this.#show(results);
    } catch (error) {
      if (!asked.signal.aborted) this.#fail(error);
    }
  }

  #show(results: SearchResults | null): void {
    this.results = results;
    this.failure = null;
    this.busy = false;
  }

  #fail(error: unknown): void {
    this.failure = error;
    this.busy = false;
  }

  #let_go(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
  }

  #key(): string {
    return `${this.kind ?? ""} ${this.text.trim()}`;
  }

  #recall(key: string): SearchResults | null {
    const kept = this.#kept.get(key);
    return kept && performance.now() - kept.at_ms < FRESH_MS ? kept.results : null;
  }

  #keep(key: string, results: SearchResults): void {
    this.#kept.delete(key);
    this.#kept.set(key, { at_ms: performance.now(), results });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_MAX) break;
      this.#kept.delete(oldest);
    }
  }
}

const idOf = (item: { id: string } | { account: { id: string } }) => ("account" in item ? item.account.id : item.id);

/** Both pages as one; what moved from one to the other meanwhile is in it once. */
function join(before: SearchResults, after: SearchResults, kind: Kind): SearchResults {
  const known = new Set(before[kind].map(idOf));
  const fresh = (after[kind] as (typeof before)[typeof kind]).filter((item) => !known.has(idOf(item)));
  return { ...before, [kind]: [...before[kind], ...fresh], next_cursor: after.next_cursor };
}
