import { expect, test } from "vitest";
import type { Pack, Purchase } from "../../net/money_types";
import { afterDebt, netOf, savedShare, standing } from "./purchase";

const usd = (amount: number) => ({ currency: "USD", amount, digits: 2 });

test.each([
  [{ state: "open" }, "open"],
  [{ state: "expired" }, "expired"],
  [{ state: "failed" }, "failed"],
  [{ state: "paid" }, "paid"],
  [{ state: "paid", refunded: usd(1) }, "partly"],
  [{ state: "paid", refunded: usd(999) }, "refunded"],
  [{ state: "paid", dispute: "open" }, "disputed"],
  [{ state: "paid", dispute: "open", refunded: usd(999) }, "disputed"],
  [{ state: "paid", dispute: "lost" }, "lost"],
  [{ state: "paid", dispute: "won" }, "paid"],
] as const)("a purchase that is %j stands as %s", (changes, expected) => {
  const purchase = { dispute: null, refunded: usd(0), total: usd(999), ...changes };
  expect(standing(purchase as Purchase)).toBe(expected);
});

test("tax and net make the price", () => {
  expect(netOf({ total: usd(999), tax: usd(91) })).toEqual(usd(908));
});

test("what a larger pack saves is told by the dearest coin", () => {
  const packs = [
    { coins: 65, price: usd(99) },
    { coins: 1_000, price: usd(1_000) },
  ] as Pack[];
  const [small, large] = packs as [Pack, Pack];
  expect(savedShare(small, packs)).toBe(0);
  expect(savedShare(large, packs)).toBeCloseTo(0.343, 3);
});

test.each([
  [500, 0, { debt: 0, left: 500 }],
  [500, 120, { debt: 120, left: 380 }],
  [500, 900, { debt: 500, left: 0 }],
])("of %i coins and a debt of %i", (coins, debt, expected) => {
  expect(afterDebt(coins, debt)).toEqual(expected);
});
