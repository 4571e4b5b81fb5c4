import { describe, expect, test } from "vitest";
import { readTrace, withoutTrace } from "./trace";

describe("by whose share somebody came", () => {
  test.each([
    ["?s=Ab3-_6gH9kQ.line", { code: "Ab3-_6gH9kQ", via: "line", path: "/live/01h" }],
    ["?t=61&s=Ab3dE6gH9kQ.qr", { code: "Ab3dE6gH9kQ", via: "qr", path: "/live/01h" }],
    ["?s=Ab3dE6gH9kQ", { code: "Ab3dE6gH9kQ", via: "link", path: "/live/01h" }],
    ["?s=Ab3dE6gH9kQ.pigeon", { code: "Ab3dE6gH9kQ", via: "link", path: "/live/01h" }],
    ["?s=short.line", null],
    ["?s=", null],
    ["", null],
    ["?s=../../../etc.line", null],
    [`?s=${"a".repeat(10_000)}`, null],
  ])("%j is %j", (search, trace) => {
    expect(readTrace({ pathname: "/live/01h", search })).toEqual(trace);
  });

  test("the address is left without it, and with all else", () => {
    expect(withoutTrace("https://house.test/replay/01h?t=61&s=Ab3dE6gH9kQ.x#end")).toBe("/replay/01h?t=61#end");
    expect(withoutTrace("https://house.test/live/01h?s=Ab3dE6gH9kQ.x")).toBe("/live/01h");
  });
});
