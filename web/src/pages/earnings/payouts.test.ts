import { describe, expect, test } from "vitest";
import { wordOf } from "./payouts";

describe("what became of a payout", () => {
  test("whoever cancelled it themselves is told another thing than whose gifts were taken back", () => {
    expect(wordOf({ state: "cancelled", reason: null })).toBe("cancelled");
    expect(wordOf({ state: "cancelled", reason: "Gifts in it were taken back." })).toBe("called_off");
    expect(wordOf({ state: "refused", reason: "No." })).toBe("refused");
  });
});
