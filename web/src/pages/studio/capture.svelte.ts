import {
  type CameraWish,
  CaptureError,
  type CaptureFailure,
  type Device,
  deviceOf,
  type Facing,
  listDevices,
  openCamera,
  openMicrophone,
  oppositeFacing,
  type SoundMode,
} from "../../media/devices";
import type { Size } from "../../media/fit";
import { LevelMeter } from "../../media/level";

const CHOICES_KEY = "livehouse.devices";
/** How often the meter is read: faster than the eye follows, slower than every frame. */
const METER_INTERVAL_MS = 60;
/** A microphone that gave nothing for so long is told to be silent. */
const SILENCE_MS = 5_000;
/** The bar falls slower than the sound, as on every mixing desk. */
const FALL = 0.82;

interface Choices {
  cameraId?: string | undefined;
  microphoneId?: string | undefined;
  facing?: Facing | undefined;
  mode?: SoundMode | undefined;
}

/**
 * The host's camera and microphone: opened, exchanged, watched over, and let go by `stop()`.
 *
 * A problem stands beside the device that has it; the other one goes on.
 */
export class Capture {
  camera: MediaStreamTrack | null = $state.raw(null);
  microphone: MediaStreamTrack | null = $state.raw(null);
  cameraProblem: CaptureFailure | null = $state(null);
  microphoneProblem: CaptureFailure | null = $state(null);
  devices: Device[] = $state.raw([]);
  /** While the browser asks the person, or a device starts. */
  opening = $state(false);
  mode: SoundMode = $state("voice");
  /** 0 to 1. */
  level = $state(0);
  /** Whether the microphone has proved itself; null while it has not had its chance. */
  heard: boolean | null = $state(null);
  /** Pictures a second that the preview really shows; undefined until a second was counted. */
  frames_per_s: number | undefined = $state(undefined);
  size: Size = $state.raw({ width: 0, height: 0 });

  readonly cameras = $derived(this.devices.filter(({ kind }) => kind === "camera"));
  readonly microphones = $derived(this.devices.filter(({ kind }) => kind === "microphone"));
  /** People expect a mirror of themselves, and a window onto what lies before them. */
  readonly mirrored = $derived(this.camera?.getSettings().facingMode !== "environment");
  readonly cameraId = $derived(this.camera ? (deviceOf(this.camera, this.cameras)?.id ?? "") : "");
  readonly microphoneId = $derived(this.microphone ? (deviceOf(this.microphone, this.microphones)?.id ?? "") : "");

  #choices: Choices = readChoices();
  #meter: LevelMeter | null = null;
  #metering = true;
  #timer: number | undefined;
  #silentSince_ms = 0;
  #ended = new AbortController();
  /** Raised by all that makes an opening under way pointless: a later one of the same device, and the end. */
  #turns = { camera: 0, microphone: 0 };

  /** Opens both devices, asking the person where the browser must. Problems are kept, not thrown. */
  async start(): Promise<void> {
    this.mode = this.#choices.mode ?? "voice";
    this.#ended.abort();
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#list(), { signal });
    document.addEventListener("pointerdown", () => this.#meter?.resume(), { signal });
    this.#timer ??= window.setInterval(() => this.#measure(), METER_INTERVAL_MS);
    await this.retry();
  }

  /** Tries again what is not open. */
  async retry(): Promise<void> {
    const { signal } = this.#ended;
    this.opening = true;
    try {
      const { cameraId, facing, microphoneId } = this.#choices;
      if (!this.camera) await this.#openCamera({ deviceId: cameraId, facing });
      // Who left while the browser asked for the camera is not asked for the microphone, let alone heard.
      if (signal.aborted) return;
      if (!this.microphone) await this.#openMicrophone(microphoneId);
      await this.#list();
    } finally {
      this.opening = false;
    }
  }

  async chooseCamera(deviceId: string): Promise<void> {
    this.#choose({ cameraId: deviceId, facing: undefined });
    await this.#openCamera({ deviceId });
  }

  async chooseMicrophone(deviceId: string): Promise<void> {
    this.#choose({ microphoneId: deviceId });
    await this.#openMicrophone(deviceId);
  }

  async chooseMode(mode: SoundMode): Promise<void> {
    this.mode = mode;
    this.#choose({ mode });
    await this.#openMicrophone(this.#choices.microphoneId);
  }

  /** Whether the level is wanted: nobody looks at it on air, and listening costs. */
  setMetering(metering: boolean): void {
    if (metering === this.#metering) return;
    this.#metering = metering;
    if (metering && this.microphone) this.#listen(this.microphone);
    if (!metering) this.#hush();
  }

  /** The other side of the phone; on a computer, the next camera in the list. */
  async flip(): Promise<void> {
    if (!this.camera) return;
    const facing = oppositeFacing(this.camera);
    if (facing) {
      this.#choose({ facing, cameraId: undefined });
      await this.#openCamera({ facing });
      return;
    }
    const at = this.cameras.findIndex(({ id }) => id === this.cameraId);
    const next = this.cameras[(at + 1) % this.cameras.length];
    if (next && next.id !== this.cameraId) await this.chooseCamera(next.id);
  }

  stop(): void {
    this.#turns.camera += 1;
    this.#turns.microphone += 1;
    this.#ended.abort();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#hush();
    this.camera?.stop();
    this.microphone?.stop();
    this.camera = null;
    this.microphone = null;
    this.frames_per_s = undefined;
    this.heard = null;
  }

  async #openCamera(wish: CameraWish): Promise<void> {
    this.#turns.camera += 1;
    const turn = this.#turns.camera;
    const old = this.camera;
    // Phones give out one camera at a time: the next one opens only when this one is let go.
    old?.stop();
    try {
      const track = await openCamera(wish).catch((error: unknown) => {
        // The camera that was chosen last time may not be there today; any other is better than none.
        if (wish.deviceId && isMissing(error) && turn === this.#turns.camera) return openCamera({});
        throw error;
      });
      if (turn !== this.#turns.camera) return track.stop();
      track.contentHint = "motion";
      track.addEventListener("ended", () => this.#lost("camera", track));
      this.camera = track;
      this.cameraProblem = null;
    } catch (error) {
      if (turn !== this.#turns.camera) return;
      this.camera = null;
      this.cameraProblem = failureOf(error);
    }
    this.frames_per_s = undefined;
  }

  async #openMicrophone(deviceId: string | undefined): Promise<void> {
    this.#turns.microphone += 1;
    const turn = this.#turns.microphone;
    const old = this.microphone;
    const { mode } = this;
    try {
      const track = await openMicrophone({ deviceId, mode }).catch((error: unknown) => {
        if (deviceId && isMissing(error) && turn === this.#turns.microphone) return openMicrophone({ mode });
        throw error;
      });
      if (turn !== this.#turns.microphone) return track.stop();
      track.addEventListener("ended", () => this.#lost("microphone", track));
      this.microphone = track;
      this.microphoneProblem = null;
      this.#listen(track);
    } catch (error) {
      if (turn !== this.#turns.microphone) return;
      this.microphone = null;
      this.microphoneProblem = failureOf(error);
      this.#hush();
    }
    old?.stop();
  }

  #lost(device: "camera" | "microphone", track: MediaStreamTrack): void {
    if (device === "camera" && this.camera === track) {
      this.camera = null;
      this.cameraProblem = "missing";
    }
    if (device === "microphone" && this.microphone === track) {
      this.microphone = null;
      this.microphoneProblem = "missing";
    }
  }

  #hush(): void {
    this.#meter?.close();
    this.#meter = null;
    this.level = 0;
  }

  #listen(track: MediaStreamTrack): void {
    this.#hush();
    if (!this.#metering) return;
    this.#meter = new LevelMeter(track);
    this.#meter.resume();
    this.heard = null;
    this.#silentSince_ms = performance.now();
  }

  #measure(): void {
    if (!this.#meter?.listening) {
      this.#silentSince_ms = performance.now();
      return;
    }
    const { value, heard } = this.#meter.read();
    this.level = Math.max(value, this.level * FALL);
    if (heard) {
      this.heard = true;
      this.#silentSince_ms = performance.now();
    } else if (performance.now() - this.#silentSince_ms > SILENCE_MS) {
      this.heard = false;
    }
  }

  async #list(): Promise<void> {
    this.devices = await listDevices().catch(() => []);
  }

  #choose(changes: Choices): void {
    this.#choices = { ...this.#choices, ...changes };
    try {
      localStorage.setItem(CHOICES_KEY, JSON.stringify(this.#choices));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof CaptureError && error.failure === "missing";
}

function failureOf(error: unknown): CaptureFailure {
  return error instanceof CaptureError ? error.failure : "busy";
}

function readChoices(): Choices {
  try {
    return JSON.parse(localStorage.getItem(CHOICES_KEY) ?? "{}") as Choices;
  } catch {
    return {};
  }
}
