/** What a browser can record in, and for how long. Pure. */

export interface RecordingFormat {
  mime: string;
  /** Of the file's name. */
  extension: "mp4" | "webm";
}

/** The best first: MP4 with H.264 is read fastest at the other end. */
const FORMATS: readonly RecordingFormat[] = [
  { mime: "video/mp4;codecs=avc1.42E01F,mp4a.40.2", extension: "mp4" },
  { mime: "video/mp4;codecs=avc1.42E01F,opus", extension: "mp4" },
  { mime: "video/webm;codecs=h264,opus", extension: "webm" },
  { mime: "video/webm;codecs=vp9,opus", extension: "webm" },
  { mime: "video/webm;codecs=vp8,opus", extension: "webm" },
  { mime: "video/webm", extension: "webm" },
  { mime: "video/mp4", extension: "mp4" },
];

export function chooseFormat(supports: (mime: string) => boolean): RecordingFormat | null {
  return FORMATS.find(({ mime }) => supports(mime)) ?? null;
}

/** A recording shorter than this is a slip of the finger. */
export const RECORDING_MIN_S = 1;

export interface Ring {
  /** How much of the time is used up, 0 to 1. */
  share: number;
  left_s: number;
  /** The end is near: say so. */
  ending: boolean;
}

const ENDING_S = 10;

export function ringAt(recorded_s: number, max_s: number): Ring {
  const used_s = Math.min(max_s, Math.max(0, recorded_s));
  const left_s = Math.ceil(max_s - used_s);
  return { share: used_s / max_s, left_s, ending: left_s <= ENDING_S };
}

/** A name by which a recording is known again. */
export function recordingName(at: Date, { extension }: RecordingFormat): string {
  return `recording-${at.toISOString().slice(0, 19).replaceAll(":", "-")}.${extension}`;
}
