import { describe, expect, test } from "vitest";
import { subjectPath, whyOf } from "./log_words";

const WORDS: Record<string, string> = {
  "detail.price_coins": "price",
  "detail.is_active": "in the tray",
  "detail.name": "name",
};

describe("an entry of the log", () => {
  test.each([
    ["the reason that was given", { reason: "Insults.", price_coins: { from: 1, to: 2 } }, "Insults."],
    [
      "what is different now",
      { price_coins: { from: 99, to: 120 }, is_active: { from: true, to: false } },
      "price 99 → 120, in the tray ✓ → –",
    ],
    [
      "both names",
      { name: { from: { en: "Rose", ja: "バラ" }, to: { en: "Red rose", ja: "赤いバラ" } } },
      "name Rose / バラ → Red rose / 赤いバラ",
    ],
    ["a field that is newer than this page", { weight: { from: null, to: 3 } }, "weight null → 3"],
    ["nothing, where there is neither", { purchase: "01h", list: [1] }, ""],
  ])("says why by %s", (_, details, text) => {
    expect(whyOf({ details }, (key) => WORDS[key])).toBe(text);
  });

  test.each([
    ["gifts.change", "rose", "/operate/gifts/rose"],
    ["flow.freeze", "01hzx", "/operate/flows/01hzx"],
    ["standing.ban", "01hzx", null],
  ])("%s of %s leads to %s", (act, subject, path) => {
    expect(subjectPath({ act, subject })).toBe(path);
  });
});
