import type { accessEn } from "./access.en";
import type { accountEn } from "./account.en";
import type { earningsEn } from "./earnings.en";
import { en } from "./en";
import type { eventsEn } from "./events.en";
import type { feedEn } from "./feed.en";
import type { giftsEn } from "./gifts.en";
import { ja } from "./ja";
import { formatCount, formatMessage, type Message, type Values, variantOf } from "./message";
import type { notificationsEn } from "./notifications.en";
import type { operateEn } from "./operate.en";
import type { operateMoneyEn } from "./operate_money.en";
import type { operateRankingEn } from "./operate_ranking.en";
import type { playerEn } from "./player.en";
import type { replaysEn } from "./replays.en";
import type { searchEn } from "./search.en";
import type { shareEn } from "./share.en";
import type { sharesEn } from "./shares.en";
import type { studioEn } from "./studio.en";
import type { videosEn } from "./videos.en";
import type { walletEn } from "./wallet.en";

/** What any page may say, and what only those pages say that load their area's catalogue. */
export type MessageKey =
  | keyof typeof en
  | keyof typeof accessEn
  | keyof typeof accountEn
  | keyof typeof earningsEn
  | keyof typeof eventsEn
  | keyof typeof feedEn
  | keyof typeof giftsEn
  | keyof typeof notificationsEn
  | keyof typeof operateEn
  | keyof typeof operateMoneyEn
  | keyof typeof operateRankingEn
  | keyof typeof playerEn
  | keyof typeof replaysEn
  | keyof typeof searchEn
  | keyof typeof shareEn
  | keyof typeof sharesEn
  | keyof typeof studioEn
  | keyof typeof videosEn
  | keyof typeof walletEn;
export type Locale = "en" | "ja";

const CATALOGUES: Record<Locale, Record<string, Message>> = { en: { ...en }, ja: { ...ja } };
const STORED_AS = "livehouse.locale";

export const LOCALES: readonly { id: Locale; name: string }[] = [
  { id: "en", name: "English" },
  { id: "ja", name: "日本語" },
];

class Language {
  locale: Locale = $state(preferredLocale());
  /** What the server's refusals are called in the chosen language; null where the server's own words will do. */
  refusals: Readonly<Record<string, string>> | null = $state.raw(null);

  constructor() {
    void this.#loadRefusals();
  }

  /** By which dates and times are written: who reads English in Britain writes them as the British do. */
  get times(): string {
    return variantOf(this.locale, navigator.languages);
  }

  choose(locale: Locale): void {
    this.locale = locale;
    void this.#loadRefusals();
    document.documentElement.lang = locale;
    try {
      localStorage.setItem(STORED_AS, locale);
    } catch {
      // Storage is switched off in some private windows; the choice then lasts as long as the page.
    }
  }

  /** They come by themselves: most people never read one, and in English the server says them. */
  async #loadRefusals(): Promise<void> {
    const { locale } = this;
    const refusals = locale === "ja" ? (await import("./ja_errors")).jaErrors : null;
    // Another may have been chosen meanwhile.
    if (locale === this.locale) this.refusals = refusals;
  }
}

export const language = new Language();
document.documentElement.lang = language.locale;

/** An area's catalogue comes with its pages: each of them imports `i18n/<area>` first, and a test holds them to it. */
export function addMessages<Area extends Record<string, Message>>(
  english: Area,
  japanese: Record<keyof Area, Message>,
): void {
  Object.assign(CATALOGUES.en, english);
  Object.assign(CATALOGUES.ja, japanese);
}

/** The message of `key` in the chosen language. Read within a component, it follows the language. */
export function t(key: MessageKey, values?: Values): string {
  // A key is easier to look at than a page that failed.
  return formatMessage(CATALOGUES[language.locale][key] ?? key, language.locale, values);
}

/** The message of a key made at run time (a topic's, an error's), or undefined if the catalogue has none. */
export function lookUp(key: string, values?: Values): string | undefined {
  return Object.hasOwn(CATALOGUES.en, key) ? t(key as MessageKey, values) : undefined;
}

export function count(amount: number): string {
  return formatCount(amount, language.locale);
}

export function topicName(topic: string): string {
  const plain = topic.replaceAll(/[_-]/g, " ");
  return lookUp(`topic.${topic}`) ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

export function regionName(code: string): string {
  return new Intl.DisplayNames(language.locale, { type: "region" }).of(code) ?? code;
}

export function date(iso: string, style: "medium" | "long" = "long"): string {
  return new Intl.DateTimeFormat(language.times, { dateStyle: style }).format(new Date(iso));
}

/** The heading of a day: 'Today', 'Yesterday', or its date. */
export function dayName(iso: string, now: number): string {
  const [at, today] = [new Date(iso), new Date(now)];
  const midnight = (of: Date, back = 0) => new Date(of.getFullYear(), of.getMonth(), of.getDate() - back).getTime();
  const back = [0, 1].find((days) => midnight(at) === midnight(today, days));
  if (back === undefined) return date(iso);
  const name = new Intl.RelativeTimeFormat(language.locale, { numeric: "auto" }).format(-back, "day");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A day of the calendar, '2026-11-29': the same wherever it is read. */
export function day(iso: string, options: Intl.DateTimeFormatOptions = { dateStyle: "medium" }): string {
  return new Intl.DateTimeFormat(language.times, { ...options, timeZone: "UTC" }).format(new Date(iso));
}

/** A day and its time, in the reader's own zone. */
export function moment(iso: string): string {
  return new Intl.DateTimeFormat(language.times, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** The time alone, where the day is said already. */
export function timeOfDay(iso: string): string {
  return new Intl.DateTimeFormat(language.times, { timeStyle: "short" }).format(new Date(iso));
}

/** A share from 0 to 1 as '42%'. */
export function percent(share: number): string {
  return new Intl.NumberFormat(language.locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

const LENGTHS: readonly [Intl.NumberFormatOptions["unit"], number][] = [
  ["hour", 3_600],
  ["minute", 60],
];

/** A length of time in its largest unit: '3 hours', '4 minutes', '12 seconds'. */
export function span(seconds: number): string {
  const [unit, length] = LENGTHS.find(([, each]) => seconds >= each) ?? (["second", 1] as const);
  const amount = seconds / length;
  const maximumFractionDigits = amount < 10 && unit === "hour" ? 1 : 0;
  return new Intl.NumberFormat(language.locale, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits,
  }).format(amount);
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** '5 minutes ago'; under a minute 'now'. */
export function ago(iso: string, now: number): string {
  const format = new Intl.RelativeTimeFormat(language.locale, { numeric: "auto" });
  const seconds = (Date.parse(iso) - now) / 1000;
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(0, "second");
}

function preferredLocale(): Locale {
  try {
    const stored = localStorage.getItem(STORED_AS);
    if (stored === "en" || stored === "ja") return stored;
  } catch {
    // See choose(): without storage the browser's own language decides.
  }
  return navigator.languages.some((name) => name.startsWith("ja")) && !navigator.language.startsWith("en")
    ? "ja"
    : "en";
}
