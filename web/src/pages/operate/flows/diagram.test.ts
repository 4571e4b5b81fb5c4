import { describe, expect, test } from "vitest";
import { drawFlow, inOrder, type Link, type Member, SPOT_RADIUS } from "./diagram";

const ring = (count: number): Member[] => Array.from({ length: count }, (_, at) => ({ id: `m${at}`, part: "member" }));
const round = (count: number): Link[] =>
  Array.from({ length: count }, (_, at) => ({ from: `m${at}`, to: `m${(at + 1) % count}`, coins: 100 * (at + 1) }));
const fan = (count: number): { members: Member[]; links: Link[] } => ({
  members: [
    { id: "host", part: "recipient" },
    ...Array.from({ length: count }, (_, at): Member => ({ id: `s${at}`, part: "sender" })),
  ],
  links: Array.from({ length: count }, (_, at) => ({ from: `s${at}`, to: "host", coins: 500 })),
});

const points = (text: string) =>
  text
    .split(/[^\d.-]+/)
    .filter(Boolean)
    .map(Number);
const distance = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);

describe("the picture of a flow", () => {
  test.each([2, 3, 4, 7, 12])("a ring of %i stands in a circle, nobody over another, all inside", (count) => {
    const { spots, arrows, width, height, hidden } = drawFlow(ring(count), round(count));
    expect([spots.length, arrows.length, hidden]).toEqual([count, count, 0]);
    for (const spot of spots) {
      expect(spot.x).toBeGreaterThanOrEqual(SPOT_RADIUS);
      expect(spot.x).toBeLessThanOrEqual(width - SPOT_RADIUS);
      expect(spot.y).toBeGreaterThanOrEqual(SPOT_RADIUS);
      expect(spot.y).toBeLessThanOrEqual(height - SPOT_RADIUS);
      for (const other of spots) {
        if (other !== spot) expect(distance(spot, other)).toBeGreaterThan(2 * SPOT_RADIUS);
      }
    }
  });

  test("an arrow ends at the one who was given, and begins at the one who gave", () => {
    const { spots, arrows } = drawFlow(ring(3), round(3));
    const at = new Map(spots.map((spot) => [spot.id, spot]));
    for (const { from, to, line, head } of arrows) {
      const [startX = 0, startY = 0] = points(line);
      const [tipX = 0, tipY = 0] = points(head);
      const giver = at.get(from) ?? { x: 0, y: 0 };
      const given = at.get(to) ?? { x: 0, y: 0 };
      expect(distance(giver, { x: startX, y: startY })).toBeCloseTo(SPOT_RADIUS + 3, 1);
      expect(distance(given, { x: tipX, y: tipY })).toBeCloseTo(SPOT_RADIUS + 3, 1);
    }
  });

  test("what goes there and back are two lines", () => {
    const { arrows } = drawFlow(ring(2), round(2));
    const [there, back] = arrows.map(({ line }) => points(line));
    expect(there?.[2]).not.toBe(back?.[2]);
  });

  test("the more was given, the wider the line", () => {
    const { arrows } = drawFlow(ring(3), round(3));
    const widths = arrows.map(({ width }) => width);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(3);
  });

  test.each([
    [1, 0],
    [5, 0],
    [8, 0],
    [23, 15],
  ])("of %i who gave to one, %i have no room", (count, without) => {
    const { members, links } = fan(count);
    const { spots, arrows, height, hidden } = drawFlow(members, links);
    expect(hidden).toBe(without);
    expect(arrows).toHaveLength(count - without);
    const host = spots.find(({ id }) => id === "host");
    expect(host?.y).toBe(height / 2);
    expect(spots.every(({ id, x }) => id === "host" || x < (host?.x ?? 0))).toBe(true);
  });

  test("gifts to oneself, or of people who are not in the picture, are no arrows", () => {
    const links = [
      { from: "m0", to: "m0", coins: 1 },
      { from: "m0", to: "elsewhere", coins: 1 },
      { from: "m0", to: "m1", coins: 1 },
    ];
    expect(drawFlow(ring(2), links).arrows.map(({ from, to }) => [from, to])).toEqual([["m0", "m1"]]);
  });
});

test.each<[string[], Link[], string[]]>([
  [
    ["a", "b", "c"],
    [
      { from: "a", to: "c", coins: 9 },
      { from: "a", to: "b", coins: 5 },
    ],
    ["a", "c", "b"],
  ],
  [
    ["a", "b", "c"],
    [
      { from: "a", to: "b", coins: 5 },
      { from: "b", to: "a", coins: 9 },
    ],
    ["a", "b", "c"],
  ],
  [["a", "b"], [], ["a", "b"]],
  [[], [], []],
])("%j with %j stand as %j", (ids, links, order) => {
  expect(inOrder(ids, links)).toEqual(order);
});
