/** A minute of the day as a time field has it: '22:05'. */
export function spellTime(minute: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The minute of the day that a time field says; null where it says none. */
export function readTime(value: string): number | null {
  const found = /^(\d\d):(\d\d)(?::\d\d)?$/.exec(value);
  const minute = found ? Number(found[1]) * 60 + Number(found[2]) : Number.NaN;
  return minute < 24 * 60 ? minute : null;
}
