/** Cameras and microphones: opening them, naming them, and saying clearly why one could not be opened. */

export type DeviceKind = "camera" | "microphone";
export type Facing = "user" | "environment";
/** `voice` lets the browser remove echo and noise; `music` leaves the sound as it is, in stereo. */
export type SoundMode = "voice" | "music";

/** Why a device could not be opened: each has its own way out. */
export type CaptureFailure =
  /** The page is not on https or localhost, where browsers hide cameras. */
  | "insecure"
  /** The browser has no camera access at all. */
  | "unsupported"
  /** The person, or the operating system, said no. */
  | "refused"
  | "missing"
  /** Another program holds it, or the hardware failed. */
  | "busy";

export class CaptureError extends Error {
  readonly device: DeviceKind;
  readonly failure: CaptureFailure;

  constructor(device: DeviceKind, failure: CaptureFailure) {
    super(`${device}: ${failure}`);
    this.name = "CaptureError";
    this.device = device;
    this.failure = failure;
  }
}

export interface CameraWish {
  deviceId?: string | undefined;
  facing?: Facing | undefined;
}

export interface MicrophoneWish {
  deviceId?: string | undefined;
  mode: SoundMode;
}

export interface Device {
  id: string;
  kind: DeviceKind;
  /** Shared by the parts of one machine: a headset's microphone and its loudspeaker. */
  groupId: string;
  /** As the browser names it; empty until access has been granted once. */
  label: string;
}

/** Sizes are asked for as the sensor sees them; a phone held upright turns them by itself. */
const CAMERA_SIZE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };

/** The error a browser gave, as a failure with a way out. */
export function captureFailure(name: string): CaptureFailure {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
    case "PermissionDeniedError":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
    case "DevicesNotFoundError":
      return "missing";
    case "TypeError":
      return "unsupported";
    default:
      return "busy";
  }
}

/** Opens a camera. Throws `CaptureError`. */
export async function openCamera(wish: CameraWish): Promise<MediaStreamTrack> {
  const choice = wish.deviceId
    ? { deviceId: { exact: wish.deviceId } }
    : { facingMode: { ideal: wish.facing ?? "user" } };
  // Without `none` the browser may crop an upright camera to the lying size that was asked for.
  const video: MediaTrackConstraints & { resizeMode: string } = { ...CAMERA_SIZE, ...choice, resizeMode: "none" };
  return await open("camera", { video }, (stream) => stream.getVideoTracks()[0]);
}

/** Opens a microphone. Throws `CaptureError`. */
export async function openMicrophone(wish: MicrophoneWish): Promise<MediaStreamTrack> {
  const cleaned = wish.mode === "voice";
  const audio: MediaTrackConstraints = {
    echoCancellation: cleaned,
    noiseSuppression: cleaned,
    autoGainControl: cleaned,
    channelCount: { ideal: cleaned ? 1 : 2 },
    ...(wish.deviceId && { deviceId: { exact: wish.deviceId } }),
  };
  return await open("microphone", { audio }, (stream) => stream.getAudioTracks()[0]);
}

async function open(
  device: DeviceKind,
  constraints: MediaStreamConstraints,
  pick: (stream: MediaStream) => MediaStreamTrack | undefined,
): Promise<MediaStreamTrack> {
  if (!globalThis.isSecureContext) throw new CaptureError(device, "insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw new CaptureError(device, "unsupported");
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    throw new CaptureError(device, captureFailure(error instanceof Error ? error.name : ""));
  }
  const track = pick(stream);
  if (!track) throw new CaptureError(device, "missing");
  return track;
}

/** The cameras and microphones that can be chosen, in the browser's order. */
export async function listDevices(): Promise<Device[]> {
  if (!navigator.mediaDevices?.enumerateDevices) return [];
  const found = await navigator.mediaDevices.enumerateDevices();
  const devices: Device[] = [];
  for (const { kind, deviceId, groupId, label } of found) {
    // Chromium lists its choice twice, once under the name 'default'.
    if (!deviceId || deviceId === "default" || deviceId === "communications") continue;
    if (kind === "videoinput") devices.push({ id: deviceId, kind: "camera", groupId, label });
    if (kind === "audioinput") devices.push({ id: deviceId, kind: "microphone", groupId, label });
  }
  return devices;
}

/** Which of `devices` a track comes from; Chromium calls the one it chose itself 'default'. */
export function deviceOf(track: MediaStreamTrack, devices: readonly Device[]): Device | undefined {
  const { deviceId, groupId } = track.getSettings();
  return (
    devices.find(({ id }) => id === deviceId) ??
    devices.find((device) => device.groupId !== "" && device.groupId === groupId) ??
    devices[0]
  );
}

/** The other side of the phone; undefined where the camera does not say which way it looks. */
export function oppositeFacing(track: MediaStreamTrack): Facing | undefined {
  const { facingMode } = track.getSettings();
  if (facingMode === "user") return "environment";
  if (facingMode === "environment") return "user";
  return undefined;
}

/** Whose words to use when telling how to allow a camera. */
export type BrowserFamily = "chrome-android" | "safari-ios" | "chrome" | "edge" | "safari" | "firefox" | "other";

export function browserFamily(userAgent: string): BrowserFamily {
  const agent = userAgent.toLowerCase();
  if (/iphone|ipad/.test(agent)) return "safari-ios";
  if (agent.includes("firefox")) return "firefox";
  if (agent.includes("edg/")) return "edge";
  if (/chrome|chromium/.test(agent)) return agent.includes("android") ? "chrome-android" : "chrome";
  return agent.includes("safari") ? "safari" : "other";
}
