import type { Limits } from "../net/types";
import { countGraphemes } from "../text/graphemes";

/** What is wrong with a handle as it is typed; the server has the last word. */
export type HandleFault = "short" | "long" | "letters";

export function judgeHandle(handle: string, limits: Pick<Limits, "handle_min" | "handle_max">): HandleFault | null {
  if (!/^[a-z0-9._]*$/i.test(handle)) return "letters";
  if (handle.length < limits.handle_min) return "short";
  if (handle.length > limits.handle_max) return "long";
  return null;
}

export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

/** A date of the calendar, in the past, of somebody who can be alive. */
export function isBirthDate(text: string, now: Date): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime())) return false;
  return date.toISOString().startsWith(text) && date <= now && now.getUTCFullYear() - date.getUTCFullYear() < 130;
}

export type Strength = 0 | 1 | 2 | 3 | 4;

/**
 * How hard a password is to guess, roughly: its length counts most, repetition and the person's own names count
 * against it. 0 is too short to be taken at all.
 */
export function judgePassword(password: string, length_min: number, own: readonly string[]): Strength {
  const length = countGraphemes(password);
  if (length < length_min) return 0;
  const plain = password.toLowerCase();
  const guessable = own.some((word) => word.length > 2 && plain.includes(word.toLowerCase()));
  const different = new Set(plain).size;
  if (guessable || different < 5 || /^(?:\d+|pass(?:word)?\d*|qwerty\w*|abc\w*\d*)$/.test(plain)) return 1;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-z\dA-Z]/].filter((kind) => kind.test(password)).length;
  const score = length + kinds * 2 + Math.min(different, 12) / 2;
  if (score >= 27) return 4;
  if (score >= 21) return 3;
  return 2;
}
