// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ChannelError } from "../net/channel";
import type { GiftForm, GiftSent } from "../net/types";
import { catalogueGift, gift } from "../testing/gifts";
import { GiftSender } from "./sender.svelte";

const ROSE = catalogueGift("small", "rose");
const CAKE = catalogueGift("nice", "cake");

let forms: GiftForm[] = [];
let answers: { resolve: (sent: GiftSent) => void; reject: (error: ChannelError) => void }[] = [];
let shown: GiftSent[] = [];
let sender: GiftSender;
let keys = 0;

const refusal = (code: string, details = {}, retry = false) =>
  new ChannelError({ code, message: code, retry, details });
const sent = (count: number, balance_coins: number): GiftSent => ({ gift: gift("c", count), balance_coins });
const settle = () => vi.advanceTimersByTimeAsync(0);
const gather = () => vi.advanceTimersByTimeAsync(250);

beforeEach(() => {
  vi.useFakeTimers();
  [forms, answers, shown, keys] = [[], [], [], 0];
  sender = new GiftSender({
    send: (form) => {
      forms.push(form);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    onsent: (each) => shown.push(each),
    newKey: () => `key ${++keys}`,
  });
});

afterEach(() => {
  sender.close();
  vi.useRealTimers();
});

describe("sending gifts", () => {
  test("taps within a quarter of a second are one command, and the next ones another with a key of its own", async () => {
    for (let tap = 0; tap < 5; tap++) sender.tap(ROSE, null);
    await vi.advanceTimersByTimeAsync(249);
    expect(forms).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    sender.tap(ROSE, null);
    await gather();
    expect(forms).toEqual([
      { gift: "rose", count: 5, price_coins: 1, to: null, key: "key 1" },
      { gift: "rose", count: 1, price_coins: 1, to: null, key: "key 2" },
    ]);
  });

  test("another gift, another recipient or a full command does not wait", async () => {
    sender.tap(ROSE, null);
    sender.tap(CAKE, null);
    sender.tap(CAKE, "guest");
    expect(forms.map(({ gift: id, to }) => [id, to])).toEqual([
      ["rose", null],
      ["cake", null],
    ]);
    await gather();
    sender.count_max = 3;
    for (let tap = 0; tap < 4; tap++) sender.tap(ROSE, null);
    expect(forms.slice(2).map(({ gift: id, to, count }) => [id, to, count])).toEqual([
      ["cake", "guest", 1],
      ["rose", null, 3],
    ]);
  });

  test("nothing is shown as sent before it is answered; what is on its way is taken off what is left", async () => {
    sender.setBalance(10);
    sender.tap(ROSE, null);
    sender.tap(ROSE, null);
    await gather();
    expect([sender.left, sender.balance, shown]).toEqual([8, 10, []]);
    expect(sender.tallies).toEqual({ rose: { sent: 0, pending: 2 } });
    answers[0]?.resolve(sent(2, 8));
    await settle();
    expect([sender.left, sender.balance, shown.length]).toEqual([8, 8, 1]);
    expect(sender.tallies).toEqual({ rose: { sent: 2, pending: 0 } });
    await vi.advanceTimersByTimeAsync(sender.window_ms);
    expect(sender.tallies).toEqual({});
  });

  test("answers that overtake each other leave the balance of the last", async () => {
    sender.tap(ROSE, null);
    await gather();
    sender.tap(ROSE, null);
    await gather();
    const [first, second] = [sent(1, 99), sent(2, 98)];
    answers[1]?.resolve(second);
    await settle();
    answers[0]?.resolve(first);
    await settle();
    expect(sender.balance).toBe(98);
    expect(sender.tallies.rose).toEqual({ sent: 2, pending: 0 });
  });

  test("a lost line: the very same command again, until it is answered", async () => {
    sender.tap(ROSE, null);
    await gather();
    answers[0]?.reject(refusal("offline", {}, true));
    await vi.advanceTimersByTimeAsync(500);
    answers[1]?.reject(refusal("gifts_busy", {}, true));
    await vi.advanceTimersByTimeAsync(1_000);
    answers[2]?.reject(refusal("internal", {}, true));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(forms.length).toBe(4);
    expect(new Set(forms.map((form) => JSON.stringify(form))).size).toBe(1);
    expect([shown, sender.tallies.rose?.pending]).toEqual([[], 1]);
    answers[3]?.resolve(sent(1, 4));
    await settle();
    expect([shown.length, sender.refusal]).toEqual([1, null]);
  });

  test("a line that stays lost: nobody claims that it was sent, nor that it was not", async () => {
    sender.setBalance(5);
    sender.tap(ROSE, null);
    await gather();
    for (let attempt = 0; attempt < 20; attempt++) {
      answers.at(-1)?.reject(refusal("offline", {}, true));
      await vi.advanceTimersByTimeAsync(20_000);
    }
    expect([forms.length, sender.refusal?.code, shown]).toEqual([6, "unanswered", []]);
    expect([sender.left, sender.pending_coins]).toEqual([5, 0]);
  });

  test("a refusal is said and never sent again; the next tap takes it away", async () => {
    sender.tap(CAKE, null);
    await gather();
    answers[0]?.reject(refusal("not_enough_coins", { balance_coins: 3, needed_coins: 50 }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect([forms.length, sender.refusal?.code, sender.balance, sender.tallies]).toEqual([
      1,
      "not_enough_coins",
      3,
      {},
    ]);
    expect(sender.tap(CAKE, null)).toBe(false);
    expect(sender.tap(ROSE, null)).toBe(true);
    expect(sender.refusal).toBeNull();
  });

  test("more taps than coins: the last are not sent", async () => {
    sender.setBalance(3);
    const taken = Array.from({ length: 5 }, () => sender.tap(ROSE, null));
    await gather();
    expect(taken).toEqual([true, true, true, false, false]);
    expect([forms[0]?.count, sender.refusal?.error.details]).toEqual([3, { missing_coins: 1 }]);
  });

  test("who leaves has sent what was tapped", () => {
    sender.tap(ROSE, null);
    sender.close();
    expect(forms.length).toBe(1);
    expect(sender.tap(ROSE, null)).toBe(false);
  });
});
