// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import type { Me } from "../../net/types";
import { session } from "../../session/session.svelte";
import { draft } from "./draft.svelte";

const file = new File(["x"], "recording.webm");

/** Whether a reload would be asked about. */
const asks = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

afterEach(() => draft.clear());

test("a recording is asked about before it is lost, a file from the disk is not", () => {
  draft.take(file, { recorded: false });
  expect(asks()).toBe(false);
  draft.take(file, { recorded: true });
  expect(asks()).toBe(true);
  draft.drop();
  expect([asks(), draft.file]).toEqual([false, null]);
});

test("what one person was about to post is not the next one's", () => {
  session.become({ id: "ada" } as Me);
  draft.take(file, { recorded: true });
  draft.caption = "mine";
  session.become({ id: "eve" } as Me);
  expect([draft.file, draft.caption, asks()]).toEqual([null, "", false]);
});
