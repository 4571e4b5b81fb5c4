/**
 * How a file gets to the server in pieces, over connections that come and go. Pure: what to send next, and what an
 * answer means.
 */

/** The server takes at most this much at once. */
export const PIECE_BYTES_MAX = 4 * 1024 * 1024;
/** The first piece is small, so that a slow line shows early that something moves. */
const PIECE_BYTES_FIRST = 512 * 1024;
/** A piece should take about so long: then what a lost connection costs is little, and so is what asking costs. */
const PIECE_TARGET_MS = 3_000;
const PIECE_BYTES_MIN = 256 * 1024;

export interface Sending {
  size_bytes: number;
  /** What the server is known to have. */
  uploaded_bytes: number;
  /** How much the next piece takes. */
  piece_bytes: number;
}

export function beginSending(size_bytes: number, uploaded_bytes: number): Sending {
  return { size_bytes, uploaded_bytes: clamp(uploaded_bytes, 0, size_bytes), piece_bytes: PIECE_BYTES_FIRST };
}

/** From which byte to which the next piece goes; null when the server has everything. */
export function nextPiece({ size_bytes, uploaded_bytes, piece_bytes }: Sending): { from: number; to: number } | null {
  if (uploaded_bytes >= size_bytes) return null;
  return { from: uploaded_bytes, to: Math.min(size_bytes, uploaded_bytes + piece_bytes) };
}

/** A piece has arrived: the server now has so much, and it took so long. */
export function pieceArrived(sending: Sending, uploaded_bytes: number, took_ms: number): Sending {
  const sent = uploaded_bytes - sending.uploaded_bytes;
  const wished = sent > 0 && took_ms > 0 ? (sent / took_ms) * PIECE_TARGET_MS : sending.piece_bytes;
  return {
    ...sending,
    uploaded_bytes: clamp(uploaded_bytes, 0, sending.size_bytes),
    // At most doubled at a time: one lucky piece says little about the line.
    piece_bytes: Math.round(clamp(wished, PIECE_BYTES_MIN, Math.min(PIECE_BYTES_MAX, sending.piece_bytes * 2))),
  };
}

/** A piece was lost: smaller ones get through lines that larger ones do not. */
export function pieceLost(sending: Sending): Sending {
  return { ...sending, piece_bytes: Math.max(PIECE_BYTES_MIN, Math.round(sending.piece_bytes / 2)) };
}

/** The server has another amount than was thought (an answer was lost, or another page sent on). */
export function corrected(sending: Sending, uploaded_bytes: number): Sending {
  return { ...sending, uploaded_bytes: clamp(uploaded_bytes, 0, sending.size_bytes) };
}

/** 0 to 1. */
export function sentShare({ size_bytes, uploaded_bytes }: Sending): number {
  return size_bytes > 0 ? uploaded_bytes / size_bytes : 0;
}

export type FileProblem = "too_big" | "not_a_video" | "empty";

/** What can be said of a file before anything of it is sent. */
export function fileProblem(file: { size: number; type: string; name: string }, bytes_max: number): FileProblem | null {
  if (file.size === 0) return "empty";
  // Some systems know no type for some videos; the server looks inside all of them anyhow.
  if (file.type && !file.type.startsWith("video/")) return "not_a_video";
  if (!file.type && !/\.(mp4|m4v|mov|webm|mkv|avi|mpe?g|3gp|ogv|ts)$/i.test(file.name)) return "not_a_video";
  return file.size > bytes_max ? "too_big" : null;
}

/** Whether a file chosen again is the one whose upload was begun: the same name and size. */
export function isSameFile(file: { name: string; size: number }, begun: { name: string; size_bytes: number }): boolean {
  return file.size === begun.size_bytes && file.name === begun.name;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
