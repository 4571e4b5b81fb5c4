/** Money as the server tells it: whole minor units, and how many digits of them follow the point. */
export interface Money {
  currency: string;
  amount: number;
  digits: number;
}

/** '$12.50', '¥1,250', 'BHD 1.250', with the digits that the server says and not those the browser believes in. */
export function formatMoney({ currency, amount, digits }: Money, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}

/** What one of `count` things costs that cost so much together, to three figures: '$0.0142'. */
export function formatPrice({ currency, amount, digits }: Money, count: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency, maximumSignificantDigits: 3 }).format(
    amount / 10 ** digits / count,
  );
}
