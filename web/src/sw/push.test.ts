import { describe, expect, test } from "vitest";
import { findTab, readPush, safePath } from "./push";

const PUSH = {
  tag: "n1",
  title: "Ada is LIVE",
  body: "Songs at night",
  url: "/live/r1",
  icon: "/api/v1/avatars/a",
  lang: "en",
  at_ms: 5,
};

describe("what is shown of a push", () => {
  test("all that it says, silent for whoever looks at the platform already", () => {
    expect(readPush(JSON.stringify(PUSH), true)).toEqual({
      title: "Ada is LIVE",
      options: {
        tag: "n1",
        body: "Songs at night",
        icon: "/api/v1/avatars/a",
        lang: "en",
        timestamp: 5,
        badge: "/favicon.svg",
        silent: true,
        data: { url: "/live/r1" },
      },
    });
    expect(readPush(JSON.stringify(PUSH), false).options.silent).toBe(false);
  });

  test.each([undefined, "", "no json", "null", "7", "[]", '{"title":7,"url":{},"tag":null}'])(
    "something is shown of %j as well, and leads to the list",
    (text) => {
      expect(readPush(text, false)).toEqual({
        title: "Livehouse",
        options: { badge: "/favicon.svg", silent: false, data: { url: "/notifications" } },
      });
    },
  );
});

test.each(["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "", 7])(
  "a tap on %j leads nowhere but here",
  (url) => expect(safePath(url)).toBe("/notifications"),
);

describe("the tab that a tap leads to", () => {
  const tabs = [{ url: "https://l.example/go-live" }, { url: "https://l.example/live/r1?x=1#y" }];

  test("is one that shows the page already", () => {
    expect(findTab(tabs, "https://l.example/live/r1")).toBe(tabs[1]);
  });

  test("is none of those that show another: somebody may be on the air in it", () => {
    expect(findTab(tabs, "https://l.example/live/r2")).toBeUndefined();
  });
});
