import { ApiError, api } from "../../net/api";
import type { FeedPage, Why } from "../../net/feed";
import type { RoomCard } from "../../net/types";
import { mergeFeed } from "../../state/feed";

/** The best LIVEs now, of one topic or of all. Their order stays while one looks; what is new comes after them. */
export class TopLives {
  /** Null until the first page has come. */
  rooms: readonly RoomCard[] | null = $state.raw(null);
  failure: ApiError | null = $state.raw(null);
  /** Where the next page begins; null after the last one. */
  next: string | null = $state(null);
  loading = $state(false);
  topic: string | null = $state(null);
  #whys: ReadonlyMap<string, Why> = $state.raw(new Map());
  #pages = 1;

  why(id: string): Why | undefined {
    return this.#whys.get(id);
  }

  choose(topic: string | null): void {
    this.topic = topic;
    this.rooms = null;
    this.failure = null;
    this.next = null;
    this.#whys = new Map();
    this.#pages = 1;
  }

  /** Asks anew for as many pages as one has seen. */
  async refresh(signal: AbortSignal): Promise<void> {
    const topic = this.topic;
    const fresh: FeedPage[] = [];
    try {
      for (let next: string | null | undefined; next !== null && fresh.length < this.#pages; ) {
        const page: FeedPage = await api.feed.live(topic ?? undefined, next, signal);
        fresh.push(page);
        next = page.next_cursor;
      }
      if (topic === this.topic) this.#take(fresh, (rooms) => mergeFeed(this.rooms ?? [], rooms, ""));
    } catch (error) {
      if (error instanceof ApiError && topic === this.topic) this.failure = error;
    }
  }

  async more(): Promise<void> {
    const { topic, next } = this;
    if (next === null || this.loading) return;
    this.loading = true;
    try {
      const page = await api.feed.live(topic ?? undefined, next);
      if (topic !== this.topic) return;
      this.#pages += 1;
      const known = new Set(this.rooms?.map(({ id }) => id));
      this.#take([page], (rooms) => [...(this.rooms ?? []), ...rooms.filter(({ id }) => !known.has(id))]);
    } catch {
      // The next look at the first page says what is wrong, or brings a place from which it goes on.
    } finally {
      this.loading = false;
    }
  }

  /** For what stands at the end of the list. */
  readonly near = (end: HTMLElement): (() => void) => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void this.more());
    observer.observe(end);
    return () => observer.disconnect();
  };

  #take(pages: readonly FeedPage[], merge: (rooms: RoomCard[]) => RoomCard[]): void {
    const items = pages.flatMap((page) => page.items);
    const rooms = items.flatMap(({ room }) => room ?? []);
    this.#whys = new Map([...this.#whys, ...items.map(({ room, why }) => [room?.id ?? "", why] as const)]);
    this.rooms = merge(rooms);
    this.next = pages.at(-1)?.next_cursor ?? null;
    this.failure = null;
  }
}
