import type { BroadcastPlan } from "./broadcast_plan";
import type { SoundMode } from "./devices";
import { Publisher, type PublisherOptions, type PublisherState, type UplinkReading } from "./publisher";
import { RecordedPublisher } from "./recorded_publisher";
import { canRecord } from "./recording_plan";
import { canPublishDirectly } from "./support";

/** `direct`: picture by picture over WebTransport. `recorded`: as a recording over a WebSocket, a little later. */
export type Way = "direct" | "recorded";
/** Why it is not the direct one. */
export type Detour = "browser" | "network";

export interface UplinkOptions extends PublisherOptions {
  onway(way: Way, detour: Detour | undefined): void;
}

/** A handshake over UDP takes two round trips; who has heard nothing by then is behind a wall. */
export const DIRECT_MAX_MS = 4_000;
/** How long a way is tried before the other one is, once both may be only slow, or the network away. */
export const OTHER_AFTER_MS = 7_000;

/** Finds a way to the stage and stays on it: the direct one where it opens in time, else the one that opens everywhere. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #mayChoose: boolean;
  #way: Way;
  #publisher: Publisher | RecordedPublisher | undefined;
  #timer: number | undefined;
  #closed = false;
  #muted = false;
  #broadcasting = false;
  #camera: MediaStreamTrack | undefined;
  #microphone: { track: MediaStreamTrack; mode: SoundMode } | undefined;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#mayChoose = canPublishDirectly() && canRecord();
    this.#way = canPublishDirectly() ? "direct" : "recorded";
  }

  /** Connects. Nothing of camera or microphone leaves the machine before `setBroadcasting(true)`. */
  start(): void {
    this.#take(this.#way, DIRECT_MAX_MS);
  }

  setBroadcasting(broadcasting: boolean): void {
    this.#broadcasting = broadcasting;
    this.#publisher?.setBroadcasting(broadcasting);
  }

  setCamera(track: MediaStreamTrack): void {
    this.#camera = track;
    this.#publisher?.setCamera(track);
  }

  setMicrophone(track: MediaStreamTrack, mode: SoundMode): void {
    this.#microphone = { track, mode };
    this.#publisher?.setMicrophone(track, mode);
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#publisher?.setMuted(muted);
  }

  readUplink(): UplinkReading {
    return this.#publisher?.readUplink() ?? {};
  }

  restart(): void {
    this.#publisher?.restart();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#publisher?.close();
    this.#publisher = undefined;
  }

  #take(way: Way, patience_ms: number): void {
    this.#publisher?.close();
    this.#way = way;
    const detour = way === "direct" ? undefined : this.#mayChoose ? "network" : "browser";
    this.#options.onway(way, detour);
    const options = { ...this.#options, onstate: (state: PublisherState) => this.#heard(way, state) };
    const publisher = way === "direct" ? new Publisher(options) : new RecordedPublisher(options);
    this.#publisher = publisher;
    publisher.setMuted(this.#muted);
    if (this.#camera) publisher.setCamera(this.#camera);
    if (this.#microphone) publisher.setMicrophone(this.#microphone.track, this.#microphone.mode);
    publisher.setBroadcasting(this.#broadcasting);
    this.#wait(patience_ms);
    publisher.start();
  }

  #heard(way: Way, state: PublisherState): void {
    if (this.#closed || way !== this.#way) return;
    this.#options.onstate(state);
    if (state === "connected" || state === "failed" || state === "displaced") {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else {
      this.#wait(OTHER_AFTER_MS);
    }
  }

  /** Goes the other way if this one has not led anywhere by then. */
  #wait(patience_ms: number): void {
    if (!this.#mayChoose || this.#timer !== undefined) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = undefined;
      this.#take(this.#way === "direct" ? "recorded" : "direct", OTHER_AFTER_MS);
    }, patience_ms);
  }
}

/** What a plan comes to by this way: a recording is one picture, without a lighter one beside it. */
export function planOf(plan: BroadcastPlan, way: Way): BroadcastPlan {
  return way === "direct" ? plan : { ...plan, sd: null };
}
