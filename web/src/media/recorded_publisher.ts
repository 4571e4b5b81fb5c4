import type { RenditionPlan } from "./broadcast_plan";
import type { SoundMode } from "./devices";
import { KeptConnection } from "./kept_connection";
import { DISPLACED, PublishClosed, PublishSocket } from "./publish_socket";
import type { PublisherOptions, PublisherState, UplinkReading } from "./publisher";
import { chooseRecordingType, fitPixels, type RecordingType, recordingLadder } from "./recording_plan";
import { UploadGovernor } from "./upload_governor";

/** How often a recording is asked for what it has. Chromium gives it some 20 ms later; shorter costs more than it saves. */
const SLICE_MS = 100;
const KEYFRAME_INTERVAL_MS = 2_000;
const SOUND_BITRATE: Record<SoundMode, number> = { voice: 48_000, music: 128_000 };
const GOVERN_INTERVAL_MS = 500;
/** A recorder that fails at once is not begun again and again at that pace. */
const RETRY_MS = 1_000;
const UNREACHABLE_AFTER = 2;
/** Enough pieces to know how long they take. */
const MEASURED_SLICES = 8;

/**
 * Broadcasts as `Publisher` does, where WebTransport or UDP is missing: the browser's MediaRecorder over a WebSocket.
 *
 * A recorder cannot be changed while it runs. So each other camera, each smaller or larger picture is a new recording, which
 * the server puts behind the last one as if nothing had happened.
 */
export class RecordedPublisher {
  readonly #options: PublisherOptions;
  readonly #type: RecordingType | undefined;
  readonly #ladder: RenditionPlan[];
  readonly #governor: UploadGovernor;
  readonly #link: KeptConnection<PublishSocket>;
  readonly #page = crypto.randomUUID();
  readonly #ended = new AbortController();
  #socket: PublishSocket | undefined;
  #state: PublisherState = "idle";
  #everConnected = false;
  #refused: PublishClosed | undefined;
  #camera: MediaStreamTrack | undefined;
  #microphone: MediaStreamTrack | undefined;
  #mode: SoundMode = "voice";
  #muted = false;
  #broadcasting = false;
  #recorder: MediaRecorder | undefined;
  #stream: MediaStream | undefined;
  /** Raised by everything that makes a recording which is about to begin pointless. */
  #turn = 0;
  #level = 0;
  #halted = false;
  #timer: number | undefined;
  #governed_ms = 0;
  #slice_ms: number | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#type = chooseRecordingType((type) => MediaRecorder.isTypeSupported(type));
    this.#ladder = recordingLadder(options.plan);
    this.#governor = new UploadGovernor(this.#ladder.length);
    this.#link = new KeptConnection({
      obtainTicket: async () => {
        if (this.#refused) throw this.#refused;
        return await options.obtainTicket();
      },
      open: (ticket, signal) => PublishSocket.open(ticket, this.#page, signal),
      onchange: (socket) => this.#connected(socket),
      onfailure: (error, attempts) => this.#failed(error, attempts),
      isFinal: (error) => this.#isFinal(error),
    });
    window.addEventListener("online", () => this.#link.restart(), { signal: this.#ended.signal });
  }

  get state(): PublisherState {
    return this.#state;
  }

  start(): void {
    this.#tell("connecting");
    this.#link.run().catch(() => this.#tell("failed"));
    this.#timer = window.setInterval(() => this.#govern(), GOVERN_INTERVAL_MS);
  }

  setBroadcasting(broadcasting: boolean): void {
    if (broadcasting === this.#broadcasting) return;
    this.#broadcasting = broadcasting;
    if (!broadcasting) this.#socket?.pause();
    void this.#record();
  }

  setCamera(track: MediaStreamTrack): void {
    if (track === this.#camera) return;
    this.#camera = track;
    void this.#record();
  }

  setMicrophone(track: MediaStreamTrack, mode: SoundMode): void {
    if (track === this.#microphone && mode === this.#mode) return;
    this.#microphone = track;
    this.#mode = mode;
    void this.#record();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = !muted;
  }

  readUplink(): UplinkReading {
    const socket = this.#socket;
    const round_trip_ms = socket?.round_trip_ms;
    return {
      // How much would pass is not known; how much does, only where that is less than it should be.
      uplink_bits_per_s: this.#level > 0 || this.#halted ? socket?.arriving_bits_per_s : undefined,
      round_trip_ms,
      sent_bits_per_s: socket?.arriving_bits_per_s,
      extra_delay_ms:
        this.#slice_ms === undefined || round_trip_ms === undefined ? undefined : this.#slice_ms + round_trip_ms,
    };
  }

  restart(): void {
    this.#link.restart();
  }

  close(): void {
    this.#ended.abort();
    clearInterval(this.#timer);
    this.#broadcasting = false;
    this.#stop();
    this.#link.close();
    this.#state = "idle";
  }

  #connected(socket: PublishSocket | undefined): void {
    this.#socket = socket;
    if (socket) {
      this.#everConnected = true;
      this.#governor.reset(performance.now());
      this.#halted = false;
      void socket.closed.then((reason) => {
        if (reason.isFinal) this.#refused = reason;
      });
      this.#tell("connected");
    } else if (this.#state === "connected") {
      this.#tell("reconnecting");
    }
    void this.#record();
  }

  #failed(error: unknown, attempts: number): void {
    if (error instanceof PublishClosed && error.isFinal) this.#tell(error.code === DISPLACED ? "displaced" : "failed");
    else if (this.#isFinal(error)) this.#tell("failed");
    else if (this.#everConnected) this.#tell("reconnecting");
    else this.#tell(attempts >= UNREACHABLE_AFTER ? "unreachable" : "connecting");
  }

  #isFinal(error: unknown): boolean {
    return (error instanceof PublishClosed && error.isFinal) || this.#options.isFinal(error);
  }

  /**
   * Begins a recording of what there is now, in place of the one that runs. While nothing is broadcast, it is only
   * listened to until it is known how long its pieces take.
   */
  async #record(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    // Camera and microphone are exchanged together; one recording is begun for both.
    await Promise.resolve();
    if (turn !== this.#turn) return;
    this.#stop();
    const wanted = this.#broadcasting ? !this.#halted : this.#slice_ms === undefined;
    if (!this.#socket || !wanted || !this.#type) return;
    const stream = await this.#gather(turn);
    if (!stream) return;
    const { bitrate_max } = this.#rendition;
    const recorder = new MediaRecorder(stream, {
      mimeType: this.#type,
      videoBitsPerSecond: bitrate_max,
      audioBitsPerSecond: SOUND_BITRATE[this.#mode],
      // Known to Chromium; others choose by themselves.
      ...{ videoKeyFrameIntervalDuration: KEYFRAME_INTERVAL_MS },
    });
    this.#recorder = recorder;
    this.#stream = stream;
    this.#listen(recorder, this.#broadcasting ? this.#socket : undefined);
    recorder.start(SLICE_MS);
  }

  get #rendition(): RenditionPlan {
    return this.#ladder[Math.min(this.#level, this.#ladder.length - 1)] ?? this.#options.plan.hd;
  }

  /** Tracks of our own, made from the devices' as small as they are to be sent. */
  async #gather(turn: number): Promise<MediaStream | undefined> {
    const stream = new MediaStream();
    if (this.#camera?.readyState === "live") {
      const camera = this.#camera.clone();
      stream.addTrack(camera);
      await shape(camera, this.#rendition);
    }
    if (this.#microphone?.readyState === "live") {
      const microphone = this.#microphone.clone();
      microphone.enabled = !this.#muted;
      stream.addTrack(microphone);
    }
    if (turn === this.#turn && stream.getTracks().length > 0) return stream;
    for (const track of stream.getTracks()) track.stop();
    return undefined;
  }

  #listen(recorder: MediaRecorder, socket: PublishSocket | undefined): void {
    let startedAt_ms = performance.now();
    let begun = false;
    let pieces = 0;
    recorder.onstart = () => {
      startedAt_ms = performance.now();
    };
    recorder.ondataavailable = ({ data }) => {
      if (recorder !== this.#recorder || data.size === 0) return;
      pieces += 1;
      if (pieces === MEASURED_SLICES) {
        this.#slice_ms = (performance.now() - startedAt_ms) / pieces;
        if (!socket) return this.#stop();
      }
      if (!socket) return;
      if (!begun) socket.begin(recorder.mimeType, startedAt_ms);
      begun = true;
      socket.send(data);
      this.#govern();
    };
    // A track that ends takes the recording with it; whoever watches over the devices brings another one.
    const again = () => {
      if (recorder !== this.#recorder) return;
      this.#stop();
      window.setTimeout(() => void this.#record(), RETRY_MS);
    };
    recorder.onerror = again;
    recorder.onstop = again;
  }

  #stop(): void {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    if (recorder && recorder.state !== "inactive") recorder.stop();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }

  #govern(): void {
    const now_ms = performance.now();
    if (!this.#socket || !this.#broadcasting || now_ms - this.#governed_ms < GOVERN_INTERVAL_MS / 2) return;
    this.#governed_ms = now_ms;
    const recorded = this.#rendition.bitrate_max + SOUND_BITRATE[this.#mode];
    const { level, halted } = this.#governor.observe(this.#socket.waiting_ms(recorded), now_ms);
    if (level === this.#level && halted === this.#halted) return;
    this.#level = level;
    this.#halted = halted;
    void this.#record();
  }

  #tell(state: PublisherState): void {
    if (state === this.#state || this.#ended.signal.aborted) return;
    this.#state = state;
    this.#options.onstate(state);
  }
}

async function shape(camera: MediaStreamTrack, rendition: RenditionPlan): Promise<void> {
  const { width = 0, height = 0 } = camera.getSettings();
  if (!width || !height) return;
  const size = fitPixels({ width, height }, rendition.pixels_max);
  const wanted: MediaTrackConstraints & { resizeMode: string } = {
    width: size.width,
    height: size.height,
    frameRate: { max: rendition.frames_per_s },
    resizeMode: "crop-and-scale",
  };
  // A camera that cannot be made smaller is recorded as it is; its bitrate is bounded anyway.
  await camera.applyConstraints(wanted).catch(() => undefined);
}
