import { describe, expect, test } from "vitest";
import { ALL_EN, ALL_JA } from "../testing/all_messages";
import { formatCount, formatMessage, type Message, variantOf } from "./message";

const places = (message: Message) => {
  const text = typeof message === "string" ? message : message.other;
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
};

describe("messages", () => {
  test("places are filled, numbers as the locale writes them", () => {
    expect(formatMessage("{name} is LIVE: {title}", "en", { name: "Ada", title: "{name}" })).toBe(
      "Ada is LIVE: {name}",
    );
    expect(formatMessage("{count} likes", "en", { count: 9999 })).toBe("9,999 likes");
  });

  test("a place without a value is left, so that it is seen", () => {
    expect(formatMessage("Hello {name}", "en")).toBe("Hello {name}");
  });

  test("the form follows the count", () => {
    const viewers = { one: "{count} viewer", other: "{count} viewers" };
    expect(formatMessage(viewers, "en", { count: 1 })).toBe("1 viewer");
    expect(formatMessage(viewers, "en", { count: 0 })).toBe("0 viewers");
  });

  test("large counts are short", () => {
    expect(formatCount(12_345, "en")).toBe("12.3K");
    expect(formatCount(12_345, "ja")).toBe("1.2万");
    expect(formatCount(-12_345, "en")).toBe("-12.3K");
  });

  test("dates are written as the reader's country writes the chosen language", () => {
    expect(variantOf("en", ["ja-JP", "en-GB", "en-US"])).toBe("en-GB");
    expect(variantOf("ja", ["en-GB"])).toBe("ja");
    expect(variantOf("en", ["en-US@posix", "enm"])).toBe("en");
  });

  test("both languages fill the same places in every message", () => {
    for (const [key, message] of Object.entries(ALL_EN)) {
      expect([key, places(ALL_JA[key as keyof typeof ALL_EN])]).toEqual([key, places(message)]);
    }
  });
});
