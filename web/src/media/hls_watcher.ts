import type { Size } from "./fit";
import { attachHls, type HlsPlayer, type HlsRendition } from "./hls";
import type { MediaClock } from "./media_clock";
import { judgePicture, type PictureState, STALL_MS } from "./picture_state";
import { RateMeter, type Reading } from "./reading";
import { nearest, type Quality } from "./rendition";

const TICK_MS = 250;
/** Nothing played for this long although there is something to play: begin again, with a new ticket. */
const DEAD_AFTER_MS = 12_000;
const DEAD_MAX_MS = 60_000;
/** Turned away, the server is asked for a new ticket after this; whether that is its last word, it then says itself. */
const REFUSED_WAIT_MS = 3_000;
/** Pictures a second on the blurred backdrop: it only carries colour. */
const BACKDROP_INTERVAL_MS = 200;
const BACKDROP_WIDTH = 24;

export interface HlsWatcherOptions {
  video: HTMLVideoElement;
  backdrop: HTMLCanvasElement;
  /** Where the LIVE is to be had as HLS; null: nowhere. */
  obtainUrl(): Promise<string | null>;
  isFinal(error: unknown): boolean;
  /** By which the delay is told. */
  clock: MediaClock;
  onstate(state: PictureState): void;
  /** The browser cannot play this, or the server does not have it. */
  onhopeless(reason: "undecodable" | "not offered"): void;
  onpicture(): void;
  onsize(size: Size): void;
  onrenditions(sizes: readonly Size[]): void;
  onsoundblocked(blocked: boolean): void;
}

/** Plays one room by HLS in a video element, with the same face to the outside as `Watcher`. */
export class HlsWatcher {
  readonly #options: HlsWatcherOptions;
  readonly #closing = new AbortController();
  readonly #rate = new RateMeter();
  #player: HlsPlayer | undefined;
  #renditions: readonly HlsRendition[] = [];
  #quality: Quality = "auto";
  #muted = true;
  #blocked = false;
  #state: PictureState | undefined;
  #refused = false;
  #undecodable = false;
  #unreachable = false;
  #paintedAt_ms: number | undefined;
  #backdropAt_ms = 0;
  #beganAt_ms = performance.now();
  #movedAt_ms = performance.now();
  #position_s = 0;
  #restarts = 0;
  #interruptions = 0;
  #drifts: number[] = [];
  #shown: { recordedAt_ms: number; seen_ms: number } | null = null;
  #timer: number | undefined;
  #opening = false;

  constructor(options: HlsWatcherOptions) {
    this.#options = options;
  }

  start(): void {
    const { video } = this.#options;
    const { signal } = this.#closing;
    video.addEventListener("resize", () => this.#sized(), { signal });
    video.addEventListener("playing", () => this.#sized(), { signal });
    document.addEventListener("visibilitychange", () => this.#turnedTo(), { signal });
    const unlock = () => this.#play();
    document.addEventListener("pointerdown", unlock, { signal });
    document.addEventListener("keydown", unlock, { signal });
    window.addEventListener("online", () => this.#restart(), { signal });
    this.#timer = window.setInterval(() => this.#tick(), TICK_MS);
    this.#followPictures();
    this.#judge();
    void this.#open();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#play();
  }

  setQuality(quality: Quality): void {
    this.#quality = quality;
    this.#choose();
  }

  read(): Reading {
    const { video } = this.#options;
    const told = this.#player?.read();
    const now_ms = performance.now();
    const { totalVideoFrames = 0, droppedVideoFrames = 0 } = video.getVideoPlaybackQuality?.() ?? {};
    const ahead_s = bufferedUntil(video) - video.currentTime;
    const sorted = [...this.#drifts].sort((a, b) => a - b);
    return {
      way: "hls",
      size: video.videoWidth > 0 ? { width: video.videoWidth, height: video.videoHeight } : null,
      codec: null,
      frames_per_s: this.#rate.read(totalVideoFrames - droppedVideoFrames, now_ms),
      frames_shown: totalVideoFrames - droppedVideoFrames,
      frames_lost: droppedVideoFrames,
      bits_per_s: told?.rendition?.bits_per_s || null,
      buffer_ms: Math.max(0, ahead_s * 1_000),
      drift_ms: sorted[Math.floor(sorted.length / 2)] ?? null,
      round_trip_ms: null,
      interruptions: this.#interruptions,
      delay_ms: this.#shown && this.#options.clock.delaySince(this.#shown.recordedAt_ms, this.#shown.seen_ms),
    };
  }

  close(): void {
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#player?.destroy();
    this.#player = undefined;
    this.#options.video.pause();
    if (this.#blocked) this.#options.onsoundblocked(false);
  }

  async #open(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    try {
      const url = await this.#options.obtainUrl();
      if (this.#closing.signal.aborted) return;
      if (url === null) this.#options.onhopeless("not offered");
      else this.#attach(url);
      this.#unreachable = false;
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#refused = this.#options.isFinal(error);
      this.#unreachable = true;
      if (!this.#refused) setTimeout(() => this.#restart(), REFUSED_WAIT_MS);
    } finally {
      this.#opening = false;
      this.#judge();
    }
  }

  #attach(url: string): void {
    this.#player?.destroy();
    this.#player = attachHls(this.#options.video, url, {
      lowLatency: true,
      onfailure: (failure) => {
        if (failure === "refused") setTimeout(() => this.#restart(), REFUSED_WAIT_MS);
        else {
          this.#undecodable = true;
          this.#judge();
          this.#options.onhopeless("undecodable");
        }
      },
      onunreachable: (unreachable) => {
        this.#unreachable = unreachable;
        this.#judge();
      },
      onrenditions: (renditions) => {
        this.#renditions = renditions;
        this.#options.onrenditions(renditions);
        this.#choose();
      },
    });
    this.#movedAt_ms = performance.now();
    this.#play();
  }

  #restart(): void {
    if (this.#closing.signal.aborted || this.#undecodable) return;
    this.#player?.destroy();
    this.#player = undefined;
    void this.#open();
  }

  /** What nobody sees is not worth its bytes: the lightest picture goes along with the sound. */
  #choose(): void {
    const lightest = this.#renditions.reduce<HlsRendition | undefined>(
      (best, each) => (best && best.bits_per_s <= each.bits_per_s ? best : each),
      undefined,
    );
    const wanted = this.#quality === "auto" ? undefined : nearest(this.#renditions, this.#quality);
    this.#player?.choose((document.hidden ? lightest : wanted)?.index ?? null);
  }

  #turnedTo(): void {
    this.#choose();
    this.#drifts = [];
    this.#movedAt_ms = performance.now();
    if (document.hidden) return;
    const { video } = this.#options;
    // The page may have been frozen: what is next in the buffer was live long ago.
    const edge_s = bufferedUntil(video);
    if (video.paused && edge_s > video.currentTime + 1) video.currentTime = edge_s - 1;
    this.#play();
  }

  /** Plays, with sound if that is wanted and the browser lets us; else without, until the page is touched. */
  #play(): void {
    const { video } = this.#options;
    video.muted = this.#muted;
    const began = video.play();
    began
      .then(() => this.#tellBlocked(false))
      .catch((error: unknown) => {
        if (!(error instanceof DOMException) || error.name !== "NotAllowedError" || this.#muted) return;
        if (this.#closing.signal.aborted) return;
        video.muted = true;
        this.#tellBlocked(true);
        video.play().catch(() => undefined);
      });
  }

  #tellBlocked(blocked: boolean): void {
    if (blocked === this.#blocked || this.#closing.signal.aborted) return;
    this.#blocked = blocked;
    this.#options.onsoundblocked(blocked);
  }

  #followPictures(): void {
    const { video } = this.#options;
    // Without it (old Firefox) the clock of the video tells that something moves; see `#tick`.
    if (!("requestVideoFrameCallback" in video)) return;
    const shown = (now_ms: number, frame: VideoFrameCallbackMetadata) => {
      if (this.#closing.signal.aborted) return;
      this.#painted(now_ms);
      this.#measure(frame);
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  }

  /** The video's clock is its sound's: what it will say when the picture is seen is what is heard then. */
  #measure(frame: VideoFrameCallbackMetadata): void {
    const { video } = this.#options;
    const now_ms = performance.now();
    const until_ms = Math.max(0, frame.expectedDisplayTime - now_ms);
    const heard_s = video.currentTime + (until_ms / 1_000) * video.playbackRate;
    this.#drifts.push((frame.mediaTime - heard_s) * 1_000);
    if (this.#drifts.length > 60) this.#drifts.shift();
    const told = this.#player?.read().recordedAt_ms ?? null;
    if (told === null) return;
    this.#shown = {
      recordedAt_ms: told + (frame.mediaTime - video.currentTime) * 1_000,
      seen_ms: now_ms + until_ms,
    };
  }

  #painted(now_ms: number): void {
    this.#paintedAt_ms = now_ms;
    this.#restarts = 0;
    if (now_ms - this.#backdropAt_ms >= BACKDROP_INTERVAL_MS) {
      this.#backdropAt_ms = now_ms;
      this.#drawBackdrop();
    }
    if (this.#state === "playing") return;
    this.#judge();
    this.#options.onpicture();
  }

  #drawBackdrop(): void {
    const { video, backdrop } = this.#options;
    if (video.videoWidth === 0) return;
    const height = Math.max(1, Math.round((BACKDROP_WIDTH * video.videoHeight) / video.videoWidth));
    if (backdrop.height !== height || backdrop.width !== BACKDROP_WIDTH) {
      backdrop.width = BACKDROP_WIDTH;
      backdrop.height = height;
    }
    backdrop.getContext("2d", { alpha: false })?.drawImage(video, 0, 0, BACKDROP_WIDTH, height);
  }

  #sized(): void {
    const { videoWidth, videoHeight } = this.#options.video;
    if (videoWidth > 0) this.#options.onsize({ width: videoWidth, height: videoHeight });
  }

  #tick(): void {
    const { video } = this.#options;
    const now_ms = performance.now();
    if (video.currentTime !== this.#position_s) {
      this.#position_s = video.currentTime;
      this.#movedAt_ms = now_ms;
      if (!("requestVideoFrameCallback" in video)) this.#painted(now_ms);
    }
    this.#judge();
    const patience_ms = Math.min(DEAD_MAX_MS, DEAD_AFTER_MS * 2 ** this.#restarts);
    if (document.hidden || now_ms - this.#movedAt_ms < patience_ms) return;
    this.#movedAt_ms = now_ms;
    this.#restarts += 1;
    this.#restart();
  }

  #judge(): void {
    const { video } = this.#options;
    const now_ms = performance.now();
    const isMoving = now_ms - this.#movedAt_ms < STALL_MS;
    const hasSoundOnly = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth === 0;
    const state = judgePicture({
      supported: !this.#undecodable,
      refused: this.#refused,
      attempts: this.#unreachable ? Number.POSITIVE_INFINITY : 0,
      soundOnly: hasSoundOnly && isMoving && now_ms - this.#beganAt_ms > STALL_MS,
      sincePicture_ms: this.#paintedAt_ms === undefined ? undefined : now_ms - this.#paintedAt_ms,
      held: document.hidden,
    });
    if (state === this.#state) return;
    if (state === "stalled") this.#interruptions += 1;
    this.#state = state;
    this.#options.onstate(state);
  }
}

/** The end of what is buffered around the position. */
function bufferedUntil({ buffered, currentTime }: HTMLVideoElement): number {
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime + 0.5 && currentTime < buffered.end(index)) return buffered.end(index);
  }
  return currentTime;
}
