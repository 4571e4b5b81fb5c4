import { ChannelError } from "../net/channel";
import type { CatalogueGift, GiftForm, GiftSent } from "../net/types";
import { costOf, GATHER_MS, type Gathering, orderOf, tapGift } from "./orders";

/** So often a gift whose answer was lost is sent again, with growing waits between: about a minute in all. */
const ATTEMPTS_MAX = 6;
const RETRY_MS = 500;
/** These say nothing about the gift: it is sent again as it was. */
const PASSING: ReadonlySet<string> = new Set(["offline", "gifts_busy", "internal", "unavailable"]);

export interface SenderOptions {
  send: (form: GiftForm) => Promise<GiftSent>;
  /** A gift is on the books: only now may it be shown. */
  onsent: (sent: GiftSent) => void;
  newKey?: () => string;
}

/** Why a gift was not sent. `unanswered`: nobody can say whether it was. */
export interface Refusal {
  code: string;
  error: ChannelError;
  gift: CatalogueGift;
}

/** How many of a gift this tray has sent in one go: those that are on the books, and those that wait for their answer. */
export interface Tally {
  sent: number;
  pending: number;
}

/** Sends what one taps: gathers, retries with the same key, and counts what is answered apart from what is not. */
export class GiftSender {
  /** As the books said last, or null before. */
  balance: number | null = $state(null);
  /** What is on its way, in coins. */
  pending_coins = $state(0);
  refusal: Refusal | null = $state.raw(null);
  tallies: Readonly<Record<string, Tally>> = $state.raw({});
  /** The last gift that arrived, for those who cannot see it rise. */
  last: GiftSent | null = $state.raw(null);

  count_max = 99;
  /** How long a tally stays after the last answer: the combo's window. */
  window_ms = 3_000;

  readonly #options: SenderOptions;
  #gathered: Gathering | null = null;
  #timer: number | undefined;
  #clearing: Record<string, number> = {};
  /** The id of the last sent of each gift. */
  #lastOf: Record<string, string> = {};
  #sequence = 0;
  #balanceOf = 0;
  #closed = false;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** What is left once everything on its way has arrived. */
  get left(): number | null {
    return this.balance === null ? null : this.balance - this.pending_coins;
  }

  /** One tap on a gift. False if there are not enough coins for it: nothing is sent then. */
  tap(gift: CatalogueGift, to: string | null): boolean {
    if (this.#closed) return false;
    if (this.left !== null && this.left < gift.price_coins) {
      this.#refuse(gift, shortOf(gift.price_coins - this.left));
      return false;
    }
    if (this.refusal?.code !== "cooling_off") this.refusal = null;
    const { gathered, full } = tapGift(this.#gathered, gift, to, this.count_max);
    this.#gathered = gathered;
    this.pending_coins += gift.price_coins;
    this.#tally(gift.id, { pending: 1 });
    for (const each of full) void this.#deliver(each);
    if (full.length > 0) this.#stopGathering();
    if (gathered) this.#timer ??= window.setTimeout(() => this.flush(), GATHER_MS);
    return true;
  }

  /** Sends what is gathered without waiting for more. */
  flush(): void {
    this.#stopGathering();
    const gathered = this.#gathered;
    this.#gathered = null;
    if (gathered) void this.#deliver(gathered);
  }

  /** What was tapped is still sent; nothing is tried again. */
  close(): void {
    this.flush();
    this.#closed = true;
    for (const timer of Object.values(this.#clearing)) clearTimeout(timer);
  }

  /** The books, asked anew. */
  setBalance(coins: number): void {
    this.balance = coins;
  }

  /** A break that began earlier, or in another window. */
  coolOff(until: string, gift: CatalogueGift): void {
    const details = { until };
    const error = new ChannelError({ code: "cooling_off", message: "Take a break.", retry: false, details });
    this.refusal ??= { code: error.code, error, gift };
  }

  /** Somebody else is there now. */
  forget(): void {
    this.balance = null;
    this.refusal = null;
    this.last = null;
    this.tallies = {};
  }

  #stopGathering(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #deliver(gathering: Gathering): Promise<void> {
    const { gift, count } = gathering;
    const key = (this.#options.newKey ?? (() => crypto.randomUUID()))();
    const sequence = ++this.#sequence;
    try {
      const sent = await this.#send(orderOf(gathering, key));
      // Answers may overtake each other; what was sent last is what the books said last.
      if (sequence > this.#balanceOf) {
        this.#balanceOf = sequence;
        this.balance = sent.balance_coins;
      }
      this.last = sent;
      // The same here: ids ascend with time.
      const latest = sent.gift.id > (this.#lastOf[gift.id] ?? "");
      if (latest) this.#lastOf[gift.id] = sent.gift.id;
      this.#tally(gift.id, { pending: -count, ...(latest && { sent: sent.gift.combo.count }) });
      this.#options.onsent(sent);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      this.#tally(gift.id, { pending: -count });
      if (!this.#closed) this.#refuse(gift, error);
    } finally {
      this.pending_coins -= costOf(gathering);
    }
  }

  async #send(form: GiftForm): Promise<GiftSent> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#options.send(form);
      } catch (error) {
        const passing = error instanceof ChannelError && PASSING.has(error.code);
        if (!passing || attempt >= ATTEMPTS_MAX || this.#closed) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2 ** (attempt - 1)));
      }
    }
  }

  #refuse(gift: CatalogueGift, error: ChannelError): void {
    const { code, details } = error;
    if (code === "not_enough_coins" && typeof details.balance_coins === "number") this.balance = details.balance_coins;
    this.refusal = { code: code === "offline" ? "unanswered" : code, error, gift };
  }

  #tally(id: string, { sent, pending }: { sent?: number; pending: number }): void {
    const before = this.tallies[id] ?? { sent: 0, pending: 0 };
    const after = { sent: Math.max(sent ?? before.sent, 0), pending: Math.max(0, before.pending + pending) };
    this.tallies = { ...this.tallies, [id]: after };
    clearTimeout(this.#clearing[id]);
    if (after.pending > 0 || this.#closed) return;
    this.#clearing[id] = window.setTimeout(() => {
      const { [id]: _, ...others } = this.tallies;
      this.tallies = others;
    }, this.window_ms);
  }
}

function shortOf(coins: number): ChannelError {
  return new ChannelError({
    code: "not_enough_coins",
    message: "There are not enough coins.",
    retry: false,
    details: { missing_coins: coins },
  });
}
