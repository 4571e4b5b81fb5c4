import { expect, test } from "vitest";
import { race } from "./race";

const never = () => new Promise<never>(() => undefined);
const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

test("the first to settle wins, whichever way it settles", async () => {
  expect(await race([after(20, "slow"), after(1, "quick"), never()])).toBe("quick");
  await expect(race([after(20, "slow"), Promise.reject(new Error("no"))])).rejects.toThrow("no");
});

test("of those that are settled already the first one named wins, as with the built-in race", async () => {
  const known = Promise.resolve("known");
  await race([known]);
  expect(await race([Promise.resolve("first"), known])).toBe("first");
  expect(await race([known, Promise.resolve("second")])).toBe("known");
  expect(await race([never(), 3])).toBe(3);
});

test("a contender that settled before gives its result to later races too", async () => {
  const failed = Promise.reject(new Error("gone"));
  await expect(race([failed, never()])).rejects.toThrow("gone");
  await expect(race([never(), failed])).rejects.toThrow("gone");
});

test("a thousand races against one promise leave one reaction with it", async () => {
  let reactions = 0;
  let end: (value: string) => void = () => undefined;
  const ending = new Promise<string>((resolve) => {
    end = resolve;
  });
  const closed: PromiseLike<string> = {
    // biome-ignore lint/suspicious/noThenProperty: the packages race such objects, which are promises in all but name
    then: (resolve, reject) => {
      reactions += 1;
      return ending.then(resolve, reject);
    },
  };
  for (let round = 0; round < 1_000; round++)
    expect(await race<number | string>([Promise.resolve(round), closed])).toBe(round);
  expect(reactions).toBe(1);
  const last = race([never(), closed]);
  end("over");
  expect(await last).toBe("over");
});

test("who loses and fails later is nobody's unhandled rejection", async () => {
  const loser = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("late")), 5));
  expect(await race([Promise.resolve("won"), loser])).toBe("won");
  await after(15, null);
});
