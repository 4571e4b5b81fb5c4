import * as Watch from "@moq/watch";
import type { Ticket } from "../net/types";
import { DELAY_MIN_MS, DelayGovernor } from "./delay_governor";
import type { Size } from "./fit";
import { KeptConnection } from "./kept_connection";
import type { Opening } from "./opening";
import { Painter } from "./painter";
import { judgePicture, type PictureState } from "./picture_state";
import { chooseRendition } from "./rendition";
import { canWatch } from "./support";
import { openTransport, WATCH_PROTOCOLS } from "./transport";

const { Effect, Signal } = Watch.Signals;
const { Connection, Path, Time } = Watch.Net;

/** Nothing painted for this long although the host is announced: the session is dead and nobody has noticed yet. */
const DEAD_AFTER_MS = 4_000;
/** No host announced for this long: make sure that it is the host who is away, and not the relay. */
const RECHECK_AFTER_MS = 20_000;
const TICK_MS = 250;
/** Timestamps remembered, to tell a replay from the live edge: some more than a group holds. */
const REMEMBERED_PICTURES = 180;
/** A network that needs a buffer longer than this gets the light rendition. */
const STRAINED_DELAY_MS = 250;

export interface WatcherOptions {
  canvas: HTMLCanvasElement;
  backdrop: HTMLCanvasElement;
  obtainTicket(): Promise<Ticket>;
  /** The first session's beginnings, where the page has made them already. */
  opening?: Opening | undefined;
  /** Whether an error of `obtainTicket` is the server's last word. */
  isFinal(error: unknown): boolean;
  onstate(state: PictureState): void;
  onsize(size: Size): void;
  /** Whether sound is held back until the person touches the page, as browsers demand. */
  onsoundblocked(blocked: boolean): void;
}

/**
 * Plays one room: keeps a session at the relay, and plays whatever the host broadcasts in it, however often either side
 * is interrupted. Everything it opened is closed by `close()`.
 *
 * Each time the host's broadcast is announced afresh, decoding, time base and sound are built anew: a host who reloaded
 * the page starts a new clock, on which the old buffers would wait for ever.
 */
export class Watcher {
  readonly muted = new Signal(true);
  /** The stage's size in device pixels. */
  readonly stage = new Signal<Size>({ width: 0, height: 0 });

  readonly #options: WatcherOptions;
  readonly #scope = new Effect();
  readonly #connection = new Signal<Watch.Net.Connection.Established | undefined>(undefined);
  readonly #name = new Signal(Path.from("host"));
  readonly #hidden = new Signal(document.hidden);
  readonly #link: KeptConnection<Watch.Net.Connection.Established>;
  readonly #painter: Painter;
  readonly #broadcast: Watch.Broadcast;

  #opening: Opening | undefined;
  #state: PictureState | undefined;
  #supported = canWatch();
  #refused = false;
  #attempts = 0;
  #paintedAt_ms: number | undefined;
  #heldUntil_ms = 0;
  #aliveAt_ms = performance.now();
  /** Restarts in vain since the last picture: each one makes the next come later, as the host may be away for minutes. */
  #restarts = 0;
  readonly #shown = new Set<number>();

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#opening = options.opening;
    this.#painter = new Painter(options.canvas, options.backdrop, (at_ms) => this.#painted(at_ms), options.onsize);
    this.#broadcast = new Watch.Broadcast({
      connection: this.#connection,
      enabled: true,
      name: this.#name,
      reload: true,
      catalogFormat: "hang",
    });
    this.#link = new KeptConnection({
      obtainTicket: async () => this.#opening?.ticket ?? (await options.obtainTicket()),
      open: (ticket, signal) => this.#open(ticket, signal),
      onchange: (connection) => this.#connected(connection),
      onfailure: (error, attempts) => this.#failed(error, attempts),
      isFinal: options.isFinal,
    });
    this.#scope.cleanup(() => this.#broadcast.close());
    this.#scope.cleanup(() => this.#painter.close());
  }

  start(): void {
    this.#judge();
    if (!this.#supported) return;
    this.#scope.run((effect) => {
      const active = effect.get(this.#broadcast.out.active);
      if (active) this.#play(effect);
    });
    this.#scope.event(document, "visibilitychange", () => this.#hidden.set(document.hidden));
    this.#scope.event(window, "online", () => this.#link.restart());
    this.#scope.interval(() => this.#tick(), TICK_MS);
    void this.#link.run();
  }

  close(): void {
    this.#link.close();
    this.#scope.close();
    this.#opening?.transport.then((transport) => transport.close()).catch(() => undefined);
  }

  async #open(ticket: Ticket, signal: AbortSignal): Promise<Watch.Net.Connection.Established> {
    this.#name.set(Path.from(ticket.broadcast));
    const begun = this.#opening;
    this.#opening = undefined;
    const transport = await (begun?.transport ?? openTransport(ticket, WATCH_PROTOCOLS, signal));
    return await Connection.connect(new URL(ticket.url), { transport });
  }

  #connected(connection: Watch.Net.Connection.Established | undefined): void {
    this.#connection.set(connection);
    this.#aliveAt_ms = performance.now();
    if (connection) this.#attempts = 0;
  }

  #failed(error: unknown, attempts: number): void {
    this.#attempts = attempts;
    this.#refused = this.#options.isFinal(error);
    this.#judge();
  }

  /** Builds the chain from the relay's tracks to canvas and loudspeaker; it lives as long as `effect`'s run. */
  #play(effect: Watch.Signals.Effect): void {
    const delay = new Signal(Time.Milli(DELAY_MIN_MS));
    const wanted = new Signal(false);
    const broadcast = this.#broadcast;
    const target = new Signal<Watch.Video.Target | undefined>(undefined);
    const strained = new Signal(false);
    const video = new Watch.Video.Source({ broadcast, target, supported: Watch.Video.Decoder.supported });
    const audio = new Watch.Audio.Source({ broadcast, supported: Watch.Audio.Decoder.supported });
    const sync = new Watch.Sync({
      latency: delay,
      connection: this.#connection,
      video: video.out.jitter,
      audio: audio.out.jitter,
    });
    const pictures = new Watch.Video.Decoder(video, sync, { enabled: wanted });
    const heard = new Signal(false);
    const sound = new Watch.Audio.Decoder(audio, sync, { enabled: heard });
    const emitter = new Watch.Audio.Emitter(sound, { muted: this.muted });
    for (const part of [emitter, sound, pictures, sync, audio, video]) effect.cleanup(() => part.close());

    effect.proxy(heard, emitter.out.enabled);
    effect.run((run) => this.#decidePictures(run, wanted));
    effect.run((run) => {
      if (run.get(video.out.error) === "unsupported") this.#supported = false;
    });
    effect.run((run) => this.#watchSound(run, sound));
    effect.run((run) => this.#show(run, pictures));
    this.#choose(effect, video, target, strained);
    this.#govern(effect, sync, pictures, delay, strained);
  }

  /** What nobody sees is not decoded; its sound goes on. */
  #decidePictures(run: Watch.Signals.Effect, wanted: Watch.Signals.Signal<boolean>): void {
    const hidden = run.get(this.#hidden);
    if (hidden) this.#heldUntil_ms = Number.POSITIVE_INFINITY;
    else if (this.#heldUntil_ms === Number.POSITIVE_INFINITY)
      this.#heldUntil_ms = performance.now() + DEAD_AFTER_MS / 2;
    wanted.set(!hidden);
  }

  #show(run: Watch.Signals.Effect, pictures: Watch.Video.Decoder): void {
    const frame = run.get(pictures.out.frame);
    if (!frame) return;
    // After a reconnect the relay begins with the group it has: what was seen already must not pass for a live picture.
    if (this.#shown.has(frame.timestamp)) return;
    const size = run.get(pictures.out.display) ?? { width: frame.displayWidth, height: frame.displayHeight };
    this.#shown.add(frame.timestamp);
    for (const oldest of this.#shown) {
      if (this.#shown.size <= REMEMBERED_PICTURES) break;
      this.#shown.delete(oldest);
    }
    this.#painter.paint(frame, size);
  }

  #govern(
    effect: Watch.Signals.Effect,
    sync: Watch.Sync,
    pictures: Watch.Video.Decoder,
    delay: Watch.Signals.Signal<Watch.Net.Time.Milli>,
    strained: Watch.Signals.Signal<boolean>,
  ): void {
    const governor = new DelayGovernor();
    effect.subscribe(pictures.out.timestamp, (shown) => {
      const due = sync.now();
      if (shown === undefined || due === undefined) return;
      const advice = governor.observe(due - shown, performance.now());
      if (advice.kind === "delay") {
        delay.set(Time.Milli(advice.delay_ms));
        strained.set(advice.delay_ms > STRAINED_DELAY_MS);
      }
      if (advice.kind === "anchor") anchor(sync);
    });
  }

  #watchSound(run: Watch.Signals.Effect, sound: Watch.Audio.Decoder): void {
    const context = run.get(sound.out.context);
    const tell = () => this.#options.onsoundblocked(!this.muted.peek() && context?.state === "suspended");
    run.get(this.muted);
    tell();
    if (context) run.event(context, "statechange", tell);
  }

  /** Keeps `target` at the rendition that suits the stage and the network. */
  #choose(
    effect: Watch.Signals.Effect,
    video: Watch.Video.Source,
    target: Watch.Signals.Signal<Watch.Video.Target | undefined>,
    strained: Watch.Signals.Signal<boolean>,
  ): void {
    effect.run((run) => {
      const { width, height } = run.get(this.stage);
      const name = chooseRendition(run.get(video.out.available), width * height, run.get(strained));
      if (name && name !== target.peek()?.name) target.set({ name });
    });
  }

  #painted(at_ms: number): void {
    this.#paintedAt_ms = at_ms;
    this.#aliveAt_ms = at_ms;
    this.#restarts = 0;
    if (this.#state !== "playing") this.#judge();
  }

  #tick(): void {
    this.#judge();
    const now_ms = performance.now();
    const held = now_ms < this.#heldUntil_ms;
    if (held || !this.#connection.peek()) {
      this.#aliveAt_ms = now_ms;
      return;
    }
    const silent_ms = DEAD_AFTER_MS * 2 ** Math.min(this.#restarts, 3);
    const patience_ms = this.#broadcast.out.active.peek() ? Math.min(silent_ms, RECHECK_AFTER_MS) : RECHECK_AFTER_MS;
    if (now_ms - this.#aliveAt_ms > patience_ms) {
      this.#aliveAt_ms = now_ms;
      this.#restarts += 1;
      this.#link.restart();
    }
  }

  #judge(): void {
    const now_ms = performance.now();
    const state = judgePicture({
      supported: this.#supported,
      refused: this.#refused,
      attempts: this.#attempts,
      sincePicture_ms: this.#paintedAt_ms === undefined ? undefined : now_ms - this.#paintedAt_ms,
      held: now_ms < this.#heldUntil_ms,
    });
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onstate(state);
  }
}

/** Starts the time base afresh at the newest frame; frames on their way to the screen must never find it missing. */
function anchor(sync: Watch.Sync): void {
  const newest = sync.out.timestamp.peek();
  sync.reset();
  if (newest !== undefined) sync.received(newest, "anchor");
}
