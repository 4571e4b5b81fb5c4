import { describe, expect, test } from "vitest";
import { enterAt, hearTotal, LIKES_PER_COMMAND_MAX, noLikes, settleBatch, shownLikes, takeBatch, tap } from "./likes";

describe("likes", () => {
  test("the first total raises no hearts: they rose before one came", () => {
    expect(hearTotal(noLikes, 500).others).toBe(0);
  });

  test("one's own are not raised again when the total has them", () => {
    const tapped = tap(tap(hearTotal(noLikes, 10).likes));
    const { likes, count } = takeBatch(tapped);
    expect(count).toBe(2);
    expect(shownLikes(likes, 10)).toBe(12);
    const heard = hearTotal(likes, 15);
    expect(heard.others).toBe(3);
    expect(shownLikes(heard.likes, 15)).toBe(15);
  });

  test("a total that goes back raises nothing, and its return neither", () => {
    const risen = hearTotal(hearTotal(noLikes, 10).likes, 20).likes;
    const fallen = hearTotal(risen, 15);
    expect(fallen.others).toBe(0);
    expect(hearTotal(fallen.likes, 20).others).toBe(0);
  });

  test("more taps than a command takes wait for the next", () => {
    let likes = hearTotal(noLikes, 0).likes;
    for (let taps = 0; taps < LIKES_PER_COMMAND_MAX + 7; taps++) likes = tap(likes);
    const first = takeBatch(likes);
    const second = takeBatch(first.likes);
    expect([first.count, second.count, takeBatch(second.likes).count]).toEqual([LIKES_PER_COMMAND_MAX, 7, 0]);
  });

  test("a lost batch no longer counts as one's own", () => {
    const { likes } = takeBatch(tap(hearTotal(noLikes, 0).likes));
    expect(shownLikes(settleBatch(likes, 1), 0)).toBe(0);
  });

  test("what the server does not count of a batch is shown no longer than until its answer", () => {
    const { likes, count } = takeBatch(tap(tap(tap(hearTotal(noLikes, 10).likes))));
    const answered = settleBatch(hearTotal(likes, 11).likes, count);
    expect(shownLikes(answered, 11)).toBe(11);
    expect(hearTotal(answered, 13).others).toBe(2);
  });

  test("of two batches under way the answer to one does not settle the other", () => {
    const first = takeBatch(tap(tap(hearTotal(noLikes, 0).likes)));
    const second = takeBatch(tap(first.likes));
    const answered = settleBatch(hearTotal(second.likes, 2).likes, first.count);
    expect(shownLikes(answered, 2)).toBe(3);
    expect(hearTotal(answered, 3)).toMatchObject({ others: 0 });
  });

  test("on entering again, what is under way is still one's own", () => {
    const { likes } = takeBatch(tap(hearTotal(noLikes, 5).likes));
    expect(hearTotal(enterAt(likes, 90), 91).others).toBe(0);
  });
});
