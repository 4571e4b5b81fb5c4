import { explain } from "../../i18n/explain";
import { type Event, eventsApi } from "../../net/events_api";
import { toasts } from "../../ui/toasts.svelte";
import type { Draft } from "./draft";

type Said = Pick<Draft, "title" | "topic" | "audience">;

/** The host's event that is due, offered to the LIVE that is being prepared: what was said of it is said of the LIVE. */
export class EventOffer {
  due = $state.raw<Event | null>(null);
  /** Whether the LIVE is to be the event. */
  taken = $state(false);
  /** What was said of the LIVE before. */
  #before: Said | null = null;

  /** Finds out whether one is due, and takes it. */
  async look(draft: Draft): Promise<void> {
    const own = await eventsApi.mine().catch(() => null);
    if (!own?.due || own.due.id === this.due?.id) return;
    this.release(draft);
    this.due = own.due;
    this.take(draft);
  }

  take(draft: Draft): void {
    const { due } = this;
    if (!due || this.taken) return;
    this.#before = said(draft);
    this.taken = true;
    Object.assign(draft, said(due));
  }

  /** The LIVE is something else, and about what it was before. */
  release(draft: Draft): void {
    if (!this.taken) return;
    this.taken = false;
    if (this.#before) Object.assign(draft, this.#before);
    this.#before = null;
  }

  /** The draft as it is worth keeping: what belongs to an event is said by that. */
  kept(draft: Draft): Draft {
    return this.taken && this.#before ? { ...draft, ...this.#before } : draft;
  }

  /** Makes the room the event's. A LIVE that cannot be it is still a LIVE, and its host is told. */
  async begin(room_id: string): Promise<void> {
    const { due } = this;
    if (!due || !this.taken) return;
    try {
      await eventsApi.beginWith(due.id, room_id);
    } catch (error) {
      toasts.show(explain(error), "bad");
    }
  }

  /** It was begun, or its time is over: the next LIVE is asked anew. */
  forget(): void {
    this.due = null;
    this.taken = false;
    this.#before = null;
  }
}

function said({ title, topic, audience }: Said): Said {
  return { title, topic, audience };
}
