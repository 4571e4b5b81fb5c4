import { Backoff } from "../net/backoff";
import type { Ticket } from "../net/types";

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
const WAIT_BASE_MS = 500;
const WAIT_MAX_MS = 6_000;
/** A session that lived this long was healthy, so its end begins a new count of attempts. */
export const HEALTHY_MS = 3_000;

/**
 * Holds one session at the relay open: asks for a ticket, connects, and does both again when the session is lost.
 *
 * Every attempt has a ticket of its own: the old one may have expired, or name the certificate of a relay that has been
 * started anew since. `restart()` replaces a session that is open in name only, which QUIC can take half a minute to notice.
 */
export class KeptConnection<C extends Connection> {
  readonly #options: KeptConnectionOptions<C>;
  readonly #surroundings: Surroundings;
  readonly #stop = new AbortController();
  #hurry = new AbortController();
  #current: C | undefined;
  #running = false;
  readonly #backoff: Backoff;

  constructor(options: KeptConnectionOptions<C>) {
    this.#options = options;
    this.#surroundings = options.surroundings ?? browserSurroundings;
    const { random } = this.#surroundings;
    this.#backoff = new Backoff({ base_ms: WAIT_BASE_MS, max_ms: WAIT_MAX_MS, random });
  }

  /** Connects and stays connected until `close()`; resolves when it has stopped, finally failed or closed. */
  async run(): Promise<void> {
    if (this.#running) throw new Error("a kept connection runs once");
    this.#running = true;
    const { signal } = this.#stop;
    let attempts = 0;
    while (!signal.aborted) {
      const began_ms = this.#surroundings.now_ms();
      try {
        await this.#live(await this.#options.obtainTicket(), signal);
        // A relay that accepts and hangs up at once is as good as one that refuses.
        const isShort = this.#surroundings.now_ms() - began_ms < HEALTHY_MS;
        if (isShort && !this.#hurry.signal.aborted) throw new SessionCutShort();
        attempts = 0;
        this.#backoff.reset();
      } catch (error) {
        if (signal.aborted) break;
        attempts += 1;
        this.#options.onfailure?.(error, attempts);
        if (this.#options.isFinal(error)) break;
      }
      if (signal.aborted) break;
      await this.#pause();
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

  async #pause(): Promise<void> {
    if (!this.#hurry.signal.aborted) await this.#surroundings.sleep(this.#backoff.next(), this.#hurry.signal);
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
