import type { Ticket } from "../net/types";
import type { Size } from "./fit";
import type { HlsWatcher } from "./hls_watcher";
import { type ClockAnswer, MediaClock } from "./media_clock";
import type { Opening } from "./opening";
import { mergePictures, type PictureState } from "./picture_state";
import type { Reading } from "./reading";
import { type Quality, qualitiesOf } from "./rendition";
import { canPlayHls, canWatch } from "./support";
import { Watcher } from "./watcher";
import { WayChoice, type WayName } from "./way_choice";

const TICK_MS = 250;
/** A ticket that is used up so soon is not begun with. */
const EXPIRES_SOON_MS = 10_000;
/** Where WebTransport did not get through, the next LIVE does not wait for it. */
const BLOCKED_FOR_MS = 600_000;

let blockedAt_ms = Number.NEGATIVE_INFINITY;

export interface PlayerOptions {
  canvas: HTMLCanvasElement;
  video: HTMLVideoElement;
  backdrop: HTMLCanvasElement;
  obtainTicket(): Promise<Ticket>;
  /** The server's clock and the host's. */
  askClock(): Promise<ClockAnswer>;
  /** The first session's beginnings, where the page has made them already. */
  opening?: Opening | undefined;
  /** Whether an error of `obtainTicket` is the server's last word. */
  isFinal(error: unknown): boolean;
  onstate(state: PictureState): void;
  onsize(size: Size): void;
  /** Which way's picture is to be seen: the canvas has WebTransport's, the video HLS's. */
  onway(way: WayName): void;
  /** What can be chosen, the best first. */
  onqualities(qualities: readonly number[]): void;
  /** Whether sound is held back until the person touches the page, as browsers demand. */
  onsoundblocked(blocked: boolean): void;
}

/**
 * Plays one room by whichever way gets through, and goes from one to the other by itself: what plays keeps playing
 * until the other has a picture. Everything it opened is closed by `close()`.
 */
export class Player {
  readonly #options: PlayerOptions;
  readonly #choice: WayChoice;
  readonly #clock: MediaClock;
  readonly #states: Record<WayName, PictureState> = { webtransport: "connecting", hls: "connecting" };
  readonly #blocked: Record<WayName, boolean> = { webtransport: false, hls: false };
  readonly #qualities: Record<WayName, readonly number[]> = { webtransport: [], hls: [] };
  #direct: Watcher | undefined;
  #hls: HlsWatcher | "loading" | undefined;
  #shown: WayName | undefined;
  #state: PictureState | undefined;
  #ticket: Ticket | undefined;
  #opening: Opening | undefined;
  #muted = true;
  #stage: Size = { width: 0, height: 0 };
  #quality: Quality = "auto";
  #timer: number | undefined;
  #interruptions = 0;
  readonly #closing = new AbortController();

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#clock = new MediaClock(() => options.askClock());
    this.#opening = options.opening;
    this.#ticket = options.opening?.ticket;
    const now_ms = performance.now();
    const wasBlocked = now_ms - blockedAt_ms < BLOCKED_FOR_MS;
    this.#choice = new WayChoice({ hasWebTransport: canWatch(), hasHls: canPlayHls(), wasBlocked }, now_ms);
  }

  start(): void {
    const { signal } = this.#closing;
    window.addEventListener("online", () => this.#changedNetwork(), { signal });
    this.#timer = window.setInterval(() => this.#decide(), TICK_MS);
    this.#decide();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#shareSound();
  }

  /** The stage's size in device pixels. */
  setStage(stage: Size): void {
    this.#stage = stage;
    this.#direct?.stage.set(stage);
  }

  setQuality(quality: Quality): void {
    this.#quality = quality;
    this.#direct?.quality.set(quality);
    this.#playing?.setQuality(quality);
  }

  /** How it plays just now; null while there is nothing to tell. */
  read(): Reading | null {
    const way = this.#shown === "hls" || !this.#direct ? this.#playing : this.#direct;
    const reading = way?.read();
    return reading ? { ...reading, interruptions: reading.interruptions + this.#interruptions } : null;
  }

  close(): void {
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#direct?.close();
    this.#direct = undefined;
    this.#closeHls();
    this.#opening?.transport.then((transport) => transport.close()).catch(() => undefined);
  }

  /** The other way, once it has been loaded. */
  get #playing(): HlsWatcher | undefined {
    return this.#hls === "loading" ? undefined : this.#hls;
  }

  #changedNetwork(): void {
    blockedAt_ms = Number.NEGATIVE_INFINITY;
    this.#choice.changedNetwork();
    this.#decide();
  }

  #decide(): void {
    if (this.#closing.signal.aborted) return;
    const now_ms = performance.now();
    const ways = this.#choice.decide(now_ms);
    if (this.#choice.isBlocked) blockedAt_ms = now_ms;
    if (ways.webtransport && !this.#direct) this.#openDirect();
    if (!ways.webtransport && this.#direct) this.#closeDirect();
    if (ways.hls && !this.#hls) void this.#openHls();
    if (!ways.hls && this.#hls) this.#closeHls();
    this.#judge();
  }

  #openDirect(): void {
    const { canvas, backdrop, obtainTicket, isFinal } = this.#options;
    const opening = this.#opening;
    this.#opening = undefined;
    this.#states.webtransport = "connecting";
    const watcher = new Watcher({
      canvas,
      backdrop,
      opening,
      isFinal,
      clock: this.#clock,
      obtainTicket: async () => {
        this.#ticket = await obtainTicket();
        return this.#ticket;
      },
      onstate: (state) => {
        this.#states.webtransport = state;
        if (state === "unsupported") this.#choice.undecodable("webtransport");
        if (state === "playing" || state === "sound") this.#show("webtransport");
        this.#judge();
      },
      onconnection: (connected) => {
        if (connected) this.#choice.connected();
        else this.#choice.disconnected(performance.now());
      },
      onattempt: () => this.#choice.failed(),
      onsize: (size) => {
        if (this.#shown === "webtransport" || this.#shown === undefined) this.#options.onsize(size);
      },
      onrenditions: (sizes) => this.#offer("webtransport", sizes),
      onsoundblocked: (blocked) => this.#tellBlocked("webtransport", blocked),
    });
    this.#direct = watcher;
    watcher.stage.set(this.#stage);
    watcher.quality.set(this.#quality);
    this.#shareSound();
    watcher.start();
  }

  async #openHls(): Promise<void> {
    this.#hls = "loading";
    this.#states.hls = "connecting";
    let module: typeof import("./hls_watcher");
    try {
      module = await import("./hls_watcher");
    } catch {
      // Offline, most likely; the next tick tries again.
      this.#hls = undefined;
      return;
    }
    if (this.#closing.signal.aborted || this.#hls !== "loading") return;
    const { video, backdrop, isFinal } = this.#options;
    const watcher = new module.HlsWatcher({
      video,
      backdrop,
      isFinal,
      obtainUrl: () => this.#hlsUrl(),
      clock: this.#clock,
      onstate: (state) => {
        this.#states.hls = state;
        if (state === "sound") this.#show("hls");
        this.#judge();
      },
      onhopeless: (reason) => {
        if (reason === "not offered") this.#choice.offered(false);
        else this.#choice.undecodable("hls");
        this.#decide();
      },
      onpicture: () => this.#show("hls"),
      onsize: (size) => {
        if (this.#shown === "hls") this.#options.onsize(size);
      },
      onrenditions: (sizes) => this.#offer("hls", sizes),
      onsoundblocked: (blocked) => this.#tellBlocked("hls", blocked),
    });
    this.#hls = watcher;
    watcher.setQuality(this.#quality);
    this.#shareSound();
    watcher.start();
  }

  async #hlsUrl(): Promise<string | null> {
    const known = this.#ticket;
    this.#ticket = undefined;
    const isFresh = known && Date.parse(known.expires_at) - Date.now() > EXPIRES_SOON_MS;
    const ticket = isFresh ? known : await this.#options.obtainTicket();
    return ticket.hls_url;
  }

  #closeDirect(): void {
    this.#interruptions += this.#direct?.read().interruptions ?? 0;
    this.#direct?.close();
    this.#direct = undefined;
    this.#blocked.webtransport = false;
  }

  #closeHls(): void {
    this.#interruptions += this.#playing?.read().interruptions ?? 0;
    this.#playing?.close();
    this.#hls = undefined;
    this.#blocked.hls = false;
  }

  /** A picture came this way. */
  #show(way: WayName): void {
    if (way === "webtransport") this.#choice.showed();
    if (this.#shown === way) return;
    // While both play for a moment, the nearer one is seen.
    if (way === "hls" && this.#states.webtransport === "playing") return;
    if (this.#shown !== undefined) this.#interruptions += 1;
    this.#shown = way;
    this.#options.onway(way);
    this.#options.onqualities(this.#qualities[way]);
    const size = way === "hls" ? sizeOf(this.#options.video) : this.#options.canvas;
    if (size.width > 0) this.#options.onsize({ width: size.width, height: size.height });
    this.#shareSound();
    this.#judge();
  }

  /** One of them at a time is heard, and it is the one that is seen. */
  #shareSound(): void {
    const heard = this.#shown ?? "webtransport";
    this.#direct?.muted.set(this.#muted || heard !== "webtransport");
    this.#playing?.setMuted(this.#muted || (this.#direct !== undefined && heard !== "hls"));
  }

  #tellBlocked(way: WayName, blocked: boolean): void {
    this.#blocked[way] = blocked;
    this.#options.onsoundblocked(this.#blocked.webtransport || this.#blocked.hls);
  }

  #offer(way: WayName, sizes: readonly Size[]): void {
    this.#qualities[way] = qualitiesOf(sizes);
    if ((this.#shown ?? way) === way) this.#options.onqualities(this.#qualities[way]);
  }

  #judge(): void {
    const states = [...(this.#direct ? [this.#states.webtransport] : []), ...(this.#hls ? [this.#states.hls] : [])];
    const state = this.#choice.isHopeless ? "unsupported" : mergePictures(states, this.#shown !== undefined);
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onstate(state);
  }
}

function sizeOf({ videoWidth, videoHeight }: HTMLVideoElement): Size {
  return { width: videoWidth, height: videoHeight };
}
