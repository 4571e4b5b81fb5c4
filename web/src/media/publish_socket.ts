import type { Ticket } from "../net/types";
import type { Connection } from "./kept_connection";

/** Close codes of the server: from here on it means what it says, and coming back would change nothing. */
const FINAL_FROM = 4100;
export const DISPLACED = 4106;

/** Blobs are cut so that a ping never waits long behind a large one, and no message is too large for the server. */
const PIECE_BYTES = 65_536;
const PING_INTERVAL_MS = 1_000;
/** Without an answer for so long the connection is open in name only. */
const SILENCE_MAX_MS = 10_000;

/** Why the server closed a publishing connection. */
export class PublishClosed extends Error {
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason || `the connection to the stage was closed (${code})`);
    this.code = code;
  }

  get isFinal(): boolean {
    return this.code >= FINAL_FROM && this.code < 4200;
  }
}

type Said = { type: "entered"; resumed: boolean } | { type: "pong"; id: number; bytes: number };

/** A WebSocket to the stage that recordings are sent through, and what it tells of the way they take. */
export class PublishSocket implements Connection {
  /** Resolves with the reason when it has ended. */
  readonly closed: Promise<PublishClosed>;
  readonly #socket: WebSocket;
  readonly #pinged = new Map<number, number>();
  readonly #timer: number;
  #pings = 0;
  #pingedAt_ms = Number.NEGATIVE_INFINITY;
  #heardAt_ms = performance.now();
  #round_trip_ms: number | undefined;
  #least_ms = Number.POSITIVE_INFINITY;
  #arrived: { bytes: number; at_ms: number } | undefined;
  #bits_per_s: number | undefined;

  /**
   * Connects and shows the ticket. `page` names this page, so that it finds its broadcast again when it comes back.
   *
   * @throws PublishClosed by rejection: the server is not reached, or refuses.
   */
  static open(ticket: Ticket, page: string, signal: AbortSignal): Promise<PublishSocket> {
    signal.throwIfAborted();
    if (!ticket.websocket_url) throw new PublishClosed(FINAL_FROM, "this server takes no recordings");
    const socket = new WebSocket(ticket.websocket_url);
    const address = new URL(ticket.url);
    const abort = () => socket.close();
    signal.addEventListener("abort", abort, { once: true });
    return new Promise<PublishSocket>((resolve, reject) => {
      socket.onopen = () => {
        const token = address.searchParams.get("jwt") ?? "";
        socket.send(JSON.stringify({ type: "enter", room: address.pathname.slice(1), token, page }));
      };
      socket.onclose = ({ code, reason }) => reject(new PublishClosed(code, reason));
      socket.onmessage = () => resolve(new PublishSocket(socket));
    }).finally(() => signal.removeEventListener("abort", abort));
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.onclose = ({ code, reason }) => {
        clearInterval(this.#timer);
        resolve(new PublishClosed(code, reason));
      };
    });
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Said);
    this.#timer = window.setInterval(() => this.tick(), PING_INTERVAL_MS / 2);
    this.tick();
  }

  /** From here on, what is sent belongs to a new recording. */
  begin(mime: string, at_ms: number): void {
    this.#say({ type: "begin", mime, at_ms });
  }

  send(data: Blob): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    for (let at = 0; at < data.size; at += PIECE_BYTES) this.#socket.send(data.slice(at, at + PIECE_BYTES));
    this.tick();
  }

  /** Ends what is broadcast, but not the connection. */
  pause(): void {
    this.#say({ type: "pause" });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close(1000);
  }

  /** There and back with nothing in the way: the least that was seen. */
  get round_trip_ms(): number | undefined {
    return this.#round_trip_ms === undefined ? undefined : this.#least_ms;
  }

  /**
   * How long what is sent now will wait before it has arrived, beyond what the way takes by itself.
   *
   * `bits_per_s` is what is being recorded, in which the browser's own queue is measured.
   */
  waiting_ms(bits_per_s: number): number {
    const now_ms = performance.now();
    const [oldest_ms = now_ms] = this.#pinged.values();
    const least_ms = Number.isFinite(this.#least_ms) ? this.#least_ms : 0;
    const late_ms = Math.max(now_ms - oldest_ms, this.#round_trip_ms ?? 0) - least_ms;
    const queue_ms = (this.#socket.bufferedAmount * 8_000) / bits_per_s;
    return Math.max(0, late_ms, queue_ms);
  }

  /** What arrived lately, in bits a second. */
  get arriving_bits_per_s(): number | undefined {
    return this.#bits_per_s;
  }

  /** Pings when it is time; called with each piece of a recording, too, for timers sleep in pages that are hidden. */
  tick(): void {
    const now_ms = performance.now();
    if (now_ms - this.#heardAt_ms > SILENCE_MAX_MS) this.#socket.close();
    if (now_ms - this.#pingedAt_ms < PING_INTERVAL_MS) return;
    this.#pingedAt_ms = now_ms;
    this.#pings += 1;
    this.#pinged.set(this.#pings, now_ms);
    this.#say({ type: "ping", id: this.#pings });
  }

  #hear(said: Said): void {
    const now_ms = performance.now();
    this.#heardAt_ms = now_ms;
    if (said.type !== "pong") return;
    const sentAt_ms = this.#pinged.get(said.id);
    if (sentAt_ms === undefined) return;
    this.#pinged.delete(said.id);
    this.#round_trip_ms = now_ms - sentAt_ms;
    this.#least_ms = Math.min(this.#least_ms, this.#round_trip_ms);
    const before = this.#arrived;
    if (before && now_ms > before.at_ms) {
      this.#bits_per_s = ((said.bytes - before.bytes) * 8_000) / (now_ms - before.at_ms);
    }
    this.#arrived = { bytes: said.bytes, at_ms: now_ms };
  }

  #say(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
