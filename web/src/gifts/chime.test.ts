import { describe, expect, test } from "vitest";
import { isHeard, MOTIFS, REST_MS } from "./chime";

describe("sounds of gifts", () => {
  test("a grander gift has a longer motif, and none is longer than its show", () => {
    const ends = (["small", "nice", "grand", "legend"] as const).map((tier) =>
      Math.max(...MOTIFS[tier].map((tone) => tone.at_s + tone.length_s)),
    );
    expect(ends).toEqual(ends.toSorted((one, two) => one - two));
    expect(ends.at(-1)).toBeLessThan(4);
    for (const tone of Object.values(MOTIFS).flat()) expect(tone.strength).toBeLessThanOrEqual(1);
  });

  test("a shower of gifts is one sound at a time, but for a grander one", () => {
    expect(isHeard("small", null, 0)).toBe(true);
    expect(isHeard("small", "small", REST_MS.small - 1)).toBe(false);
    expect(isHeard("small", "small", REST_MS.small)).toBe(true);
    expect(isHeard("grand", "nice", 1)).toBe(true);
    expect(isHeard("nice", "legend", REST_MS.nice)).toBe(false);
  });
});
