/**
 * HLS in a video element: by the browser itself where that is Safari, else by hls.js, which comes when it is needed.
 * Whatever breaks on the way is tried again by itself; only the server's last word, and a browser that cannot play what
 * comes, are told and final.
 */

import type Hls from "hls.js";
import type { ErrorData, HlsConfig } from "hls.js";
import { Backoff } from "../net/backoff";
import { hlsIsNative } from "./support";

export interface HlsOptions {
  /** Close to the edge, in parts, for a LIVE; false for a film, in which one seeks. */
  lowLatency: boolean;
  /** Where a film begins; a LIVE begins at its edge. */
  startAt_s?: number;
  /** There will be no picture: `refused` by the server (403, 404 and their like), or `unsupported` by this browser. */
  onfailure?(failure: HlsFailure): void;
  /** Nothing has come for a while, in spite of trying again (true), or something comes again (false). */
  onunreachable?(unreachable: boolean): void;
  /** There is something to choose from. Not told by Safari, which chooses by itself. */
  onrenditions?(renditions: readonly HlsRendition[]): void;
}

export type HlsFailure = "refused" | "unsupported";

export interface HlsRendition {
  /** For `choose()`. */
  index: number;
  width: number;
  height: number;
  bits_per_s: number;
}

export interface HlsReading {
  /** The rendition that plays; null where the browser does not tell. */
  rendition: HlsRendition | null;
  /** What the network gives at present. */
  bandwidth_bits_per_s: number | null;
  /** What was played last was recorded at this moment, by the server's clock; null where the playlist does not say. */
  recordedAt_ms: number | null;
}

export interface HlsPlayer {
  /** Plays this rendition, or (null) whichever suits stage and network. */
  choose(index: number | null): void;
  read(): HlsReading;
  destroy(): void;
}

/** Further from the edge than this, playback is hurried; a part is a third of a second. */
const LIVE_RATE_MAX = 1.1;
const LIVE_KEPT_S = 8;
const FILM_KEPT_S = 60;
const WAIT_BASE_MS = 1_000;
const WAIT_MAX_MS = 8_000;
/** Attempts in vain before it is told; trying goes on. */
const UNREACHABLE_AFTER = 3;
/** A decoder that fails more often than this in a row does not understand what comes. */
const DECODER_RESTARTS_MAX = 3;
/** Without trouble for so long, it has recovered. */
const RECOVERED_AFTER_MS = 10_000;
const INCOMPATIBLE = new Set([
  "manifestIncompatibleCodecsError",
  "bufferIncompatibleCodecsError",
  "bufferAddCodecError",
]);

/** Plays `url` in `video` until `destroy()`. Whether there is sound, and whether it plays at all, is the caller's. */
export function attachHls(video: HTMLVideoElement, url: string, options: HlsOptions): HlsPlayer {
  return hlsIsNative() ? new NativePlayer(video, url, options) : new ScriptPlayer(video, url, options);
}

/** Tries again, each time later, and tells when that has been in vain for long. */
class Persistence {
  readonly #backoff = new Backoff({ base_ms: WAIT_BASE_MS, max_ms: WAIT_MAX_MS, random: Math.random });
  readonly #tell: ((unreachable: boolean) => void) | undefined;
  #attempts = 0;
  #timer: number | undefined;

  constructor(tell: ((unreachable: boolean) => void) | undefined) {
    this.#tell = tell;
  }

  again(act: () => void): void {
    if (this.#timer !== undefined) return;
    this.#attempts += 1;
    if (this.#attempts === UNREACHABLE_AFTER) this.#tell?.(true);
    this.#timer = window.setTimeout(() => {
      this.#timer = undefined;
      act();
    }, this.#backoff.next());
  }

  succeeded(): void {
    if (this.#attempts >= UNREACHABLE_AFTER) this.#tell?.(false);
    this.#attempts = 0;
    this.#backoff.reset();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

class ScriptPlayer implements HlsPlayer {
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  readonly #options: HlsOptions;
  readonly #persistence: Persistence;
  #hls: Hls | undefined;
  #chosen: number | null = null;
  #decoderRestarts = 0;
  #brokeAt_ms = 0;
  #destroyed = false;

  constructor(video: HTMLVideoElement, url: string, options: HlsOptions) {
    this.#video = video;
    this.#url = url;
    this.#options = options;
    this.#persistence = new Persistence(options.onunreachable);
    void this.#load();
  }

  choose(index: number | null): void {
    this.#chosen = index;
    // From the next segment on: nobody sees a gap.
    if (this.#hls) this.#hls.nextLevel = index ?? -1;
  }

  read(): HlsReading {
    const hls = this.#hls;
    const level = hls?.levels[hls.currentLevel];
    return {
      rendition: level ? describe(level, hls?.currentLevel ?? 0) : null,
      bandwidth_bits_per_s: hls && Number.isFinite(hls.bandwidthEstimate) ? hls.bandwidthEstimate : null,
      recordedAt_ms: hls?.playingDate?.getTime() ?? null,
    };
  }

  destroy(): void {
    this.#destroyed = true;
    this.#persistence.close();
    this.#hls?.destroy();
    this.#hls = undefined;
  }

  async #load(): Promise<void> {
    let module: typeof import("hls.js/light");
    try {
      module = await import("hls.js/light");
    } catch {
      // Offline, or the build has changed under an open page, which says so itself when anything else is fetched.
      if (!this.#destroyed) this.#persistence.again(() => void this.#load());
      return;
    }
    if (this.#destroyed) return;
    const { default: Player } = module;
    if (!Player.isSupported()) return this.#options.onfailure?.("unsupported");
    this.#play(new Player(this.#config()), Player);
  }

  #config(): Partial<HlsConfig> {
    const { lowLatency, startAt_s } = this.#options;
    return {
      lowLatencyMode: lowLatency,
      // Segments are played as they are: there is nothing for a worker to do, and the content policy needs no exception.
      enableWorker: false,
      capLevelToPlayerSize: true,
      backBufferLength: lowLatency ? LIVE_KEPT_S : FILM_KEPT_S,
      maxLiveSyncPlaybackRate: lowLatency ? LIVE_RATE_MAX : 1,
      liveDurationInfinity: lowLatency,
      ...(startAt_s !== undefined && { startPosition: startAt_s }),
    };
  }

  #play(hls: Hls, { Events, ErrorTypes }: typeof Hls): void {
    this.#hls = hls;
    hls.on(Events.MANIFEST_PARSED, () => {
      this.#options.onrenditions?.(hls.levels.map(describe));
      if (this.#chosen !== null) hls.nextLevel = this.#chosen;
    });
    hls.on(Events.FRAG_BUFFERED, () => this.#persistence.succeeded());
    hls.on(Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === ErrorTypes.NETWORK_ERROR) this.#lost(hls, error);
      else this.#broken(hls, error);
    });
    hls.loadSource(this.#url);
    hls.attachMedia(this.#video);
  }

  #lost(hls: Hls, error: ErrorData): void {
    const status = error.response?.code ?? 0;
    // A segment that is gone has left the window, and the edge is elsewhere; a playlist that is gone stays gone.
    if (isFinal(status) && error.frag === undefined) {
      this.#options.onfailure?.("refused");
      return;
    }
    this.#persistence.again(() => {
      if (hls.levels.length === 0) hls.loadSource(this.#url);
      else hls.startLoad(this.#options.lowLatency ? -1 : this.#video.currentTime);
    });
  }

  #broken(hls: Hls, error: ErrorData): void {
    const now_ms = performance.now();
    this.#decoderRestarts = now_ms - this.#brokeAt_ms > RECOVERED_AFTER_MS ? 1 : this.#decoderRestarts + 1;
    this.#brokeAt_ms = now_ms;
    if (INCOMPATIBLE.has(error.details) || this.#decoderRestarts > DECODER_RESTARTS_MAX) {
      this.#options.onfailure?.("unsupported");
      return;
    }
    hls.recoverMediaError();
    hls.startLoad(this.#options.lowLatency ? -1 : this.#video.currentTime);
  }
}

function describe(level: { width: number; height: number; bitrate: number }, index: number): HlsRendition {
  return { index, width: level.width, height: level.height, bits_per_s: level.bitrate };
}

/** 408, 425 and 429 ask to come back later; all others of the four hundreds are meant. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

/** Safari's own player: it chooses, recovers and stays near the edge by itself, and has to be started again at times. */
class NativePlayer implements HlsPlayer {
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  readonly #options: HlsOptions;
  readonly #persistence: Persistence;
  readonly #listening = new AbortController();
  #decoderRestarts = 0;

  constructor(video: HTMLVideoElement, url: string, options: HlsOptions) {
    this.#video = video;
    this.#url = url;
    this.#options = options;
    this.#persistence = new Persistence(options.onunreachable);
    const { signal } = this.#listening;
    video.addEventListener("error", () => void this.#failed(), { signal });
    video.addEventListener("playing", () => this.#persistence.succeeded(), { signal });
    this.#open(options.startAt_s);
  }

  /** Safari lets nobody choose. */
  choose(): void {}

  read(): HlsReading {
    const { videoWidth, videoHeight, currentTime } = this.#video;
    const begin = (this.#video as { getStartDate?(): Date }).getStartDate?.().getTime();
    return {
      rendition: videoWidth > 0 ? { index: 0, width: videoWidth, height: videoHeight, bits_per_s: 0 } : null,
      bandwidth_bits_per_s: null,
      recordedAt_ms: begin === undefined || Number.isNaN(begin) ? null : begin + currentTime * 1_000,
    };
  }

  destroy(): void {
    this.#listening.abort();
    this.#persistence.close();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #open(startAt_s: number | undefined): void {
    this.#video.src = this.#url;
    if (startAt_s === undefined) return;
    const seek = () => {
      this.#video.currentTime = startAt_s;
    };
    this.#video.addEventListener("loadedmetadata", seek, { once: true, signal: this.#listening.signal });
  }

  async #failed(): Promise<void> {
    const { error, currentTime } = this.#video;
    const at_s = this.#options.lowLatency || currentTime === 0 ? this.#options.startAt_s : currentTime;
    // Safari does not say what the server answered.
    const status = await fetch(this.#url, { cache: "no-store" }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (this.#listening.signal.aborted) return;
    if (isFinal(status)) return this.#options.onfailure?.("refused");
    if (error && error.code !== MediaError.MEDIA_ERR_NETWORK && status === 200) this.#decoderRestarts += 1;
    if (this.#decoderRestarts > DECODER_RESTARTS_MAX) return this.#options.onfailure?.("unsupported");
    this.#persistence.again(() => this.#open(at_s));
  }
}
