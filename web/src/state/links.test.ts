import { describe, expect, test } from "vitest";
import { completeUrl, judgeLink, typedLinks } from "./links";

describe("a link as it is typed", () => {
  test.each([
    ["", "", null],
    ["Band", "https://band.example/gigs", null],
    ["Band", "band.example", null],
    ["", "https://band.example", "label"],
    ["x".repeat(31), "https://band.example", "long"],
    ["🎸".repeat(30), "https://band.example", null],
    ["Band", "", "url"],
    ["Band", "http://band.example", "url"],
    ["Band", "javascript:alert(1)", "url"],
    ["Band", "https://nowhere", "url"],
    ["Band", "not an address", "url"],
  ])("%j to %j: %j", (label, url, fault) => {
    expect(judgeLink({ label, url })).toBe(fault);
  });

  test("an address without its beginning gets one, another keeps its own", () => {
    expect(completeUrl(" band.example ")).toBe("https://band.example");
    expect(completeUrl("mailto:a@b.example")).toBe("mailto:a@b.example");
    expect(completeUrl(" ")).toBe("");
  });

  test("what is sent has no empty ones", () => {
    const links = [
      { label: "", url: " " },
      { label: " Band ", url: "band.example" },
    ];
    expect(typedLinks(links)).toEqual([{ label: "Band", url: "https://band.example" }]);
  });
});
