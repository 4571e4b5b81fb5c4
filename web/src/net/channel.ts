import { Backoff } from "./backoff";
import type { Answer, CommandError, Commands, Hello, Joined, Notice, ServerMessage, Tick } from "./types";

/** The part of a WebSocket that the channel uses; tests give their own. */
export interface Socket {
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** What a socket tells, never before the call that opened it has returned. */
export interface SocketEvents {
  message: (data: string) => void;
  closed: (code: number, reason: string) => void;
}

export interface Timers {
  set(callback: () => void, delay_ms: number): number;
  clear(timer: number): void;
}

export interface ChannelOptions {
  open: (events: SocketEvents) => Socket;
  timers: Timers;
  random: () => number;
  /** Where the room's state stands, or null for one that needs a whole snapshot. */
  position: () => { epoch: string; offset: number } | null;
  onstatus: (status: ChannelStatus) => void;
  onhello?: (hello: Hello) => void;
  onjoined: (joined: Joined) => void;
  ontick: (tick: Tick) => void;
  /** Something for this account alone, which has nothing to do with the room. */
  onnotice?: (notice: Notice) => void;
  /** How many notifications are new for this account. */
  onunread?: (unread: number) => void;
}

/**
 * `refused`: the server will not have this join (the room is gone, or not for this person).
 * `closed`: it closed the connection for good; `code` is the close code and `reason` says why.
 */
export type ChannelStatus =
  | { phase: "connecting" }
  | { phase: "joined" }
  | { phase: "waiting"; delay_ms: number }
  | { phase: "refused"; error: ChannelError }
  | { phase: "closed"; code: number; reason: string };

/** The close code that says: whoever this was is signed out (`realtime/codes.py`). */
export const SESSION_ENDED = 4103;

/** A command that was refused, or whose answer never came. */
export class ChannelError extends Error {
  /** The server's, or `offline`: the connection was or went down, and nobody knows whether it was heard. */
  readonly code: string;
  readonly retry: boolean;
  readonly details: Record<string, unknown>;

  constructor(error: CommandError) {
    super(error.message);
    this.name = "ChannelError";
    this.code = error.code;
    this.retry = error.retry;
    this.details = error.details ?? {};
  }
}

const ANSWER_TIMEOUT_MS = 10_000;
/** Silence after which the server is asked for a sign of life; phones drop connections without a word. */
const HEARTBEAT_MS = 20_000;
const BACKOFF_BASE_MS = 500;
const BACKOFF_MAX_MS = 15_000;
const COMMANDS_MAX = 100;

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: ChannelError) => void;
  timer: number;
}

/**
 * One room's connection, which heals itself: commands have ids and are answered by promises; when the socket
 * dies it comes back with growing waits, names the last position seen, and gets what was missed.
 */
export class Channel {
  readonly #options: ChannelOptions;
  readonly #room: string;
  readonly #backoff: Backoff;
  readonly #pending = new Map<number, Pending>();
  #socket: Socket | null = null;
  #joined = false;
  #joinsUnanswered = 0;
  #lastId = 0;
  #watchdog: number | null = null;
  #retry: number | null = null;
  #ended = false;

  constructor(room: string, options: ChannelOptions) {
    this.#room = room;
    this.#options = options;
    this.#backoff = new Backoff({ base_ms: BACKOFF_BASE_MS, max_ms: BACKOFF_MAX_MS, random: options.random });
  }

  start(): void {
    this.#ended = false;
    if (!this.#socket) this.#connect();
  }

  /** Leaves for good. */
  stop(): void {
    this.#ended = true;
    this.#drop(1000, "left");
  }

  /** Comes back at once instead of at the end of a wait: the network is there again, or the person asks. */
  wake(): void {
    if (this.#ended || this.#socket) return;
    this.#backoff.reset();
    this.#connect();
  }

  /** Begins a new connection in the old one's place: who one is, is settled when a connection begins. */
  reconnect(): void {
    this.#ended = false;
    this.#drop(1000, "renewed");
    this.#backoff.reset();
    this.#connect();
  }

  /** Whether the server was asked for what was missed, and has not answered: what comes now may be ahead of it. */
  get joining(): boolean {
    return this.#joinsUnanswered > 0;
  }

  /** @throws ChannelError by rejection: never answered twice, never sent twice. */
  command<Name extends keyof Commands>(
    type: Name,
    fields: Commands[Name]["fields"],
  ): Promise<Commands[Name]["result"]> {
    if (!this.#joined) return Promise.reject(offline());
    return this.#send(type, fields) as Promise<Commands[Name]["result"]>;
  }

  #connect(): void {
    this.#clearRetry();
    const socket = this.#options.open({
      message: (data) => socket === this.#socket && this.#receive(data),
      closed: (code, reason) => socket === this.#socket && this.#lost(code, reason),
    });
    this.#socket = socket;
    this.#watch(ANSWER_TIMEOUT_MS, () => this.#lost(4000, "no hello"));
    this.#options.onstatus({ phase: "connecting" });
  }

  #receive(data: string): void {
    // The ping's answer is a sign of life, its time-out is the loss: nothing is left to do here with either.
    this.#watch(HEARTBEAT_MS, () => void this.#send("ping", {}).catch(() => undefined));
    const message = JSON.parse(data) as ServerMessage;
    switch (message.type) {
      case "hello":
        this.#options.onhello?.(message);
        this.#join();
        break;
      case "answer":
        this.#settle(message);
        break;
      case "tick":
        // While a join is under way its answer will hold what this tick says, from the position that the join named.
        if (message.room === this.#room && !this.joining) this.#options.ontick(message);
        break;
      case "notice":
        this.#options.onnotice?.(message.notice);
        break;
      case "notifications":
        this.#options.onunread?.(message.unread);
        break;
      case "resync":
        if (message.room === this.#room) this.#join();
        break;
    }
  }

  #join(): void {
    const socket = this.#socket;
    this.#joinsUnanswered += 1;
    this.#send("join", { room: this.#room, ...this.#options.position() }).then(
      (result) => {
        if (socket !== this.#socket) return;
        this.#joinsUnanswered -= 1;
        this.#joined = true;
        this.#backoff.reset();
        this.#options.onjoined(result as Joined);
        this.#options.onstatus({ phase: "joined" });
      },
      (error: ChannelError) => {
        if (socket !== this.#socket || error.code === "offline") return;
        if (error.retry) this.#lost(4002, error.message);
        else this.#refuse(error);
      },
    );
  }

  #refuse(error: ChannelError): void {
    this.#ended = true;
    this.#drop(1000, "refused");
    this.#options.onstatus({ phase: "refused", error });
  }

  #send(type: string, fields: object): Promise<unknown> {
    const socket = this.#socket;
    if (!socket || this.#pending.size >= COMMANDS_MAX) return Promise.reject(offline());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = this.#options.timers.set(() => {
        // A server that answers nothing is gone, whatever the socket believes.
        if (this.#socket === socket) this.#lost(4000, "no answer");
      }, ANSWER_TIMEOUT_MS);
      this.#pending.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    this.#pending.delete(answer.id);
    this.#options.timers.clear(pending.timer);
    if (answer.error) pending.reject(new ChannelError(answer.error));
    else pending.resolve(answer.result ?? {});
  }

  #lost(code: number, reason: string): void {
    this.#drop(1000, "lost");
    if (this.#ended) return;
    if (code >= 4100 && code <= 4199) {
      this.#ended = true;
      this.#options.onstatus({ phase: "closed", code, reason });
      return;
    }
    const delay_ms = this.#backoff.next();
    this.#retry = this.#options.timers.set(() => this.#connect(), delay_ms);
    this.#options.onstatus({ phase: "waiting", delay_ms });
  }

  /** Lets go of the socket and of everything that waited for it. */
  #drop(code: number, reason: string): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#joined = false;
    this.#joinsUnanswered = 0;
    this.#clearRetry();
    this.#unwatch();
    for (const pending of this.#pending.values()) {
      this.#options.timers.clear(pending.timer);
      pending.reject(offline());
    }
    this.#pending.clear();
    socket?.close(code, reason);
  }

  #clearRetry(): void {
    if (this.#retry !== null) this.#options.timers.clear(this.#retry);
    this.#retry = null;
  }

  /** One timer watches over the silence of the connection; each message starts it anew. */
  #watch(silence_ms: number, act: () => void): void {
    this.#unwatch();
    this.#watchdog = this.#options.timers.set(act, silence_ms);
  }

  #unwatch(): void {
    if (this.#watchdog !== null) this.#options.timers.clear(this.#watchdog);
    this.#watchdog = null;
  }
}

function offline(): ChannelError {
  return new ChannelError({ code: "offline", message: "The connection is down.", retry: true });
}
