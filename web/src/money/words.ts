import { language } from "../i18n/index.svelte";
import { formatMoney, formatPrice, type Money } from "./money";

/** Money in the chosen language. Read within a component, it follows the language. */
export function money(amount: Money): string {
  return formatMoney(amount, language.locale);
}

/** A number to the last unit, where `count` would round: 30,000 and not 30K. */
export function exact(amount: number): string {
  return new Intl.NumberFormat(language.locale).format(amount);
}

/** A number to the last unit with its sign, for what changed: '+50', '-1,200'. */
export function signed(amount: number): string {
  return new Intl.NumberFormat(language.locale, { signDisplay: "exceptZero" }).format(amount);
}

/** What one of `count` costs, when all of them cost `total`. */
export function priceOfOne(total: Money, count: number): string {
  return formatPrice(total, count, language.locale);
}
