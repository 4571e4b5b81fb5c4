import { describe, expect, test } from "vitest";
import { splitAddresses } from "./addresses";

describe("addresses in a mail", () => {
  const addresses = (text: string) => splitAddresses(text).flatMap(({ url }) => url ?? []);

  test("are found without the sentence's own marks", () => {
    expect(addresses("Open http://localhost:8000/reset?token=a_b-c.\nOr (https://x.example/y).")).toEqual([
      "http://localhost:8000/reset?token=a_b-c",
      "https://x.example/y",
    ]);
    expect(addresses("javascript:alert(1) and mailto:a@b.example are none")).toEqual([]);
  });

  test.each(["", "no address", "https://a.example", "a https://a.example b https://b.example."])(
    "%j is the sum of its stretches",
    (text) => {
      expect(
        splitAddresses(text)
          .map((stretch) => stretch.text)
          .join(""),
      ).toBe(text);
    },
  );
});
