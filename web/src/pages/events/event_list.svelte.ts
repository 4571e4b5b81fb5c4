import { ApiError } from "../../net/api";
import type { Event, EventPage } from "../../net/events_api";

/** A list of events that comes page by page. */
export class EventList {
  events: Event[] = $state.raw([]);
  known = $state(false);
  ended = $state(false);
  loading = $state(false);
  failure: ApiError | null = $state.raw(null);
  readonly #load: (cursor: string | null) => Promise<EventPage>;
  #cursor: string | null = null;

  constructor(load: (cursor: string | null) => Promise<EventPage>) {
    this.#load = load;
  }

  async more(): Promise<void> {
    if (this.loading || this.ended) return;
    this.loading = true;
    this.failure = null;
    try {
      const page = await this.#load(this.#cursor);
      const seen = new Set(this.events.map(({ id }) => id));
      // Between two pages an event may have moved.
      this.events = [...this.events, ...page.events.filter(({ id }) => !seen.has(id))];
      this.#cursor = page.next_cursor ?? null;
      this.ended = this.#cursor === null;
      this.known = true;
    } catch (error) {
      if (error instanceof ApiError) this.failure = error;
    } finally {
      this.loading = false;
    }
  }
}
