import { language, lookUp, percent, span, t } from "../i18n/index.svelte";
import type { Why, WhyPart } from "../net/feed";

/** Less moves nothing: it is not worth a line. */
const WORTH_A_LINE = 0.005;

/** The reason in words; one that this page does not know yet is told by its heaviest part. */
export function reasonOf(why: Why): string {
  const ofVideo = why.parts.some(({ name }) => name.startsWith("video_"));
  const known = (ofVideo && lookUp(`why.reason.${why.reason}.video`)) || lookUp(`why.reason.${why.reason}`);
  if (known) return known;
  const [first] = heaviest(why.parts);
  return first ? t("why.reason.because", { part: partName(first.name) }) : t("why.reason.top");
}

export function partName(name: string): string {
  const plain = name.replaceAll("_", " ");
  return lookUp(`why.part.${name}`) ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Those that count, the heaviest first. */
export function heaviest(parts: readonly WhyPart[]): WhyPart[] {
  return parts
    .filter((part) => Math.abs(part.points) >= WORTH_A_LINE)
    .sort((one, other) => Math.abs(other.points) - Math.abs(one.points));
}

export function points(amount: number): string {
  return new Intl.NumberFormat(language.locale, { maximumFractionDigits: 2, signDisplay: "exceptZero" }).format(amount);
}

/** How what was counted is read: nobody knows what 0.0123 people, or 0.617 minutes, are. */
const READ: Readonly<Record<string, (value: number) => string>> = {
  welcome: percent,
  video_watch: percent,
  watch: (minutes) => length(minutes * 60),
  fresh: (minutes) => length(minutes * 60),
  video_fresh: (hours) => length(hours * 3600),
  // For every hundred viewers, or views.
  ...Object.fromEntries(
    ["comments", "likes", "shares", "gifts", "follows", "video_likes"].map((name) => [
      name,
      (rate) => amount(rate * 100),
    ]),
  ),
};
const DAY_S = 86_400;
/** It is measured by what is usual: that is always one. */
const AGAINST_USUAL = "growth";

/** What was counted, and what is usual; null where there is nothing to count. */
export function figure({ name, value, usual }: WhyPart): string | null {
  const read = READ[name] ?? amount;
  const counted = lookUp(`why.unit.${name}`, { value: read(value) });
  if (counted === undefined || usual === null || name === AGAINST_USUAL) return counted ?? null;
  return t("why.usual", { value: counted, usual: read(usual) });
}

/** Whole from ten on; below, with as many digits as say something. */
function amount(value: number): string {
  const digits = value < 9.95 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 };
  return new Intl.NumberFormat(language.locale, digits).format(value);
}

function length(seconds: number): string {
  if (seconds < 2 * DAY_S) return span(seconds);
  const days = Math.round(seconds / DAY_S);
  return new Intl.NumberFormat(language.locale, { style: "unit", unit: "day", unitDisplay: "long" }).format(days);
}
