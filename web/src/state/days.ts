export interface DayViews {
  /** The date in UTC: 2026-04-30. */
  day: string;
  views: number;
}

const DAY_MS = 86_400_000;

/** Every day from the first that is given to the last, or to `until`, those without views too; at most the last `days_max`. */
export function everyDay(days: readonly DayViews[], until: string, days_max: number): DayViews[] {
  const [first] = days;
  if (!first) return [];
  const views = new Map(days.map((each) => [each.day, each.views]));
  const last_ms = Math.max(Date.parse(until), ...days.map(({ day }) => Date.parse(day)));
  const first_ms = Math.max(Date.parse(first.day), last_ms - (days_max - 1) * DAY_MS);
  const all: DayViews[] = [];
  for (let at_ms = first_ms; at_ms <= last_ms; at_ms += DAY_MS) {
    const day = new Date(at_ms).toISOString().slice(0, 10);
    all.push({ day, views: views.get(day) ?? 0 });
  }
  return all;
}
