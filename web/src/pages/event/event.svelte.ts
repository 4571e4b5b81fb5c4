import { ApiError, api } from "../../net/api";
import { type Event, eventsApi } from "../../net/events_api";
import { replaysApi } from "../../net/replays_api";
import type { RoomCard } from "../../net/types";
import { eventNews } from "../../session/event_news";
import { session } from "../../session/session.svelte";
import { poll } from "../../ui/poll";

const MINUTE_MS = 60_000;
/** How often it is asked where an event stands: hardly while it is far away, often when everybody waits for it. */
const FAR_MS = MINUTE_MS;
const NEAR_MS = 20_000;
const WAITING_MS = 4_000;
const NEAR_BEFORE_MS = 15 * MINUTE_MS;
const WAITING_BEFORE_MS = MINUTE_MS;

/** One event, kept up to date while its page is open. */
export class EventStore {
  readonly id: string;
  event: Event | null = $state.raw(null);
  failure: ApiError | null = $state.raw(null);
  now = $state(Date.now());
  /** The host's LIVE beside the event, or the own one. */
  beside: RoomCard | null = $state.raw(null);
  /** Whether what it became can be watched again; null until that is known. */
  replay: boolean | null = $state(null);
  /** Called when it begins while one looks on. */
  readonly #onbegan: (event: Event) => void;

  constructor(id: string, onbegan: (event: Event) => void) {
    this.id = id;
    this.#onbegan = onbegan;
  }

  /** Looks until it is told to stop. */
  follow(): () => void {
    const clock = window.setInterval(() => {
      this.now = Date.now();
    }, 1_000);
    const unlisten = eventNews.listen((message) => {
      if (message.event_id === this.id) void this.load();
    });
    return () => {
      clearInterval(clock);
      unlisten();
    };
  }

  get interval_ms(): number {
    const { event } = this;
    if (!event) return WAITING_MS;
    if (event.state === "live" || event.state === "over") return NEAR_MS;
    if (event.state === "cancelled" || event.state === "missed") return FAR_MS;
    const left_ms = Date.parse(event.starts_at) - this.now;
    if (left_ms < WAITING_BEFORE_MS) return WAITING_MS;
    return left_ms < NEAR_BEFORE_MS ? NEAR_MS : FAR_MS;
  }

  poll(interval_ms: number): () => void {
    // Not everybody at once: a crowd that waits for the same moment asks spread over it.
    return poll((signal) => this.load(signal), interval_ms * (0.75 + Math.random() / 2));
  }

  async load(signal?: AbortSignal): Promise<void> {
    try {
      const found = await eventsApi.get(this.id, signal);
      if (signal?.aborted) return;
      this.take(found);
      this.failure = null;
      await this.#look(found);
    } catch (error) {
      if (error instanceof ApiError && !signal?.aborted) this.failure = error;
    }
  }

  /** As it is from now on. */
  take(found: Event): void {
    const before = this.event;
    this.event = found;
    const began = before !== null && before.state !== "live" && found.state === "live";
    if (began && found.room_id) this.#onbegan(found);
  }

  async setGoing(going: boolean): Promise<void> {
    this.take(await eventsApi.setGoing(this.id, going));
  }

  /** What else there is to know of it where it stands. */
  async #look(event: Event): Promise<void> {
    if (event.state === "over" && event.room_id && this.replay === null) {
      this.replay = await replaysApi.get(event.room_id).then(
        () => true,
        () => false,
      );
    }
    const waiting = event.state === "due" || event.state === "missed";
    if (!waiting) {
      this.beside = null;
      return;
    }
    this.beside = event.is_mine ? await this.#own() : await api.liveOf(event.host.handle).catch(() => null);
  }

  async #own(): Promise<RoomCard | null> {
    if (!session.me) return null;
    const room = await api.myRoom().catch(() => null);
    return room && (room.state === "live" || room.state === "interrupted") ? room : null;
  }
}
