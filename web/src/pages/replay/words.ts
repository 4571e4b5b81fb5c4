import { count, language, t } from "../../i18n/index.svelte";
import type { Marker } from "../../net/replay_types";
import { reasons } from "../../state/replay_bar";

/** What made a minute lively: '84 comments · 120 likes · 3 gifts'. */
export function reasonsInWords(marker: Marker, own: boolean): string {
  return reasons(marker, own)
    .map(({ what, count: amount }) => t(`replay.moment.${what}`, { count: amount }))
    .join(" · ");
}

/** '3.2×' of the usual minute; from ten times on whole ones. */
export function timesUsual(marker: Marker): string {
  const { times_usual } = marker;
  return times_usual >= 10
    ? count(Math.round(times_usual))
    : new Intl.NumberFormat(language.locale, { maximumFractionDigits: 1 }).format(times_usual);
}

/** '1.5', as the reader writes it. */
export function rateInWords(rate: number): string {
  return new Intl.NumberFormat(language.locale).format(rate);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size as people read it: '3.4 GB'. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = bytes / 1_000 ** power;
  return new Intl.NumberFormat(language.locale, {
    style: "unit",
    unit: UNITS[power],
    maximumFractionDigits: amount < 10 && power > 1 ? 1 : 0,
  }).format(amount);
}
