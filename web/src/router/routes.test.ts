import { describe, expect, test } from "vitest";
import { paths, readPath } from "./routes";

describe("addresses", () => {
  test("each page's path reads back as that page", () => {
    expect(readPath(paths.home)).toEqual({ page: "home" });
    expect(readPath(paths.studio)).toEqual({ page: "studio" });
    expect(readPath(paths.signUp)).toEqual({ page: "signUp" });
    expect(readPath(paths.signIn)).toEqual({ page: "signIn" });
    expect(readPath(paths.settings)).toEqual({ page: "settings" });
  });

  test.each(["01hzx", "a b", "日本", "%", "@x/y"])("an id such as %j survives the way there and back", (id) => {
    expect(readPath(paths.watch(id))).toEqual({ page: "watch", id });
    expect(readPath(paths.profile(id))).toEqual({ page: "profile", handle: id });
  });

  test("a slash at the end changes nothing, and nonsense is the page that is missing", () => {
    expect(readPath("/settings/")).toEqual({ page: "settings" });
    expect(readPath("/live/%E0%A4%A")).toEqual({ page: "watch", id: "%E0%A4%A" });
    expect(readPath("/live/a/b")).toEqual({ page: "missing", path: "/live/a/b" });
    expect(readPath("//")).toEqual({ page: "home" });
  });
});
