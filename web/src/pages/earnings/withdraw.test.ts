import { describe, expect, test } from "vitest";
import type { Earnings } from "../../net/money_types";
import { diamondsFor, mostNow, readDiamonds, worthOf } from "./withdraw";

const usd = (amount: number) => ({ currency: "USD", amount, digits: 2 });
const RATE = { diamonds: 1_000, money: usd(500) };

function earnings(changes: Partial<Earnings> = {}): Earnings {
  const known = { rate: RATE, withdrawable_diamonds: 10_000, minimum: usd(1_000), left_today: usd(100_000) };
  return { ...known, ...changes } as Earnings;
}

describe("worth", () => {
  test.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [1_000, 500],
    [2_001, 1_000],
  ])("%i diamonds are %i cents", (diamonds, cents) => {
    expect(worthOf(diamonds, RATE)).toEqual(usd(cents));
  });

  test("is exact where floating point is not", () => {
    expect(worthOf(9_007_199_254_740_991, { diamonds: 1, money: usd(1) }).amount).toBe(9_007_199_254_740_991);
    expect(worthOf(900_000_000_000_001, { diamonds: 3, money: usd(3) }).amount).toBe(900_000_000_000_001);
  });

  test("ends with a 0 where the currency has three digits", () => {
    const rate = { diamonds: 1_000, money: { currency: "KWD", amount: 1_500, digits: 3 } };
    expect([6, 7, 13, 14].map((diamonds) => worthOf(diamonds, rate).amount)).toEqual([0, 10, 10, 20]);
    const left_today = { currency: "KWD", amount: 25, digits: 3 };
    const most = mostNow(earnings({ rate, left_today }));
    expect([worthOf(most, rate).amount, worthOf(most + 1, rate).amount]).toEqual([20, 30]);
  });

  test.each([
    [1_000, { diamonds: 1_000, money: usd(500) }],
    [999, { diamonds: 1_000, money: usd(333) }],
    [1, { diamonds: 7, money: usd(3) }],
  ])("of the fewest diamonds for %i is just enough", (amount, rate) => {
    const fewest = diamondsFor(amount, rate);
    expect(worthOf(fewest, rate).amount).toBeGreaterThanOrEqual(amount);
    expect(worthOf(fewest - 1, rate).amount).toBeLessThan(amount);
  });
});

describe("what can be asked for", () => {
  test.each([
    ["2,000", 2_000],
    ["２０００", 2_000],
    [" 10 000 ", 10_000],
  ])("%j is %i diamonds", (text, diamonds) => {
    expect(readDiamonds(text, earnings())).toEqual({ diamonds, fault: null });
  });

  test.each([
    ["", "wrong"],
    ["-5", "wrong"],
    ["ten", "wrong"],
    ["1e4", "wrong"],
    ["9".repeat(40), "wrong"],
    ["10001", "much"],
    ["1999", "little"],
    ["0", "little"],
  ])("%j is refused: %s", (text, fault) => {
    expect(readDiamonds(text, earnings()).fault).toBe(fault);
  });

  test("ends with the day's maximum", () => {
    const today = earnings({ left_today: usd(2_000) });
    expect(readDiamonds("5000", today).fault).toBe("daily");
    expect(readDiamonds("4001", today).fault).toBeNull();
    expect(mostNow(today)).toBe(4_001);
    expect(worthOf(mostNow(today), RATE).amount).toBe(2_000);
    expect(worthOf(mostNow(today) + 1, RATE).amount).toBe(2_001);
  });

  test("is never more than what has matured, nor less than nothing", () => {
    expect(mostNow(earnings())).toBe(10_000);
    expect(mostNow(earnings({ withdrawable_diamonds: 0 }))).toBe(0);
    expect(mostNow(earnings({ left_today: usd(0) }))).toBeLessThan(2);
  });
});
