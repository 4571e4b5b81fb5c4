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
