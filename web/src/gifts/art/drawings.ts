import { grand } from "./grand";
import { legend } from "./legend";
import { nice, unknown } from "./nice";
import { small } from "./small";

const DRAWINGS: Record<string, string> = { ...small, ...nice, ...grand, ...legend };

/** The ids of everything that is drawn here. */
export const ARTS: readonly string[] = Object.keys(DRAWINGS);

/** The drawing of a gift; a present, still wrapped, for one that this page has no picture of. */
export function drawingOf(art: string): string {
  return Object.hasOwn(DRAWINGS, art) ? (DRAWINGS[art] ?? unknown) : unknown;
}
