// @vitest-environment jsdom
import { beforeEach, describe, expect, test } from "vitest";
import { NewestFirst } from "./newest_first.svelte";
import { toasts } from "./toasts.svelte";

const PAGE = 3;

/** A list of numbers, of which the highest is the newest, and questions that are answered when the test says so. */
class Numbers {
  highest = 7;
  waiting: (() => void)[] = [];
  broken = false;
  readonly list = new NewestFirst<number, number>(
    (before) =>
      new Promise((resolve, reject) => {
        const highest = before === undefined ? this.highest : before - 1;
        const items = Array.from({ length: Math.min(PAGE, highest) }, (_, place) => highest - place);
        const last = items.at(-1) ?? 1;
        const broken = this.broken;
        this.waiting.push(() =>
          broken ? reject(new Error("away")) : resolve({ items, next: last > 1 ? last : null }),
        );
      }),
    (number) => number,
  );

  async answer(which = 0): Promise<void> {
    this.waiting.splice(which, 1)[0]?.();
    await new Promise((resolve) => setTimeout(resolve));
  }

  async refresh(): Promise<void> {
    this.list.refresh();
    await this.answer();
  }

  async more(): Promise<void> {
    void this.list.more();
    await this.answer();
  }
}

let numbers: Numbers;

beforeEach(() => {
  numbers = new Numbers();
});

describe("a list that grows at its head", () => {
  test("is read to its beginning", async () => {
    await numbers.refresh();
    expect([numbers.list.items, numbers.list.next]).toEqual([[7, 6, 5], 5]);
    await numbers.more();
    await numbers.more();
    expect([numbers.list.items, numbers.list.next]).toEqual([[7, 6, 5, 4, 3, 2, 1], null]);
  });

  test("keeps what was read when something is added", async () => {
    await numbers.refresh();
    await numbers.more();
    numbers.highest = 9;
    await numbers.refresh();
    expect([numbers.list.items, numbers.list.next]).toEqual([[9, 8, 7, 6, 5, 4, 3, 2], 2]);
  });

  test("begins anew where more came than a page holds, and nothing is missing in it", async () => {
    await numbers.refresh();
    await numbers.more();
    numbers.highest = 20;
    await numbers.refresh();
    expect([numbers.list.items, numbers.list.next]).toEqual([[20, 19, 18], 18]);
    await numbers.more();
    expect(numbers.list.items).toEqual([20, 19, 18, 17, 16, 15]);
  });

  test("takes no older page that was asked for before it began anew", async () => {
    await numbers.refresh();
    void numbers.list.more();
    numbers.highest = 20;
    numbers.list.refresh();
    await numbers.answer(1);
    await numbers.answer();
    expect([numbers.list.items, numbers.list.next]).toEqual([[20, 19, 18], 18]);
  });

  test("says that it failed until it is there, and keeps what is shown", async () => {
    numbers.broken = true;
    await numbers.refresh();
    expect([numbers.list.items, numbers.list.failure]).toEqual([null, new Error("away")]);
    numbers.broken = false;
    await numbers.refresh();
    expect(numbers.list.failure).toBeNull();
    numbers.broken = true;
    await numbers.more();
    expect([numbers.list.items, numbers.list.busy]).toEqual([[7, 6, 5], false]);
    expect(toasts.shown.at(-1)?.look).toBe("bad");
  });

  test("takes no answer that nobody waits for", async () => {
    numbers.list.refresh()();
    await numbers.answer();
    expect(numbers.list.items).toBeNull();
  });
});
