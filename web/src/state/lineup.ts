import type { RoomCard } from "../net/types";

/** So near to the end more LIVEs are asked for. */
const AHEAD = 3;

/** Those that come after the ones that are known already; each stands there once. */
export function append(lineup: readonly RoomCard[], more: readonly RoomCard[]): RoomCard[] {
  const known = new Set(lineup.map(({ id }) => id));
  return [...lineup, ...more.filter(({ id }) => !known.has(id))];
}

/** How a LIVE stands now. One that is over goes, but not from under the person who watches it. */
export function update(lineup: readonly RoomCard[], fresh: RoomCard, current: string): RoomCard[] {
  return lineup.flatMap((card) => {
    if (card.id !== fresh.id) return card;
    return fresh.state === "ended" && fresh.id !== current ? [] : fresh;
  });
}

export function without(lineup: readonly RoomCard[], id: string): RoomCard[] {
  return lineup.filter((card) => card.id !== id);
}

/** The LIVEs above and below the one that is watched: those to which one may swipe next. */
export function neighbours(lineup: readonly RoomCard[], current: string): RoomCard[] {
  const index = lineup.findIndex(({ id }) => id === current);
  return [lineup[index - 1], lineup[index + 1]].filter((card) => card !== undefined);
}

export function wantsMore(lineup: readonly RoomCard[], current: string): boolean {
  return lineup.length - 1 - lineup.findIndex(({ id }) => id === current) < AHEAD;
}
