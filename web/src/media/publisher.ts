import * as Publish from "@moq/publish";
import type { Ticket } from "../net/types";
import type { BroadcastPlan, RenditionPlan } from "./broadcast_plan";
import type { SoundMode } from "./devices";
import { HEALTHY_MS, KeptConnection, SessionCutShort } from "./kept_connection";
import { PublishedGroups } from "./published_groups";
import { openTransport, PUBLISH_PROTOCOLS } from "./transport";

const { Connection, Path } = Publish.Net;

/** What the host is told of the way to the relay. */
export type PublisherState =
  | "idle"
  | "connecting"
  /** Tried several times and never got through; trying goes on. */
  | "unreachable"
  | "connected"
  | "reconnecting"
  /** Another page or device of the same host broadcasts into the room; this one has stepped back. */
  | "displaced"
  /** The server will not have this broadcast any more. */
  | "failed";

export interface PublisherOptions {
  obtainTicket(): Promise<Ticket>;
  isFinal(error: unknown): boolean;
  plan: BroadcastPlan;
  onstate(state: PublisherState): void;
  /** Whether the browser wants a tap before the microphone may be heard. */
  onsoundblocked(blocked: boolean): void;
}

export interface UplinkReading {
  uplink_bits_per_s?: number | undefined;
  round_trip_ms?: number | undefined;
  /** How much later viewers see the host than by the direct way; undefined on that one, or before it was measured. */
  extra_delay_ms?: number | undefined;
  /** What really goes out; undefined before it was measured. */
  sent_bits_per_s?: number | undefined;
  /** What is encoded and waits for the network. */
  waiting_bytes?: number | undefined;
  /** Pictures that were encoded and never left. */
  frames_lost?: number | undefined;
  /** Their share in the last seconds. */
  lost_share?: number | undefined;
}

/**
 * Sessions of ours that were closed at once, this often in a row, were closed in favour of another page's. The page that
 * had broadcast before gives way first; were both equally stubborn, they would throw each other out for ever.
 */
const DISPLACED_AFTER = 3;
const DISPLACED_AFTER_BROADCAST = 2;
/** Attempts in vain before the host is told that the relay is out of reach. */
const UNREACHABLE_AFTER = 2;
const KEYFRAME_INTERVAL_MS = 2_000;
const SOUND_BITRATE: Record<SoundMode, number> = { voice: 48_000, music: 128_000 };

/**
 * Broadcasts a camera and a microphone into one room, and goes on doing so: a lost session is replaced by a new one with
 * a fresh ticket, into the same room. Tracks may be exchanged at any time. It never stops tracks: whoever opened
 * them does.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #scope = new Publish.Signals.Effect();
  readonly #broadcast: Publish.Broadcast;
  readonly #link: KeptConnection<Publish.Net.Connection.Established>;
  readonly #groups = new PublishedGroups();
  #state: PublisherState = "idle";
  #everConnected = false;
  #everHealthy = false;
  #connectedAt_ms = 0;
  #cutShort = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { hd, sd, codec } = options.plan;
    this.#broadcast = new Publish.Broadcast({
      enabled: false,
      name: Path.from("host"),
      video: {
        hd: { enabled: true, config: encoderConfig(hd, codec) },
        sd: { enabled: sd !== null, config: encoderConfig(sd ?? hd, codec) },
      },
      // Opus is always 48 kHz inside; asking for it here spares every viewer a resampling.
      audio: { enabled: true, sampleRate: 48_000 },
    });
    this.#link = new KeptConnection({
      obtainTicket: options.obtainTicket,
      open: (ticket, signal) => this.#open(ticket, signal),
      onchange: (connection) => this.#connected(connection),
      onfailure: (error, attempts) => this.#failed(error, attempts),
      isFinal: (error) => options.isFinal(error) || this.#isDisplaced,
    });
    this.#scope.run((effect) => this.#watchSound(effect));
    this.#scope.event(window, "online", () => this.#link.restart());
  }

  get state(): PublisherState {
    return this.#state;
  }

  /** Connects. Nothing of camera or microphone leaves the machine before `setBroadcasting(true)`. */
  start(): void {
    this.#tell("connecting");
    this.#link.run().catch(() => this.#tell("failed"));
  }

  /** Whether the room is sent what camera and microphone give. */
  setBroadcasting(broadcasting: boolean): void {
    this.#broadcast.enabled.set(broadcasting);
  }

  setCamera(track: MediaStreamTrack): void {
    this.#broadcast.video.source.set(track as Publish.Video.StreamTrack);
  }

  setMicrophone(track: MediaStreamTrack, mode: SoundMode): void {
    const { audio } = this.#broadcast;
    audio.channelCount.set(mode === "music" ? 2 : 1);
    // Silence is sent like sound: with gaps in the stream, players lose their place.
    audio.codec.set({ mime: "opus", bitrate: SOUND_BITRATE[mode], usedtx: false });
    audio.source.set({ track: track as Publish.Audio.StreamTrack, kind: mode });
  }

  /** Silence goes out instead of sound; nothing is negotiated anew. */
  setMuted(muted: boolean): void {
    this.#broadcast.audio.muted.set(muted);
  }

  readUplink(): UplinkReading {
    const connection = this.#broadcast.connection.peek();
    const { sent_bits_per_s, waiting_bytes, frames_lost, lost_share } = this.#groups.meter.read();
    return {
      sent_bits_per_s: sent_bits_per_s ?? undefined,
      waiting_bytes,
      frames_lost,
      lost_share,
      uplink_bits_per_s: connection?.sendBandwidth?.peek(),
      round_trip_ms: connection?.rtt?.peek(),
    };
  }

  /** Replaces a session that the server no longer hears, which QUIC itself can take half a minute to notice. */
  restart(): void {
    this.#link.restart();
  }

  close(): void {
    this.#link.close();
    this.#scope.close();
    this.#broadcast.close();
    this.#state = "idle";
  }

  async #open(ticket: Ticket, signal: AbortSignal): Promise<Publish.Net.Connection.Established> {
    this.#broadcast.name.set(Path.from(ticket.broadcast));
    const transport = await openTransport(ticket, PUBLISH_PROTOCOLS, signal);
    const session = await Connection.connect(new URL(ticket.url), { transport });
    this.#groups.arrange(session);
    return session;
  }

  #connected(connection: Publish.Net.Connection.Established | undefined): void {
    this.#broadcast.connection.set(connection);
    if (connection) {
      this.#everConnected = true;
      this.#connectedAt_ms = performance.now();
      this.#tell("connected");
      return;
    }
    this.#groups.meter.interrupt();
    if (performance.now() - this.#connectedAt_ms >= HEALTHY_MS) {
      this.#everHealthy = true;
      this.#cutShort = 0;
    }
    if (this.#state === "connected") {
      this.#tell("reconnecting");
    }
  }

  #failed(error: unknown, attempts: number): void {
    this.#cutShort = error instanceof SessionCutShort ? this.#cutShort + 1 : 0;
    if (this.#isDisplaced) this.#tell("displaced");
    else if (this.#options.isFinal(error)) this.#tell("failed");
    else if (this.#everConnected) this.#tell("reconnecting");
    else this.#tell(attempts >= UNREACHABLE_AFTER ? "unreachable" : "connecting");
  }

  get #isDisplaced(): boolean {
    return this.#cutShort >= (this.#everHealthy ? DISPLACED_AFTER_BROADCAST : DISPLACED_AFTER);
  }

  #watchSound(effect: Publish.Signals.Effect): void {
    const context = effect.get(this.#broadcast.audio.root)?.context;
    if (!(context instanceof AudioContext)) return;
    const resume = () => {
      if (context.state === "suspended") context.resume().catch(() => undefined);
    };
    const tell = () => this.#options.onsoundblocked(context.state === "suspended");
    effect.event(context, "statechange", tell);
    effect.event(document, "pointerdown", resume);
    effect.event(document, "keydown", resume);
    resume();
    tell();
  }

  #tell(state: PublisherState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onstate(state);
  }
}

function encoderConfig(plan: RenditionPlan, codec: string): Publish.Video.EncoderConfig {
  return {
    codec,
    maxPixels: plan.pixels_max,
    maxBitrate: plan.bitrate_max,
    frameRate: plan.frames_per_s,
    keyframeInterval: KEYFRAME_INTERVAL_MS as Publish.Net.Time.Milli,
  };
}
