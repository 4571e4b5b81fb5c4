// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { Draft } from "./draft.svelte";

/** Whether the browser would ask before the page goes. */
const asks = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
const draft = new Draft();

afterEach(() => draft.clear());

test("weights that are typed and not applied are asked about, once", () => {
  expect(asks()).toBe(false);
  draft.note(["fresh"]);
  draft.note(["fresh", "likes"]);
  expect(asks()).toBe(true);
  draft.note([]);
  expect(asks()).toBe(false);
});

test("a page that is opened again keeps them", () => {
  draft.note(["fresh"]);
  expect(draft.changed).toEqual(["fresh"]);
});

test("another person finds nothing of it", () => {
  draft.typed = { fresh: "3" };
  draft.reason = "more newcomers";
  draft.note(["fresh"]);
  draft.clear();
  expect([draft.typed, draft.reason, draft.changed, asks()]).toEqual([{}, "", [], false]);
});
