import { expect, test } from "vitest";
import type { EarningsEntry } from "../../net/money_types";
import { byLive } from "./day";

let sequence = 100;

function entry(kind: string, diamonds: number, room_id: string | null, coins = 0, count = 1): EarningsEntry {
  const gift = room_id && { catalogue: "rose", count, coins, share_bps: 5_000, sender: null, room_id };
  sequence -= 1;
  return { sequence, kind, diamonds, gift } as EarningsEntry;
}

test("a day's gifts are told by their LIVEs, and what was undone counts against them", () => {
  const { lives, others } = byLive([
    entry("payout.sent", -2_000, null),
    entry("gift.reversed", -50, "late", 100),
    entry("gift.sent", 150, "late", 300, 3),
    entry("gift.sent", 50, "late", 100),
    entry("gift.sent", 5, "early", 10, 10),
    entry("gift.sent", 0, "late", 1),
  ]);
  expect(
    lives.map(({ room_id, diamonds, coins, gifts, entries }) => [room_id, diamonds, coins, gifts, entries.length]),
  ).toEqual([
    ["late", 150, 301, 3, 4],
    ["early", 5, 10, 1, 1],
  ]);
  expect(others.map(({ kind }) => kind)).toEqual(["payout.sent"]);
});

test("a gift that is undone and was worth no diamond takes its coins back too", () => {
  const [live] = byLive([entry("gift.reversed", 0, "room", 1), entry("gift.sent", 0, "room", 1)]).lives;
  expect([live?.coins, live?.diamonds]).toEqual([0, 0]);
});

test("nothing is no LIVE", () => {
  expect(byLive([])).toEqual({ lives: [], others: [] });
});
