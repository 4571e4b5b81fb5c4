import { language, span } from "../i18n/index.svelte";
import { session } from "../session/session.svelte";

/** What the server takes until it has said so itself; it says no to anything else. */
const USUAL = { video_caption_max: 150, video_bytes_max: 200_000_000, video_seconds_max: 180 };

const limits = () => session.platform?.limits ?? USUAL;

/** In characters as one sees them. */
export const captionMax = () => limits().video_caption_max;
export const videoBytesMax = () => limits().video_bytes_max;
export const videoSecondsMax = () => limits().video_seconds_max;

/** Both as people read them: '3 minutes', '200 MB'. */
export const spokenLimits = () => ({
  length: span(videoSecondsMax()),
  size: new Intl.NumberFormat(language.locale, {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 0,
  }).format(videoBytesMax() / 1_000_000),
});
