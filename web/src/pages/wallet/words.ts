import { language } from "../../i18n/index.svelte";

/** Basis points as people write a tax: '8.875%', '10%'. */
export function taxRate(basisPoints: number): string {
  return new Intl.NumberFormat(language.locale, { style: "percent", maximumFractionDigits: 3 }).format(
    basisPoints / 10_000,
  );
}
