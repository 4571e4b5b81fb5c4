import { attachHls, type HlsFailure } from "../../media/hls";
import { calm } from "../../ui/motion.svelte";

export const RATES: readonly number[] = [0.5, 1, 1.25, 1.5, 2];
/** What a press on one of the jumps skips. */
export const JUMP_S = 10;

/** Shorter hiccups are not worth a word. */
const WAITING_MS = 400;
/** A step larger than this is no playing on, whatever the speed. */
const STEP_S_MAX = 5;

/** How a replay stands, told by its element; and what the viewer wants of it. */
export class ReplayPlayer {
  /** Held by the viewer. For whom moves should be few, nothing moves before they say so. */
  held = $state(calm.current);
  muted = $state(false);
  /** The browser lets it begin without sound only; a touch turns the sound on. */
  blocked = $state(false);
  rate = $state(1);
  position_s = $state(0);
  length_s = $state(0);
  /** How far it could play on without the network. */
  loaded_s = $state(0);
  /** It should play, but has nothing to show yet. */
  waiting = $state(false);
  /** There will be no picture. */
  failure: HlsFailure | null = $state(null);
  /** Nothing comes, though it is tried again and again. */
  unreachable = $state(false);
  /** Whether it has shown its first picture. */
  begun = $state(false);
  ended = $state(false);
  /** Raised with each jump: what went along with the picture begins anew. */
  jumps = $state(0);
  picture = $state.raw({ width: 0, height: 0 });
  #element: HTMLVideoElement | null = null;
  #waitingTimer: number | undefined;

  get silent(): boolean {
    return this.muted || this.blocked;
  }

  /** Plays what the playlist names in the element, from `begin_s` on, until what it returns is called. */
  attach(element: HTMLVideoElement, url: string, begin_s: number): () => void {
    this.#element = element;
    this.position_s = begin_s;
    this.failure = null;
    const ended = new AbortController();
    const { signal } = ended;
    const on = (event: keyof HTMLMediaElementEventMap, act: () => void) =>
      element.addEventListener(event, act, { signal });
    on("loadedmetadata", () => this.#measure());
    on("durationchange", () => this.#measure());
    on("resize", () => this.#measure());
    on("timeupdate", () => this.#move());
    on("seeking", () => this.#move());
    on("progress", () => this.#load());
    on("playing", () => this.#goOn());
    on("waiting", () => this.#stall());
    on("stalled", () => element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && this.#stall());
    on("ended", () => this.#end());
    const hls = attachHls(element, url, {
      lowLatency: false,
      startAt_s: begin_s,
      onfailure: (failure) => {
        this.#quiet();
        this.failure = failure;
      },
      onunreachable: (unreachable) => {
        this.unreachable = unreachable;
      },
    });
    return () => {
      ended.abort();
      hls.destroy();
      clearTimeout(this.#waitingTimer);
      element.pause();
      this.#element = null;
    };
  }

  /** What the viewer wants is done by the element; called whenever that has changed. `quiet`: not for the moment. */
  obey({ quiet }: { quiet: boolean }): void {
    const element = this.#element;
    if (!element) return;
    element.muted = this.silent;
    element.playbackRate = this.rate;
    if (this.held || quiet) element.pause();
    else this.#play(element);
  }

  toggle(): void {
    if (this.ended) this.begin();
    else this.held = !this.held;
  }

  /** Once more from the start. */
  begin(): void {
    this.seek(0);
    this.held = false;
  }

  toggleSound(): void {
    if (this.blocked) this.blocked = false;
    else this.muted = !this.muted;
  }

  seek(position_s: number): void {
    const target_s = Math.min(this.length_s || position_s, Math.max(0, position_s));
    this.position_s = target_s;
    this.ended = false;
    this.jumps += 1;
    if (this.#element) this.#element.currentTime = target_s;
  }

  /** The next speed, or the one before. */
  changeRate(by: 1 | -1): void {
    const index = RATES.indexOf(this.rate) + by;
    this.rate = RATES[Math.min(RATES.length - 1, Math.max(0, index))] ?? 1;
  }

  #play(element: HTMLVideoElement): void {
    element.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      // Without sound it may begin; where not even that, a press begins it.
      if (this.silent) this.held = true;
      else this.blocked = true;
    });
  }

  #measure(): void {
    const element = this.#element;
    if (!element || !Number.isFinite(element.duration)) return;
    this.length_s = element.duration;
    this.picture = { width: element.videoWidth, height: element.videoHeight };
  }

  #move(): void {
    const element = this.#element;
    // Until it has got to where it begins, it says that it is at the start.
    if (!element || (!this.begun && element.currentTime === 0)) return;
    // By the system's own controls too one jumps.
    if (Math.abs(element.currentTime - this.position_s) > STEP_S_MAX) this.jumps += 1;
    this.position_s = element.currentTime;
    this.#load();
  }

  #load(): void {
    const element = this.#element;
    if (!element) return;
    const { buffered, currentTime } = element;
    for (let index = 0; index < buffered.length; index++) {
      if (buffered.start(index) <= currentTime + 0.1 && buffered.end(index) >= currentTime) {
        this.loaded_s = buffered.end(index);
      }
    }
  }

  #goOn(): void {
    this.#quiet();
    this.begun = true;
    this.ended = false;
    this.#measure();
  }

  #stall(): void {
    clearTimeout(this.#waitingTimer);
    this.#waitingTimer = window.setTimeout(() => {
      this.waiting = !this.held && !this.failure;
    }, WAITING_MS);
  }

  #end(): void {
    this.#quiet();
    this.ended = true;
    this.held = true;
  }

  #quiet(): void {
    clearTimeout(this.#waitingTimer);
    this.waiting = false;
  }
}
