const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many characters a person sees: a family emoji or a letter with its accent is one. */
export function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

/** The first so many characters as a person counts them, and a sign that there was more. */
export function shorten(text: string, graphemes_max: number): string {
  if (countGraphemes(text) <= graphemes_max) return text;
  const first = Array.from(segmenter.segment(text), ({ segment }) => segment).slice(0, graphemes_max);
  return `${first.join("").trimEnd()}…`;
}

/** What a person would call the first letter of a name, upper case; empty for an empty name. */
export function initial(name: string): string {
  const [first] = segmenter.segment(name.trim());
  return first?.segment.toLocaleUpperCase() ?? "";
}
