import { ApiError, api } from "../net/api";
import type { RoomCard } from "../net/types";
import { append, neighbours, update, wantsMore, without } from "../state/lineup";

/**
 * The LIVEs that one swipes through: those of the list from which one came, and then those that are chosen for this
 * person. Their order stays while one watches, whatever the ranking does meanwhile.
 */
class Lineup {
  cards: RoomCard[] = $state.raw([]);
  /** Where the next page begins; null after the last one, undefined before the first. */
  #cursor: string | null | undefined;
  #asking = false;

  /** Someone goes from a list into one of its LIVEs. */
  enter(cards: readonly RoomCard[]): void {
    this.cards = [...cards];
    this.#cursor = undefined;
  }

  /** Asks for more LIVEs if `current` is near the end. Without an answer it is tried again with the next look. */
  async more(current: string, signal?: AbortSignal): Promise<void> {
    if (this.#asking || this.#cursor === null || !wantsMore(this.cards, current)) return;
    this.#asking = true;
    try {
      await this.#next(signal);
    } catch (error) {
      if (!(error instanceof ApiError && error.isOldCursor)) return;
      // It begins anew, and what is known stays where it is.
      this.#cursor = undefined;
      await this.#next(signal).catch(() => undefined);
    } finally {
      this.#asking = false;
    }
  }

  async #next(signal: AbortSignal | undefined): Promise<void> {
    const { items, next_cursor } = await api.feed.forYou("live", this.#cursor, signal);
    this.cards = append(
      this.cards,
      items.flatMap(({ room }) => room ?? []),
    );
    this.#cursor = next_cursor;
  }

  /** Looks how those stand to which one may swipe next: nobody wants to swipe to a LIVE that is over. */
  async look(current: string): Promise<void> {
    await Promise.all(
      neighbours(this.cards, current).map(async ({ id }) => {
        try {
          this.cards = update(this.cards, await api.room(id), current);
        } catch (error) {
          // It is there no longer, or not for this person.
          if (error instanceof ApiError && (error.status === 404 || error.status === 403)) {
            this.cards = without(this.cards, id);
          }
        }
      }),
    );
  }
}

export const lineup = new Lineup();
