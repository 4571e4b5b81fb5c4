import { expect, test } from "vitest";
import { hasUsableWebTransport } from "./support";

test.each([
  ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Mobile Safari/537.36", true],
  ["Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", false],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", false],
])("%s", (userAgent, usable) => {
  expect(hasUsableWebTransport(userAgent, true)).toBe(usable);
  expect(hasUsableWebTransport(userAgent, false)).toBe(false);
});
