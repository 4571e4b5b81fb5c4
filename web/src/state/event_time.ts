/** Times of events: what is left, and what the clocks of a zone show. Pure; zones' rules are the browser's own. */

export interface Left {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

/** What is left until `at_ms`, in whole seconds that are not over yet; nothing once it is there. */
export function left(at_ms: number, now_ms: number): Left {
  const all_s = Math.max(0, Math.ceil((at_ms - now_ms) / 1_000));
  return {
    days: Math.floor(all_s / 86_400),
    hours: Math.floor(all_s / 3_600) % 24,
    minutes: Math.floor(all_s / 60) % 60,
    seconds: all_s % 60,
  };
}

/** What is shown of it: seconds only near the end, when they matter; days only while there are some. */
export function parts(remaining: Left): (keyof Left)[] {
  if (remaining.days > 0) return ["days", "hours", "minutes"];
  return remaining.hours > 0 ? ["hours", "minutes", "seconds"] : ["minutes", "seconds"];
}

/** What the clocks of `zone` show, as a field for date and time takes it: '2026-03-28T20:30'. */
export function localIn(zone: string, at_ms: number): string {
  const shown = new Intl.DateTimeFormat("en-CA-u-hc-h23", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at_ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.find((each) => each.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/**
 * The moments at which the clocks of `zone` show `local`: one mostly, none over which they leap forward, two where they go
 * back. Nothing for what is no time.
 */
export function momentsOf(local: string, zone: string): number[] {
  const plain_ms = Date.parse(`${local}:00Z`);
  if (Number.isNaN(plain_ms)) return [];
  const found = new Set<number>();
  // The zone's distance from UTC a day before and after covers every change between.
  for (const around_ms of [plain_ms - 86_400_000, plain_ms + 86_400_000]) {
    const at_ms = plain_ms - offset_ms(zone, around_ms);
    if (localIn(zone, at_ms) === local) found.add(at_ms);
  }
  return [...found].toSorted((one, other) => one - other);
}

function offset_ms(zone: string, at_ms: number): number {
  return Date.parse(`${localIn(zone, at_ms)}:00Z`) - Math.floor(at_ms / 60_000) * 60_000;
}

/** The next half hour that is at least an hour away, on the clocks of `zone`. */
export function suggestStart(zone: string, now_ms: number): string {
  const half_h = 1_800_000;
  return localIn(zone, Math.ceil((now_ms + 2 * half_h) / half_h) * half_h);
}

export function zoneHere(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Every zone that this browser knows by its city, those `first` before all others. */
export function zones(first: readonly string[]): string[] {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set([...first, ...known, "UTC"])];
}

/** 'Asia/Tokyo' as 'Tokyo (Asia)'; a zone without a continent stays as it is. */
export function zoneName(zone: string): string {
  const [area, ...city] = zone.replaceAll("_", " ").split("/");
  return city.length > 0 ? `${city.toReversed().join(", ")} (${area})` : zone;
}

/** 'Asia/Tokyo' as 'Tokyo'. */
export function zoneCity(zone: string): string {
  return zone.replaceAll("_", " ").split("/").at(-1) ?? zone;
}

/** A page of Google's on which the event is filled in. */
export function googleUrl(event: {
  title: string;
  description: string;
  starts_at: string;
  duration_minutes: number;
  url: string;
}): string {
  const begin_ms = Date.parse(event.starts_at);
  const stamp = (at_ms: number) => new Date(at_ms).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const text = [event.description, event.url].filter(Boolean).join("\n\n");
  const query = new URLSearchParams({
    action: "TEMPLATE",
    text: event.title,
    dates: `${stamp(begin_ms)}/${stamp(begin_ms + event.duration_minutes * 60_000)}`,
    details: text,
    location: event.url,
  });
  return `https://calendar.google.com/calendar/render?${query}`;
}
