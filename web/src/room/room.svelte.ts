import { Channel, ChannelError, type ChannelStatus } from "../net/channel";
import { openSocket } from "../net/socket";
import type { Comment, GiftForm, GiftSent, Joined, Room, RoomEvent, Tick } from "../net/types";
import { bell } from "../session/bell.svelte";
import { notices } from "../session/notices.svelte";
import { enterAt, hearTotal, type Likes, noLikes, settleBatch, shownLikes, takeBatch, tap } from "../state/likes";
import { toLines } from "../state/lines";
import {
  applyLikes,
  applyRole,
  applySent,
  applyTick,
  forget,
  hasNewComment,
  isUnbroken,
  join,
  type RoomState,
  type Sent,
} from "../state/room";

const LIKE_BATCH_MS = 250;
/** How long a command that was given while the room is being joined waits for it. */
const JOIN_WAIT_MS = 8_000;
const DRAFT_PREFIX = "livehouse.draft.";

/** Something that rises over the picture. */
export type Floating = { kind: "hearts"; count: number } | { kind: "reaction"; emoji: string; count: number };

/** What the room tells of gifts while one is there to see it. */
export type GiftNews = Extract<RoomEvent, { type: "gift" | "combo" }>;

export interface RoomOptions {
  /** Likes were refused, of which nobody waits for the answer. */
  onrefusal?: (error: ChannelError) => void;
}

/** One LIVE as this page lives it: its state, followed as it changes, and what one can do in it. */
export class RoomStore {
  readonly id: string;
  state: RoomState | null = $state.raw(null);
  status: ChannelStatus = $state.raw({ phase: "connecting" });
  /** What is typed and not sent; it outlives sheets, sign-in and a reload. */
  draft = $state("");

  readonly lines = $derived(this.state ? toLines(this.state.entries) : []);
  readonly room: Room | null = $derived(this.state?.room ?? null);
  readonly likes = $derived.by(() => shownLikes(this.#likes, this.state?.counters.likes ?? 0));
  readonly isHost = $derived(this.state?.role === "host");

  #likes: Likes = $state.raw(noLikes);
  #likeTimer: number | undefined;
  readonly #options: RoomOptions;
  /** Own comments that were answered while a join was under way, and the epoch on screen then. */
  #early: { sent: Sent; epoch: string }[] = [];
  /** Whom the server takes this connection for. */
  #account: string | null = null;
  #listeners = new Set<(floating: Floating) => void>();
  #giftListeners = new Set<(news: GiftNews) => void>();
  #waiting = new Set<(joined: boolean) => void>();
  #channel: Channel;
  #ended = new AbortController();

  constructor(id: string, options: RoomOptions = {}) {
    this.id = id;
    this.#options = options;
    this.draft = readDraft(id);
    this.#channel = new Channel(id, {
      open: openSocket,
      timers: {
        set: (callback, delay_ms) => window.setTimeout(callback, delay_ms),
        clear: (timer) => clearTimeout(timer),
      },
      random: Math.random,
      position: () => this.state && { epoch: this.state.epoch, offset: this.state.offset },
      onstatus: (status) => this.#follow(status),
      onhello: (hello) => {
        this.#account = hello.account;
      },
      onjoined: (joined) => this.#enter(joined),
      ontick: (tick) => this.#hear(tick),
      onnotice: (notice) => notices.hear(notice),
      onunread: (unread) => bell.hear(unread),
    });
  }

  open(): void {
    const { signal } = this.#ended;
    addEventListener("online", () => this.#channel.wake(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#channel.wake(), { signal });
    this.#channel.start();
  }

  close(): void {
    this.#ended.abort();
    clearTimeout(this.#likeTimer);
    this.#sendLikes();
    this.#channel.stop();
    this.#settle(false);
  }

  /** Comes back after the server closed for good, or as somebody else after signing in or out. */
  reconnect(): void {
    // Who signed in for this room may have left it meanwhile.
    if (this.#ended.signal.aborted) return;
    this.#channel.reconnect();
  }

  /**
   * Sends the text; the draft is the caller's to clear.
   *
   * @throws ChannelError: `offline` if it was not sent, `unanswered` if nobody can tell whether it was.
   */
  async comment(text: string): Promise<void> {
    await this.#joined();
    const before = this.state;
    try {
      const sent = await this.#channel.command("comment", { text });
      this.#place(sent);
    } catch (error) {
      if (!(error instanceof ChannelError) || error.code !== "offline") throw error;
      // The connection may have died between the comment and its answer; the room itself then knows.
      await this.#joined().catch(() => Promise.reject(unanswered()));
      if (!this.state || !this.#account) throw error;
      if (hasNewComment(before, this.state, this.#account, text)) return;
      throw isUnbroken(before, this.state) ? error : unanswered();
    }
  }

  /** One heart: it rises at once and is sent with those of the same quarter of a second. */
  like(): void {
    this.#likes = tap(this.#likes);
    this.#scheduleLikes();
  }

  /** @throws ChannelError */
  async react(emoji: string): Promise<void> {
    await this.#channel.command("react", { emoji });
  }

  /** Host only; null unpins. @throws ChannelError */
  async pin(comment: Comment | null): Promise<void> {
    await this.#channel.command("pin", { comment: comment?.id ?? null });
  }

  /**
   * Sends a gift. Whoever hears `offline` may send the very same form again: its key makes it one gift.
   *
   * @throws ChannelError
   */
  async sendGift(form: GiftForm): Promise<GiftSent> {
    await this.#joined();
    return this.#channel.command("gift", form);
  }

  saveDraft(): void {
    writeDraft(this.id, this.draft);
  }

  /** Tells of every heart and reaction that is to rise; returns how to stop it. */
  listen(listener: (floating: Floating) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of gifts as they are given, not of those that were missed; returns how to stop it. */
  listenToGifts(listener: (news: GiftNews) => void): () => void {
    this.#giftListeners.add(listener);
    return () => this.#giftListeners.delete(listener);
  }

  #follow(status: ChannelStatus): void {
    this.status = status;
    if (status.phase === "joined") this.#settle(true);
    else if (status.phase === "refused" || status.phase === "closed") this.#settle(false);
  }

  #enter(joined: Joined): void {
    const early = this.#early.map(({ sent }) => sent.comment.id);
    const state = join(this.state && forget(this.state, early), joined);
    const placed = this.#early.filter(({ epoch }) => epoch === state?.epoch);
    this.#early = [];
    this.state = state && placed.reduce((before, { sent }) => applySent(before, sent), state);
    // Totals that grew while nobody was here to see are no shower of hearts.
    this.#likes = enterAt(this.#likes, joined.counters.likes);
  }

  /** Shows one's own comment. Its offset may be of the epoch that a join under way begins: until then it comes last. */
  #place(sent: Sent): void {
    if (!this.state) return;
    const { joining } = this.#channel;
    if (joining) this.#early.push({ sent, epoch: this.state.epoch });
    this.state = applySent(this.state, joining ? { ...sent, offset: Number.POSITIVE_INFINITY } : sent);
  }

  #hear(tick: Tick): void {
    if (!this.state) return;
    this.state = applyRole(applyTick(this.state, tick), tick, this.#account);
    if (tick.counters) this.#hearLikes(tick.counters.likes);
    this.#hearGifts(tick);
    for (const [emoji, count] of Object.entries(tick.reactions ?? {})) this.#float({ kind: "reaction", emoji, count });
  }

  #hearGifts(tick: Tick): void {
    for (const event of tick.events) {
      if (event.type !== "gift" && event.type !== "combo") continue;
      for (const listener of this.#giftListeners) listener(event);
    }
  }

  #hearLikes(total: number): void {
    const { likes, others } = hearTotal(this.#likes, total);
    this.#likes = likes;
    if (others > 0) this.#float({ kind: "hearts", count: others });
  }

  #scheduleLikes(): void {
    this.#likeTimer ??= window.setTimeout(() => {
      this.#likeTimer = undefined;
      this.#sendLikes();
    }, LIKE_BATCH_MS);
  }

  #sendLikes(): void {
    const { likes, count } = takeBatch(this.#likes);
    if (count === 0) return;
    this.#likes = likes;
    this.#channel.command("like", { count }).then(
      (result) => {
        this.#hearLikes(result.likes);
        this.#likes = settleBatch(this.#likes, count);
        if (this.state) this.state = applyLikes(this.state, result.likes);
      },
      (error: ChannelError) => {
        this.#likes = settleBatch(this.#likes, count);
        this.#options.onrefusal?.(error);
      },
    );
    if (likes.waiting > 0) this.#scheduleLikes();
  }

  #float(floating: Floating): void {
    for (const listener of this.#listeners) listener(floating);
  }

  #joined(): Promise<void> {
    if (this.status.phase === "joined") return Promise.resolve();
    if (this.status.phase === "closed" || this.status.phase === "refused") return Promise.reject(notJoined());
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(() => done(false), JOIN_WAIT_MS);
      const done = (joined: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        if (joined) resolve();
        else reject(notJoined());
      };
      this.#waiting.add(done);
    });
  }

  #settle(joined: boolean): void {
    for (const done of [...this.#waiting]) done(joined);
  }
}

/** The room of a page; the page opens it, and closes it when it goes. */
export function createRoom(id: string, options?: RoomOptions): RoomStore {
  return new RoomStore(id, options);
}

function notJoined(): ChannelError {
  return new ChannelError({ code: "offline", message: "The room could not be joined.", retry: true });
}

function unanswered(): ChannelError {
  return new ChannelError({
    code: "unanswered",
    message: "The connection was lost before an answer came.",
    retry: true,
  });
}

function readDraft(id: string): string {
  try {
    return sessionStorage.getItem(DRAFT_PREFIX + id) ?? "";
  } catch {
    return "";
  }
}

function writeDraft(id: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(DRAFT_PREFIX + id, text);
    else sessionStorage.removeItem(DRAFT_PREFIX + id);
  } catch {
    // Without storage the draft lives as long as the page.
  }
}
