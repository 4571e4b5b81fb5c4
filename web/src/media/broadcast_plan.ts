import type { Size } from "./fit";

/** What a broadcast will send, chosen from what the camera gives and what the machine can encode. */

/** Families of codecs, best first: H.264 has hardware on nearly every phone, on both ends. */
export const CODECS = ["avc1", "vp8", "vp09"] as const;
export type Codec = (typeof CODECS)[number];

export interface RenditionPlan {
  pixels_max: number;
  bitrate_max: number;
  frames_per_s: number;
}

export interface BroadcastPlan {
  codec: Codec;
  hd: RenditionPlan;
  /** The light rendition for slow networks; null where the machine, or the camera, has no room for two. */
  sd: RenditionPlan | null;
}

/** How good the picture will be, in the words of the interface. */
export type Quality = "sharp" | "good" | "light";

const PIXELS_720 = 1280 * 720;
const PIXELS_540 = 960 * 540;
const PIXELS_360 = 640 * 360;
const FRAMES_PER_S = 30;

const SHARP: RenditionPlan = { pixels_max: PIXELS_720, bitrate_max: 2_500_000, frames_per_s: FRAMES_PER_S };
const GOOD: RenditionPlan = { pixels_max: PIXELS_540, bitrate_max: 1_400_000, frames_per_s: FRAMES_PER_S };
const LIGHT: RenditionPlan = { pixels_max: PIXELS_360, bitrate_max: 500_000, frames_per_s: FRAMES_PER_S };
/** The light picture alone may take a little more. */
const LIGHT_ALONE: RenditionPlan = { ...LIGHT, bitrate_max: 800_000 };

/** The share of one core's time that encoding may take: the rest belongs to capture, network and the page. */
const ENCODER_SHARE_MAX = 0.55;

/**
 * The plan for a camera of `size` on a machine that encodes a million pixels in `cost_ms_per_megapixel`.
 *
 * Two renditions are sent only where the camera is big enough to make the smaller one worth its trouble.
 */
export function planBroadcast(codec: Codec, size: Size, cost_ms_per_megapixel: number): BroadcastPlan {
  const camera_px = size.width * size.height;
  const share = (pixels: number) => (Math.min(pixels, camera_px) / 1e6) * cost_ms_per_megapixel * (FRAMES_PER_S / 1e3);
  const light = share(PIXELS_360);
  for (const hd of [SHARP, GOOD]) {
    if (camera_px < hd.pixels_max * 0.8) continue;
    if (share(hd.pixels_max) + light <= ENCODER_SHARE_MAX) return { codec, hd, sd: LIGHT };
  }
  if (camera_px > PIXELS_360 && share(PIXELS_540) <= ENCODER_SHARE_MAX) return { codec, hd: GOOD, sd: null };
  return { codec, hd: LIGHT_ALONE, sd: null };
}

/** The plan for a browser whose encoder cannot be asked: what every machine of the last ten years carries. */
export function planUnmeasured(size: Size): BroadcastPlan {
  const hd = size.width * size.height >= PIXELS_540 * 0.8 ? GOOD : LIGHT_ALONE;
  return { codec: "avc1", hd, sd: null };
}

export function qualityOf(plan: BroadcastPlan): Quality {
  if (plan.hd.pixels_max >= PIXELS_720) return "sharp";
  return plan.hd.pixels_max >= PIXELS_540 ? "good" : "light";
}

/** The bits a second that the plan asks of the uplink, sound included. */
export function bitrateOf(plan: BroadcastPlan): number {
  const SOUND = 128_000;
  return plan.hd.bitrate_max + (plan.sd?.bitrate_max ?? 0) + SOUND;
}
