// @vitest-environment jsdom
import { beforeAll, describe, expect, test } from "vitest";
import "../i18n/gifts";
import { language } from "../i18n/index.svelte";
import { ChannelError } from "../net/channel";
import { catalogueGift, someone } from "../testing/gifts";
import { tell, tellOfAll, untilOf } from "./refusals";

const NOW_MS = Date.parse("2030-01-01T12:00:00Z");

const refused = (code: string, details: Record<string, unknown> = {}) => ({
  code,
  error: new ChannelError({ code, message: `The server says ${code}.`, retry: false, details }),
  gift: catalogueGift("small", "Rose"),
});
const told = (code: string, details?: Record<string, unknown>) =>
  tell(refused(code, details), someone("Mika"), NOW_MS, 3);

beforeAll(() => language.choose("en"));

describe("why a gift was not sent", () => {
  test("missing coins are counted, and lead to the wallet", () => {
    expect(told("not_enough_coins", { needed_coins: 50, balance_coins: 8 })).toMatchObject({
      title: "42 coins are missing.",
      way: "coins",
    });
    expect(told("not_enough_coins", { missing_coins: 1 }).title).toBe("1 coin is missing.");
  });

  test("who is too young is told the day; a host who is too young is named", () => {
    expect(told("too_young_for_gifts", { who: "sender", age_min: 19, on: "2031-05-04" })).toMatchObject({
      title: "You can give gifts from May 4, 2031.",
      text: "Gifts are for people of 19 and older.",
    });
    expect(told("too_young_for_gifts", { who: "recipient" }).title).toContain("Mika");
    expect(tellOfAll({ allowed: false, code: "too_young_for_gifts", message: "", on: "2031-05-04" }).title).toBe(
      "You can give gifts from May 4, 2031.",
    );
  });

  test("a break counts down to its end", () => {
    const until = "2030-01-01T12:14:05Z";
    expect(told("cooling_off", { until }).text).toContain("14:05");
    expect(untilOf(refused("cooling_off", { until }))).toBe(Date.parse(until));
    expect(untilOf(refused("not_enough_coins", { until }))).toBe(0);
    expect(tell(refused("cooling_off", { until }), null, NOW_MS + 3_600_000, 3).text).toContain("0:00");
  });

  test("a limit of one's own leads to where it is changed; a new price is told", () => {
    expect(told("spending_limit_reached").way).toBe("limit");
    expect(told("gift_price_changed", { price_coins: 2 }).title).toBe("Rose costs 2 coins now.");
    expect(told("gift_retired").title).toBe("Rose is no longer there.");
    expect(told("room_ended").title).toBe(told("not_on_air").title);
  });

  test("whatever has no words here is said in the server's", () => {
    expect(told("money_frozen")).toEqual({
      title: "Rose was not sent.",
      text: "The server says money_frozen.",
      way: null,
    });
    expect(tellOfAll({ allowed: false, code: "money_frozen", message: "It is frozen.", on: null }).title).toBe(
      "It is frozen.",
    );
  });
});
