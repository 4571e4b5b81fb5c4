import { describe, expect, test } from "vitest";
import type { Moments } from "../net/replay_types";
import { gift, someone } from "../testing/gifts";
import {
  addWindow,
  giftsBetween,
  noTalk,
  reopen,
  shownRange,
  type Talk,
  toEntries,
  WINDOW_S,
  windowsWanted,
} from "./replay_talk";

const said = (...seconds: number[]): Moments => ({
  comments: seconds.map((at_s) => ({
    at_s,
    comment: { id: `c${at_s}`, account: someone("ada"), role: "viewer", text: "hi", at: "" },
  })),
  gifts: [],
});
const given = (...gifts: [number, ReturnType<typeof gift>][]): Moments => ({
  comments: [],
  gifts: gifts.map(([at_s, each]) => ({ at_s, gift: each })),
});
const shown = (talk: Talk, position_s: number) => toEntries(talk, shownRange(talk, position_s)).map(({ key }) => key);

describe("what is asked for", () => {
  test("the piece one is in comes first, then what was said just before", () => {
    expect(windowsWanted(noTalk, 130, 600)).toEqual([2, 1]);
    expect(windowsWanted(noTalk, 0, 600)).toEqual([0]);
  });

  test("near its end the next piece is asked for, the sooner the faster it plays", () => {
    expect(windowsWanted(noTalk, 170, 600)).toEqual([2, 3, 1]);
    expect(windowsWanted(noTalk, 155, 600, 1)).toEqual([2, 1]);
    expect(windowsWanted(noTalk, 155, 600, 2)).toEqual([2, 3, 1]);
  });

  test("nothing beyond the end, and nothing twice", () => {
    expect(windowsWanted(noTalk, 118, 120)).toEqual([1, 0]);
    const talk = addWindow(addWindow(noTalk, 0, said(), 0), 1, said(), 0);
    expect(windowsWanted(talk, 100, 600)).toEqual([]);
  });
});

describe("what is shown", () => {
  test("is what was said up to now, in its order, whichever piece came first", () => {
    const late = addWindow(noTalk, 1, said(61, 90), 70);
    expect(shown(late, 70)).toEqual(["c61"]);
    const both = addWindow(late, 0, said(5, 59), 70);
    expect(shown(both, 70)).toEqual(["c5", "c59", "c61"]);
    expect(shown(both, 4)).toEqual([]);
    expect(shown(both, 5)).toEqual(["c5"]);
  });

  test("begins after a piece that is missing: between two comments is no gap that nobody sees", () => {
    const talk = addWindow(addWindow(noTalk, 0, said(5), 0), 2, said(121), 0);
    expect(shown(talk, 130)).toEqual(["c121"]);
    expect(shown(talk, 60)).toEqual(["c5"]);
  });

  test("a combo is one line at its first gift's place, with its number as of now", () => {
    const rose = [gift("combo", 1), gift("combo", 2), gift("combo", 7)] as const;
    const talk = addWindow(addWindow(noTalk, 0, given([10, rose[0]], [12, rose[1]], [20, rose[2]]), 0), 1, said(61), 0);
    const line = (at: number) => toEntries(talk, shownRange(talk, at)).find(({ kind }) => kind === "gift");
    expect(line(9)).toBeUndefined();
    expect(line(11)).toMatchObject({ count: 1 });
    expect(line(13)).toMatchObject({ count: 2 });
    expect(shown(talk, 62)).toEqual(["gift/combo", "c61"]);
  });

  test("what stands on the edge of two pieces is there once", () => {
    const talk = addWindow(addWindow(noTalk, 0, said(60), 0), 1, said(60), 0);
    expect(shown(talk, 61)).toEqual(["c60"]);
  });
});

test("gifts are given again as they are passed, each once", () => {
  const [one, two] = [gift("a", 1), gift("b", 1)];
  const talk = addWindow(noTalk, 0, given([10, one], [12, two]), 0);
  expect(giftsBetween(talk, 9, 10)).toEqual([one]);
  expect(giftsBetween(talk, 10, 12.5)).toEqual([two]);
  expect(giftsBetween(talk, 12.5, 60)).toEqual([]);
});

test("while a LIVE goes on its last piece grows, and nothing of it is shown twice or gone meanwhile", () => {
  const begun = reopen(addWindow(addWindow(noTalk, 0, said(5), 0), 1, said(61), 0), 1);
  expect(windowsWanted(begun, 70, 75)).toEqual([1]);
  expect(shown(begun, 70)).toEqual(["c5", "c61"]);
  const grown = addWindow(begun, 1, said(61, 68), 70);
  expect(shown(grown, 70)).toEqual(["c5", "c61", "c68"]);
  expect(grown.said.length).toBe(3);
});

test("of a long LIVE the pieces farthest away are forgotten", () => {
  let talk = noTalk;
  for (let window = 0; window < 200; window++) {
    talk = addWindow(talk, window, said(window * WINDOW_S + 1), window * WINDOW_S);
  }
  expect(talk.windows.size).toBe(60);
  expect(talk.said.length).toBe(60);
  expect(talk.windows.has(199)).toBe(true);
  expect(windowsWanted(talk, 5, 200 * WINDOW_S)).toEqual([0]);
});
