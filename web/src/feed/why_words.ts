import { language, lookUp, percent, t } from "../i18n/index.svelte";
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

/** Shares of a whole, which are read as percentages. */
const SHARES: ReadonlySet<string> = new Set(["welcome", "video_watch"]);

/** What was counted, and what is usual; null where there is nothing to count. */
export function figure({ name, value, usual }: WhyPart): string | null {
  const read = SHARES.has(name) ? percent : amount;
  const counted = lookUp(`why.unit.${name}`, { value: read(value) });
  if (counted === undefined || usual === null) return counted ?? null;
  return t("why.usual", { value: counted, usual: read(usual) });
}

function amount(value: number): string {
  return new Intl.NumberFormat(language.locale, { maximumSignificantDigits: 3 }).format(value);
}
