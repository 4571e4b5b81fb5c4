import { beforeEach, expect, test, vi } from "vitest";
import type { FeedName, Impression } from "../net/feed";
import { Impressions, type Place } from "./impressions";

const CARD: Place = { feed: "live", kind: "live", id: "a", position: 3 };
const SCREEN: Place = { feed: "for_you", kind: "video", id: "v", position: 0 };

let now_ms = 0;
let told: [FeedName, readonly Impression[]][] = [];
let book: Impressions;

beforeEach(() => {
  vi.useFakeTimers();
  now_ms = 0;
  told = [];
  book = new Impressions(
    async (feed, items) => {
      told.push([feed, items]);
    },
    () => now_ms,
  );
});

test("a card that was looked at is told, with how long", () => {
  book.show(CARD);
  now_ms = 4_200;
  book.hide(CARD);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([["live", [{ kind: "live", id: "a", position: 3, dwell_ms: 4_200, outcome: "seen" }]]]);
});

test("a card that was scrolled past is not", () => {
  book.show(CARD);
  now_ms = 900;
  book.hide(CARD);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});

test("what filled the screen and was left at once was skipped", () => {
  book.show(SCREEN);
  now_ms = 700;
  book.hide(SCREEN, true);
  book.show(SCREEN);
  now_ms = 9_000;
  book.hide(SCREEN, true);
  book.flush();
  expect(told.flatMap(([, items]) => items.map(({ outcome }) => outcome))).toEqual(["skipped", "seen"]);
});

test("what was chosen is told as such, and once", () => {
  book.show(CARD);
  now_ms = 1_500;
  book.open(CARD);
  book.hide(CARD);
  book.flush();
  book.flush();
  expect(told).toEqual([["live", [{ kind: "live", id: "a", position: 3, dwell_ms: 1_500, outcome: "opened" }]]]);
});

test("each feed is told by itself, and no more at once than the server takes", () => {
  for (let number = 0; number < 130; number += 1) book.open({ ...CARD, id: `r${number}` });
  book.open(SCREEN);
  book.flush();
  expect(told.map(([feed, items]) => [feed, items.length])).toEqual([
    ["live", 100],
    ["live", 30],
    ["for_you", 1],
  ]);
});

test("a server that cannot be told is not asked again", async () => {
  const deaf = new Impressions(
    async () => {
      throw new Error("away");
    },
    () => now_ms,
  );
  deaf.open(CARD);
  deaf.flush();
  await vi.runAllTimersAsync();
  deaf.flush();
  expect(vi.getTimerCount()).toBe(0);
});

test("while the page is put away nobody looks at it", () => {
  book.show(SCREEN);
  now_ms = 3_000;
  book.sleep();
  now_ms = 600_000;
  book.wake();
  now_ms = 601_000;
  book.hide(SCREEN, true);
  book.flush();
  expect(told.flatMap(([, items]) => items.map(({ dwell_ms }) => dwell_ms))).toEqual([4_000]);
});
