import { describe, expect, test } from "vitest";
import { addNewest, addPage, emptyFeed, neighbourOf, openAt, wantsMore, without } from "./video_feed";

const read = addPage(emptyFeed, ["a", "b", "c", "d", "e", "f"], "next");

describe("a feed of videos", () => {
  test("pages follow each other, and what moved over from the last one is not shown twice", () => {
    expect(addPage(read, ["f", "g", "g"], null)).toEqual({ ids: ["a", "b", "c", "d", "e", "f", "g"], cursor: null });
  });

  test("opened at one that it has not, that one is first; opened at one that it has, nothing moves", () => {
    expect(openAt(read, "x").ids.slice(0, 2)).toEqual(["x", "a"]);
    expect(openAt(read, "c")).toBe(read);
    expect(addPage(openAt(emptyFeed, "b"), ["a", "b", "c"], null).ids).toEqual(["b", "a", "c"]);
  });

  test("the next page is asked for before one comes to the end, and never after the last", () => {
    expect(wantsMore(emptyFeed, null)).toBe(true);
    expect(wantsMore(read, "a")).toBe(false);
    expect(wantsMore(read, "c")).toBe(true);
    expect(wantsMore({ ...read, cursor: null }, "f")).toBe(false);
    expect(wantsMore(openAt(emptyFeed, "x"), "x")).toBe(true);
  });

  test("when one is taken away, the one after it takes its place", () => {
    expect(neighbourOf(read, "b")).toBe("c");
    expect(neighbourOf(read, "f")).toBe("e");
    expect(neighbourOf(addPage(emptyFeed, ["a"], null), "a")).toBeNull();
    expect(without(read, "b").ids).not.toContain("b");
  });

  test("new ones stand above, once", () => {
    expect(addNewest(read, ["z", "a"]).ids).toEqual(["z", ...read.ids]);
  });
});
