import { Channel, type ChannelStatus } from "../net/channel";
import { openSocket } from "../net/socket";
import type { Comment, Room } from "../net/types";
import { applyTick, join, type RoomState } from "../state/room";

/** As many as one can read over a small picture. */
export const SHOWN_MAX = 30;

/** A LIVE as somebody sees it who only looks on: the room, how many are there, and what is said. */
export class Audience {
  state: RoomState | null = $state.raw(null);
  status: ChannelStatus = $state.raw({ phase: "connecting" });

  readonly room: Room | null = $derived(this.state?.room ?? null);
  readonly viewers = $derived(this.state?.counters.viewers ?? 0);
  readonly comments: readonly Comment[] = $derived.by(() => {
    const said: Comment[] = [];
    for (const entry of this.state?.entries ?? []) if (entry.kind === "comment") said.push(entry.comment);
    return said.slice(-SHOWN_MAX);
  });

  readonly #channel: Channel;
  readonly #ended = new AbortController();

  constructor(roomId: string) {
    this.#channel = new Channel(roomId, {
      open: openSocket,
      timers: {
        set: (callback, delay_ms) => window.setTimeout(callback, delay_ms),
        clear: (timer) => clearTimeout(timer),
      },
      random: Math.random,
      position: () => this.state && { epoch: this.state.epoch, offset: this.state.offset },
      onstatus: (status) => {
        this.status = status;
      },
      onjoined: (joined) => {
        this.state = join(this.state, joined);
      },
      ontick: (tick) => {
        if (this.state) this.state = applyTick(this.state, tick);
      },
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
    this.#channel.stop();
  }
}
