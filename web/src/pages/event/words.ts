import { language, t } from "../../i18n/index.svelte";
import type { Event } from "../../net/events_api";
import { zoneCity } from "../../state/event_time";

const LONG: Intl.DateTimeFormatOptions = {
  weekday: "long",
  year: "numeric",
  month: "long",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
};
const SHORT: Intl.DateTimeFormatOptions = {
  weekday: "short",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
};

function format(iso: string | number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language.times, options).format(new Date(iso));
}

/** 'Saturday 28 March 2026, 20:30 CET': in the reader's own zone, which is named. */
export function whenInFull(iso: string): string {
  return format(iso, { ...LONG, timeZoneName: "short" });
}

/** 'Sat, 28 Mar, 20:30', in the reader's own zone. */
export function whenInShort(iso: string): string {
  return format(iso, SHORT);
}

/** What the host's clock shows, where that is another time than the reader's. */
export function whenThere(event: Pick<Event, "starts_at" | "zone">): string | null {
  try {
    const there = format(event.starts_at, { ...SHORT, timeZone: event.zone });
    if (there === whenInShort(event.starts_at)) return null;
    return t("event.there", { time: there, zone: zoneCity(event.zone) });
  } catch {
    // A zone that this browser does not know; the reader's own time is right all the same.
    return null;
  }
}

/** A moment on the clocks of a zone, with what tells one of two from the other. */
export function timeIn(at_ms: number, zone: string): string {
  return format(at_ms, { hour: "numeric", minute: "2-digit", timeZone: zone, timeZoneName: "short" });
}

/** The reader's time of what is chosen in another zone. */
export function momentHere(at_ms: number): string {
  return format(at_ms, { ...SHORT, timeZoneName: "short" });
}

/** '1 hour 30 minutes'. */
export function lasting(minutes: number): string {
  const unit = (amount: number, name: "hour" | "minute") =>
    new Intl.NumberFormat(language.locale, { style: "unit", unit: name, unitDisplay: "long" }).format(amount);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && unit(hours, "hour"), rest > 0 && unit(rest, "minute")].filter(Boolean).join(" ");
}
