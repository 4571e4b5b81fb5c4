/** What the page of live access makes of a judgement. Pure; the words are the catalogue's. */

import type { LiveAccess, Requirement } from "../net/types";

/** Followers and quality are two ways to one light: either is enough, and so is a review. */
export type LightId = "age" | "audience" | "standing" | "terms";

export interface Light {
  id: LightId;
  lit: boolean;
}

const LIGHTS: readonly LightId[] = ["audience", "age", "standing", "terms"];

export function isSettled({ met, covered_by }: Requirement): boolean {
  return met || covered_by !== null;
}

/** A policy may ask for no followers, or no quality: then there is nothing to show. */
export function isAsked({ needed }: Requirement): boolean {
  return needed !== 0;
}

export function findRequirement(access: LiveAccess, id: Requirement["id"]): Requirement | null {
  return access.requirements.find((requirement) => requirement.id === id) ?? null;
}

/**
 * The ways to an audience that are asked for. Either is enough, so where one asks for nothing, neither is asked; unless
 * a review closed both.
 */
export function audienceWays(access: LiveAccess): Requirement[] {
  const ways = access.requirements.filter(({ id }) => id === "followers" || id === "quality");
  return ways.some((way) => way.met && !isAsked(way)) ? [] : ways;
}

/** One light for each thing that is asked, in the order of the page. */
export function readLights(access: LiveAccess): Light[] {
  return LIGHTS.flatMap((id) => {
    const behind = id === "audience" ? audienceWays(access) : access.requirements.filter((each) => each.id === id);
    return behind.length === 0 ? [] : [{ id, lit: behind.some(isSettled) }];
  });
}

/**
 * The one thing to do next. `terms` help only somebody whom nothing else holds back; where an audience is missing,
 * `post` something that finds one. Everything else is waited for.
 */
export type NextAct = "goLive" | "terms" | "post" | "wait";

export function nextAct(access: LiveAccess): NextAct {
  if (access.allowed) return "goLive";
  const dark = readLights(access).filter(({ lit }) => !lit);
  if (dark.every(({ id }) => id === "terms")) return "terms";
  return dark.some(({ id }) => id === "audience") && !dark.some(({ id }) => id === "standing") ? "post" : "wait";
}

export type Trend = "up" | "down" | "same" | "new";

/** Under a twentieth, a change is a swing of chance. */
const STEADY = 0.05;

export function readTrend(change: number | null): Trend {
  if (change === null) return "new";
  if (Math.abs(change) < STEADY) return "same";
  return change > 0 ? "up" : "down";
}

/** How the numbers behind good points and areas are written. */
export type NumberForm = "percent" | "span" | "clock" | "count";

const FORMS: Readonly<Record<string, NumberForm>> = {
  retention: "percent",
  held: "percent",
  returning: "percent",
  share: "percent",
  change: "percent",
  likes_per_view: "percent",
  left: "percent",
  stay_s: "span",
  at_s: "clock",
};

/** Amounts without their sign: 'fewer' says it in words. A moment, `at_s`, is also how long it takes there, `at_span`. */
export function readNumbers(
  numbers: Readonly<Record<string, number>>,
): { name: string; value: number; form: NumberForm }[] {
  return Object.entries(numbers).flatMap(([name, signed]) => {
    const value = Math.abs(signed);
    const written = { name, value, form: FORMS[name] ?? "count" };
    return name === "at_s" ? [written, { name: "at_span", value, form: "span" as const }] : [written];
  });
}
