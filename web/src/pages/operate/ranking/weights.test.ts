import { describe, expect, it } from "vitest";
import type { Weight } from "../../../net/ranking_api";
import { changesOf, grouped, readWeight, rise } from "./weights";

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
  ])("reads %j as %j", (typed, value) => {
    expect(readWeight(typed, { min: 0, max: 100 })).toBe(value);
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
});
