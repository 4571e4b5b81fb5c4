import { expect, test } from "vitest";
import { filesOf, handlingOf, pathOfWords } from "./shell";

const ORIGIN = "https://live.example";
const get = (path: string, mode = "navigate", method = "GET") =>
  handlingOf({ method, mode, url: new URL(path, ORIGIN).href }, ORIGIN);

test("a page's head names what it begins with", () => {
  const page = `<link rel="stylesheet" href="/assets/start-1.css" /><link rel="modulepreload" href="/assets/base-2.js" />
    <script type="module" crossorigin src="/assets/index-3.js"></script><link rel="icon" href="/favicon.svg" />
    <link rel="modulepreload" href="/assets/base-2.js" /><a href="https://elsewhere.example/assets/x.js">`;
  expect(filesOf(page)).toEqual(["/assets/start-1.css", "/assets/base-2.js", "/assets/index-3.js"]);
});

test.each([
  ["/", "page"],
  ["/@mika", "page"],
  ["/live/01m827dhzmab32pvcn4v4yq6p9", "page"],
  ["/embed/live/01m827dhzmab32pvcn4v4yq6p9", "leave"],
  ["/favicon.svg", "leave"],
  ["/hls/room/index.m3u8", "leave"],
] as const)("a way to %s is a %s", (path, handling) => expect(get(path)).toBe(handling));

test("what is not a page is left to the browser, but for the build's files", () => {
  expect(get("/assets/base-2.js", "cors")).toBe("asset");
  expect(get("/api/v1/rooms", "cors")).toBe("leave");
  expect(get("/assets/base-2.js", "cors", "POST")).toBe("leave");
  expect(handlingOf({ method: "GET", mode: "navigate", url: "https://elsewhere.example/" }, ORIGIN)).toBe("leave");
});

test.each([
  [["Look", `so good ${ORIGIN}/live/1?s=abc`], "/live/1?s=abc"],
  [["https://elsewhere.example/live/1"], "/search?q=https%3A%2F%2Felsewhere.example%2Flive%2F1"],
  [["late set"], "/search?q=late+set"],
  [["", " "], "/"],
])("words that are shared lead somewhere: %s", (words, path) => expect(pathOfWords(words, ORIGIN)).toBe(path));

test("a shared novel is not searched for", () => {
  expect(pathOfWords(["音".repeat(10_000)], ORIGIN).length).toBeLessThan(1_000);
});
