import { describe, expect, it, vi } from "vitest";
import type { Moved, Weight } from "../../../net/ranking_api";
import { changesOf, firstPlaces, grouped, PLACES, readWeight, rise, written } from "./weights";

vi.mock("../../../i18n/index.svelte", () => ({ language: { locale: "en" } }));

const weight = (name: string, value = 10): Weight => ({ name, value, default: 10, min: 0, max: 100, meaning: name });

describe("weights", () => {
  it("stand in their groups, and those of a newer server last", () => {
    const groups = grouped([weight("charm"), weight("same_host"), weight("gifts"), weight("audience")]);
    expect(groups.map(({ group, weights }) => [group, weights.map(({ name }) => name)])).toEqual([
      ["live", ["audience", "gifts"]],
      ["repetition", ["same_host"]],
      ["other", ["charm"]],
    ]);
  });

  it.each([
    ["12.5", 12.5],
    [" 0,5 ", 0.5],
    ["0", 0],
    ["100", 100],
    ["100.1", null],
    ["-1", null],
    ["1e2", null],
    ["", null],
    ["many", null],
    ["２５", 25],
    ["0,500", 0.5],
    ["1,000", null],
  ])("reads %j as %j", (typed, value) => {
    expect(readWeight(typed, { min: 0, max: 100 })).toBe(value);
  });

  it("are read as they are written", () => {
    expect(written(10_000)).toBe("10,000");
    expect(readWeight("10,000", { min: 0, max: 10_000 })).toBe(10_000);
    expect(readWeight(" 1 000 ", { min: 0, max: 10_000 })).toBe(1_000);
    expect(readWeight(written(0.7), { min: 0, max: 1 })).toBe(0.7);
  });

  it("are changed where something else is typed", () => {
    const weights = [weight("gifts"), weight("likes")];
    expect(changesOf(weights, { gifts: "10", likes: "0" })).toEqual({ likes: 0 });
    expect(changesOf(weights, {})).toEqual({});
    expect(changesOf(weights, { gifts: "much" })).toBeNull();
  });

  it("move LIVEs up, down, in and out", () => {
    expect(rise(4, 1)).toBe(3);
    expect(rise(0, 2)).toBe(-2);
    expect(rise(null, 2)).toBeNull();
  });

  it("show the first places of then, and last what would leave them", () => {
    const moved = (now: number | null, after: number | null) =>
      JSON.parse(`{"now": ${now}, "then": ${after}}`) as Moved;
    const [stays, rises, falls, out, below] = [
      moved(0, 1),
      moved(30, 0),
      moved(5, PLACES),
      moved(1, null),
      moved(40, 41),
    ];
    expect(firstPlaces([rises, stays, falls, below, out])).toEqual([rises, stays, falls, out]);
  });
});
