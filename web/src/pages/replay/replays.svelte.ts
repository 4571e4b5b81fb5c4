import type { Replay, ReplayCard } from "../../net/replay_types";
import { replaysApi } from "../../net/replays_api";

interface Page {
  replays: ReplayCard[];
  next_before: string | null;
}

/** What one's own replays take of the room that there is. */
export interface Room {
  bytes: number;
  bytes_max: number | null;
}

/** The replays of one person, newest first, as many as were asked for. */
export class ReplayList {
  replays: readonly ReplayCard[] = $state.raw([]);
  /** One's own only. */
  room: Room | null = $state.raw(null);
  failure: unknown = $state.raw(null);
  loading = $state(false);
  /** Where the next page begins; null after the last one, undefined before the first. */
  #before: string | null | undefined = $state.raw(undefined);
  readonly #handle: string | null;

  /** @param handle whose; null for one's own, hidden ones too. */
  constructor(handle: string | null) {
    this.#handle = handle;
  }

  get known(): boolean {
    return this.#before !== undefined;
  }

  get ended(): boolean {
    return this.#before === null;
  }

  /** The next page, or the first again if that failed. */
  async more(): Promise<void> {
    if (this.loading || this.ended) return;
    this.loading = true;
    try {
      const page = await this.#ask();
      const known = new Set(this.replays.map(({ id }) => id));
      this.replays = [...this.replays, ...page.replays.filter(({ id }) => !known.has(id))];
      this.#before = page.next_before;
      this.failure = null;
    } catch (error) {
      this.failure = error;
    } finally {
      this.loading = false;
    }
  }

  change(changed: Replay): void {
    this.replays = this.replays.map((each) => (each.id === changed.id ? changed : each));
  }

  remove(id: string, bytes: number): void {
    this.replays = this.replays.filter((each) => each.id !== id);
    if (this.room) this.room = { ...this.room, bytes: Math.max(0, this.room.bytes - bytes) };
  }

  async #ask(): Promise<Page> {
    if (this.#handle !== null) return replaysApi.of(this.#handle, this.#before);
    const page = await replaysApi.mine(this.#before);
    this.room = { bytes: page.bytes, bytes_max: page.bytes_max };
    return page;
  }
}
