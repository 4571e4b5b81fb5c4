import { expect, test } from "vitest";
import { coinsTaken } from "./refund";

const bought = (coins: number, total: number, refunded = 0, coins_taken_back = 0) => ({
  coins,
  total: { amount: total },
  refunded: { amount: refunded },
  coins_taken_back,
});

test.each([
  ["the whole of it", bought(700, 1099), 1099, 700],
  ["a part, rounded up", bought(700, 1099), 1, 1],
  ["half", bought(700, 1000), 500, 350],
  ["the rest after a part", bought(700, 1099, 500, 319), 599, 381],
  ["what an open dispute took already", bought(700, 1099, 0, 700), 1099, 0],
  ["never more than was bought", bought(700, 1000, 900, 630), 5000, 70],
  ["amounts that a double cannot multiply", bought(999_999_999, 999_999_999_999), 999_999_999_998, 999_999_999],
  ["nothing, of what cost nothing", bought(700, 0), 1, 0],
])("coins are taken back for %s", (_, purchase, amount, coins) => {
  expect(coinsTaken(purchase, amount)).toBe(coins);
});

test("parts take together what the whole would have, whatever they are", () => {
  let [refunded, taken] = [0, 0];
  for (const part of [1, 333, 7, 500, 258]) {
    taken += coinsTaken(bought(701, 1099, refunded, taken), part);
    refunded += part;
  }
  expect([refunded, taken]).toEqual([1099, 701]);
});
