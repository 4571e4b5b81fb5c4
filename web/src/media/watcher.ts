import * as Watch from "@moq/watch";
import type { Ticket } from "../net/types";
import { DELAY_MIN_MS, DelayGovernor } from "./delay_governor";
import type { Size } from "./fit";
import { FrameTally } from "./frame_tally";
import { KeptConnection } from "./kept_connection";
import { LipSync } from "./lip_sync";
import { loudspeakerLag, soundTime } from "./loudspeaker";
import type { MediaClock } from "./media_clock";
import type { Opening } from "./opening";
import { Painter } from "./painter";
import { judgePicture, type PictureState } from "./picture_state";
import { RateMeter, type Reading } from "./reading";
import { chooseRendition, type Quality, Strain } from "./rendition";
import { keepSteady } from "./steady_source";
import { keepSoundTimes, type SoundShift } from "./told_sound";
import { openTransport, WATCH_PROTOCOLS } from "./transport";

const { Effect, Signal } = Watch.Signals;
const { Connection, Path, Time } = Watch.Net;

/** Nothing painted for this long although the host is announced: the session is dead and nobody has noticed yet. */
const DEAD_AFTER_MS = 4_000;
/** Bytes of a picture that come for this long without one being seen: the decoder has stopped, or waits for a keyframe. */
const UNDECODED_AFTER_MS = 2_000;
/** Pictures that are shown so late, for so long: the machine does not keep up, and would fall behind for ever. */
const BEHIND_MAX_MS = 1_200;
const BEHIND_FOR_MS = 2_000;
/** No host announced for this long: make sure that it is the host who is away, and not the relay. */
const RECHECK_AFTER_MS = 20_000;
const TICK_MS = 250;
/** Timestamps remembered, to tell a replay from the live edge: some more than a group holds. */
const REMEMBERED_PICTURES = 180;
/** A network that needs a buffer longer than this gets the light rendition. */
const STRAINED_DELAY_MS = 250;
/** The sound's place is told 20 times a second; what is older says that the sound stands. */
const HEARD_AGE_MAX_MS = 250;
/** What is painted is seen one refresh later. */
const REFRESH_MS = 16;

export interface WatcherOptions {
  canvas: HTMLCanvasElement;
  backdrop: HTMLCanvasElement;
  obtainTicket(): Promise<Ticket>;
  /** The first session's beginnings, where the page has made them already. */
  opening?: Opening | undefined;
  /** Whether an error of `obtainTicket` is the server's last word. */
  isFinal(error: unknown): boolean;
  /** By which the delay is told. */
  clock: MediaClock;
  onstate(state: PictureState): void;
  /** A session is there, or no longer. */
  onconnection(connected: boolean): void;
  /** An attempt to have one was in vain. */
  onattempt(error: unknown): void;
  onsize(size: Size): void;
  /** The renditions that there are to choose from. */
  onrenditions(sizes: readonly Size[]): void;
  /** Whether sound is held back until the person touches the page, as browsers demand. */
  onsoundblocked(blocked: boolean): void;
}

/** What is being played; lives as long as the host's broadcast. */
interface Chain {
  video: Watch.Video.Source;
  audio: Watch.Audio.Source;
  sync: HeldSync;
  pictures: Watch.Video.Decoder;
  sound: Watch.Audio.Decoder;
}

/** A time base that holds pictures back, so that they are seen when their sound is heard. */
class HeldSync extends Watch.Sync {
  held_ms = 0;

  override wait(timestamp: Watch.Net.Time.Milli): Promise<void> {
    return super.wait(Time.Milli(timestamp + this.held_ms));
  }

  /** The time of the picture that is due now. */
  due(): number | undefined {
    const now = this.now();
    return now === undefined ? undefined : now - this.held_ms;
  }
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
  readonly quality = new Signal<Quality>("auto");

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
  #supported = true;
  #refused = false;
  #soundOnly = false;
  #attempts = 0;
  #paintedAt_ms: number | undefined;
  #painted_us: number | undefined;
  #heldUntil_ms = 0;
  #aliveAt_ms = performance.now();
  /** Restarts in vain since the last picture: each one makes the next come later, as the host may be away for minutes. */
  #restarts = 0;
  readonly #shown = new Set<number>();
  /** Raised where decoding has to begin anew, though the session lives. */
  readonly #rebuilds = new Signal(0);
  #behindSince_ms: number | undefined;
  #undecoded: { since_ms: number; bytes: number } | undefined;
  #chain: Chain | undefined;
  readonly #lips = new LipSync();
  /** The sound that was heard at one moment. */
  #heard: { time_ms: number; at_ms: number } | undefined;
  readonly #tally = new FrameTally();
  readonly #meter = new RateMeter();
  readonly #strain = new Strain();
  #interruptions = 0;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#opening = options.opening;
    this.#painter = new Painter(options.canvas, options.backdrop, this.#painted.bind(this), options.onsize);
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
    this.#scope.run((effect) => {
      effect.get(this.#rebuilds);
      const active = effect.get(this.#broadcast.out.active);
      if (active) this.#play(effect);
    });
    this.#scope.event(document, "visibilitychange", () => this.#hidden.set(document.hidden));
    this.#scope.event(window, "online", () => this.#link.restart());
    this.#scope.interval(() => this.#tick(), TICK_MS);
    void this.#link.run();
  }

  read(): Reading {
    const chain = this.#chain;
    const now_ms = performance.now();
    const config = chain?.video.out.config.peek();
    const frame = chain?.pictures.out.frame.peek();
    const due = chain?.sync.due();
    const newest = chain?.sync.out.timestamp.peek();
    const bytes =
      (chain?.pictures.out.stats.peek()?.bytesReceived ?? 0) + (chain?.sound.out.stats.peek()?.bytesReceived ?? 0);
    const isShown = this.#paintedAt_ms !== undefined && this.#painted_us !== undefined;
    const seen_ms = (this.#paintedAt_ms ?? now_ms) + REFRESH_MS;
    return {
      way: "webtransport",
      size: frame ? { width: frame.displayWidth, height: frame.displayHeight } : null,
      codec: config?.codec ?? null,
      frames_per_s: this.#tally.rate(now_ms),
      frames_shown: this.#tally.shown,
      frames_lost: this.#tally.lost,
      bits_per_s: chain ? this.#meter.read(bytes * 8, now_ms) : null,
      buffer_ms: due === undefined || newest === undefined ? null : Math.max(0, newest - due),
      drift_ms: this.muted.peek() ? null : (this.#lips.drift_ms ?? null),
      round_trip_ms: this.#connection.peek()?.probe.peek().rtt ?? null,
      interruptions: this.#interruptions,
      delay_ms: isShown ? this.#options.clock.delayOf((this.#painted_us ?? 0) / 1_000, seen_ms) : null,
    };
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
    if (!connection && this.#connection.peek()) this.#interruptions += 1;
    this.#connection.set(connection);
    this.#aliveAt_ms = performance.now();
    if (connection) this.#attempts = 0;
    this.#options.onconnection(connection !== undefined);
  }

  #failed(error: unknown, attempts: number): void {
    this.#attempts = attempts;
    this.#refused = this.#options.isFinal(error);
    this.#options.onattempt(error);
    this.#judge();
  }

  /** Builds the chain from the relay's tracks to canvas and loudspeaker; it lives as long as `effect`'s run. */
  #play(effect: Watch.Signals.Effect): void {
    const delay = new Signal(Time.Milli(DELAY_MIN_MS));
    const wanted = new Signal(false);
    const broadcast = this.#broadcast;
    const target = new Signal<Watch.Video.Target | undefined>(undefined);
    const strained = new Signal(this.#strain.observe(false, performance.now()));
    const video = new Watch.Video.Source({ broadcast, target, supported: Watch.Video.Decoder.supported });
    const audio = new Watch.Audio.Source({ broadcast, supported: Watch.Audio.Decoder.supported });
    keepSteady(effect, video);
    keepSteady(effect, audio);
    const sync = new HeldSync({
      latency: delay,
      connection: this.#connection,
      video: video.out.jitter,
      audio: audio.out.jitter,
    });
    const pictures = new Watch.Video.Decoder(video, sync, { enabled: wanted });
    const heard = new Signal(false);
    const shift = keepSoundTimes();
    const sound = new Watch.Audio.Decoder(audio, sync, { enabled: heard });
    // As loud as it was sent, which is what the other way of playing does.
    const emitter = new Watch.Audio.Emitter(sound, { muted: this.muted, volume: 1 });
    for (const part of [emitter, sound, pictures, sync, audio, video]) effect.cleanup(() => part.close());

    this.#chain = { video, audio, sync, pictures, sound };
    effect.cleanup(() => this.#forgetChain());

    effect.proxy(heard, emitter.out.enabled);
    effect.run((run) => this.#decidePictures(run, wanted));
    effect.run((run) => {
      this.#supported = run.get(video.out.error) !== "unsupported";
      const catalog = run.get(broadcast.out.catalog);
      this.#soundOnly = hasRenditions(catalog?.audio) && !hasRenditions(catalog?.video);
      this.#judge();
    });
    effect.run((run) => this.#watchSound(run, sound));
    effect.run((run) => this.#show(run, pictures));
    this.#choose(effect, video, target, strained);
    this.#govern(effect, sync, pictures, delay, strained);
    this.#keepTogether(effect, sync, sound, shift);
  }

  #forgetChain(): void {
    this.#chain = undefined;
    this.#behindSince_ms = undefined;
    this.#undecoded = undefined;
    this.#painted_us = undefined;
    this.#heard = undefined;
    this.#lips.forget();
    this.#tally.interrupt();
  }

  /** What nobody sees is not decoded; its sound goes on. */
  #decidePictures(run: Watch.Signals.Effect, wanted: Watch.Signals.Signal<boolean>): void {
    const hidden = run.get(this.#hidden);
    if (hidden) this.#heldUntil_ms = Number.POSITIVE_INFINITY;
    else if (this.#heldUntil_ms === Number.POSITIVE_INFINITY)
      this.#heldUntil_ms = performance.now() + DEAD_AFTER_MS / 2;
    if (hidden) {
      this.#tally.interrupt();
      this.#lips.forget();
    }
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
    sync: HeldSync,
    pictures: Watch.Video.Decoder,
    delay: Watch.Signals.Signal<Watch.Net.Time.Milli>,
    strained: Watch.Signals.Signal<boolean>,
  ): void {
    const governor = new DelayGovernor();
    effect.subscribe(sync.out.timestamp, (newest) => {
      const reference = sync.out.reference.peek();
      if (newest !== undefined && reference !== undefined) governor.arrived(performance.now() - newest - reference);
    });
    effect.subscribe(pictures.out.timestamp, (shown) => {
      const due = sync.due();
      if (shown === undefined || due === undefined) return;
      this.#catchUp(due - shown, performance.now());
      const advice = governor.observe(due - shown, performance.now());
      if (advice.kind === "delay") delay.set(Time.Milli(advice.delay_ms));
      if (advice.kind === "anchor") anchor(sync);
    });
    effect.interval(() => {
      strained.set(this.#strain.observe(delay.peek() > STRAINED_DELAY_MS, performance.now()));
    }, TICK_MS);
  }

  /** Holds pictures back for as long as their sound is on its way to the ear; see `#measureDrift`. */
  #keepTogether(effect: Watch.Signals.Effect, sync: HeldSync, sound: Watch.Audio.Decoder, shift: SoundShift): void {
    effect.subscribe(sound.out.timestamp, (read_ms) => {
      const context = sound.out.context.peek();
      const now_ms = performance.now();
      const isPlaying = !this.muted.peek() && context?.state === "running" && !sound.out.stalled.peek();
      if (!isPlaying || read_ms === undefined || this.#painted_us === undefined) {
        this.#heard = undefined;
        return;
      }
      const told_ms = soundTime(read_ms + shift.shift_us / 1_000, context.sampleRate, this.#painted_us / 1_000);
      this.#heard = { time_ms: told_ms - loudspeakerLag(context, now_ms), at_ms: now_ms };
      sync.held_ms = this.#lips.held_ms;
    });
    sync.held_ms = this.#lips.held_ms;
  }

  /** A picture is seen: how far is it ahead of the sound that is heard at this moment? */
  #measureDrift(timestamp_us: number, at_ms: number): void {
    const heard = this.#heard;
    if (!heard || at_ms - heard.at_ms > HEARD_AGE_MAX_MS) return;
    this.#lips.observe(timestamp_us / 1_000 - (heard.time_ms + at_ms + REFRESH_MS - heard.at_ms));
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
      const available = run.get(video.out.available);
      const name = chooseRendition(available, width * height, run.get(strained), run.get(this.quality));
      if (name && name !== target.peek()?.name) target.set({ name });
    });
    effect.run((run) => {
      const available = Object.values(run.get(video.out.available));
      this.#options.onrenditions(
        available.map(({ codedWidth = 0, codedHeight = 0 }) => ({ width: codedWidth, height: codedHeight })),
      );
    });
  }

  #painted(at_ms: number, timestamp_us: number): void {
    this.#paintedAt_ms = at_ms;
    this.#painted_us = timestamp_us;
    this.#aliveAt_ms = at_ms;
    this.#restarts = 0;
    this.#undecoded = undefined;
    this.#tally.show(timestamp_us / 1_000, at_ms);
    this.#measureDrift(timestamp_us, at_ms);
    if (this.#state !== "playing") this.#judge();
  }

  #tick(): void {
    this.#judge();
    const now_ms = performance.now();
    const held = now_ms < this.#heldUntil_ms;
    if (held || !this.#connection.peek() || this.#soundOnly) {
      this.#aliveAt_ms = now_ms;
      return;
    }
    this.#decodeAnew(now_ms);
    const silent_ms = DEAD_AFTER_MS * 2 ** Math.min(this.#restarts, 3);
    const patience_ms = this.#broadcast.out.active.peek() ? Math.min(silent_ms, RECHECK_AFTER_MS) : RECHECK_AFTER_MS;
    if (now_ms - this.#aliveAt_ms > patience_ms) {
      this.#aliveAt_ms = now_ms;
      this.#restarts += 1;
      this.#link.restart();
    }
  }

  /** Goes on at the newest keyframe, with the lightest picture, where decoding falls behind what is on now. */
  #catchUp(late_ms: number, now_ms: number): void {
    if (late_ms < BEHIND_MAX_MS) {
      this.#behindSince_ms = undefined;
      return;
    }
    this.#behindSince_ms ??= now_ms;
    if (now_ms - this.#behindSince_ms < BEHIND_FOR_MS) return;
    this.#behindSince_ms = undefined;
    this.#strain.observe(true, now_ms);
    this.#interruptions += 1;
    this.#rebuilds.update((rebuilds) => rebuilds + 1);
  }

  /** Begins decoding anew, at the newest keyframe, where bytes come and no picture is seen: that is the decoder's fault. */
  #decodeAnew(now_ms: number): void {
    const bytes = this.#chain?.pictures.out.stats.peek()?.bytesReceived ?? 0;
    this.#undecoded ??= { since_ms: now_ms, bytes };
    const { since_ms, bytes: before } = this.#undecoded;
    if (bytes <= before || now_ms - since_ms < UNDECODED_AFTER_MS) return;
    this.#interruptions += 1;
    this.#undecoded = { since_ms: now_ms + DEAD_AFTER_MS, bytes };
    this.#rebuilds.update((rebuilds) => rebuilds + 1);
  }

  #judge(): void {
    const now_ms = performance.now();
    const state = judgePicture({
      supported: this.#supported,
      refused: this.#refused,
      attempts: this.#attempts,
      soundOnly: this.#soundOnly && this.#connection.peek() !== undefined,
      sincePicture_ms: this.#paintedAt_ms === undefined ? undefined : now_ms - this.#paintedAt_ms,
      held: now_ms < this.#heldUntil_ms,
    });
    if (state === this.#state) return;
    if (state === "stalled") this.#interruptions += 1;
    this.#state = state;
    this.#options.onstate(state);
  }
}

function hasRenditions(media: { renditions: Record<string, unknown> } | undefined): boolean {
  return media !== undefined && Object.keys(media.renditions).length > 0;
}

/** Starts the time base afresh at the newest frame; frames on their way to the screen must never find it missing. */
function anchor(sync: Watch.Sync): void {
  const newest = sync.out.timestamp.peek();
  sync.reset();
  if (newest !== undefined) sync.received(newest, "anchor");
}
