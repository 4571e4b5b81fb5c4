// @vitest-environment jsdom
import { expect, test } from "vitest";
import { feedEn } from "../i18n/feed.en";
import { feedJa } from "../i18n/feed.ja";
import { addMessages, language } from "../i18n/index.svelte";
import type { WhyPart } from "../net/feed";
import { figure, heaviest, reasonOf } from "./why_words";

addMessages(feedEn, feedJa);

const part = (name: string, value: number, usual: number | null = null): WhyPart => ({
  name,
  value,
  usual,
  weight: 1,
  points: 1,
});

test.each([
  ["audience", 1_234, "1,234 watching now"],
  ["watch", 0.6, "People stay 36 seconds, by how many come and go"],
  ["fresh", 61, "1 hour since it began"],
  ["video_fresh", 100, "4 days since it was published"],
  ["video_fresh", 0.211, "13 minutes since it was published"],
  ["comments", 0.0123, "1.2 people comment each minute, for every 100 viewers"],
  ["gifts", 0.645, "65 people give each minute, for every 100 viewers, whatever it costs"],
  ["welcome", 0.123, "12% of those who are shown it open it"],
  ["growth", 1.384, "1.4 times as many as it usually has"],
])("%s of %d is read as people say it", (name, value, said) => {
  language.choose("en");
  expect(figure(part(name, value))).toBe(said);
});

test("what is usual is said in the same measure, in either language", () => {
  language.choose("en");
  expect(figure(part("growth", 2, 1))).toBe("2 times as many as it usually has");
  expect(figure(part("watch", 7.5, 3))).toBe("People stay 8 minutes, by how many come and go; usual is 3 minutes");
  language.choose("ja");
  expect(figure(part("likes", 0.2, 0.05))).toBe("視聴者100人のうち毎分20人がいいね（ふだんは5）");
});

test("a part and a reason of a newer server are told all the same", () => {
  language.choose("en");
  const why = { reason: "moon_phase", score: 3, parts: [part("moon_phase", 0.5), part("nothing", 0)] };
  expect(reasonOf(why as unknown as Parameters<typeof reasonOf>[0])).toBe("Shown for: Moon phase");
  expect(figure(part("moon_phase", 0.5))).toBeNull();
  expect(
    heaviest([{ ...part("a", 1), points: 0.001 }, { ...part("b", 1), points: -2 }, part("c", 1)]).map(
      ({ name }) => name,
    ),
  ).toEqual(["b", "c"]);
});
