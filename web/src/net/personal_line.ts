import { Backoff } from "./backoff";
import type { Socket, SocketEvents, Timers } from "./channel";
import type { EventMessage, Notice, ServerMessage } from "./types";

export interface PersonalLineOptions {
  open: (events: SocketEvents) => Socket;
  timers: Timers;
  random: () => number;
  /** The line stands: what was said before must be asked for. */
  onopen: () => void;
  onnotice: (notice: Notice) => void;
  /** How many notifications are new for this account. */
  onunread: (unread: number) => void;
  /** An event that this account hosts or goes to stands elsewhere than before. */
  onevent: (message: EventMessage) => void;
  /** The server does not want this line back: the session has ended, say. */
  onended: () => void;
}

const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;

/**
 * A connection in no room, over which the server says what is for this account alone. It comes back by itself, slower
 * than a room's, for nothing is lost: whoever missed something finds it among the notices.
 */
export class PersonalLine {
  readonly #options: PersonalLineOptions;
  readonly #backoff: Backoff;
  #socket: Socket | null = null;
  #retry: number | null = null;
  #ended = false;

  constructor(options: PersonalLineOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ base_ms: BACKOFF_BASE_MS, max_ms: BACKOFF_MAX_MS, random: options.random });
  }

  start(): void {
    if (this.#ended || this.#socket) return;
    const socket = this.#options.open({
      message: (data) => socket === this.#socket && this.#receive(JSON.parse(data) as ServerMessage),
      closed: (code) => socket === this.#socket && this.#lost(code),
    });
    this.#socket = socket;
  }

  /** For good. */
  stop(): void {
    this.#ended = true;
    if (this.#retry !== null) this.#options.timers.clear(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000, "left");
  }

  #receive(message: ServerMessage): void {
    if (message.type === "hello") {
      this.#backoff.reset();
      this.#options.onopen();
    }
    if (message.type === "notice") this.#options.onnotice(message.notice);
    if (message.type === "notifications") this.#options.onunread(message.unread);
    if (message.type === "event") this.#options.onevent(message);
  }

  #lost(code: number): void {
    this.#socket = null;
    // The server's codes from 4100 on say that coming back is of no use.
    if (code >= 4100 && code <= 4199) this.#options.onended();
    else this.#retry = this.#options.timers.set(() => this.start(), this.#backoff.next());
  }
}
