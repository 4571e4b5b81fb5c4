import type { Gift } from "../net/types";
import type { GiftNews, RoomStore } from "../room/room.svelte";
import { hearGift, type Lanes, nextEnd, noLanes, pass, settleCombo } from "./lanes";
import { announce, emptyProgramme, next, type Programme } from "./programme";

/** A combo's window, with a breath for the way from the server to here. */
const STAY_MS = 3_400;
/** One's own gift comes twice, as an answer and with everybody's; so many are remembered. */
const HEARD_MAX = 400;

/** What a page shows of a room's gifts as they are given: banners at the edge, and big ones on the stage. */
export class GiftFeed {
  lanes: Lanes = $state.raw(noLanes(STAY_MS));
  programme: Programme = $state.raw(emptyProgramme);
  readonly #me: () => string | null;
  readonly #heard = new Set<string>();
  #timer: number | undefined;

  /** @param me the id of whoever looks at this page: what they give comes first. */
  constructor(me: () => string | null) {
    this.#me = me;
  }

  /** Follows a room until what it returns is called. */
  follow(room: RoomStore): () => void {
    const stop = room.listenToGifts((news) => this.#follow(news));
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  /** A gift that is on the books; the same one twice is one. */
  hear(gift: Gift): void {
    if (this.#heard.has(gift.id)) return;
    this.#heard.add(gift.id);
    if (this.#heard.size > HEARD_MAX) this.#heard.delete(this.#heard.values().next().value ?? "");
    // A page that nobody looks at has no show waiting for when they come back.
    if (document.hidden) return;
    const now = performance.now();
    const own = gift.sender.id === this.#me();
    this.lanes = hearGift(this.lanes, gift, own, now);
    this.programme = announce(this.programme, gift, own, now);
    this.#schedule();
  }

  #follow(news: GiftNews): void {
    if (news.type === "gift") this.hear(news.gift);
    else this.lanes = settleCombo(this.lanes, news.id, news.count);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const ends = [nextEnd(this.lanes), this.programme.now?.until_ms ?? null].filter((end) => end !== null);
    if (ends.length === 0) return;
    this.#timer = window.setTimeout(() => this.#pass(), Math.max(0, Math.min(...ends) - performance.now()) + 1);
  }

  #pass(): void {
    const now = performance.now();
    this.lanes = pass(this.lanes, now);
    this.programme = next(this.programme, now);
    this.#schedule();
  }
}
