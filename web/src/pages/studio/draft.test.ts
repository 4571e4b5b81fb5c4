import { expect, test } from "vitest";
import { emptyDraft, keepDraft, readDraft, titleProblem } from "./draft";

class Shelf {
  kept = new Map<string, string>();
  getItem(key: string) {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.kept.set(key, value);
  }
}

test("what was written is there after a reload", () => {
  const shelf = new Shelf();
  const draft = {
    title: "夜の弦楽 🎻",
    topic: "music",
    audience: "followers",
    source: "encoder",
    is_recorded: false,
  } as const;
  keepDraft(shelf, draft);
  expect(readDraft(shelf)).toEqual(draft);
});

test("a replay is kept unless the host has said no", () => {
  expect(readDraft({ getItem: () => '{"title":"Tonight","is_recorded":"no"}' }).is_recorded).toBe(true);
});

test.each(["", "null", "7", "{", '{"title":3,"topic":null,"audience":"nobody"}'])("%j is no draft", (kept) => {
  expect(readDraft({ getItem: () => kept })).toEqual(emptyDraft);
});

test("storage that is switched off costs nothing but the draft", () => {
  const refuse = () => {
    throw new DOMException("no", "SecurityError");
  };
  expect(readDraft({ getItem: refuse })).toEqual(emptyDraft);
  expect(() => keepDraft({ setItem: refuse }, emptyDraft)).not.toThrow();
});

test.each([
  ["", "empty"],
  ["   \n", "empty"],
  ["Tonight", null],
  ["👨‍👩‍👧‍👦".repeat(80), null],
  ["👨‍👩‍👧‍👦".repeat(81), "long"],
  ["a".repeat(10_000), "long"],
] as const)("%.12s…", (title, problem) => {
  expect(titleProblem(title, 80)).toBe(problem);
});
