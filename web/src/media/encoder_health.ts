/** How well an encoder's picture arrives, in words that say what to change there. */

export type EncoderHealth =
  /** Nothing has been counted yet. */
  | "starting"
  | "good"
  /** Only sound comes. */
  | "pictureless"
  | "soundless"
  /** So few pictures that it looks like a slide show. */
  | "slow"
  /** Viewers wait for a keyframe before they see anything. */
  | "sparse"
  /** More than many a viewer's line takes. */
  | "heavy"
  /** Not everybody's device plays this codec. */
  | "exotic";

export interface EncoderFacts {
  picture: string | null;
  sound: string | null;
  bits_per_s: number;
  pictures_per_s: number;
  keyframe_every_ms: number | null;
}

const PICTURES_PER_S_MIN = 15;
/** The studio advises 2 s; encoders that are set to 4 s are a little late now and then. */
const KEYFRAME_EVERY_MAX_MS = 5_000;
const BITS_PER_S_MAX = 12_000_000;
const EVERYBODYS = new Set(["avc1", "vp08", "vp09"]);

/** Says what matters most. */
export function judgeEncoder(facts: EncoderFacts | null | undefined): EncoderHealth {
  if (!facts || facts.bits_per_s === 0) return "starting";
  if (facts.picture === null) return "pictureless";
  if (facts.pictures_per_s < PICTURES_PER_S_MIN) return "slow";
  if (facts.sound === null) return "soundless";
  if ((facts.keyframe_every_ms ?? 0) > KEYFRAME_EVERY_MAX_MS) return "sparse";
  if (facts.bits_per_s > BITS_PER_S_MAX) return "heavy";
  return EVERYBODYS.has(facts.picture) ? "good" : "exotic";
}

const NAMES: Record<string, string> = {
  avc1: "H.264",
  hvc1: "HEVC",
  av01: "AV1",
  vp09: "VP9",
  vp08: "VP8",
  mp4a: "AAC",
  ".mp3": "MP3",
};

/** What people call the codecs that come. */
export function codecsOf({ picture, sound }: EncoderFacts): string {
  return [picture, sound].flatMap((code) => (code === null ? [] : [NAMES[code] ?? code])).join(" + ");
}
