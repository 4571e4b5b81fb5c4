import type { BroadcastPlan, RenditionPlan } from "./broadcast_plan";
import type { Size } from "./fit";

/** What a MediaRecorder is told to make: in which container, and how large, for want of WebTransport. */

/**
 * Best first. H.264 plays everywhere and is passed on into HLS as it is; of the containers, Chromium gives Matroska in
 * pieces of a tenth of a second and MP4 only from keyframe to keyframe. The last are Safari's.
 */
const TYPES = [
  "video/webm;codecs=avc1.42E01E,opus",
  "video/webm;codecs=h264,opus",
  "video/webm;codecs=vp8,opus",
  "video/mp4;codecs=avc1.42E01E,opus",
  "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
] as const;

export type RecordingType = (typeof TYPES)[number];

/** The type to record in; undefined where the browser records nothing that we can pass on. */
export function chooseRecordingType(isSupported: (type: string) => boolean): RecordingType | undefined {
  return TYPES.find(isSupported);
}

/** Whether this browser can send a recording where WebTransport is missing. */
export function canRecord(): boolean {
  return (
    "MediaRecorder" in globalThis && chooseRecordingType((type) => MediaRecorder.isTypeSupported(type)) !== undefined
  );
}

const FRAMES_PER_S = [1, 1, 0.8, 0.5];
const BITRATES = [1, 0.5, 0.25, 0.12];
const PIXELS = [1, 0.56, 0.25, 0.15];

/** From what the plan wants down to what a weak uplink carries, each about half of the one before. */
export function recordingLadder(plan: BroadcastPlan): RenditionPlan[] {
  const { hd } = plan;
  return BITRATES.map((share, level) => ({
    pixels_max: Math.round(hd.pixels_max * (PIXELS[level] ?? 1)),
    bitrate_max: Math.round(hd.bitrate_max * share),
    frames_per_s: Math.round(hd.frames_per_s * (FRAMES_PER_S[level] ?? 1)),
  }));
}

/** `size` made smaller until it has `pixels_max` at most, in even numbers, as encoders want them. */
export function fitPixels(size: Size, pixels_max: number): Size {
  const shrink = Math.min(1, Math.sqrt(pixels_max / (size.width * size.height)));
  const even = (length: number) => Math.max(2, Math.round((length * shrink) / 2) * 2);
  return { width: even(size.width), height: even(size.height) };
}
