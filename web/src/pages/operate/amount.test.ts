import { describe, expect, test } from "vitest";
import { readAmount, writeAmount } from "./amount";

const MOST = 10 ** 12;

describe("an amount that was typed", () => {
  test.each([
    ["12.50", 2, 1250],
    ["12,50", 2, 1250],
    ["12.5", 2, 1250],
    ["12", 2, 1200],
    ["12.", 2, 1200],
    [".5", 2, 50],
    ["0,05", 2, 5],
    ["1,250", 2, 125_000],
    ["1,250.75", 2, 125_075],
    ["1 250.75", 2, 125_075],
    ["1,234,567", 0, 1_234_567],
    ["1250", 0, 1250],
    ["１２５０", 0, 1250],
    ["１２．５０", 2, 1250],
    ["1.250", 3, 1250],
    ["1,234,567.125", 3, 1_234_567_125],
    ["1,250.", 3, 1_250_000],
    ["1,25", 3, 1250],
    [" 7 ", 0, 7],
  ])("%j with %i digits is %i", (text, digits, amount) => {
    expect(readAmount(text, digits, MOST)).toEqual({ amount, fault: null });
  });

  test.each([
    ["", 2, "none"],
    ["   ", 2, "none"],
    ["abc", 2, "unreadable"],
    ["-5", 2, "unreadable"],
    ["1e3", 2, "unreadable"],
    ["$5", 2, "unreadable"],
    [".", 2, "unreadable"],
    ["1.2.3", 2, "unreadable"],
    ["1,2,3", 2, "unreadable"],
    ["1.250,75", 2, "unreadable"],
    ["1,250", 3, "unreadable"],
    ["NaN", 2, "unreadable"],
    ["1.250", 2, "digits"],
    ["12.5", 0, "digits"],
    ["0.0001", 3, "digits"],
    ["0", 0, "zero"],
    ["0.00", 2, "zero"],
    ["10000000000.01", 2, "most"],
    ["9".repeat(40), 2, "most"],
  ])("%j with %i digits is refused: %s", (text, digits, fault) => {
    expect(readAmount(text, digits, MOST)).toEqual({ amount: null, fault });
  });

  test("is not more than there is", () => {
    expect(readAmount("10.00", 2, 1000)).toEqual({ amount: 1000, fault: null });
    expect(readAmount("10.01", 2, 1000)).toEqual({ amount: null, fault: "most" });
  });

  test.each([
    [1250, 2],
    [5, 2],
    [5, 3],
    [1250, 0],
    [999_999_999_999, 3],
  ])("%i with %i digits is read as it is written", (amount, digits) => {
    expect(readAmount(writeAmount(amount, digits), digits, MOST)).toEqual({ amount, fault: null });
  });
});
