import { describe, expect, test } from "vitest";
import { paths, readPath } from "./routes";

describe("addresses", () => {
  test("each page's path reads back as that page", () => {
    expect(readPath(paths.home)).toEqual({ page: "home" });
    expect(readPath(paths.studio)).toEqual({ page: "studio" });
    expect(readPath(paths.signUp)).toEqual({ page: "signUp" });
    expect(readPath(paths.signIn)).toEqual({ page: "signIn" });
    expect(readPath(paths.settings)).toEqual({ page: "settings" });
    for (const page of ["notifications", "access", "reset", "confirm", "outbox"] as const) {
      expect(readPath(paths[page])).toEqual({ page });
    }
    expect(readPath(paths.wallet)).toEqual({ page: "wallet", purchase: null });
    expect(readPath(paths.earnings)).toEqual({ page: "earnings" });
    expect(readPath(paths.shares)).toEqual({ page: "shares", of: null });
    for (const part of ["reviews", "people", "gifts", "purchases", "payouts", "flows", "log", "policy"] as const) {
      expect(readPath(paths.operate(part))).toEqual({ page: "operate", part, id: null });
    }
  });

  test.each(["01hzx", "a b", "日本", "%", "@x/y"])("an id such as %j survives the way there and back", (id) => {
    expect(readPath(paths.watch(id))).toEqual({ page: "watch", id });
    expect(readPath(paths.profile(id))).toEqual({ page: "profile", handle: id });
    const [path = "", search = ""] = paths.replays(id).split("?");
    expect(readPath(path, `?${search}`)).toEqual({ page: "profile", handle: id, part: "replays" });
    expect(readPath(paths.replay(id))).toEqual({ page: "replay", id, at_s: null });
    const [wallet, purchase] = paths.purchase(id).split("?");
    expect(readPath(wallet ?? "", `?${purchase}`)).toEqual({ page: "wallet", purchase: id });
    const [search_path, asked] = paths.search(id, "people").split("?");
    expect(readPath(search_path ?? "", `?${asked}`)).toEqual({ page: "search", text: id, kind: "people" });
    for (const kind of ["live", "video", "replay", "event", "profile"] as const) {
      expect(readPath(paths.sharesOf(kind, id))).toEqual({ page: "shares", of: { kind, id } });
    }
    for (const of of ["checkout", "recipients"] as const) {
      expect(readPath(paths.sandbox(of, id))).toEqual({ page: "sandbox", of, id });
    }
    for (const part of ["reviews", "people", "gifts", "purchases", "payouts", "flows"] as const) {
      expect(readPath(paths.operated(part, id))).toEqual({ page: "operate", part, id });
    }
  });

  test.each(["for-you", "following", "@ada.l"] as const)("a video among those of %s reads back as that", (source) => {
    const read = (address: string) => readPath(...(address.split(/(?=\?)/) as [string, string?]));
    expect(read(paths.videos(source))).toEqual({ page: "videos", id: null, source });
    expect(read(paths.video("01hzx", source))).toEqual({ page: "videos", id: "01hzx", source });
    expect(read(paths.profile("ada"))).toEqual({ page: "profile", handle: "ada" });
  });

  test.each(["?of=", "?of=@", "?of=nonsense", "?x=1", "?of=%E0%A4%A"])(
    "%j names nobody's videos, so everyone's",
    (search) => {
      expect(readPath("/videos", search)).toEqual({ page: "videos", id: null, source: "for-you" });
    },
  );

  test.each([
    ["?t=754", 754],
    ["?t=0", 0],
    ["?t=-5", null],
    ["?t=1e9", null],
    ["?t=", null],
    ["?t=99999999", null],
  ])("%j is where a replay begins: %j", (search, at_s) => {
    expect(readPath("/replay/01hzx", search)).toEqual({ page: "replay", id: "01hzx", at_s });
  });

  test("a replay's moment reads back to the second", () => {
    expect(paths.replay("01hzx", 61.8)).toBe("/replay/01hzx?t=61");
    expect(paths.replay("01hzx", 0)).toBe("/replay/01hzx");
  });

  test("a slash at the end changes nothing, and nonsense is the page that is missing", () => {
    expect(readPath("/settings/")).toEqual({ page: "settings" });
    expect(readPath("/live/%E0%A4%A")).toEqual({ page: "watch", id: "%E0%A4%A" });
    expect(readPath("/live/a/b")).toEqual({ page: "missing", path: "/live/a/b" });
    expect(readPath("//")).toEqual({ page: "home" });
  });
});

test("an event, what is coming, and somebody's events", () => {
  expect(readPath(paths.event("01j"))).toEqual({ page: "event", id: "01j" });
  expect(readPath(`${paths.events}/`)).toEqual({ page: "events" });
  const [path, search] = paths.eventsOf("mika").split("?");
  expect(readPath(path ?? "", `?${search}`)).toEqual({ page: "profile", handle: "mika", part: "events" });
  expect(readPath("/event/")).toMatchObject({ page: "missing" });
});
