/** What somebody typed into a field for money, as whole minor units. Pure, so that every way of writing is tested. */

export type AmountFault = "none" | "unreadable" | "digits" | "zero" | "most";
export type ReadAmount = { amount: number; fault: null } | { amount: null; fault: AmountFault };

const fault = (name: AmountFault): ReadAmount => ({ amount: null, fault: name });

/**
 * Reads `text` as an amount of a currency with so many digits after the point, up to `most` minor units.
 *
 * A point separates the digits after it. A comma does so too where what follows it cannot be a group of three; where it
 * may be either (1,250 of a currency with three digits) it is `unreadable` rather than guessed. Full-width figures are
 * what a Japanese keyboard types.
 */
export function readAmount(text: string, digits: number, most: number): ReadAmount {
  const plain = text.normalize("NFKC").replace(/[\s'’]/g, "");
  if (plain === "") return fault("none");
  const parts = split(plain, digits);
  if (!parts) return fault("unreadable");
  const [whole, rest] = parts;
  if (rest.length > digits) return fault("digits");
  const amount = Number(whole + rest.padEnd(digits, "0"));
  if (amount === 0) return fault("zero");
  return amount > most ? fault("most") : { amount, fault: null };
}

/** What stands before and after the point; null if it is no number, or could be two. */
function split(plain: string, digits: number): [string, string] | null {
  const grouped = /^(\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/.exec(plain);
  if (grouped?.[1]) {
    const isEither = digits === 3 && grouped[2] === undefined && /^\d{1,3},\d{3}$/.test(plain);
    return isEither ? null : [grouped[1].replaceAll(",", ""), grouped[2] ?? ""];
  }
  const simple = /^(\d*)[.,]?(\d*)$/.exec(plain);
  if (!simple || !/\d/.test(plain)) return null;
  return [simple[1] || "0", simple[2] ?? ""];
}

/** An amount as one would type it: '12.50'. */
export function writeAmount(amount: number, digits: number): string {
  const text = String(amount).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
