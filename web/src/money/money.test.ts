import { expect, test } from "vitest";
import { formatPrice } from "./money";

const plain = (text: string) => text.replace(/\s/g, " ");

test.each([
  [{ currency: "USD", amount: 199, digits: 2 }, 140, "en", "$0.0142"],
  [{ currency: "USD", amount: 49_900, digits: 2 }, 100, "en", "$4.99"],
  [{ currency: "JPY", amount: 300, digits: 0 }, 140, "en", "¥2.14"],
  [{ currency: "JPY", amount: 300, digits: 0 }, 140, "ja", "￥2.14"],
  [{ currency: "KWD", amount: 600, digits: 3 }, 140, "en", "KWD 0.00429"],
])("one of what %j buys %i of costs, in %s, %s", (total, count, locale, text) => {
  expect(plain(formatPrice(total, count, locale))).toBe(text);
});
