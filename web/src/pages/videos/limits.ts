/** What the server takes; it says no for itself to anything else. */

/** In characters as one sees them. */
export const CAPTION_MAX = 150;
export const VIDEO_BYTES_MAX = 200_000_000;
export const VIDEO_LENGTH_MAX_S = 180;
