import { describe, expect, test } from "vitest";
import { countGraphemes, initial, shorten } from "./graphemes";
import { splitMentions } from "./mentions";

describe("graphemes", () => {
  test.each([
    ["", 0],
    ["abc", 3],
    ["👩‍👩‍👧‍👦", 1],
    ["🇯🇵🇫🇷", 2],
    ["が", 1],
    ["👍🏽!", 2],
  ])("%j has %i", (text, count) => {
    expect(countGraphemes(text)).toBe(count);
  });

  test("the initial of a name is its first visible character", () => {
    expect(initial(" ada")).toBe("A");
    expect(initial("👩‍🎤 Mo")).toBe("👩‍🎤");
    expect(initial("")).toBe("");
  });
});

describe("mentions", () => {
  const mentions = (text: string) => splitMentions(text).flatMap((piece) => piece.mention ?? []);

  test("are found among words, and keep their dots but not the sentence's", () => {
    expect(mentions("hey @Ada.L and @mo_2!")).toEqual(["ada.l", "mo_2"]);
    expect(mentions("thanks @ada.")).toEqual(["ada"]);
    expect(mentions("ありがとう @mika さん")).toEqual(["mika"]);
  });

  test("an address is none, nor a lone @", () => {
    expect(mentions("write to me@example.org @ 5 or @@x")).toEqual([]);
  });

  test.each(["", "@a", "x @a y @b", "no mention", "@@@ @a"])("%j is the sum of its pieces", (text) => {
    expect(
      splitMentions(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});

test("what is shortened keeps whole characters", () => {
  expect(shorten("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2)).toBe("👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
  expect(shorten("abc", 3)).toBe("abc");
});
