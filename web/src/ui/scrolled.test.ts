import { beforeEach, describe, expect, test } from "vitest";
import { Scrolled, type ScrolledPage } from "./scrolled.svelte";

const named = (...ids: string[]) => ids.map((id) => ({ id }));
const settle = () => new Promise((resolve) => setTimeout(resolve));

let list: Scrolled<{ id: string }>;

beforeEach(() => {
  list = new Scrolled();
});

describe("a list that is asked for as one scrolls", () => {
  test("goes to its end, none twice, and then asks no more", async () => {
    const asked: unknown[] = [];
    list.begin(async (cursor) => {
      asked.push(cursor);
      return cursor ? { items: named("b", "c"), next: null } : { items: named("a", "b"), next: "b" };
    });
    expect([list.items, list.cursor, list.loading]).toEqual([[], undefined, true]);
    await settle();
    await list.more();
    await list.more();
    expect([list.items, list.cursor, asked]).toEqual([named("a", "b", "c"), null, [undefined, "b"]]);
  });

  test("takes no answer to what was asked before it began anew", async () => {
    const answers: ((page: ScrolledPage<{ id: string }>) => void)[] = [];
    const ask = () => new Promise<ScrolledPage<{ id: string }>>((resolve) => answers.push(resolve));
    list.begin(() => ask());
    list.begin(() => ask());
    answers[1]?.({ items: named("new"), next: null });
    answers[0]?.({ items: named("old"), next: "more" });
    await settle();
    expect([list.items, list.cursor, list.loading]).toEqual([named("new"), null, false]);
    list.begin(null);
    expect([list.items, list.loading]).toEqual([[], false]);
  });

  test("says what failed, and goes on when it is asked again", async () => {
    let broken = true;
    list.begin(async () => {
      if (broken) throw new Error("away");
      return { items: named("a"), next: null };
    });
    await settle();
    expect([list.failure, list.loading]).toEqual([new Error("away"), false]);
    broken = false;
    await list.more();
    expect([list.failure, list.items]).toEqual([null, named("a")]);
  });

  test("looks at all its pages anew, and goes on after the last of them", async () => {
    let names = ["a", "b", "c"];
    list.begin(async (cursor) => {
      const at = Number(cursor ?? 0);
      return { items: named(...names.slice(at, at + 1)), next: at + 1 < names.length ? String(at + 1) : null };
    });
    await settle();
    await list.more();
    names = ["new", "a", "c"];
    await list.renew((shown, fresh) => [...shown.slice(0, 1), ...fresh.filter(({ id }) => id !== "a")]);
    expect([list.items, list.cursor]).toEqual([named("a", "new"), "2"]);
    await list.more();
    expect([list.items, list.cursor]).toEqual([named("a", "new", "c"), null]);
  });

  test("that grew while it was looked at stays as it is", async () => {
    const answers: ((page: ScrolledPage<{ id: string }>) => void)[] = [];
    list.begin(() => new Promise((resolve) => answers.push(resolve)));
    answers[0]?.({ items: named("a"), next: "b" });
    await settle();
    const looked = list.renew((_, fresh) => [...fresh]);
    const grown = list.more();
    answers[2]?.({ items: named("b"), next: null });
    await grown;
    answers[1]?.({ items: named("z"), next: "b" });
    await looked;
    expect([list.items, list.cursor]).toEqual([named("a", "b"), null]);
  });

  test("has what came about first, and not what is gone", () => {
    list.items = named("a", "b");
    list.putFirst({ id: "b" });
    list.drop("a");
    expect(list.items).toEqual(named("b"));
  });
});
