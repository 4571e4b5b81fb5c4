// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../net/api";
import type { Me, Platform, Profile } from "../net/types";
import { follows } from "./follows.svelte";
import { session } from "./session.svelte";

const person = (handle: string) => ({ id: handle, handle, nickname: handle, avatar_url: "/a" });
const ada = person("ada") as Me;
const profile = (is_followed: boolean) => ({ ...person("band"), is_followed }) as Profile;

/** An answer that comes when the test says so. */
function later<T>() {
  let come: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    come = resolve;
  });
  return { promise, come };
}

beforeEach(() => {
  vi.restoreAllMocks();
  session.become(null);
  session.known = false;
});

describe("who this is", () => {
  test("a sign-in is not undone by an older question that is answered late", async () => {
    const me = later<Me | null>();
    vi.spyOn(api, "me").mockReturnValue(me.promise);
    vi.spyOn(api, "platform").mockResolvedValue({ name: "L" } as Platform);
    const loaded = session.load();
    session.become(ada);
    me.come(null);
    await loaded;
    expect(session.me).toBe(ada);
    expect(session.platform?.name).toBe("L");
  });

  test("the first answer counts, and nothing is known before it", async () => {
    vi.spyOn(api, "me").mockResolvedValue(ada);
    vi.spyOn(api, "platform").mockResolvedValue({} as Platform);
    const loaded = session.load();
    expect(session.known).toBe(false);
    await loaded;
    expect([session.known, session.me]).toEqual([true, ada]);
  });
});

describe("a wish that needs an account", () => {
  test("that is pressed before it is known who this is waits for that, and asks nobody to sign in who has", async () => {
    vi.spyOn(api, "me").mockResolvedValue(ada);
    vi.spyOn(api, "platform").mockResolvedValue({} as Platform);
    const granted = session.require("Plan a LIVE");
    expect(session.gate).toBeNull();
    await session.load();
    expect(await granted).toBe(true);
    expect(session.gate).toBeNull();
  });

  test("opens the sheet for who is signed out, and goes on with what comes of it", async () => {
    session.become(null);
    const granted = session.require("Plan a LIVE");
    await Promise.resolve();
    expect(session.gate?.title).toBe("Plan a LIVE");
    session.gate?.settle(true);
    expect(await granted).toBe(true);
  });
});

describe("whom one follows", () => {
  test("it is forgotten with the account, and kept when only the account's own words change", async () => {
    session.become(ada);
    vi.spyOn(api, "profile").mockResolvedValue(profile(true));
    await follows.load("band");
    session.become({ ...ada, nickname: "Ada L." });
    expect(follows.follows("band")).toBe(true);
    session.become(null);
    expect(follows.follows("band")).toBeUndefined();
  });

  test("an answer that was meant for the last account is not shown to the next", async () => {
    session.become(ada);
    const answer = later<Profile>();
    vi.spyOn(api, "profile").mockReturnValue(answer.promise);
    const loaded = follows.load("band");
    session.become(person("bo") as Me);
    answer.come(profile(true));
    await loaded;
    expect(follows.follows("band")).toBeUndefined();
  });
});
