import type { Moments } from "../net/replay_types";
import type { Comment, Gift } from "../net/types";
import { ENTRIES_MAX, type Entry } from "./room";

/** What was said and given is asked for in pieces of this length, each once. */
export const WINDOW_S = 60;
/** So long before a piece ends the next one is asked for, in seconds of the viewer's own time. */
const AHEAD_S = 15;
/** Pieces that are kept: those farthest from where one is go first. An hour's talk at most. */
const WINDOWS_MAX = 60;

export type Said = { at_s: number } & ({ kind: "comment"; comment: Comment } | { kind: "gift"; gift: Gift });

/** What is known of a replay's conversation: some pieces of it, in their order. */
export interface Talk {
  windows: ReadonlySet<number>;
  said: readonly Said[];
}

export const noTalk: Talk = { windows: new Set(), said: [] };

export function windowAt(position_s: number): number {
  return Math.floor(Math.max(0, position_s) / WINDOW_S);
}

/** The pieces to ask for while one is at this second, the most urgent first. */
export function windowsWanted(talk: Talk, position_s: number, length_s: number, rate = 1): number[] {
  const here = windowAt(position_s);
  const wanted = [here];
  if (here * WINDOW_S + WINDOW_S - position_s < AHEAD_S * rate) wanted.push(here + 1);
  // What was said just before, so that nobody comes into an empty room.
  wanted.push(here - 1);
  return wanted.filter((each) => each >= 0 && each * WINDOW_S < Math.max(length_s, 1) && !talk.windows.has(each));
}

/** A piece has come. `position_s` is where one is by now. */
export function addWindow(talk: Talk, window: number, moments: Moments, position_s: number): Talk {
  if (talk.windows.has(window)) return talk;
  const fresh: Said[] = [
    ...moments.comments.map(({ at_s, comment }) => ({ at_s, kind: "comment" as const, comment })),
    ...moments.gifts.map(({ at_s, gift }) => ({ at_s, kind: "gift" as const, gift })),
  ];
  const here = windowAt(position_s);
  const windows = [...talk.windows, window]
    .toSorted((one, two) => Math.abs(one - here) - Math.abs(two - here))
    .slice(0, WINDOWS_MAX);
  const kept = new Set(windows);
  return {
    windows: kept,
    // What was known of this piece, from when it was not over yet, is in it.
    said: [...talk.said.filter((each) => windowAt(each.at_s) !== window), ...fresh]
      .filter((each) => kept.has(windowAt(each.at_s)))
      .toSorted((one, two) => one.at_s - two.at_s),
  };
}

/** A piece that was asked for while it went on is asked for again; until then what is known of it stays. */
export function reopen(talk: Talk, window: number): Talk {
  return { ...talk, windows: new Set([...talk.windows].filter((each) => each !== window)) };
}

/** The part of `said` that stands on the screen at this second: from the last piece that is missing up to now. */
export function shownRange(talk: Talk, position_s: number): { from: number; to: number } {
  let first = windowAt(position_s);
  while (talk.windows.has(first - 1)) first -= 1;
  const to = countUntil(talk.said, position_s);
  return { from: Math.max(0, Math.min(to, countBefore(talk.said, first * WINDOW_S))), to };
}

/** What the conversation shows of this range, a combo in one line, where its first gift stands. */
export function toEntries(talk: Talk, { from, to }: { from: number; to: number }): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [index, each] of talk.said.slice(from, to).entries()) {
    if (each.kind === "comment") {
      const key = each.comment.id;
      entries.set(key, { key, offset: index, kind: "comment", comment: each.comment });
    } else {
      const key = `gift/${each.gift.combo.id}`;
      const known = entries.get(key);
      const offset = known?.offset ?? index;
      const count = Math.max(each.gift.combo.count, known?.kind === "gift" ? known.count : 0);
      entries.set(key, { key, offset, kind: "gift", gift: each.gift, count });
    }
  }
  return [...entries.values()].slice(-ENTRIES_MAX);
}

/** The gifts between two seconds, the later one included. */
export function giftsBetween(talk: Talk, from_s: number, until_s: number): Gift[] {
  return talk.said
    .slice(countUntil(talk.said, from_s), countUntil(talk.said, until_s))
    .flatMap((each) => (each.kind === "gift" ? [each.gift] : []));
}

/** How many come no later than this second. */
function countUntil(said: readonly Said[], position_s: number): number {
  let [low, high] = [0, said.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((said[middle]?.at_s ?? 0) <= position_s) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many come before this second. */
function countBefore(said: readonly Said[], position_s: number): number {
  let count = countUntil(said, position_s);
  while (count > 0 && said[count - 1]?.at_s === position_s) count -= 1;
  return count;
}
