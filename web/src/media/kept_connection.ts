import { waitBeforeAttempt } from "./backoff";
import { isFresh, type Ticket } from "./tickets";

/** An open session at the relay, as either moq package gives it. */
export interface Connection {
  readonly closed: Promise<unknown>;
  close(): void;
}

/** What the world gives to a kept connection; replaced in tests. */
export interface Surroundings {
  now_ms(): number;
  random(): number;
  /** Resolves after `ms`, or as soon as `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface KeptConnectionOptions<C extends Connection> {
  obtainTicket(): Promise<Ticket>;
  open(ticket: Ticket, signal: AbortSignal): Promise<C>;
  /** The session to use from now on; undefined while there is none. */
  onchange(connection: C | undefined): void;
  /** An attempt failed. `attempts` counts failures since the last session that lived. */
  onfailure?(error: unknown, attempts: number): void;
  /** Whether an error can never be cured by trying again (the room has ended, the token is not for us). */
  isFinal(error: unknown): boolean;
  surroundings?: Surroundings;
}

/** A handshake that takes longer than this is given up: UDP is blocked, or the network has gone. */
export const HANDSHAKE_MAX_MS = 8_000;
/** A session that lived this long was healthy, so its end begins a new count of attempts. */
const HEALTHY_MS = 3_000;

/**
 * Holds one session at the relay open: asks for a ticket, connects, and does both again when the session is lost.
 *
 * A ticket is used again while it is fresh and has never failed. `restart()` replaces a session that is open in name
 * only, which QUIC can take half a minute to notice.
 */
export class KeptConnection<C extends Connection> {
  readonly #options: KeptConnectionOptions<C>;
  readonly #surroundings: Surroundings;
  readonly #stop = new AbortController();
  #hurry = new AbortController();
  #current: C | undefined;
  #running = false;

  constructor(options: KeptConnectionOptions<C>) {
    this.#options = options;
    this.#surroundings = options.surroundings ?? browserSurroundings;
  }

  /** Connects and stays connected until `close()`; resolves when it has stopped, finally failed or closed. */
  async run(): Promise<void> {
    if (this.#running) throw new Error("a kept connection runs once");
    this.#running = true;
    const { signal } = this.#stop;
    let ticket: Ticket | undefined;
    let attempts = 0;
    while (!signal.aborted) {
      const began_ms = this.#surroundings.now_ms();
      try {
        if (!ticket || !isFresh(ticket, began_ms)) ticket = await this.#options.obtainTicket();
        await this.#live(ticket, signal);
        // A relay that accepts and hangs up at once is as good as one that refuses.
        if (this.#surroundings.now_ms() - began_ms < HEALTHY_MS) throw new SessionCutShort();
        attempts = 0;
      } catch (error) {
        ticket = undefined;
        if (signal.aborted) break;
        attempts += 1;
        this.#options.onfailure?.(error, attempts);
        if (this.#options.isFinal(error)) break;
      }
      if (signal.aborted) break;
      await this.#pause(attempts);
    }
  }

  /** Drops the session, if there is one, and tries again at once. */
  restart(): void {
    this.#hurry.abort();
    this.#current?.close();
  }

  close(): void {
    this.#stop.abort();
    this.#hurry.abort();
    this.#current?.close();
  }

  async #live(ticket: Ticket, signal: AbortSignal): Promise<void> {
    const connection = await this.#open(ticket, signal);
    this.#current = connection;
    try {
      if (signal.aborted) return;
      this.#options.onchange(connection);
      await connection.closed.catch(() => undefined);
    } finally {
      this.#current = undefined;
      connection.close();
      this.#options.onchange(undefined);
    }
  }

  async #open(ticket: Ticket, signal: AbortSignal): Promise<C> {
    const attempt = new AbortController();
    const opening = this.#options.open(ticket, AbortSignal.any([signal, attempt.signal]));
    const deadline = this.#surroundings.sleep(HANDSHAKE_MAX_MS, AbortSignal.any([signal, attempt.signal]));
    try {
      const connection = await Promise.race([opening, deadline.then(() => undefined)]);
      if (connection) return connection;
      // A handshake that completes after all must not stay open unowned.
      opening.then((late) => late.close()).catch(() => undefined);
      throw new HandshakeTimeout();
    } finally {
      attempt.abort();
    }
  }

  async #pause(attempts: number): Promise<void> {
    if (!this.#hurry.signal.aborted) {
      const wait_ms = waitBeforeAttempt(Math.max(0, attempts - 1), this.#surroundings.random);
      await this.#surroundings.sleep(wait_ms, this.#hurry.signal);
    }
    if (!this.#stop.signal.aborted) this.#hurry = new AbortController();
  }
}

/** The relay did not answer in time. */
export class HandshakeTimeout extends Error {
  constructor() {
    super("the media relay did not answer");
  }
}

/** The relay accepted the session and closed it at once. */
export class SessionCutShort extends Error {
  constructor() {
    super("the media relay closed the session");
  }
}

const browserSurroundings: Surroundings = {
  now_ms: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done, { once: true });
    }),
};
