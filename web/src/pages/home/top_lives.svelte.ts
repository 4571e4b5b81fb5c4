import { api } from "../../net/api";
import type { Why } from "../../net/feed";
import type { RoomCard } from "../../net/types";
import { mergeFeed } from "../../state/feed";
import { Scrolled } from "../../ui/scrolled.svelte";

interface TopLive {
  id: string;
  room: RoomCard;
  why: Why;
}

/** The best LIVEs now, of one topic or of all. Their order stays while one looks; what is new comes after them. */
export class TopLives {
  readonly list = new Scrolled<TopLive>();
  topic: string | null = $state(null);
  #looks = 0;

  constructor() {
    this.choose(null);
  }

  choose(topic: string | null): void {
    this.topic = topic;
    this.#looks = 0;
    this.list.begin(async (cursor) => {
      const { items, next_cursor } = await api.feed.live(topic ?? undefined, cursor);
      return { items: items.flatMap(({ room, why }) => (room ? { id: room.id, room, why } : [])), next: next_cursor };
    });
  }

  /** Looks how all of them stand now: the more pages one has seen, the more seldom, so that it costs the same. */
  async refresh(): Promise<void> {
    const due = this.#looks % Math.max(1, this.list.pages) === 0;
    this.#looks += 1;
    if (due) await this.list.renew((shown, fresh) => mergeFeed(shown, fresh, ""));
  }
}
