import { describe, expect, test } from "vitest";
import type { LiveAccess, Requirement } from "../net/types";
import { audienceWays, nextAct, readLights, readNumbers, readTrend } from "./access";

function requirement(id: Requirement["id"], changes: Partial<Requirement> = {}): Requirement {
  return {
    id,
    met: true,
    needed: 10,
    actual: 10,
    unit: "points",
    share: 1,
    what_to_do: null,
    met_on: null,
    met_at: null,
    estimated_on: null,
    covered_by: null,
    ...changes,
  };
}

function access(missing: Requirement["id"][]): LiveAccess {
  const ids: Requirement["id"][] = ["age", "followers", "quality", "standing", "terms"];
  const requirements = ids.map((id) => requirement(id, { met: !missing.includes(id) }));
  return { allowed: missing.length === 0, requirements } as LiveAccess;
}

const lit = (judged: LiveAccess) => readLights(judged).flatMap((light) => (light.lit ? light.id : []));

describe("the lights", () => {
  test("one for each thing that is asked; followers and quality are two ways to one", () => {
    expect(lit(access([]))).toEqual(["audience", "age", "standing", "terms"]);
    expect(lit(access(["followers"]))).toEqual(["audience", "age", "standing", "terms"]);
    expect(lit(access(["followers", "quality", "terms"]))).toEqual(["age", "standing"]);
  });

  test("a review lights the audience's", () => {
    const judged = access([]);
    judged.requirements = judged.requirements.map((each) =>
      each.unit === "points" ? { ...each, met: false, covered_by: "grant" } : each,
    );
    expect(lit(judged)).toContain("audience");
  });

  test("a house that asks for no audience has no light for it, unless a review closed the way", () => {
    const judged = access(["quality"]);
    judged.requirements = judged.requirements.map((each) => (each.id === "followers" ? { ...each, needed: 0 } : each));
    expect(audienceWays(judged)).toEqual([]);
    expect(lit(judged)).toEqual(["age", "standing", "terms"]);
    judged.requirements = judged.requirements.map((each) => (each.id === "followers" ? { ...each, met: false } : each));
    expect(audienceWays(judged)).toHaveLength(2);
    expect(readLights(judged)[0]).toEqual({ id: "audience", lit: false });
  });
});

describe("the one thing to do next", () => {
  test.each<[Requirement["id"][], ReturnType<typeof nextAct>]>([
    [[], "goLive"],
    [["terms"], "terms"],
    [["followers", "terms"], "terms"],
    [["followers", "quality"], "post"],
    [["followers", "quality", "terms"], "post"],
    [["age"], "wait"],
    [["age", "terms"], "wait"],
    [["age", "followers", "quality"], "post"],
    [["standing", "followers", "quality"], "wait"],
    [["standing"], "wait"],
  ])("with %j missing it is %s", (missing, act) => {
    const judged = access(missing);
    judged.allowed = act === "goLive";
    expect(nextAct(judged)).toBe(act);
  });
});

test.each([
  [null, "new"],
  [0, "same"],
  [0.049, "same"],
  [-0.049, "same"],
  [0.05, "up"],
  [-0.3, "down"],
])("a change of %j is %s", (change, trend) => {
  expect(readTrend(change)).toBe(trend);
});

test("numbers behind advice know how they are written, and lose their sign", () => {
  expect(readNumbers({ change: -0.25, at_s: 12, stay_s: 90, posts: 3 })).toEqual([
    { name: "change", value: 0.25, form: "percent" },
    { name: "at_s", value: 12, form: "clock" },
    { name: "at_span", value: 12, form: "span" },
    { name: "stay_s", value: 90, form: "span" },
    { name: "posts", value: 3, form: "count" },
  ]);
});
