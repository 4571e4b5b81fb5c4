import type { Marker, MissingPart } from "../net/replay_types";

/** Coming from behind it, one is told for so long that a part is missing. */
const TOLD_S = 6;
/** Back at the beginning of a minute one is in, unless one has only just come there. */
const JUST_S = 3;
/** Around what is cut, so much more of the replay is within reach. */
const REACH_S = 90;

/** The lively minute that this second is in. */
export function livelyAt(markers: readonly Marker[], position_s: number): Marker | null {
  return markers.find(({ at_s, until_s }) => position_s >= at_s && position_s < until_s) ?? null;
}

export function nextLively(markers: readonly Marker[], position_s: number): Marker | null {
  return inOrder(markers).find(({ at_s }) => at_s > position_s + 0.5) ?? null;
}

export function previousLively(markers: readonly Marker[], position_s: number): Marker | null {
  return inOrder(markers).findLast(({ at_s }) => at_s < position_s - JUST_S) ?? null;
}

export function inOrder(markers: readonly Marker[]): Marker[] {
  return markers.toSorted((one, two) => one.at_s - two.at_s);
}

/** The liveliest of all: of equal ones the first. */
export function liveliest(markers: readonly Marker[]): Marker | null {
  return inOrder(markers).reduce<Marker | null>(
    (best, each) => (best === null || each.times_usual > best.times_usual ? each : best),
    null,
  );
}

/** What made a minute lively, what people did before what they gave; what it earned is told to its host alone. */
export function reasons(
  marker: Marker,
  own: boolean,
): { what: "comments" | "likes" | "gifts" | "diamonds" | "viewers"; count: number }[] {
  const { comments, likes, gifts, viewers } = marker;
  return [
    { what: "comments" as const, count: comments },
    { what: "likes" as const, count: likes },
    { what: "gifts" as const, count: gifts },
    { what: "diamonds" as const, count: marker.diamonds ?? 0 },
    { what: "viewers" as const, count: viewers },
  ].filter(({ what, count }) => count > 0 && (own || what !== "diamonds"));
}

/** How tall a marker stands, from 0 to 1: the liveliest is 1, and what is no more than usual would be 0. */
export function heightOf(marker: Marker, markers: readonly Marker[]): number {
  const most = Math.max(...markers.map(({ times_usual }) => times_usual));
  if (most <= 1) return 1;
  return Math.min(1, Math.max(0, (marker.times_usual - 1) / (most - 1)));
}

/** The part that is missing just here. */
export function missingAt(missing: readonly MissingPart[], position_s: number): MissingPart | null {
  return missing.findLast(({ at_s }) => position_s >= at_s && position_s < at_s + TOLD_S) ?? null;
}

/** A part of a replay, in its seconds. */
export interface Cut {
  from_s: number;
  until_s: number;
}

export interface CutLimits {
  /** Of the whole replay. */
  length_s: number;
  least_s: number;
  most_s: number;
}

/** A lively minute as the part that is offered first. */
export function cutOf({ at_s, until_s }: Pick<Marker, "at_s" | "until_s">, limits: CutLimits): Cut {
  const from_s = clamp(at_s, 0, Math.max(0, limits.length_s - limits.least_s));
  return { from_s, until_s: clamp(until_s, from_s, Math.min(limits.length_s, from_s + limits.most_s)) };
}

/** The half minute around where one is. */
export function cutAround(position_s: number, limits: CutLimits): Cut {
  const from_s = clamp(position_s - 15, 0, Math.max(0, limits.length_s - 30));
  return cutOf({ at_s: from_s, until_s: from_s + 30 }, limits);
}

/** One end moved: the other goes along where the part would be too short or too long. */
export function moveEnd(cut: Cut, end: "from" | "until", to_s: number, limits: CutLimits): Cut {
  const { length_s, least_s, most_s } = limits;
  if (end === "from") {
    const from_s = clamp(to_s, 0, Math.max(0, length_s - least_s));
    return { from_s, until_s: clamp(cut.until_s, Math.min(length_s, from_s + least_s), from_s + most_s) };
  }
  const until_s = clamp(to_s, Math.min(least_s, length_s), length_s);
  return { from_s: clamp(cut.from_s, until_s - most_s, Math.max(0, until_s - least_s)), until_s };
}

/** How far the ends can be moved without looking elsewhere. */
export function reachOf(cut: Cut, length_s: number): Cut {
  return { from_s: Math.max(0, cut.from_s - REACH_S), until_s: Math.min(length_s, cut.until_s + REACH_S) };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
