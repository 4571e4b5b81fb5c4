/**
 * Which ways the picture takes to the viewer. WebTransport shows it a tenth of a second after it was taken, but needs
 * UDP, which some networks do not let through, and a browser that has it; HLS takes two or three seconds and gets
 * through wherever this page did. Where the first does not come about soon, the second begins beside it, and ends when
 * the first has a picture.
 */

export type WayName = "webtransport" | "hls";

export interface Ways {
  webtransport: boolean;
  hls: boolean;
}

/** A session is there within a quarter of a second, three times that on a bad phone network. */
export const HLS_AFTER_MS = 2_500;
/** With HLS playing, WebTransport is given up after so many attempts in vain: each asks the server for a ticket. */
const ATTEMPTS_MAX = 3;
/** It is tried again after so long: people carry phones from one network to another. */
export const RETRY_AFTER_MS = 120_000;

export interface WayFacts {
  /** This browser has WebTransport as it is needed, and decoders for it. */
  hasWebTransport: boolean;
  /** This browser plays HLS in one way or the other. */
  hasHls: boolean;
  /** WebTransport did not get through a moment ago, in another LIVE. */
  wasBlocked: boolean;
}

export class WayChoice {
  readonly #facts: WayFacts;
  #connected = false;
  #apartSince_ms: number;
  #attempts = 0;
  #givenUpAt_ms: number | undefined;
  #undecodable = { webtransport: false, hls: false };
  #hls = false;
  #offered = true;

  constructor(facts: WayFacts, now_ms: number) {
    this.#facts = facts;
    this.#apartSince_ms = now_ms;
  }

  /** Whether WebTransport has been found not to get through. */
  get isBlocked(): boolean {
    return this.#givenUpAt_ms !== undefined;
  }

  /** No way is left: this browser can play nothing of what is offered. */
  get isHopeless(): boolean {
    return !this.#mayHls && !this.#mayDirect;
  }

  connected(): void {
    this.#connected = true;
    this.#attempts = 0;
  }

  disconnected(now_ms: number): void {
    if (this.#connected) this.#apartSince_ms = now_ms;
    this.#connected = false;
  }

  /** An attempt at WebTransport was in vain. */
  failed(): void {
    this.#attempts += 1;
  }

  /** WebTransport has brought a picture: whatever HLS was for is over. */
  showed(): void {
    this.#hls = false;
    this.#givenUpAt_ms = undefined;
  }

  /** The browser cannot decode what comes this way. */
  undecodable(way: WayName): void {
    this.#undecodable[way] = true;
  }

  /** Whether the server has this LIVE as HLS. */
  offered(isOffered: boolean): void {
    this.#offered = isOffered;
  }

  /** The network has changed. */
  changedNetwork(): void {
    this.#givenUpAt_ms = undefined;
    this.#attempts = 0;
  }

  /** The ways to be taken at `now_ms`; to be asked a few times a second. */
  decide(now_ms: number): Ways {
    if (this.#givenUpAt_ms !== undefined && now_ms - this.#givenUpAt_ms > RETRY_AFTER_MS) this.changedNetwork();
    if (this.#hls && this.#attempts >= ATTEMPTS_MAX) this.#givenUpAt_ms ??= now_ms;
    const webtransport = this.#mayDirect && this.#givenUpAt_ms === undefined;
    const isLate = !this.#connected && (this.#attempts > 0 || now_ms - this.#apartSince_ms >= HLS_AFTER_MS);
    if (!webtransport || isLate || (this.#facts.wasBlocked && !this.#connected)) this.#hls = true;
    const hls = this.#hls && this.#mayHls;
    return { webtransport: webtransport || (this.#mayDirect && !hls), hls };
  }

  get #mayDirect(): boolean {
    return this.#facts.hasWebTransport && !this.#undecodable.webtransport;
  }

  get #mayHls(): boolean {
    return this.#facts.hasHls && this.#offered && !this.#undecodable.hls;
  }
}
