/** One sentence, or the forms among which `{count}` chooses. */
export type Message = string | { one: string; other: string };

export type Values = Record<string, string | number>;

/**
 * Fills `{name}` places in a message. Numbers are written as the locale writes them; a place without a value
 * stays as it is, so that a mistake is seen.
 */
export function formatMessage(message: Message, locale: string, values: Values = {}): string {
  const text = typeof message === "string" ? message : chooseForm(message, locale, values.count);
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === "number" ? formatCount(value, locale) : value;
  });
}

/** Short on a small screen: 1,234 stays, 12,345 becomes 12.3K (1.2万 in Japanese). */
export function formatCount(count: number, locale: string): string {
  const notation = Math.abs(count) < 10_000 ? "standard" : "compact";
  return new Intl.NumberFormat(locale, { notation, maximumFractionDigits: 1 }).format(count);
}

function chooseForm(forms: { one: string; other: string }, locale: string, count: string | number | undefined): string {
  const amount = typeof count === "number" ? count : Number(count);
  return new Intl.PluralRules(locale).select(amount) === "one" ? forms.one : forms.other;
}

/** The chosen language as the reader's own country writes it, by what their browser prefers. */
export function variantOf(locale: string, preferred: readonly string[]): string {
  return preferred.find((name) => languageOf(name) === locale) ?? locale;
}

function languageOf(name: string): string | null {
  try {
    return new Intl.Locale(name).language;
  } catch {
    // Some systems call theirs what is no locale, such as 'en-US@posix'.
    return null;
  }
}
