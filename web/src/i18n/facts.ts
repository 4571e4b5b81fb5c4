const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/**
 * Puts a refusal's facts where the sentence names them (`{until}`); a time is told in the reader's own zone. One that
 * was not sent is a dash.
 */
export function nameFacts(sentence: string, locale: string, details: Record<string, unknown> = {}): string {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(details[name] ?? "–");
    return TIME.test(value) ? time.format(new Date(value)) : value;
  });
}
